//! Characters that mislead: invisible ones, and those that change the direction of what stands around them.

/// Whether a character is invisible or changes the direction of its surroundings.
pub fn is_deceptive(character: char) -> bool {
    match character {
        '\n' | '\t' => false,
        // Controls; marks, embeddings, overrides and isolates; invisible operators; tags; the byte order mark.
        '\u{0}'..='\u{1f}'
        | '\u{7f}'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => true,
        _ => false,
    }
}

/// `text` with the code of each such character in its place: for what is plain text (attributes, a report).
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if is_deceptive(character) {
            out.push_str(&format!("‹U+{:04X}›", u32::from(character)));
        } else {
            out.push(character);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deceptive_characters_are_named_in_attributes() {
        assert_eq!(plain("a\u{202e}b\0c\n"), "a‹U+202E›b‹U+0000›c\n");
        assert_eq!(plain("naïve 漢字 🚢"), "naïve 漢字 🚢");
    }
}
