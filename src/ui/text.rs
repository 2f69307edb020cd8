//! Text from documents, made safe to look at.
//!
//! Text nodes cannot do harm by markup, but control and bidirectional characters can mislead: a U+202E shows what follows backwards.
//! Each such character is kept, so that what is copied is what was served, but wrapped in an element that isolates it and shows its code.

use super::element::{element, list, text as plain_text};
use yew::prelude::*;

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

/// Shows `text` with every deceptive character marked.
pub fn view_text(text: &str) -> Html {
    if !text.contains(is_deceptive) {
        return plain_text(text.to_owned());
    }
    let mut nodes: Vec<Html> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(is_deceptive) {
        let (plain, found) = rest.split_at(at);
        let length = found.chars().next().map_or(0, char::len_utf8);
        let (character, after) = found.split_at(length);
        if !plain.is_empty() {
            nodes.push(plain_text(plain.to_owned()));
        }
        let code = character
            .chars()
            .map(|character| format!("U+{:04X}", u32::from(character)))
            .collect::<String>();
        let marked = element("span")
            .class("control")
            .attribute("data-code-point", code)
            .text(character.to_owned());
        nodes.push(marked.into());
        rest = after;
    }
    if !rest.is_empty() {
        nodes.push(plain_text(rest.to_owned()));
    }
    list(nodes)
}

/// The same for attributes (`title`, `aria-label`), which have no elements: the code in place of the character.
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
