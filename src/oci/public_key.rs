//! The public keys that signatures are made with: from a JSON Web Key (RFC 7517, RFC 7518 section 6) to the DER
//! SubjectPublicKeyInfo (RFC 5480, RFC 8017) that key ids are computed from and that Web Cryptography imports.
//!
//! Refused: keys of other kinds, coordinates that do not have the length of the curve, points in compressed form.

mod curve;
pub mod key_id;

use super::{base64, json::Json};
pub use curve::Curve;

/// The kinds of keys that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// A point of a curve for ECDSA.
    Ec(Curve),
    /// An RSA key of any size.
    Rsa,
    /// A point of the curve Ed25519 (RFC 8410).
    Ed25519,
}

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    /// What kind of key it is.
    pub kind: KeyKind,
    /// DER SubjectPublicKeyInfo.
    pub key_info: Vec<u8>,
}

/// SubjectPublicKeyInfo of Ed25519 (RFC 8410) in front of the 32 bytes of the point.
const ED25519: &[u8] = b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00";

/// AlgorithmIdentifier of rsaEncryption.
const RSA: &[u8] = b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";

impl PublicKey {
    /// Reads a JSON Web Key; `None` if it is no key of a known kind. Members that are not the key's own (`alg`, `use`, a private part) are
    /// not looked at.
    ///
    /// ```
    /// use porthole::oci::public_key::PublicKey;
    ///
    /// let jwk = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
    /// let key = PublicKey::from_jwk(jwk).expect("the key of RFC 7515, appendix A.3");
    /// assert_eq!(key.key_info.len(), 91);
    /// assert_eq!(PublicKey::from_jwk(r#"{"kty":"oct","k":"AAAA"}"#), None);
    /// ```
    pub fn from_jwk(jwk: &str) -> Option<Self> {
        let json = Json::parse(jwk.as_bytes()).ok()?;
        let bytes = |key| base64::decode_url(json.root.text_member(key)?).ok();
        match json.root.text_member("kty")? {
            "EC" => {
                let name = json.root.text_member("crv")?;
                let curve = Curve::ALL.into_iter().find(|curve| curve.name() == name)?;
                let mut key_info = curve.prefix().to_vec();
                for key in ["x", "y"] {
                    let coordinate = bytes(key)?;
                    if coordinate.len() != curve.coordinate() {
                        return None;
                    }
                    key_info.extend(coordinate);
                }
                Some(Self {
                    kind: KeyKind::Ec(curve),
                    key_info,
                })
            }
            "RSA" => {
                let (modulus, exponent) = (integer(&bytes("n")?)?, integer(&bytes("e")?)?);
                let mut string = vec![0];
                string.extend(der(0x30, &[modulus, exponent].concat()));
                let key_info = der(0x30, &[RSA, &der(0x03, &string)].concat());
                Some(Self {
                    kind: KeyKind::Rsa,
                    key_info,
                })
            }
            _ => None,
        }
    }

    /// Tells the kind of a DER SubjectPublicKeyInfo; `None` if it is not one that is known.
    pub fn from_key_info(key_info: Vec<u8>) -> Option<Self> {
        let is_of = |curve: &Curve| {
            key_info.len() == curve.prefix().len() + 2 * curve.coordinate()
                && key_info.starts_with(curve.prefix())
        };
        let is_ed25519 = key_info.len() == ED25519.len() + 32 && key_info.starts_with(ED25519);
        let kind = match Curve::ALL.into_iter().find(is_of) {
            Some(curve) => KeyKind::Ec(curve),
            None if is_ed25519 => KeyKind::Ed25519,
            None => {
                // The length of the outer sequence takes one byte, or up to three more.
                let algorithm = |at| {
                    key_info
                        .get(at..)
                        .is_some_and(|info: &[u8]| info.starts_with(RSA))
                };
                (2..=5).any(algorithm).then_some(KeyKind::Rsa)?
            }
        };
        Some(Self { kind, key_info })
    }

    /// The key id by libtrust's rule.
    pub fn key_id(&self) -> String {
        key_id::of_key_info(&self.key_info)
    }
}

/// A DER INTEGER from an unsigned number; `None` if it is zero.
fn integer(number: &[u8]) -> Option<Vec<u8>> {
    let start = number.iter().position(|byte| *byte != 0)?;
    let digits = &number[start..];
    let mut value = Vec::with_capacity(digits.len() + 1);
    // A leading bit would be a sign.
    if digits[0] >= 0x80 {
        value.push(0);
    }
    value.extend_from_slice(digits);
    Some(der(0x02, &value))
}

/// A DER value with its tag and length.
fn der(tag: u8, value: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let length = value.len().to_be_bytes();
    let digits = &length[length.iter().take_while(|byte| **byte == 0).count()..];
    if value.len() >= 0x80 {
        // At most eight bytes of length.
        out.push(0x80 | digits.len() as u8);
        out.extend_from_slice(digits);
    } else {
        out.push(value.len() as u8);
    }
    out.extend_from_slice(value);
    out
}
