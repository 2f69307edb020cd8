//! Bytes in hexadecimal, as `hexdump -vC` writes them.

use std::ops::Range;

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Bytes in a line of [`dump`].
const LINE: usize = 16;

/// Bytes of a row that are marked, or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Where they stand in the document.
    pub bytes: Range<usize>,
    /// Whether one of the ranges holds them.
    pub is_marked: bool,
}

/// The bytes of a row, in runs that are marked or not. `marks` may overlap.
pub fn runs(row: Range<usize>, marks: &[Range<usize>]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for at in row {
        let is_marked = marks.iter().any(|mark| mark.contains(&at));
        match runs.last_mut() {
            Some(run) if run.is_marked == is_marked => run.bytes.end = at + 1,
            _ => runs.push(Run {
                bytes: at..at + 1,
                is_marked,
            }),
        }
    }
    runs
}

/// What stands in front of the byte at `position` of a row: a gap in the middle of sixteen.
pub fn gap(position: usize) -> &'static str {
    match position {
        0 => "",
        8 => "  ",
        _ => " ",
    }
}

/// Adds a byte's two digits.
pub fn push_hex(out: &mut String, byte: u8) {
    for digit in [byte >> 4, byte & 15] {
        out.push(char::from(DIGITS[usize::from(digit)]));
    }
}

/// The character that stands for a byte: itself, if it is printable ASCII, else a full stop.
pub fn printable(byte: u8) -> char {
    match byte {
        b' '..=b'~' => char::from(byte),
        _ => '.',
    }
}

/// An offset in eight digits, more if it needs more.
pub fn offset(at: usize) -> String {
    format!("{at:08x}")
}

/// What `hexdump -vC` writes of these bytes: offset, sixteen bytes, what of them is printable; at the end the length.
pub fn dump(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return String::new();
    }
    // 8 digits, a gap of 2, 48 and 1 for the bytes, a gap of 2, 2 bars around 16 characters, a line break.
    let mut out = String::with_capacity((bytes.len() / LINE + 2) * 80);
    for (number, line) in bytes.chunks(LINE).enumerate() {
        out.push_str(&offset(number * LINE));
        out.push_str("  ");
        for position in 0..LINE {
            out.push_str(gap(position));
            match line.get(position) {
                Some(byte) => push_hex(&mut out, *byte),
                None => out.push_str("  "),
            }
        }
        out.push_str("  |");
        out.extend(line.iter().copied().map(printable));
        out.push_str("|\n");
    }
    out.push_str(&offset(bytes.len()));
    out.push('\n');
    out
}
