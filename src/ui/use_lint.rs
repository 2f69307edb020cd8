//! Has the rules of the second module checked: over the documents when the last of them is there, over layers as they are read.

use super::{
    inspection_state::{Action, InspectionState, ManifestDocument, Phase},
    later,
    layer::Layer,
    shared::Shared,
    use_on_change::{ending, use_on_change},
    verification_state::VerificationState,
};
use crate::{
    browser::{clock, task::Task},
    oci::{
        Problem,
        lint::{self, Finding, Linted, LintedEntry},
    },
};
use std::time::Duration;
use yew::prelude::*;

/// Checks what is shown; what is found goes into the state. Another image, or another platform, stops it.
#[hook]
pub fn use_lint(
    inspection: &UseReducerHandle<InspectionState>,
    layers: &Shared<Vec<Layer>>,
    verification: &VerificationState,
) {
    let subject = inspection
        .is_settled()
        .then(|| inspection.subject())
        .flatten();
    {
        let (subject, inspection) = (subject.clone(), inspection.clone());
        use_on_change(subject.clone(), move || {
            let task = subject.map(|subject| {
                Task::spawn(async move {
                    let later = later::load().await;
                    // The view of the documents comes first.
                    clock::sleep(Duration::ZERO).await;
                    let found = later.map(|later| (later.lint)(&inspection).into());
                    inspection.dispatch(Action::Linted(subject, found));
                })
            });
            ending(move || drop(task))
        });
    }
    let lies: Vec<usize> = (0..layers.len())
        .filter(|position| lie(layers, verification, *position).is_some())
        .collect();
    let (dispatcher, layers, verification) = (
        inspection.dispatcher(),
        layers.clone(),
        verification.clone(),
    );
    use_on_change((subject.clone(), lies.clone()), move || {
        let subject = subject.filter(|_| !lies.is_empty());
        let task = subject.map(|subject| {
            Task::spawn(async move {
                if let Ok(later) = later::load().await {
                    let found = (later.judge_layers)(&layers, &verification);
                    dispatcher.dispatch(Action::LayersJudged(subject, found.into()));
                }
            })
        });
        ending(move || drop(task))
    });
}

/// What the media type of a layer says of its compression, and what its bytes say, where these differ.
fn lie(
    layers: &[Layer],
    verification: &VerificationState,
    position: usize,
) -> Option<(&'static str, &'static str)> {
    let content = verification.content(position)?;
    let (said, found) = layers.get(position)?.compression_lie(content)?;
    Some((said.name(), found.name()))
}

/// Checks the documents that are shown.
pub(super) fn check(state: &InspectionState) -> Vec<Finding> {
    let Some(root) = state.root() else {
        return Vec::new();
    };
    let entry = || {
        let Phase::Index(index) = &state.phase else {
            return None;
        };
        let ManifestDocument::Entry(entry) = &state.picture()?.manifest else {
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
    clock::measure("porthole-lint", || lint::lint(&linted))
}

/// Checks the layers that were read.
pub(super) fn judge_layers(layers: &[Layer], verification: &VerificationState) -> Vec<Problem> {
    let judge = |(position, layer): (usize, &Layer)| {
        let (said, found) = lie(layers, verification, position)?;
        Some(lint::compression(position, &layer.media_type, said, found))
    };
    layers.iter().enumerate().filter_map(judge).collect()
}
