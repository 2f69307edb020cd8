//! What people paste: `alpine`, `docker pull …`, `docker://…`, page addresses of Docker Hub and Quay, `oci:<url>[:tag]`,
//! `file:<name>[:tag]`.
//!
//! Around a reference these are understood and taken off:
//!
//! - quotes and blanks (those in a command line as a shell reads them), the `\` of one that goes on, a shell prompt (`$ `), `sudo`, variables (`DOCKER_BUILDKIT=1`);
//! - command lines of docker, podman, nerdctl, crictl, ctr, buildah, skopeo, crane, regctl, oras, curl, helm, kubectl, cosign and scanners (`docker pull [flags] x`,
//!   `docker run [flags] x …`, `skopeo copy docker://x …`: the first image in them), a Dockerfile's `FROM [flags] x [AS y]` and `COPY --from=x`;
//! - lines of a file that say what is an image: `image: x`, `"image": "x"`, `image = "x"`, the first of several;
//! - `docker://x`, `docker-pullable://x` (as Kubernetes has it), `oci://x` (as Helm writes it: a registry, not a layout);
//! - addresses of pages about an image: see the module `page`;
//! - addresses of the distribution protocol: `https://host/v2/name/manifests/tag`, and those of pages like this one: `https://page.example/?image=x`.

mod page;
mod permalink;
mod words;

use super::reference::{LayoutReference, Reference, ReferenceError, ReferenceErrorKind as Kind};
use super::{Digest, Platform};
use std::{fmt, str::FromStr};
use words::Line;

/// An image, wherever it lies.
///
/// ```
/// use porthole::oci::ImageReference;
///
/// let pasted: ImageReference = "docker pull --platform linux/arm64 quay.io/o/n:1".parse()?;
/// assert_eq!(pasted.to_string(), "quay.io/o/n:1");
/// let pasted: ImageReference = "https://hub.docker.com/_/alpine".parse()?;
/// assert_eq!(pasted.to_string(), "docker.io/library/alpine:latest");
/// let pasted: ImageReference = "oci:sample:latest".parse()?;
/// assert!(matches!(pasted, ImageReference::Layout(_)));
/// # Ok::<(), porthole::oci::ReferenceError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ImageReference {
    /// In a registry.
    Registry(Reference),
    /// In an OCI image layout on a static web host, or in a file.
    Layout(LayoutReference),
}

/// A reference as it was written, without what stood around it.
///
/// ```
/// use porthole::oci::pasted::Pasted;
///
/// let pasted = Pasted::read("$ docker pull --platform linux/arm64 alpine:3.20")?;
/// assert_eq!(pasted.image, "alpine:3.20");
/// assert_eq!(pasted.platform.map(|platform| platform.to_string()), Some("linux/arm64".to_owned()));
/// # Ok::<(), porthole::oci::ReferenceError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pasted {
    /// The word that names the image.
    pub image: String,
    /// The platform that the flags beside it name.
    pub platform: Option<Platform>,
}

impl Pasted {
    /// Finds the reference in what was pasted.
    ///
    /// # Errors
    /// As for an [`ImageReference`]; positions are those in `text`.
    pub fn read(text: &str) -> Result<Self, ReferenceError> {
        if let Some((image, platform)) = permalink::read(text) {
            parse(&image)?;
            return Ok(Self { image, platform });
        }
        let line = Line::read(text);
        let (word, start) = line.find_image().map_err(|error| line.place(error))?;
        let mut image = word.to_owned();
        parse_word(word, start).map_err(|error| line.place(error))?;
        let has_tag = word
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .contains([':', '@']);
        if let Some(version) = line.find_chart_version().filter(|_| !has_tag) {
            image = format!("{image}:{version}");
            // What is wrong with the version does not stand behind the image.
            parse_word(&image, start).map_err(|error| {
                line.place(ReferenceError {
                    position: start,
                    ..error
                })
            })?;
        }
        Ok(Self {
            image,
            platform: line.find_platform(),
        })
    }
}

/// Parses what stands alone, or among other words.
fn parse(text: &str) -> Result<ImageReference, ReferenceError> {
    let line = Line::read(text);
    let found = line.find_image();
    let parsed = found.and_then(|(word, start)| parse_word(word, start));
    parsed.map_err(|error| line.place(error))
}

impl FromStr for ImageReference {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        match permalink::read(text) {
            Some((image, _)) => parse(&image),
            None => parse(text),
        }
    }
}

/// What a text may consist of that [`ImageReference::plain`] reads: nothing that people copy along with a name.
fn is_plain(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"._-:/@+~%[]".contains(&byte);
    let is_web = text.starts_with("http://") || text.starts_with("https://");
    let is_layout = text.starts_with("oci:") && !text.starts_with("oci://");
    let name = text.split_once("://").filter(|_| is_web);
    let name = name.map_or(text, |(_, name)| name);
    text.bytes().all(is_part) && (is_layout || !name.contains("://")) && !page::may_be(name, is_web)
}

/// Parses one word, which stands at `start` of what was given.
fn parse_word(word: &str, start: usize) -> Result<ImageReference, ReferenceError> {
    // What stands behind these is read as if it stood alone: written down again, the reference is without them.
    let behind = words::SCHEMES
        .iter()
        .find_map(|scheme| word.strip_prefix(scheme));
    let start = start + word.len() - behind.unwrap_or(word).len();
    let is_layout = behind.is_none() && LayoutReference::is_meant(word);
    let word = behind.unwrap_or(word);
    if is_layout {
        return LayoutReference::parse_at(word, start).map(ImageReference::Layout);
    }
    if let Some((scheme, _)) = word.split_once("://") {
        let is_web = ["http", "https"]
            .iter()
            .any(|web| scheme.eq_ignore_ascii_case(web));
        if !is_web {
            let scheme = scheme.to_owned();
            return Err(ReferenceError::new(Kind::Scheme { scheme }, start));
        }
    }
    // It would be an image of Docker Hub: `sha256`, with a tag.
    if Digest::is_known(word) {
        return Err(ReferenceError::new(Kind::DigestAlone, start));
    }
    if let Some(found) = page::reference(word, start) {
        return found.map(ImageReference::Registry);
    }
    Reference::parse_at(word, start).map(ImageReference::Registry)
}

impl ImageReference {
    /// Reads a name that stands alone, as most links have it. It never reads one otherwise than [`str::parse`] does, which takes whatever people paste, and several
    /// times as much code; `None` if that has to decide.
    ///
    /// ```
    /// use porthole::oci::ImageReference;
    ///
    /// for name in ["alpine", "localhost:5000/a/b:1", "oci:sample:latest"] {
    ///     assert_eq!(ImageReference::plain(name), name.parse().ok());
    /// }
    /// assert_eq!(ImageReference::plain("docker pull alpine"), None);
    /// ```
    pub fn plain(text: &str) -> Option<Self> {
        if !is_plain(text) {
            return None;
        }
        if LayoutReference::is_meant(text) {
            return LayoutReference::parse_at(text, 0).ok().map(Self::Layout);
        }
        // A digest alone would be an image of Docker Hub: `sha256`, with a tag.
        if Digest::is_valid(text) {
            return None;
        }
        Reference::parse_at(text, 0).ok().map(Self::Registry)
    }

    /// The digest that the reference asks for.
    pub fn digest(&self) -> Option<&Digest> {
        match self {
            Self::Registry(reference) => reference.digest.as_ref(),
            Self::Layout(reference) => reference.digest.as_ref(),
        }
    }

    /// The same repository or layout, at this digest.
    pub fn with_digest(&self, digest: Digest) -> Self {
        match self {
            Self::Registry(reference) => Self::Registry(reference.with_digest(digest)),
            Self::Layout(reference) => Self::Layout(reference.with_digest(digest)),
        }
    }
}

impl fmt::Display for ImageReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Registry(reference) => {
                // Without anything before it, a host of the name `oci` or `file` with its port would be a layout.
                if reference.scheme.is_none() && LayoutReference::is_meant(&reference.registry) {
                    f.write_str("docker://")?;
                }
                reference.fmt(f)
            }
            Self::Layout(reference) => reference.fmt(f),
        }
    }
}
