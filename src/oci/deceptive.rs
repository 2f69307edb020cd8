//! Characters that mislead: invisible ones, and those that change the direction of what stands around them.

/// Whether a character is invisible or changes the direction of its surroundings.
pub fn is_deceptive(character: char) -> bool {
    match character {
        '\n' | '\t' => false,
        // Controls; marks, embeddings, overrides and isolates; invisible operators; the byte order mark; the blank of Braille. And what Unicode lets
        // nothing be shown for (Default_Ignorable_Code_Point): fillers, vowels and joiners of scripts, selectors of variants, beams of music, tags.
        '\u{0}'..='\u{1f}'
        | '\u{7f}'..='\u{9f}'
        | '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{2800}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' => true,
        _ => false,
    }
}

/// Whether a text is of nothing but letters, signs and blanks of ASCII, of which none deceives. That takes a tenth of the time of a look at each character.
pub fn is_plain(text: &str) -> bool {
    text.bytes()
        .all(|byte| matches!(byte, b'\t' | b'\n' | b' '..=b'~'))
}

/// Whether the character at byte `at` of `text` makes one emoji of two, or an emoji of a symbol: there it does not deceive.
pub fn is_in_emoji(text: &str, at: usize, character: char) -> bool {
    let (before, after) = text.split_at(at);
    let ends = |before: &str| before.ends_with(is_pictured);
    match character {
        VARIANT => ends(before),
        // U+200D, of three bytes.
        JOINER => ends(before.trim_end_matches(VARIANT)) && after[3..].starts_with(is_pictured),
        _ => false,
    }
}

/// Joins two emoji to one.
const JOINER: char = '\u{200d}';

/// Shows the symbol before it as an emoji.
const VARIANT: char = '\u{fe0f}';

/// Roughly: arrows, signs and symbols, and the planes of emoji.
fn is_pictured(character: char) -> bool {
    matches!(character, '\u{2190}'..='\u{27ff}' | '\u{2900}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

/// `text` with the code of each such character in its place: for what is plain text (attributes, a report).
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        if is_deceptive(character) && !is_in_emoji(text, at, character) {
            out.push_str(&format!("‹U+{:04X}›", u32::from(character)));
        } else {
            out.push(character);
        }
    }
    out
}

/// A character in a message: in quotes, or by its code where nothing is to be seen of it.
pub fn shown(character: char) -> String {
    match character {
        '\n' | '\t' => format!("‹U+{:04X}›", u32::from(character)),
        _ if is_deceptive(character) => plain(character.encode_utf8(&mut [0; 4])),
        '\'' => "\"'\"".to_owned(),
        _ => format!("'{character}'"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deceptive_characters_are_named_in_attributes() {
        assert_eq!(plain("a\u{202e}b\0c\n"), "a‹U+202E›b‹U+0000›c\n");
        assert_eq!(plain("naïve 漢字 🚢"), "naïve 漢字 🚢");
    }

    #[test]
    fn a_character_is_shown_as_itself_if_there_is_something_to_see() {
        for (character, want) in [
            ('a', "'a'"),
            (' ', "' '"),
            ('\\', "'\\'"),
            ('\'', "\"'\""),
            ('"', "'\"'"),
            ('\u{e9}', "'é'"),
            ('\u{200b}', "‹U+200B›"),
            ('\n', "‹U+000A›"),
        ] {
            assert_eq!(shown(character), want);
        }
    }

    #[test]
    fn whatever_nothing_is_shown_for_deceives() {
        let invisible = "\u{ad}\u{34f}\u{115f}\u{1160}\u{17b4}\u{17b5}\u{180b}\u{180e}\u{180f}\u{2065}\u{2800}\u{3164}\u{fe00}\u{fe0f}\u{ffa0}\u{fff0}\u{1bca0}\u{1d173}\u{1d17a}\u{e0100}\u{e01ef}\u{e0fff}";
        for character in invisible.chars() {
            let code = format!("a‹U+{:04X}›b", u32::from(character));
            assert_eq!(plain(&format!("a{character}b")), code);
        }
        for character in
            "\u{a0}\u{1161}\u{180a}\u{1810}\u{2801}\u{3000}\u{3165}\u{fffc}\u{fffd}\u{1d172}"
                .chars()
        {
            assert!(!is_deceptive(character), "{character:?}");
        }
    }

    #[test]
    fn what_is_plain_holds_nothing_that_deceives() {
        let plain: String = (' '..='~').chain(['\n', '\t']).collect();
        assert!(is_plain(&plain) && is_plain(""));
        assert!(!plain.contains(is_deceptive));
        for at in [0, 50, plain.len()] {
            for other in ['\0', '\r', '\u{1b}', '\u{7f}', '\u{e9}', '\u{202e}'] {
                let mut text = plain.clone();
                text.insert(at, other);
                assert!(!is_plain(&text), "{other:?} at {at}");
            }
        }
    }

    #[test]
    fn emoji_stay_readable() {
        for emoji in [
            "⚙\u{fe0f}",
            "👩\u{200d}💻",
            "👩🏽\u{200d}🚀 x",
            "🏳\u{fe0f}\u{200d}🌈",
            "⚠\u{fe0f} read this",
        ] {
            assert_eq!(plain(emoji), emoji);
        }
        for (text, want) in [
            ("\u{fe0f}", "‹U+FE0F›"),
            ("a\u{fe0f}", "a‹U+FE0F›"),
            ("⚙\u{fe0f}\u{fe0f}", "⚙\u{fe0f}‹U+FE0F›"),
            ("⚙\u{fe0e}", "⚙‹U+FE0E›"),
            ("👩\u{200d}", "👩‹U+200D›"),
            ("👩\u{200d}a", "👩‹U+200D›a"),
            ("a\u{200d}💻", "a‹U+200D›💻"),
            ("👩\u{200d}\u{200d}💻", "👩‹U+200D›‹U+200D›💻"),
        ] {
            assert_eq!(plain(text), want);
        }
    }
}
