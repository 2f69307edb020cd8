//! Signatures of the Notary Project (Notation) in the form of a JWS (`signature-envelope-jws.md`, version 1.0): the payload is a descriptor of the image,
//! the certificates stand in the unprotected header. Refused: a name that stands twice (RFC 7515, section 4).

use super::{Attachment, AttachmentFault, Claim, Scheme, Signed, text_at};
use crate::oci::{
    base64,
    json::{Json, Member, Value},
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
    let envelope = unique(&json.root)?;
    let member = |name: &'static str| text_of(envelope, name).ok_or(AttachmentFault::Member(name));
    let (payload, protected) = (member("payload")?, member("protected")?);
    let signature = decode(member("signature")?, "signature")?;
    let (target, header) = (decode(payload, "payload")?, decode(protected, "protected")?);
    let (target, json_of_header) = (Json::parse(&target)?, Json::parse(&header)?);
    let header = unique(&json_of_header.root)?;
    let unprotected = member_of(envelope, "header").map_or(Ok(&[] as &[_]), unique)?;
    let algorithm = text_of(header, "alg").ok_or(AttachmentFault::Member("alg"))?;
    if text_of(header, "cty") != Some(PAYLOAD) {
        return Err(AttachmentFault::Member("cty"));
    }
    let critical = match member_of(header, "crit") {
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
    let certificates = member_of(unprotected, "x5c")
        .and_then(Value::elements)
        .ok_or(AttachmentFault::Member("x5c"))?;
    let certificates = certificates.iter().map(|certificate| {
        let text = certificate
            .as_text()
            .ok_or(AttachmentFault::Member("x5c"))?;
        base64::decode(text).map_err(|_| AttachmentFault::Base64("x5c"))
    });
    let signed = |name: &str| text_of(header, name);
    let expires = member_of(header, EXPIRY);
    let expires = expires.map(|expiry| match expiry.as_text() {
        Some(time) => time.to_owned(),
        None => json_of_header.compact(expiry),
    });
    let facts = [
        ("scheme", signed(SCHEME)),
        ("expiry", expires.as_deref()),
        ("by", text_of(unprotected, AGENT)),
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

/// The members of a JWS, or of a header of one. A name that stands twice is refused: who signed may have read the other.
fn unique(value: &Value) -> Result<&[Member], AttachmentFault> {
    let members = value.members().unwrap_or_default();
    match members.iter().find(|member| member.is_shadowed) {
        Some(member) => Err(AttachmentFault::Twice(member.key.to_string())),
        None => Ok(members),
    }
}

/// The member of this very name: those of a JWS are told apart by case.
fn member_of<'v>(members: &'v [Member], name: &str) -> Option<&'v Value> {
    let member = members.iter().find(|member| *member.key == *name)?;
    Some(&member.value)
}

fn text_of<'v>(members: &'v [Member], name: &str) -> Option<&'v str> {
    member_of(members, name)?
        .as_text()
        .filter(|text| !text.is_empty())
}

fn decode(text: &str, name: &'static str) -> Result<Vec<u8>, AttachmentFault> {
    base64::decode_url(text).map_err(|_| AttachmentFault::Base64(name))
}
