//! base64 (RFC 4648), strictly: without blanks between its characters, and with nothing left over at the end.

use base64ct::{Base64Unpadded, Encoding};

/// Why a text is no base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Base64Error {
    /// A character is none of the alphabet.
    #[error("byte {offset} is none of its characters")]
    Character {
        /// Where, from 0.
        offset: usize,
    },
    /// There are too many or too few characters, or too much padding or too little, or the last one has bits that no byte takes.
    #[error("it does not end as it must")]
    End,
}

/// What the alphabets have besides letters and digits. The decoder knows the first one: two decoders would be as much code again.
const STANDARD: [u8; 2] = *b"+/";
const URL: [u8; 2] = *b"-_";

/// Decodes base64, with its padding.
///
/// ```
/// use porthole::oci::base64::{self, Base64Error};
///
/// assert_eq!(base64::decode("e30=").as_deref(), Ok(b"{}".as_slice()));
/// assert_eq!(base64::decode("e30"), Err(Base64Error::End));
/// assert_eq!(base64::decode("e 0="), Err(Base64Error::Character { offset: 1 }));
/// ```
///
/// # Errors
/// [`Base64Error`].
pub fn decode(text: &str) -> Result<Vec<u8>, Base64Error> {
    let bare = text.strip_suffix("==").or(text.strip_suffix('='));
    let bytes = read(bare.unwrap_or(text), STANDARD)?;
    if text.len().is_multiple_of(4) {
        Ok(bytes)
    } else {
        Err(Base64Error::End)
    }
}

/// Decodes base64, with its padding or without.
///
/// ```
/// use porthole::oci::base64;
///
/// assert_eq!(base64::decode_any("e30").as_deref(), Ok(b"{}".as_slice()));
/// ```
///
/// # Errors
/// [`Base64Error`].
pub fn decode_any(text: &str) -> Result<Vec<u8>, Base64Error> {
    read(text.trim_end_matches('='), STANDARD)
}

/// Decodes base64url, with its padding or without.
///
/// ```
/// use porthole::oci::base64::{self, Base64Error};
///
/// assert_eq!(base64::decode_url("-_8").as_deref(), Ok(b"\xfb\xff".as_slice()));
/// assert_eq!(base64::decode_url("+/8"), Err(Base64Error::Character { offset: 0 }));
/// ```
///
/// # Errors
/// [`Base64Error`].
pub fn decode_url(text: &str) -> Result<Vec<u8>, Base64Error> {
    read(text.trim_end_matches('='), URL)
}

/// Encodes as base64, with its padding.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = Base64Unpadded::encode_string(bytes);
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

/// Encodes as base64url, without padding.
pub fn encode_url(bytes: &[u8]) -> String {
    let mut text = Base64Unpadded::encode_string(bytes).into_bytes();
    for byte in &mut text {
        if let Some(other) = STANDARD.iter().position(|other| other == byte) {
            *byte = URL[other];
        }
    }
    String::from_utf8(text).unwrap_or_default()
}

/// Reads what has these two characters besides letters and digits.
fn read(text: &str, others: [u8; 2]) -> Result<Vec<u8>, Base64Error> {
    let mut bytes = text.as_bytes().to_vec();
    for (offset, byte) in bytes.iter_mut().enumerate() {
        if let Some(other) = others.iter().position(|other| other == byte) {
            *byte = STANDARD[other];
        } else if !byte.is_ascii_alphanumeric() {
            return Err(Base64Error::Character { offset });
        }
    }
    let mut decoded = vec![0; bytes.len()];
    let length = Base64Unpadded::decode(&bytes, &mut decoded)
        .map_err(|_| Base64Error::End)?
        .len();
    decoded.truncate(length);
    Ok(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_canonical_is_refused() {
        let character = |offset| Err(Base64Error::Character { offset });
        for (text, want) in [
            ("", Ok(vec![])),
            ("AA==", Ok(vec![0])),
            ("AAA=", Ok(vec![0, 0])),
            ("AAAA", Ok(vec![0, 0, 0])),
            ("+/+/", Ok(vec![0xfb, 0xff, 0xbf])),
            ("A", Err(Base64Error::End)),
            ("AA", Err(Base64Error::End)),
            ("AA=", Err(Base64Error::End)),
            ("AAAA==", Err(Base64Error::End)),
            // Bits that no byte takes.
            ("AB==", Err(Base64Error::End)),
            ("====", character(0)),
            ("AA==AA==", character(2)),
            ("A-_A", character(1)),
            ("AAA\n", character(3)),
            ("AAé=", character(2)),
        ] {
            assert_eq!(decode(text), want, "{text:?}");
        }
        for (text, want) in [
            ("AA", Ok(vec![0])),
            ("AA==", Ok(vec![0])),
            ("-_-_", Ok(vec![0xfb, 0xff, 0xbf])),
            ("+/+/", character(0)),
            ("AB", Err(Base64Error::End)),
        ] {
            assert_eq!(decode_url(text), want, "{text:?}");
        }
        assert_eq!(decode_any("AA"), Ok(vec![0]));
        assert_eq!(decode_any("AA=="), Ok(vec![0]));
    }

    #[test]
    fn what_is_written_is_read() {
        for length in 0..9_u8 {
            let bytes: Vec<u8> = (0..length).map(|byte| byte.wrapping_mul(97)).collect();
            assert_eq!(decode(&encode(&bytes)).as_ref(), Ok(&bytes));
            assert_eq!(decode_url(&encode_url(&bytes)).as_ref(), Ok(&bytes));
        }
    }
}
