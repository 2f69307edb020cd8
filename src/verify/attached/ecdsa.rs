//! Signatures of ECDSA in DER, `SEQUENCE { r INTEGER, s INTEGER }` (RFC 3279), which most tools write, in the form that Web Cryptography takes: both numbers in
//! the length of the curve, one behind the other (IEEE P1363).

use der::{Reader, SliceReader, asn1::UintRef};

/// The two numbers in `length` bytes altogether; `None` if this is no such signature, or a number is too long.
pub fn fixed_length(signature: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut reader = SliceReader::new(signature).ok()?;
    let numbers = reader.sequence(|numbers| {
        let pair: (UintRef<'_>, UintRef<'_>) = (numbers.decode()?, numbers.decode()?);
        Ok::<_, der::Error>(pair)
    });
    let (r, s) = numbers.ok()?;
    reader.finish().ok()?;
    let mut fixed = Vec::with_capacity(length);
    for number in [r, s] {
        let bytes = number.as_bytes();
        let zeros = (length / 2).checked_sub(bytes.len())?;
        fixed.resize(fixed.len() + zeros, 0);
        fixed.extend_from_slice(bytes);
    }
    Some(fixed)
}
