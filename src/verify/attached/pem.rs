//! The textual encoding of keys and certificates (RFC 7468), read as leniently as people paste it: any line length, blanks, text around it.

use super::super::certificate::Certificate;
use crate::oci::{base64, public_key::PublicKey};

/// What stands between `BEGIN` and `END`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// `CERTIFICATE`, `PUBLIC KEY`, …
    pub label: String,
    /// Decoded.
    pub bytes: Vec<u8>,
}

/// Why a text is no public key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// There is no PEM in it.
    #[error(
        "this is no PEM: it begins with -----BEGIN PUBLIC KEY----- or -----BEGIN CERTIFICATE-----"
    )]
    NoPem,
    /// It is a private key.
    #[error(
        "this is a private key, which nobody else should have: paste the public one (cosign.pub)"
    )]
    Private,
    /// It is something else.
    #[error("{label:?} is no public key and no certificate")]
    Label {
        /// What it says of itself.
        label: String,
    },
    /// The key is of a kind that is not known.
    #[error("this is no key that is known: ECDSA over P-256, P-384 or P-521, RSA, or Ed25519")]
    Kind,
}

/// The blocks of a text. What is no base64 is no block.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, begun)) = rest.split_once("-----BEGIN ") {
        rest = begun;
        let Some((label, body)) = begun.split_once("-----") else {
            break;
        };
        // No body has dashes. To look further would take time by the square of the length.
        let Some((body, end)) = body.split_once("-----") else {
            break;
        };
        let end = end.strip_prefix("END ");
        let end = end.and_then(|end| end.strip_prefix(label));
        if end.is_none_or(|end| !end.starts_with("-----")) {
            continue;
        }
        let digits: String = body.split_whitespace().collect();
        if let Ok(bytes) = base64::decode(&digits) {
            found.push(Block {
                label: label.to_owned(),
                bytes,
            });
        }
    }
    found
}

/// The public key in a text: by itself, or that of the first certificate.
///
/// # Errors
/// There is none.
pub fn public_key(text: &str) -> Result<PublicKey, KeyError> {
    // A private key must not even be looked at.
    if text.contains("PRIVATE KEY-----") {
        return Err(KeyError::Private);
    }
    let block = blocks(text).into_iter().next().ok_or(KeyError::NoPem)?;
    let key_info = match block.label.as_str() {
        "PUBLIC KEY" => block.bytes,
        "CERTIFICATE" => {
            Certificate::from_der(&block.bytes)
                .map_err(|_| KeyError::Kind)?
                .key_info
        }
        _ => return Err(KeyError::Label { label: block.label }),
    };
    PublicKey::from_key_info(key_info).ok_or(KeyError::Kind)
}
