//! Signatures: what a check of one needs, and how that is gathered of a signed schema-1 manifest (libtrust's JSON signature, a JWS as in
//! RFC 7515). Those that are attached to an image are in [`attached`](super::attached).
//!
//! The check itself is the browser's (Web Cryptography). A valid signature proves that the document was not changed since that key signed it,
//! and nothing about who holds the key. Refused in a schema-1 manifest: any algorithm but ES256, ES384, ES512, RS256, RS384 and RS512.

mod algorithm;

use super::certificate::{Certificate, CertificateError};
use crate::oci::{Schema1, public_key::PublicKey, schema1::Signature};

pub use algorithm::{Hash, Salt, SignatureAlgorithm};

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

/// How many signatures of one document, or envelope, are checked: nobody signs more often, and each costs time.
pub const MOST_CHECKED: usize = 50;

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
    /// It is one of very many.
    #[error("only the first {most} signatures are checked")]
    TooMany {
        /// How many are.
        most: usize,
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
    /// A header that must be understood is not (RFC 7515, section 4.1.11).
    #[error("its signer says that {header:?} must be understood, which it is not here")]
    Critical {
        /// Its name.
        header: String,
    },
    /// Until when its signer wants it to be relied on is not told by a time.
    #[error("its signer wants it to be relied on until {expiry:?}, which is no time (RFC 3339)")]
    Expiry {
        /// What stands in the place of the time.
        expiry: String,
    },
    /// It is none of those that are usual with such a key, and its kind is not told.
    #[error("it is not one by {tried}, and how else such a key signed is not told")]
    Scheme {
        /// What was tried.
        tried: &'static str,
    },
    /// The key does not come with the signature.
    #[error("the key that it was made with does not come with it")]
    NoKey,
    /// The first of the certificates beside the signature is none, so that there is no key.
    #[error("the certificate of its key cannot be read: {error}")]
    Certificate {
        /// What is wrong with it.
        error: CertificateError,
    },
    /// `jwk` and the first certificate of `x5c` hold different keys (RFC 7515, sections 4.1.3 and 4.1.6: both are the signing key).
    #[error("the signature names two different keys, one by jwk and one by x5c")]
    TwoKeys,
    /// The signature's length is not the algorithm's.
    #[error("the signature has {actual} bytes, {algorithm} has {expected}")]
    Length {
        /// The algorithm.
        algorithm: &'static str,
        /// Bytes that the algorithm has.
        expected: usize,
        /// Bytes there are.
        actual: usize,
    },
    /// The browser cannot check: Web Cryptography is there for pages from https or loopback only.
    #[error("this page may not use the browser's cryptography, which needs https")]
    NoCryptography,
    /// The browser knows the algorithm or the curve not at all.
    #[error("this browser does not know {algorithm}")]
    NotInBrowser {
        /// The algorithm.
        algorithm: &'static str,
    },
    /// The browser refused the key.
    #[error("the browser refused the key")]
    KeyRefused,
}

/// All that a check needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureCheck {
    /// How.
    pub algorithm: SignatureAlgorithm,
    /// The public key as DER SubjectPublicKeyInfo: what else stands beside it in a JSON Web Key (`alg`, `key_ops`, `use`) could make
    /// the browser refuse it.
    pub key_info: Vec<u8>,
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
    let algorithm = SignatureAlgorithm::SCHEMA1
        .into_iter()
        .find(|algorithm| algorithm.name() == signature.algorithm)
        .ok_or_else(|| UncheckedReason::Algorithm {
            algorithm: signature.algorithm.clone(),
        })?;
    let key = public_key(signature)?
        .filter(|key| key.kind == algorithm.key_kind())
        .ok_or(UncheckedReason::Key {
            algorithm: algorithm.name(),
        })?;
    algorithm.check_length(signature.signature.len())?;
    Ok(SignatureCheck {
        algorithm,
        key_info: key.key_info,
        signing_input: signature.signing_input(payload),
        signature: signature.signature.clone(),
    })
}

/// The key that a signature says it was made with: that of the first certificate of `x5c`, else `jwk`. `None` if there is none of a kind
/// that is known.
///
/// # Errors
/// The certificate cannot be read, or there are two keys.
pub fn public_key(signature: &Signature) -> Result<Option<PublicKey>, UncheckedReason> {
    let of_jwk = signature.jwk.as_deref().and_then(PublicKey::from_jwk);
    let Some(first) = signature.certificates.first() else {
        return Ok(of_jwk);
    };
    let certificate =
        Certificate::parse(first).map_err(|error| UncheckedReason::Certificate { error })?;
    let key = PublicKey::from_key_info(certificate.key_info);
    if signature.jwk.is_some() && of_jwk != key {
        return Err(UncheckedReason::TwoKeys);
    }
    Ok(key)
}
