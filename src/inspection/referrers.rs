//! What refers to an image, read: each document with its proof, and what its layers sign or state.

use super::{
    HeaderDigest, ImageDocument, InspectionError, Proof,
    blob::{BlobFault, read_blob},
    entry_of, read_entry,
};
use crate::{
    oci::{Body, Descriptor, Document, Manifest, MediaType},
    source::{
        Source, Transport,
        referrers::{FoundBy, Referrer},
    },
    verify::attached::{Attachment, AttachmentFault, is_read, read},
};

/// A signature or an attestation may have this many bytes (16 MiB): attestations hold whole bills of materials.
const LAYER_LIMIT: u64 = 16 * 1024 * 1024;

/// So many layers of a referrer are read: cosign adds one for each signature.
const MOST_LAYERS: usize = 32;

/// A referrer that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadReferrer {
    /// Its document.
    pub document: ImageDocument,
    /// Its layers that sign or state something.
    pub layers: Vec<ReadLayer>,
    /// How many more such layers there are.
    pub unread: usize,
    /// Whether it says itself that it refers to the document for which it was found; `None` if it names no subject, as documents that are
    /// found by a tag of cosign's.
    pub refers_to_subject: Option<bool>,
}

/// A layer of a referrer.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadLayer {
    /// Its type.
    pub media_type: MediaType,
    /// What it holds.
    pub attachment: Result<Attachment, LayerFault>,
}

/// Why a layer of a referrer is not known.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LayerFault {
    /// Its bytes are not known.
    #[error(transparent)]
    Blob(#[from] BlobFault),
    /// It is not what its media type says.
    #[error("it cannot be read: {0}")]
    Attachment(#[from] AttachmentFault),
}

impl ReadReferrer {
    /// Its manifest, if it has one.
    pub fn manifest(&self) -> Option<&Manifest> {
        match &self.document.document.body {
            Body::Manifest(manifest) => Some(manifest),
            _ => None,
        }
    }
}

/// Whether a document says that it refers to `subject`.
fn refers_to(document: &Document, subject: &Document) -> Option<bool> {
    let named = match &document.body {
        Body::Manifest(manifest) => manifest.subject.as_ref(),
        Body::Index(index) => index.subject.as_ref(),
        Body::Schema1(_) => None,
    };
    let digest = named?.digest.as_ref();
    Some(digest.is_some_and(|digest| subject.digest_like(digest).as_ref() == Some(digest)))
}

/// Reads a referrer of `subject`, and those of its layers that sign or state something.
///
/// # Errors
/// Its document cannot be read. Layers that cannot say so themselves.
pub async fn read_referrer<T: Transport>(
    source: &Source<T>,
    referrer: &Referrer,
    subject: &Document,
) -> Result<ReadReferrer, InspectionError> {
    let document = match &referrer.served {
        None => read_entry(source, &referrer.descriptor).await?,
        Some(served) => {
            let mut read = entry_of(served.clone(), &referrer.descriptor)?;
            // A tag names no digest: there was nothing to compare with.
            if matches!(referrer.found, FoundBy::CosignTag(_)) {
                let header = HeaderDigest::of_document(served, &read.document);
                read.proof = Proof::computed(served, header);
            }
            read
        }
    };
    let mut read = ReadReferrer {
        refers_to_subject: refers_to(&document.document, subject),
        document,
        layers: Vec::new(),
        unread: 0,
    };
    // What was altered is not looked into any further.
    if matches!(read.document.proof, Proof::Mismatch(_)) {
        return Ok(read);
    }
    let layers = read.manifest().map(|manifest| manifest.layers.clone());
    for descriptor in layers.unwrap_or_default() {
        if !is_read(&descriptor.media_type) {
            continue;
        }
        if read.layers.len() == MOST_LAYERS {
            read.unread += 1;
            continue;
        }
        read.layers.push(ReadLayer {
            attachment: read_layer(source, &descriptor, subject).await,
            media_type: descriptor.media_type,
        });
    }
    Ok(read)
}

async fn read_layer<T: Transport>(
    source: &Source<T>,
    descriptor: &Descriptor,
    subject: &Document,
) -> Result<Attachment, LayerFault> {
    let bytes = read_blob(source, descriptor, LAYER_LIMIT).await?;
    let annotation = |name: &str| descriptor.annotations.get(name);
    Ok(read(&descriptor.media_type, annotation, &bytes, subject)?)
}
