//! Media types of manifests, configs and layers.

/// A media type without parameters, in lower case; empty if there was none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct MediaType(String);

/// `application/vnd.oci.image.index.v1+json` and its siblings: constants named OCI_INDEX, OCI_MANIFEST, OCI_CONFIG, OCI_EMPTY,
/// DOCKER_MANIFEST_LIST, DOCKER_MANIFEST, DOCKER_CONFIG, DOCKER_SCHEMA1, DOCKER_SCHEMA1_SIGNED, OCI_LAYER*, DOCKER_LAYER*.
pub const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// OCI image manifest.
pub const OCI_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// Docker manifest list.
pub const DOCKER_MANIFEST_LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
/// Docker image manifest, version 2 schema 2.
pub const DOCKER_MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";
/// Docker image manifest, version 2 schema 1, unsigned.
pub const DOCKER_SCHEMA1: &str = "application/vnd.docker.distribution.manifest.v1+json";
/// Docker image manifest, version 2 schema 1, signed.
pub const DOCKER_SCHEMA1_SIGNED: &str = "application/vnd.docker.distribution.manifest.v1+prettyjws";

impl MediaType {
    /// From a header or a document: parameters cut off, trimmed, lower case.
    pub fn new(_text: &str) -> Self {
        todo!()
    }
    /// As text; empty if there was none.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// Whether there was none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// Image index or manifest list.
    pub fn is_index(&self) -> bool {
        todo!()
    }
    /// OCI image manifest or Docker schema 2.
    pub fn is_manifest(&self) -> bool {
        todo!()
    }
    /// Schema 1, signed or not.
    pub fn is_schema1(&self) -> bool {
        todo!()
    }
    /// Image config of OCI or Docker.
    pub fn is_config(&self) -> bool {
        todo!()
    }
    /// Image layer of OCI or Docker (any compression, foreign ones too).
    pub fn is_layer(&self) -> bool {
        todo!()
    }
    /// Foreign or non-distributable layer.
    pub fn is_foreign_layer(&self) -> bool {
        todo!()
    }
    /// Where this type is specified.
    pub fn spec_url(&self) -> Option<&'static str> {
        todo!()
    }
    /// For people: "OCI image index", "Docker manifest list", "Docker manifest, schema 1, signed", "tar+gzip"; else the type itself.
    pub fn name(&self) -> &str {
        todo!()
    }
}
