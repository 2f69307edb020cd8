//! How many tests use browsers at the same time: more browsers than processors only make each other miss deadlines.

use std::{
    cell::RefCell,
    sync::{Arc, Weak},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A test's place, shared by all its browsers.
pub type Place = Arc<OwnedSemaphorePermit>;

thread_local! {
    /// The place of the test that runs on this thread.
    static OWN: RefCell<Weak<OwnedSemaphorePermit>> = const { RefCell::new(Weak::new()) };
}

/// Places for so many tests.
pub struct Places(Arc<Semaphore>);

impl Places {
    /// `count` of them.
    pub fn new(count: usize) -> Self {
        Self(Arc::new(Semaphore::new(count)))
    }

    /// The place that the test has, or else the next one that is free. A test that waited for a second place while it keeps its first
    /// would wait for ever, if each of the others does the same.
    pub async fn take(&self) -> Place {
        if let Some(place) = OWN.with_borrow(Weak::upgrade) {
            return place;
        }
        let permit = Arc::clone(&self.0).acquire_owned().await;
        let place = Arc::new(permit.expect("places are never closed"));
        OWN.set(Arc::downgrade(&place));
        place
    }
}
