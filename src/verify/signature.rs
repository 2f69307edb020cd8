//! The signature of a signed schema-1 manifest (libtrust's JSON signature, a JWS as in RFC 7515): what a check of it needs.
//!
//! The check itself is the browser's (Web Cryptography). A valid signature proves that the document was not changed since that key signed it,
//! and nothing about who holds the key. Refused: any algorithm but ES256 and RS256.

use crate::oci::{Schema1, json::Json, schema1::Signature};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// What is known of a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignatureState {
    /// The key signed this payload.
    Valid,
    /// The key did not sign this payload.
    Invalid,
    /// Not checked.
    Unchecked {
        /// Why.
        reason: UncheckedReason,
    },
}

impl SignatureState {
    /// The word of the DOM contract.
    pub fn attribute(&self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Unchecked { .. } => "unchecked",
        }
    }
}

/// Why a signature is not checked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UncheckedReason {
    /// It was not yet looked at.
    #[error("not checked yet")]
    Pending,
    /// The signature is malformed.
    #[error("{fault}")]
    Malformed {
        /// What is wrong with it.
        fault: String,
    },
    /// There is no signed payload.
    #[error("the document has no signed payload")]
    NoPayload,
    /// The algorithm is not one that Porthole checks.
    #[error("signatures by {algorithm:?} are not checked")]
    Algorithm {
        /// As the header names it.
        algorithm: String,
    },
    /// The header holds no key that fits the algorithm.
    #[error("the signature holds no key for {algorithm}")]
    Key {
        /// The algorithm.
        algorithm: &'static str,
    },
    /// The signature's length is not the algorithm's.
    #[error("the signature has {actual} bytes, ES256 has {expected}")]
    Length {
        /// Bytes that the algorithm has.
        expected: usize,
        /// Bytes there are.
        actual: usize,
    },
    /// The browser cannot check: Web Cryptography is there for pages from https or loopback only.
    #[error("this page may not use the browser's cryptography, which needs https")]
    NoCryptography,
    /// The browser refused the key.
    #[error("the browser refused the key")]
    KeyRefused,
}

/// A signature algorithm of RFC 7518, section 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureAlgorithm {
    /// ECDSA over P-256 with SHA-256; the signature is `r` and `s`, 32 bytes each.
    Es256,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
}

impl SignatureAlgorithm {
    /// `ES256`, `RS256`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Rs256 => "RS256",
        }
    }

    /// The members of a public key, and the values that some must have.
    fn key_members(self) -> &'static [(&'static str, Option<&'static str>)] {
        match self {
            Self::Es256 => &[
                ("kty", Some("EC")),
                ("crv", Some("P-256")),
                ("x", None),
                ("y", None),
            ],
            Self::Rs256 => &[("kty", Some("RSA")), ("n", None), ("e", None)],
        }
    }
}

/// All that a check needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureCheck {
    /// How.
    pub algorithm: SignatureAlgorithm,
    /// The public key as a JSON Web Key, its own members only: others (`alg`, `key_ops`, `use`) could make the browser refuse it.
    pub jwk: Vec<(&'static str, String)>,
    /// What is signed: the protected header, a dot, the payload, both in base64url.
    pub signing_input: Vec<u8>,
    /// The signature.
    pub signature: Vec<u8>,
}

/// Gathers what checking `signature` of `document` needs.
///
/// # Errors
/// Why it cannot be checked.
pub fn prepare(
    document: &Schema1,
    signature: &Signature,
) -> Result<SignatureCheck, UncheckedReason> {
    if let Some(fault) = &signature.fault {
        return Err(UncheckedReason::Malformed {
            fault: fault.clone(),
        });
    }
    let payload = document
        .payload
        .as_ref()
        .ok_or(UncheckedReason::NoPayload)?;
    let algorithm = match signature.algorithm.as_str() {
        "ES256" => SignatureAlgorithm::Es256,
        "RS256" => SignatureAlgorithm::Rs256,
        other => {
            return Err(UncheckedReason::Algorithm {
                algorithm: other.to_owned(),
            });
        }
    };
    let jwk = signature
        .jwk
        .as_deref()
        .and_then(|jwk| public_key(jwk, algorithm))
        .ok_or(UncheckedReason::Key {
            algorithm: algorithm.name(),
        })?;
    let length = signature.signature.len();
    if algorithm == SignatureAlgorithm::Es256 && length != 64 {
        return Err(UncheckedReason::Length {
            expected: 64,
            actual: length,
        });
    }
    Ok(SignatureCheck {
        algorithm,
        jwk,
        signing_input: signature.signing_input(payload),
        signature: signature.signature.clone(),
    })
}

fn public_key(jwk: &str, algorithm: SignatureAlgorithm) -> Option<Vec<(&'static str, String)>> {
    let jwk = Json::parse(jwk.as_bytes()).ok()?;
    algorithm
        .key_members()
        .iter()
        .map(|(name, wanted)| {
            let value = jwk.root.text_member(name)?;
            let fits = match wanted {
                Some(wanted) => value == *wanted,
                None => URL_SAFE_NO_PAD
                    .decode(value)
                    .is_ok_and(|bytes| !bytes.is_empty()),
            };
            fits.then(|| (*name, value.to_owned()))
        })
        .collect()
}
