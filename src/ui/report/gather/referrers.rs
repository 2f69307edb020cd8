//! What refers to the image, as far as somebody looked.

use crate::{
    oci::Digest,
    report::model::{
        AttachedSignature, Referrer, ReferrerGap, SignatureVerdict, Statement, Verdict,
    },
    source::url::without_secrets,
    ui::{
        identity,
        referrers::{
            evidence::Known,
            signature::{judge, key_id},
            state::{List, Reading, check_of, first_certificate},
            words,
        },
        sentence::{full_sentence, sentence},
    },
    verify::{
        attached::{Claim, Signed},
        signature::MOST_CHECKED,
    },
};

pub(super) fn referrers(known: &Known) -> Vec<Referrer> {
    let lists = known.state.lists.iter();
    lists
        .flat_map(|(subject, list)| match list {
            List::Found { referrers, .. } => referrers
                .iter()
                .map(|(found, reading)| referrer(known, subject, found, reading))
                .collect(),
            List::Loading | List::Failed(_) => Vec::new(),
        })
        .collect()
}

/// What is not known of them; `None` if there is nothing.
pub(super) fn gaps(known: &Known) -> Option<Vec<ReferrerGap>> {
    let mut found = Vec::new();
    for (subject, list) in &known.state.lists {
        let reasons = match list {
            List::Found { gaps, .. } => gaps.iter().map(words::gap).collect(),
            List::Loading => vec!["It was being looked for when the report was made.".to_owned()],
            List::Failed(error) => vec![full_sentence(&error.to_string())],
        };
        found.extend(reasons.iter().map(|reason| ReferrerGap {
            of: subject.to_string(),
            reason: without_secrets(reason),
        }));
    }
    (!found.is_empty()).then_some(found)
}

fn referrer(
    known: &Known,
    subject: &Digest,
    found: &crate::source::referrers::Referrer,
    reading: &Reading,
) -> Referrer {
    let read = match reading {
        Reading::Read(read) => Some(&**read),
        _ => None,
    };
    let descriptor = &found.descriptor;
    let title = words::title(descriptor, read);
    let (verdict, reason) = match (read, reading) {
        (Some(read), _) => (
            identity::verdict(&read.document.proof),
            identity::reason(&read.document.proof),
        ),
        (None, Reading::Failed(error)) => (
            Verdict::Failed,
            without_secrets(&sentence(&error.to_string())),
        ),
        _ => (Verdict::NotChecked, "It was not read.".to_owned()),
    };
    let layers = read.map(|read| read.layers.as_slice()).unwrap_or_default();
    let statements = layers
        .iter()
        .filter_map(|layer| layer.attachment.as_ref().ok());
    let faults = layers.iter().filter_map(|layer| match &layer.attachment {
        Ok(attachment) => words::unchecked(attachment.signatures.len()),
        Err(fault) => Some(without_secrets(&sentence(&fault.to_string()))),
    });
    let is_of_other = read.is_some_and(|read| read.refers_to_subject == Some(false));
    let is_of_other = is_of_other.then(|| words::OF_SOMETHING_ELSE.to_owned());
    let unread = read.and_then(|read| words::unread(read.unread));
    Referrer {
        of: subject.to_string(),
        digest: descriptor.digest_text.clone(),
        artifact_type: words::artifact_type(descriptor, read),
        purpose: title.purpose.word().to_owned(),
        found: words::found(&found.found).0.to_owned(),
        verdict,
        reason,
        statements: statements
            .map(|attachment| {
                let claim = attachment.claim.as_ref();
                // The others were not checked.
                let signatures = attachment.signatures.iter().take(MOST_CHECKED);
                Statement {
                    predicate_type: claim.and_then(|claim| claim.predicate_type.clone()),
                    subjects: claim.map_or_else(Vec::new, |claim| claim.subjects.clone()),
                    signatures: signatures
                        .map(|signed| signature(known, signed, claim))
                        .collect(),
                }
            })
            .collect(),
        faults: is_of_other
            .into_iter()
            .chain(unread)
            .chain(faults)
            .collect(),
    }
}

fn signature(known: &Known, signed: &Signed, claim: Option<&Claim>) -> AttachedSignature {
    let finding = judge(check_of(&known.checks, signed), claim);
    let certificate = first_certificate(signed);
    AttachedSignature {
        verdict: match finding.attribute {
            "valid" => SignatureVerdict::Valid,
            "invalid" => SignatureVerdict::Invalid,
            _ => SignatureVerdict::NotChecked,
        },
        reason: finding.reason,
        signer: certificate.as_ref().map(|certificate| certificate.owner()),
        vouched_by: certificate
            .as_ref()
            .and_then(|certificate| certificate.identity_issuer.clone()),
        key_id: key_id(signed, certificate.as_ref()),
        time: signed.time.clone(),
    }
}
