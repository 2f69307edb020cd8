//! Image manifests: OCI image manifest and Docker version 2 schema 2; artifacts are image manifests too.

use super::{Annotations, Descriptor};

/// A manifest, read leniently.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Manifest {
    /// Declared artifact type.
    pub artifact_type: Option<String>,
    /// Config.
    pub config: Option<Descriptor>,
    /// Layers, lowest first.
    pub layers: Vec<Descriptor>,
    /// What this is about.
    pub subject: Option<Descriptor>,
    /// Annotations.
    pub annotations: Annotations,
    /// Members that no specification names: key and JSON text.
    pub unknown: Vec<(String, String)>,
}

impl Manifest {
    /// Whether the config is an image config (or the media type is missing and the layers are image layers) and it is no attestation.
    pub fn is_image(&self) -> bool {
        todo!()
    }
    /// `artifactType`, else the config's media type.
    pub fn kind(&self) -> &str {
        todo!()
    }
    /// Sum of the layers' sizes, saturating; unknown sizes count as nothing.
    pub fn layers_size(&self) -> u64 {
        todo!()
    }
}
