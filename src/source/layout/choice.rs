//! Which entry of `index.json` a reference names.

use crate::oci::{
    Descriptor, Digest, Index, LayoutReference, Problem, annotations::REF_NAME, json::Pointer, rule,
};
use std::collections::HashMap;

/// The annotation with the whole name of an image, written by containerd.
pub(in crate::source) const CONTAINERD_NAME: &str = "io.containerd.image.name";

/// What a reference names in a layout.
#[derive(Debug, PartialEq)]
pub(super) enum Found {
    Entry {
        descriptor: Box<Descriptor>,
        problem: Option<Problem>,
    },
    /// A blob that `index.json` does not list: one behind a nested index, for instance.
    Digest(Digest),
    /// `index.json` itself.
    Whole,
    Nothing {
        tag: String,
    },
}

/// The entry that a reference names. A digest decides; then the tag; without either the only one, under whatever tags, the one tagged `latest`, or all of them.
pub(super) fn choose(index: &Index, reference: &LayoutReference) -> Found {
    let entry = |descriptor: &Descriptor| Found::Entry {
        descriptor: Box::new(descriptor.clone()),
        problem: None,
    };
    if let Some(digest) = &reference.digest {
        let listed = index
            .manifests
            .iter()
            .find(|descriptor| descriptor.digest.as_ref() == Some(digest));
        return listed.map_or_else(|| Found::Digest(digest.clone()), entry);
    }
    match (&reference.tag, index.manifests.as_slice()) {
        (Some(tag), _) => tagged(index, tag).unwrap_or_else(|| Found::Nothing { tag: tag.clone() }),
        (None, [first, rest @ ..])
            if rest
                .iter()
                .all(|other| other.digest_text == first.digest_text) =>
        {
            entry(first)
        }
        (None, _) => tagged(index, "latest").unwrap_or(Found::Whole),
    }
}

/// The entry with a tag. If every entry has it, they are one image's platforms, and `index.json` is their index.
fn tagged(index: &Index, tag: &str) -> Option<Found> {
    let exactly = |descriptor: &&Descriptor| names_of(descriptor).any(|name| name == tag);
    let nearly =
        |descriptor: &&Descriptor| names_of(descriptor).any(|name| tag_of(name) == Some(tag));
    let mut matches: Vec<&Descriptor> = index.manifests.iter().filter(exactly).collect();
    if matches.is_empty() {
        matches = index.manifests.iter().filter(nearly).collect();
    }
    let first = *matches.first()?;
    let differ = matches
        .iter()
        .any(|descriptor| descriptor.digest_text != first.digest_text);
    if differ && matches.len() == index.manifests.len() {
        return Some(Found::Whole);
    }
    let problem = differ.then(|| {
        let message = format!(
            "{} entries of index.json are tagged {tag:?}; the first is shown",
            matches.len()
        );
        Problem::new(&rule::LAYOUT_DUPLICATE_TAG, Pointer::ROOT, message)
    });
    Some(Found::Entry {
        descriptor: Box::new(first.clone()),
        problem,
    })
}

fn names_of(descriptor: &Descriptor) -> impl Iterator<Item = &str> {
    [REF_NAME, CONTAINERD_NAME]
        .into_iter()
        .filter_map(|key| descriptor.annotations.get(key))
}

/// The tag in a name: `latest` of `latest`, `1.0` of `docker.io/library/alpine:1.0`; none in `localhost:5000/alpine`.
fn tag_of(name: &str) -> Option<&str> {
    let tag = name.rsplit_once(':').map_or(name, |(_, tag)| tag);
    (!tag.is_empty() && !tag.contains(['/', '@'])).then_some(tag)
}

/// The tag in a name; the whole name, if there is none.
pub(in crate::source) fn tag_in(name: &str) -> &str {
    tag_of(name).unwrap_or(name)
}

/// The tag of an entry of `index.json`; its whole name, if there is no tag in it.
pub fn tag_of_entry(descriptor: &Descriptor) -> Option<&str> {
    names_of(descriptor)
        .find_map(tag_of)
        .or_else(|| names_of(descriptor).next())
}

/// Every tag once, in the order of `index.json`.
pub(super) fn tags_of(index: &Index) -> Vec<String> {
    let mut known: HashMap<&str, usize> = HashMap::new();
    let tags = index.manifests.iter().filter_map(tag_of_entry);
    let tags = tags.filter(|tag| known.insert(tag, 0).is_none());
    tags.map(str::to_owned).collect()
}
