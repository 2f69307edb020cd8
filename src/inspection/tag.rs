//! From a tag to the few facts that a row of a list of tags shows, with as few requests as tell them.
//!
//! - One request for the document that the tag names: its digest, its kind, and of an index its platforms.
//! - Of an index one more, for the manifest of the default platform: the size.
//! - One for the config of an image: its platform, and when it was created. Of an index only if neither it nor its entry says when.

use super::{InspectionError, Proof, Root, read_config, read_entry, root_of};
use crate::{
    oci::{Annotations, Body, Config, Digest, Document, Index, Manifest, Platform, index::RowKind},
    source::{Source, Transport, Wanted},
};
use std::collections::HashSet;

/// When an image was created, in the annotations of an index, its entry, or a manifest.
const CREATED: &str = "org.opencontainers.image.created";

/// What a tag names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagKind {
    /// An index, or a manifest list.
    Index,
    /// An image.
    Image,
    /// A manifest that is no image.
    Artifact,
    /// A schema-1 manifest.
    Schema1,
}

/// What the document says that a tag names.
#[derive(Clone, Debug, PartialEq)]
pub struct TagFacts {
    /// Computed over its bytes.
    pub digest: Digest,
    /// What is known of the digest.
    pub proof: Proof,
    /// What it is.
    pub kind: TagKind,
    /// Its media type, or the type of the artifact, for people.
    pub type_name: String,
    /// `linux/arm64/v8`: of an index those of its images, each once, in its order; of an image the one that its config names.
    pub platforms: Vec<String>,
    /// Bytes of all layers; of an index those of the image for the default platform.
    pub size: Option<u64>,
    /// RFC 3339 as it was written.
    pub created: Option<String>,
}

/// Reads what a tag names.
pub async fn read_tag<T: Transport>(
    source: &Source<T>,
    tag: &str,
) -> Result<Root, InspectionError> {
    let served = source.document(&Wanted::Tag(tag.to_owned())).await?;
    root_of(served, None)
}

impl TagFacts {
    /// What the document itself says.
    pub fn of(root: &Root) -> Self {
        let document = &root.document;
        let mut facts = Self {
            digest: document.digest.clone(),
            proof: root.proof.clone(),
            kind: TagKind::Index,
            type_name: document.media_type.name().to_owned(),
            platforms: Vec::new(),
            size: None,
            created: None,
        };
        match &document.body {
            Body::Index(index) => {
                facts.platforms = platforms(index);
                facts.created = created(&index.annotations);
            }
            Body::Manifest(manifest) => facts.add_manifest(manifest),
            Body::Schema1(schema1) => {
                facts.kind = TagKind::Schema1;
                facts.platforms.push(schema1.architecture.clone());
                facts.platforms.retain(|platform| !platform.is_empty());
            }
        }
        facts
    }

    fn add_manifest(&mut self, manifest: &Manifest) {
        self.size = manifest.layers_size().whole();
        self.created = created(&manifest.annotations);
        if manifest.is_image() {
            self.kind = TagKind::Image;
        } else {
            self.kind = TagKind::Artifact;
            self.type_name = manifest
                .attached_type()
                .unwrap_or(manifest.kind())
                .to_owned();
        }
    }

    /// Whether [`TagFacts::complete`] has nothing to ask for.
    pub fn is_complete(&self) -> bool {
        match self.kind {
            TagKind::Index => {
                self.platforms.is_empty() || (self.size.is_some() && self.created.is_some())
            }
            TagKind::Image => self.created.is_some() && !self.platforms.is_empty(),
            TagKind::Artifact | TagKind::Schema1 => true,
        }
    }

    /// Asks for what the document does not say itself: size, time of creation, platform.
    ///
    /// # Errors
    /// What the default image or its config could not be read for, or that its bytes are not what their descriptor says: nothing is taken from
    /// those. What is known already stays.
    pub async fn complete<T: Transport>(
        &mut self,
        source: &Source<T>,
        document: &Document,
    ) -> Result<(), InspectionError> {
        match &document.body {
            Body::Index(index) => {
                let Some(entry) = index.choose(None).and_then(|at| index.manifests.get(at)) else {
                    return Ok(());
                };
                let image = read_entry(source, entry).await?;
                image.proof.refuse_mismatch("image manifest")?;
                if let Body::Manifest(manifest) = &image.document.body {
                    self.size = manifest.layers_size().whole();
                    self.created = self
                        .created
                        .take()
                        .or_else(|| created(&entry.annotations))
                        .or_else(|| created(&manifest.annotations));
                    if self.created.is_none() && manifest.is_image() {
                        self.created = proven_config(source, &image.document).await?.created;
                    }
                }
            }
            Body::Manifest(manifest) if manifest.is_image() => {
                let config = proven_config(source, document).await?;
                self.platforms = name_of(&config.platform).into_iter().collect();
                self.created = self.created.take().or(config.created);
            }
            Body::Manifest(_) | Body::Schema1(_) => {}
        }
        Ok(())
    }
}

/// The config of an image, unless its bytes are not what the manifest says.
async fn proven_config<T: Transport>(
    source: &Source<T>,
    document: &Document,
) -> Result<Config, InspectionError> {
    let read = read_config(source, document).await?;
    read.proof.refuse_mismatch("config")?;
    Ok(read.config)
}

fn created(annotations: &Annotations) -> Option<String> {
    annotations
        .get(CREATED)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

fn name_of(platform: &Platform) -> Option<String> {
    (!platform.is_silent()).then(|| platform.to_string())
}

/// The platforms of an index's images, each once.
fn platforms(index: &Index) -> Vec<String> {
    let rows = index.rows();
    let images = rows.iter().filter(|row| row.kind == RowKind::Image);
    let platforms = images.filter_map(|row| {
        let platform = index.manifests.get(row.entry)?.platform.as_ref();
        name_of(platform?)
    });
    let mut known = HashSet::new();
    let platforms = platforms.filter(|platform| known.insert(platform.clone()));
    platforms.collect()
}
