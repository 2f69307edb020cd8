//! What is known about a digest.

use super::InspectionError;
use crate::{
    oci::{Digest, Document, Verdict},
    source::Served,
};

/// What is known about a document's or config's digest. Three words for people: verified, mismatch, not checked; and *computed* by tag.
#[derive(Clone, Debug, PartialEq)]
pub enum Proof {
    /// Computed, equal to the digest that was asked for, and of the declared size.
    Verified,
    /// Computed; nothing was asked for to compare with.
    Computed {
        /// What the registry itself says of the digest.
        header: HeaderDigest,
    },
    /// Computed, and not what was asked for.
    Mismatch(Verdict),
    /// The digest asked for is of an algorithm that is not computed.
    Unchecked {
        /// Its name.
        algorithm: String,
    },
    /// Computed, and what was asked for; but nobody wanted to have it claimed.
    Unclaimed,
    /// Of a document that was made here, in place of one that an archive lacks, or whose digest the archive lacks: to compare it with itself proves nothing.
    Made,
}

/// What came of comparing a computed digest with the registry's own Docker-Content-Digest. It proves nothing: whoever alters a document alters the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderDigest {
    /// There is none, or this page may not read it.
    Unknown,
    /// It is the computed one.
    Equal,
    /// It is another: the rule `header-digest`.
    Different,
    /// It is of an algorithm that is not computed, or the document has no digest.
    NotComparable,
}

impl HeaderDigest {
    /// `digest_like`: the digest of what was served, by the algorithm of another one.
    pub(super) fn of(served: &Served, digest_like: impl FnOnce(&Digest) -> Option<Digest>) -> Self {
        let Some(header) = &served.header_digest else {
            return Self::Unknown;
        };
        match digest_like(header) {
            None => Self::NotComparable,
            Some(digest) if digest == *header => Self::Equal,
            Some(_) => Self::Different,
        }
    }

    pub(super) fn of_document(served: &Served, document: &Document) -> Self {
        Self::of(served, |like| {
            document.digest_like(like).filter(|_| document.has_digest())
        })
    }
}

impl Proof {
    /// Whether the bytes are the ones that the digest names: proven, or with nothing wrong but the size that is declared.
    pub fn has_digest(&self) -> bool {
        match self {
            Self::Verified => true,
            Self::Mismatch(verdict) => verdict.has_digest(),
            _ => false,
        }
    }

    /// An error if the bytes are not what was asked for, for those who cannot show them beside what is wrong with them.
    pub(super) fn refuse_mismatch(&self, name: &'static str) -> Result<(), InspectionError> {
        match self {
            Self::Mismatch(verdict) => Err(InspectionError::Mismatch {
                name,
                verdict: Box::new(verdict.clone()),
            }),
            _ => Ok(()),
        }
    }

    /// Of what was served, where it was compared with something.
    pub(super) fn compared(served: &Served, verdict: Verdict) -> Self {
        match verdict.into() {
            Self::Verified if served.made => Self::Made,
            // Also of what was made here: the file has changed since its digest was computed.
            proof => proof,
        }
    }

    /// Of what was served, where there was nothing to compare it with.
    pub(super) fn computed(served: &Served, header: HeaderDigest) -> Self {
        if served.made {
            Self::Made
        } else {
            Self::Computed { header }
        }
    }

    /// The same without a claim: what is wrong stays wrong.
    pub fn unclaimed(self) -> Self {
        match self {
            Self::Verified => Self::Unclaimed,
            other => other,
        }
    }
}

impl From<Verdict> for Proof {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Match { .. } => Self::Verified,
            Verdict::Unsupported { algorithm } => Self::Unchecked { algorithm },
            mismatch => Self::Mismatch(mismatch),
        }
    }
}
