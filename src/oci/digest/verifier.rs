//! Comparing bytes with a digest and a size.

use super::{Digest, Hasher};

/// Compares bytes with a digest and, where it is known, a size: push bytes, then ask for the [`Verdict`].
///
/// ```
/// use porthole::oci::{Digest, Verdict, Verifier};
///
/// let mut verifier = Verifier::new(Digest::sha256_of(b"{}"), Some(2));
/// verifier.push(b"{");
/// verifier.push(b"}");
/// assert_eq!(verifier.verdict(), Verdict::Match { size: 2 });
/// ```
#[derive(Clone)]
pub struct Verifier {
    expected: Digest,
    size: Option<u64>,
    /// `None` if the algorithm is not one that Porthole computes.
    hasher: Option<Hasher>,
    bytes_read: u64,
}

impl Verifier {
    /// Expects `expected` and, if given, exactly `size` bytes.
    pub fn new(expected: Digest, size: Option<u64>) -> Self {
        let hasher = Hasher::new(expected.algorithm());
        Self {
            expected,
            size,
            hasher,
            bytes_read: 0,
        }
    }

    /// Adds bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes_read += bytes.len() as u64;
        if let Some(hasher) = &mut self.hasher {
            hasher.push(bytes);
        }
    }

    /// How many bytes were pushed.
    pub fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    /// Size first, then digest. An unknown algorithm comes before both: it is never a mismatch.
    pub fn verdict(self) -> Verdict {
        let Some(hasher) = self.hasher else {
            return Verdict::Unsupported {
                algorithm: self.expected.algorithm().to_string(),
            };
        };
        let actual = hasher.finish();
        if let Some(expected) = self.size.filter(|size| *size != self.bytes_read) {
            return Verdict::SizeMismatch {
                expected,
                actual: self.bytes_read,
                has_digest: actual == self.expected,
            };
        }
        if actual == self.expected {
            Verdict::Match {
                size: self.bytes_read,
            }
        } else {
            Verdict::DigestMismatch {
                expected: self.expected,
                actual,
                size: self.bytes_read,
            }
        }
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
        /// Whether they have the expected digest all the same: then what declares their size is wrong, and not they.
        has_digest: bool,
    },
    /// The algorithm is not one that Porthole computes: not checked.
    Unsupported {
        /// Its name.
        algorithm: String,
    },
}

impl Verdict {
    /// Whether the bytes are the ones that the digest names, whatever size is declared.
    pub fn has_digest(&self) -> bool {
        matches!(
            self,
            Self::Match { .. }
                | Self::SizeMismatch {
                    has_digest: true,
                    ..
                }
        )
    }
}
