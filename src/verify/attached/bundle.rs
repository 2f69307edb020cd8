//! Sigstore bundles, versions 0.1 to 0.3 (`dev.sigstore.bundle.v1.Bundle` in its JSON form): a signature or a DSSE envelope, with the certificate of
//! the key or a hint at it, and entries of a transparency log.

use super::{Attachment, AttachmentFault, Claim, Scheme, Signed, descend, dsse, text_at};
use crate::oci::{
    Algorithm, Digest, Document, base64,
    json::{Json, Value},
};
use std::rc::Rc;

/// Reads a bundle.
pub fn read(bytes: &[u8], subject: &Document) -> Result<Attachment, AttachmentFault> {
    let json = Json::parse(bytes)?;
    let material = json
        .root
        .member("verificationMaterial")
        .ok_or(AttachmentFault::Member("verificationMaterial"))?;
    let mut attachment = match (
        json.root.member("dsseEnvelope"),
        json.root.member("messageSignature"),
    ) {
        (Some(envelope), _) => dsse::read(envelope)?,
        (None, Some(signature)) => of_message(signature, subject)?,
        (None, None) => return Err(AttachmentFault::Member("dsseEnvelope")),
    };
    let certificates = certificates(material)?;
    let hint = text_at(material, &["publicKey", "hint"]);
    let entries = material.member("tlogEntries").and_then(Value::elements);
    let log_entries = entries.map_or(0, <[Value]>::len);
    for signature in &mut attachment.signatures {
        signature.certificates.clone_from(&certificates);
        signature.key_hint = signature.key_hint.take().or(hint.map(str::to_owned));
        signature.log_entries = log_entries;
    }
    Ok(attachment)
}

/// A signature over the very bytes of the image's document, which are what is claimed. What the bundle says of their digest is not signed, and only a hint for
/// looking them up: a wrong one makes no signature invalid, and is told beside it.
fn of_message(signature: &Value, subject: &Document) -> Result<Attachment, AttachmentFault> {
    let bytes = decode(signature, &["signature"], "signature")?;
    let algorithm = match text_at(signature, &["messageDigest", "algorithm"]) {
        Some("SHA2_256") => Some(Algorithm::Sha256),
        Some("SHA2_512") => Some(Algorithm::Sha512),
        _ => None,
    };
    let mut facts = Vec::new();
    if let Some(actual) =
        algorithm.and_then(|algorithm| Digest::compute(&algorithm, &subject.bytes))
    {
        let digest = decode(signature, &["messageDigest", "digest"], "digest")?;
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        if hex != actual.encoded() {
            let hint = format!("{}:{hex}", actual.algorithm());
            facts.push(("wrong digest in the bundle", hint));
        }
    }
    Ok(Attachment {
        claim: Some(Claim {
            subjects: vec![subject.sha256().to_string()],
            facts,
            ..Claim::default()
        }),
        signatures: vec![Signed {
            message: Rc::clone(&subject.bytes),
            signature: bytes,
            scheme: Scheme::OfKey,
            expires: None,
            not_understood: None,
            certificates: Vec::new(),
            key_hint: None,
            time: None,
            log_entries: 0,
        }],
    })
}

/// The certificate of the key alone (0.3), or a chain that begins with it.
fn certificates(material: &Value) -> Result<Vec<Vec<u8>>, AttachmentFault> {
    if let Some(certificate) = material.member("certificate") {
        return Ok(vec![decode(certificate, &["rawBytes"], "rawBytes")?]);
    }
    let chain = descend(material, &["x509CertificateChain", "certificates"]);
    let chain = chain.and_then(Value::elements).unwrap_or_default();
    chain
        .iter()
        .map(|certificate| decode(certificate, &["rawBytes"], "rawBytes"))
        .collect()
}

fn decode(value: &Value, path: &[&str], name: &'static str) -> Result<Vec<u8>, AttachmentFault> {
    let text = text_at(value, path).ok_or(AttachmentFault::Member(name))?;
    base64::decode(text).map_err(|_| AttachmentFault::Base64(name))
}
