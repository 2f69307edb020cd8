//! What happens to an inspection, and what becomes of its state: pure.

use super::{ConfigPhase, Entry, Failure, Image, InspectionState, ManifestDocument, Phase};
use crate::{
    inspection::{ConfigDocument, ImageDocument, InspectionError, Root},
    oci::{ImageReference, Problem},
    source::transport::Retry,
    ui::{
        findings::{Checked, Subject},
        navigation::Target,
        shared::Shared,
        way::Way,
    },
};
use std::rc::Rc;
use yew::{AttrValue, Reducible};

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
        missing: Option<AttrValue>,
    },
    /// An entry of the index was read, or not.
    EntryRead(usize, Result<Shared<ImageDocument>, InspectionError>),
    /// The manifest of an entry of this index was read, or not, for its size alone.
    SizeRead(
        Shared<Root>,
        usize,
        Result<Shared<ImageDocument>, InspectionError>,
    ),
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
        Rc::unwrap_or_clone(self).after(action).into()
    }
}

impl InspectionState {
    /// What becomes of it when that happens.
    pub fn after(mut self, action: Action) -> Self {
        let waits = matches!(action, Action::Retry(_));
        self.apply(action);
        if !waits {
            self.retry = None;
        }
        self
    }

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
            // What is read beside the image (referrers, tokens for layers) tells of itself: nothing here would take this back.
            Action::Retry(retry) => self.retry = (!self.is_settled()).then_some(retry),
            Action::RootRead(root) => self.phase = Phase::of_root(root),
            Action::Choose {
                target,
                entry,
                missing,
            } => {
                self.target = Some(target);
                if let Phase::Index(index) = &mut self.phase {
                    // It is read again.
                    index.entries.forget_failed(entry);
                    index.chosen = entry;
                    index.missing = missing;
                }
            }
            Action::EntryRead(position, result) => {
                if let Phase::Index(index) = &mut self.phase {
                    index.entries.insert(position, entry(result));
                }
            }
            Action::SizeRead(root, position, result) => {
                if let Phase::Index(index) = &mut self.phase
                    && index.root == root
                    // What is shown, or was, has its config too, or waits for it.
                    && !matches!(index.entries.get(position), Some(Entry::Read(_)))
                    && index.chosen != Some(position)
                {
                    index.entries.insert(position, entry(result));
                }
            }
            Action::ConfigRead(position, result) => {
                let config = match result {
                    Ok(document) => ConfigPhase::Read(document),
                    Err(error) => ConfigPhase::Failed(Shared::new(error)),
                };
                if let Some(image) = self.image_mut(position) {
                    image.config = config;
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

    fn image_mut(&mut self, position: Option<usize>) -> Option<&mut Image> {
        match (&mut self.phase, position) {
            (Phase::Image(image), None) => Some(image),
            (Phase::Index(index), Some(position)) => match index.entries.get_mut(position)? {
                Entry::Read(image) => Some(image),
                Entry::Failed(_) => None,
            },
            _ => None,
        }
    }
}

fn entry(result: Result<Shared<ImageDocument>, InspectionError>) -> Entry {
    match result {
        Ok(document) => Entry::Read(Image::new(ManifestDocument::Entry(document))),
        Err(error) => Entry::Failed(Shared::new(error)),
    }
}
