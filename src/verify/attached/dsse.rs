//! Envelopes of DSSE 1.0.2: a payload, its type, and signatures over both (`PAE`, the pre-authentication encoding).

use super::{
    Attachment, AttachmentFault, IN_TOTO, Scheme, Signed, simple_signing, statement, text_at,
};
use crate::oci::{
    base64,
    json::{Json, Value},
};
use std::rc::Rc;

/// Reads the envelope in a layer, with the certificate that cosign writes beside it.
pub fn read_layer<'a>(
    annotation: impl Fn(&str) -> Option<&'a str>,
    bytes: &[u8],
) -> Result<Attachment, AttachmentFault> {
    let json = Json::parse(bytes)?;
    let mut attachment = read(&json.root)?;
    let certificates = simple_signing::certificates(annotation)?;
    // One certificate cannot be that of several keys.
    if let [signature] = attachment.signatures.as_mut_slice() {
        signature.certificates = certificates;
    }
    Ok(attachment)
}

/// Reads an envelope.
pub fn read(envelope: &Value) -> Result<Attachment, AttachmentFault> {
    let payload_type =
        text_at(envelope, &["payloadType"]).ok_or(AttachmentFault::Member("payloadType"))?;
    let payload = text_at(envelope, &["payload"]).ok_or(AttachmentFault::Member("payload"))?;
    let payload = decode(payload).ok_or(AttachmentFault::Base64("payload"))?;
    let signatures = envelope
        .member("signatures")
        .and_then(Value::elements)
        .ok_or(AttachmentFault::Member("signatures"))?;
    let message: Rc<[u8]> = encode(payload_type, &payload).into();
    let signatures = signatures
        .iter()
        .map(|signature| -> Result<Signed, AttachmentFault> {
            let sig = text_at(signature, &["sig"]).ok_or(AttachmentFault::Member("sig"))?;
            Ok(Signed {
                message: Rc::clone(&message),
                signature: decode(sig).ok_or(AttachmentFault::Base64("sig"))?,
                scheme: Scheme::OfKey,
                expires: None,
                not_understood: None,
                certificates: Vec::new(),
                key_hint: text_at(signature, &["keyid"]).map(str::to_owned),
                time: None,
                log_entries: 0,
            })
        });
    Ok(Attachment {
        claim: (payload_type == IN_TOTO)
            .then(|| statement::read(&payload))
            .flatten(),
        signatures: signatures.collect::<Result<_, _>>()?,
    })
}

/// What is signed: `"DSSEv1" SP LEN(type) SP type SP LEN(body) SP body`, lengths in bytes, in decimal digits.
fn encode(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut message = format!(
        "DSSEv1 {} {payload_type} {} ",
        payload_type.len(),
        payload.len()
    )
    .into_bytes();
    message.extend_from_slice(payload);
    message
}

/// Standard base64 or base64url: DSSE allows both.
fn decode(text: &str) -> Option<Vec<u8>> {
    let decoded = base64::decode_any(text);
    decoded.or_else(|_| base64::decode_url(text)).ok()
}
