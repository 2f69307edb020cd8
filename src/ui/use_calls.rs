//! What the page's script asks of an element: its methods `inspect`, `verify` and `cancel`; and what it is told of the end of a verification.

use super::{
    layer::Layer, named_image, navigation::Destination, shared::Shared, tally::Tally,
    use_on_change::use_on_change, use_verification::Verification, verification_state::Blob,
};
use crate::browser::{Host, host::Detail, task::Task};
use std::rc::Rc;
use yew::prelude::*;

/// A method that was called.
#[derive(Clone, Debug, PartialEq)]
pub enum Method {
    /// Shows what this text names.
    Inspect(AttrValue),
    /// Asks anew what the attributes name: they were changed, and changed back before the view saw it.
    Again,
    /// Verifies all layers.
    Verify,
    /// Stops what runs.
    Cancel,
}

/// A call, numbered so that the same again is another one.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// Counts the calls.
    pub number: u32,
}

/// Carries out calls, and tells the host when a verification has ended, or was left for another image.
#[hook]
pub fn use_calls(
    host: &Host,
    call: Option<Call>,
    on_ask: &Callback<Destination>,
    on_cancel: &Callback<()>,
    verification: &Verification,
    layers: &Shared<Vec<Layer>>,
) {
    {
        let (host, on_ask, on_cancel) = (host.clone(), on_ask.clone(), on_cancel.clone());
        let (state, on_verify) = (verification.state.clone(), verification.on_verify.clone());
        let (stop, layers) = (verification.on_cancel.clone(), layers.clone());
        let going = use_mut_ref(|| None::<Task>);
        use_on_change(call.clone(), move || {
            match call.map(|call| call.method) {
                Some(Method::Inspect(text)) => {
                    *going.borrow_mut() = named_image::go(&text, &on_ask);
                }
                Some(Method::Verify) if state.blobs.is_empty() => {
                    tell_end(&host, &Tally::of(&layers, &state));
                }
                // What runs already comes to its end, and that is told.
                Some(Method::Verify) if state.to_verify().is_empty() => {}
                Some(Method::Verify) => on_verify.emit(None),
                Some(Method::Cancel) => {
                    going.take();
                    on_cancel.emit(());
                    stop.emit(());
                }
                _ => {}
            }
            None
        });
    }
    let was_running = use_mut_ref(|| None::<Rc<[Blob]>>);
    let (host, state, layers) = (host.clone(), verification.state.clone(), layers.clone());
    let is_running = state.is_running();
    use_on_change(is_running, move || {
        let running = is_running.then(|| Rc::clone(&state.blobs));
        let before = was_running.replace(running);
        match before {
            // Of another image, or of another platform.
            Some(blobs) if !Rc::ptr_eq(&blobs, &state.blobs) => host.dispatch("porthole-left", &[]),
            Some(_) if !is_running => tell_end(&host, &Tally::of(&layers, &state)),
            _ => {}
        }
        None
    });
}

fn tell_end(host: &Host, layers: &Tally) {
    let verdict = if layers.mismatch > 0 || layers.unpacks_wrong > 0 {
        "mismatch"
    } else if layers.layers > 0 && layers.verified == layers.layers {
        "match"
    } else {
        "unchecked"
    };
    let detail = [
        ("verdict", Detail::Text(verdict)),
        ("layers", Detail::Size(layers.layers as u64)),
        ("verified", Detail::Size(layers.verified as u64)),
    ];
    host.dispatch("porthole-verified", &detail);
}
