//! Signs schema-1 manifests, as a registry or a person with a key does: every algorithm, with keys by `jwk` and by `x5c`.
//!
//! The keys are made up and guard nothing. The certificates in `tests/fixtures/certificates` were made for two of them by an authority
//! whose key was thrown away (`openssl x509 -req`); that they expire one day means nothing here.
#![allow(dead_code, reason = "each suite takes what it needs")]

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use p256::ecdsa::signature::Signer as _;
use rsa::{
    BigUint, RsaPrivateKey,
    signature::{SignatureEncoding as _, Signer as _},
    traits::PublicKeyParts as _,
};
use serde_json::{Value, json};

const RSA_PRIMES: [&str; 2] = [
    "de2f2bce5ba44335d12736cd93565f012956f3d9bf26c05933f67660123da0cce0a725ba406bfd11ac2e59243d174bcfc30e399cfd8310\
    443036554684dcf04aba77c952b842ad73f43337361ae52dfeb6e07cab3fc22e95114cf07369627336aba80affb1fc9aa8236ddae5412f\
    43bea8bb8e831a997f5598d60d7af44c9045",
    "bf7fd76449055b38d7a655af2941b6ee7b34446abc4e2f090a5f640900ed2ef1e8a22a0b12dba52d682bd2269a0c5b7e184111a8c3edd3\
    1819f7edcc3c03ca43c1e0fade596d26e3f4a168a73174cadce60807f5e18cc55770391cf5650207559dd48579e0723fcd20b845ef1cce\
    321f1308ab3a9ccd7f4fc98d581d083070b5",
];

/// The key that `ec.der` certifies.
const EC_KEY: &str = "bdb6eb020bb5a8d44143b75fbd617e1e60bcb47e5b27338261076a695e52a1df";

const AUTHORITY: &[u8] = include_bytes!("../fixtures/certificates/authority.der");

/// A key to sign with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// On P-256.
    Es256,
    /// On P-384.
    Es384,
    /// On P-521.
    Es512,
    /// RSA of 2048 bits, with SHA-256.
    Rs256,
    /// The same key, with SHA-384.
    Rs384,
    /// The same key, with SHA-512.
    Rs512,
}

/// How a signature names its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// As a JSON Web Key.
    Jwk,
    /// By certificates.
    X5c,
}

pub const ALL: [Key; 6] = [
    Key::Es256,
    Key::Es384,
    Key::Es512,
    Key::Rs256,
    Key::Rs384,
    Key::Rs512,
];

fn bytes_of(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2);
    let byte = |two: &[u8]| u8::from_str_radix(&String::from_utf8_lossy(two), 16).expect("hex");
    digits.map(byte).collect()
}

fn rsa_key() -> RsaPrivateKey {
    let prime = |hex: &str| BigUint::from_bytes_be(&bytes_of(hex));
    let [first, second] = RSA_PRIMES.map(prime);
    RsaPrivateKey::from_p_q(first, second, BigUint::from(65537u32)).expect("an RSA key")
}

/// The JWK of a point `04 x y`.
fn point(curve: &str, point: &[u8]) -> Value {
    let (x, y) = point[1..].split_at(point.len() / 2);
    json!({"kty": "EC", "crv": curve, "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y)})
}

fn p256_key() -> p256::ecdsa::SigningKey {
    p256::ecdsa::SigningKey::from_slice(&bytes_of(EC_KEY)).expect("a scalar")
}

fn p384_key() -> p384::ecdsa::SigningKey {
    p384::ecdsa::SigningKey::from_slice(&[7; 48]).expect("a scalar")
}

fn p521_key() -> p521::ecdsa::SigningKey {
    let mut scalar = [7; 66];
    scalar[0] = 0;
    p521::ecdsa::SigningKey::from_slice(&scalar).expect("a scalar")
}

impl Key {
    /// `ES256`, …
    pub fn algorithm(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
        }
    }

    /// The public key, without an id.
    pub fn jwk(self) -> Value {
        match self {
            Self::Es256 => point(
                "P-256",
                p256_key().verifying_key().to_sec1_point(false).as_bytes(),
            ),
            Self::Es384 => point(
                "P-384",
                p384_key().verifying_key().to_sec1_point(false).as_bytes(),
            ),
            Self::Es512 => point(
                "P-521",
                p521_key().verifying_key().to_sec1_point(false).as_bytes(),
            ),
            Self::Rs256 | Self::Rs384 | Self::Rs512 => {
                let key = rsa_key();
                let number = |number: &BigUint| URL_SAFE_NO_PAD.encode(number.to_bytes_be());
                json!({"kty": "RSA", "n": number(key.n()), "e": number(key.e())})
            }
        }
    }

    /// Two certificates, the key's own first; only for ES256 and RS256.
    pub fn x5c(self) -> Value {
        let own: &[u8] = match self {
            Self::Es256 => include_bytes!("../fixtures/certificates/ec.der"),
            _ => include_bytes!("../fixtures/certificates/rsa.der"),
        };
        json!([STANDARD.encode(own), STANDARD.encode(AUTHORITY)])
    }

    /// Signs bytes.
    pub fn sign(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Es256 => {
                let signature: p256::ecdsa::Signature = p256_key().sign(message);
                signature.to_bytes().to_vec()
            }
            Self::Es384 => {
                let signature: p384::ecdsa::Signature = p384_key().sign(message);
                signature.to_bytes().to_vec()
            }
            Self::Es512 => {
                let signature: p521::ecdsa::Signature = p521_key().sign(message);
                signature.to_bytes().to_vec()
            }
            Self::Rs256 => {
                let key = rsa::pkcs1v15::SigningKey::<rsa::sha2::Sha256>::new(rsa_key());
                key.sign(message).to_vec()
            }
            Self::Rs384 => {
                let key = rsa::pkcs1v15::SigningKey::<rsa::sha2::Sha384>::new(rsa_key());
                key.sign(message).to_vec()
            }
            Self::Rs512 => {
                let key = rsa::pkcs1v15::SigningKey::<rsa::sha2::Sha512>::new(rsa_key());
                key.sign(message).to_vec()
            }
        }
    }
}

/// An element of `signatures` for the payload `start` and `tail`, where `start` begins a document.
pub fn signature(start: &str, tail: &str, key: Key, by: By) -> Value {
    let mut header = json!({"alg": key.algorithm()});
    match by {
        By::Jwk => header["jwk"] = key.jwk(),
        By::X5c => header["x5c"] = key.x5c(),
    }
    let protected = json!({
        "formatLength": start.len(), "formatTail": URL_SAFE_NO_PAD.encode(tail), "time": "2026-01-02T03:04:05Z",
    });
    signature_with(header, &protected, &format!("{start}{tail}"), key)
}

/// An element of `signatures` with any header over any payload.
pub fn signature_with(header: Value, protected: &Value, payload: &str, key: Key) -> Value {
    let protected = URL_SAFE_NO_PAD.encode(protected.to_string());
    let input = format!("{protected}.{}", URL_SAFE_NO_PAD.encode(payload));
    let signature = URL_SAFE_NO_PAD.encode(key.sign(input.as_bytes()));
    json!({"header": header, "signature": signature, "protected": protected})
}

/// `start`, and these signatures behind it.
pub fn document(start: &str, signatures: &[Value]) -> String {
    format!("{start},\"signatures\":{}}}", Value::from(signatures))
}

/// The beginning of a manifest that can be signed: all but the last brace. Not everything in it is ASCII.
pub const START: &str = r#"{"schemaVersion":1,"name":"bücher/größe","tag":"t","architecture":"amd64","fsLayers":[{"blobSum":"sha256:a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4"}],"history":[{"v1Compatibility":"{\"id\":\"5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef\",\"os\":\"linux\",\"author\":\"Jürgen 漢字\"}"}]"#;
