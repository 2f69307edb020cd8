//! What is known about the image that was asked for: one enum, changed by a pure reducer.

use super::{
    findings::{Checked, Findings, Subject},
    navigation::Target,
    shared::Shared,
    way::Way,
};
use crate::{
    inspection::{ConfigDocument, ImageDocument, InspectionError, Root},
    oci::{
        Body, Config, Descriptor, Document, ImageReference, Index, Manifest, Platform, Problem,
        ReferenceError, Schema1,
    },
    source::transport::Retry,
};
use std::rc::Rc;
use yew::Reducible;

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
    Image(Picture),
    /// A manifest that is no image.
    Artifact(Shared<Root>),
    /// A schema-1 manifest.
    Schema1(Shared<Root>),
    /// Nothing can be shown.
    Failed(Shared<Failure>),
}

/// An index with its chosen image.
#[derive(Clone, Debug, PartialEq)]
pub struct IndexPhase {
    /// The index.
    pub root: Shared<Root>,
    /// Position of the chosen entry.
    pub chosen: Option<usize>,
    /// The platform that was asked for, if the index has no image for it.
    pub missing: Option<Platform>,
    /// What was read so far, by position of the entry.
    pub entries: Entries,
}

/// The entries of an index that were read: few, whatever the index lists.
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
    Read(Picture),
    /// It could not be read.
    Failed(Shared<InspectionError>),
}

/// An image: its manifest and its config.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// The manifest, read through an index…
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

/// What happens to an inspection.
#[derive(Clone, Debug)]
pub enum Action {
    /// A new question.
    Begin {
        /// The question.
        target: Target,
        /// Its reference.
        reference: ImageReference,
        /// In a layout: the absolute URL of its folder.
        folder: Option<String>,
    },
    /// The question makes no sense.
    Fail {
        /// The question.
        target: Option<Target>,
        /// Why.
        failure: Failure,
    },
    /// How the registry is asked.
    Go(Way),
    /// A retry will follow.
    Retry(Retry),
    /// The document that the reference names was read.
    RootRead(Shared<Root>),
    /// An entry of the index was chosen.
    Choose {
        /// The question, which may name another platform than the one before.
        target: Target,
        /// Its position.
        entry: Option<usize>,
        /// The platform that was asked for, if there is none.
        missing: Option<Platform>,
    },
    /// An entry of the index was read, or not.
    EntryRead(usize, Result<Shared<ImageDocument>, InspectionError>),
    /// A config was read, or not; of an entry of the index or of the root itself.
    ConfigRead(
        Option<usize>,
        Result<Shared<ConfigDocument>, InspectionError>,
    ),
    /// The documents were checked, or could not be.
    Linted(Subject, Checked),
    /// Layers were read, and are not what the manifest says of them.
    LayersJudged(Subject, Shared<Vec<Problem>>),
    /// The person does not want to wait.
    Cancel,
    /// The person browses: no image is shown.
    Leave,
}

impl Reducible for InspectionState {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut state = Rc::unwrap_or_clone(self);
        let waits = matches!(action, Action::Retry(_));
        state.apply(action);
        if !waits {
            state.retry = None;
        }
        state.into()
    }
}

impl InspectionState {
    fn apply(&mut self, action: Action) {
        match action {
            Action::Begin {
                target,
                reference,
                folder,
            } => {
                self.target = Some(target);
                self.reference = Some(reference);
                self.folder = folder;
                self.way = Way::Direct;
                self.phase = Phase::Loading;
            }
            Action::Go(way) => self.way = way,
            Action::Fail { target, failure } => {
                self.target = target.or(self.target.take());
                self.reference = None;
                // What was never asked went no way.
                if !matches!(failure, Failure::Inspection(_)) {
                    self.way = Way::Direct;
                }
                self.phase = Phase::Failed(Shared::new(failure));
            }
            Action::Retry(retry) => self.retry = Some(retry),
            Action::RootRead(root) => self.phase = Phase::of_root(root),
            Action::Choose {
                target,
                entry,
                missing,
            } => {
                self.target = Some(target);
                if let Phase::Index(index) = &mut self.phase {
                    index.chosen = entry;
                    index.missing = missing;
                }
            }
            Action::EntryRead(position, result) => {
                if let Phase::Index(index) = &mut self.phase {
                    let entry = match result {
                        Ok(document) => {
                            Entry::Read(Picture::new(ManifestDocument::Entry(document)))
                        }
                        Err(error) => Entry::Failed(Shared::new(error)),
                    };
                    index.entries.insert(position, entry);
                }
            }
            Action::ConfigRead(position, result) => {
                let config = match result {
                    Ok(document) => ConfigPhase::Read(document),
                    Err(error) => ConfigPhase::Failed(Shared::new(error)),
                };
                if let Some(picture) = self.picture_mut(position) {
                    picture.config = config;
                }
            }
            Action::Linted(subject, found) => {
                if self.subject().as_ref() == Some(&subject) {
                    self.findings.set_documents(subject, found);
                }
            }
            Action::LayersJudged(subject, found) => {
                if self.subject().as_ref() == Some(&subject) {
                    self.findings.set_layers(subject, found);
                }
            }
            Action::Leave => *self = Self::default(),
            Action::Cancel => {
                if !self.is_settled() {
                    self.phase = Phase::Idle;
                }
            }
        }
    }

    fn picture_mut(&mut self, position: Option<usize>) -> Option<&mut Picture> {
        match (&mut self.phase, position) {
            (Phase::Image(picture), None) => Some(picture),
            (Phase::Index(index), Some(position)) => match index.entries.get_mut(position)? {
                Entry::Read(picture) => Some(picture),
                Entry::Failed(_) => None,
            },
            _ => None,
        }
    }

    /// The document that the reference names.
    pub fn root(&self) -> Option<&Shared<Root>> {
        match &self.phase {
            Phase::Index(index) => Some(&index.root),
            Phase::Image(Picture {
                manifest: ManifestDocument::Root(root),
                ..
            })
            | Phase::Artifact(root)
            | Phase::Schema1(root) => Some(root),
            _ => None,
        }
    }

    /// The documents that are shown.
    pub fn subject(&self) -> Option<Subject> {
        Some(Subject {
            root: self.root()?.clone(),
            picture: self.picture().cloned(),
        })
    }

    /// The index, its chosen position and the entry there.
    pub fn index(&self) -> Option<(&IndexPhase, &Index)> {
        match &self.phase {
            Phase::Index(phase) => match &phase.root.document.body {
                Body::Index(index) => Some((phase, index)),
                _ => None,
            },
            _ => None,
        }
    }

    /// The index entry that was chosen.
    pub fn chosen_descriptor(&self) -> Option<&Descriptor> {
        let (phase, index) = self.index()?;
        index.manifests.get(phase.chosen?)
    }

    /// The chosen entry, as far as it was read.
    pub fn chosen_entry(&self) -> Option<&Entry> {
        match &self.phase {
            Phase::Index(index) => index.entries.get(index.chosen?),
            _ => None,
        }
    }

    /// The image that is shown.
    pub fn picture(&self) -> Option<&Picture> {
        match &self.phase {
            Phase::Image(picture) => Some(picture),
            _ => match self.chosen_entry()? {
                Entry::Read(picture) => Some(picture),
                Entry::Failed(_) => None,
            },
        }
    }

    /// The manifest whose layers are shown: that of an image or of an artifact.
    pub fn manifest(&self) -> Option<(&Document, &Manifest)> {
        let document = match &self.phase {
            Phase::Artifact(root) => &root.document,
            _ => self.picture()?.manifest.document(),
        };
        match &document.body {
            Body::Manifest(manifest) => Some((document, manifest)),
            _ => None,
        }
    }

    /// The schema-1 manifest that is shown.
    pub fn schema1(&self) -> Option<&Schema1> {
        match &self.phase {
            Phase::Schema1(root) => match &root.document.body {
                Body::Schema1(schema1) => Some(schema1),
                _ => None,
            },
            _ => None,
        }
    }

    /// The config of the image that is shown, once it was read.
    pub fn config(&self) -> Option<&Config> {
        self.config_document().map(|document| &document.config)
    }

    /// The config with its proof.
    pub fn config_document(&self) -> Option<&Shared<ConfigDocument>> {
        self.picture()?.config.document()
    }

    /// Whether nothing more is on its way.
    pub fn is_settled(&self) -> bool {
        match &self.phase {
            Phase::Loading => false,
            Phase::Index(index) => match (index.chosen, self.chosen_entry()) {
                (None, _) | (_, Some(Entry::Failed(_))) => true,
                (Some(_), None) => false,
                (_, Some(Entry::Read(picture))) => picture.config != ConfigPhase::Loading,
            },
            Phase::Image(picture) => picture.config != ConfigPhase::Loading,
            Phase::Idle | Phase::Artifact(_) | Phase::Schema1(_) | Phase::Failed(_) => true,
        }
    }

    /// `data-state` of the host.
    pub fn state_attribute(&self) -> &'static str {
        match &self.phase {
            Phase::Idle => "idle",
            Phase::Failed(_) => "failed",
            _ if self.is_settled() => "ready",
            _ => "loading",
        }
    }

    /// `data-kind` of the host, once the document was read.
    pub fn kind_attribute(&self) -> Option<&'static str> {
        match &self.phase {
            Phase::Idle | Phase::Loading | Phase::Failed(_) => None,
            Phase::Index(_) => Some("index"),
            Phase::Image(_) => Some("image"),
            Phase::Artifact(_) => Some("artifact"),
            Phase::Schema1(_) => Some("schema1"),
        }
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
                Self::Image(Picture::new(ManifestDocument::Root(root)))
            }
            Body::Manifest(_) => Self::Artifact(root),
            Body::Schema1(_) => Self::Schema1(root),
        }
    }
}

impl Picture {
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
