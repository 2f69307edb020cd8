//! The headers of a tar archive, of which each is a block of 512 bytes.

use tar::Header;

/// Each header has so many bytes, and each file's length is rounded up to a multiple of them.
pub const BLOCK: u64 = 512;

/// The header in a block, if it is one: its sum must be right, and its size a number, or blank where there is none to say.
pub fn header_of(block: &[u8]) -> Option<&Header> {
    if block.len() as u64 != BLOCK {
        return None;
    }
    let header = Header::from_byte_slice(block);
    // The field of the sum counts as blanks.
    let sum = block.iter().enumerate().map(|(position, byte)| {
        let is_sum = (148..156).contains(&position);
        u32::from(if is_sum { b' ' } else { *byte })
    });
    let is_blank = header
        .as_old()
        .size
        .iter()
        .all(|byte| matches!(byte, 0 | b' '));
    let has_size = is_blank || header.entry_size().is_ok();
    let is_sound = header.cksum().ok()? == sum.sum::<u32>() && has_size;
    is_sound.then_some(header)
}

/// As many bytes as content of this size takes: whole blocks.
pub fn padded(size: u64) -> u64 {
    size.div_ceil(BLOCK).saturating_mul(BLOCK)
}

/// A name as text, up to the zero byte that ends it.
pub fn text(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|byte| *byte == 0);
    String::from_utf8_lossy(&bytes[..end.unwrap_or(bytes.len())]).into_owned()
}

/// A path from the root of the archive, without detours: `./usr//bin/` is `usr/bin`.
///
/// ```
/// use porthole::tar::header::plain;
/// assert_eq!(plain("./usr//lib/../bin/"), "usr/bin");
/// ```
pub fn plain(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}
