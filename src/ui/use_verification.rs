//! Verifies layers when asked. What does it is in the second module: it is loaded when the first layer is to be verified.

use super::{
    later,
    layer::Layer,
    shared::Shared,
    use_inspection::PageSource,
    use_on_change::{ending, use_on_change},
    verification_queue::{Order, Queue, Wanted},
    verification_state::{Action, Blob, VerificationState},
};
use crate::{
    browser::{clock, task::Task},
    inspection::Root,
    layer::InflateError,
    oci::Digest,
    verify::{
        content::{Content, Unpack},
        layer_state::LayerState,
        reading::ReadError,
    },
};
use std::{cell::RefCell, rc::Rc, time::Duration};
use yew::prelude::*;

/// A verification in progress.
pub struct Verification {
    /// What is known.
    pub state: UseReducerHandle<VerificationState>,
    /// Verifies the layer at a position; all, if `None`.
    pub on_verify: Callback<Option<usize>>,
    /// Reads the layer at a position again, for the file at a position in it.
    pub on_keep: Callback<(usize, u32)>,
    /// Stops all reads.
    pub on_cancel: Callback<()>,
}

/// What verifying needs.
#[derive(Clone)]
pub struct Needs {
    /// Where the layers are read.
    pub source: Rc<RefCell<Option<Rc<PageSource>>>>,
    /// Absolute URL of the worker's module.
    pub worker: AttrValue,
    /// A read that brings no byte for so long has stalled.
    pub stall_timeout: Duration,
    /// How many bytes a layer may unpack to.
    pub unpack_limit: u64,
    /// Told of each blob that was read to its end.
    pub on_outcome: Callback<(Blob, LayerState)>,
}

/// Verifies `layers` when asked. `key`, the digest of their manifest and what the reference names, tells one image from another: a new one stops what runs for
/// the old.
#[hook]
pub fn use_verification(
    layers: &Shared<Vec<Layer>>,
    key: (Option<Digest>, Option<Shared<Root>>),
    needs: Needs,
) -> Verification {
    let state = use_reducer(VerificationState::default);
    let queue = use_memo((), |()| Queue::default());
    let before = use_mut_ref(|| None::<Shared<Root>>);
    let shown = use_mut_ref(|| (None, None));
    // Not in an effect: who asks before it would have layers read that are not shown any more, and see them in the place of those that are.
    if *shown.borrow() != key {
        let (_, root) = &key;
        let is_same_index = root.is_some() && *before.borrow() == *root;
        // Between two images of an index none is shown, for a moment.
        if root.is_some() {
            before.borrow_mut().clone_from(root);
        }
        *shown.borrow_mut() = key;
        queue.stop();
        state.dispatch(Action::Reset {
            layers: layers.iter().map(Layer::blob).collect(),
            is_same_index,
        });
    }
    {
        let queue = Rc::clone(&queue);
        use_on_change((), move || ending(move || queue.stop()));
    }
    // One callback for all renderings, so that rows whose layer did not change are not rendered again with each progress of another.
    let latest = use_mut_ref(|| None);
    *latest.borrow_mut() = Some((state.clone(), layers.clone(), needs));
    let ask = {
        let queue = Rc::clone(&queue);
        use_callback(
            (),
            move |(layer, keep): (Option<usize>, Option<u32>), ()| {
                let Some((state, layers, needs)) = latest.borrow().clone() else {
                    return;
                };
                let wanted = wanted(layer, keep, &state, &layers, needs.unpack_limit);
                let blobs = wanted.iter().map(|wanted| wanted.position).collect();
                state.dispatch(Action::Queue(blobs, clock::now_ms()));
                let order = Order {
                    queue: Rc::clone(&queue),
                    wanted,
                    blobs: Rc::clone(&state.blobs),
                    dispatcher: state.dispatcher(),
                    needs,
                };
                queue.keep(Task::spawn(carry_out(order)));
            },
        )
    };
    let on_verify = use_callback(ask.clone(), |layer, ask| ask.emit((layer, None)));
    let on_keep = use_callback(ask, |(layer, file), ask: &Callback<_>| {
        ask.emit((Some(layer), Some(file)))
    });
    let on_cancel = {
        let (dispatcher, queue) = (state.dispatcher(), queue);
        use_callback((), move |(), ()| {
            queue.stop();
            dispatcher.dispatch(Action::Cancel);
        })
    };
    Verification {
        state,
        on_verify,
        on_keep,
        on_cancel,
    }
}

/// The blobs to read: that of the layer at a position, with the file to keep of it; all that are to be verified, if `None`.
fn wanted(
    layer: Option<usize>,
    keep: Option<u32>,
    state: &VerificationState,
    layers: &[Layer],
    unpack_limit: u64,
) -> Vec<Wanted> {
    let blobs = match layer {
        Some(layer) => {
            let blob = state.blob_of_layer.get(layer).copied();
            blob.flatten().into_iter().collect()
        }
        None => state.to_verify(),
    };
    let layer_of_blob = state.layer_of_blob();
    let wanted = blobs.into_iter().map(|position| {
        let layer = layer_of_blob.get(position).copied();
        Wanted {
            position,
            unpack: layer
                .and_then(|layer| unpack(layer, state, layers, unpack_limit))
                .map(|unpack| Unpack { keep, ..unpack }),
            data: layer.and_then(|layer| layers.get(layer)?.data.clone()),
        }
    });
    wanted.collect()
}

async fn carry_out(order: Order) {
    match later::load().await {
        Ok(later) => (later.verify)(order),
        Err(error) => {
            for Wanted { position, .. } in order.wanted {
                let failed = LayerState::Failed(ReadError::NotAsked {
                    reason: error.to_string(),
                });
                order
                    .dispatcher
                    .dispatch(Action::Set(position, failed, clock::now_ms()));
            }
        }
    }
}

/// How a layer is to be unpacked. Asked when it is to be read: the config, which names the diff IDs, comes after the layers.
fn unpack(
    layer: usize,
    state: &VerificationState,
    layers: &[Layer],
    unpack_limit: u64,
) -> Option<Unpack> {
    let limit = match state.content(layer) {
        // It was stopped before, and is asked for again.
        Some(Content::NotUnpacked(InflateError::TooLarge { limit })) => raised(*limit),
        // It was allowed to be that large before.
        Some(Content::Unpacked { size, .. }) => unpack_limit.max(*size),
        _ => unpack_limit,
    };
    Some(Unpack {
        algorithm: layers.get(layer)?.unpack()?,
        limit,
        keep: None,
    })
}

/// The limit that follows a limit which was reached.
pub fn raised(limit: u64) -> u64 {
    limit.max(1).saturating_mul(4)
}
