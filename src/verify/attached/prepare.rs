//! What checking an attached signature takes.

use super::{Scheme, SignatureAlgorithm as Algorithm, Signed, fixed_length};
use crate::{
    oci::{
        public_key::{Curve, KeyKind, PublicKey},
        time::is_rfc3339,
    },
    verify::{
        certificate::Certificate,
        signature::{Hash, Salt, SignatureCheck, UncheckedReason},
    },
};

/// What an envelope of the Notary Project may name.
const NAMED: [Algorithm; 6] = [
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::ES512,
];

/// Gathers what checking a signature needs: one check, or, where the key alone tells how it was made, those that are usual with such a key; the signature is
/// valid if one of them says so. `key` is the one that the person who asks believes in: used where none comes with the signature.
///
/// # Errors
/// Why it cannot be checked.
pub fn prepare(
    signed: &Signed,
    key: Option<&PublicKey>,
) -> Result<Vec<SignatureCheck>, UncheckedReason> {
    if let Some(header) = &signed.not_understood {
        return Err(UncheckedReason::Critical {
            header: header.clone(),
        });
    }
    // What cannot be read may be long past.
    if let Some(expiry) = signed.expires.as_ref().filter(|time| !is_rfc3339(time)) {
        return Err(UncheckedReason::Expiry {
            expiry: expiry.clone(),
        });
    }
    let key = match signed.certificates.first() {
        Some(certificate) => {
            let certificate = Certificate::from_der(certificate)
                .map_err(|error| UncheckedReason::Certificate { error })?;
            PublicKey::from_key_info(certificate.key_info)
        }
        None => Some(key.ok_or(UncheckedReason::NoKey)?.clone()),
    };
    let (algorithms, is_der) = match &signed.scheme {
        Scheme::OfKey => {
            let kind = key.as_ref().map(|key| key.kind);
            let algorithms = kind.map_or(&[] as &[_], usual);
            (algorithms, true)
        }
        Scheme::Named(name) => {
            let at = NAMED.iter().position(|algorithm| algorithm.name() == name);
            let at = at.ok_or_else(|| UncheckedReason::Algorithm {
                algorithm: name.clone(),
            })?;
            (&NAMED[at..=at], false)
        }
    };
    let fits = |key: &PublicKey, algorithm: &Algorithm| key.kind == algorithm.key_kind();
    let key = key
        .filter(|key| algorithms.iter().all(|algorithm| fits(key, algorithm)))
        .filter(|_| !algorithms.is_empty())
        .ok_or_else(|| UncheckedReason::Key {
            algorithm: algorithms
                .first()
                .map_or("any algorithm that is known", |one| one.name()),
        })?;
    algorithms
        .iter()
        .map(|algorithm| {
            let is_pair = matches!(key.kind, KeyKind::Ec(_));
            let signature = match algorithm.signature_length() {
                Some(length) if is_der && is_pair => fixed_length(&signed.signature, length)
                    .ok_or_else(|| UncheckedReason::Malformed {
                        fault: format!("it is no signature of {} in DER", algorithm.name()),
                    })?,
                _ => signed.signature.clone(),
            };
            algorithm.check_length(signature.len())?;
            Ok(SignatureCheck {
                algorithm: *algorithm,
                key_info: key.key_info.clone(),
                signing_input: signed.message.to_vec(),
                signature,
            })
        })
        .collect()
}

/// What tools and the key services of clouds sign with, by the kind of the key, the most usual first. cosign signs by any of the three hashes
/// (`--signature-digest-algorithm`), with any curve.
fn usual(kind: KeyKind) -> &'static [Algorithm] {
    use Algorithm::{Ecdsa, Pss};
    use Hash::{Sha256, Sha384, Sha512};
    match kind {
        KeyKind::Ec(Curve::P256) => &[
            Algorithm::ES256,
            Ecdsa(Curve::P256, Sha384),
            Ecdsa(Curve::P256, Sha512),
        ],
        KeyKind::Ec(Curve::P384) => &[
            Algorithm::ES384,
            Ecdsa(Curve::P384, Sha256),
            Ecdsa(Curve::P384, Sha512),
        ],
        KeyKind::Ec(Curve::P521) => &[
            Algorithm::ES512,
            Ecdsa(Curve::P521, Sha256),
            Ecdsa(Curve::P521, Sha384),
        ],
        KeyKind::Rsa => &[
            Algorithm::RS256,
            Algorithm::PS256,
            Pss(Sha256, Salt::Longest),
            Algorithm::RS512,
            Algorithm::PS512,
            Pss(Sha512, Salt::Longest),
            Algorithm::RS384,
            Algorithm::PS384,
            Pss(Sha384, Salt::Longest),
        ],
        KeyKind::Ed25519 => &[Algorithm::Ed25519],
    }
}
