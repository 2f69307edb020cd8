//! Verifies layers in the worker pool: as many at a time as there are workers, each asked for when its turn comes.

use super::{
    layer_row::Layer,
    shared::Shared,
    use_inspection::PageSource,
    use_on_change::{ending, use_on_change},
    verification_state::{Action, Blob, VerificationState},
};
use crate::{
    browser::{clock, pool::Pool, task::Task},
    verify::{
        job::{Job, Outcome},
        layer_state::LayerState,
        reading::ReadError,
    },
};
use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
    time::Duration,
};
use yew::prelude::*;

/// A verification in progress.
pub struct Verification {
    /// What is known.
    pub state: UseReducerHandle<VerificationState>,
    /// Verifies the layer at a position; all, if `None`.
    pub on_verify: Callback<Option<usize>>,
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
    /// Told of each blob that was read to its end.
    pub on_outcome: Callback<(Blob, LayerState)>,
}

/// Blobs that wait for a worker, and what reads them.
#[derive(Default)]
struct Queue {
    waiting: RefCell<VecDeque<usize>>,
    lanes: Cell<usize>,
    tasks: RefCell<Vec<Task>>,
}

/// Verifies `layers` when asked. `key` tells one image from another: a new one stops what runs for the old.
#[hook]
pub fn use_verification<K: PartialEq + 'static>(
    layers: &Shared<Vec<Layer>>,
    key: K,
    needs: Needs,
) -> Verification {
    let state = use_reducer(VerificationState::default);
    let queue = use_memo((), |()| Queue::default());
    {
        let (dispatcher, queue, layers) = (state.dispatcher(), Rc::clone(&queue), layers.clone());
        use_on_change(key, move || {
            let blob = |layer: &Layer| {
                Some(Blob {
                    digest: layer.digest.clone()?,
                    size: layer.size,
                })
            };
            dispatcher.dispatch(Action::Reset(layers.iter().map(blob).collect()));
            ending(move || queue.stop())
        });
    }
    // One callback for all renderings, so that rows whose layer did not change are not rendered again with each progress of another.
    let latest = use_mut_ref(|| None);
    *latest.borrow_mut() = Some((state.clone(), needs));
    let on_verify = {
        let queue = Rc::clone(&queue);
        use_callback((), move |layer: Option<usize>, ()| {
            let Some((state, needs)) = latest.borrow().clone() else {
                return;
            };
            let blobs = match layer {
                Some(layer) => state
                    .blob_of_layer
                    .get(layer)
                    .copied()
                    .flatten()
                    .into_iter()
                    .collect(),
                None => state.to_verify(),
            };
            state.dispatch(Action::Queue(blobs.clone(), clock::now_ms()));
            queue.add(blobs, &state, &needs);
        })
    };
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
        on_cancel,
    }
}

impl Queue {
    /// Forgets what waits and stops what runs: dropping a read cancels it.
    fn stop(&self) {
        self.waiting.borrow_mut().clear();
        self.tasks.take();
        self.lanes.set(0);
    }

    fn add(
        self: &Rc<Self>,
        blobs: Vec<usize>,
        state: &UseReducerHandle<VerificationState>,
        needs: &Needs,
    ) {
        let pool = Pool::shared(&needs.worker);
        if self.lanes.get() == 0 {
            self.tasks.take();
        }
        self.waiting.borrow_mut().extend(blobs);
        let wanted = self.waiting.borrow().len();
        for _ in 0..wanted {
            if self.lanes.get() >= pool.limit() {
                break;
            }
            self.lanes.set(self.lanes.get() + 1);
            let lane = Lane {
                queue: Rc::clone(self),
                pool: Rc::clone(&pool),
                blobs: Rc::clone(&state.blobs),
                dispatcher: state.dispatcher(),
                needs: needs.clone(),
            };
            self.tasks.borrow_mut().push(Task::spawn(lane.run()));
        }
    }
}

/// Reads one blob after the other.
struct Lane {
    queue: Rc<Queue>,
    pool: Rc<Pool>,
    blobs: Rc<[Blob]>,
    dispatcher: UseReducerDispatcher<VerificationState>,
    needs: Needs,
}

impl Lane {
    async fn run(self) {
        loop {
            let next = self.queue.waiting.borrow_mut().pop_front();
            let Some(position) = next else {
                self.queue
                    .lanes
                    .set(self.queue.lanes.get().saturating_sub(1));
                return;
            };
            let Some(blob) = self.blobs.get(position) else {
                continue;
            };
            let known = LayerState::from(self.read(position, blob).await);
            self.dispatcher
                .dispatch(Action::Set(position, known.clone(), clock::now_ms()));
            self.needs.on_outcome.emit((blob.clone(), known));
        }
    }

    async fn read(&self, position: usize, blob: &Blob) -> Outcome {
        let source = self.needs.source.borrow().clone();
        let Some(source) = source else {
            return Outcome::Cancelled;
        };
        let request = match source.blob_request(&blob.digest).await {
            Ok(request) => request,
            Err(error) => {
                return Outcome::Failed(ReadError::NotAsked {
                    reason: error.to_string(),
                });
            }
        };
        let job = Job {
            id: self.pool.next_id(),
            url: request.url,
            authorization: request.authorization,
            digest: blob.digest.to_string(),
            size: blob.size,
            stall_timeout_ms: u32::try_from(self.needs.stall_timeout.as_millis())
                .unwrap_or(u32::MAX),
        };
        let dispatcher = self.dispatcher.clone();
        self.pool
            .read(job, move |event| {
                dispatcher.dispatch(Action::Event(position, event, clock::now_ms()))
            })
            .await
    }
}
