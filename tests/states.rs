//! The reducers of the page: what an inspection and a verification look like after any sequence of actions.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

#[path = "states/browse.rs"]
mod browse;
#[path = "states/findings.rs"]
mod findings;
#[path = "states/inspection.rs"]
mod inspection;
#[path = "states/layers.rs"]
mod layers;
mod support;
#[path = "states/verification.rs"]
mod verification;
