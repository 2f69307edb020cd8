//! Descriptors: what a document says of another.

use super::{Annotations, Digest, MediaType, Platform};
use std::rc::Rc;

/// A descriptor, read leniently.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Descriptor {
    /// Empty if missing.
    pub media_type: MediaType,
    /// `None` if missing or no digest.
    pub digest: Option<Digest>,
    /// What stood in `digest`, for a document whose digest is none.
    pub digest_text: String,
    /// Bytes; `None` if missing, negative, fractional or above 2^63-1.
    pub size: Option<u64>,
    /// Where else the content may be had.
    pub urls: Vec<String>,
    /// Annotations.
    pub annotations: Annotations,
    /// The content itself, decoded from base64.
    pub data: Option<Rc<[u8]>>,
    /// Type of the artifact behind it.
    pub artifact_type: Option<String>,
    /// In an index: what the image runs on.
    pub platform: Option<Platform>,
}
