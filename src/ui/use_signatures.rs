//! Checks the signatures of a schema-1 manifest, as it arrives.

use super::{
    inspection_state::InspectionState,
    later,
    shared::Shared,
    use_on_change::{ending, use_on_change},
};
use crate::{
    browser::{signature, task::Task},
    inspection::Root,
    oci::Body,
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
            let root = state.root().filter(|_| state.schema1().is_some());
            let task = root.cloned().map(|root| {
                Task::spawn(async move {
                    // Without the second module there is no view of them either, which says so.
                    if let Ok(later) = later::load().await {
                        known.set((later.check_signatures)(root).await.into());
                    }
                })
            });
            ending(move || drop(task))
        });
    }
    Rc::clone(&known)
}

/// Checks those of a schema-1 manifest one after the other, the first [`MOST_CHECKED`].
pub async fn check_all(root: Shared<Root>) -> Vec<SignatureState> {
    let mut found = Vec::new();
    let Body::Schema1(schema1) = &root.document.body else {
        return found;
    };
    for signature in schema1.signatures.iter().take(MOST_CHECKED) {
        found.push(signature::check(schema1, signature).await);
    }
    let too_many = SignatureState::Unchecked {
        reason: UncheckedReason::TooMany { most: MOST_CHECKED },
    };
    found.resize(schema1.signatures.len(), too_many);
    found
}
