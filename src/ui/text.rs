//! Text from documents, made safe to look at.
//!
//! Text nodes cannot do harm by markup, but control and bidirectional characters can mislead: a U+202E shows what follows backwards.
//! Each such character is kept, so that what is copied is what was served, but wrapped in an element that isolates it and shows its code.

use super::element::{element, list, text as plain_text};
pub use crate::oci::deceptive::{is_deceptive, plain};
use yew::prelude::*;

/// Shows `text` with every deceptive character marked.
pub fn view_text(text: &str) -> Html {
    view_marked(text, is_deceptive)
}

/// Shows one of several lines: a line break in it is marked, too, so that what stands behind it does not pass for the next one.
pub fn view_line(text: &str) -> Html {
    view_marked(text, |character| {
        character == '\n' || is_deceptive(character)
    })
}

fn view_marked(text: &str, is_marked: fn(char) -> bool) -> Html {
    if !text.contains(is_marked) {
        return plain_text(text.to_owned());
    }
    let mut nodes: Vec<Html> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(is_marked) {
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
