//! A signature of a referrer: whether it holds, over what, and by whose key.

use super::state::Checked;
use crate::{
    oci::{Digest, problem::excerpt},
    ui::{
        certificates::view_certificates,
        config::view_wrapped,
        element::{Element, element},
        format,
        identity::{Mark, view_mark},
        sentence::sentence,
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
pub(in crate::ui) struct Finding {
    /// `data-state` of the DOM contract.
    pub attribute: &'static str,
    mark: Mark,
    word: &'static str,
    /// One phrase; empty if there is nothing to add.
    pub reason: String,
}

/// A signature holds for an image only if what it signs names that image. `checked`: what came of checking it, if it was.
pub(in crate::ui) fn judge(checked: Option<&Checked>, claim: Option<&Claim>) -> Finding {
    let waiting = SignatureState::Unchecked {
        reason: UncheckedReason::Pending,
    };
    let state = checked.map_or(&waiting, |checked| &checked.state);
    let open = |reason: String| Finding {
        attribute: "unchecked",
        mark: Mark::Open,
        word: "not checked",
        reason,
    };
    let bad = |reason: String| Finding {
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
        // Of something else it would be no signature of this image in its time either.
        (SignatureState::Valid, claim)
            if checked.is_some_and(|checked| checked.has_expired)
                && claim.is_none_or(|claim| claim.is_of_subject) =>
        {
            let until = checked.and_then(|checked| checked.signed.expires.as_deref());
            Finding {
                word: "expired",
                ..open(format!(
                    "the key signed it, and its signer wanted it to be relied on until {}",
                    until.unwrap_or_default()
                ))
            }
        }
        (SignatureState::Valid, None) => {
            open("the key signed it, but it does not tell of which image".to_owned())
        }
        (SignatureState::Valid, Some(claim)) if claim.is_of_subject => Finding {
            attribute: "valid",
            mark: Mark::Good,
            word: "valid",
            reason: if checked.is_some_and(|checked| checked.has_other_key) {
                "by the key of its own certificate, which is not the key that was given".to_owned()
            } else {
                String::new()
            },
        },
        (SignatureState::Valid, Some(claim)) => {
            let others = claim.subjects.iter();
            // Signers may write anything there.
            let others = others.map(|subject| match subject.parse::<Digest>() {
                Ok(digest) => digest.to_string(),
                Err(_) => excerpt(subject),
            });
            let others = others.collect::<Vec<_>>().join(", ");
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
    checked: Option<&Checked>,
    claim: Option<&Claim>,
) -> Html {
    let finding = judge(checked, claim);
    let lacks_key = matches!(
        checked.map(|checked| &checked.state),
        Some(SignatureState::Unchecked {
            reason: UncheckedReason::NoKey
        })
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
    let reason = (!finding.reason.is_empty()).then(|| {
        element("p")
            .class(match finding.mark {
                Mark::Bad => "small bad",
                // Good, and yet not what it may seem.
                Mark::Good => "small warn",
                Mark::Open | Mark::Failed => "small muted",
            })
            .child(view_text(&format!(
                "{}.{advice}",
                sentence(&finding.reason)
            )))
    });
    let mark = element("span").class("severity").child(view_mark(
        finding.mark,
        finding.word,
        &finding.reason,
    ));
    element("li")
        .part("signature")
        .fixed("data-state", finding.attribute)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::attached::Scheme;
    use std::rc::Rc;

    fn checked(state: SignatureState, has_expired: bool, has_other_key: bool) -> Checked {
        Checked {
            signed: Signed {
                message: Rc::from(*b"what is signed"),
                signature: Vec::new(),
                scheme: Scheme::OfKey,
                expires: Some("2027-04-06T07:01:20Z".to_owned()),
                not_understood: None,
                certificates: Vec::new(),
                key_hint: None,
                time: None,
                log_entries: 0,
            },
            state,
            has_expired,
            has_other_key,
        }
    }

    #[test]
    fn what_a_signature_is_of_is_quoted_unless_it_is_a_digest() {
        let digest = format!("sha256:{}", "a".repeat(64));
        let claim = Claim {
            subjects: vec![digest.clone(), "x; the digest of the config".to_owned()],
            ..Claim::default()
        };
        let checked = checked(SignatureState::Valid, false, false);
        let finding = judge(Some(&checked), Some(&claim));
        assert_eq!(
            finding.reason,
            format!(
                r#"it is a signature of something else: {digest}, "x; the digest of the config""#
            )
        );
    }

    #[test]
    fn a_signature_is_valid_only_of_this_image_and_in_its_time() {
        let claim = |is_of_subject| Claim {
            subjects: vec!["sha256:0".to_owned()],
            is_of_subject,
            ..Claim::default()
        };
        let valid = || Some(checked(SignatureState::Valid, false, false));
        for (checked, claim, attribute, word, reason) in [
            (valid(), Some(claim(true)), "valid", "valid", ""),
            (
                Some(checked(SignatureState::Valid, false, true)),
                Some(claim(true)),
                "valid",
                "valid",
                "by the key of its own certificate, which is not the key that was given",
            ),
            (
                Some(checked(SignatureState::Valid, true, false)),
                Some(claim(true)),
                "unchecked",
                "expired",
                "the key signed it, and its signer wanted it to be relied on until 2027-04-06T07:01:20Z",
            ),
            (
                valid(),
                Some(claim(false)),
                "invalid",
                "invalid",
                r#"it is a signature of something else: "sha256:0""#,
            ),
            (
                Some(checked(SignatureState::Valid, true, false)),
                Some(claim(false)),
                "invalid",
                "invalid",
                r#"it is a signature of something else: "sha256:0""#,
            ),
            (
                Some(checked(SignatureState::Valid, true, false)),
                None,
                "unchecked",
                "expired",
                "the key signed it, and its signer wanted it to be relied on until 2027-04-06T07:01:20Z",
            ),
            (
                valid(),
                None,
                "unchecked",
                "not checked",
                "the key signed it, but it does not tell of which image",
            ),
            (
                Some(checked(SignatureState::Invalid, true, true)),
                Some(claim(true)),
                "invalid",
                "invalid",
                "what is signed was changed, or it was not signed by this key",
            ),
            (
                None,
                Some(claim(true)),
                "unchecked",
                "not checked",
                "not checked yet",
            ),
        ] {
            let finding = judge(checked.as_ref(), claim.as_ref());
            assert_eq!(
                (finding.attribute, finding.word, finding.reason.as_str()),
                (attribute, word, reason)
            );
        }
    }
}
