//! Why a text is no digest.

use crate::oci::deceptive::shown;

/// Why a text is no digest: a closed set. Positions are byte offsets into the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DigestError {
    /// There is no colon between algorithm and encoded part.
    #[error("a digest is an algorithm, a colon and the encoded part, and there is no colon")]
    MissingColon {
        /// Where the colon would stand: the end.
        position: usize,
    },
    /// A character that no algorithm has, or a separator in a wrong place.
    #[error("{} does not belong into the algorithm of a digest", shown(*found))]
    Algorithm {
        /// The character.
        found: char,
        /// Where it stands.
        position: usize,
    },
    /// The algorithm is empty, or ends with a separator.
    #[error("the algorithm of the digest is incomplete")]
    IncompleteAlgorithm {
        /// Where something is missing.
        position: usize,
    },
    /// A character that the encoded part of this algorithm cannot have (sha256 and sha512: lower-case hexadecimal digits only).
    #[error("{} does not belong into the encoded part of the digest", shown(*found))]
    Encoded {
        /// The character.
        found: char,
        /// Where it stands.
        position: usize,
    },
    /// Nothing behind the colon.
    #[error("the encoded part of the digest is empty")]
    EmptyEncoded {
        /// Where it would stand.
        position: usize,
    },
    /// The encoded part is too long or too short for its algorithm.
    #[error("the encoded part of the digest has {} instead of {expected}", characters(*actual))]
    Length {
        /// Digits the algorithm has.
        expected: usize,
        /// Digits there are.
        actual: usize,
        /// Where the first is missing, or the first is too many.
        position: usize,
    },
}

/// A number of characters in words.
pub(in crate::oci) fn characters(count: usize) -> String {
    match count {
        1 => "1 character".to_owned(),
        _ => format!("{count} characters"),
    }
}

impl DigestError {
    /// Byte offset of the fault in the text; at most its length.
    pub fn position(&self) -> usize {
        match self {
            Self::MissingColon { position }
            | Self::Algorithm { position, .. }
            | Self::IncompleteAlgorithm { position }
            | Self::Encoded { position, .. }
            | Self::EmptyEncoded { position }
            | Self::Length { position, .. } => *position,
        }
    }
}
