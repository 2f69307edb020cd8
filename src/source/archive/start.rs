//! What begins otherwise than a tar archive.

use super::ArchiveFault;
use crate::tar::magic;

/// What a file is that does not begin as a tar archive.
pub(super) fn what_else(start: &[u8]) -> ArchiveFault {
    const COMPRESSED: [(&[u8], &str); 4] = [
        (&magic::ZSTD, "zstd"),
        (&magic::BZIP2, "bzip2"),
        (&magic::XZ, "xz"),
        (&magic::LZ4, "lz4"),
    ];
    const OTHER: [(&[u8], &str); 4] = [
        (b"PK\x03\x04", "a zip archive"),
        (b"{", "a JSON document"),
        (b"[", "a JSON document"),
        (b"hsqs", "a squashfs image"),
    ];
    let is_start = |known: &&(&[u8], &'static str)| start.starts_with(known.0);
    if let Some((_, with)) = COMPRESSED.iter().find(is_start) {
        return ArchiveFault::Compressed { with };
    }
    let what = OTHER.iter().find(is_start);
    ArchiveFault::NotTar {
        what: what.map_or("no tar archive", |(_, what)| *what),
    }
}
