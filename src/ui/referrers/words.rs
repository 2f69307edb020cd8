//! What a referrer is, in words.

use crate::{
    inspection::referrers::ReadReferrer,
    oci::{
        Descriptor,
        purpose::{Purpose, of_predicate, of_type},
    },
    source::referrers::{FoundBy, Gap},
    ui::loading::sentence,
};

/// What Sigstore's tools say of a bundle without its being read.
const PREDICATE: &str = "dev.sigstore.bundle.predicateType";
const CONTENT: &str = "dev.sigstore.bundle.content";

/// What an artifact calls itself.
const TITLE: &str = "org.opencontainers.image.title";

/// What something is for, and what it is called: `Signature`, `cosign`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ui) struct Title {
    pub purpose: Purpose,
    /// Empty if there is nothing to add.
    pub name: String,
}

/// The type that a referrer states, or that follows from its layers.
pub(in crate::ui) fn artifact_type(descriptor: &Descriptor, read: Option<&ReadReferrer>) -> String {
    let manifest = read.and_then(ReadReferrer::manifest);
    // What cosign wrote before there were artifact types looks like an image.
    if let Some(manifest) = manifest.filter(|manifest| manifest.is_image())
        && let Some(layer) = manifest.layers.first()
    {
        return layer.media_type.as_str().to_owned();
    }
    let stated = manifest.map(|manifest| manifest.kind());
    let stated = stated.filter(|kind| !kind.is_empty());
    let listed = descriptor.artifact_type.as_deref();
    stated
        .or(listed)
        .unwrap_or(descriptor.media_type.as_str())
        .to_owned()
}

/// What a referrer is.
pub(in crate::ui) fn title(descriptor: &Descriptor, read: Option<&ReadReferrer>) -> Title {
    let claims = read.into_iter().flat_map(|read| &read.layers);
    let mut claims = claims.filter_map(|layer| layer.attachment.as_ref().ok()?.claim.as_ref());
    let manifest = read.and_then(ReadReferrer::manifest);
    let annotation = |name: &str| {
        let own = manifest.and_then(|manifest| manifest.annotations.get(name));
        own.or_else(|| descriptor.annotations.get(name))
    };
    let predicate = claims.find_map(|claim| claim.predicate_type.as_deref());
    if let Some(uri) = predicate.or_else(|| annotation(PREDICATE)) {
        return match of_predicate(uri) {
            Some((purpose, name)) => Title {
                purpose,
                name: name.to_owned(),
            },
            None => Title {
                purpose: Purpose::Attestation,
                name: uri.to_owned(),
            },
        };
    }
    let artifact_type = artifact_type(descriptor, read);
    match of_type(&artifact_type) {
        Some((_, name)) if annotation(CONTENT) == Some("message-signature") => Title {
            purpose: Purpose::Signature,
            name: name.to_owned(),
        },
        Some((purpose, name)) => Title {
            purpose,
            name: name.to_owned(),
        },
        // Its type stands below.
        None => Title {
            purpose: Purpose::Other,
            name: annotation(TITLE).unwrap_or_default().to_owned(),
        },
    }
}

/// How a referrer was found.
pub(in crate::ui) fn found(by: &FoundBy) -> (&'static str, String) {
    match by {
        FoundBy::Api => ("api", "listed by the registry".to_owned()),
        FoundBy::TagSchema => ("tag", "listed under the tag for referrers".to_owned()),
        FoundBy::CosignTag(tag) => ("tag", format!("found by the tag {tag}")),
        FoundBy::Layout => ("layout", "in the layout".to_owned()),
    }
}

/// What is not known.
pub(super) fn gap(gap: &Gap) -> String {
    let rest = match gap {
        Gap::Refused { .. } => " Only its tags were looked at.",
        Gap::Tag { .. } | Gap::More { .. } => "",
    };
    format!("{}.{rest}", sentence(&gap.to_string()))
}
