//! Image indexes: OCI image index and Docker manifest list.

use super::{Annotations, Descriptor, Platform};

/// An index, read leniently.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Index {
    /// Declared artifact type.
    pub artifact_type: Option<String>,
    /// Entries in the document's order.
    pub manifests: Vec<Descriptor>,
    /// What this is about.
    pub subject: Option<Descriptor>,
    /// Annotations.
    pub annotations: Annotations,
    /// Members that no specification names: key and JSON text.
    pub unknown: Vec<(String, String)>,
}

/// A row of the platform table: an entry that is no attestation, with the attestations that speak of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Position in [`Index::manifests`].
    pub entry: usize,
    /// What the entry is.
    pub kind: RowKind,
    /// Positions of its attestations in [`Index::manifests`].
    pub attestations: Vec<usize>,
}

/// What an entry of an index is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// An image for a platform (or without one).
    Image,
    /// Another index.
    Index,
    /// Anything else, by artifactType or media type; also an attestation whose target is not here.
    Other,
}

impl Index {
    /// Rows in the document's order.
    pub fn rows(&self) -> Vec<Row> {
        todo!()
    }
    /// Position in [`Index::manifests`] of the image for `wanted`; with `None`: linux/amd64, else the first image.
    /// A wanted platform without variant takes the first entry of that os and architecture; `None` if there is no such image.
    pub fn choose(&self, _wanted: Option<&Platform>) -> Option<usize> {
        todo!()
    }
}
