//! References: which image a text names. The grammar of distribution/reference goes here.

use super::digest::Digest;

/// How a registry is spoken to, where the text says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Plain.
    Http,
    /// Over TLS.
    Https,
}

/// An image in a registry. `Display` gives the canonical form, which parses to the same reference
/// (`docker.io/library/alpine:latest`; with the scheme in front only if it was given).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Given explicitly (`http://host/…`); `None` means: by habit (plain for loopback, TLS for all else).
    pub scheme: Option<Scheme>,
    /// Registry host with its port: `docker.io`, `localhost:5000`, `[::1]:5000`.
    pub registry: String,
    /// Repository: `library/alpine`.
    pub repository: String,
    /// Tag; `None` only if there is a digest (the habit `latest` is applied while parsing).
    pub tag: Option<String>,
    /// Digest; where it is there it decides.
    pub digest: Option<Digest>,
}

/// An image in an OCI image layout on a static web host: `oci:<url>[:tag][@digest]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayoutReference {
    /// URL of the layout's folder as it was written, absolute or relative, without a trailing slash.
    pub url: String,
    /// The value of `org.opencontainers.image.ref.name` to look for.
    pub tag: Option<String>,
    /// The digest to look for.
    pub digest: Option<Digest>,
}

/// Why a text names no image, and where it went wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct ReferenceError {
    /// What is wrong.
    pub kind: ReferenceErrorKind,
    /// Byte offset in the text as it was given (leading blanks and `docker pull ` counted); at most its length.
    pub position: usize,
}

/// What can be wrong with a reference: a closed set. H1 completes it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceErrorKind {
    /// Nothing was given.
    #[error("no image is named")]
    Empty,
}

impl Reference {
    /// What comes behind the repository: `:tag`, `@digest` or both.
    pub fn suffix(&self) -> String {
        todo!()
    }
    /// The same repository at another digest (no tag).
    pub fn with_digest(&self, _digest: Digest) -> Self {
        todo!()
    }
    /// The registry's base URL, without a trailing slash: `https://registry-1.docker.io` for `docker.io`, `http://` for
    /// loopback hosts (localhost, *.localhost, 127.0.0.0/8, [::1]) unless a scheme was given.
    pub fn base_url(&self) -> String {
        todo!()
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, _f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        todo!()
    }
}
impl std::fmt::Display for LayoutReference {
    fn fmt(&self, _f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        todo!()
    }
}
