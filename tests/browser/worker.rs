//! The page's end of the workers. The workers here are small modules that speak the protocol, or break it; the real one is part of the
//! site, and of the end-to-end tests.

use crate::support::{Replaced, blob_url, function, until};
use futures::FutureExt;
use js_sys::Promise;
use porthole::{
    browser::{fetch::within, pool::Pool, worker_handle::WorkerHandle},
    verify::{
        job::{Event, Job, Outcome},
        reading::ReadError,
    },
};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use wasm_bindgen_test::wasm_bindgen_test;

/// A worker module that does what the URL of a job says.
const OBEDIENT: &str = r#"
export default function () {
  let cancelled = 0;
  let jobs = 0;
  onmessage = ({ data }) => {
    const [name, id, url, , , size] = data;
    if (name === "cancel") {
      cancelled += 1;
      return;
    }
    if (name === "renew") {
      return postMessage(["finished", id, "failed", "status", "401", "", "2", url]);
    }
    jobs += 1;
    const finish = (size) => postMessage(["finished", id, "verified", `${size}`]);
    switch (url) {
      case "progress":
        postMessage(["progress", id, "5"]);
        postMessage(["retrying", id, "the connection broke", "1", "3"]);
        postMessage(["progress", `${Number(id) + 1}`, "99"]);
        return finish(10);
      case "cancelled": return finish(cancelled);
      case "jobs": return finish(jobs);
      case "wait": return;
      case "refused": return postMessage(["refused", id]);
      case "broken":
        postMessage(["refused", id]);
        postMessage(["panicked", "asked to"]);
        return postMessage(["progress", id, "5"]);
      case "panic": return postMessage(["panicked", "asked to"]);
      case "nonsense": return postMessage("nonsense");
      case "throw": throw new Error("thrown");
      default: return finish(size);
    }
  };
  postMessage(["ready", "VERSION"]);
}"#;

fn obedient() -> String {
    module(&OBEDIENT.replace("VERSION", env!("CARGO_PKG_VERSION")))
}

fn module(text: &str) -> String {
    blob_url(text, "text/javascript")
}

fn job(pool: &Pool, url: &str) -> Job {
    Job {
        id: pool.next_id(),
        url: url.to_owned(),
        authorization: None,
        digest: "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
            .to_owned(),
        size: Some(7),
        stall_timeout_ms: 1000,
        unpack: None,
        data: None,
    }
}

async fn read(pool: &Pool, url: &str) -> Outcome {
    pool.read(job(pool, url), |_| (), async || Ok(None)).await
}

async fn failure(url: &str) -> String {
    match WorkerHandle::start(url).await {
        Err(ReadError::Worker { message }) => message,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it started"),
    }
}

#[wasm_bindgen_test]
async fn behind_the_address_of_the_script_stand_those_of_its_modules() {
    let text = "export const files = { gzip: 'beside', zstd: 'beside', unpacking: 'beside' };
        export default (place) => postMessage(['panicked', JSON.stringify([place?.module_or_path, files])])";
    let teller = module(text);
    let files = "https://cdn.example/own.wasm?\"' https://cdn.example/g.wasm /z.wasm /u.wasm";
    for (addresses, want) in [
        (
            format!("{teller} {files}"),
            r#"["https://cdn.example/own.wasm?\"'",{"gzip":"https://cdn.example/g.wasm","zstd":"/z.wasm","unpacking":"/u.wasm"}]"#,
        ),
        (
            teller,
            r#"[null,{"gzip":"beside","zstd":"beside","unpacking":"beside"}]"#,
        ),
    ] {
        assert_eq!(failure(&addresses).await, want);
    }
    // Of another version, perhaps: which one, it says itself.
    let other = module("export default (place) => postMessage(['panicked', 'I am another'])");
    assert_eq!(failure(&format!("{other} {files}")).await, "I am another");
}

#[wasm_bindgen_test]
async fn a_module_that_cannot_be_loaded_is_an_error_that_says_so() {
    for url in [
        "http://127.0.0.1:1/worker.js".to_owned(),
        format!("{}/no/such/worker.js", porthole::browser::address::origin()),
        module("this is no JavaScript"),
        module("export const other = 1"),
        module("throw new Error('at once')"),
        module("export default function () { throw new Error('when called') }"),
        "\"); postMessage([\"ready\",\"0.1.0\"]); (\"".to_owned(),
    ] {
        let message = failure(&url).await;
        let start = "the worker could not be loaded: ";
        assert!(message.starts_with(start), "{url}: {message}");
    }
}

#[wasm_bindgen_test]
async fn a_worker_of_another_version_is_refused() {
    let url = module("export default () => postMessage(['ready', '0.0.0'])");
    let want = format!(
        "the worker is of version 0.0.0, the page of version {}: reload the page",
        env!("CARGO_PKG_VERSION")
    );
    assert_eq!(failure(&url).await, want);
}

#[wasm_bindgen_test]
async fn a_worker_that_talks_nonsense_at_its_start_is_refused() {
    let url = module("export default () => postMessage({ Hello: 1 })");
    let message = failure(&url).await;
    let start = "a message of the worker was not understood: ";
    assert!(message.starts_with(start), "{message}");
}

#[wasm_bindgen_test]
async fn a_worker_ends_with_its_handle() {
    // A lock is free again when the worker that holds it is gone.
    let text = "export default () => navigator.locks.request('porthole-test', () => {
        postMessage(['ready', 'VERSION']);
        return new Promise(() => {});
    })";
    let url = module(&text.replace("VERSION", env!("CARGO_PKG_VERSION")));
    let handle = WorkerHandle::start(&url).await.ok().unwrap();
    let locks = function("return navigator.locks.query().then((locks) => locks.held.length)");
    let held = async || {
        let promise: Promise = locks.call0(&JsValue::NULL).unwrap().unchecked_into();
        JsFuture::from(promise).await.unwrap().as_f64()
    };
    assert_eq!(held().await, Some(1.0));
    drop(handle);
    let ask = function("return navigator.locks.request('porthole-test', () => 'free')");
    let promise: Promise = ask.call0(&JsValue::NULL).unwrap().unchecked_into();
    let got = within(Duration::from_secs(20), JsFuture::from(promise)).await;
    let got = got.expect("the worker is gone").unwrap();
    assert_eq!(got.as_string().as_deref(), Some("free"));
}

#[wasm_bindgen_test]
async fn a_job_fails_where_no_worker_can_be_started_and_the_next_one_is_tried_anew() {
    let pool = Pool::shared("http://127.0.0.1:1/worker.js");
    for _ in 0..pool.limit() + 1 {
        let outcome = read(&pool, "any").await;
        let Outcome::Failed(ReadError::Worker { message }) = outcome else {
            panic!("{outcome:?}");
        };
        assert!(message.starts_with("the worker could not be loaded: "));
    }
}

#[wasm_bindgen_test]
async fn a_job_tells_of_its_progress_and_ends_with_its_outcome() {
    let pool = Pool::shared(&obedient());
    let events = Rc::new(RefCell::new(Vec::new()));
    let job = job(&pool, "progress");
    let id = job.id;
    let outcome = pool
        .read(
            job,
            {
                let events = Rc::clone(&events);
                move |event| events.borrow_mut().push(event)
            },
            async || Ok(None),
        )
        .await;
    assert_eq!(outcome, Outcome::Verified { size: 10 });
    let want = [
        Event::Progress { id, bytes_read: 5 },
        Event::Retrying {
            id,
            reason: "the connection broke".to_owned(),
            retry: 1,
            of: 3,
        },
    ];
    assert_eq!(*events.borrow(), want, "and nothing of another job");
}

#[wasm_bindgen_test]
async fn a_job_that_was_refused_goes_on_with_another_header() {
    let pool = Pool::shared(&obedient());
    let read = async |renewed: Result<Option<&str>, ReadError>| {
        let renew = async || renewed.clone().map(|header| header.map(str::to_owned));
        pool.read(job(&pool, "refused"), |_| (), renew).await
    };
    let status = |said: &str| {
        Outcome::Failed(ReadError::Status {
            status: 401,
            retry_after: None,
            attempts: 2,
            said: said.to_owned(),
        })
    };
    assert_eq!(read(Ok(Some("Bearer x"))).await, status("Bearer x"));
    assert_eq!(read(Ok(None)).await, status(""));
    // Why there is none is the error, and the worker goes on to other jobs.
    let error = ReadError::NotAsked {
        reason: "no token".to_owned(),
    };
    assert_eq!(read(Err(error.clone())).await, Outcome::Failed(error));
    let cancelled = self::read(&pool, "cancelled").await;
    assert_eq!(cancelled, Outcome::Verified { size: 1 });
}

#[wasm_bindgen_test]
async fn a_worker_that_breaks_while_another_header_is_looked_for_fails_its_job() {
    let pool = Pool::shared(&obedient());
    let has_broken = Rc::new(Cell::new(false));
    let on_event = {
        let has_broken = Rc::clone(&has_broken);
        move |_| has_broken.set(true)
    };
    let renew = async || {
        until("the worker breaks", || has_broken.get().then_some(())).await;
        Ok(Some("Bearer x".to_owned()))
    };
    let outcome = pool.read(job(&pool, "broken"), on_event, renew).await;
    let message = "asked to".to_owned();
    assert_eq!(outcome, Outcome::Failed(ReadError::Worker { message }));
}

#[wasm_bindgen_test]
async fn one_worker_does_many_jobs() {
    let pool = Pool::shared(&obedient());
    for jobs in 1..=3 {
        assert_eq!(read(&pool, "jobs").await, Outcome::Verified { size: jobs });
    }
}

#[wasm_bindgen_test]
async fn a_job_that_nobody_waits_for_is_cancelled_and_its_worker_goes_on() {
    let pool = Pool::shared(&obedient());
    assert_eq!(
        read(&pool, "cancelled").await,
        Outcome::Verified { size: 0 }
    );
    let mut waiting = Box::pin(read(&pool, "wait"));
    assert!(futures::poll!(&mut waiting).is_pending());
    drop(waiting);
    assert_eq!(
        read(&pool, "cancelled").await,
        Outcome::Verified { size: 1 }
    );
}

#[wasm_bindgen_test]
async fn jobs_beyond_the_limit_wait_for_their_turn() {
    let pool = Pool::shared(&obedient());
    assert!((1..=4).contains(&pool.limit()));
    let mut running = Vec::new();
    for _ in 0..pool.limit() {
        let mut job = Box::pin(read(&pool, "wait"));
        assert!(futures::poll!(&mut job).is_pending());
        running.push(job);
    }
    let outcome = Rc::new(RefCell::new(None));
    let impatient = Box::pin(read(&pool, "any"));
    spawn_local({
        let (pool, outcome) = (Rc::clone(&pool), Rc::clone(&outcome));
        async move {
            let found = read(&pool, "last").await;
            *outcome.borrow_mut() = Some(found);
        }
    });
    // One that gives up while it waits must not take the turn of those behind it.
    assert_eq!(impatient.now_or_never(), None);
    assert_eq!(*outcome.borrow(), None);
    running.pop();
    let outcome = until("the last job has its turn", || outcome.borrow_mut().take()).await;
    assert_eq!(outcome, Outcome::Verified { size: 7 });
}

#[wasm_bindgen_test]
async fn a_turn_that_comes_to_who_goes_at_that_moment_is_the_next_ones() {
    let pool = Pool::shared(&obedient());
    let begin = |url| {
        let mut job = Box::pin(read(&pool, url));
        assert_eq!((&mut job).now_or_never(), None);
        job
    };
    let running: Vec<_> = (0..pool.limit()).map(|_| begin("wait")).collect();
    let waiting: Vec<_> = (0..pool.limit()).map(|_| begin("any")).collect();
    let last = begin("last");
    // Those that run give their turns to those that wait, which go without having used them.
    drop(running);
    drop(waiting);
    let outcome = within(Duration::from_secs(20), last).await;
    assert_eq!(outcome, Some(Outcome::Verified { size: 7 }));
}

#[wasm_bindgen_test]
async fn a_worker_that_breaks_fails_its_job_and_is_replaced() {
    let pool = Pool::shared(&obedient());
    for (url, want) in [
        ("panic", "asked to"),
        ("nonsense", "a message of the worker was not understood: "),
        ("throw", "Uncaught Error: thrown"),
    ] {
        let outcome = read(&pool, url).await;
        let Outcome::Failed(ReadError::Worker { message }) = outcome else {
            panic!("{url}: {outcome:?}");
        };
        assert!(message.starts_with(want), "{url}: {message}");
        assert_eq!(
            read(&pool, "jobs").await,
            Outcome::Verified { size: 1 },
            "a fresh worker"
        );
    }
}

#[wasm_bindgen_test]
fn a_page_has_one_pool_for_each_module_and_each_job_its_own_id() {
    let (one, other) = (obedient(), obedient());
    assert!(Rc::ptr_eq(&Pool::shared(&one), &Pool::shared(&one)));
    assert!(!Rc::ptr_eq(&Pool::shared(&one), &Pool::shared(&other)));
    let pool = Pool::shared(&one);
    let ids: Vec<u32> = (0..3).map(|_| pool.next_id()).collect();
    assert_eq!(ids, [0, 1, 2]);
}

#[wasm_bindgen_test]
async fn a_worker_that_breaks_while_it_is_idle_gets_no_job() {
    let url = module(
        &"export default () => {
            let jobs = 0;
            onmessage = ({ data: [name, id] }) => {
                if (name !== 'read' || ++jobs > 1) return;
                postMessage(['finished', id, 'verified', '7']);
                postMessage(['panicked', 'afterwards']);
            };
            postMessage(['ready', 'VERSION']);
        }"
        .replace("VERSION", env!("CARGO_PKG_VERSION")),
    );
    let window: JsValue = web_sys::window().unwrap().into();
    // Workers whose second thoughts have been heard.
    let broken = js_sys::Array::new();
    let listening = function(
        "return function (...given) {
            const worker = new a(...given);
            worker.addEventListener('message', ({ data: [name] }) => name === 'panicked' && b.push(name));
            return worker;
        }",
    )
    .call2(
        &JsValue::NULL,
        &js_sys::Reflect::get(&window, &"Worker".into()).unwrap(),
        &broken,
    )
    .unwrap();
    let _listening = Replaced::new(&window, "Worker", &listening);
    let pool = Pool::shared(&url);
    for jobs in 1..=2 {
        let outcome = within(Duration::from_secs(20), read(&pool, "")).await;
        assert_eq!(outcome, Some(Outcome::Verified { size: 7 }), "job {jobs}");
        until("the worker breaks", || {
            (broken.length() == jobs).then_some(())
        })
        .await;
    }
}
