//! Image manifests and artifacts: image-spec 1.1.1 `manifest.md`, and Docker's schema 2.

use super::{annotations, descriptor, descriptor::Sizes, rules};
use crate::oci::{
    Descriptor, Digest, Document, Manifest, MediaType, Problem, json::Pointer, media_type,
    problem::Problems, problem::excerpt,
};

/// Checks a manifest. `is_own`: whether a digest is that of the manifest itself.
pub(super) fn check(
    problems: &Problems,
    document: &Document,
    manifest: &Manifest,
    is_own: &dyn Fn(&Digest) -> bool,
) {
    let root = Pointer::ROOT;
    let list = root.key(manifest.layers_key());
    let mut sizes = Sizes::of(manifest.layers.len() + 1);
    if let Some(config) = &manifest.config {
        descriptor::check(problems, root.key("config"), config, &mut sizes);
        check_config(problems, manifest, config);
    }
    for (position, layer) in manifest.layers.iter().enumerate() {
        descriptor::check(problems, list.position(position), layer, &mut sizes);
    }
    if !manifest.is_artifact_manifest {
        check_layers(problems, list, document, manifest);
    }
    if let Some(subject) = &manifest.subject {
        check_subject(problems, subject, is_own);
    }
    if let Some(artifact_type) = &manifest.artifact_type {
        descriptor::check_artifact_type(problems, root.key("artifactType"), artifact_type);
    }
    annotations::check(problems, root.key("annotations"), &manifest.annotations);
}

fn check_config(problems: &Problems, manifest: &Manifest, config: &Descriptor) {
    let pointer = Pointer::ROOT.key("config");
    if config.media_type.is_config()
        && !manifest.is_attachment()
        && descriptor::is_empty_object(config)
    {
        let message = "the config is \"{}\", and its media type is that of an image config: the type of the empty descriptor is \
                       application/vnd.oci.empty.v1+json";
        problems.report(&rules::EMPTY_DESCRIPTOR, pointer, message.to_owned());
    }
    if config.digest_text.is_empty() && config.digest.is_none() {
        let message = "old artifacts have a config without a digest: docker-registry 2.8, buildah 1.28 and umoci 0.4 refuse it, skopeo 1.9 \
                       copies it";
        problems.report(
            &rules::CONFIG_DIGEST_EMPTY,
            pointer.key("digest"),
            message.to_owned(),
        );
    }
}

fn check_layers(problems: &Problems, list: Pointer<'_>, document: &Document, manifest: &Manifest) {
    let layers = &manifest.layers;
    if layers.is_empty() {
        let message = "there is no layer: docker-registry 2.8, skopeo 1.9, buildah 1.28 and umoci 0.4 take it, and portable manifests have one \
                       at least";
        problems.report(&rules::LAYERS_EMPTY, list, message.to_owned());
    }
    check_each_kind(problems, list, layers);
    let is_docker = descriptor::is_docker(&document.media_type);
    let is_foreign = |media_type: &MediaType| {
        if is_docker {
            descriptor::is_oci_image(media_type)
        } else {
            descriptor::is_docker(media_type)
        }
    };
    let config = manifest.config.as_ref().map(|config| &config.media_type);
    let position = layers
        .iter()
        .position(|layer| is_foreign(&layer.media_type));
    let layer = position.and_then(|position| layers.get(position));
    let at = list.position(position.unwrap_or_default());
    let (media_type, pointer) = match (config.filter(|config| is_foreign(config)), layer) {
        (Some(config), _) => (config, Pointer::ROOT.key("config")),
        (None, Some(layer)) => (&layer.media_type, at),
        (None, None) => return,
    };
    let (of, other) = if is_docker {
        ("Docker", "OCI")
    } else {
        ("OCI", "Docker")
    };
    let is_config = config.is_some_and(is_foreign);
    let tools = match (is_docker, is_config) {
        (false, true) => {
            "docker-registry 2.8 and skopeo 1.9 take it, buildah 1.28 and umoci 0.4 refuse it"
        }
        (false, false) => {
            "docker-registry 2.8, skopeo 1.9 and buildah 1.28 take it, umoci 0.4 refuses it"
        }
        (true, true) => "docker-registry 2.8, skopeo 1.9 and buildah 1.28 take it",
        (true, false) => "docker-registry 2.8 takes it, skopeo 1.9 and buildah 1.28 refuse it",
    };
    let media_type = excerpt(media_type.as_str());
    let message = format!("a type of {other}'s, {media_type}, in a manifest of {of}'s: {tools}");
    problems.report(&rules::MIXED_MEDIA_TYPES, pointer.key("mediaType"), message);
}

/// Types that are reported once, however many layers have them.
fn check_each_kind(problems: &Problems, list: Pointer<'_>, layers: &[Descriptor]) {
    let once = |rule, has: &dyn Fn(&Descriptor) -> bool, key: &'static str, message: &str| {
        if let Some(position) = layers.iter().position(has) {
            let others = layers.iter().skip(position + 1).filter(|layer| has(layer));
            let more = match others.count() {
                0 => String::new(),
                1 => "; so has 1 more".to_owned(),
                more => format!("; so have {more} more"),
            };
            let layer = list.position(position);
            problems.report(rule, layer.key(key), format!("{message}{more}"));
        }
    };
    once(
        &rules::NONDISTRIBUTABLE_LAYER,
        &|layer| {
            let media_type = layer.media_type.as_str();
            media_type.starts_with(media_type::OCI_LAYER_NONDISTRIBUTABLE)
        },
        "mediaType",
        "the layer has a type for what must not be distributed, which is deprecated",
    );
    once(
        &rules::DOCKER_ZSTD,
        &|layer| layer.media_type.as_str() == media_type::DOCKER_LAYER_ZSTD,
        "mediaType",
        "the layer has Docker's type for zstd, which no specification names: docker-registry 2.8 takes it, skopeo 1.9 and buildah 1.28 refuse it",
    );
    once(
        &rules::ZERO_SIZE,
        &|layer| layer.size == Some(0),
        "size",
        "the layer has the size 0, which is not supported everywhere",
    );
}

/// The subject of a document is not where the document is. The pointer points into the document.
pub fn missing_subject(digest: &Digest) -> Problem {
    let subject = Pointer::ROOT.key("subject");
    let message = format!("the subject {digest} is not in this repository");
    Problem::new(&rules::SUBJECT_MISSING, subject.key("digest"), message)
}

/// There was no manifest in an archive, and what is shown in its place was made.
pub fn made_manifest() -> Problem {
    let message = "the archive holds no manifests: this one was made of its manifest.json and configs, and its digest is known nowhere else";
    Problem::new(&rules::MADE_MANIFEST, Pointer::ROOT, message.to_owned())
}

/// A subject is another manifest.
pub(super) fn check_subject(
    problems: &Problems,
    subject: &Descriptor,
    is_own: &dyn Fn(&Digest) -> bool,
) {
    let pointer = Pointer::ROOT.key("subject");
    let mut sizes = Sizes::of(1);
    descriptor::check(problems, pointer, subject, &mut sizes);
    if subject.digest.as_ref().is_some_and(is_own) {
        let message = "the subject is this very document";
        problems.report(
            &rules::SUBJECT_SELF,
            pointer.key("digest"),
            message.to_owned(),
        );
    }
    let media_type = &subject.media_type;
    let is_manifest = media_type.is_manifest()
        || media_type.is_index()
        || media_type.is_schema1()
        || media_type.as_str() == media_type::OCI_ARTIFACT_MANIFEST;
    // A type that is not known may be that of a manifest to come.
    let is_known = media_type.spec_url().is_some() || media_type.is_layer();
    if is_known && !is_manifest {
        let message = format!(
            "the subject is of the type {}, which is no manifest",
            excerpt(media_type.as_str())
        );
        problems.report(
            &rules::SUBJECT_MEDIA_TYPE,
            pointer.key("mediaType"),
            message,
        );
    }
}
