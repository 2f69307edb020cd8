//! Digests: `algorithm:encoded`, as image-spec 1.1.1 `descriptor.md#digests` defines them.
//!
//! ```text
//! digest              ::= algorithm ":" encoded
//! algorithm           ::= algorithm-component (algorithm-separator algorithm-component)*
//! algorithm-component ::= [a-z0-9]+
//! algorithm-separator ::= [+._-]
//! encoded             ::= [a-zA-Z0-9=_-]+
//! ```
//!
//! The encoded part of `sha256` is exactly 64, that of `sha512` exactly 128 lower-case hexadecimal digits. Any other algorithm
//! that the grammar allows is parsed and shown, and never computed.

mod error;
mod hasher;
mod verifier;

pub use error::DigestError;
pub(super) use error::characters;
pub use hasher::Hasher;
pub use verifier::{Verdict, Verifier};

use std::{fmt, str::FromStr};

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

impl Algorithm {
    /// The name as it stands in a digest: `sha256`.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sha512 => "sha512",
            Self::Other(name) => name,
        }
    }

    /// How many hexadecimal digits the encoded part has; `None` if Porthole does not know the algorithm.
    pub fn encoded_length(&self) -> Option<usize> {
        match self {
            Self::Sha256 => Some(64),
            Self::Sha512 => Some(128),
            Self::Other(_) => None,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A content digest, `algorithm:encoded`.
///
/// ```
/// use porthole::oci::{Algorithm, Digest};
///
/// let digest: Digest = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a".parse()?;
/// assert_eq!(digest.algorithm(), &Algorithm::Sha256);
/// assert_eq!(digest.short(), "44136fa355b3");
/// assert_eq!(digest, Digest::sha256_of(b"{}"));
/// # Ok::<(), porthole::oci::digest::DigestError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Digest {
    algorithm: Algorithm,
    encoded: String,
}

impl Digest {
    /// SHA-256 of `bytes`.
    pub fn sha256_of(bytes: &[u8]) -> Self {
        let mut hasher = Hasher::sha256();
        hasher.push(bytes);
        hasher.finish()
    }

    /// The digest of `bytes` by `algorithm`; `None` if it is not one that Porthole computes.
    pub fn compute(algorithm: &Algorithm, bytes: &[u8]) -> Option<Self> {
        let mut hasher = Hasher::new(algorithm)?;
        hasher.push(bytes);
        Some(hasher.finish())
    }

    /// Whether a text is a digest by the grammar alone, of whatever algorithm. So is `manifests:latest`: where a text may be something else too, ask
    /// [`Digest::is_known`].
    pub fn is_valid(text: &str) -> bool {
        text.parse::<Self>().is_ok()
    }

    /// Whether a text is a digest of an algorithm that Porthole computes, and so hardly anything else.
    ///
    /// ```
    /// use porthole::oci::Digest;
    ///
    /// let text = Digest::sha256_of(b"{}").to_string();
    /// assert!(Digest::is_known(&text) && Digest::is_valid(&text));
    /// assert!(Digest::is_valid("manifests:latest") && !Digest::is_known("manifests:latest"));
    /// ```
    pub fn is_known(text: &str) -> bool {
        text.parse::<Self>()
            .is_ok_and(|digest| digest.is_supported())
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
        // The grammar allows ASCII only, so that every byte is a character.
        self.encoded.get(..12).unwrap_or(&self.encoded)
    }

    /// Whether Porthole can compute it.
    pub fn is_supported(&self) -> bool {
        !matches!(self.algorithm, Algorithm::Other(_))
    }
}

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        let Some((algorithm, encoded)) = text.split_once(':') else {
            return Err(DigestError::MissingColon {
                position: text.len(),
            });
        };
        check_algorithm(algorithm)?;
        let algorithm = match algorithm {
            "sha256" => Algorithm::Sha256,
            "sha512" => Algorithm::Sha512,
            other => Algorithm::Other(other.to_owned()),
        };
        check_encoded(&algorithm, encoded)?;
        Ok(Self {
            algorithm,
            encoded: encoded.to_owned(),
        })
    }
}

fn check_algorithm(algorithm: &str) -> Result<(), DigestError> {
    let mut behind_component = false;
    for (position, found) in algorithm.char_indices() {
        behind_component = match found {
            'a'..='z' | '0'..='9' => true,
            '+' | '.' | '_' | '-' if behind_component => false,
            _ => return Err(DigestError::Algorithm { found, position }),
        };
    }
    if behind_component {
        Ok(())
    } else {
        Err(DigestError::IncompleteAlgorithm {
            position: algorithm.len(),
        })
    }
}

fn check_encoded(algorithm: &Algorithm, encoded: &str) -> Result<(), DigestError> {
    let start = algorithm.as_str().len() + 1;
    let hexadecimal = algorithm.encoded_length();
    for (offset, found) in encoded.char_indices() {
        let fits = match hexadecimal {
            Some(_) => matches!(found, '0'..='9' | 'a'..='f'),
            None => found.is_ascii_alphanumeric() || matches!(found, '=' | '_' | '-'),
        };
        if !fits {
            return Err(DigestError::Encoded {
                found,
                position: start + offset,
            });
        }
    }
    match hexadecimal {
        Some(expected) if encoded.len() != expected => Err(DigestError::Length {
            expected,
            actual: encoded.len(),
            position: start + encoded.len().min(expected),
        }),
        None if encoded.is_empty() => Err(DigestError::EmptyEncoded { position: start }),
        _ => Ok(()),
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.algorithm, self.encoded)
    }
}
