//! Answers that the page's script asked for while this module was still on its way.
//!
//! The first question about a registry has to wait for the list of gateways: this way the two cross the network side by side.

use super::{
    address,
    fetch::{FetchError, within},
};
use js_sys::Promise;
use std::{cell::RefCell, time::Duration};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

thread_local! {
    static COMING: RefCell<Vec<(String, Promise)>> = RefCell::default();
}

/// An answer for `url`, as an element names it, is on its way: a [`Response`], or anything else if there will be none.
pub fn expect(url: &str, answer: Promise) {
    if let Some(url) = address::resolve(url) {
        COMING.with_borrow_mut(|coming| coming.push((url, answer)));
    }
}

/// The answer for an absolute URL that was asked for already; `None` if there is none: then it is to be asked for. Each serves once.
pub(super) async fn answer(url: &str, timeout: Duration) -> Option<Result<Response, FetchError>> {
    let coming = COMING.with_borrow_mut(|coming| {
        let found = coming.iter().position(|(known, _)| known == url)?;
        Some(coming.swap_remove(found).1)
    })?;
    match within(timeout, JsFuture::from(coming)).await {
        None => Some(Err(FetchError::TimedOut)),
        Some(answer) => answer.ok()?.dyn_into().ok().map(Ok),
    }
}
