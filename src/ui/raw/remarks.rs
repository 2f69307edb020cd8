//! What stands in a document besides what it says, in words.

use super::{body::MOST_KEYS, documents::RawDocument};
use crate::ui::{
    element::{Element, element},
    format,
};

/// U+FEFF in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Whether there is anything to say.
pub fn has_remarks(document: &RawDocument) -> bool {
    let bytes = &document.bytes.0;
    bytes.starts_with(BYTE_ORDER_MARK) || trailing(bytes) > 1 || !document.duplicates.is_empty()
}

/// Blanks and line breaks at the end. One line break is what many tools end a file with: its mark in the text is enough.
fn trailing(bytes: &[u8]) -> usize {
    bytes.len() - bytes.trim_ascii_end().len()
}

/// What is there besides the JSON, in words: the marks alone are easily overlooked, and not seen by everybody.
pub fn view_remarks(document: &RawDocument) -> Option<Element> {
    let bytes = &document.bytes.0;
    let mut words = Vec::new();
    if bytes.starts_with(BYTE_ORDER_MARK) {
        words.push("It begins with a byte order mark, 3 bytes.".to_owned());
    }
    let trailing = trailing(bytes);
    if trailing > 1 && trailing < bytes.len() {
        words.push(format!(
            "It ends with {} bytes of blanks and line breaks.",
            format::grouped(trailing as u64)
        ));
    }
    if !document.duplicates.is_empty() {
        words.push(format!(
            "{} more than once: {}.",
            format::count(document.duplicates.len(), "key stands", "keys stand"),
            if document.duplicates.len() < MOST_KEYS {
                "each time is marked"
            } else {
                "the first are marked"
            }
        ));
    }
    (!words.is_empty()).then(|| {
        element("p")
            .part("raw-remarks")
            .class("aside small")
            .text(words.join(" "))
    })
}
