//! The certificates beside a signature (`x5c`): what a reader wants to know of them, and the key that they hold.
//!
//! X.509 certificates (RFC 5280, section 4.1) in base64 (RFC 7515, section 4.1.6). Their signatures, dates and uses are not looked at:
//! whom to trust is not for Porthole to say.

use crate::oci::Digest;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use der::{
    Reader, SliceReader, Tag,
    asn1::{AnyRef, ObjectIdentifier},
};

/// What a certificate says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Whose key it is, by the certificate's word.
    pub subject: String,
    /// Who says so.
    pub issuer: String,
    /// SHA-256 over the certificate's DER, as `openssl x509 -fingerprint -sha256` shows it, in lower case and without colons.
    pub fingerprint: String,
    /// DER SubjectPublicKeyInfo.
    pub key_info: Vec<u8>,
}

/// Why a text is no certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Not base64 (the one with `+` and `/`).
    #[error("it is no base64")]
    Base64,
    /// Not the DER of an X.509 certificate.
    #[error("it is no X.509 certificate")]
    Der,
}

impl Certificate {
    /// Reads an element of `x5c`.
    ///
    /// # Errors
    /// It is no base64, or no certificate.
    pub fn parse(text: &str) -> Result<Self, CertificateError> {
        let bytes = STANDARD
            .decode(text)
            .map_err(|_| CertificateError::Base64)?;
        let (issuer, subject, key_info) = read(&bytes).map_err(|_| CertificateError::Der)?;
        Ok(Self {
            subject,
            issuer,
            fingerprint: Digest::sha256_of(&bytes).encoded().to_owned(),
            key_info: key_info.to_vec(),
        })
    }
}

/// Issuer, subject and SubjectPublicKeyInfo.
fn read(bytes: &[u8]) -> Result<(String, String, &[u8]), der::Error> {
    let mut reader = SliceReader::new(bytes)?;
    let found = reader.sequence(|certificate| {
        let found = certificate.sequence(|signed| {
            // The version is there for all but the oldest; serial number and algorithm follow.
            if signed.peek_byte() == Some(0xa0) {
                signed.tlv_bytes()?;
            }
            signed.tlv_bytes()?;
            signed.tlv_bytes()?;
            let issuer = name(signed)?;
            // Validity.
            signed.tlv_bytes()?;
            let subject = name(signed)?;
            let key_info = signed.tlv_bytes()?;
            let extensions = signed.remaining_len();
            signed.read_slice(extensions)?;
            Ok::<_, der::Error>((issuer, subject, key_info))
        })?;
        // Algorithm and signature.
        certificate.tlv_bytes()?;
        certificate.tlv_bytes()?;
        Ok::<_, der::Error>(found)
    })?;
    reader.finish()?;
    Ok(found)
}

/// A Name on one line, in the certificate's order, with the short names and escapes of RFC 4514.
fn name<'a>(reader: &mut SliceReader<'a>) -> Result<String, der::Error> {
    let mut out = String::new();
    reader.sequence(|names| {
        while !names.is_finished() {
            let set: AnyRef<'a> = names.decode()?;
            let mut set = SliceReader::new(set.value())?;
            let mut separator = ", ";
            while !set.is_finished() {
                if !out.is_empty() {
                    out.push_str(separator);
                }
                separator = "+";
                set.sequence(|pair| {
                    let kind: ObjectIdentifier = pair.decode()?;
                    let value: AnyRef<'a> = pair.decode()?;
                    push_kind(&mut out, &kind);
                    push_value(&mut out, value);
                    Ok::<_, der::Error>(())
                })?;
            }
        }
        Ok::<_, der::Error>(())
    })?;
    Ok(out)
}

fn push_kind(out: &mut String, kind: &ObjectIdentifier) {
    let short = match kind.as_bytes() {
        [0x55, 4, 3] => "CN",
        [0x55, 4, 5] => "serialNumber",
        [0x55, 4, 6] => "C",
        [0x55, 4, 7] => "L",
        [0x55, 4, 8] => "ST",
        [0x55, 4, 10] => "O",
        [0x55, 4, 11] => "OU",
        // 0.9.2342.19200300.100.1.25
        [9, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25] => "DC",
        _ => {
            out.push_str(&kind.to_string());
            out.push('=');
            return;
        }
    };
    out.push_str(short);
    out.push('=');
}

fn push_value(out: &mut String, value: AnyRef<'_>) {
    let bytes = value.value();
    let text = match value.header().tag() {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String => {
            String::from_utf8_lossy(bytes).into_owned()
        }
        // In practice Latin-1.
        Tag::TeletexString => bytes.iter().map(|byte| char::from(*byte)).collect(),
        Tag::BmpString => {
            let pairs = bytes.chunks_exact(2);
            let units: Vec<u16> = pairs
                .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
                .collect();
            String::from_utf16_lossy(&units)
        }
        _ => {
            out.push('#');
            for byte in bytes {
                out.push_str(&format!("{byte:02x}"));
            }
            return;
        }
    };
    for character in text.chars() {
        if matches!(character, ',' | '+' | '"' | '\\' | '<' | '>' | ';' | '=') {
            out.push('\\');
        }
        out.push(character);
    }
}
