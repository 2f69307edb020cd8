//! Checks the signatures of a schema-1 manifest, as it arrives.

use super::inspection_state::InspectionState;
use crate::{browser::signature::check, verify::signature::SignatureState};
use futures::future::{AbortHandle, Abortable};
use std::rc::Rc;
use yew::prelude::*;

/// What is known of each signature of the schema-1 manifest that is shown, in the order of the document.
#[hook]
pub fn use_signatures(state: &Rc<InspectionState>) -> Rc<[SignatureState]> {
    let known = use_state(|| Rc::<[SignatureState]>::from([]));
    {
        let (known, state) = (known.clone(), Rc::clone(state));
        use_effect_with(state.root().cloned(), move |_| {
            let (handle, registration) = AbortHandle::new_pair();
            known.set(Rc::from([]));
            if let Some(schema1) = state.schema1().cloned() {
                wasm_bindgen_futures::spawn_local(async move {
                    let checks = async {
                        let mut found = Vec::new();
                        for signature in &schema1.signatures {
                            found.push(check(&schema1, signature).await);
                        }
                        known.set(found.into());
                    };
                    // Another document is shown by now.
                    let _ = Abortable::new(checks, registration).await;
                });
            }
            move || handle.abort()
        });
    }
    Rc::clone(&known)
}
