//! A small blob, read as a whole and proven.

use crate::{
    oci::{Descriptor, Verdict, Verifier},
    source::{Source, SourceError, Transport},
};
use std::rc::Rc;

/// Why the bytes of a blob are not known.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BlobFault {
    /// It could not be fetched.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// Its bytes are not what the manifest names: they are not looked into.
    #[error("its bytes are not those that the manifest names")]
    Mismatch,
    /// They are, but the manifest states another size.
    #[error("its size is not the one that the manifest names")]
    Size,
    /// Its digest is not computed, so that nothing tells whether it is the blob that the manifest names.
    #[error("its digest is of an algorithm that is not computed")]
    Unchecked,
}

/// Reads a blob (from its `data` field, if that holds what digest and size say), `limit` bytes at most. Only the right bytes are given.
///
/// # Errors
/// [`BlobFault`].
pub async fn read_blob<T: Transport>(
    source: &Source<T>,
    descriptor: &Descriptor,
    limit: u64,
) -> Result<Rc<[u8]>, BlobFault> {
    let bytes = match descriptor.verified_data() {
        Some(data) => Rc::clone(data),
        None => source.blob(descriptor, limit).await?.bytes,
    };
    // Without a digest there was nothing to fetch.
    let digest = descriptor.digest.clone().ok_or(BlobFault::Unchecked)?;
    let mut verifier = Verifier::new(digest, descriptor.size);
    verifier.push(&bytes);
    match verifier.verdict() {
        Verdict::Match { .. } => Ok(bytes),
        Verdict::Unsupported { .. } => Err(BlobFault::Unchecked),
        verdict if verdict.has_digest() => Err(BlobFault::Size),
        Verdict::DigestMismatch { .. } | Verdict::SizeMismatch { .. } => Err(BlobFault::Mismatch),
    }
}
