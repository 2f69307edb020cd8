//! Why a layer does not unpack.

use super::{Compression, OtherCompression};
use crate::oci::grouped;

/// Why a layer does not unpack. The compressed bytes may be the right ones all the same.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InflateError {
    /// The compressed data breaks the rules of its format.
    #[error("its {} data is broken after {position} unpacked bytes", compression.name())]
    Broken {
        /// By its first bytes.
        compression: Compression,
        /// Unpacked bytes until then.
        position: u64,
    },
    /// The compressed data ends in the middle.
    #[error("its {} data ends in the middle, after {position} unpacked bytes", compression.name())]
    Truncated {
        /// By its first bytes.
        compression: Compression,
        /// Unpacked bytes until then.
        position: u64,
    },
    /// Behind the compressed data comes something else.
    #[error("behind its {} data comes something else, after {position} unpacked bytes", compression.name())]
    Trailing {
        /// By its first bytes.
        compression: Compression,
        /// Unpacked bytes until then.
        position: u64,
    },
    /// Unpacking it takes more memory than Porthole gives: a zstd window above 128 MiB.
    #[error("unpacking it takes a window of more than 128 MiB of memory")]
    Window,
    /// What unpacks it is a file of Porthole's own, which did not come: the network is away, or the file is missing.
    #[error("the part of Porthole that unpacks {} could not be loaded", compression.name())]
    NoDecoder {
        /// By its first bytes.
        compression: Compression,
    },
    /// It is compressed by something that Porthole does not unpack.
    #[error("it is compressed by {}, which Porthole does not unpack", compression.name())]
    NotUnderstood {
        /// By its first bytes.
        compression: OtherCompression,
    },
    /// More comes out than is allowed.
    #[error("it unpacks to more than {} bytes", grouped(*limit))]
    TooLarge {
        /// What is allowed, in bytes.
        limit: u64,
    },
}

/// What stops a decoder, which does not know how far the whole is.
pub enum Stop {
    /// The data breaks the rules of its format.
    Broken,
    /// Something else comes behind it.
    Trailing,
    /// Something that needs no place.
    Error(InflateError),
}

impl Stop {
    /// The error that it is, met after `position` unpacked bytes.
    pub fn at(self, compression: Compression, position: u64) -> InflateError {
        match self {
            Self::Broken => InflateError::Broken {
                compression,
                position,
            },
            Self::Trailing => InflateError::Trailing {
                compression,
                position,
            },
            Self::Error(error) => error,
        }
    }
}
