//! How a file begins that a tar archive is compressed into: its magic number.

/// gzip: ID1 and ID2, RFC 1952, section 2.3.1.
pub const GZIP: [u8; 2] = [0x1f, 0x8b];

/// A frame of zstd, RFC 8878, section 3.1.1.
pub const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// bzip2; the size of its blocks follows, a digit.
pub const BZIP2: [u8; 3] = *b"BZh";

/// xz, The .xz File Format, section 2.1.1.1.
pub const XZ: [u8; 6] = *b"\xfd7zXZ\0";

/// A frame of lz4, LZ4 Frame Format Description.
pub const LZ4: [u8; 4] = [0x04, 0x22, 0x4d, 0x18];
