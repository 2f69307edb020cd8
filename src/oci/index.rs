//! Image indexes: OCI image index and Docker manifest list.
//!
//! Implements image-spec 1.1.1 `image-index.md` and the manifest list of Docker's "Image Manifest Version 2, Schema 2"; BuildKit's
//! attestations, of which an index has one entry for each image, as BuildKit's `attestation-storage.md` describes them.

use super::{Annotations, Descriptor, Digest, Platform, fields::Fields, media_type, rule};
use std::collections::HashMap;

/// An index, read leniently.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Index {
    /// Declared artifact type.
    pub artifact_type: Option<String>,
    /// Entries in the document's order.
    pub manifests: Vec<Descriptor>,
    /// What this is about.
    pub subject: Option<Descriptor>,
    /// Annotations.
    pub annotations: Annotations,
    /// Members that no specification names: key and JSON text.
    pub unknown: Vec<(String, String)>,
}

/// A row of the platform table: an entry that is no attestation, with the attestations that speak of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Position in [`Index::manifests`].
    pub entry: usize,
    /// What the entry is.
    pub kind: RowKind,
    /// Positions of its attestations in [`Index::manifests`].
    pub attestations: Vec<usize>,
}

/// What an entry of an index is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// An image for a platform (or without one).
    Image,
    /// Another index.
    Index,
    /// An attestation of BuildKit's whose image is not here, or not named.
    Attestation,
    /// Anything else, by artifactType or media type.
    Other,
}

impl Index {
    /// Rows in the document's order.
    pub fn rows(&self) -> Vec<Row> {
        let mut first_of: HashMap<&str, usize> = HashMap::new();
        for (entry, descriptor) in self.manifests.iter().enumerate() {
            if !is_attestation(descriptor) && descriptor.digest.is_some() {
                first_of.entry(&descriptor.digest_text).or_insert(entry);
            }
        }
        let mut rows: Vec<Row> = Vec::new();
        // Attestations with the entry that each speaks of.
        let mut spoken_of: Vec<(usize, usize)> = Vec::new();
        for (entry, descriptor) in self.manifests.iter().enumerate() {
            let is_attestation = is_attestation(descriptor);
            let target = attestation_target(descriptor).and_then(|target| first_of.get(target));
            if let (true, Some(target)) = (is_attestation, target) {
                spoken_of.push((entry, *target));
                continue;
            }
            rows.push(Row {
                entry,
                kind: if is_attestation {
                    RowKind::Attestation
                } else {
                    RowKind::of(descriptor)
                },
                attestations: Vec::new(),
            });
        }
        for (entry, target) in spoken_of {
            if let Ok(row) = rows.binary_search_by_key(&target, |row| row.entry)
                && let Some(row) = rows.get_mut(row)
            {
                row.attestations.push(entry);
            }
        }
        rows
    }

    /// The names by which [`Index::choose`] finds images, with their positions in [`Index::manifests`], in ascending order: os, architecture and variant
    /// of the first image that has them; of others with their os.version (Windows has an image a version), if no image before has that too.
    pub fn names(&self) -> Vec<(usize, String)> {
        let rows = self.rows();
        let images = rows.iter().filter(|row| row.kind == RowKind::Image);
        let platforms = images.filter_map(|row| {
            let platform = self.manifests.get(row.entry)?.platform.as_ref()?;
            Some((
                row.entry,
                platform,
                platform.to_string(),
                platform.full_name(),
            ))
        });
        let platforms: Vec<_> = platforms.collect();
        let mut first_of: HashMap<&str, usize> = HashMap::new();
        let mut names = Vec::new();
        for (entry, platform, short, full) in &platforms {
            let is_first = *first_of.entry(short).or_insert(*entry) == *entry;
            let is_new = *first_of.entry(full).or_insert(*entry) == *entry;
            let name = if is_first { short } else { full };
            // What a registry wrote may be no name at all.
            let says_the_same =
                |read: Platform| read.is_same_machine(platform) && read.variant == platform.variant;
            if (is_first || is_new) && name.parse().is_ok_and(says_the_same) {
                names.push((*entry, name.clone()));
            }
        }
        names
    }

    /// What chooses the entry at a position, for [`Index::choose_named`]: the name of its platform, if that leads to this very entry, else its digest.
    pub fn name_of(&self, position: usize) -> Option<String> {
        let names = self.names();
        match names.binary_search_by_key(&position, |(entry, _)| *entry) {
            Ok(found) => names.into_iter().nth(found).map(|(_, name)| name),
            Err(_) => self
                .manifests
                .get(position)?
                .digest
                .as_ref()
                .map(ToString::to_string),
        }
    }

    /// Position in [`Index::manifests`] of the image that a text names: by its platform, or by its digest, as images are named that have no platform, or one
    /// that another image has too. `None` if it names neither, or no image that is here.
    pub fn choose_named(&self, wanted: &str) -> Option<usize> {
        let wanted = wanted.trim();
        match wanted.parse::<Digest>() {
            Ok(digest) => {
                let mut images = self.images().into_iter();
                images.find(|entry| self.manifests[*entry].digest.as_ref() == Some(&digest))
            }
            Err(_) => self.choose(Some(&wanted.parse().ok()?)),
        }
    }

    /// The other indexes that it lists.
    pub fn indexes(&self) -> impl Iterator<Item = &Descriptor> {
        let entries = self.manifests.iter();
        entries.filter(|entry| RowKind::of(entry) == RowKind::Index)
    }

    /// Positions in [`Index::manifests`] of images.
    pub fn images(&self) -> Vec<usize> {
        (0..self.manifests.len())
            .filter(|entry| {
                let descriptor = &self.manifests[*entry];
                !is_attestation(descriptor) && RowKind::of(descriptor) == RowKind::Image
            })
            .collect()
    }

    /// Position in [`Index::manifests`] of the image for `wanted`; with `None`: of those that name a digest linux/amd64, else the first.
    /// A wanted platform without variant takes an entry of that os and architecture in any case; `None` if there is no such image.
    ///
    /// Both are read as containerd reads them (`linux/x86_64` is `linux/amd64`). An entry that is written exactly as what is wanted comes before one that
    /// only fits (`linux/arm64` fits `linux/arm64/v8`, as `v8` goes without saying there), and that before one for a lower variant.
    pub fn choose(&self, wanted: Option<&Platform>) -> Option<usize> {
        let images = self.images();
        match wanted {
            Some(wanted) => self.find(&images, wanted),
            None => {
                let habit = Platform {
                    os: "linux".to_owned(),
                    architecture: "amd64".to_owned(),
                    ..Platform::default()
                };
                let (named, nameless): (Vec<usize>, Vec<usize>) = images
                    .into_iter()
                    .partition(|entry| self.manifests[*entry].digest.is_some());
                // An entry that leads nowhere is chosen where there is nothing else.
                let leads_elsewhere = || self.indexes().any(|index| index.digest.is_some());
                self.find(&named, &habit)
                    .or(named.first().copied())
                    .or(nameless.first().copied().filter(|_| !leads_elsewhere()))
            }
        }
    }

    fn find(&self, images: &[usize], wanted: &Platform) -> Option<usize> {
        let normalized = wanted.normalized();
        let fitting = images.iter().filter_map(|entry| {
            let platform = self.manifests[*entry].platform.as_ref()?;
            let is_other_version =
                wanted.os_version.is_some() && platform.os_version != wanted.os_version;
            let is_written_otherwise =
                !platform.is_same_machine(wanted) || platform.variant != wanted.variant;
            let distance = platform.distance(&normalized)?;
            Some((distance, is_other_version, is_written_otherwise, *entry))
        });
        // The first of those that are nearest.
        fitting.min().map(|(.., entry)| entry)
    }

    /// Reads an index.
    pub(super) fn read(fields: Fields<'_>) -> Self {
        if !fields.has("manifests") {
            fields.report_missing(&rule::INDEX_MANIFESTS, "manifests");
        }
        Self {
            artifact_type: fields.text("artifactType", &rule::ARTIFACT_TYPE),
            manifests: Descriptor::read_list(fields, "manifests", &rule::INDEX_MANIFESTS)
                .unwrap_or_default(),
            subject: fields.object("subject", &rule::MANIFEST_SUBJECT, Descriptor::read),
            annotations: fields.annotations("annotations", &rule::ANNOTATIONS),
            unknown: fields.unknown(&[
                "schemaVersion",
                "mediaType",
                "artifactType",
                "manifests",
                "subject",
                "annotations",
            ]),
        }
    }
}

impl RowKind {
    pub(super) fn of(descriptor: &Descriptor) -> Self {
        let media_type = &descriptor.media_type;
        if media_type.is_index() {
            return Self::Index;
        }
        let is_manifest =
            media_type.is_manifest() || media_type.is_schema1() || media_type.is_empty();
        // The artifact type of an image is that of its config.
        let is_image_type = descriptor
            .artifact_type
            .as_deref()
            .is_none_or(|artifact_type| {
                artifact_type.is_empty() || super::MediaType::new(artifact_type).is_config()
            });
        let is_unknown = descriptor
            .platform
            .as_ref()
            .is_some_and(Platform::is_unknown);
        // Tools choose by the platform, whatever the type.
        let is_for_a_platform = descriptor
            .platform
            .as_ref()
            .is_some_and(|platform| !platform.os.is_empty() && !platform.architecture.is_empty());
        if is_manifest && (is_image_type || is_for_a_platform) && !is_unknown {
            Self::Image
        } else {
            Self::Other
        }
    }
}

/// Whether an entry is one of BuildKit's attestations, in the older form (annotations) or the newer one (artifact type).
pub(super) fn is_attestation(descriptor: &Descriptor) -> bool {
    descriptor.annotations.get("vnd.docker.reference.type") == Some("attestation-manifest")
        || descriptor.artifact_type.as_deref() == Some(media_type::DOCKER_ATTESTATION)
}

/// The digest of the image that an attestation speaks of.
pub(super) fn attestation_target(descriptor: &Descriptor) -> Option<&str> {
    descriptor.annotations.get("vnd.docker.reference.digest")
}
