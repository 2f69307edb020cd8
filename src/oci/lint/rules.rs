//! The rules that are checked here and nowhere else.

use crate::oci::{
    Severity::{Error, Note, Warning},
    rule::{Rule, image_spec, rule, schema1_spec},
};

const DESCRIPTOR: &str = image_spec!("descriptor.md#properties");
const ANNOTATION_RULES: &str = image_spec!("annotations.md#rules");
const ANNOTATION_KEYS: &str = image_spec!("annotations.md#pre-defined-annotation-keys");
const MANIFEST: &str = image_spec!("manifest.md#image-manifest-property-descriptions");
const INDEX: &str = image_spec!("image-index.md#image-index-property-descriptions");
const EMPTY: &str = image_spec!("manifest.md#guidance-for-an-empty-descriptor");
const CONFIG: &str = image_spec!("config.md#properties");

// Descriptors.
pub(super) const DESCRIPTOR_URL: Rule = rule("descriptor-url", Error, DESCRIPTOR);
pub(super) const DESCRIPTOR_URL_SCHEME: Rule = rule("descriptor-url-scheme", Warning, DESCRIPTOR);
pub(super) const ARTIFACT_TYPE_GRAMMAR: Rule = rule("artifact-type-grammar", Error, DESCRIPTOR);
pub(super) const EMPTY_DESCRIPTOR: Rule = rule("empty-descriptor", Warning, EMPTY);
pub(super) const SIZE_CONTRADICTION: Rule = rule("size-contradiction", Error, DESCRIPTOR);
pub(super) const ZERO_SIZE: Rule = rule("zero-size", Note, EMPTY);
pub(super) const CONFIG_DIGEST_EMPTY: Rule = rule(
    "config-digest-empty",
    Note,
    image_spec!("descriptor.md#digests"),
);

// Annotations and labels.
pub(super) const ANNOTATION_RESERVED: Rule = rule("annotation-reserved", Error, ANNOTATION_RULES);
pub(super) const ANNOTATION_CREATED: Rule = rule("annotation-created", Warning, ANNOTATION_KEYS);
pub(super) const ANNOTATION_LICENSES: Rule = rule("annotation-licenses", Warning, ANNOTATION_KEYS);
pub(super) const ANNOTATION_URL: Rule = rule("annotation-url", Warning, ANNOTATION_KEYS);
pub(super) const ANNOTATION_BASE: Rule = rule("annotation-base", Warning, ANNOTATION_KEYS);
pub(super) const ANNOTATION_REF_NAME: Rule = rule("annotation-ref-name", Warning, ANNOTATION_KEYS);

// Manifests.
pub(super) const LAYERS_EMPTY: Rule = rule("layers-empty", Warning, MANIFEST);
pub(super) const MIXED_MEDIA_TYPES: Rule = rule("mixed-media-types", Warning, MANIFEST);
pub(super) const MIXED_MEDIA_TYPES_INDEX: Rule = rule("mixed-media-types", Warning, INDEX);
pub(super) const NONDISTRIBUTABLE_LAYER: Rule = rule(
    "nondistributable-layer",
    Warning,
    image_spec!("layer.md#non-distributable-layers"),
);
pub(super) const DOCKER_ZSTD: Rule = rule(
    "docker-zstd",
    Warning,
    "https://github.com/distribution/distribution/blob/v2.8.3/docs/spec/manifest-v2-2.md#media-types",
);
pub(super) const SUBJECT_SELF: Rule = rule("subject-self", Error, MANIFEST);
pub(super) const SUBJECT_MEDIA_TYPE: Rule = rule("subject-media-type", Error, MANIFEST);
pub(super) const SUBJECT_MISSING: Rule = rule("subject-missing", Note, MANIFEST);
pub(super) const LAYER_COMPRESSION: Rule =
    rule("layer-compression", Warning, image_spec!("media-types.md"));
pub(super) const MADE_MANIFEST: Rule = Rule {
    id: "made-manifest",
    severity: Note,
    specification: None,
};

// Indexes.
pub(super) const INDEX_EMPTY: Rule = rule("index-empty", Note, INDEX);
pub(super) const INDEX_ENTRY_TYPE: Rule = rule("index-entry-type", Warning, INDEX);
pub(super) const INDEX_LOOP: Rule = rule("index-loop", Error, INDEX);
pub(super) const INDEX_NESTED: Rule = rule("index-nested", Note, INDEX);
pub(super) const ENTRY_ARTIFACT_TYPE: Rule = rule("entry-artifact-type", Warning, DESCRIPTOR);
pub(super) const PLATFORM_MISSING: Rule = rule("platform-missing", Warning, INDEX);
pub(super) const PLATFORM_VALUE: Rule = rule("platform-value", Warning, INDEX);
pub(super) const ATTESTATION_TARGET: Rule = rule(
    "attestation-target",
    Note,
    "https://github.com/moby/buildkit/blob/v0.17.0/docs/attestations/attestation-storage.md",
);

// Configs.
pub(super) const CONFIG_ENV: Rule = rule("config-env", Warning, CONFIG);
pub(super) const CONFIG_PORT: Rule = rule("config-port", Warning, CONFIG);
pub(super) const ARGS_ESCAPED: Rule = rule("args-escaped", Warning, CONFIG);
pub(super) const MAINTAINER: Rule = rule(
    "maintainer",
    Warning,
    "https://github.com/moby/buildkit/blob/v0.17.0/frontend/dockerfile/docs/reference.md#maintainer-deprecated",
);

// Schema 1.
pub(super) const SCHEMA1_DEPRECATED: Rule = rule("schema1-deprecated", Warning, schema1_spec!(""));
