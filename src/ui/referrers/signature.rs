//! A signature of a referrer: whether it holds, over what, and by whose key.

use crate::{
    oci::Digest,
    ui::{
        certificates::view_certificates,
        config::view_wrapped,
        element::{Element, element},
        format,
        identity::{Mark, view_mark},
        loading::sentence,
        text::{plain, view_text},
    },
    verify::{
        attached::{Claim, Signed},
        certificate::Certificate,
        signature::{SignatureState, UncheckedReason},
    },
};
use yew::prelude::*;

/// What is to be said of a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ui) struct Verdict {
    /// `data-state` of the DOM contract.
    pub attribute: &'static str,
    mark: Mark,
    word: &'static str,
    /// One phrase; empty if there is nothing to add.
    pub reason: String,
}

/// A signature holds for an image only if what it signs names that image.
pub(in crate::ui) fn verdict(
    state: &SignatureState,
    claim: Option<&Claim>,
    subject: &Digest,
) -> Verdict {
    let open = |reason: String| Verdict {
        attribute: "unchecked",
        mark: Mark::Open,
        word: "not checked",
        reason,
    };
    let bad = |reason: String| Verdict {
        attribute: "invalid",
        mark: Mark::Bad,
        word: "invalid",
        reason,
    };
    match (state, claim) {
        (SignatureState::Unchecked { reason }, _) => open(reason.to_string()),
        (SignatureState::Invalid, _) => {
            bad("what is signed was changed, or it was not signed by this key".to_owned())
        }
        (SignatureState::Valid, None) => {
            open("the key signed it, but it does not tell of which image".to_owned())
        }
        (SignatureState::Valid, Some(claim)) if claim.names(subject) => Verdict {
            attribute: "valid",
            mark: Mark::Good,
            word: "valid",
            reason: String::new(),
        },
        (SignatureState::Valid, Some(claim)) => {
            let others = claim.subjects.join(", ");
            bad(format!("it is a signature of something else: {others}"))
        }
    }
}

/// The key that comes with a signature, or what is said of one that does not.
pub(in crate::ui) fn key_id(signed: &Signed, certificate: Option<&Certificate>) -> Option<String> {
    let of_certificate = certificate.map(|certificate| certificate.fingerprint.clone());
    of_certificate.or_else(|| signed.key_hint.clone())
}

/// An item of the list.
pub(super) fn view_signature(
    signed: &Signed,
    state: Option<&SignatureState>,
    claim: Option<&Claim>,
    subject: &Digest,
) -> Html {
    let waiting = SignatureState::Unchecked {
        reason: UncheckedReason::Pending,
    };
    let state = state.unwrap_or(&waiting);
    let verdict = verdict(state, claim, subject);
    let lacks_key = matches!(
        state,
        SignatureState::Unchecked {
            reason: UncheckedReason::NoKey
        }
    );
    let advice = if lacks_key {
        " Give the signer's public key below to check it."
    } else {
        ""
    };
    let certificates: Vec<_> = signed
        .certificates
        .iter()
        .map(|bytes| Certificate::from_der(bytes))
        .collect();
    let certificate = certificates.first().and_then(|first| first.as_ref().ok());
    let reason = (!verdict.reason.is_empty()).then(|| {
        element("p")
            .class(if verdict.mark == Mark::Bad {
                "small bad"
            } else {
                "small muted"
            })
            .child(view_text(&format!(
                "{}.{advice}",
                sentence(&verdict.reason)
            )))
    });
    let mark = element("span").class("severity").child(view_mark(
        verdict.mark,
        verdict.word,
        &verdict.reason,
    ));
    element("li")
        .part("signature")
        .fixed("data-state", verdict.attribute)
        .optional("data-key-id", key_id(signed, certificate))
        .child(mark)
        .child(
            element("div")
                .child(view_signer(signed, certificate))
                .maybe(reason)
                .maybe(view_certificates(&certificates)),
        )
        .into()
}

/// By whom, by the certificate's word; by which key; when.
fn view_signer(signed: &Signed, certificate: Option<&Certificate>) -> Element {
    let line = element("p");
    let line = match certificate {
        Some(certificate) => {
            let who = view_wrapped(view_text(&certificate.owner()));
            let line = line.text("Signed by ").child(element("strong").child(who));
            match &certificate.identity_issuer {
                Some(issuer) => line
                    .text(", as vouched for by ")
                    .child(view_wrapped(view_text(issuer))),
                None => line,
            }
        }
        None => match &signed.key_hint {
            Some(hint) => line
                .text("Signed by the key ")
                .child(view_wrapped(view_text(hint))),
            None => line.text("Signed by a key without a name"),
        },
    };
    let line = match &signed.time {
        Some(time) => line.text(", ").child(
            element("span")
                .attribute("title", plain(time))
                .child(view_text(&format::date_and_time(time))),
        ),
        None => line,
    };
    match signed.log_entries {
        0 => line,
        entries => line.text(format!(
            "; {} of a transparency log, not checked",
            format::count(entries, "entry", "entries")
        )),
    }
}
