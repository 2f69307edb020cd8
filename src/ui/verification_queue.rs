//! The layers that wait for a worker, and what reads them: as many at a time as there are workers, each asked for when its turn comes.

use super::{
    use_verification::Needs,
    verification_state::{Action, Blob, VerificationState},
};
use crate::{
    browser::{archives, clock, pool::Pool, task::Task},
    oci::{Verdict, Verifier},
    source::SourceError,
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
    /// How many lanes have not come to their end.
    running: Cell<usize>,
    lanes: RefCell<Vec<Task>>,
    /// Orders, which wait until the second module is there. Not among the lanes: where none runs they are as needed as before.
    orders: RefCell<Vec<Task>>,
}

impl Queue {
    /// Forgets what waits and stops what runs: dropping a read cancels it.
    pub fn stop(&self) {
        self.waiting.borrow_mut().clear();
        self.orders.take();
        self.lanes.take();
        self.running.set(0);
    }

    /// Keeps what carries out an order until everything is stopped.
    pub fn keep(&self, order: Task) {
        self.orders.borrow_mut().push(order);
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
        if queue.running.get() == 0 {
            queue.lanes.take();
        }
        queue
            .waiting
            .borrow_mut()
            .extend(self.wanted.iter().cloned());
        let wanted = queue.waiting.borrow().len();
        for _ in 0..wanted {
            if queue.running.get() >= pool.limit() {
                break;
            }
            queue.running.set(queue.running.get() + 1);
            let lane = Lane {
                queue: Rc::clone(queue),
                pool: Rc::clone(&pool),
                blobs: Rc::clone(&self.blobs),
                dispatcher: self.dispatcher.clone(),
                needs: self.needs.clone(),
            };
            queue.lanes.borrow_mut().push(Task::spawn(lane.run()));
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
            let Some(wanted) = next else {
                let running = &self.queue.running;
                running.set(running.get().saturating_sub(1));
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

    /// Reads a blob, as it may be read now.
    async fn read(&self, wanted: Wanted, blob: &Blob) -> Outcome {
        let source = self.needs.source.borrow().clone();
        let Some(source) = source else {
            return Outcome::Cancelled;
        };
        let data = wanted.proven_data(blob);
        let mut request = match &data {
            Some(_) => None,
            None => match source.blob_request(&blob.digest, None).await {
                Ok(request) => Some(request),
                Err(error) => return Outcome::Failed(not_asked(error)),
            },
        };
        let (url, authorization, file) = match &request {
            None => (String::new(), None, None),
            Some(request) => match archives::blob_url(request.url.clone()).await {
                Ok(address) => (
                    address.url.clone(),
                    request.authorization.clone(),
                    Some(address),
                ),
                Err(error) => return Outcome::Failed(error),
            },
        };
        let is_of_a_file = url.starts_with("blob:");
        let address = url.clone();
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
        let on_event =
            move |event| dispatcher.dispatch(Action::Event(position, event, clock::now_ms()));
        let renew = async || {
            let anew = source.blob_request(&blob.digest, request.as_ref()).await;
            let anew = request.insert(anew.map_err(not_asked)?);
            Ok(anew.authorization.clone())
        };
        let outcome = self.pool.read(job, on_event, renew).await;
        drop(file);
        let Outcome::Failed(mut error) = outcome else {
            return outcome;
        };
        if is_of_a_file {
            return Outcome::Failed(error.of_a_file());
        }
        if let ReadError::Status { said, .. } = &mut error {
            *said = source.conceal(said);
        }
        if source.is_layout() {
            error = error.of_a_layout();
        }
        let address = Action::NotRead(wanted.position, address);
        self.dispatcher.dispatch(address);
        Outcome::Failed(error)
    }
}

fn not_asked(error: SourceError) -> ReadError {
    ReadError::NotAsked {
        reason: error.to_string(),
    }
}
