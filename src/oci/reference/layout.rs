//! References to an OCI image layout on a static web host, and to a file that holds images.
//!
//! ```text
//! layout    ::= ("oci:" url | archive) [":" tag] ["@" digest]
//! url       ::= ("http://" | "https://") host [":" port] [path] | path
//! archive   ::= ("file:" | "oci-archive:" | "docker-archive:") [path "/"] name
//! ```
//!
//! An archive is a file on a person's own machine: what `docker save` writes, or a layout in one file. A page is given it without its folder,
//! so only its name counts. skopeo tells its two forms apart by scheme; which it is shows when it is read.
//!
//! The first colon behind the host ends the URL (in a path a colon is written `%3A`), so that a tag may be anything that
//! `org.opencontainers.image.ref.name` may be, `docker.io/library/alpine:3.20` too. Credentials, queries and fragments are refused:
//! a reference becomes a link, and nothing secret is ever in a link.

use super::{Part, ReferenceError, ReferenceErrorKind as Kind, grammar, name, suffix};
use crate::oci::digest::Digest;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::{fmt, str::FromStr};

/// The scheme of folders.
const LAYOUT: &str = "oci:";

/// The scheme of archives, as Porthole writes it.
pub const ARCHIVE: &str = "file:";

/// The name of the file that an address leads into, percent-encoded, and the path in it; `None` if it leads into none.
///
/// ```
/// use porthole::oci::reference::in_archive;
///
/// assert_eq!(in_archive("file:a.tar/blobs/sha256/0"), Some(("a.tar", "blobs/sha256/0")));
/// assert_eq!(in_archive("https://host/a.tar/index.json"), None);
/// ```
pub fn in_archive(url: &str) -> Option<(&str, &str)> {
    url.strip_prefix(ARCHIVE)?.split_once('/')
}

/// The same as skopeo writes it, whose forms of archives differ.
const SKOPEO_ARCHIVES: [&str; 2] = ["oci-archive:", "docker-archive:"];

/// What stands in the name of a file as it is: a colon would begin a tag, an `@` a digest.
const NAME: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'+');

/// The same where a name stands in a reference already, and some of it is encoded.
const WRITTEN_NAME: &AsciiSet = &NAME.remove(b'%');

/// An image in an OCI image layout on a static web host (`oci:<url>[:tag][@digest]`) or in a file (`file:<name>[:tag][@digest]`).
///
/// ```
/// use porthole::oci::LayoutReference;
///
/// let layout: LayoutReference = "oci:http://127.0.0.1:8080/sample:latest".parse()?;
/// assert_eq!(layout.url, "http://127.0.0.1:8080/sample");
/// assert_eq!(layout.tag.as_deref(), Some("latest"));
/// let layout: LayoutReference = "docker-archive:images/app.tar:1.4".parse()?;
/// assert_eq!(layout.archive(), Some("app.tar"));
/// assert_eq!(layout.to_string(), "file:app.tar:1.4");
/// # Ok::<(), porthole::oci::ReferenceError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LayoutReference {
    /// URL of the layout's folder as it was written, absolute or relative, without a trailing slash (the root of the host is `/.`,
    /// so that `/index.json` can follow). Of a file: `file:` and the name of the file.
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

    /// The only image of a file, or the one tagged `latest`. `name`: that of the file, as it is called where it lies.
    pub fn of_archive(name: &str) -> Self {
        Self::of_encoded(utf8_percent_encode(name, NAME))
    }

    fn of_encoded(name: impl fmt::Display) -> Self {
        Self {
            url: format!("{ARCHIVE}{name}"),
            tag: None,
            digest: None,
        }
    }

    /// The name of the file, percent-encoded, if it is one.
    pub fn archive(&self) -> Option<&str> {
        self.url.strip_prefix(ARCHIVE)
    }

    /// The name that the file has where it lies.
    pub fn file_name(&self) -> Option<String> {
        let name = percent_decode_str(self.archive()?);
        Some(name.decode_utf8_lossy().into_owned())
    }

    /// Whether a text is meant to be such a reference, by its scheme.
    pub(in crate::oci) fn is_meant(text: &str) -> bool {
        text.starts_with(LAYOUT) || behind_archive(text).is_some()
    }

    /// Parses `text`, which stands at `start` of what was given.
    pub(in crate::oci) fn parse_at(text: &str, start: usize) -> Result<Self, ReferenceError> {
        let archive = behind_archive(text);
        let Some(address) = archive.or(text.strip_prefix(LAYOUT)) else {
            let scheme = text.split(':').next().unwrap_or_default().to_owned();
            return Err(ReferenceError::new(Kind::Scheme { scheme }, start));
        };
        let start = start + text.len() - address.len();
        if address.is_empty() {
            return Err(ReferenceError::new(Kind::EmptyPart(Part::Layout), start));
        }
        check_characters(address, start)?;
        let host_end = match archive {
            Some(_) => 0,
            None => check_authority(address, start)?,
        };
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
        if archive.is_some() {
            let file = url.rsplit('/').next().unwrap_or_default();
            if file.is_empty() {
                return Err(ReferenceError::new(Kind::EmptyPart(Part::Layout), start));
            }
            return Ok(Self {
                tag,
                digest,
                ..Self::of_encoded(utf8_percent_encode(file, WRITTEN_NAME))
            });
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

/// What is behind the scheme of an archive.
fn behind_archive(text: &str) -> Option<&str> {
    let mut schemes = SKOPEO_ARCHIVES.iter().chain([&ARCHIVE]);
    schemes.find_map(|scheme| text.strip_prefix(scheme))
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
        // Behind a bare host a colon would begin a port, behind an `@` in a folder's name the value of a digest. A comma or a semicolon at the end would be
        // taken for one that was copied along.
        let is_cut_off = match self.tag {
            Some(_) => is_host_alone || last.contains('@'),
            None => last.ends_with(['@', ',', ';']),
        };
        let slash = if is_cut_off { "/" } else { "" };
        let suffix = suffix(self.tag.as_deref(), self.digest.as_ref());
        if self.archive().is_some() {
            return write!(f, "{}{suffix}", self.url);
        }
        write!(f, "oci:{}{slash}{suffix}", self.url)
    }
}
