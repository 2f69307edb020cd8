//! References to an OCI image layout on a static web host.
//!
//! ```text
//! layout    ::= "oci:" url [":" tag] ["@" digest]
//! url       ::= ("http://" | "https://") host [":" port] [path] | path
//! ```
//!
//! The first colon behind the host ends the URL (in a path a colon is written `%3A`), so that a tag may be anything that
//! `org.opencontainers.image.ref.name` may be, `docker.io/library/alpine:3.20` too. Credentials, queries and fragments are refused:
//! a reference becomes a link, and nothing secret is ever in a link.

use super::{Part, ReferenceError, ReferenceErrorKind as Kind, grammar, name, suffix};
use crate::oci::digest::Digest;
use std::{fmt, str::FromStr};

/// An image in an OCI image layout on a static web host: `oci:<url>[:tag][@digest]`.
///
/// ```
/// use porthole::oci::LayoutReference;
///
/// let layout: LayoutReference = "oci:http://127.0.0.1:8080/sample:latest".parse()?;
/// assert_eq!(layout.url, "http://127.0.0.1:8080/sample");
/// assert_eq!(layout.tag.as_deref(), Some("latest"));
/// # Ok::<(), porthole::oci::ReferenceError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LayoutReference {
    /// URL of the layout's folder as it was written, absolute or relative, without a trailing slash (the root of the host is `/.`,
    /// so that `/index.json` can follow).
    pub url: String,
    /// The value of `org.opencontainers.image.ref.name` to look for.
    pub tag: Option<String>,
    /// The digest to look for.
    pub digest: Option<Digest>,
}

impl LayoutReference {
    /// The same layout at another digest (no tag).
    pub fn with_digest(&self, digest: Digest) -> Self {
        Self {
            url: self.url.clone(),
            tag: None,
            digest: Some(digest),
        }
    }

    /// Parses `text`, which stands at `start` of what was given.
    pub(in crate::oci) fn parse_at(text: &str, start: usize) -> Result<Self, ReferenceError> {
        let Some(address) = text.strip_prefix("oci:") else {
            let scheme = text.split(':').next().unwrap_or_default().to_owned();
            return Err(ReferenceError::new(Kind::Scheme { scheme }, start));
        };
        let start = start + "oci:".len();
        if address.is_empty() {
            return Err(ReferenceError::new(Kind::EmptyPart(Part::Layout), start));
        }
        check_characters(address, start)?;
        let host_end = check_authority(address, start)?;
        let (located, digest) = split_digest(address, host_end, start)?;
        let (url, tag) = match located[host_end..].find(':') {
            Some(colon) => {
                let colon = host_end + colon;
                let tag = &located[colon + 1..];
                check_ref_name(tag, start + colon + 1)?;
                (&located[..colon], Some(tag.to_owned()))
            }
            None => (located, None),
        };
        if url.is_empty() {
            return Err(ReferenceError::new(Kind::EmptyPart(Part::Layout), start));
        }
        let url = match url.trim_end_matches('/') {
            "" => "/.",
            trimmed => trimmed,
        };
        Ok(Self {
            url: url.to_owned(),
            tag,
            digest,
        })
    }
}

/// Nothing that a browser would strip, or read as something else than a path.
fn check_characters(address: &str, start: usize) -> Result<(), ReferenceError> {
    for (offset, found) in address.char_indices() {
        let kind = match found {
            '?' | '#' => Kind::QueryOrFragment,
            '\\' | '<' | '>' | '"' | '`' | '{' | '}' | '|' | '^' => Kind::Character {
                found,
                part: Part::Layout,
            },
            _ if found.is_whitespace() || found.is_control() => Kind::Character {
                found,
                part: Part::Layout,
            },
            _ => continue,
        };
        return Err(ReferenceError::new(kind, start + offset));
    }
    Ok(())
}

/// Checks the host of an absolute URL. Returns where it ends; 0 if the URL is relative.
fn check_authority(address: &str, start: usize) -> Result<usize, ReferenceError> {
    let lower = address.get(..8).unwrap_or(address).to_ascii_lowercase();
    let host_start = if lower.starts_with("https://") {
        "https://".len()
    } else if lower.starts_with("http://") {
        "http://".len()
    } else if address.starts_with("//") {
        return Err(ReferenceError::new(Kind::EmptyPart(Part::Layout), start));
    } else {
        return Ok(0);
    };
    let rest = &address[host_start..];
    let host_end = host_start + rest.find('/').unwrap_or(rest.len());
    let host = &address[host_start..host_end];
    // A digest may follow a host without a path; anything else with an `@` is a name or a password.
    let host = match host.split_once('@') {
        Some((host, digest)) if looks_like_digest(digest) && host_end == address.len() => host,
        Some(_) => return Err(ReferenceError::new(Kind::Userinfo, start + host_start)),
        None => host,
    };
    name::check_host(host, start + host_start)?;
    Ok(host_start + host.len())
}

/// Splits the digest off: behind the last `@`, unless that belongs to the path (`/package@1.0/image`).
fn split_digest(
    address: &str,
    host_end: usize,
    start: usize,
) -> Result<(&str, Option<Digest>), ReferenceError> {
    let Some(at) = address[host_end..].rfind('@').map(|at| host_end + at) else {
        return Ok((address, None));
    };
    let text = &address[at + 1..];
    if !text.is_empty() && !looks_like_digest(text) {
        return Ok((address, None));
    }
    let digest = grammar::parse_digest(text, start + at + 1)?;
    Ok((&address[..at], Some(digest)))
}

/// Whether what follows an `@` is meant to be a digest: by the grammar alone `sm:localhost` would be one too.
fn looks_like_digest(text: &str) -> bool {
    ["sha256:", "sha512:"]
        .iter()
        .any(|known| text.starts_with(known))
        || text
            .parse::<Digest>()
            .is_ok_and(|digest| digest.encoded().len() >= 32)
}

/// The characters of `org.opencontainers.image.ref.name`, image-spec 1.1.1 `annotations.md`; without `@`, which begins a digest here
/// (and would let `user:password@host` pass for a folder with a tag).
fn check_ref_name(tag: &str, start: usize) -> Result<(), ReferenceError> {
    if tag.is_empty() {
        return Err(ReferenceError::new(Kind::EmptyPart(Part::Tag), start));
    }
    let part = Part::Tag;
    for (offset, found) in tag.char_indices() {
        let kind = match found {
            'a'..='z' | 'A'..='Z' | '0'..='9' => continue,
            '_' if offset == 0 => continue,
            '-' | '.' | '_' | ':' | '+' | '/' if offset > 0 => continue,
            '-' | '.' | ':' | '+' | '/' => Kind::Separator { found, part },
            _ => Kind::Character { found, part },
        };
        return Err(ReferenceError::new(kind, start + offset));
    }
    Ok(())
}

impl FromStr for LayoutReference {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        Self::parse_at(text, 0)
    }
}

impl fmt::Display for LayoutReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_host_alone = self
            .url
            .split_once("://")
            .is_some_and(|(_, rest)| !rest.contains('/'));
        let last = self.url.rsplit('/').next().unwrap_or_default();
        // Behind a bare host a colon would begin a port, behind an `@` in a folder's name the value of a digest.
        let is_cut_off = match self.tag {
            Some(_) => is_host_alone || last.contains('@'),
            None => last.ends_with('@'),
        };
        let slash = if is_cut_off { "/" } else { "" };
        let suffix = suffix(self.tag.as_deref(), self.digest.as_ref());
        write!(f, "oci:{}{slash}{suffix}", self.url)
    }
}
