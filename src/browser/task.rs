//! Asynchronous work that ends with whoever began it.

use futures::future::{AbortHandle, Abortable, LocalBoxFuture};
use std::future::Future;

/// Work in the background; stopped when dropped. A stopped future is dropped as well, and with it the fetches that it waits for.
#[derive(Debug)]
#[must_use = "the work stops when the task is dropped"]
pub struct Task(AbortHandle);

impl Task {
    /// Begins.
    pub fn spawn(work: impl Future<Output = ()> + 'static) -> Self {
        // What drives a future is made anew for each type of future: for all of them together it weighs less.
        Self::begin(Box::pin(work))
    }

    fn begin(work: LocalBoxFuture<'static, ()>) -> Self {
        let (handle, registration) = AbortHandle::new_pair();
        wasm_bindgen_futures::spawn_local(async move {
            // Stopped work has nothing more to say.
            let _ = Abortable::new(work, registration).await;
        });
        Self(handle)
    }

    /// Lets it go on by itself.
    pub fn detach(self) {
        std::mem::forget(self);
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}
