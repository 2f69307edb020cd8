//! What was served in place of a document: bytes that nothing can be read from, and that are proven all the same.

use super::{HeaderDigest, Proof};
use crate::{
    oci::{Digest, DocumentError, Verifier},
    source::Served,
};
use std::rc::Rc;

/// How much of it is kept as text, in bytes.
const START: usize = 200;

/// What was served in place of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Unreadable {
    /// What was wanted.
    pub role: Role,
    /// Where it came from.
    pub url: String,
    /// Why it cannot be read.
    pub error: DocumentError,
    /// The first bytes of it, as text.
    pub start: String,
    /// All of it, as served.
    pub bytes: Rc<[u8]>,
    /// Computed over the bytes, by the algorithm of the digest that was asked for where that is one that is computed.
    pub digest: Digest,
    /// What is known of it.
    pub proof: Proof,
}

/// What a document is to an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A manifest of any kind, an index too.
    Manifest,
    /// The config.
    Config,
}

impl Unreadable {
    /// Weighs what was `served`, against the digest and the size that were asked for, if any were.
    pub(super) fn new(
        role: Role,
        served: &Served,
        error: DocumentError,
        expected: Option<&Digest>,
        size: Option<u64>,
    ) -> Self {
        let bytes = &served.bytes;
        let end = bytes.len().min(START);
        let like = expected.and_then(|expected| Digest::compute(expected.algorithm(), bytes));
        let proof = match expected {
            Some(expected) => {
                let mut verifier = Verifier::new(expected.clone(), size);
                verifier.push(bytes);
                Proof::compared(served, verifier.verdict())
            }
            None => {
                let digest_like = |like: &Digest| Digest::compute(like.algorithm(), bytes);
                Proof::computed(served, HeaderDigest::of(served, digest_like))
            }
        };
        Self {
            role,
            url: served.url.clone(),
            error,
            start: String::from_utf8_lossy(&bytes[..end]).into_owned(),
            bytes: Rc::clone(bytes),
            digest: like.unwrap_or_else(|| Digest::sha256_of(bytes)),
            proof,
        }
    }

    /// Whether a web page came in the place of the document. Such an answer has no digest worth a word.
    pub fn is_no_answer(&self) -> bool {
        self.error == DocumentError::Html
    }
}
