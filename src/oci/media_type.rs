//! Media types of manifests, configs and layers: image-spec 1.1.1 `media-types.md`, and Docker's own.

/// A media type without parameters, in lower case; empty if there was none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct MediaType(String);

/// OCI image index.
pub const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// OCI image manifest.
pub const OCI_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// OCI image config.
pub const OCI_CONFIG: &str = "application/vnd.oci.image.config.v1+json";
/// OCI empty descriptor: the two bytes `{}`.
pub const OCI_EMPTY: &str = "application/vnd.oci.empty.v1+json";
/// OCI artifact manifest: in release candidates of image-spec 1.1 only, with `blobs` in the place of `layers`.
pub const OCI_ARTIFACT_MANIFEST: &str = "application/vnd.oci.artifact.manifest.v1+json";
/// OCI layer, not compressed.
pub const OCI_LAYER: &str = "application/vnd.oci.image.layer.v1.tar";
/// OCI layer, gzip.
pub const OCI_LAYER_GZIP: &str = "application/vnd.oci.image.layer.v1.tar+gzip";
/// OCI layer, zstd.
pub const OCI_LAYER_ZSTD: &str = "application/vnd.oci.image.layer.v1.tar+zstd";
/// OCI layer that must not be distributed (deprecated), not compressed.
pub const OCI_LAYER_NONDISTRIBUTABLE: &str =
    "application/vnd.oci.image.layer.nondistributable.v1.tar";
/// OCI layer that must not be distributed (deprecated), gzip.
pub const OCI_LAYER_NONDISTRIBUTABLE_GZIP: &str =
    "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip";
/// OCI layer that must not be distributed (deprecated), zstd.
pub const OCI_LAYER_NONDISTRIBUTABLE_ZSTD: &str =
    "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd";
/// Docker manifest list.
pub const DOCKER_MANIFEST_LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
/// Docker image manifest, version 2 schema 2.
pub const DOCKER_MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";
/// Docker image config.
pub const DOCKER_CONFIG: &str = "application/vnd.docker.container.image.v1+json";
/// Docker layer, not compressed.
pub const DOCKER_LAYER: &str = "application/vnd.docker.image.rootfs.diff.tar";
/// Docker layer, gzip.
pub const DOCKER_LAYER_GZIP: &str = "application/vnd.docker.image.rootfs.diff.tar.gzip";
/// Docker layer, zstd, as the containers tools write it.
pub const DOCKER_LAYER_ZSTD: &str = "application/vnd.docker.image.rootfs.diff.tar.zstd";
/// Docker layer that is not distributed, not compressed.
pub const DOCKER_LAYER_FOREIGN: &str = "application/vnd.docker.image.rootfs.foreign.diff.tar";
/// Docker layer that is not distributed, gzip.
pub const DOCKER_LAYER_FOREIGN_GZIP: &str =
    "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";
/// Docker image manifest, version 2 schema 1, unsigned.
pub const DOCKER_SCHEMA1: &str = "application/vnd.docker.distribution.manifest.v1+json";
/// Docker image manifest, version 2 schema 1, signed.
pub const DOCKER_SCHEMA1_SIGNED: &str = "application/vnd.docker.distribution.manifest.v1+prettyjws";
/// in-toto statement: the layers of an attestation.
pub const IN_TOTO: &str = "application/vnd.in-toto+json";
/// Artifact type of BuildKit's newer attestations.
pub const DOCKER_ATTESTATION: &str = "application/vnd.docker.attestation.manifest.v1+json";

/// One row: type, name for people, where it is specified.
type Known = (&'static str, &'static str, &'static str);

const KNOWN: [Known; 20] = [
    (
        OCI_INDEX,
        "OCI image index",
        "https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md",
    ),
    (
        OCI_MANIFEST,
        "OCI image manifest",
        "https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md",
    ),
    (
        OCI_CONFIG,
        "OCI image config",
        "https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md",
    ),
    (
        OCI_EMPTY,
        "OCI empty descriptor",
        "https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md#guidance-for-an-empty-descriptor",
    ),
    (
        OCI_ARTIFACT_MANIFEST,
        "OCI artifact manifest",
        "https://github.com/opencontainers/image-spec/blob/v1.1.0-rc2/artifact.md",
    ),
    (
        OCI_LAYER,
        "tar",
        "https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md",
    ),
    (
        OCI_LAYER_GZIP,
        "tar+gzip",
        "https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md#gzip-media-types",
    ),
    (
        OCI_LAYER_ZSTD,
        "tar+zstd",
        "https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md#zstd-media-types",
    ),
    (
        OCI_LAYER_NONDISTRIBUTABLE,
        "tar, non-distributable",
        "https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md#non-distributable-layers",
    ),
    (
        OCI_LAYER_NONDISTRIBUTABLE_GZIP,
        "tar+gzip, non-distributable",
        "https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md#non-distributable-layers",
    ),
    (
        OCI_LAYER_NONDISTRIBUTABLE_ZSTD,
        "tar+zstd, non-distributable",
        "https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md#non-distributable-layers",
    ),
    (
        DOCKER_MANIFEST_LIST,
        "Docker manifest list",
        "https://github.com/distribution/distribution/blob/v2.8.3/docs/spec/manifest-v2-2.md#manifest-list",
    ),
    (
        DOCKER_MANIFEST,
        "Docker image manifest",
        "https://github.com/distribution/distribution/blob/v2.8.3/docs/spec/manifest-v2-2.md#image-manifest",
    ),
    (
        DOCKER_CONFIG,
        "Docker image config",
        "https://github.com/moby/docker-image-spec/blob/v1.3.1/spec.md",
    ),
    (
        DOCKER_LAYER,
        "tar",
        "https://github.com/distribution/distribution/blob/v2.8.3/docs/spec/manifest-v2-2.md#media-types",
    ),
    (
        DOCKER_LAYER_GZIP,
        "tar+gzip",
        "https://github.com/distribution/distribution/blob/v2.8.3/docs/spec/manifest-v2-2.md#media-types",
    ),
    (
        DOCKER_LAYER_FOREIGN_GZIP,
        "tar+gzip, foreign",
        "https://github.com/distribution/distribution/blob/v2.8.3/docs/spec/manifest-v2-2.md#media-types",
    ),
    (
        DOCKER_SCHEMA1,
        "Docker manifest, schema 1",
        "https://github.com/distribution/distribution/blob/v2.8.3/docs/spec/manifest-v2-1.md",
    ),
    (
        DOCKER_SCHEMA1_SIGNED,
        "Docker manifest, schema 1, signed",
        "https://github.com/distribution/distribution/blob/v2.8.3/docs/spec/manifest-v2-1.md#signed-manifests",
    ),
    (
        IN_TOTO,
        "in-toto attestation",
        "https://github.com/in-toto/attestation/blob/v1.1.0/spec/README.md",
    ),
];

/// The types that specifications have for layers, and Docker's for zstd, which has a rule of its own.
const LAYERS: [&str; 11] = [
    OCI_LAYER,
    OCI_LAYER_GZIP,
    OCI_LAYER_ZSTD,
    OCI_LAYER_NONDISTRIBUTABLE,
    OCI_LAYER_NONDISTRIBUTABLE_GZIP,
    OCI_LAYER_NONDISTRIBUTABLE_ZSTD,
    DOCKER_LAYER,
    DOCKER_LAYER_GZIP,
    DOCKER_LAYER_ZSTD,
    DOCKER_LAYER_FOREIGN,
    DOCKER_LAYER_FOREIGN_GZIP,
];

/// What the types begin with that cosign and BuildKit give to the layers of what they attach to an image in the shape of one: signatures, statements, bills of
/// materials. [`purpose`](super::purpose) knows what each is for.
const ATTACHED: [&str; 7] = [
    "application/vnd.dev.cosign.",
    "application/vnd.dsse.envelope",
    IN_TOTO,
    "application/vnd.cyclonedx",
    "application/vnd.syft",
    "text/spdx",
    // As cosign wrote it.
    "spdx+json",
];

/// What tools add to the type of a layer that they have encrypted.
const ENCRYPTED: [&str; 2] = ["+encrypted", ".enc"];

/// Types that are known by name, and of which no document could be found that specifies them.
const UNSPECIFIED: [(&str, &str); 3] = [
    (DOCKER_LAYER_ZSTD, "tar+zstd"),
    (DOCKER_LAYER_FOREIGN, "tar, foreign"),
    (DOCKER_ATTESTATION, "BuildKit attestation"),
];

impl MediaType {
    /// From a header or a document: parameters cut off, trimmed, lower case.
    ///
    /// ```
    /// use porthole::oci::MediaType;
    ///
    /// assert_eq!(MediaType::new("Text/HTML; charset=utf-8").as_str(), "text/html");
    /// ```
    pub fn new(text: &str) -> Self {
        let essence = text.split(';').next().unwrap_or_default();
        Self(essence.trim().to_ascii_lowercase())
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
        matches!(self.as_str(), OCI_INDEX | DOCKER_MANIFEST_LIST)
    }

    /// OCI image manifest or Docker schema 2.
    pub fn is_manifest(&self) -> bool {
        matches!(self.as_str(), OCI_MANIFEST | DOCKER_MANIFEST)
    }

    /// Schema 1, signed or not.
    pub fn is_schema1(&self) -> bool {
        matches!(self.as_str(), DOCKER_SCHEMA1 | DOCKER_SCHEMA1_SIGNED)
    }

    /// Image config of OCI or Docker.
    pub fn is_config(&self) -> bool {
        matches!(self.as_str(), OCI_CONFIG | DOCKER_CONFIG)
    }

    /// Image layer of OCI or Docker (foreign ones too), by any compression, be it one that no specification has.
    pub fn is_layer(&self) -> bool {
        self.is_foreign_layer()
            || self.has_stem("application/vnd.oci.image.layer.v1.tar", '+')
            || self.has_stem(DOCKER_LAYER, '.')
    }

    /// Image layer of a type that is specified, encrypted or not.
    pub fn is_specified_layer(&self) -> bool {
        let mut endings = ENCRYPTED.iter();
        let bare = endings.find_map(|ending| self.0.strip_suffix(ending));
        self.is_layer() && LAYERS.contains(&bare.unwrap_or(&self.0))
    }

    /// Foreign or non-distributable layer.
    pub fn is_foreign_layer(&self) -> bool {
        self.has_stem(OCI_LAYER_NONDISTRIBUTABLE, '+') || self.has_stem(DOCKER_LAYER_FOREIGN, '.')
    }

    /// What tools attach to an image, as the layer of another one.
    pub fn is_attached(&self) -> bool {
        ATTACHED.iter().any(|start| self.0.starts_with(start))
    }

    /// `stem`, or `stem` with a compression behind `separator`.
    fn has_stem(&self, stem: &str, separator: char) -> bool {
        self.0
            .strip_prefix(stem)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(separator))
    }

    /// A type that says nothing of the content: what static hosts and careless registries send.
    pub fn is_generic(&self) -> bool {
        matches!(
            self.as_str(),
            "" | "application/json"
                | "text/json"
                | "application/octet-stream"
                | "binary/octet-stream"
                | "application/binary"
                | "text/plain"
        )
    }

    /// Whether it has the form `type/subtype` of RFC 6838, section 4.2.
    pub fn is_well_formed(&self) -> bool {
        let is_name = |name: &str| {
            name.len() <= 127
                && name.starts_with(|first: char| first.is_ascii_alphanumeric())
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
        };
        self.0
            .split_once('/')
            .is_some_and(|(kind, subtype)| is_name(kind) && is_name(subtype))
    }

    /// Where this type is specified.
    pub fn spec_url(&self) -> Option<&'static str> {
        KNOWN
            .iter()
            .find(|(text, _, _)| *text == self.0)
            .map(|(_, _, url)| *url)
    }

    /// For people: "OCI image index", "Docker manifest list", "Docker manifest, schema 1, signed", "tar+gzip"; else the type itself.
    pub fn name(&self) -> &str {
        let specified = KNOWN.iter().map(|(text, name, _)| (*text, *name));
        specified
            .chain(UNSPECIFIED)
            .find(|(text, _)| *text == self.0)
            .map_or(self.as_str(), |(_, name)| name)
    }
}

impl std::fmt::Display for MediaType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
