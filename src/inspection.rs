//! From a reference to everything that is known about an image, step by step, so that each step can be shown as it comes.

pub mod blob;
mod embedded;
pub mod entries;
pub mod given;
pub mod nested;
mod proof;
pub mod referrers;
pub mod tag;
pub mod unreadable;

use crate::{
    oci::{
        Body, Config, Descriptor, Digest, Document, ImageReference, MediaType, Problem, Verdict,
        Verifier, json::Pointer, rule,
    },
    source::{CONFIG_LIMIT, Served, Source, SourceError, Transport, Wanted, layout},
};
use embedded::{Embedded, embedded, from_data};
pub use proof::{HeaderDigest, Proof};
use std::rc::Rc;
use unreadable::{Role, Unreadable};

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
    /// As it was served; its problems are among those of the document.
    pub served: Served,
    /// The digest that the page around it names, if the proof is of that.
    pub pinned: Option<Digest>,
}

impl Root {
    /// Whether there is a digest to show: that of the document, or, of a signed schema 1 that tells no payload, that of its bytes where
    /// these were compared with what was asked for.
    pub fn has_digest(&self) -> bool {
        self.document.has_digest()
            || matches!(
                self.proof,
                Proof::Verified | Proof::Unclaimed | Proof::Mismatch(_)
            )
    }

    /// Compares it with a digest that the page around it names, on top of what was asked for. What is proven wrong already stays so.
    pub fn pin(&mut self, digest: &Digest) {
        let pinned = Proof::from(compare(&self.served, &self.document, digest, None));
        match (&self.proof, &pinned) {
            (Proof::Mismatch(_), _) => {}
            (_, Proof::Mismatch(_)) | (Proof::Computed { .. }, _) => {
                self.proof = pinned;
                self.pinned = Some(digest.clone());
            }
            _ => {}
        }
    }
}

/// A manifest that an index entry led to, or the root itself.
#[derive(Clone, Debug, PartialEq)]
pub struct ImageDocument {
    /// The document. Its body may be anything: a lying server can answer with an index.
    pub document: Document,
    /// Its proof.
    pub proof: Proof,
    /// As it was served; its problems are among those of the document.
    pub served: Served,
}

/// An image's config.
#[derive(Clone, Debug, PartialEq)]
pub struct ConfigDocument {
    /// The config.
    pub config: Config,
    /// Its proof.
    pub proof: Proof,
    /// What is wrong with how it came here.
    pub problems: Vec<Problem>,
    /// As it was served; its problems are among these.
    pub served: Served,
}

/// Why a step failed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum InspectionError {
    /// Nothing usable was served.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// What was served is no document.
    #[error("{}: {}", .0.url, .0.error)]
    Unreadable(Box<Unreadable>),
    /// What was served is not what its descriptor says, and nothing is taken from it.
    #[error("the {name} is not what was asked for")]
    Mismatch {
        /// What it would be.
        name: &'static str,
        /// What differs.
        verdict: Box<Verdict>,
    },
    /// The descriptor has no usable digest.
    #[error("the descriptor names no digest: {digest_text:?}")]
    NoDigest {
        /// What stood there.
        digest_text: String,
    },
    /// The manifest is that of an image, and names no config.
    #[error("the manifest names no config")]
    ConfigMissing,
    /// The document is no image: an artifact, an attestation, an index or schema 1 has no image config to read.
    #[error("{kind:?} is no image with a config")]
    NoConfig {
        /// What it is: the artifact's type, or the document's media type.
        kind: String,
    },
}

/// Reads the document that `reference` names.
pub async fn read_root<T: Transport>(
    source: &Source<T>,
    reference: &ImageReference,
) -> Result<Root, InspectionError> {
    let served = source.document(&Wanted::Root).await?;
    let own_tag = served
        .descriptor
        .as_ref()
        .and_then(|descriptor| layout::tag_of_entry(descriptor).map(str::to_owned));
    let mut root = root_of(served, reference.digest())?;
    root.tags = source.known_tags();
    root.tags.retain(|tag| Some(tag) != own_tag.as_ref());
    Ok(root)
}

/// Makes what was served for a tag, or for the digest that was `asked_for`, a root. Other tags are not known here.
///
/// # Errors
/// When it is no document.
pub fn root_of(mut served: Served, asked_for: Option<&Digest>) -> Result<Root, InspectionError> {
    let descriptor = served.descriptor.as_ref();
    let size = descriptor.and_then(|descriptor| descriptor.size);
    let expected =
        asked_for.or_else(|| descriptor.and_then(|descriptor| descriptor.digest.as_ref()));
    let expected_type = descriptor.map(|descriptor| &descriptor.media_type);
    let mut document = manifest_of(&served, expected_type, expected, size)?;
    let proof = match expected {
        Some(expected) => Proof::compared(&served, compare(&served, &document, expected, size)),
        None => Proof::computed(&served, HeaderDigest::of_document(&served, &document)),
    };
    document.problems.extend(header_problem(&document, &served));
    document.problems.append(&mut served.problems);
    Ok(Root {
        document,
        proof,
        converted: served.converted,
        tags: Vec::new(),
        served,
        pinned: None,
    })
}

/// Reads the manifest behind an entry of an index (from its `data` field, if that holds what digest and size say).
pub async fn read_entry<T: Transport>(
    source: &Source<T>,
    entry: &Descriptor,
) -> Result<ImageDocument, InspectionError> {
    digest_of(entry)?;
    let embedded = embedded(entry);
    let served = match &embedded {
        Embedded::Proven(bytes) => from_data(bytes),
        Embedded::None | Embedded::Wrong(_) => {
            let wanted = Wanted::Descriptor(Box::new(entry.clone()));
            source.document(&wanted).await?
        }
    };
    let mut image = entry_of(served, entry)?;
    image.document.problems.extend(embedded.problem());
    Ok(image)
}

/// Makes what was served for an entry of an index an image's document.
///
/// # Errors
/// When it is no document, or the entry names no digest.
pub fn entry_of(mut served: Served, entry: &Descriptor) -> Result<ImageDocument, InspectionError> {
    let expected = digest_of(entry)?;
    let mut document = manifest_of(&served, Some(&entry.media_type), Some(expected), entry.size)?;
    document.problems.extend(header_problem(&document, &served));
    document.problems.append(&mut served.problems);
    let verdict = compare(&served, &document, expected, entry.size);
    let proof = Proof::compared(&served, verdict);
    Ok(ImageDocument {
        document,
        proof,
        served,
    })
}

/// Reads the config of an image manifest (from its `data` field, if that holds what digest and size say).
pub async fn read_config<T: Transport>(
    source: &Source<T>,
    document: &Document,
) -> Result<ConfigDocument, InspectionError> {
    let descriptor = config_descriptor(document)?;
    digest_of(descriptor)?;
    let embedded = embedded(descriptor);
    let served = match &embedded {
        Embedded::Proven(bytes) => from_data(bytes),
        Embedded::None | Embedded::Wrong(_) => source.blob(descriptor, CONFIG_LIMIT).await?,
    };
    let mut read = config_of(served, document)?;
    read.problems.extend(embedded.problem());
    Ok(read)
}

/// Makes what was served for the config of an image manifest a config.
///
/// # Errors
/// When it is no config, or the document names none.
pub fn config_of(
    mut served: Served,
    document: &Document,
) -> Result<ConfigDocument, InspectionError> {
    let descriptor = config_descriptor(document)?;
    let expected = digest_of(descriptor)?;
    let mut verifier = Verifier::new(expected.clone(), descriptor.size);
    verifier.push(&served.bytes);
    let config = Config::parse(Rc::clone(&served.bytes)).map_err(|error| {
        let (expected, size) = (Some(expected), descriptor.size);
        let unreadable = Unreadable::new(Role::Config, &served, error, expected, size);
        InspectionError::Unreadable(Box::new(unreadable))
    })?;
    Ok(ConfigDocument {
        config,
        proof: Proof::compared(&served, verifier.verdict()),
        problems: std::mem::take(&mut served.problems),
        served,
    })
}

/// Reads a manifest of any kind.
fn manifest_of(
    served: &Served,
    expected_type: Option<&MediaType>,
    expected: Option<&Digest>,
    size: Option<u64>,
) -> Result<Document, InspectionError> {
    let content_type = served.content_type.as_deref();
    let read = Document::parse(Rc::clone(&served.bytes), content_type, expected_type);
    let mut document = read.map_err(|error| {
        let unreadable = Unreadable::new(Role::Manifest, served, error, expected, size);
        InspectionError::Unreadable(Box::new(unreadable))
    })?;
    // Who asks by SHA-512 is not answered by another name.
    if let Some(digest) = expected.and_then(|expected| document.digest_like(expected)) {
        document.digest = digest;
    }
    Ok(document)
}

/// The descriptor of an image's config.
fn config_descriptor(document: &Document) -> Result<&Descriptor, InspectionError> {
    let Body::Manifest(manifest) = &document.body else {
        return Err(InspectionError::NoConfig {
            kind: document.media_type.as_str().to_owned(),
        });
    };
    match &manifest.config {
        Some(descriptor) if manifest.is_image() => Ok(descriptor),
        None if manifest.is_image() => Err(InspectionError::ConfigMissing),
        _ => Err(InspectionError::NoConfig {
            kind: manifest.kind().to_owned(),
        }),
    }
}

/// Compares a document with a digest asked for, and with a declared size.
///
fn compare(served: &Served, document: &Document, expected: &Digest, size: Option<u64>) -> Verdict {
    if served.is_blob {
        let verdict = document.blob_verdict(expected, size);
        if matches!(verdict, Verdict::Match { .. }) {
            return verdict;
        }
    }
    document.verdict(expected, size)
}

fn digest_of(descriptor: &Descriptor) -> Result<&Digest, InspectionError> {
    descriptor
        .digest
        .as_ref()
        .ok_or_else(|| InspectionError::NoDigest {
            digest_text: descriptor.digest_text.clone(),
        })
}

/// A registry whose header names another digest than its document has.
fn header_problem(document: &Document, served: &Served) -> Option<Problem> {
    if HeaderDigest::of_document(served, document) != HeaderDigest::Different {
        return None;
    }
    let header = served.header_digest.as_ref()?;
    let actual = document.digest_like(header)?;
    let message = format!(
        "the registry's Docker-Content-Digest is {header}, the document's digest is {actual}"
    );
    Some(Problem::new(&rule::HEADER_DIGEST, Pointer::ROOT, message))
}
