//! Descriptors, wherever they stand: image-spec 1.1.1 `descriptor.md`, and `manifest.md` for the empty one.

use super::{annotations, rules, uri};
use crate::oci::{
    Algorithm, Descriptor, MediaType, json::Pointer, media_type, problem::Problems,
    problem::excerpt,
};
use std::collections::HashMap;

/// SHA-256 of `{}`.
const EMPTY_ENCODED: &str = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

/// Sizes that a document gives for digests: each digest has one.
pub(super) struct Sizes<'d>(HashMap<&'d str, u64>);

impl Sizes<'_> {
    /// For a document with so many descriptors.
    pub fn of(descriptors: usize) -> Self {
        Self(HashMap::with_capacity(descriptors))
    }
}

/// Checks a descriptor at `pointer`.
pub(super) fn check<'d>(
    problems: &Problems,
    pointer: Pointer<'_>,
    descriptor: &'d Descriptor,
    sizes: &mut Sizes<'d>,
) {
    check_urls(problems, pointer, &descriptor.urls);
    if let Some(artifact_type) = &descriptor.artifact_type {
        check_artifact_type(problems, pointer.key("artifactType"), artifact_type);
    }
    check_empty(problems, pointer, descriptor);
    annotations::check(
        problems,
        pointer.key("annotations"),
        &descriptor.annotations,
    );
    if let (Some(_), Some(size)) = (&descriptor.digest, descriptor.size) {
        let first = *sizes.0.entry(&descriptor.digest_text).or_insert(size);
        if first != size {
            let message = format!(
                "\"size\" is {size}, and another descriptor of the same digest says {first}"
            );
            problems.report(&rules::SIZE_CONTRADICTION, pointer.key("size"), message);
        }
    }
}

/// Complains of an artifact type that is no media type.
pub(super) fn check_artifact_type(problems: &Problems, pointer: Pointer<'_>, text: &str) {
    // Parameters, which some tools write, are cut off.
    if !text.is_empty() && !MediaType::new(text).is_well_formed() {
        let message = format!("\"artifactType\" is no media type: {}", excerpt(text));
        problems.report(&rules::ARTIFACT_TYPE_GRAMMAR, pointer, message);
    }
}

fn check_urls(problems: &Problems, pointer: Pointer<'_>, urls: &[String]) {
    let list = pointer.key("urls");
    for (position, url) in urls.iter().enumerate() {
        let pointer = list.position(position);
        match uri::scheme(url) {
            None => {
                let message = format!("no URI: {}", excerpt(url));
                problems.report(&rules::DESCRIPTOR_URL, pointer, message);
            }
            Some(scheme)
                if !["http", "https"]
                    .iter()
                    .any(|known| known.eq_ignore_ascii_case(scheme)) =>
            {
                let message = format!("neither http nor https: {}", excerpt(url));
                problems.report(&rules::DESCRIPTOR_URL_SCHEME, pointer, message);
            }
            Some(_) => {}
        }
    }
}

/// The empty descriptor has the content `{}`, and no other.
fn check_empty(problems: &Problems, pointer: Pointer<'_>, descriptor: &Descriptor) {
    if descriptor.media_type.as_str() != media_type::OCI_EMPTY {
        return;
    }
    let is_other = descriptor.digest.as_ref().is_some_and(|digest| {
        *digest.algorithm() == Algorithm::Sha256 && digest.encoded() != EMPTY_ENCODED
    });
    if is_other || descriptor.size.is_some_and(|size| size != 2) {
        let message =
            "the media type is that of the empty descriptor, and the content is not \"{}\"";
        problems.report(&rules::EMPTY_DESCRIPTOR, pointer, message.to_owned());
    }
}

/// Whether the content is `{}`.
pub(super) fn is_empty_object(descriptor: &Descriptor) -> bool {
    let digest = descriptor.digest.as_ref();
    digest.is_some_and(|digest| digest.encoded() == EMPTY_ENCODED)
}

/// What stands behind `application/vnd.docker.` in the types of Docker's formats for images and plugins ("Image Manifest Version 2, Schema 2"). What else Docker
/// keeps in registries (models, Compose files) it keeps in manifests of OCI's.
const DOCKER: [&str; 4] = [
    "distribution.manifest.",
    "container.image.",
    "image.rootfs.",
    "plugin.",
];

/// Whether the type is one of Docker's for images and plugins.
pub(super) fn is_docker(media_type: &MediaType) -> bool {
    let name = media_type.as_str().strip_prefix("application/vnd.docker.");
    name.is_some_and(|name| DOCKER.iter().any(|start| name.starts_with(start)))
}

/// Whether the type is one of OCI's for images, short of the empty one.
pub(super) fn is_oci_image(media_type: &MediaType) -> bool {
    media_type
        .as_str()
        .starts_with("application/vnd.oci.image.")
}
