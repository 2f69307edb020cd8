//! The JWS around a signed schema-1 manifest: what is signed, and by which signatures.

use super::Signature;
use crate::oci::{
    fields::Fields,
    json::{Json, Kind, is_same_key},
    rule,
};
use std::rc::Rc;

/// The member that a signed document has beside its payload.
pub(super) const SIGNATURES: &str = "signatures";

/// How many different payloads are tried. Real documents have one.
const MOST_FORMATS: usize = 8;

/// The signatures of a document, and the payload that they sign.
pub(in crate::oci) struct Envelope {
    /// In the document's order.
    pub signatures: Vec<Signature>,
    signed: Option<Signed>,
    /// Why no payload can be told, or not the one that every signature means.
    fault: Option<String>,
}

struct Signed {
    length: usize,
    payload: Rc<[u8]>,
}

/// Whether a JSON pointer leads to the list of signatures, or into it: that is never part of the payload. Its key is read in any case, as every key is.
///
/// ```
/// use porthole::oci::schema1::is_in_signatures;
///
/// assert!(is_in_signatures("/signatures/0/comment"));
/// assert!(is_in_signatures("/Signatures"));
/// assert!(!is_in_signatures("/history/0"));
/// ```
pub fn is_in_signatures(pointer: &str) -> bool {
    let first = pointer.split('/').nth(1);
    first.is_some_and(|key| is_same_key(key, SIGNATURES))
}

/// What a protected header says of the payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Format {
    /// `formatLength`: how many leading bytes of the document are signed.
    pub length: u64,
    /// `formatTail`, decoded: what follows them in the payload.
    pub tail: Vec<u8>,
}

impl Envelope {
    /// Opens the envelope of a document; `None` if it has no list of signatures.
    pub fn open(served: Fields<'_>) -> Option<Self> {
        let Kind::Array(elements) = &served.get(SIGNATURES)?.kind else {
            return None;
        };
        let text = served.json.text;
        let read = |element| Signature::read(served, element);
        let signatures: Vec<Signature> = elements.iter().map(read).collect();
        let formats: Vec<Option<Format>> = signatures
            .iter()
            .map(|signature| signature.format.clone())
            .collect();
        let mut envelope = Self {
            signatures,
            signed: None,
            fault: None,
        };
        let mut chosen: Option<&Format> = None;
        let mut first_fault = None;
        for format in distinct(&formats) {
            match payload(text, format) {
                Ok(signed) => {
                    envelope.signed = Some(signed);
                    chosen = Some(format);
                    break;
                }
                Err(fault) => first_fault = first_fault.or(Some(fault)),
            }
        }
        envelope.fault = match chosen {
            None => Some(first_fault.unwrap_or_else(|| {
                "no signature says what is signed (formatLength and formatTail)".to_owned()
            })),
            Some(chosen) => {
                let differs = |format: &Option<Format>| format.as_ref() != Some(chosen);
                let dissenting = formats.iter().filter(|format| differs(format)).count();
                for (signature, format) in envelope.signatures.iter_mut().zip(&formats) {
                    if differs(format) && signature.fault.is_none() {
                        signature.fault =
                            Some("it is for another payload than the one shown".to_owned());
                    }
                }
                (dissenting > 0).then(|| {
                    format!(
                        "the signatures disagree on what is signed: {dissenting} of {} are not for the payload that is shown",
                        formats.len()
                    )
                })
            }
        };
        Some(envelope)
    }

    /// Whether there is any signature.
    pub fn is_signed(&self) -> bool {
        !self.signatures.is_empty()
    }

    /// The signed payload, if it can be told.
    pub fn payload(&self) -> Option<&Rc<[u8]>> {
        self.signed.as_ref().map(|signed| &signed.payload)
    }

    /// How many leading bytes of the document are signed.
    pub fn signed_length(&self) -> Option<usize> {
        self.signed.as_ref().map(|signed| signed.length)
    }

    /// Reports what is wrong with the signatures, short of their validity.
    pub fn report(&self, served: Fields<'_>) {
        if !self.is_signed() {
            let message = "the list of signatures is empty: nothing is signed".to_owned();
            served.report(&rule::SCHEMA1_SIGNATURE, SIGNATURES, message);
            return;
        }
        if let Some(fault) = &self.fault {
            let consequence = if self.signed.is_some() {
                ""
            } else {
                "; the digest of the manifest is over what is signed, so it is not known"
            };
            let message = format!("{fault}{consequence}");
            served.report(&rule::SCHEMA1_SIGNATURE_FORMAT, SIGNATURES, message);
        }
        let list = served.pointer.key(SIGNATURES);
        for (position, signature) in self.signatures.iter().enumerate() {
            if let Some(fault) = &signature.fault {
                let message = format!("this signature cannot be checked: {fault}");
                let pointer = list.position(position);
                served
                    .problems
                    .report(&rule::SCHEMA1_SIGNATURE, pointer, message);
            }
        }
    }
}

/// The first few formats that differ: each is tried, and a payload may be as long as the document.
fn distinct(formats: &[Option<Format>]) -> Vec<&Format> {
    let mut distinct: Vec<&Format> = Vec::new();
    for format in formats.iter().flatten() {
        if distinct.len() == MOST_FORMATS {
            break;
        }
        if !distinct.contains(&format) {
            distinct.push(format);
        }
    }
    distinct
}

/// `text[..length]` and the tail, if that is a JSON object.
fn payload(text: &str, format: &Format) -> Result<Signed, String> {
    let length = format.length;
    let within = usize::try_from(length)
        .ok()
        .filter(|length| *length <= text.len());
    let Some(within) = within else {
        return Err(format!(
            "formatLength is {length}, and the document has {} bytes",
            text.len()
        ));
    };
    let Some(start) = text.get(..within) else {
        return Err(format!("formatLength {length} ends within a character"));
    };
    let mut payload = start.as_bytes().to_vec();
    payload.extend_from_slice(&format.tail);
    match Json::parse(&payload) {
        Ok(json) if json.root.members().is_some() => Ok(Signed {
            length: within,
            payload: payload.into(),
        }),
        Ok(_) => Err("the signed payload is no JSON object".to_owned()),
        Err(error) => Err(format!("the signed payload is no JSON: {error}")),
    }
}
