//! Where bytes come from: protocols over a [`Transport`], no browser crate.

pub mod archive;
pub mod client;
pub mod credentials;
pub mod diagnosis;
pub mod doctor;
pub mod error;
pub mod error_body;
pub mod gateways;
pub mod layout;
pub mod rate_limit;
pub mod referrers;
pub mod registry;
pub mod retry_after;
pub mod secret;
pub mod session;
pub mod status;
pub mod transport;
pub mod url;

use crate::oci::{Descriptor, Digest, ImageReference, Place, Problem};
use referrers::Referrers;
use registry::listing::{Cursor, List, ListPage};
use std::{fmt, rc::Rc};

pub use archive::ArchiveFault;
pub use credentials::{Credentials, CredentialsError};
pub use diagnosis::{Cause, Confidence};
pub use error::{
    GatewayFault, LayoutFault, RealmFault, Refusal, RegistryError, SourceError, TokenFault, Unknown,
};
pub use gateways::{Gateways, GatewaysError, GatewaysFault, Through};
pub use session::Session;
pub use transport::{Request, Response, Transport, TransportError};

/// A manifest may have this many bytes (4 MiB), as in distribution.
pub const MANIFEST_LIMIT: u64 = 4 * 1024 * 1024;

/// A config may have this many bytes (8 MiB).
pub const CONFIG_LIMIT: u64 = 8 * 1024 * 1024;

/// A place that documents and blobs are read from.
pub enum Source<T: Transport> {
    /// A registry that speaks the distribution protocol.
    Registry(Box<registry::Registry<T>>),
    /// An OCI image layout on a static web host.
    Layout(Box<layout::Layout<T>>),
}

/// Which document is wanted.
#[derive(Clone, Debug, PartialEq)]
pub enum Wanted {
    /// What the reference names: its digest if it has one, else its tag.
    Root,
    /// What another tag of the same repository or layout names. A tag by the grammar: it becomes part of a URL.
    Tag(String),
    /// A document that a descriptor names. Asked for with exactly its media type; its `data` field is not looked at here.
    Descriptor(Box<Descriptor>),
}

/// What is known of an answer beside its content: evidence, and nothing that decides anything.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Receipt {
    /// HTTP status; `None` for what no server sent (a descriptor's `data` field, what a person pasted).
    pub status: Option<u16>,
    /// The server's own `Date`, where it could be read: across origins only if the server exposes it.
    pub date: Option<String>,
    /// When the answer was there, by the clock of this machine: milliseconds since 1970 (UTC).
    pub arrived: Option<u64>,
    /// Address of the gateway that it came through.
    pub gateway: Option<String>,
}

/// A document as a source served it.
#[derive(Clone, Debug, Default, PartialEq)]
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
    /// It is a blob like any other (in a layout, or embedded in a descriptor): a signed schema 1 may go there by the digest of its bytes as
    /// well as by that of its payload, which is its digest in a registry.
    pub is_blob: bool,
    /// Made here of other documents, because there was none, or known by a digest that was computed here: see [`archive`].
    pub made: bool,
    /// What is odd about the way here (two entries of a layout with one tag).
    pub problems: Vec<Problem>,
    /// When, and through what.
    pub receipt: Receipt,
}

/// What a worker needs to read a blob by itself.
#[derive(Clone, PartialEq)]
pub struct BlobRequest {
    /// Where it is.
    pub url: String,
    /// `Authorization` header. Never shown, never logged.
    pub authorization: Option<String>,
}

/// Without the `Authorization` header: a token must not reach a log.
impl fmt::Debug for BlobRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlobRequest")
            .field("url", &self.url)
            .field("authorization", &self.authorization.as_ref().map(|_| "…"))
            .finish()
    }
}

impl<T: Transport> Source<T> {
    /// The source that `reference` names. `resolve` makes a layout's relative URL absolute.
    pub fn new(
        reference: &ImageReference,
        transport: Rc<T>,
        session: &Rc<Session>,
        resolve: impl Fn(&str) -> Option<String>,
    ) -> Self {
        match reference {
            ImageReference::Registry(reference) => {
                let registry = registry::Registry::new(reference, transport, session);
                Self::Registry(Box::new(registry))
            }
            ImageReference::Layout(reference) => {
                let folder = resolve(&reference.url);
                let layout =
                    layout::Layout::new(reference, transport, &session.page_origin, folder);
                Self::Layout(Box::new(layout))
            }
        }
    }

    /// The source of everything at `place`: its lists, and its images by [`Wanted::Tag`].
    pub fn of_place(
        place: &Place,
        transport: Rc<T>,
        session: &Rc<Session>,
        resolve: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let reference = match place {
            Place::Registry(name) => ImageReference::Registry(name.reference()),
            Place::Repository(name) => ImageReference::Registry(name.reference()),
            Place::Layout(layout) => ImageReference::Layout(layout.clone()),
        };
        Self::new(&reference, transport, session, resolve)
    }

    /// Reads one page of the tags of a repository; of a layout all at once.
    pub async fn tags(&self, cursor: &Cursor) -> Result<ListPage, SourceError> {
        match self {
            Self::Registry(registry) => registry.list(List::Tags, cursor).await,
            Self::Layout(layout) => Ok(ListPage {
                names: layout.list().await?,
                next: None,
            }),
        }
    }

    /// Reads one page of the repositories of a registry; a layout has none.
    pub async fn catalog(&self, cursor: &Cursor) -> Result<ListPage, SourceError> {
        match self {
            Self::Registry(registry) => registry.list(List::Catalog, cursor).await,
            Self::Layout(_) => Ok(ListPage {
                names: Vec::new(),
                next: None,
            }),
        }
    }

    /// Finds what refers to the document of a digest: signatures, attestations, bills of materials.
    pub async fn referrers(&self, subject: &[Digest]) -> Result<Referrers, SourceError> {
        let mut referrers = Referrers::default();
        for digest in subject {
            referrers.join(match self {
                Self::Registry(registry) => registry.referrers(digest).await?,
                Self::Layout(layout) => layout.referrers(digest).await?,
            });
        }
        Ok(referrers)
    }

    /// Reads a manifest of any kind, 4 MiB at most.
    pub async fn document(&self, wanted: &Wanted) -> Result<Served, SourceError> {
        match self {
            Self::Registry(registry) => registry.document(wanted).await,
            Self::Layout(layout) => layout.document(wanted).await,
        }
    }

    /// Reads a small blob (a config), `limit` bytes at most.
    pub async fn blob(&self, descriptor: &Descriptor, limit: u64) -> Result<Served, SourceError> {
        match self {
            Self::Registry(registry) => registry.blob(descriptor, limit).await,
            Self::Layout(layout) => layout.blob(descriptor, limit).await,
        }
    }

    /// Makes sure that a blob may be read (a token, if the registry wants one) and says how. To be called when the read begins, not when it
    /// is queued: a token may hold for a minute only. Once the server answered 401 to what was `refused`: with another token, where there is one to be had, and not with the same password.
    pub async fn blob_request(
        &self,
        digest: &Digest,
        refused: Option<&BlobRequest>,
    ) -> Result<BlobRequest, SourceError> {
        match self {
            Self::Registry(registry) => registry.blob_request(digest, refused).await,
            Self::Layout(layout) => layout.blob_request(digest),
        }
    }

    /// What the server of a blob said, without the password that was entered for it, should it have repeated that.
    pub fn conceal(&self, said: &str) -> String {
        match self {
            Self::Registry(registry) => registry.conceal(said),
            Self::Layout(_) => said.to_owned(),
        }
    }

    /// Whether it is a layout on a static web host, where what is missing was left out of the copy.
    pub fn is_layout(&self) -> bool {
        matches!(self, Self::Layout(_))
    }

    /// In a layout: the tags of its `index.json`, as far as it was read. For a registry: empty.
    pub fn known_tags(&self) -> Vec<String> {
        match self {
            Self::Registry(_) => Vec::new(),
            Self::Layout(layout) => layout.tags(),
        }
    }
}

/// The digest of a descriptor that is to be followed.
fn digest_of(descriptor: &Descriptor) -> Result<&Digest, SourceError> {
    descriptor
        .digest
        .as_ref()
        .ok_or_else(|| SourceError::NoDigest {
            digest_text: descriptor.digest_text.clone(),
        })
}
