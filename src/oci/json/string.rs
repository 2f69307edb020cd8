//! Unescaping strings, half surrogate pairs included.

use serde::de::{Deserializer as _, Visitor};
use std::fmt;

/// The text of a JSON string literal, and whether half a surrogate pair was replaced by U+FFFD in it.
pub(super) fn unescape(literal: &str) -> (Box<str>, bool) {
    if let Ok(text) = serde_json::from_str::<Box<str>>(literal) {
        return (text, false);
    }
    // As a string serde_json refuses `"\ud800"`; as bytes it writes it like any other code point (WTF-8).
    let bytes = serde_json::Deserializer::from_str(literal)
        .deserialize_bytes(Bytes)
        .unwrap_or_default();
    (replace_surrogates(&bytes).into(), true)
}

/// Surrogates are the three bytes ED A0–BF xx, which no valid UTF-8 contains.
fn replace_surrogates(mut bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    loop {
        match str::from_utf8(bytes) {
            Ok(rest) => {
                text.push_str(rest);
                return text;
            }
            Err(error) => {
                let (valid, rest) = bytes.split_at(error.valid_up_to());
                text.push_str(&String::from_utf8_lossy(valid));
                text.push(char::REPLACEMENT_CHARACTER);
                bytes = rest.get(3..).unwrap_or_default();
            }
        }
    }
}

struct Bytes;

impl<'de> Visitor<'de> for Bytes {
    type Value = Vec<u8>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
        Ok(bytes.to_vec())
    }
}
