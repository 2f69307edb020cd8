//! What is no text: UTF-8 as far as it is, and the bytes between by their values.

use super::{hex::push_hex, marked::view_pieces};
use crate::ui::{
    element::{element, list, text},
    format,
    text::{is_deceptive, view_piece},
};
use std::ops::Range;
use yew::prelude::*;

/// How many faults are marked one by one: an executable file has a fault every few bytes.
const MOST: usize = 1_000;

/// The bytes as text. Each byte that is no UTF-8 is U+FFFD in the text, and marked with its value.
pub fn view_unreadable(bytes: &[u8]) -> Html {
    let mut nodes = Vec::new();
    let (mut faults, mut wrong, mut rest) = (0, 0, String::new());
    for chunk in bytes.utf8_chunks() {
        let invalid = chunk.invalid();
        wrong += invalid.len();
        if faults >= MOST {
            rest.extend(chunk.valid().chars().map(harmless));
            rest.extend(invalid.iter().map(|_| char::REPLACEMENT_CHARACTER));
            continue;
        }
        faults += chunk.valid().chars().filter(is_marked).count();
        let valid = chunk.valid();
        let view = |piece: Range<usize>| view_piece(&valid[piece]);
        nodes.push(view_pieces(valid, 0..valid.len(), &view));
        for byte in invalid {
            faults += 1;
            let mut code = String::new();
            push_hex(&mut code, *byte);
            let marked = element("span")
                .class("control")
                .attribute("data-code-point", code.to_uppercase())
                .text("\u{fffd}");
            nodes.push(marked.into());
        }
    }
    let view = |piece: Range<usize>| text(rest[piece].to_owned());
    nodes.push(view_pieces(&rest, 0..rest.len(), &view));
    let remark = format!(
        "{} no UTF-8: {} marked with its value, and copied as U+FFFD. Hex shows them all, Save keeps them.",
        format::count(wrong, "byte is", "bytes are"),
        if faults < MOST {
            "each is"
        } else {
            "each of the first is"
        },
    );
    let remark = element("p")
        .part("raw-remarks")
        .class("aside small warn")
        .text(remark);
    let content = element("pre")
        .part("raw")
        .class("raw")
        .fixed("tabindex", "0")
        .fixed("aria-labelledby", "raw-title")
        .children(nodes);
    list([remark.into(), content.into()])
}

fn is_marked(character: &char) -> bool {
    is_deceptive(*character)
}

/// Behind the last mark nothing deceives either.
fn harmless(character: char) -> char {
    if is_deceptive(character) {
        char::REPLACEMENT_CHARACTER
    } else {
        character
    }
}
