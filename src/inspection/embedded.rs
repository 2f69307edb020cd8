//! Content that a descriptor carries with it: its `data` field (image specification 1.1, "Embedded Content").

use crate::{
    oci::{Descriptor, Problem, Verdict, Verifier, json::Pointer, rule},
    source::Served,
};
use std::rc::Rc;

/// What a descriptor's `data` field is good for.
pub(super) enum Embedded {
    /// There is none, or nothing to prove it with.
    None,
    /// It is what digest and size say.
    Proven(Rc<[u8]>),
    /// It is something else.
    Wrong(Verdict),
}

impl Embedded {
    /// What is wrong with it.
    pub fn problem(self) -> Option<Problem> {
        let Self::Wrong(verdict) = self else {
            return None;
        };
        let what = match verdict {
            Verdict::SizeMismatch {
                expected, actual, ..
            } => {
                format!("{actual} bytes, its size says {expected}")
            }
            Verdict::DigestMismatch {
                expected, actual, ..
            } => format!("content with the digest {actual}, its digest says {expected}"),
            Verdict::Match { .. } | Verdict::Unsupported { .. } => return None,
        };
        let message = format!(
            "the descriptor that led here holds, in its data field, {what}; the data was not used"
        );
        Some(Problem::new(&rule::DESCRIPTOR_DATA, Pointer::ROOT, message))
    }
}

/// Weighs a descriptor's `data` field.
pub(super) fn embedded(descriptor: &Descriptor) -> Embedded {
    let (Some(data), Some(digest)) = (&descriptor.data, &descriptor.digest) else {
        return Embedded::None;
    };
    let mut verifier = Verifier::new(digest.clone(), descriptor.size);
    verifier.push(data);
    match verifier.verdict() {
        Verdict::Match { .. } => Embedded::Proven(Rc::clone(data)),
        Verdict::Unsupported { .. } => Embedded::None,
        wrong => Embedded::Wrong(wrong),
    }
}

/// Embedded content in the shape of something served.
pub(super) fn from_data(bytes: &Rc<[u8]>) -> Served {
    Served {
        bytes: Rc::clone(bytes),
        url: "the descriptor's data field".to_owned(),
        is_blob: true,
        ..Served::default()
    }
}
