//! A fetch ends when nobody waits for it any more.

use web_sys::{AbortController, AbortSignal};

/// Aborts the fetch that holds its signal when it is dropped, and so when the future that owns it is dropped.
#[derive(Debug)]
pub struct AbortGuard(AbortController);

impl AbortGuard {
    /// A fresh guard.
    pub fn new() -> Self {
        // The constructor takes nothing that could be wrong.
        Self(AbortController::new().expect("AbortController can always be made"))
    }

    /// To hand to `fetch`.
    pub fn signal(&self) -> AbortSignal {
        self.0.signal()
    }
}

impl Default for AbortGuard {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for AbortGuard {
    fn drop(&mut self) {
        self.0.abort();
    }
}
