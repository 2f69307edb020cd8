//! References: which image a text names. Implements the grammar of distribution/reference v0.6 and Docker's habits above it.
//!
//! ```text
//! reference            ::= name [":" tag] ["@" digest]
//! name                 ::= [domain "/"] path-component ("/" path-component)*
//! domain               ::= host [":" port-number]
//! host                 ::= domain-component ("." domain-component)* | "[" IPv6 "]"
//! domain-component     ::= [a-zA-Z0-9] | [a-zA-Z0-9] [a-zA-Z0-9-]* [a-zA-Z0-9]
//! port-number          ::= [0-9]+
//! path-component       ::= [a-z0-9]+ (separator [a-z0-9]+)*
//! separator            ::= [_.] | "__" | "-"+
//! tag                  ::= [A-Za-z0-9_] [A-Za-z0-9_.-]{0,127}
//! digest               ::= see the module `digest`
//! ```
//!
//! - The first part of a name is a domain if it contains `.` or `:`, is `localhost`, or has upper-case letters; else the
//!   domain is `docker.io`. A single path component there gets `library/`; a missing tag is `latest`.
//! - The repository has 255 characters at most, and is not 64 hexadecimal digits alone (those are an image ID).
//! - The encoded part of a digest has 32 characters at least. Unlike distribution/reference, which wants hexadecimal digits, any
//!   algorithm and encoding of the image specification is accepted: what a document names must be linkable.
//! - Two additions: a scheme may stand in front (`http://host/…`, and then the first part is a domain whatever it looks like), and
//!   ports end at 65535. Credentials in front of the host are refused, and not repeated.

mod error;
mod grammar;
mod layout;
mod name;

pub use error::{Part, ReferenceError, ReferenceErrorKind};
pub use layout::{ARCHIVE, LayoutReference, in_archive};
pub use name::{DOCKER_HUB, is_docker_hub};

use super::digest::Digest;
use std::{fmt, str::FromStr};

/// How a registry is spoken to, where the text says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// Plain.
    Http,
    /// Over TLS.
    Https,
}

impl Scheme {
    /// `http` or `https`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

/// An image in a registry. `Display` gives the canonical form, which parses to the same reference
/// (`docker.io/library/alpine:latest`; with the scheme in front only if it was given).
///
/// ```
/// use porthole::oci::Reference;
///
/// let reference: Reference = "alpine".parse()?;
/// assert_eq!(reference.to_string(), "docker.io/library/alpine:latest");
/// let reference: Reference = "localhost:5000/a/b:1".parse()?;
/// assert_eq!(reference.base_url(), "http://localhost:5000");
/// # Ok::<(), porthole::oci::ReferenceError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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

impl Reference {
    /// What comes behind the repository: `:tag`, `@digest` or both.
    pub fn suffix(&self) -> String {
        suffix(self.tag.as_deref(), self.digest.as_ref())
    }

    /// The same repository at another digest (no tag).
    pub fn with_digest(&self, digest: Digest) -> Self {
        Self {
            tag: None,
            digest: Some(digest),
            ..self.clone()
        }
    }

    /// The registry's base URL, without a trailing slash: `https://registry-1.docker.io` for `docker.io`, `http://` for
    /// loopback hosts (localhost, *.localhost, 127.0.0.0/8, [::1]) unless a scheme was given.
    pub fn base_url(&self) -> String {
        let habit = if name::is_loopback(&self.registry) {
            Scheme::Http
        } else {
            Scheme::Https
        };
        let scheme = self.scheme.unwrap_or(habit).as_str();
        let host = match self.registry.as_str() {
            DOCKER_HUB => "registry-1.docker.io",
            other => other,
        };
        format!("{scheme}://{host}")
    }
}

impl FromStr for Reference {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        grammar::parse(text, 0)
    }
}

impl Reference {
    /// Parses `text`, which stands at `start` of what was given.
    pub(super) fn parse_at(text: &str, start: usize) -> Result<Self, ReferenceError> {
        grammar::parse(text, start)
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(scheme) = self.scheme {
            write!(f, "{}://", scheme.as_str())?;
        }
        write!(f, "{}/{}{}", self.registry, self.repository, self.suffix())
    }
}

fn suffix(tag: Option<&str>, digest: Option<&Digest>) -> String {
    let mut suffix = String::new();
    if let Some(tag) = tag {
        suffix.push(':');
        suffix.push_str(tag);
    }
    if let Some(digest) = digest {
        suffix.push('@');
        suffix.push_str(&digest.to_string());
    }
    suffix
}
