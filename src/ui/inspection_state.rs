//! What is known about the image that was asked for: one enum, changed by a pure reducer.

mod action;
mod questions;

use super::{findings::Findings, navigation::Target, shared::Shared, way::Way};
use crate::{
    inspection::{ConfigDocument, ImageDocument, InspectionError, Root},
    oci::{Body, Digest, Document, ImageReference, ReferenceError},
    source::transport::Retry,
};
use std::rc::Rc;
use yew::AttrValue;

pub use action::Action;

/// An inspection, as far as it got.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InspectionState {
    /// What was asked for last; `None` before the first question.
    pub target: Option<Target>,
    /// The parsed reference of the target.
    pub reference: Option<ImageReference>,
    /// In a layout: the absolute URL of its folder.
    pub folder: Option<String>,
    /// How the registry is asked.
    pub way: Way,
    /// What is shown.
    pub phase: Phase,
    /// The retry that is being waited for.
    pub retry: Option<Retry>,
    /// What the rules of the second module found.
    pub findings: Findings,
}

/// What is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Phase {
    /// Nothing was asked for, or the question was cancelled.
    #[default]
    Idle,
    /// Nothing is known yet.
    Loading,
    /// An index, and the image of it that was chosen.
    Index(IndexPhase),
    /// An image manifest.
    Image(Image),
    /// A manifest that is no image.
    Artifact(Shared<Root>),
    /// A schema-1 manifest.
    Schema1(Shared<Root>),
    /// Nothing can be shown.
    Failed(Shared<Failure>),
}

/// What kind of document a reference names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An index, of OCI or Docker.
    Index,
    /// The manifest of an image.
    Image,
    /// The manifest of something else.
    Artifact,
    /// A schema-1 manifest.
    Schema1,
}

impl Kind {
    /// What a document is.
    pub fn of(body: &Body) -> Self {
        match body {
            Body::Index(_) => Self::Index,
            Body::Manifest(manifest) if manifest.is_image() => Self::Image,
            Body::Manifest(_) => Self::Artifact,
            Body::Schema1(_) => Self::Schema1,
        }
    }

    /// The word of the DOM contract.
    pub fn attribute(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::Image => "image",
            Self::Artifact => "artifact",
            Self::Schema1 => "schema1",
        }
    }
}

/// An index with its chosen image.
#[derive(Clone, Debug, PartialEq)]
pub struct IndexPhase {
    /// The index.
    pub root: Shared<Root>,
    /// Position of the chosen entry.
    pub chosen: Option<usize>,
    /// The platform that was asked for, as it was written, if the index has no image for it.
    pub missing: Option<AttrValue>,
    /// What was read so far, by position of the entry.
    pub entries: Entries,
}

/// The entries of an index that were read: few, whatever the index lists, unless somebody asks for their sizes, and then not thousands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entries(Rc<Vec<(usize, Entry)>>);

impl Entries {
    /// The entry at a position, if it was read.
    pub fn get(&self, position: usize) -> Option<&Entry> {
        let mut entries = self.0.iter();
        entries
            .find(|(known, _)| *known == position)
            .map(|(_, entry)| entry)
    }

    fn get_mut(&mut self, position: usize) -> Option<&mut Entry> {
        let mut entries = Rc::make_mut(&mut self.0).iter_mut();
        entries
            .find(|(known, _)| *known == position)
            .map(|(_, entry)| entry)
    }

    fn forget_failed(&mut self, position: Option<usize>) {
        let is_it = |(known, entry): &(usize, Entry)| {
            Some(*known) == position && matches!(entry, Entry::Failed(_))
        };
        Rc::make_mut(&mut self.0).retain(|known| !is_it(known));
    }

    fn insert(&mut self, position: usize, entry: Entry) {
        match self.get_mut(position) {
            Some(known) => *known = entry,
            None => Rc::make_mut(&mut self.0).push((position, entry)),
        }
    }
}

/// An entry of an index.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// Its manifest was read.
    Read(Image),
    /// It could not be read.
    Failed(Shared<InspectionError>),
}

/// An image: its manifest and its config.
#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    /// The manifest: what the reference names, or what an index led to.
    pub manifest: ManifestDocument,
    /// Its config.
    pub config: ConfigPhase,
}

/// Where a manifest came from.
#[derive(Clone, Debug, PartialEq)]
pub enum ManifestDocument {
    /// The reference named it.
    Root(Shared<Root>),
    /// An index led to it.
    Entry(Shared<ImageDocument>),
}

/// The config of an image.
#[derive(Clone, Debug, PartialEq)]
pub enum ConfigPhase {
    /// The manifest is no image: its config is not read.
    None,
    /// On its way.
    Loading,
    /// Read.
    Read(Shared<ConfigDocument>),
    /// It could not be read; the manifest is shown all the same.
    Failed(Shared<InspectionError>),
}

/// Why nothing can be shown.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// The text names no image.
    Reference {
        /// The text as it was given.
        text: String,
        /// What is wrong with it.
        error: ReferenceError,
    },
    /// Nothing usable was served.
    Inspection(InspectionError),
    /// A defect of Porthole itself.
    Defect {
        /// What the program said of it.
        message: String,
    },
}

impl IndexPhase {
    /// That it has no image for what was asked for, if so.
    pub fn tell_missing(&self) -> Option<String> {
        let wanted = self.missing.as_ref()?;
        let preposition = if Digest::is_valid(wanted) {
            "with the digest"
        } else {
            "for"
        };
        Some(format!("The index has no image {preposition} {wanted}"))
    }
}

impl Phase {
    fn of_root(root: Shared<Root>) -> Self {
        match &root.document.body {
            Body::Index(_) => Self::Index(IndexPhase {
                root,
                chosen: None,
                missing: None,
                entries: Entries::default(),
            }),
            Body::Manifest(manifest) if manifest.is_image() => {
                Self::Image(Image::new(ManifestDocument::Root(root)))
            }
            Body::Manifest(_) => Self::Artifact(root),
            Body::Schema1(_) => Self::Schema1(root),
        }
    }
}

impl Image {
    /// A manifest whose config comes next, if it has one to show.
    pub fn new(manifest: ManifestDocument) -> Self {
        let reads_config =
            matches!(&manifest.document().body, Body::Manifest(manifest) if manifest.is_image());
        Self {
            manifest,
            config: if reads_config {
                ConfigPhase::Loading
            } else {
                ConfigPhase::None
            },
        }
    }
}

impl ConfigPhase {
    /// The config with its proof, if it was read.
    pub fn document(&self) -> Option<&Shared<ConfigDocument>> {
        match self {
            Self::Read(document) => Some(document),
            _ => None,
        }
    }
}

impl ManifestDocument {
    /// The document.
    pub fn document(&self) -> &Document {
        match self {
            Self::Root(root) => &root.document,
            Self::Entry(entry) => &entry.document,
        }
    }

    /// What is known of its digest.
    pub fn proof(&self) -> &crate::inspection::Proof {
        match self {
            Self::Root(root) => &root.proof,
            Self::Entry(entry) => &entry.proof,
        }
    }
}
