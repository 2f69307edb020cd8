//! What a referrer is, in words.

use crate::{
    inspection::referrers::ReadReferrer,
    oci::{
        Descriptor, Manifest,
        annotations::TITLE,
        purpose::{Purpose, of_predicate, of_type},
    },
    source::referrers::{FoundBy, Gap},
    ui::{format, sentence::full_sentence},
    verify::signature::MOST_CHECKED,
};

/// What Sigstore's tools say of a bundle without its being read.
const PREDICATE: &str = "dev.sigstore.bundle.predicateType";
const CONTENT: &str = "dev.sigstore.bundle.content";

/// What something is for, and what it is called: `Signature`, `cosign`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ui) struct Title {
    pub purpose: Purpose,
    /// Empty if there is nothing to add.
    pub name: String,
}

/// The type that a referrer states, or that follows from its config; of what old tools attached, the type of its first layer.
pub(in crate::ui) fn artifact_type(descriptor: &Descriptor, read: Option<&ReadReferrer>) -> String {
    let manifest = read.and_then(ReadReferrer::manifest);
    if let Some(attached) = manifest.and_then(attached_type) {
        return attached.to_owned();
    }
    let stated = manifest.map(|manifest| manifest.kind());
    let stated = stated.filter(|kind| !kind.is_empty());
    let listed = descriptor.artifact_type.as_deref();
    stated
        .or(listed)
        .unwrap_or(descriptor.media_type.as_str())
        .to_owned()
}

/// What cosign wrote before there were artifact types looks like an image, or has an empty config: only its layer says what it is. A layer
/// that is none of those types says nothing: the image may as well be one.
fn attached_type(manifest: &Manifest) -> Option<&str> {
    let layer = manifest.layers.first();
    let layer = layer.filter(|_| manifest.is_silent())?;
    let media_type = layer.media_type.as_str();
    of_type(media_type).map(|_| media_type)
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
pub(in crate::ui) fn gap(gap: &Gap) -> String {
    let rest = match gap {
        Gap::Refused { .. } | Gap::Unreadable { .. } => " Only its tags were looked at.",
        Gap::Tag { .. } | Gap::BrokenOff { .. } | Gap::Unlinked | Gap::More { .. } => "",
    };
    format!("{}{rest}", full_sentence(&gap.to_string()))
}

/// That a referrer says itself that it is none of the image.
pub(in crate::ui) const OF_SOMETHING_ELSE: &str =
    "It says itself that it refers to something else.";

/// That layers of a referrer were not read; `None` if all were.
pub(in crate::ui) fn unread(layers: usize) -> Option<String> {
    let layers = (layers > 0).then_some(layers)?;
    let layers = format::count(layers, "more layer was", "more layers were");
    Some(format!("{layers} not read."))
}

/// How many of the signatures are not checked, where there are more than [`MOST_CHECKED`].
pub(in crate::ui) fn unchecked(signatures: usize) -> Option<String> {
    let more = signatures.checked_sub(MOST_CHECKED + 1)? + 1;
    let more = format::count(more, "more signature is", "more signatures are");
    Some(format!("{more} not checked and not shown."))
}

/// That nothing was found. What there is may be behind a gap.
pub(super) fn none(is_of_layout: bool, gaps: &[Gap]) -> &'static str {
    if !gaps.is_empty() {
        "None was found, but not everything could be looked at."
    } else if is_of_layout {
        "Nothing in this layout refers to it. Copies are made without referrers as a rule: the registry may have some."
    } else {
        "Nothing refers to it: neither the registry nor the tags that cosign and others write name anything."
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn that_nothing_refers_to_it_is_not_said_where_something_is_not_known() {
        for is_of_layout in [false, true] {
            assert!(none(is_of_layout, &[]).starts_with("Nothing"));
            let gaps = [Gap::Refused { status: 500 }];
            assert!(none(is_of_layout, &gaps).starts_with("None was found, but"));
        }
    }
}
