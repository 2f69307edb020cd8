//! The key ids of libtrust: base32 of the first 30 bytes of SHA-256 over the key's DER SubjectPublicKeyInfo, in groups of four.

use super::signature::BASE64URL;
use crate::oci::json::{Json, Kind};
use base64::Engine as _;
use sha2::{Digest as _, Sha256};

/// What stands in front of the point of a P-256 key: SubjectPublicKeyInfo (RFC 5480) up to the octet that says "uncompressed".
const P256_PREFIX: [u8; 27] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
];
const P256_COORDINATE: usize = 32;

/// The key id of a JWK (RFC 7517); `None` if it is no key on the curve P-256, the kind that registries and Docker sign with.
///
/// ```
/// use porthole::oci::schema1::key_id;
///
/// let jwk = r#"{"crv": "P-256", "kty": "EC", "x": "J1oY63-d0OUsW9x78Bo5gJ7458AbcOlRE9MpNdaJAKY",
///               "y": "-lByQgoOOKr43nUQ7-zmbyw9lcyeqHn5wH5PAku2NkQ"}"#;
/// let want = "SWGQ:JYCL:Z2LO:WZNT:GGR4:QYYH:IC6P:FKI5:NYG3:QG5H:TSG5:PX3R";
/// assert_eq!(key_id::of_jwk(jwk).as_deref(), Some(want));
/// ```
pub fn of_jwk(jwk: &str) -> Option<String> {
    let json = Json::parse(jwk.as_bytes()).ok()?;
    let text = |key| match json.root.member(key).map(|value| &value.kind) {
        Some(Kind::String(text)) => Some(text.to_string()),
        _ => None,
    };
    if text("kty")? != "EC" || text("crv")? != "P-256" {
        return None;
    }
    let coordinate = |key| {
        let bytes = BASE64URL.decode(text(key)?).ok()?;
        (bytes.len() == P256_COORDINATE).then_some(bytes)
    };
    let mut key_info = P256_PREFIX.to_vec();
    key_info.extend(coordinate("x")?);
    key_info.extend(coordinate("y")?);
    Some(fingerprint(&key_info))
}

/// The key id of a DER SubjectPublicKeyInfo.
fn fingerprint(key_info: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let hash = Sha256::digest(key_info);
    let mut key_id = String::with_capacity(59);
    // Five bytes are eight digits of base32; thirty bytes need no padding.
    for five in hash[..30].chunks(5) {
        let bits = five
            .iter()
            .fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
        for digit in 0..8 {
            if digit % 4 == 0 && !key_id.is_empty() {
                key_id.push(':');
            }
            let value = bits >> (35 - 5 * digit) & 31;
            key_id.push(char::from(ALPHABET[value as usize]));
        }
    }
    key_id
}
