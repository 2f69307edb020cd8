//! The key ids of libtrust: base32 of the first 30 bytes of SHA-256 over the key's DER SubjectPublicKeyInfo, in groups of four.

use super::PublicKey;
use sha2::{Digest as _, Sha256};

/// The key id of a JWK (RFC 7517); `None` if it is neither RSA nor on one of the curves P-256 (the kind that registries and Docker
/// sign with), P-384 and P-521.
///
/// ```
/// use porthole::oci::public_key::key_id;
///
/// let jwk = r#"{"crv": "P-256", "kty": "EC", "x": "J1oY63-d0OUsW9x78Bo5gJ7458AbcOlRE9MpNdaJAKY",
///               "y": "-lByQgoOOKr43nUQ7-zmbyw9lcyeqHn5wH5PAku2NkQ"}"#;
/// let want = "SWGQ:JYCL:Z2LO:WZNT:GGR4:QYYH:IC6P:FKI5:NYG3:QG5H:TSG5:PX3R";
/// assert_eq!(key_id::of_jwk(jwk).as_deref(), Some(want));
/// ```
pub fn of_jwk(jwk: &str) -> Option<String> {
    PublicKey::from_jwk(jwk).map(|key| key.key_id())
}

/// The key id of a DER SubjectPublicKeyInfo.
pub fn of_key_info(key_info: &[u8]) -> String {
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
