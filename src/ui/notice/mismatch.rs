//! The notices of bytes that are not those asked for, and of those whose size is declared wrongly.

use super::Notice;
use crate::{
    inspection::Proof,
    oci::{Digest, Verdict},
    ui::{format, identity::abbreviated},
};

/// The notice of a document whose bytes, or whose size, are not those that were asked for.
pub fn of_mismatch(name: &str, proof: &Proof) -> Option<Notice> {
    match proof {
        Proof::Mismatch(verdict) => Some(of_verdict(name, verdict)),
        _ => None,
    }
}

/// The same, of a verdict that is no match.
pub(super) fn of_verdict(name: &str, verdict: &Verdict) -> Notice {
    let (title, advice) = if verdict.has_digest() {
        (
            format!("The size of the {name} is declared wrongly"),
            "Its digest is the one that was asked for: the document that names it states a wrong size. Whoever made that must make it again.",
        )
    } else {
        (
            format!("The {name} is not the one that was asked for"),
            "It is shown below all the same, but it is not what was asked for. Do not run this image; tell whoever serves it.",
        )
    };
    Notice::new("mismatch", title, advice).with(explain(verdict))
}

/// Whether a proof failed against this digest.
pub fn is_about(proof: &Proof, digest: &Digest) -> bool {
    matches!(proof, Proof::Mismatch(Verdict::DigestMismatch { expected, .. }) if expected == digest)
}

/// The notice of a mismatch with the digest that the page around the element names for the image.
pub fn of_pin(notice: Notice, pin: &Digest) -> Notice {
    Notice {
        advice: format!(
            "This page says that the image has the digest {}. Either its tag has moved on since that was written, or somebody serves something \
             else: do not rely on what the page says of it until its author has looked.",
            abbreviated(pin)
        ),
        ..notice
    }
}

/// What differs.
pub fn explain(verdict: &Verdict) -> String {
    match verdict {
        Verdict::DigestMismatch {
            expected, actual, ..
        } => {
            format!(
                "Its bytes have the digest {} where {} was expected.",
                abbreviated(actual),
                abbreviated(expected)
            )
        }
        Verdict::SizeMismatch {
            expected, actual, ..
        } => {
            format!(
                "It has {} instead of {}.",
                format::exact_size(*actual),
                format::exact_size(*expected)
            )
        }
        Verdict::Match { .. } | Verdict::Unsupported { .. } => String::new(),
    }
}
