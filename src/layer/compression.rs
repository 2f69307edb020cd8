//! How a layer is compressed: by its first bytes, and by what its media type says.

use crate::tar::magic;

/// How a layer is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Not at all, or by something else than gzip and zstd.
    None,
    /// gzip, RFC 1952: one member or several.
    Gzip,
    /// zstd, RFC 8878: one frame or several, with skippable frames between them.
    Zstd,
}

/// As many bytes tell the compression.
pub const SIGNATURE_LENGTH: usize = 6;

/// A compression that no specification of images knows, and some tools unpack. Porthole does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherCompression {
    /// bzip2.
    Bzip2,
    /// xz.
    Xz,
}

impl OtherCompression {
    /// What the first bytes of a layer say; [`SIGNATURE_LENGTH`] of them, or all if there are fewer.
    pub fn of_bytes(start: &[u8]) -> Option<Self> {
        if let Some([b'1'..=b'9', 0x31, 0x41, ..]) = start.strip_prefix(&magic::BZIP2) {
            Some(Self::Bzip2)
        } else if start.starts_with(&magic::XZ) {
            Some(Self::Xz)
        } else {
            None
        }
    }

    /// The word for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bzip2 => "bzip2",
            Self::Xz => "xz",
        }
    }
}

impl Compression {
    /// What the first bytes of a layer say; [`SIGNATURE_LENGTH`] of them, or all if there are fewer.
    ///
    /// ```
    /// use porthole::layer::Compression;
    /// assert_eq!(Compression::of_bytes(&[0x1f, 0x8b, 0x08, 0x00]), Compression::Gzip);
    /// assert_eq!(Compression::of_bytes(&[0x28, 0xb5, 0x2f, 0xfd]), Compression::Zstd);
    /// assert_eq!(Compression::of_bytes(b"etc/"), Compression::None);
    /// ```
    pub fn of_bytes(start: &[u8]) -> Self {
        const DEFLATE: u8 = 8;
        if let Some([DEFLATE, ..]) = start.strip_prefix(&magic::GZIP) {
            Self::Gzip
        } else if start.starts_with(&magic::ZSTD)
            || matches!(start, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
        {
            Self::Zstd
        } else {
            Self::None
        }
    }

    /// What a media type says, by its ending: `+gzip`, `.gzip`, `+zstd`, `.zstd`, `tar`. `None` if it says nothing of a tar archive.
    ///
    /// ```
    /// use porthole::layer::Compression;
    /// assert_eq!(Compression::of_media_type("application/vnd.oci.image.layer.v1.tar+zstd"), Some(Compression::Zstd));
    /// assert_eq!(Compression::of_media_type("application/vnd.in-toto+json"), None);
    /// ```
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        let rest = media_type
            .strip_suffix("gzip")
            .map(|rest| (rest, Self::Gzip));
        let rest = rest.or_else(|| {
            media_type
                .strip_suffix("zstd")
                .map(|rest| (rest, Self::Zstd))
        });
        match rest {
            Some((rest, compression)) => rest
                .strip_suffix(['+', '.'])
                .is_some_and(|rest| rest.ends_with("tar"))
                .then_some(compression),
            None => media_type.ends_with(".tar").then_some(Self::None),
        }
    }

    /// The word for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "uncompressed",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }
}
