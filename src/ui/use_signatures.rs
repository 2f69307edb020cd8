//! Checks the signatures of a schema-1 manifest, as it arrives.

use super::{
    inspection_state::InspectionState,
    use_on_change::{ending, use_on_change},
};
use crate::{
    browser::{signature::check, task::Task},
    verify::signature::SignatureState,
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
                    let mut found = Vec::new();
                    for signature in &schema1.signatures {
                        found.push(check(&schema1, signature).await);
                    }
                    known.set(found.into());
                })
            });
            ending(move || drop(task))
        });
    }
    Rc::clone(&known)
}
