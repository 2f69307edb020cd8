//! Has the rules of the second module checked: over the documents when the last of them is there, over layers as they are read.

use super::{
    findings::Subject,
    inspection_state::{Action, InspectionState, ManifestDocument, Phase},
    later,
    layer::Layer,
    shared::Shared,
    use_inspection::PageSource,
    use_on_change::{ending, use_on_change},
    verification_state::VerificationState,
};
use crate::{
    browser::{clock, task::Task},
    oci::{
        Body, Problem,
        lint::{self, Finding, Linted, LintedEntry, Part},
    },
    source::{SourceError, Wanted},
};
use std::{cell::RefCell, rc::Rc};
use yew::prelude::*;

/// What is to be checked, and where what is found goes.
pub struct Checking {
    subject: Subject,
    inspection: UseReducerHandle<InspectionState>,
    layers: Shared<Vec<Layer>>,
    verification: UseReducerHandle<VerificationState>,
    source: Rc<RefCell<Option<Rc<PageSource>>>>,
}

/// Checks what is shown, if problems `are_shown`; what is found goes into the state. Another image, or another platform, stops it.
#[hook]
pub fn use_lint(
    are_shown: bool,
    inspection: &UseReducerHandle<InspectionState>,
    layers: &Shared<Vec<Layer>>,
    verification: &UseReducerHandle<VerificationState>,
    source: &Rc<RefCell<Option<Rc<PageSource>>>>,
) {
    let subject = (are_shown && inspection.is_settled())
        .then(|| inspection.subject())
        .flatten();
    let lies = (0..layers.len())
        .filter(|position| lie(layers, verification, *position).is_some())
        .count();
    let checking = subject.clone().map(|subject| Checking {
        subject,
        inspection: inspection.clone(),
        layers: layers.clone(),
        verification: verification.clone(),
        source: Rc::clone(source),
    });
    use_on_change((subject, lies), move || {
        let task = checking.map(|checking| Task::spawn(carry_out(checking)));
        ending(move || drop(task))
    });
}

async fn carry_out(checking: Checking) {
    match later::load_at_rest().await {
        Ok(later) => (later.check)(checking).await,
        Err(error) => checking
            .inspection
            .dispatch(Action::Linted(checking.subject, Err(error))),
    }
}

impl Checking {
    /// Checks the documents, unless that was done, and the layers that were read; asks for the subject.
    pub(super) async fn run(self) {
        // The view of the documents comes first, on the screen too.
        clock::sleep(later::MOMENT).await;
        let (state, subject) = (&self.inspection, &self.subject);
        let tell = |found: &Vec<Finding>| {
            let found = Shared::new(found.clone());
            state.dispatch(Action::Linted(subject.clone(), Ok(found)));
        };
        let mut found = match state.findings.documents(subject) {
            Some(Ok(found)) => found.to_vec(),
            _ => {
                let found = clock::measure("porthole-lint", || check(state));
                tell(&found);
                found
            }
        };
        let judged = judge_layers(&self.layers, &self.verification);
        if !judged.is_empty() {
            state.dispatch(Action::LayersJudged(subject.clone(), Shared::new(judged)));
        }
        // Last, as a server may take its time. A layer that is read meanwhile begins all this anew.
        if let Some(missing) = self.missing_subject().await
            && !found.contains(&missing)
        {
            found.push(missing);
            tell(&found);
        }
    }
}

impl Checking {
    /// Asks for the subject of what is shown, if it has one. Only an answer that there is none counts.
    async fn missing_subject(&self) -> Option<Finding> {
        let (part, subject) = match &self.inspection.root()?.document.body {
            Body::Index(index) => (Part::Index, index.subject.as_ref()?),
            Body::Manifest(manifest) => (Part::Manifest, manifest.subject.as_ref()?),
            Body::Schema1(_) => return None,
        };
        let digest = subject.digest.as_ref()?;
        let source = self.source.borrow().clone()?;
        let wanted = Wanted::Descriptor(Box::new(subject.clone()));
        let Err(SourceError::Status { status: 404, .. }) = source.document(&wanted).await else {
            return None;
        };
        let problem = lint::missing_subject(digest);
        Some(Finding { part, problem })
    }
}

/// What the media type of a layer says of its compression, and what its bytes say, where these differ.
fn lie(
    layers: &[Layer],
    verification: &VerificationState,
    position: usize,
) -> Option<(&'static str, &'static str)> {
    let content = verification.content(position)?;
    layers.get(position)?.compression_lie(content)
}

/// Checks the documents that are shown.
pub fn check(state: &InspectionState) -> Vec<Finding> {
    let Some(root) = state.root() else {
        return Vec::new();
    };
    let entry = || {
        let Phase::Index(index) = &state.phase else {
            return None;
        };
        let ManifestDocument::Entry(entry) = &state.image()?.manifest else {
            return None;
        };
        Some(LintedEntry {
            position: index.chosen?,
            descriptor: state.chosen_descriptor()?,
            document: &entry.document,
        })
    };
    let reference = state.reference.as_ref();
    let linted = Linted {
        root: &root.document,
        asked_for: reference.and_then(|reference| reference.digest()),
        entry: entry(),
        config: state.config(),
    };
    let mut found = lint::lint(&linted);
    found.extend(root.served.made.then(|| Finding {
        part: match root.document.body {
            Body::Index(_) => Part::Index,
            Body::Manifest(_) | Body::Schema1(_) => Part::Manifest,
        },
        problem: lint::made_manifest(),
    }));
    found
}

/// Checks the layers that were read.
pub fn judge_layers(layers: &[Layer], verification: &VerificationState) -> Vec<Problem> {
    let judge = |(position, layer): (usize, &Layer)| {
        let (said, found) = lie(layers, verification, position)?;
        let (pointer, media_type) = (&layer.pointer, &layer.media_type);
        Some(lint::compression(
            position, pointer, media_type, said, found,
        ))
    };
    layers.iter().enumerate().filter_map(judge).collect()
}
