//! The signatures of a schema-1 manifest: verdict, key, what the protected header says, certificates.

use crate::{
    oci::{
        Schema1,
        schema1::{Format, Signature},
    },
    report::model::SignatureVerdict,
    ui::{
        certificates::view_certificates,
        config::view_wrapped,
        element::{Element, element, remark, section},
        format,
        identity::{Mark, view_mark},
        raw::place::view_place_in,
        sentence::sentence,
        text::{plain, view_text},
    },
    verify::{
        certificate::Certificate,
        signature::{MOST_CHECKED, SignatureState, UncheckedReason, public_key},
    },
};
use yew::prelude::*;

/// Characters of an unsigned value that are shown at most.
const MOST_SHOWN: usize = 300;

/// Unsigned members that are named at most.
const MOST_NAMED: usize = 100;

/// The signatures, what is known of each, and what none of them covers.
pub fn view_signatures(schema1: &Schema1, states: &[SignatureState]) -> Html {
    let number = describe(schema1.signatures.len());
    let mut section = section(
        "signatures",
        "signatures-title",
        "Signatures",
        [remark(number)],
    );
    if !schema1.signatures.is_empty() {
        let signatures = schema1.signatures.iter().take(MOST_CHECKED).enumerate();
        let signatures = signatures
            .map(|(position, signature)| view_signature(position, signature, states.get(position)));
        let rest = schema1.signatures.len().saturating_sub(MOST_CHECKED);
        let rest = (rest > 0).then(|| {
            let more = format::count(rest, "more is", "more are");
            remark(format!("{more} neither checked nor shown."))
        });
        section = section
            .child(element("ul").class("problems").children(signatures))
            .maybe(rest)
            .child(element("p").class("aside small").text(
                "A valid signature proves that the document was not changed since that key signed it, and nothing about who holds the key.",
            ));
    }
    if !schema1.unsigned_members.is_empty() {
        let mut members = element("p")
            .part("unsigned-content")
            .class("aside warn")
            .text("Unsigned content, not believed: ");
        for (path, text) in schema1.unsigned_members.iter().take(MOST_NAMED) {
            members = members
                .child(
                    element("code")
                        .attribute("title", plain(&shortened(text)))
                        .child(view_text(path)),
                )
                .text(" ");
        }
        let rest = schema1.unsigned_members.len().saturating_sub(MOST_NAMED);
        let rest = (rest > 0).then(|| remark(format!("and {} more", format::grouped(rest as u64))));
        section = section.child(members.maybe(rest));
    }
    section.into()
}

/// What is known of a signature, and why.
pub fn words(state: &SignatureState) -> (SignatureVerdict, String) {
    match state {
        SignatureState::Valid => (SignatureVerdict::Valid, String::new()),
        SignatureState::Invalid => (
            SignatureVerdict::Invalid,
            "The document was changed, or this is not the signature of it.".to_owned(),
        ),
        SignatureState::Unchecked { reason } => (SignatureVerdict::NotChecked, reason.to_string()),
    }
}

/// The id of the key that a signature was made with, by its own word.
pub fn computed_key_id(signature: &Signature) -> Option<String> {
    let key = public_key(signature);
    key.ok().flatten().map(|key| key.key_id())
}

fn describe(signatures: usize) -> String {
    if signatures == 0 {
        "the document is not signed".to_owned()
    } else {
        format::count(signatures, "signature", "signatures")
    }
}

fn view_signature(position: usize, signature: &Signature, state: Option<&SignatureState>) -> Html {
    let waiting = SignatureState::Unchecked {
        reason: UncheckedReason::Pending,
    };
    let state = state.unwrap_or(&waiting);
    let (verdict, reason) = words(state);
    let mark = match verdict {
        SignatureVerdict::Valid => Mark::Good,
        SignatureVerdict::Invalid => Mark::Bad,
        SignatureVerdict::NotChecked => Mark::Open,
    };
    let certificates = signature.certificates.iter();
    let certificates: Vec<_> = certificates.map(|text| Certificate::parse(text)).collect();
    let computed = computed_key_id(signature);
    let given = signature.key_id.as_ref();
    let mut facts = element("p")
        .class("small")
        .child(view_text(&signature.algorithm));
    if let Some(key_id) = given.or(computed.as_ref()) {
        facts = facts
            .text(" by key ")
            .child(view_wrapped(view_text(key_id)));
    }
    if let Some(time) = &signature.time {
        let time = element("span")
            .attribute("title", plain(time))
            .child(view_text(&format::date_and_time(time)));
        facts = facts.text(", signed ").child(time);
    }
    let facts = facts
        .text(" ")
        .child(view_place_in("manifest", "/signatures", position));
    let wrong_id = match (given, &computed) {
        (Some(given), Some(computed)) if given != computed => {
            let warning = element("p")
                .class("small warn")
                .text("The key id is not that of the key, which is ")
                .child(view_wrapped(view_text(computed)));
            Some(warning)
        }
        _ => None,
    };
    let mark = element("span")
        .class("severity")
        .child(view_mark(mark, verdict.word(), &reason));
    let reason = (!reason.is_empty()).then(|| {
        element("p")
            .class("small muted")
            .child(view_text(&sentence(&reason)))
    });
    element("li")
        .part("signature")
        .fixed("data-state", state.attribute())
        .optional("data-key-id", given.cloned().or(computed))
        .child(mark)
        .child(
            element("div")
                .child(facts)
                .maybe(reason)
                .maybe(wrong_id)
                .maybe(signature.format.as_ref().map(view_format))
                .maybe(view_certificates(&certificates)),
        )
        .into()
}

/// What the protected header says of the payload.
fn view_format(format: &Format) -> Element {
    let tail = String::from_utf8_lossy(&format.tail);
    // As JSON text, so that blanks and line breaks are seen.
    let tail = serde_json::to_string(&tail).unwrap_or_default();
    element("p")
        .part("protected-header")
        .class("small muted")
        .text(format!(
            "Over the first {}, followed by ",
            format::count(
                usize::try_from(format.length).unwrap_or(usize::MAX),
                "byte",
                "bytes"
            )
        ))
        .child(element("code").child(view_text(&shortened(&tail))))
        .text(" (formatLength, formatTail)")
}

/// A text that is long is cut.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
