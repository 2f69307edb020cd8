//! The notices of bytes that are not those asked for.

use super::Notice;
use crate::{
    inspection::Proof,
    oci::Verdict,
    ui::{format, identity::abbreviated},
};

/// The notice of a document whose bytes are not those that were asked for.
pub fn of_mismatch(name: &str, proof: &Proof) -> Option<Notice> {
    let Proof::Mismatch(verdict) = proof else {
        return None;
    };
    let advice = "It is shown below all the same, but it is not what was asked for. Do not run this image; tell whoever serves it.";
    let notice = Notice::new(
        "mismatch",
        format!("The {name} is not the one that was asked for"),
        advice,
    );
    Some(notice.with(explain(verdict)))
}

/// What differs.
pub fn explain(verdict: &Verdict) -> String {
    match verdict {
        Verdict::DigestMismatch {
            expected, actual, ..
        } => {
            format!(
                "Its bytes have the digest {}, expected was {}.",
                abbreviated(actual),
                abbreviated(expected)
            )
        }
        Verdict::SizeMismatch { expected, actual } => {
            format!(
                "It has {}, expected were {}.",
                format::exact_size(*actual),
                format::exact_size(*expected)
            )
        }
        Verdict::Match { .. } | Verdict::Unsupported { .. } => String::new(),
    }
}
