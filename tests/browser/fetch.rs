//! Requests, their ends, and bodies read piece by piece.

use crate::support::{Replaced, blob_url, function, window};
use js_sys::{Array, Reflect, Uint8Array};
use porthole::browser::{
    abort::AbortGuard,
    body::{Body, BodyError},
    fetch::{FetchError, Get, get, headers, within},
};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{AbortSignal, Response};

/// Longer than any test may take: whoever waits for it has failed.
const LONG: Duration = Duration::from_secs(20);
/// For what never comes.
const SHORT: Duration = Duration::from_millis(20);

async fn fetch(url: &str, guard: &AbortGuard) -> Result<Response, FetchError> {
    let request = Get {
        url,
        ..Get::default()
    };
    get(&request, guard, LONG).await
}

/// A response whose body is a stream, made by a JavaScript expression with the `pieces` to enqueue.
fn response(source: &str, pieces: &[&[u8]]) -> Response {
    let list: Array = pieces
        .iter()
        .map(|piece| JsValue::from(Uint8Array::from(*piece)))
        .collect();
    function(&format!(
        "const pieces = a; return new Response(new ReadableStream({source}))"
    ))
    .call1(&JsValue::NULL, &list)
    .unwrap()
    .unchecked_into()
}

/// Enqueues all pieces and closes.
const WHOLE: &str = "{ start(c) { for (const piece of pieces) c.enqueue(piece); c.close(); } }";
/// The same as a stream of bytes, which a BYOB reader can read.
const BYTES: &str =
    "{ type: 'bytes', start(c) { for (const piece of pieces) c.enqueue(piece); c.close(); } }";
/// Brings the pieces, then breaks.
const BROKEN: &str = "{ pull(c) { const piece = pieces.shift(); \
    if (piece) c.enqueue(piece); else c.error(new TypeError('network error')); } }";
/// Brings the pieces, then nothing more.
const SILENT: &str = "{ start(c) { for (const piece of pieces) c.enqueue(piece); } }";

async fn read(body: &mut Body) -> (Vec<Vec<u8>>, Result<(), BodyError>) {
    let mut pieces = Vec::new();
    loop {
        match body.next().await {
            // Copied before the next read takes the memory again.
            Ok(Some(piece)) => pieces.push(piece.to_vec()),
            Ok(None) => return (pieces, Ok(())),
            Err(error) => return (pieces, Err(error)),
        }
    }
}

#[wasm_bindgen_test]
async fn a_body_is_read_piece_by_piece_by_either_reader() {
    let pieces: [&[u8]; 3] = [b"one", b"\0\xff", b"three"];
    for source in [WHOLE, BYTES] {
        let response = response(source, &pieces);
        let mut body = Body::new(&response, LONG);
        let (found, end) = read(&mut body).await;
        assert_eq!(found.concat(), pieces.concat(), "{source}");
        assert_eq!(end, Ok(()));
        assert!(
            matches!(body.next().await, Ok(None)),
            "the end stays the end"
        );
    }
    let response = response(WHOLE, &pieces);
    let (found, _) = read(&mut Body::new(&response, LONG)).await;
    assert_eq!(found, pieces, "as they came");
}

#[wasm_bindgen_test]
async fn a_long_body_comes_whole_through_one_buffer() {
    let length = 3_000_000_u32;
    let make = "const bytes = new Uint8Array(a).map((_, at) => at * 7 + (at >> 8)); return URL.createObjectURL(new Blob([bytes]))";
    let url = function(make)
        .call1(&JsValue::NULL, &length.into())
        .unwrap()
        .as_string()
        .unwrap();
    let guard = AbortGuard::new();
    let response = fetch(&url, &guard).await.unwrap();
    let (pieces, end) = read(&mut Body::new(&response, LONG)).await;
    assert_eq!(end, Ok(()));
    assert!(pieces.len() > 10, "{} pieces", pieces.len());
    assert!(pieces.iter().all(|piece| piece.len() <= 256 * 1024));
    let want: Vec<u8> = (0..length)
        .map(|at| (at.wrapping_mul(7).wrapping_add(at >> 8)) as u8)
        .collect();
    assert!(pieces.concat() == want, "every byte in its place");
}

#[wasm_bindgen_test]
async fn a_body_that_breaks_is_interrupted_after_its_pieces() {
    let response = response(BROKEN, &[b"one", b"two"]);
    let (pieces, end) = read(&mut Body::new(&response, LONG)).await;
    assert_eq!(pieces.concat(), b"onetwo");
    assert_eq!(end, Err(BodyError::Interrupted));
}

#[wasm_bindgen_test]
async fn a_body_that_brings_nothing_more_has_stalled() {
    let response = response(SILENT, &[b"one"]);
    let (pieces, end) = read(&mut Body::new(&response, SHORT)).await;
    assert_eq!(pieces.concat(), b"one");
    assert_eq!(end, Err(BodyError::Stalled));
}

#[wasm_bindgen_test]
async fn a_response_without_a_body_ends_at_once() {
    let response = Response::new().unwrap();
    let (pieces, end) = read(&mut Body::new(&response, LONG)).await;
    assert_eq!((pieces.len(), end), (0, Ok(())));
}

#[wasm_bindgen_test]
async fn a_data_url_is_answered_with_its_type_and_content() {
    let guard = AbortGuard::new();
    let response = fetch("data:application/vnd.example;base64,AP8=", &guard)
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    let want = [("content-type", "application/vnd.example")];
    let want = want.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(headers(&response), want);
    let (pieces, _) = read(&mut Body::new(&response, LONG)).await;
    assert_eq!(pieces.concat(), [0, 255]);
}

#[wasm_bindgen_test]
async fn what_the_browser_refuses_is_rejected() {
    // The fetch standard blocks port 1; a Blob's URL that was revoked leads nowhere.
    let url = blob_url("x", "text/plain");
    web_sys::Url::revoke_object_url(&url).unwrap();
    for url in ["http://127.0.0.1:1/", &url, "http://", "nothing:x"] {
        let found = fetch(url, &AbortGuard::new()).await;
        assert_eq!(found.err(), Some(FetchError::Rejected), "{url}");
    }
}

#[wasm_bindgen_test]
async fn a_header_that_is_none_is_rejected_and_nothing_is_sent() {
    let spy = Spy::new("return new Promise(() => {})");
    for (name, value) in [("Accept", "a\nb"), ("Accept", "\u{202e}"), ("a b", "c")] {
        let request = Get {
            url: "data:,",
            headers: &[(name, value)],
            ..Get::default()
        };
        let found = get(&request, &AbortGuard::new(), LONG).await;
        assert_eq!(found.err(), Some(FetchError::Rejected), "{name}: {value:?}");
    }
    assert_eq!(spy.calls().length(), 0);
}

/// A `fetch` that tells what it was asked.
struct Spy {
    calls: Array,
    _fetch: Replaced,
}

impl Spy {
    /// `body` is what comes after the notes were taken.
    fn new(body: &str) -> Self {
        let calls = Array::new();
        let fetch = function(&format!(
            "const calls = a; return (url, init) => {{ calls.push([url, init]); {body} }}"
        ))
        .call1(&JsValue::NULL, &calls)
        .unwrap();
        Self {
            calls,
            _fetch: Replaced::new(&window(), "fetch", &fetch),
        }
    }

    fn calls(&self) -> &Array {
        &self.calls
    }

    /// A member of the options of the last call.
    fn option(&self, name: &str) -> JsValue {
        let call: Array = self.calls.get(self.calls.length() - 1).unchecked_into();
        Reflect::get(&call.get(1), &name.into()).unwrap()
    }
}

#[wasm_bindgen_test]
async fn a_request_is_a_get_without_credentials() {
    let spy = Spy::new("return Promise.resolve(new Response('x', { headers: { 'X-A': 'b' } }))");
    let guard = AbortGuard::new();
    let plain = fetch("https://h.example/v2/", &guard).await.unwrap();
    assert_eq!(headers(&plain).last().unwrap().0, "x-a", "in lower case");
    let option = |name| spy.option(name).as_string();
    assert_eq!(option("method").as_deref(), Some("GET"));
    assert_eq!(option("credentials").as_deref(), Some("omit"));
    assert_eq!(option("cache"), None);
    assert_eq!(option("mode"), None);
    let request = Get {
        url: "https://h.example/v2/",
        headers: &[("Range", "bytes=5-"), ("Accept", "a, b")],
        no_store: true,
        opaque: true,
        stay: false,
    };
    get(&request, &guard, LONG).await.unwrap();
    assert_eq!(option("cache").as_deref(), Some("no-store"));
    assert_eq!(option("mode").as_deref(), Some("no-cors"));
    let headers: web_sys::Headers = spy.option("headers").unchecked_into();
    assert_eq!(headers.get("range").unwrap().as_deref(), Some("bytes=5-"));
    assert_eq!(headers.get("accept").unwrap().as_deref(), Some("a, b"));
}

#[wasm_bindgen_test]
async fn a_fetch_without_an_answer_times_out_and_its_guard_ends_it() {
    let spy = Spy::new("return new Promise(() => {})");
    let guard = AbortGuard::new();
    let request = Get {
        url: "https://h.example/",
        ..Get::default()
    };
    let found = get(&request, &guard, SHORT).await;
    assert_eq!(found.err(), Some(FetchError::TimedOut));
    let signal: AbortSignal = spy.option("signal").unchecked_into();
    assert!(!signal.aborted(), "the guard lives");
    drop(guard);
    assert!(signal.aborted());
}

#[wasm_bindgen_test]
async fn a_fetch_that_nobody_waits_for_is_aborted() {
    let spy = Spy::new("return new Promise(() => {})");
    let mut waiting = Box::pin(async {
        let guard = AbortGuard::new();
        fetch("https://h.example/", &guard).await
    });
    assert!(futures::poll!(&mut waiting).is_pending());
    let signal: AbortSignal = spy.option("signal").unchecked_into();
    assert!(!signal.aborted());
    drop(waiting);
    assert!(signal.aborted());
}

#[wasm_bindgen_test]
async fn dropping_the_guard_cuts_a_body_short() {
    let url = function("return URL.createObjectURL(new Blob([new Uint8Array(8000000)]))")
        .call0(&JsValue::NULL)
        .unwrap()
        .as_string()
        .unwrap();
    let guard = AbortGuard::new();
    let response = fetch(&url, &guard).await.unwrap();
    let mut body = Body::new(&response, LONG);
    assert!(body.next().await.unwrap().is_some());
    drop(guard);
    assert_eq!(body.next().await.err(), Some(BodyError::Interrupted));
}

#[wasm_bindgen_test]
async fn waiting_ends_with_the_future_or_the_time() {
    assert_eq!(within(LONG, async { 7 }).await, Some(7));
    assert_eq!(within(SHORT, std::future::pending::<()>()).await, None);
}
