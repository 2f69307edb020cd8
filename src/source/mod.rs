//! Where bytes come from: protocols over a [`Transport`], no browser crate.

pub mod layout;
pub mod registry;
pub mod transport;

use crate::oci::{Descriptor, Digest, ImageReference};
use std::rc::Rc;
pub use transport::{Request, Response, Transport, TransportError};

/// A place that documents and blobs are read from.
pub enum Source<T: Transport> {
    /// A registry that speaks the distribution protocol.
    Registry(registry::Registry<T>),
    /// An OCI image layout on a static web host.
    Layout(layout::Layout<T>),
}

/// Which document is wanted.
#[derive(Clone, Debug, PartialEq)]
pub enum Wanted {
    /// What the reference names: its digest if it has one, else its tag.
    Root,
    /// A document that a descriptor names. Asked for with exactly its media type; its `data` field is not looked at here.
    Descriptor(Box<Descriptor>),
}

/// A document as a source served it.
#[derive(Clone, Debug, PartialEq)]
pub struct Served {
    /// The body, unchanged.
    pub bytes: Rc<[u8]>,
    /// Content-Type as sent. `None` from a layout (a static host's types mean nothing).
    pub content_type: Option<String>,
    /// Where it came from in the end.
    pub url: String,
    /// Docker-Content-Digest, where it could be read.
    pub header_digest: Option<Digest>,
    /// In a layout: the descriptor of `index.json` that led here.
    pub descriptor: Option<Descriptor>,
    /// The registry holds another format and converted it to schema 1 for us; see the facts on silent conversion.
    pub converted: bool,
}

/// What a worker needs to read a blob by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct BlobRequest {
    /// Where it is.
    pub url: String,
    /// `Authorization` header. Never shown, never logged.
    pub authorization: Option<String>,
}

impl<T: Transport> Source<T> {
    /// The source that `reference` names. `base` makes a layout's relative URL absolute; `page_origin` (`http://127.0.0.1:8080`)
    /// decides which `Accept` header may be sent.
    pub fn new(
        _reference: &ImageReference,
        _transport: Rc<T>,
        _page_origin: &str,
        _resolve: impl Fn(&str) -> Option<String>,
    ) -> Self {
        todo!()
    }
    /// Reads a manifest of any kind, 4 MiB at most.
    pub async fn document(&self, _wanted: &Wanted) -> Result<Served, SourceError> {
        todo!()
    }
    /// Reads a small blob (a config), `limit` bytes at most.
    pub async fn blob(&self, _descriptor: &Descriptor, _limit: u64) -> Result<Served, SourceError> {
        todo!()
    }
    /// Makes sure that a blob may be read (a token, if the registry wants one) and says how.
    pub async fn blob_request(&self, _digest: &Digest) -> Result<BlobRequest, SourceError> {
        todo!()
    }
    /// In a layout: the tags of its `index.json`, as far as it was read. For a registry: empty.
    pub fn known_tags(&self) -> Vec<String> {
        todo!()
    }
}

/// Why nothing, or nothing usable, was served.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SourceError {
    /// The server answered, but not with what was asked for.
    #[error("GET {url}: {status}")]
    Status {
        /// URL asked for.
        url: String,
        /// HTTP status.
        status: u16,
        /// The registry's own words: code, message.
        errors: Vec<RegistryError>,
        /// The first bytes of the body, if it was no list of errors.
        body: String,
        /// Seconds to wait, where the server said.
        retry_after: Option<u64>,
        /// How often it was tried.
        attempts: u32,
    },
    // H3 completes: transport failures with their diagnosis (cors, mixed content, unreachable, timed out, interrupted), too large,
    // HTML instead of JSON, an unusable token answer, not found in the layout, a layout of unknown version, cancelled, …
}

/// One item of a registry's `errors[]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryError {
    /// `MANIFEST_UNKNOWN`.
    pub code: String,
    /// For people.
    pub message: String,
    /// JSON text of the detail.
    pub detail: Option<String>,
}
