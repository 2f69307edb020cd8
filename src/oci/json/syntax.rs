//! Is it JSON at all? Strict, with line and column.

use crate::oci::DocumentError;
use serde::de::IgnoredAny;

/// U+FEFF, which some editors put in front of UTF-8.
pub(super) const BYTE_ORDER_MARK: char = '\u{feff}';

/// A web server's page: no JSON begins with `<`.
pub(super) fn is_html(bytes: &[u8]) -> bool {
    let behind_mark = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    behind_mark.trim_ascii_start().starts_with(b"<")
}

/// Checks the encoding.
pub(super) fn check_utf8(bytes: &[u8]) -> Result<&str, DocumentError> {
    str::from_utf8(bytes).map_err(|error| {
        let (line, column) = line_and_column_behind(&bytes[..error.valid_up_to()]);
        DocumentError::Utf8 { line, column }
    })
}

/// Where what follows these bytes begins: both from 1, the column in bytes.
pub(super) fn line_and_column_behind(bytes: &[u8]) -> (usize, usize) {
    let line_start = bytes
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |newline| newline + 1);
    let line = 1 + bytes.iter().filter(|byte| **byte == b'\n').count();
    (line, 1 + bytes.len() - line_start)
}

/// Checks the syntax, bytes behind the value included. Numbers may be of any size, nesting of any depth.
pub(super) fn check(text: &str) -> Result<(), DocumentError> {
    let Err(error) = serde_json::from_str::<IgnoredAny>(text) else {
        return Ok(());
    };
    let (line, column) = (error.line(), error.column());
    let words = error.to_string();
    let message = words
        .strip_suffix(&format!(" at line {line} column {column}"))
        .unwrap_or(&words)
        .to_owned();
    // Of what it did not consume, the end and control characters, serde_json tells the place before.
    let is_behind = error.is_eof() || words.starts_with("control character");
    Err(DocumentError::Json {
        message,
        line,
        // serde_json counts from 0 where the fault is the end of a line.
        column: (column + usize::from(is_behind)).max(1),
    })
}
