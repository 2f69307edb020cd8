//! Digests: `algorithm:encoded`.

use std::str::FromStr;

/// The hash algorithm of a [`Digest`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// SHA-256, 64 lower-case hexadecimal digits.
    Sha256,
    /// SHA-512, 128 lower-case hexadecimal digits.
    Sha512,
    /// Anything else that the grammar allows: parsed, shown, never computed.
    Other(String),
}

/// A content digest, `algorithm:encoded`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Digest {
    algorithm: Algorithm,
    encoded: String,
}

/// Why a text is no digest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DigestError {
    /// placeholder
    #[error("no digest: {0:?}")]
    Format(String),
}

impl Digest {
    /// SHA-256 of `bytes`.
    pub fn sha256_of(_bytes: &[u8]) -> Self {
        todo!()
    }
    /// The digest of `bytes` by `algorithm`; `None` if it is not one that Porthole computes.
    pub fn compute(_algorithm: &Algorithm, _bytes: &[u8]) -> Option<Self> {
        todo!()
    }
    /// The algorithm.
    pub fn algorithm(&self) -> &Algorithm {
        &self.algorithm
    }
    /// The part behind the colon.
    pub fn encoded(&self) -> &str {
        &self.encoded
    }
    /// The first twelve characters of the encoded part, as people know it from the command line.
    pub fn short(&self) -> &str {
        todo!()
    }
    /// Whether Porthole can compute it.
    pub fn is_supported(&self) -> bool {
        todo!()
    }
}

impl FromStr for Digest {
    type Err = DigestError;
    fn from_str(_text: &str) -> Result<Self, DigestError> {
        todo!()
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, _f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        todo!()
    }
}

/// A running hash of one algorithm.
#[derive(Clone)]
pub struct Hasher;

impl Hasher {
    /// Starts a hash; `None` if the algorithm is not one that Porthole computes.
    pub fn new(_algorithm: &Algorithm) -> Option<Self> {
        todo!()
    }
    /// Adds bytes.
    pub fn push(&mut self, _bytes: &[u8]) {
        todo!()
    }
    /// The digest of all bytes pushed.
    pub fn finish(self) -> Digest {
        todo!()
    }
}

/// Compares bytes with a digest and, where it is known, a size: push bytes, then ask for the [`Verdict`].
#[derive(Clone)]
pub struct Verifier;

impl Verifier {
    /// Expects `expected` and, if given, exactly `size` bytes.
    pub fn new(_expected: Digest, _size: Option<u64>) -> Self {
        todo!()
    }
    /// Adds bytes.
    pub fn push(&mut self, _bytes: &[u8]) {
        todo!()
    }
    /// How many bytes were pushed.
    pub fn bytes_read(&self) -> u64 {
        todo!()
    }
    /// Size first, then digest.
    pub fn verdict(self) -> Verdict {
        todo!()
    }
}

/// What came of a comparison. Data, not an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Size and digest are the expected ones.
    Match {
        /// Bytes read.
        size: u64,
    },
    /// The bytes have another digest.
    DigestMismatch {
        /// The digest asked for.
        expected: Digest,
        /// The digest computed.
        actual: Digest,
        /// Bytes read.
        size: u64,
    },
    /// There are more or fewer bytes than declared.
    SizeMismatch {
        /// Bytes declared.
        expected: u64,
        /// Bytes read.
        actual: u64,
    },
    /// The algorithm is not one that Porthole computes: not checked.
    Unsupported {
        /// Its name.
        algorithm: String,
    },
}
