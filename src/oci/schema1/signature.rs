//! One JWS of a signed schema-1 manifest (RFC 7515, in the JSON serialisation of libtrust).

use super::envelope::Format;
use crate::oci::{
    base64,
    fields::Fields,
    json::{Json, Kind, Value},
    public_key::key_id,
};

/// One JWS of a signed document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signature {
    /// `header.alg`: `ES256`, `RS256`, …
    pub algorithm: String,
    /// Key id as the header gives it (`header.jwk.kid`, else `header.kid`).
    pub key_id: Option<String>,
    /// The key, as JSON text of `header.jwk`.
    pub jwk: Option<String>,
    /// `header.x5c`: certificates in base64, that of the signing key first. Nothing is said of their trust.
    pub certificates: Vec<String>,
    /// `protected` as it stands (base64url).
    pub protected: String,
    /// `signature` decoded.
    pub signature: Vec<u8>,
    /// `time` of the protected header.
    pub time: Option<String>,
    /// `formatLength` and `formatTail` of the protected header.
    pub format: Option<Format>,
    /// Why this signature cannot be checked, if it is malformed.
    pub fault: Option<String>,
}

impl Signature {
    /// What is signed: the JWS signing input, `protected "." base64url(payload)`.
    pub fn signing_input(&self, payload: &[u8]) -> Vec<u8> {
        format!("{}.{}", self.protected, base64::encode_url(payload)).into_bytes()
    }

    /// Whether [`Signature::key_id`] is libtrust's fingerprint of [`Signature::jwk`]; `None` if one of them is missing, or the key is of
    /// a kind that is not known. That of a certificate's key is computed where certificates are read.
    pub fn key_id_matches(&self) -> Option<bool> {
        let (given, jwk) = (self.key_id.as_ref()?, self.jwk.as_ref()?);
        key_id::of_jwk(jwk).map(|computed| computed == *given)
    }

    /// Reads an element of `signatures`.
    pub(super) fn read(served: Fields<'_>, element: &Value) -> Self {
        let mut signature = Self::default();
        let mut fault = None;
        let text = |value: Option<&Value>| match value.map(|value| &value.kind) {
            Some(Kind::String(text)) => Some(text.to_string()),
            _ => None,
        };
        let header = element.member("header");
        let jwk = header.and_then(|header| header.member("jwk"));
        signature.key_id = text(jwk.and_then(|jwk| jwk.member("kid")))
            .or_else(|| text(header.and_then(|header| header.member("kid"))));
        signature.jwk = jwk.map(|jwk| served.json.text_of(jwk).to_owned());
        match header
            .and_then(|header| header.member("x5c"))
            .map(certificates)
        {
            Some(Some(certificates)) => signature.certificates = certificates,
            Some(None) => fault = Some("its x5c is no list of certificates".to_owned()),
            None => {}
        }
        match text(header.and_then(|header| header.member("alg"))) {
            Some(algorithm) => signature.algorithm = algorithm,
            None => fault = Some("its header names no algorithm".to_owned()),
        }
        match text(element.member("signature")).map(|text| base64::decode_url(&text)) {
            Some(Ok(bytes)) => signature.signature = bytes,
            Some(Err(error)) => fault = Some(format!("\"signature\" is no base64url: {error}")),
            None => fault = Some("\"signature\" is missing".to_owned()),
        }
        signature.protected = text(element.member("protected")).unwrap_or_default();
        match read_protected(&signature.protected) {
            Ok(Protected {
                format,
                time,
                is_extended,
            }) => {
                signature.time = time;
                signature.format = Some(format);
                if is_extended {
                    fault = Some("it has extensions that must be understood (crit)".to_owned());
                }
            }
            Err(error) => fault = Some(error),
        }
        signature.fault = fault;
        signature
    }
}

/// The texts of `x5c`; `None` if it is anything but a list of texts with something in it.
fn certificates(value: &Value) -> Option<Vec<String>> {
    let Kind::Array(elements) = &value.kind else {
        return None;
    };
    let texts = elements.iter().map(|element| match &element.kind {
        Kind::String(text) => Some(text.to_string()),
        _ => None,
    });
    texts
        .collect::<Option<Vec<String>>>()
        .filter(|texts| !texts.is_empty())
}

/// A protected header: what is signed, and when.
struct Protected {
    format: Format,
    time: Option<String>,
    /// Whether it names extensions without which no signature is valid (RFC 7515, section 4.1.11). Nobody has written any for schema 1.
    is_extended: bool,
}

/// Reads a protected header.
fn read_protected(protected: &str) -> Result<Protected, String> {
    if protected.is_empty() {
        return Err("\"protected\" is missing".to_owned());
    }
    let header = base64::decode_url(protected)
        .map_err(|error| format!("\"protected\" is no base64url: {error}"))?;
    let json =
        Json::parse(&header).map_err(|error| format!("\"protected\" is no JSON: {error}"))?;
    let length = json
        .root
        .member("formatLength")
        .and_then(|value| json.text_of(value).parse::<u64>().ok())
        .ok_or("\"protected\" has no usable formatLength")?;
    let text = |key| match json.root.member(key).map(|value| &value.kind) {
        Some(Kind::String(text)) => Some(text.to_string()),
        _ => None,
    };
    let tail = text("formatTail").ok_or("\"protected\" has no formatTail")?;
    let tail = base64::decode_url(&tail)
        .map_err(|error| format!("formatTail is no base64url: {error}"))?;
    Ok(Protected {
        format: Format { length, tail },
        time: text("time"),
        is_extended: json.root.member("crit").is_some(),
    })
}
