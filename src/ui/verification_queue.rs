//! The layers that wait for a worker, and what reads them: as many at a time as there are workers, each asked for when its turn comes.

use super::{
    use_inspection::PageSource,
    use_verification::Needs,
    verification_state::{Action, Blob, VerificationState},
};
use crate::{
    browser::{archives, clock, pool::Pool, task::Task},
    oci::{Verdict, Verifier},
    verify::{
        content::Unpack,
        job::{Job, Outcome},
        layer_state::LayerState,
        reading::ReadError,
    },
};
use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
};
use yew::prelude::*;

/// A blob that is to be verified.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// Its position.
    pub position: usize,
    /// How it is to be unpacked on the way.
    pub unpack: Option<Unpack>,
    /// What the manifest holds in its place.
    pub data: Option<Rc<[u8]>>,
}

impl Wanted {
    /// What the manifest holds, if it is what the descriptor says: then nothing is fetched.
    fn proven_data(&self, blob: &Blob) -> Option<Rc<[u8]>> {
        let data = self.data.as_ref()?;
        let mut verifier = Verifier::new(blob.digest.clone(), blob.size);
        verifier.push(data);
        matches!(verifier.verdict(), Verdict::Match { .. }).then(|| Rc::clone(data))
    }
}

/// Blobs that wait for a worker, and what reads them.
#[derive(Default)]
pub struct Queue {
    waiting: RefCell<VecDeque<Wanted>>,
    lanes: Cell<usize>,
    tasks: RefCell<Vec<Task>>,
}

impl Queue {
    /// Forgets what waits and stops what runs: dropping a read cancels it.
    pub fn stop(&self) {
        self.waiting.borrow_mut().clear();
        self.tasks.take();
        self.lanes.set(0);
    }

    /// Keeps a task until everything is stopped.
    pub fn keep(&self, task: Task) {
        self.tasks.borrow_mut().push(task);
    }
}

/// Blobs that are to be verified.
pub struct Order {
    /// Where they wait.
    pub queue: Rc<Queue>,
    /// Which they are.
    pub wanted: Vec<Wanted>,
    /// All blobs of the image.
    pub blobs: Rc<[Blob]>,
    /// Told of everything that happens.
    pub dispatcher: UseReducerDispatcher<VerificationState>,
    /// What verifying needs.
    pub needs: Needs,
}

impl Order {
    /// Carries it out.
    pub fn begin(self) {
        let Self { queue, .. } = &self;
        let pool = Pool::shared(&self.needs.worker);
        if queue.lanes.get() == 0 {
            queue.tasks.take();
        }
        queue
            .waiting
            .borrow_mut()
            .extend(self.wanted.iter().cloned());
        let wanted = queue.waiting.borrow().len();
        for _ in 0..wanted {
            if queue.lanes.get() >= pool.limit() {
                break;
            }
            queue.lanes.set(queue.lanes.get() + 1);
            let lane = Lane {
                queue: Rc::clone(queue),
                pool: Rc::clone(&pool),
                blobs: Rc::clone(&self.blobs),
                dispatcher: self.dispatcher.clone(),
                needs: self.needs.clone(),
            };
            queue.keep(Task::spawn(lane.run()));
        }
    }
}

/// How a blob was asked for.
enum Access {
    /// Plainly.
    Open,
    /// With a token or a password.
    Given,
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
            let Some(wanted) = next else {
                self.queue
                    .lanes
                    .set(self.queue.lanes.get().saturating_sub(1));
                return;
            };
            let position = wanted.position;
            let Some(blob) = self.blobs.get(position) else {
                continue;
            };
            let known = LayerState::from(self.read(wanted, blob).await);
            self.dispatcher
                .dispatch(Action::Set(position, known.clone(), clock::now_ms()));
            self.needs.on_outcome.emit((blob.clone(), known));
        }
    }

    async fn read(&self, wanted: Wanted, blob: &Blob) -> Outcome {
        let source = self.needs.source.borrow().clone();
        let Some(source) = source else {
            return Outcome::Cancelled;
        };
        match self.ask(&source, &wanted, blob).await {
            // The token has expired since it was given: with a new one the blob is read once more.
            (Outcome::Failed(ReadError::Status { status: 401, .. }), Access::Given) => {
                self.ask(&source, &wanted, blob).await.0
            }
            (outcome, _) => outcome,
        }
    }

    /// Reads a blob, as it may be read now.
    async fn ask(&self, source: &PageSource, wanted: &Wanted, blob: &Blob) -> (Outcome, Access) {
        let failed = |error| (Outcome::Failed(error), Access::Open);
        let data = wanted.proven_data(blob);
        let (url, authorization) = match data {
            Some(_) => (String::new(), None),
            None => match source.blob_request(&blob.digest).await {
                Ok(request) => match archives::blob_url(request.url) {
                    Some(url) => (url, request.authorization),
                    None => return failed(ReadError::NotInCopy),
                },
                Err(error) => {
                    return failed(ReadError::NotAsked {
                        reason: error.to_string(),
                    });
                }
            },
        };
        let is_of_a_file = url.starts_with("blob:");
        let access = match authorization {
            Some(_) => Access::Given,
            None => Access::Open,
        };
        let job = Job {
            id: self.pool.next_id(),
            url,
            authorization,
            digest: blob.digest.to_string(),
            size: blob.size,
            unpack: wanted.unpack.clone(),
            data,
            stall_timeout_ms: u32::try_from(self.needs.stall_timeout.as_millis())
                .unwrap_or(u32::MAX),
        };
        let (dispatcher, position) = (self.dispatcher.clone(), wanted.position);
        let outcome = self
            .pool
            .read(job, move |event| {
                dispatcher.dispatch(Action::Event(position, event, clock::now_ms()))
            })
            .await;
        let outcome = match outcome {
            Outcome::Failed(error) if is_of_a_file => Outcome::Failed(error.of_a_file()),
            Outcome::Failed(error) if source.is_layout() => Outcome::Failed(error.of_a_layout()),
            other => other,
        };
        (outcome, access)
    }
}
