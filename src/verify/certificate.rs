//! The certificates beside a signature (`x5c`): what a reader wants to know of them, and the key that they hold.
//!
//! X.509 certificates (RFC 5280, section 4.1) in DER, or in base64 (RFC 7515, section 4.1.6). Their signatures and uses are not looked at, and
//! their dates and names are shown and not judged: whom to trust is not for Porthole to say.

use crate::oci::{Digest, base64};
use der::{
    Reader, SliceReader, Tag,
    asn1::{AnyRef, ObjectIdentifier},
};

/// Extension *subject alternative name*: 2.5.29.17.
const ALTERNATIVE_NAMES: &[u8] = &[0x55, 0x1d, 0x11];

/// Fulcio's extension *issuer (version 2)*, 1.3.6.1.4.1.57264.1.8: who vouched for the identity, as a UTF8String.
const IDENTITY_ISSUER: &[u8] = &[0x2b, 6, 1, 4, 1, 0x83, 0xbf, 0x30, 1, 8];

/// Its older form, 1.3.6.1.4.1.57264.1.1: the bare text.
const IDENTITY_ISSUER_TEXT: &[u8] = &[0x2b, 6, 1, 4, 1, 0x83, 0xbf, 0x30, 1, 1];

/// What a certificate says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Whose key it is, by the certificate's word.
    pub subject: String,
    /// Who says so.
    pub issuer: String,
    /// The subject's other names: mail addresses, URIs, names of hosts. Of a certificate for one signature, as Sigstore issues them, the only
    /// names there are.
    pub names: Vec<String>,
    /// Who vouched for these names when the certificate was issued (Sigstore): the URL of an identity provider.
    pub identity_issuer: Option<String>,
    /// From when to when it is valid, as `2026-11-26T19:34:20Z`; empty if that is no time.
    pub validity: [String; 2],
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
    /// ```
    /// use porthole::verify::certificate::{Certificate, CertificateError};
    ///
    /// assert_eq!(Certificate::parse("no base64"), Err(CertificateError::Base64));
    /// assert_eq!(Certificate::parse("e30="), Err(CertificateError::Der));
    /// ```
    ///
    /// # Errors
    /// It is no base64, or no certificate.
    pub fn parse(text: &str) -> Result<Self, CertificateError> {
        let bytes = base64::decode(text).map_err(|_| CertificateError::Base64)?;
        Self::from_der(&bytes)
    }

    /// Whose key it is, in one line: the other names, where there are any, since Sigstore's certificates have no subject; else the subject.
    pub fn owner(&self) -> String {
        if self.names.is_empty() {
            self.subject.clone()
        } else {
            self.names.join(", ")
        }
    }

    /// Reads a certificate in DER.
    ///
    /// # Errors
    /// It is none.
    pub fn from_der(bytes: &[u8]) -> Result<Self, CertificateError> {
        let mut certificate = read(bytes).map_err(|_| CertificateError::Der)?;
        certificate.fingerprint = Digest::sha256_of(bytes).encoded().to_owned();
        Ok(certificate)
    }
}

/// All but the fingerprint.
fn read(bytes: &[u8]) -> Result<Certificate, der::Error> {
    let mut reader = SliceReader::new(bytes)?;
    let found = reader.sequence(|certificate| {
        let found = certificate.sequence(|signed| {
            // The version is there for all but the oldest; serial number and algorithm follow.
            if signed.peek_byte() == Some(0xa0) {
                signed.tlv_bytes()?;
            }
            signed.tlv_bytes()?;
            signed.tlv_bytes()?;
            let mut found = Certificate {
                issuer: name(signed)?,
                validity: validity(signed)?,
                subject: name(signed)?,
                key_info: signed.tlv_bytes()?.to_vec(),
                names: Vec::new(),
                identity_issuer: None,
                fingerprint: String::new(),
            };
            while !signed.is_finished() {
                let is_extensions = signed.peek_byte() == Some(0xa3);
                let part = AnyRef::try_from(signed.tlv_bytes()?)?;
                if is_extensions {
                    extensions(part, &mut found)?;
                }
            }
            Ok::<_, der::Error>(found)
        })?;
        // Algorithm and signature.
        certificate.tlv_bytes()?;
        certificate.tlv_bytes()?;
        Ok::<_, der::Error>(found)
    })?;
    reader.finish()?;
    Ok(found)
}

/// `notBefore` and `notAfter`.
fn validity(reader: &mut SliceReader<'_>) -> Result<[String; 2], der::Error> {
    reader.sequence(|times| {
        let from: AnyRef<'_> = times.decode()?;
        let to: AnyRef<'_> = times.decode()?;
        Ok::<_, der::Error>([time(from), time(to)])
    })
}

/// A UTCTime (`YYMMDDHHMMSSZ`, of the years 1950 to 2049) or a GeneralizedTime (`YYYYMMDDHHMMSSZ`), as RFC 3339 writes it.
fn time(value: AnyRef<'_>) -> String {
    let text = String::from_utf8_lossy(value.value());
    let text = match value.header().tag() {
        Tag::UtcTime if *text < *"50" => format!("20{text}"),
        Tag::UtcTime => format!("19{text}"),
        _ => text.into_owned(),
    };
    let digits = text.strip_suffix('Z').unwrap_or_default();
    if digits.len() != 14 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return String::new();
    }
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    format!(
        "{}-{}-{}T{}:{}:{}Z",
        part(0, 4),
        part(4, 6),
        part(6, 8),
        part(8, 10),
        part(10, 12),
        part(12, 14)
    )
}

/// Takes from the extensions what tells whose the key is.
fn extensions(explicit: AnyRef<'_>, found: &mut Certificate) -> Result<(), der::Error> {
    SliceReader::new(explicit.value())?.sequence(|extensions| {
        while !extensions.is_finished() {
            extensions.sequence(|extension| {
                let kind: ObjectIdentifier = extension.decode()?;
                let mut value: AnyRef<'_> = extension.decode()?;
                // Whether it is critical stands between them, if it is.
                if value.header().tag() == Tag::Boolean {
                    value = extension.decode()?;
                }
                let value = value.value();
                match kind.as_bytes() {
                    ALTERNATIVE_NAMES => found.names = alternative_names(value)?,
                    IDENTITY_ISSUER => {
                        let text = AnyRef::try_from(value)?;
                        found.identity_issuer = Some(lossy(text.value()));
                    }
                    IDENTITY_ISSUER_TEXT if found.identity_issuer.is_none() => {
                        found.identity_issuer = Some(lossy(value));
                    }
                    _ => {}
                }
                Ok::<_, der::Error>(())
            })?;
        }
        Ok::<_, der::Error>(())
    })
}

/// The names that are texts: rfc822Name \[1\], dNSName \[2\], uniformResourceIdentifier \[6\].
fn alternative_names(sequence: &[u8]) -> Result<Vec<String>, der::Error> {
    let mut found = Vec::new();
    SliceReader::new(sequence)?.sequence(|names| {
        while !names.is_finished() {
            let tag = names.peek_byte();
            let name = AnyRef::try_from(names.tlv_bytes()?)?;
            if matches!(tag, Some(0x81 | 0x82 | 0x86)) {
                found.push(lossy(name.value()));
            }
        }
        Ok::<_, der::Error>(())
    })?;
    Ok(found)
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
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
                    let value = pair.tlv_bytes()?;
                    push_kind(&mut out, &kind);
                    push_value(&mut out, value)?;
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

/// A value, given with its tag and length: a text with escapes, anything else as `#` and its DER in hexadecimal (RFC 4514, section 2.4). That
/// section wants the latter of every kind that has no short name. Texts of such kinds are kept: nobody could read a mail address.
fn push_value(out: &mut String, der: &[u8]) -> Result<(), der::Error> {
    let value = AnyRef::try_from(der)?;
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
            for byte in der {
                out.push_str(&format!("{byte:02x}"));
            }
            return Ok(());
        }
    };
    for (position, character) in text.char_indices() {
        let is_first = position == 0;
        match character {
            '\0' => {
                out.push_str("\\00");
                continue;
            }
            ',' | '+' | '"' | '\\' | '<' | '>' | ';' | '=' => out.push('\\'),
            '#' if is_first => out.push('\\'),
            ' ' if is_first || position + 1 == text.len() => out.push('\\'),
            _ => {}
        }
        out.push(character);
    }
    Ok(())
}
