//! Image indexes: image-spec 1.1.1 `image-index.md`, and Docker's manifest list; and an entry against the document behind it.

use super::{
    Linted, LintedEntry, annotations, descriptor, descriptor::Sizes, manifest, platform, rules,
};
use crate::oci::{
    Body, Descriptor, Digest, Document, Index, MediaType,
    annotations::REF_NAME,
    index::{RowKind, attestation_target, is_attestation},
    json::Pointer,
    problem::{Problems, excerpt},
    rule::{self, Rule},
};
use std::collections::{HashMap, HashSet};

/// Checks an index. `is_own`: whether a digest is that of the index itself.
pub(super) fn check(
    problems: &Problems,
    document: &Document,
    index: &Index,
    is_own: &dyn Fn(&Digest) -> bool,
) {
    let root = Pointer::ROOT;
    let list = root.key("manifests");
    let mut sizes = Sizes::of(index.manifests.len());
    for (position, entry) in index.manifests.iter().enumerate() {
        let pointer = list.position(position);
        descriptor::check(problems, pointer, entry, &mut sizes);
        annotations::check_ref_name(problems, pointer.key("annotations"), &entry.annotations);
        if let Some(platform) = &entry.platform {
            platform::check(problems, pointer.key("platform"), platform);
        }
        if entry.digest.as_ref().is_some_and(is_own) {
            let message = "the index is an entry of itself".to_owned();
            problems.report(&rules::INDEX_LOOP, pointer.key("digest"), message);
        }
    }
    check_types(problems, document, index);
    check_platforms(problems, index);
    check_duplicates(problems, index);
    check_attestations(problems, index);
    if let Some(subject) = &index.subject {
        manifest::check_subject(problems, subject, is_own);
    }
    if let Some(artifact_type) = &index.artifact_type {
        descriptor::check_artifact_type(problems, root.key("artifactType"), artifact_type);
    }
    annotations::check(problems, root.key("annotations"), &index.annotations);
}

/// Reports the first of the entries that `has` finds, and how many more there are.
fn once(
    problems: &Problems,
    rule: &Rule,
    index: &Index,
    key: &str,
    has: &dyn Fn(&Descriptor) -> bool,
    message: &dyn Fn(&Descriptor) -> String,
) {
    let mut found = index
        .manifests
        .iter()
        .enumerate()
        .filter(|(_, entry)| has(entry));
    let Some((position, first)) = found.next() else {
        return;
    };
    let more = match found.count() {
        0 => String::new(),
        1 => "; so is 1 more entry".to_owned(),
        more => format!("; so are {more} more entries"),
    };
    let list = Pointer::ROOT.key("manifests");
    let entry = list.position(position);
    let pointer = if key.is_empty() {
        entry
    } else {
        entry.key(key)
    };
    problems.report(rule, pointer, format!("{}{more}", message(first)));
}

fn check_types(problems: &Problems, document: &Document, index: &Index) {
    if index.manifests.is_empty() {
        let message = "the index lists nothing".to_owned();
        problems.report(&rules::INDEX_EMPTY, Pointer::ROOT.key("manifests"), message);
    }
    once(
        problems,
        &rules::INDEX_NESTED,
        index,
        "mediaType",
        &|entry| entry.media_type.is_index(),
        &|_| "the entry is an index itself, which clients need not follow".to_owned(),
    );
    let is_manifest = |entry: &Descriptor| {
        let media_type = &entry.media_type;
        media_type.is_empty()
            || media_type.is_manifest()
            || media_type.is_index()
            || media_type.is_schema1()
    };
    once(
        problems,
        &rules::INDEX_ENTRY_TYPE,
        index,
        "mediaType",
        &|entry| !is_manifest(entry),
        &|entry| {
            let media_type = excerpt(entry.media_type.as_str());
            format!(
                "the entry is of the type {media_type}, which is neither a manifest nor an index"
            )
        },
    );
    let is_docker = descriptor::is_docker(&document.media_type);
    let (of, other) = if is_docker {
        ("Docker", "OCI")
    } else {
        ("OCI", "Docker")
    };
    once(
        problems,
        &rules::MIXED_MEDIA_TYPES_INDEX,
        index,
        "mediaType",
        &|entry| {
            is_manifest(entry)
                && if is_docker {
                    descriptor::is_oci_image(&entry.media_type)
                } else {
                    descriptor::is_docker(&entry.media_type)
                }
        },
        &|entry| {
            let media_type = excerpt(entry.media_type.as_str());
            format!("the entry is of a type of {other}'s, {media_type}, in an index of {of}'s")
        },
    );
}

/// Images without a platform beside images with one: no client can choose them.
fn check_platforms(problems: &Problems, index: &Index) {
    let is_image =
        |entry: &Descriptor| !is_attestation(entry) && RowKind::of(entry) == RowKind::Image;
    let has_platforms = index
        .manifests
        .iter()
        .any(|entry| is_image(entry) && entry.platform.is_some());
    let is_named = |entry: &Descriptor| entry.annotations.get(REF_NAME).is_some();
    if has_platforms {
        once(
            problems,
            &rules::PLATFORM_MISSING,
            index,
            "",
            &|entry| is_image(entry) && entry.platform.is_none() && !is_named(entry),
            &|_| "the entry is without a platform, and others have one".to_owned(),
        );
    }
}

/// Two images for one platform: a client takes the first, so that nobody ever runs the second. Entries that differ in annotations
/// are meant: so tools offer one image in several compressions.
fn check_duplicates(problems: &Problems, index: &Index) {
    let keys: Vec<String> = index.manifests.iter().map(duplicate_key).collect();
    let mut first_of: HashMap<&str, usize> = HashMap::new();
    let list = Pointer::ROOT.key("manifests");
    for ((position, entry), key) in index.manifests.iter().enumerate().zip(&keys) {
        let Some(platform) = &entry.platform else {
            continue;
        };
        if is_attestation(entry) || RowKind::of(entry) != RowKind::Image {
            continue;
        }
        let first = *first_of.entry(key).or_insert(position);
        if first != position {
            let message = format!("entry {first} is for {platform} too; clients take the first");
            problems.report(&rule::DUPLICATE_PLATFORM, list.position(position), message);
        }
    }
}

/// Platform and annotations in one text: equal for entries among which a client cannot choose.
fn duplicate_key(descriptor: &Descriptor) -> String {
    let mut key = String::new();
    // Each text behind its length, so that nothing in it can look like the next one.
    let mut add = |text: &str| key.push_str(&format!("{}:{text}", text.len()));
    if let Some(platform) = &descriptor.platform {
        add(&platform.to_string());
        add(platform.os_version.as_deref().unwrap_or_default());
        platform.os_features.iter().for_each(|feature| add(feature));
        add("features");
        platform.features.iter().for_each(|feature| add(feature));
    }
    for (name, value) in &descriptor.annotations.0 {
        add(name);
        add(value);
    }
    key
}

fn check_attestations(problems: &Problems, index: &Index) {
    let entries = || index.manifests.iter();
    let listed: HashSet<&str> = entries().map(|entry| entry.digest_text.as_str()).collect();
    once(
        problems,
        &rules::ATTESTATION_TARGET,
        index,
        "annotations",
        &|entry| {
            is_attestation(entry)
                && attestation_target(entry).is_some_and(|target| !listed.contains(target))
        },
        &|_| "the entry is an attestation of an image that is not in the index".to_owned(),
    );
}

/// Checks an entry against the document behind it. The pointer points into the index.
pub(super) fn check_entry(problems: &Problems, linted: &Linted<'_>, entry: &LintedEntry<'_>) {
    let list = Pointer::ROOT.key("manifests");
    let pointer = list.position(entry.position);
    let descriptor = entry.descriptor;
    let Body::Manifest(manifest) = &entry.document.body else {
        return;
    };
    if let Some(said) = descriptor
        .artifact_type
        .as_deref()
        .filter(|said| !said.is_empty())
        && MediaType::new(said) != MediaType::new(manifest.kind())
    {
        let message = format!(
            "\"artifactType\" is {}, and the manifest behind it is {}",
            excerpt(said),
            excerpt(manifest.kind())
        );
        problems.report(
            &rules::ENTRY_ARTIFACT_TYPE,
            pointer.key("artifactType"),
            message,
        );
    }
    // Beside entries that have one it is said of the index as a whole.
    let Body::Index(index) = &linted.root.body else {
        return;
    };
    let is_alone = index.manifests.iter().all(|entry| entry.platform.is_none());
    let is_named = descriptor.annotations.get(REF_NAME).is_some();
    if let Some(config) = linted.config
        && is_alone
        && !is_named
        && !config.platform.os.is_empty()
    {
        let message = format!(
            "the entry has no platform, and its image is for {}",
            config.platform
        );
        problems.report(&rules::PLATFORM_MISSING, pointer, message);
    }
}

/// Checks an index that is an entry of the index `root`.
pub(super) fn check_nested(problems: &Problems, root: &Document, document: &Document) {
    let Body::Index(index) = &document.body else {
        return;
    };
    once(
        problems,
        &rules::INDEX_LOOP,
        index,
        "digest",
        &|entry| entry.digest.as_ref() == Some(&root.digest),
        &|_| "the entry is the index that led here".to_owned(),
    );
}
