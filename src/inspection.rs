//! From a reference to everything that is known about an image, step by step, so that each step can be shown as it comes.

use crate::{
    oci::{Config, Descriptor, Digest, Document, DocumentError, ImageReference, Problem, Verdict},
    source::{Source, SourceError, Transport},
};

/// What is known about a document's or config's digest. Three words for people: verified, mismatch, not checked; and *computed* by tag.
#[derive(Clone, Debug, PartialEq)]
pub enum Proof {
    /// Computed, equal to the digest that was asked for, and of the declared size.
    Verified,
    /// Computed; nothing was asked for to compare with. `header` is the registry's own Docker-Content-Digest, where it could be read
    /// (equal to the computed one: a header that differs is a problem and [`Proof::Mismatch`] is not claimed of it).
    Computed {
        /// The header's value.
        header: Option<Digest>,
    },
    /// Computed, and not what was asked for.
    Mismatch(Verdict),
    /// The digest asked for is of an algorithm that is not computed.
    Unchecked {
        /// Its name.
        algorithm: String,
    },
}

/// The document that the reference names.
#[derive(Clone, Debug, PartialEq)]
pub struct Root {
    /// The document.
    pub document: Document,
    /// Its proof.
    pub proof: Proof,
    /// The registry converted what it holds to schema 1.
    pub converted: bool,
    /// In a layout: the other tags in it.
    pub tags: Vec<String>,
}

/// A manifest that an index entry led to, or the root itself.
#[derive(Clone, Debug, PartialEq)]
pub struct ImageDocument {
    /// The document. Its body may be anything: a lying server can answer with an index.
    pub document: Document,
    /// Its proof.
    pub proof: Proof,
}

/// An image's config.
#[derive(Clone, Debug, PartialEq)]
pub struct ConfigDocument {
    /// The config.
    pub config: Config,
    /// Its proof.
    pub proof: Proof,
    /// Rules over index entry, manifest and config together.
    pub problems: Vec<Problem>,
}

/// Why a step failed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum InspectionError {
    /// Nothing usable was served.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// What was served is no document.
    #[error("{url}: {error}")]
    Document {
        /// Where it came from.
        url: String,
        /// What is wrong.
        error: DocumentError,
        /// The first bytes of it, as text.
        start: String,
    },
    /// The descriptor has no usable digest.
    #[error("the descriptor names no digest: {digest_text:?}")]
    NoDigest {
        /// What stood there.
        digest_text: String,
    },
}

/// Reads the document that `reference` names.
pub async fn read_root<T: Transport>(
    _source: &Source<T>,
    _reference: &ImageReference,
) -> Result<Root, InspectionError> {
    todo!()
}

/// Reads the manifest behind an entry of an index (from its `data` field, if that holds what digest and size say).
pub async fn read_entry<T: Transport>(
    _source: &Source<T>,
    _entry: &Descriptor,
) -> Result<ImageDocument, InspectionError> {
    todo!()
}

/// Reads the config of an image manifest (from its `data` field, if that holds what digest and size say). `entry`: the index entry that led to the manifest.
pub async fn read_config<T: Transport>(
    _source: &Source<T>,
    _document: &Document,
    _entry: Option<&Descriptor>,
) -> Result<ConfigDocument, InspectionError> {
    todo!()
}
