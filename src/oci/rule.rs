//! Rules that are checked while a document is read or an image inspected: the stable id of each, how bad a breach is, and where the rule
//! stands. Those that need nothing but what was read are in [`super::lint`], and so are the sentences of all of them.
//!
//! *Error* is what breaks a MUST, or makes a document unusable; *warning* what breaks a SHOULD, or is deprecated or contradictory; *note*
//! what breaks nothing, and deserves a look.

use super::Severity::{self, Error, Note, Warning};

/// A rule.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    /// Kebab-case, stable.
    pub id: &'static str,
    /// How bad a breach is.
    pub severity: Severity,
    /// The section of the specification.
    pub specification: Option<&'static str>,
}

pub(super) const fn rule(
    id: &'static str,
    severity: Severity,
    specification: &'static str,
) -> Rule {
    Rule {
        id,
        severity,
        specification: Some(specification),
    }
}

macro_rules! image_spec {
    ($section:literal) => {
        concat!(
            "https://github.com/opencontainers/image-spec/blob/v1.1.1/",
            $section
        )
    };
}

pub(super) use image_spec;

macro_rules! schema1_spec {
    ($anchor:literal) => {
        concat!(
            "https://github.com/distribution/distribution/blob/v2.8.3/docs/spec/manifest-v2-1.md",
            $anchor
        )
    };
}

pub(super) use schema1_spec;

const PULLING: &str =
    "https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests";
const WARNINGS: &str =
    "https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#warnings";
const LAYOUT: &str = image_spec!("image-layout.md#indexjson-file");
const RFC_8259_STRINGS: &str = "https://www.rfc-editor.org/rfc/rfc8259#section-8.2";
const RFC_8259_OBJECTS: &str = "https://www.rfc-editor.org/rfc/rfc8259#section-4";
const RFC_8259_ENCODING: &str = "https://www.rfc-editor.org/rfc/rfc8259#section-8.1";
const RFC_8259_PARSERS: &str = "https://www.rfc-editor.org/rfc/rfc8259#section-9";
const MEDIA_TYPES: &str = image_spec!("media-types.md");
const DESCRIPTOR: &str = image_spec!("descriptor.md#properties");
const MANIFEST: &str = image_spec!("manifest.md#image-manifest-property-descriptions");
const INDEX: &str = image_spec!("image-index.md#image-index-property-descriptions");
const CONFIG: &str = image_spec!("config.md#properties");
const SCHEMA1: &str = schema1_spec!("#manifest-field-descriptions");
const SCHEMA1_SIGNED: &str = schema1_spec!("#signed-manifests");

// Any JSON.
pub(super) const BYTE_ORDER_MARK: Rule = rule("byte-order-mark", Error, RFC_8259_ENCODING);
pub(super) const JSON_DEPTH: Rule = rule("json-depth", Note, RFC_8259_PARSERS);
pub(crate) const DUPLICATE_KEY: Rule = rule("duplicate-key", Warning, RFC_8259_OBJECTS);
pub(super) const KEY_CASE: Rule = rule("key-case", Warning, RFC_8259_OBJECTS);
pub(super) const LONE_SURROGATE: Rule = rule("lone-surrogate", Note, RFC_8259_STRINGS);
pub(super) const TOO_MANY_PROBLEMS: Rule = Rule {
    id: "too-many-problems",
    severity: Note,
    specification: None,
};

// How the document came here.
pub(crate) const HEADER_DIGEST: Rule = rule("header-digest", Error, PULLING);
pub(crate) const REGISTRY_WARNING: Rule = rule("registry-warning", Note, WARNINGS);
pub(crate) const LAYOUT_DUPLICATE_TAG: Rule = rule("layout-duplicate-tag", Warning, LAYOUT);
pub(crate) const GIVEN_BY_HAND: Rule = Rule {
    id: "given-by-hand",
    severity: Note,
    specification: None,
};

pub(crate) const ARCHIVE_BROKEN: Rule = Rule {
    id: "archive-broken",
    severity: Error,
    specification: None,
};
pub(crate) const ARCHIVE_TWO_IMAGES: Rule = Rule {
    id: "archive-two-images",
    severity: Error,
    specification: None,
};
pub(crate) const ARCHIVE_TWO_FILES: Rule = Rule {
    id: "archive-two-files",
    severity: Warning,
    specification: None,
};

// What the document is.
pub(super) const MEDIA_TYPE_CONTRADICTION: Rule =
    rule("media-type-contradiction", Error, MEDIA_TYPES);
pub(super) const MANIFEST_AND_INDEX: Rule = rule("manifest-and-index", Error, MANIFEST);
pub(super) const UNKNOWN_DOCUMENT: Rule = rule("unknown-document", Error, MEDIA_TYPES);
pub(super) const UNKNOWN_MEDIA_TYPE: Rule = rule("unknown-media-type", Warning, MEDIA_TYPES);
pub(super) const SCHEMA_VERSION: Rule = rule("schema-version", Error, MANIFEST);
pub(super) const SCHEMA_VERSION_INDEX: Rule = rule("schema-version", Error, INDEX);
pub(super) const SCHEMA_VERSION_1: Rule = rule("schema-version", Error, SCHEMA1);
pub(super) const ARTIFACT_MANIFEST: Rule = rule(
    "artifact-manifest",
    Warning,
    image_spec!("manifest.md#guidelines-for-artifact-usage"),
);

// Descriptors.
pub(super) const DESCRIPTOR_OBJECT: Rule = rule("descriptor", Error, DESCRIPTOR);
pub(super) const DESCRIPTOR_MEDIA_TYPE: Rule = rule("descriptor-media-type", Error, DESCRIPTOR);
pub(super) const DESCRIPTOR_DIGEST: Rule = rule(
    "descriptor-digest",
    Error,
    image_spec!("descriptor.md#digests"),
);
pub(super) const DIGEST_ALGORITHM: Rule = rule(
    "digest-algorithm",
    Note,
    image_spec!("descriptor.md#registered-algorithms"),
);
pub(super) const DESCRIPTOR_SIZE: Rule = rule("descriptor-size", Error, DESCRIPTOR);
pub(super) const DESCRIPTOR_URLS: Rule = rule("descriptor-urls", Error, DESCRIPTOR);
pub(crate) const DESCRIPTOR_DATA: Rule = rule("descriptor-data", Error, DESCRIPTOR);
pub(super) const ARTIFACT_TYPE: Rule = rule("artifact-type", Error, DESCRIPTOR);
pub(super) const ANNOTATIONS: Rule =
    rule("annotations", Error, image_spec!("annotations.md#rules"));
pub(super) const PLATFORM: Rule = rule("platform", Error, INDEX);

// Manifests and indexes.
pub(super) const MANIFEST_CONFIG: Rule = rule("manifest-config", Error, MANIFEST);
pub(super) const MANIFEST_LAYERS: Rule = rule("manifest-layers", Error, MANIFEST);
pub(super) const LAYER_MEDIA_TYPE: Rule = rule("layer-media-type", Warning, MANIFEST);
pub(super) const MANIFEST_MEDIA_TYPE: Rule = rule("manifest-media-type", Error, MANIFEST);
pub(super) const MANIFEST_SUBJECT: Rule = rule("manifest-subject", Error, MANIFEST);
pub(super) const INDEX_MANIFESTS: Rule = rule("index-manifests", Error, INDEX);
pub(super) const DUPLICATE_PLATFORM: Rule = rule("duplicate-platform", Note, INDEX);

// Configs.
pub(super) const CONFIG_FIELD: Rule = rule("config-field", Error, CONFIG);
pub(super) const CONFIG_PLATFORM: Rule = rule("config-platform", Error, CONFIG);
pub(super) const CONFIG_ROOTFS: Rule = rule("config-rootfs", Error, CONFIG);
pub(super) const CONFIG_DIFF_ID: Rule = rule(
    "config-diff-id",
    Error,
    image_spec!("config.md#layer-diffid"),
);
pub(super) const CONFIG_HISTORY: Rule = rule("config-history", Error, CONFIG);
pub(super) const CREATED: Rule = rule("created", Warning, CONFIG);

// Several documents of one image.
pub(super) const DIFF_ID_COUNT: Rule = rule("diff-id-count", Error, CONFIG);
pub(super) const HISTORY_COUNT: Rule = rule("history-count", Warning, CONFIG);
pub(super) const PLATFORM_MISMATCH: Rule = rule("platform-mismatch", Warning, INDEX);

// Schema 1.
pub(super) const SCHEMA1_FIELD: Rule = rule("schema1-field", Error, SCHEMA1);
pub(super) const SCHEMA1_BLOB_SUM: Rule = rule("schema1-blob-sum", Error, SCHEMA1);
pub(super) const SCHEMA1_HISTORY_COUNT: Rule = rule("schema1-history-count", Error, SCHEMA1);
pub(super) const SCHEMA1_V1_COMPATIBILITY: Rule = rule("schema1-v1-compatibility", Error, SCHEMA1);
pub(super) const SCHEMA1_CHAIN: Rule = rule("schema1-chain", Warning, SCHEMA1);
pub(super) const SCHEMA1_SIGNATURE: Rule = rule("schema1-signature", Warning, SCHEMA1_SIGNED);
pub(super) const SCHEMA1_SIGNATURE_FORMAT: Rule =
    rule("schema1-signature-format", Error, SCHEMA1_SIGNED);
pub(super) const SCHEMA1_UNSIGNED_MEMBER: Rule =
    rule("schema1-unsigned-member", Warning, SCHEMA1_SIGNED);
pub(super) const SCHEMA1_KEY_ID: Rule = rule("schema1-key-id", Warning, SCHEMA1_SIGNED);
