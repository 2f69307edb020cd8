//! The name of an image in a registry, as skopeo and docker take it.

use std::fmt;

use anyhow::{Result, bail};

/// `[docker://]repository[:tag][@digest]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    repository: String,
    tag: Option<String>,
    digest: Option<String>,
}

impl Image {
    /// Reads it.
    ///
    /// # Errors
    /// When it is empty, or of another transport than a registry's.
    pub fn parse(text: &str) -> Result<Self> {
        let name = text.strip_prefix("docker://").unwrap_or(text);
        if let Some(transport) = ["oci:", "dir:", "docker-archive:", "containers-storage:"]
            .into_iter()
            .find(|transport| name.starts_with(transport))
        {
            bail!("an image in a registry is wanted, not one of {transport}");
        }
        let (name, digest) = match name.split_once('@') {
            Some((name, digest)) => (name, Some(digest.to_owned())),
            None => (name, None),
        };
        // A colon before the last slash belongs to the port.
        let (repository, tag) = match name.rsplit_once(':') {
            Some((repository, tag)) if !tag.contains('/') => (repository, Some(tag.to_owned())),
            _ => (name, None),
        };
        if repository.is_empty() {
            bail!("{text:?} names no image");
        }
        Ok(Self {
            repository: repository.to_owned(),
            tag,
            digest,
        })
    }

    /// Its tag; `latest` if it has none.
    pub fn tag(&self) -> &str {
        self.tag.as_deref().unwrap_or("latest")
    }

    /// Its digest, if it is pinned.
    pub fn digest(&self) -> Option<&str> {
        self.digest.as_deref()
    }

    /// Another document of the same repository.
    pub fn at(&self, digest: &str) -> String {
        format!("{}@{digest}", self.repository)
    }
}

/// As skopeo takes it: a digest decides, and a tag beside it is not allowed.
impl fmt::Display for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.digest {
            Some(digest) => write!(f, "{}@{digest}", self.repository),
            None => write!(f, "{}:{}", self.repository, self.tag()),
        }
    }
}
