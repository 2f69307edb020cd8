//! What a document is: Content-Type, `mediaType`, structure and the descriptor's word, weighed together.
//!
//! 1. The structure decides how a document is read, as a wrong label does not change what is in it. (Where `layers` and `manifests` stand
//!    in one document, which clients reject since GHSA-77vh-xpmg-72qh, the labels decide, in the order below.)
//! 2. Of the labels that agree with the structure the first gives the media type: `mediaType`, Content-Type, the descriptor.
//! 3. Every label that says something else is a contradiction, and reported. Types that say nothing (`application/json`,
//!    `application/octet-stream`, `text/plain`, none) are no labels.

use super::check_schema_version;
use crate::oci::{
    MediaType,
    fields::Fields,
    json::{Kind, Pointer, Value},
    media_type as known,
    problem::{Problems, excerpt},
    rule,
};

/// How a document is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Manifest,
    Index,
    Schema1,
}

/// What speaks beside the document itself.
pub(super) struct Evidence<'a> {
    pub content_type: MediaType,
    pub expected: Option<&'a MediaType>,
    pub is_signed: bool,
}

/// The decision.
pub(super) struct Decided {
    pub shape: Shape,
    pub media_type: MediaType,
    /// Of a manifest: whether it is an artifact manifest, as its media type says, or its `blobs`.
    pub is_artifact_manifest: bool,
    pub problems: Problems,
}

struct Label {
    /// Who says it.
    source: &'static str,
    media_type: MediaType,
    /// The member, if it is one.
    key: Option<&'static str>,
}

/// Decides what the object `fields` is.
pub(super) fn decide(fields: Fields<'_>, evidence: &Evidence<'_>) -> Decided {
    let problems = Problems::default();
    let fields = Fields {
        problems: &problems,
        ..fields
    };
    let labels = labels(fields, evidence);
    if let Some(declared) = fields.get("mediaType").and_then(Value::as_text) {
        fields.report_altered_type(&rule::MANIFEST_MEDIA_TYPE, declared);
    }
    let shapes = shapes_of(fields);
    let shape = shape_of(&shapes, &labels);
    if shapes.len() > 1 {
        report_ambiguity(fields, &shapes);
    }
    let media_type = match shape {
        Some(shape) => media_type_of(shape, fields, &labels, evidence.is_signed),
        None => {
            report_unknown(fields);
            let first = labels.first();
            first.map_or_else(MediaType::default, |label| label.media_type.clone())
        }
    };
    if shape.is_some() {
        report_contradictions(fields, &labels, &media_type);
    }
    let is_artifact_manifest = !fields.has("layers")
        && (fields.has("blobs") || media_type.as_str() == known::OCI_ARTIFACT_MANIFEST);
    match shape {
        Some(Shape::Manifest) if !is_artifact_manifest => {
            check_schema_version(fields, &rule::SCHEMA_VERSION, "2");
        }
        Some(Shape::Index) => check_schema_version(fields, &rule::SCHEMA_VERSION_INDEX, "2"),
        Some(Shape::Schema1) => check_schema_version(fields, &rule::SCHEMA_VERSION_1, "1"),
        _ => {}
    }
    Decided {
        shape: shape.unwrap_or(Shape::Manifest),
        media_type,
        is_artifact_manifest,
        problems,
    }
}

/// Whether nothing speaks against schema 1: the structure is that, or there is none and no label names another kind of document. What is
/// beside the members of a schema 1 can be unsigned, so that it speaks against nothing.
pub(super) fn may_be_schema1(fields: Fields<'_>, evidence: &Evidence<'_>) -> bool {
    let shapes = shapes_of(fields);
    // A label that is no text is reported when the document is decided.
    let problems = Problems::default();
    let fields = Fields {
        problems: &problems,
        ..fields
    };
    let is_schema1 = |shape| shape == Shape::Schema1;
    shapes.contains(&Shape::Schema1)
        || shape_of(&shapes, &labels(fields, evidence)).is_none_or(is_schema1)
}

/// The shape that the structure speaks for; the first label says which, where that is not one. `None` if nothing says it.
fn shape_of(shapes: &[Shape], labels: &[Label]) -> Option<Shape> {
    if let [shape] = shapes {
        return Some(*shape);
    }
    let mut labelled = labels
        .iter()
        .filter_map(|label| shape_of_type(&label.media_type));
    labelled
        .find(|shape| shapes.is_empty() || shapes.contains(shape))
        .or(shapes.first().copied())
}

/// The labels that say something, the most trusted first.
fn labels(fields: Fields<'_>, evidence: &Evidence<'_>) -> Vec<Label> {
    let declared = fields.text("mediaType", &rule::MANIFEST_MEDIA_TYPE);
    let declared = MediaType::new(&declared.unwrap_or_default());
    let labels = [
        ("\"mediaType\"", declared, Some("mediaType")),
        ("Content-Type", evidence.content_type.clone(), None),
        (
            "the descriptor that leads here",
            evidence.expected.cloned().unwrap_or_default(),
            None,
        ),
    ];
    labels
        .into_iter()
        .filter(|(_, media_type, _)| !media_type.is_generic())
        .map(|(source, media_type, key)| Label {
            source,
            media_type,
            key,
        })
        .collect()
}

fn shape_of_type(media_type: &MediaType) -> Option<Shape> {
    if media_type.is_index() {
        Some(Shape::Index)
    } else if media_type.is_schema1() {
        Some(Shape::Schema1)
    } else if media_type.is_manifest() || media_type.as_str() == known::OCI_ARTIFACT_MANIFEST {
        Some(Shape::Manifest)
    } else {
        None
    }
}

/// What the structure speaks for; more than one if it contradicts itself.
fn shapes_of(fields: Fields<'_>) -> Vec<Shape> {
    // The config of a manifest is a descriptor; that of an image config is not.
    let has_config = fields.get("config").is_some_and(|config| {
        config.member("digest").is_some() || config.member("mediaType").is_some()
    });
    let is_version_1 = fields
        .get("schemaVersion")
        .is_some_and(|version| fields.json.text_of(version) == "1");
    let mut shapes = Vec::new();
    if fields.has("fsLayers") || is_version_1 || has_v1_history(fields.get("history")) {
        shapes.push(Shape::Schema1);
    }
    if fields.has("layers") || fields.has("blobs") || has_config {
        shapes.push(Shape::Manifest);
    }
    if fields.has("manifests") {
        shapes.push(Shape::Index);
    }
    if shapes.is_empty() {
        // Go writes an empty list as null.
        let has_key = |key: &str| fields.members.iter().any(|member| *member.key == *key);
        if has_key("manifests") {
            shapes.push(Shape::Index);
        } else if has_key("layers") {
            shapes.push(Shape::Manifest);
        }
    }
    shapes
}

fn has_v1_history(history: Option<&Value>) -> bool {
    let Some(Kind::Array(entries)) = history.map(|history| &history.kind) else {
        return false;
    };
    let first = entries.first();
    first.is_some_and(|entry| entry.member("v1Compatibility").is_some())
}

/// The media type of a document of known shape: the first label that agrees, else what the structure suggests.
fn media_type_of(shape: Shape, fields: Fields<'_>, labels: &[Label], is_signed: bool) -> MediaType {
    if shape == Shape::Schema1 {
        return MediaType::new(if is_signed {
            known::DOCKER_SCHEMA1_SIGNED
        } else {
            known::DOCKER_SCHEMA1
        });
    }
    let agreeing = labels
        .iter()
        .find(|label| shape_of_type(&label.media_type) == Some(shape));
    if let Some(label) = agreeing {
        return label.media_type.clone();
    }
    let is_docker = match shape {
        Shape::Index => fields
            .get("manifests")
            .is_some_and(|list| match &list.kind {
                Kind::Array(entries) => entries.first().is_some_and(is_docker_descriptor),
                _ => false,
            }),
        _ => fields.get("config").is_some_and(is_docker_descriptor),
    };
    MediaType::new(match (shape, is_docker) {
        (Shape::Index, false) => known::OCI_INDEX,
        (Shape::Index, true) => known::DOCKER_MANIFEST_LIST,
        (_, true) => known::DOCKER_MANIFEST,
        (_, false) if fields.has("blobs") && !fields.has("layers") => known::OCI_ARTIFACT_MANIFEST,
        (_, false) => known::OCI_MANIFEST,
    })
}

fn is_docker_descriptor(value: &Value) -> bool {
    match value.member("mediaType").map(|value| &value.kind) {
        Some(Kind::String(text)) => text.starts_with("application/vnd.docker."),
        _ => false,
    }
}

fn report_ambiguity(fields: Fields<'_>, shapes: &[Shape]) {
    if shapes.contains(&Shape::Manifest) && shapes.contains(&Shape::Index) {
        let message = "members of a manifest (\"layers\", \"config\") and of an index (\"manifests\") in one document: skopeo and buildah refuse it, umoci takes it";
        fields.report_here(&rule::MANIFEST_AND_INDEX, message.to_owned());
    }
    if shapes.contains(&Shape::Schema1) {
        let message = "members of a schema 1 manifest, and of another kind of document";
        fields.report_here(&rule::MEDIA_TYPE_CONTRADICTION, message.to_owned());
    }
}

fn report_unknown(fields: Fields<'_>) {
    let looks = if fields.has("rootfs") {
        "it looks like an image config"
    } else if fields.has("imageLayoutVersion") {
        "it looks like the oci-layout file of an image layout"
    } else if fields.has("errors") {
        "it looks like a registry's list of errors"
    } else {
        "neither a manifest, nor an index, nor a schema 1 manifest"
    };
    fields.report_here(
        &rule::UNKNOWN_DOCUMENT,
        format!("nothing says what this document is: {looks}"),
    );
}

fn report_contradictions(fields: Fields<'_>, labels: &[Label], decided: &MediaType) {
    let is_any_known = labels
        .iter()
        .any(|label| shape_of_type(&label.media_type).is_some());
    for label in labels {
        if label.media_type == *decided {
            continue;
        }
        let rule = if is_any_known || label.key.is_none() {
            &rule::MEDIA_TYPE_CONTRADICTION
        } else {
            &rule::UNKNOWN_MEDIA_TYPE
        };
        let message = format!(
            "{} says {}, and the document is {}",
            label.source,
            excerpt(label.media_type.as_str()),
            excerpt(decided.as_str()),
        );
        match label.key {
            Some(key) => fields.report(rule, key, message),
            None => fields.problems.report(rule, Pointer::ROOT, message),
        }
    }
}
