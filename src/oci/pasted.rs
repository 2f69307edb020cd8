//! What people paste: `alpine`, `docker pull …`, `docker://…`, page addresses of Docker Hub and Quay, `oci:<url>[:tag]`.

use super::reference::{LayoutReference, Reference, ReferenceError};
use std::str::FromStr;

/// An image, wherever it lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImageReference {
    /// In a registry.
    Registry(Reference),
    /// In an OCI image layout on a static web host.
    Layout(LayoutReference),
}

impl FromStr for ImageReference {
    type Err = ReferenceError;
    fn from_str(_text: &str) -> Result<Self, ReferenceError> {
        todo!()
    }
}

impl ImageReference {
    /// The digest that the reference asks for.
    pub fn digest(&self) -> Option<&super::Digest> {
        todo!()
    }
    /// The same repository or layout, at this digest.
    pub fn with_digest(&self, _digest: super::Digest) -> Self {
        todo!()
    }
}

impl std::fmt::Display for ImageReference {
    fn fmt(&self, _f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        todo!()
    }
}
