//! `fetch` as Porthole uses it, in pages and workers alike: GET, credentials omitted, redirects followed.

use super::abort::AbortGuard;
use futures::future::{Either, select};
use js_sys::{Array, Promise};
use std::{pin::pin, time::Duration};
use wasm_bindgen::{JsCast, prelude::*};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Headers, RequestCache, RequestCredentials, RequestInit, RequestMode, RequestRedirect, Response,
};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch, catch)]
    fn global_fetch(url: &str, init: &RequestInit) -> Result<Promise, JsValue>;
}

/// What to ask for.
#[derive(Debug, Default)]
pub struct Get<'a> {
    /// Absolute URL.
    pub url: &'a str,
    /// Request headers. Only `Accept` and `Range` are free of a preflight.
    pub headers: &'a [(&'a str, &'a str)],
    /// Past every cache.
    pub no_store: bool,
    /// Without permission to read: tells only whether there is an answer.
    pub opaque: bool,
    /// A redirect is not followed: it comes as an answer of the type `opaqueredirect`.
    pub stay: bool,
}

/// Why there is no response. The browser says nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FetchError {
    /// Refused by the browser, or lost on the way.
    Rejected,
    /// No answer in time.
    TimedOut,
}

/// Starts a fetch and waits for the head of the response. The body must be read while `guard` lives.
pub async fn get(
    request: &Get<'_>,
    guard: &AbortGuard,
    timeout: Duration,
) -> Result<Response, FetchError> {
    let init = RequestInit::new();
    init.set_method("GET");
    init.set_credentials(RequestCredentials::Omit);
    init.set_signal(Some(&guard.signal()));
    if request.no_store {
        init.set_cache(RequestCache::NoStore);
    }
    if request.opaque {
        init.set_mode(RequestMode::NoCors);
    }
    if request.stay {
        init.set_redirect(RequestRedirect::Manual);
    }
    let headers = Headers::new().map_err(|_| FetchError::Rejected)?;
    for (name, value) in request.headers {
        // A value that is no header value comes from a document: refused like any other bad request.
        headers
            .append(name, value)
            .map_err(|_| FetchError::Rejected)?;
    }
    init.set_headers(&headers);
    let promise = global_fetch(request.url, &init).map_err(|_| FetchError::Rejected)?;
    within(timeout, JsFuture::from(promise))
        .await
        .ok_or(FetchError::TimedOut)?
        .map_err(|_| FetchError::Rejected)?
        .dyn_into()
        .map_err(|_| FetchError::Rejected)
}

/// Waits for `future`, but not longer than `timeout`.
pub async fn within<F: Future>(timeout: Duration, future: F) -> Option<F::Output> {
    match select(pin!(future), pin!(super::clock::sleep(timeout))).await {
        Either::Left((output, _)) => Some(output),
        Either::Right(_) => None,
    }
}

/// The readable headers, names in lower case.
pub fn headers(response: &Response) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for entry in js_sys::try_iter(&response.headers())
        .ok()
        .flatten()
        .into_iter()
        .flatten()
        .flatten()
    {
        let pair: Array = entry.unchecked_into();
        if let (Some(name), Some(value)) = (pair.get(0).as_string(), pair.get(1).as_string()) {
            pairs.push((name.to_ascii_lowercase(), value));
        }
    }
    pairs
}
