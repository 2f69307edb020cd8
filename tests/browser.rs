//! What needs a browser, but no registry: run by `cargo xtask test browser` in headless Chromium.
//!
//! The page under test is that of the test runner; it serves the files of the repository too, the sample layout among them.
//! Nothing here sleeps: what takes time is waited for, up to a deadline.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[path = "browser/address.rs"]
mod address;
#[path = "browser/app.rs"]
mod app;
#[path = "support/attached.rs"]
mod attached;
#[path = "browser/clipboard.rs"]
mod clipboard;
#[path = "browser/fetch.rs"]
mod fetch;
#[path = "browser/host.rs"]
mod host;
#[path = "browser/listener.rs"]
mod listener;
#[path = "browser/pace.rs"]
mod pace;
#[path = "browser/recent.rs"]
mod recent;
#[path = "browser/signature.rs"]
mod signature;
#[path = "support/signing.rs"]
mod signing;
#[path = "browser/support.rs"]
mod support;
#[path = "browser/worker.rs"]
mod worker;
