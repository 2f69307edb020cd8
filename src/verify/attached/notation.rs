//! Signatures of the Notary Project (Notation) in the form of a JWS (`signature-envelope-jws.md`, version 1.0): the payload is a descriptor of the image,
//! the certificates stand in the unprotected header.

use super::{Attachment, AttachmentFault, Claim, Scheme, Signed, descend, text_at};
use crate::oci::{
    base64,
    json::{Json, Value},
};

const SIGNING_TIME: &str = "io.cncf.notary.signingTime";
const AUTHENTIC_SIGNING_TIME: &str = "io.cncf.notary.authenticSigningTime";
const EXPIRY: &str = "io.cncf.notary.expiry";
const SCHEME: &str = "io.cncf.notary.signingScheme";
const AGENT: &str = "io.cncf.notary.signingAgent";

/// Type of the payload: a signature over anything else was made for something else.
const PAYLOAD: &str = "application/vnd.cncf.notary.payload.v1+json";

/// Headers that may be critical, since they are read here. What else is critical a verifier has to understand before it may call a signature valid
/// (RFC 7515, section 4.1.11): a plugin of Notation's, for instance.
const UNDERSTOOD: [&str; 3] = [SCHEME, AUTHENTIC_SIGNING_TIME, EXPIRY];

/// Reads an envelope.
pub fn read(bytes: &[u8]) -> Result<Attachment, AttachmentFault> {
    let json = Json::parse(bytes)?;
    let member =
        |name: &'static str| text_at(&json.root, &[name]).ok_or(AttachmentFault::Member(name));
    let (payload, protected) = (member("payload")?, member("protected")?);
    let signature = decode(member("signature")?, "signature")?;
    let (target, header) = (decode(payload, "payload")?, decode(protected, "protected")?);
    let (target, header) = (Json::parse(&target)?, Json::parse(&header)?);
    let algorithm = text_at(&header.root, &["alg"]).ok_or(AttachmentFault::Member("alg"))?;
    if text_at(&header.root, &["cty"]) != Some(PAYLOAD) {
        return Err(AttachmentFault::Member("cty"));
    }
    let critical = match header.root.member("crit") {
        None => &[],
        // Anything but a list with something in it is no list of critical headers.
        Some(names) => names
            .elements()
            .filter(|names| !names.is_empty())
            .ok_or(AttachmentFault::Member("crit"))?,
    };
    let mut unknown = critical
        .iter()
        .map(|name| name.as_text().unwrap_or_default())
        .filter(|name| !UNDERSTOOD.contains(name));
    let digest = text_at(&target.root, &["targetArtifact", "digest"])
        .ok_or(AttachmentFault::Member("targetArtifact"))?;
    let certificates = descend(&json.root, &["header", "x5c"])
        .and_then(Value::elements)
        .ok_or(AttachmentFault::Member("x5c"))?;
    let certificates = certificates.iter().map(|certificate| {
        let text = certificate
            .as_text()
            .ok_or(AttachmentFault::Member("x5c"))?;
        base64::decode(text).map_err(|_| AttachmentFault::Base64("x5c"))
    });
    let signed = |name: &str| text_at(&header.root, &[name]);
    let expires = header.root.member(EXPIRY);
    let expires = expires.map(|expiry| match expiry.as_text() {
        Some(time) => time.to_owned(),
        None => header.compact(expiry),
    });
    let facts = [
        ("scheme", signed(SCHEME)),
        ("expiry", expires.as_deref()),
        ("by", text_at(&json.root, &["header", AGENT])),
    ];
    let facts = facts
        .into_iter()
        .filter_map(|(label, text)| Some((label, text?.to_owned())));
    Ok(Attachment {
        claim: Some(Claim {
            subjects: vec![digest.to_owned()],
            facts: facts.collect(),
            ..Claim::default()
        }),
        signatures: vec![Signed {
            message: format!("{protected}.{payload}").into_bytes().into(),
            signature,
            scheme: Scheme::Named(algorithm.to_owned()),
            expires: expires.clone(),
            not_understood: unknown.next().map(str::to_owned),
            certificates: certificates.collect::<Result<_, _>>()?,
            key_hint: None,
            time: signed(AUTHENTIC_SIGNING_TIME)
                .or_else(|| signed(SIGNING_TIME))
                .map(str::to_owned),
            log_entries: 0,
        }],
    })
}

fn decode(text: &str, name: &'static str) -> Result<Vec<u8>, AttachmentFault> {
    base64::decode_url(text).map_err(|_| AttachmentFault::Base64(name))
}
