//! What a person could bring in place of what failed, by the state of the inspection.

use crate::{
    inspection::given::{BY_HAND, Missing, Object},
    oci::ImageReference,
    ui::inspection_state::{InspectionState, ManifestDocument, Phase},
};

/// What the reference names.
pub fn root(reference: Option<&ImageReference>) -> Missing {
    Missing {
        object: Object::Root,
        expected: reference.and_then(|reference| reference.digest().cloned()),
        size: None,
        manifest: None,
    }
}

/// The chosen entry of the index.
pub fn entry(state: &InspectionState) -> Option<Missing> {
    let descriptor = state.chosen_descriptor()?;
    Some(Missing {
        object: Object::Entry(state.index()?.0.chosen?),
        expected: Some(descriptor.digest.clone()?),
        size: descriptor.size,
        manifest: None,
    })
}

/// The config of the image that is shown.
pub fn config(state: &InspectionState) -> Option<Missing> {
    let (document, manifest) = state.manifest()?;
    let descriptor = manifest.config.as_ref()?;
    Some(Missing {
        object: Object::Config(state.index().and_then(|(phase, _)| phase.chosen)),
        expected: Some(descriptor.digest.clone()?),
        size: descriptor.size,
        manifest: Some(document.digest.clone()),
    })
}

/// Whether the document that led to what is missing was brought by hand.
pub fn by_hand(state: &InspectionState) -> bool {
    let document = match (&state.phase, state.image()) {
        (_, Some(image)) => match &image.manifest {
            ManifestDocument::Root(root) => &root.document,
            ManifestDocument::Entry(entry) => &entry.document,
        },
        (Phase::Index(index), None) => &index.root.document,
        _ => return false,
    };
    let mut problems = document.problems.iter();
    problems.any(|problem| problem.rule == BY_HAND)
}
