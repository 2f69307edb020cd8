//! Digests and what is known of them, as a word: verified, mismatch, not checked; and *computed* by tag.

use super::{
    copy::view_copy,
    element::{element, remark, text},
    text::{plain, view_text},
};
use crate::{
    inspection::{HeaderDigest, Proof},
    oci::Digest,
    report::model::Verdict,
};
use yew::prelude::*;

/// What a mark says: colour is never the only signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Proven.
    Good,
    /// Proven wrong.
    Bad,
    /// Not known.
    Open,
    /// Not known, since it could not be read.
    Failed,
}

/// `✓ verified`, `✗ mismatch`, `– not checked`, `– failed`.
pub fn view_mark(mark: Mark, word: &'static str, reason: &str) -> Html {
    let (class, sign) = match mark {
        Mark::Good => ("verdict ok", "✓"),
        Mark::Bad => ("verdict bad", "✗"),
        Mark::Open => ("verdict muted", "–"),
        Mark::Failed => ("verdict warn", "–"),
    };
    element("span")
        .class(class)
        .optional("title", (!reason.is_empty()).then(|| plain(reason)))
        .child(element("span").fixed("aria-hidden", "true").text(sign))
        .text(" ")
        .text(word)
        .into()
}

/// What is known of a document's digest.
pub fn view_proof(proof: &Proof) -> Html {
    let verdict = verdict(proof);
    let mark = match verdict {
        Verdict::Verified => Mark::Good,
        Verdict::Mismatch => Mark::Bad,
        _ => Mark::Open,
    };
    view_mark(mark, verdict.word(), &reason(proof))
}

/// What is known of a document's digest, as a word.
pub fn verdict(proof: &Proof) -> Verdict {
    match proof {
        Proof::Verified => Verdict::Verified,
        Proof::Computed { .. } => Verdict::Computed,
        Proof::Mismatch(_) => Verdict::Mismatch,
        Proof::Unchecked { .. } | Proof::Unclaimed | Proof::Made => Verdict::NotChecked,
    }
}

/// One sentence on what was compared with what.
pub fn reason(proof: &Proof) -> String {
    match proof {
        Proof::Verified => "The digest of the bytes that were served is the one that was asked for.".to_owned(),
        Proof::Computed { header } => {
            let and = match header {
                HeaderDigest::Unknown | HeaderDigest::NotComparable => "so there is nothing to compare with",
                HeaderDigest::Equal => "which names no digest; the registry's own Docker-Content-Digest is the same",
                HeaderDigest::Different => "which names no digest; the registry's own Docker-Content-Digest is another one",
            };
            format!("Computed from the bytes that were served. The image was asked for by tag, {and}.")
        }
        Proof::Mismatch(verdict) if verdict.has_digest() => {
            "The bytes that were served have the digest that was asked for, but another size is declared.".to_owned()
        }
        Proof::Mismatch(_) => "The bytes that were served are not those that were asked for.".to_owned(),
        Proof::Unchecked { algorithm } => format!("Porthole does not compute {algorithm}."),
        Proof::Unclaimed => "This page asks for no verification.".to_owned(),
        Proof::Made => "The archive does not say its digest: that was made here, so there is nothing to compare with.".to_owned(),
    }
}

/// `data-verdict` of the DOM contract.
pub fn verdict_attribute(proof: &Proof) -> &'static str {
    match proof {
        Proof::Verified => "match",
        Proof::Mismatch(_) => "mismatch",
        Proof::Computed { .. } | Proof::Unchecked { .. } | Proof::Unclaimed | Proof::Made => {
            "unchecked"
        }
    }
}

/// A digest shortened to its ends: `sha256:7f0c1ad9…d4e1b2`.
pub fn abbreviated(digest: &Digest) -> String {
    let encoded = digest.encoded();
    let text = digest.to_string();
    let algorithm = &text[..text.len() - encoded.len()];
    match (
        encoded.get(..8),
        encoded.get(encoded.len().saturating_sub(6)..),
    ) {
        (Some(start), Some(end)) if encoded.len() > 16 => format!("{algorithm}{start}…{end}"),
        _ => text,
    }
}

/// A digest that copies itself, with its name in front: `layer 81a2ae4d4508`.
pub fn view_id(name: &'static str, digest: &Digest) -> Html {
    let label = format!("Copy {name} {}", digest.short());
    let copy = view_copy(
        "id",
        digest.to_string(),
        &label,
        text(digest.short().to_owned()),
    );
    element("span")
        .class("pair")
        .text(name)
        .text(" ")
        .child(copy)
        .into()
}

/// A digest shortened to its ends that copies itself.
pub fn view_abbreviated(digest: &Digest) -> Html {
    let short = abbreviated(digest);
    let label = format!("Copy {short}");
    view_copy("id", digest.to_string(), &label, text(short))
}

/// The beginning of a digest, with the whole as title; what stands in its place, if there is none.
pub fn view_short(digest: Option<&Digest>, digest_text: &str) -> Html {
    let code = element("code");
    let code = match digest {
        Some(digest) => code
            .attribute("title", digest.to_string())
            .text(digest.short().to_owned()),
        None => code.class("bad").child(view_text(digest_text)),
    };
    code.into()
}

/// A row of the summary: what it is the digest of, the digest, what is known of it.
pub fn view_identity(name: &'static str, digest: &Digest, proof: &Proof) -> Html {
    view_digest("manifest-digest", name, digest, proof)
}

/// The row of an image that has no manifest but the one which was made here: the digest of its config is what it is known by.
pub fn view_image_id(digest: &Digest, proof: &Proof) -> Html {
    view_digest("image-id", "Image ID", digest, proof)
}

fn view_digest(part: &'static str, name: &'static str, digest: &Digest, proof: &Proof) -> Html {
    let encoded = digest.to_string();
    let label = format!("Copy the digest of the {}", name.to_ascii_lowercase());
    element("div")
        .class("identity")
        .part(part)
        .attribute("data-digest", encoded.clone())
        .fixed("data-verdict", verdict_attribute(proof))
        .child(remark(name))
        .child(
            element("code")
                .attribute("title", encoded.clone())
                .text(abbreviated(digest)),
        )
        .child(view_copy("quiet", encoded, &label, text("Copy")))
        .child(view_proof(proof))
        .maybe(explanation(proof).map(remark))
        .into()
}

/// Why a digest is not verified, where its word alone does not tell: a title is not there for everybody.
fn explanation(proof: &Proof) -> Option<String> {
    match proof {
        Proof::Unchecked { .. } | Proof::Made => Some(reason(proof)),
        Proof::Computed { header } if *header != HeaderDigest::Equal => {
            Some("Asked for by tag: no digest to compare with.".to_owned())
        }
        _ => None,
    }
}

/// The row of a signed document whose signatures do not tell what is signed: nothing of it has a digest.
pub fn view_no_digest(name: &'static str) -> Html {
    let reason = "The digest is over what is signed, and the signatures do not tell what that is.";
    element("div")
        .class("identity")
        .part("manifest-digest")
        .fixed("data-verdict", "unchecked")
        .child(remark(name))
        .child(element("span").text("no digest"))
        .child(view_mark(Mark::Open, "not checked", ""))
        .child(remark(reason))
        .into()
}

/// A sign for a word, where there is no room for the word.
pub fn view_sign(class: &'static str, sign: &'static str, word: &'static str) -> Html {
    element("span")
        .class(class)
        .fixed("title", word)
        .fixed("role", "img")
        .fixed("aria-label", word)
        .text(sign)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_computed_digest_says_what_it_was_compared_with_and_no_more() {
        for (header, want) in [
            (
                HeaderDigest::Unknown,
                "so there is nothing to compare with.",
            ),
            (
                HeaderDigest::NotComparable,
                "so there is nothing to compare with.",
            ),
            (
                HeaderDigest::Equal,
                "which names no digest; the registry's own Docker-Content-Digest is the same.",
            ),
            (
                HeaderDigest::Different,
                "which names no digest; the registry's own Docker-Content-Digest is another one.",
            ),
        ] {
            let want = format!(
                "Computed from the bytes that were served. The image was asked for by tag, {want}"
            );
            assert_eq!(reason(&Proof::Computed { header }), want);
        }
    }
}
