//! A pool of workers, shared by all views of the page: one job a worker, the rest waits in line.

use super::worker_handle::{Answer, WorkerHandle};
use crate::verify::{
    job::{Event, Job, Outcome, Renewal},
    reading::ReadError,
};
use futures::channel::oneshot;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

/// More workers than this gain nothing: the connection is the limit by then.
const MOST_WORKERS: usize = 4;

/// The workers of one module.
pub struct Pool {
    url: String,
    limit: usize,
    state: RefCell<State>,
    next_id: Cell<u32>,
}

#[derive(Default)]
struct State {
    idle: Vec<WorkerHandle>,
    /// Workers that are busy or starting.
    busy: usize,
    /// Those that wait are woken when theirs is dropped.
    waiting: Vec<oneshot::Sender<()>>,
}

thread_local! {
    static POOLS: RefCell<Vec<Rc<Pool>>> = RefCell::default();
}

impl Pool {
    /// The page's pool for the worker module at `url`. No worker is started before the first job.
    pub fn shared(url: &str) -> Rc<Self> {
        POOLS.with_borrow_mut(|pools| {
            if let Some(pool) = pools.iter().find(|pool| pool.url == url) {
                return Rc::clone(pool);
            }
            let cores =
                web_sys::window().map_or(1.0, |window| window.navigator().hardware_concurrency());
            let pool = Rc::new(Self {
                url: url.to_owned(),
                limit: (cores as usize).clamp(1, MOST_WORKERS),
                state: RefCell::default(),
                next_id: Cell::new(0),
            });
            pools.push(Rc::clone(&pool));
            pool
        })
    }

    /// How many jobs run at the same time.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// An id for a job, never given twice.
    pub fn next_id(&self) -> u32 {
        let id = self.next_id.get();
        self.next_id.set(id.wrapping_add(1));
        id
    }

    /// Does a job as soon as a worker is free. `renew` gives another `Authorization` header in place of one that the server refused, if there is one. Dropping
    /// the future cancels the job at once.
    pub async fn read(
        &self,
        job: Job,
        on_event: impl Fn(Event) + 'static,
        mut renew: impl AsyncFnMut() -> Result<Option<String>, ReadError>,
    ) -> Outcome {
        let mut lease = match self.acquire().await {
            Ok(lease) => lease,
            Err(error) => return Outcome::Failed(error),
        };
        let id = job.id;
        lease.running = Some(id);
        let Some(worker) = &lease.worker else {
            return Outcome::Cancelled;
        };
        let mut answer = worker.begin(job, Box::new(on_event)).await;
        while let Ok(Answer::Refused) = answer {
            answer = match renew().await {
                Ok(authorization) => worker.renew(Renewal { id, authorization }).await,
                Err(error) => return Outcome::Failed(error),
            };
        }
        lease.running = None;
        match answer {
            Ok(Answer::Finished(outcome)) => outcome,
            _ => Outcome::Cancelled,
        }
    }

    async fn acquire(&self) -> Result<Lease<'_>, ReadError> {
        loop {
            let turn = {
                let mut state = self.state.borrow_mut();
                // Those that broke while they had nothing to do would never answer.
                state.idle.retain(WorkerHandle::is_sound);
                if let Some(worker) = state.idle.pop() {
                    state.busy += 1;
                    return Ok(Lease {
                        pool: self,
                        worker: Some(worker),
                        running: None,
                    });
                }
                if state.busy < self.limit {
                    state.busy += 1;
                    None
                } else {
                    let (sender, receiver) = oneshot::channel();
                    state.waiting.push(sender);
                    Some(receiver)
                }
            };
            match turn {
                // It never says more than that it may be worth another look.
                Some(turn) => drop(turn.await),
                None => {
                    // The lease gives the place back even if the start fails or is cancelled.
                    let mut lease = Lease {
                        pool: self,
                        worker: None,
                        running: None,
                    };
                    lease.worker = Some(WorkerHandle::start(&self.url).await?);
                    return Ok(lease);
                }
            }
        }
    }
}

/// A worker taken from the pool; given back when dropped, unless it broke.
struct Lease<'a> {
    pool: &'a Pool,
    worker: Option<WorkerHandle>,
    running: Option<u32>,
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        if let (Some(worker), Some(id)) = (&self.worker, self.running) {
            worker.cancel(id);
        }
        let mut state = self.pool.state.borrow_mut();
        state.busy -= 1;
        state
            .idle
            .extend(self.worker.take().filter(WorkerHandle::is_sound));
        // All are woken, in their order, and those that find nothing wait again: the first may go before it has used its turn.
        state.waiting.clear();
    }
}
