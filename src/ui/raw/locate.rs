//! From a pointer to the bytes of a document, and the words for them.

use super::documents::RawDocument;
use crate::oci::{json::Json, schema1::is_in_signatures};
use std::ops::Range;

/// What a pointer leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// Byte ranges in the order of the document, never empty; of a key that stands more than once, each.
    pub ranges: Vec<Range<usize>>,
    /// The document has no such member: the ranges are those of what would hold it.
    pub is_missing: bool,
}

/// The bytes that `pointer` leads to. The empty pointer means the whole document, what stands around the JSON included.
///
/// A signed schema 1 says only what its payload says, where it stands in the document.
pub fn locate(document: &RawDocument, pointer: &str) -> Located {
    let bytes = &document.bytes.0;
    let signed = match (&document.payload, document.signed_length) {
        (Some(payload), Some(length)) if !is_in_signatures(pointer) => Some((&payload.0, length)),
        _ => None,
    };
    let (said, length) = signed.unwrap_or((bytes, bytes.len()));
    let whole = || Located {
        ranges: std::iter::once(0..length).collect(),
        is_missing: false,
    };
    let Some((parent, _)) = pointer.rsplit_once('/') else {
        return whole();
    };
    let Ok(json) = Json::parse(said) else {
        return whole();
    };
    let within = |pointer| {
        let ranges = json.locate(pointer);
        // The end of the payload stands elsewhere, in the protected header.
        ranges
            .map(|range| range.start.min(length)..range.end.min(length))
            .collect::<Vec<_>>()
    };
    let ranges = within(pointer);
    Located {
        is_missing: ranges == within(parent),
        ranges,
    }
}

/// `byte 7`, `bytes 120–134` (the last one included), `bytes 1–5 and 9–13`.
pub fn describe(ranges: &[Range<usize>]) -> String {
    let mut words = String::new();
    for (position, range) in ranges.iter().enumerate() {
        if position > 0 {
            words.push_str(if position + 1 == ranges.len() {
                " and "
            } else {
                ", "
            });
        }
        let last = range.end.saturating_sub(1).max(range.start);
        words.push_str(&range.start.to_string());
        if last > range.start {
            words.push('–');
            words.push_str(&last.to_string());
        }
    }
    let is_one = matches!(ranges, [range] if range.len() < 2);
    format!("{} {words}", if is_one { "byte" } else { "bytes" })
}
