//! Checks the signatures of a schema-1 manifest, as it arrives.

use super::{
    inspection_state::InspectionState,
    later,
    use_on_change::{ending, use_on_change},
};
use crate::{
    browser::{signature, task::Task},
    oci::Schema1,
    verify::signature::{MOST_CHECKED, SignatureState, UncheckedReason},
};
use std::rc::Rc;
use yew::prelude::*;

/// What is known of each signature of the schema-1 manifest that is shown, in the order of the document.
#[hook]
pub fn use_signatures(state: &Rc<InspectionState>) -> Rc<[SignatureState]> {
    let known = use_state(|| Rc::<[SignatureState]>::from([]));
    {
        let (known, state) = (known.clone(), Rc::clone(state));
        use_on_change(state.root().cloned(), move || {
            known.set(Rc::from([]));
            let task = state.schema1().cloned().map(|schema1| {
                Task::spawn(async move {
                    // Without the second module there is no view of them either, which says so.
                    if let Ok(later) = later::load().await {
                        known.set((later.check_signatures)(schema1).await.into());
                    }
                })
            });
            ending(move || drop(task))
        });
    }
    Rc::clone(&known)
}

/// Checks one after the other, the first [`MOST_CHECKED`].
pub async fn check_all(schema1: Schema1) -> Vec<SignatureState> {
    let mut found = Vec::new();
    for signature in schema1.signatures.iter().take(MOST_CHECKED) {
        found.push(signature::check(&schema1, signature).await);
    }
    let too_many = SignatureState::Unchecked {
        reason: UncheckedReason::TooMany { most: MOST_CHECKED },
    };
    found.resize(schema1.signatures.len(), too_many);
    found
}
