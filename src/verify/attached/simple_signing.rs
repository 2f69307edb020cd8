//! What cosign signs of an image: a short JSON text that names its digest ("simple signing"). The signature, the certificate and the entry of the
//! transparency log are annotations of the descriptor.

use super::{Attachment, AttachmentFault, Claim, Scheme, Signed, pem, text_at};
use crate::oci::{base64, json::Json};
use std::rc::Rc;

/// What the text says of itself: cosign's word, and the older one of Red Hat's simple signing, which some signers keep.
const TYPES: [&str; 2] = [
    "cosign container image signature",
    "atomic container signature",
];

const SIGNATURE: &str = "dev.cosignproject.cosign/signature";
const CERTIFICATE: &str = "dev.sigstore.cosign/certificate";
const CHAIN: &str = "dev.sigstore.cosign/chain";
const LOG_ENTRY: &str = "dev.sigstore.cosign/bundle";

/// Reads what is signed, and the signature that is an annotation.
pub fn read<'a>(
    annotation: impl Fn(&str) -> Option<&'a str>,
    bytes: &Rc<[u8]>,
) -> Result<Attachment, AttachmentFault> {
    let json = Json::parse(bytes)?;
    // A key may sign other things, for other ends.
    let is_known =
        text_at(&json.root, &["critical", "type"]).is_some_and(|name| TYPES.contains(&name));
    if !is_known {
        return Err(AttachmentFault::Member("type"));
    }
    let claim = text_at(&json.root, &["critical", "image", "docker-manifest-digest"])
        .map(|digest| {
            let identity = text_at(&json.root, &["critical", "identity", "docker-reference"]);
            Claim {
                subjects: vec![digest.to_owned()],
                facts: identity
                    .map(|name| ("signed as", name.to_owned()))
                    .into_iter()
                    .collect(),
                ..Claim::default()
            }
        })
        .ok_or(AttachmentFault::Member("docker-manifest-digest"))?;
    let signature = annotation(SIGNATURE).ok_or(AttachmentFault::Annotation(SIGNATURE))?;
    let signature =
        base64::decode(signature.trim()).map_err(|_| AttachmentFault::Base64(SIGNATURE))?;
    Ok(Attachment {
        claim: Some(claim),
        signatures: vec![Signed {
            message: Rc::clone(bytes),
            signature,
            scheme: Scheme::OfKey,
            expires: None,
            not_understood: None,
            certificates: certificates(&annotation)?,
            key_hint: None,
            time: None,
            log_entries: annotation(LOG_ENTRY).is_some().into(),
        }],
    })
}

/// The certificates that cosign writes beside a signature.
pub(super) fn certificates<'a>(
    annotation: impl Fn(&str) -> Option<&'a str>,
) -> Result<Vec<Vec<u8>>, AttachmentFault> {
    let mut certificates = Vec::new();
    for name in [CERTIFICATE, CHAIN] {
        let Some(text) = annotation(name).filter(|text| !text.trim().is_empty()) else {
            continue;
        };
        let blocks = pem::blocks(text);
        if blocks.is_empty() {
            return Err(AttachmentFault::Pem(name));
        }
        certificates.extend(blocks.into_iter().map(|block| block.bytes));
    }
    Ok(certificates)
}
