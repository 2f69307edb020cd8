//! The worker's half: one job at a time, fetched and hashed piece by piece, so that memory stays constant.

mod telling;

use super::{
    abort::AbortGuard,
    body::{Body, BodyError},
    clock, decoders,
    fetch::{self, FetchError, Get},
    message, panic,
};
use crate::{
    source::retry_after,
    verify::{
        job::{Command, Event, Job, Outcome, Renewal},
        reading::{Fault, ReadError, Reading, ResponseHead, Step},
    },
};
use futures::{
    channel::oneshot,
    future::{AbortHandle, Abortable},
};
use std::{cell::RefCell, rc::Rc, time::Duration};
use telling::Telling;
use wasm_bindgen::{JsCast, prelude::*};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// Bytes of a blob that are worked on before the worker looks at the clock.
const MOST_AT_ONCE: usize = 32 * 1024;

/// How much of an error's text is passed on, in bytes.
const MOST_SAID: usize = 2048;

/// How long the worker works without listening, in milliseconds.
const LONGEST_DEAF_MS: f64 = 100.0;

/// The job being done.
struct Running {
    id: u32,
    handle: AbortHandle,
    /// Where another `Authorization` header goes, if it waits for one.
    renewal: Option<oneshot::Sender<Option<String>>>,
}

type Current = Rc<RefCell<Option<Running>>>;

/// Starts the worker: says [`Event::Ready`], then obeys [`Command`]s.
pub fn run() {
    std::panic::set_hook(panic::hook(|message| {
        post(&Event::Panicked {
            message: message.to_owned(),
        })
    }));
    let current = Current::default();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        match message::read(&event.data()) {
            Ok(Command::Read(job)) => start(job, &current),
            Ok(Command::Renew(renewal)) => renew(renewal, &current),
            Ok(Command::Cancel { id }) => cancel(id, &current),
            Err(error) => post(&Event::Panicked {
                message: format!("a command was not understood: {error}"),
            }),
        }
    });
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // The worker listens until it is terminated.
    on_message.forget();
    post(&Event::Ready {
        version: env!("CARGO_PKG_VERSION").to_owned(),
    });
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

fn post(event: &Event) {
    // Strings can always be cloned.
    let _ = scope().post_message(&message::write(event));
}

fn start(job: Job, current: &Current) {
    let (handle, registration) = AbortHandle::new_pair();
    let id = job.id;
    *current.borrow_mut() = Some(Running {
        id,
        handle,
        renewal: None,
    });
    let current = Rc::clone(current);
    wasm_bindgen_futures::spawn_local(async move {
        let outcome = Abortable::new(read(job, &current), registration)
            .await
            .unwrap_or(Outcome::Cancelled);
        current.borrow_mut().take_if(|running| running.id == id);
        post(&Event::Finished { id, outcome });
    });
}

fn cancel(id: u32, current: &Current) {
    if let Some(running) = &*current.borrow()
        && running.id == id
    {
        // Drops the future, whose guard aborts the fetch.
        running.handle.abort();
    }
}

fn renew(renewal: Renewal, current: &Current) {
    if let Some(running) = &mut *current.borrow_mut()
        && running.id == renewal.id
        && let Some(sender) = running.renewal.take()
    {
        // A job that was cancelled meanwhile waits no more.
        let _ = sender.send(renewal.authorization);
    }
}

/// Another `Authorization` header than the one that was refused, from the page; `None` if there is none.
async fn renewed(id: u32, current: &Current) -> Option<String> {
    let (sender, renewal) = oneshot::channel();
    if let Some(running) = &mut *current.borrow_mut() {
        running.renewal = Some(sender);
    }
    post(&Event::Refused { id });
    renewal.await.ok().flatten()
}

async fn read(mut job: Job, current: &Current) -> Outcome {
    let mut reading = Reading::new(&job.digest, job.size);
    if let Some(unpack) = &job.unpack {
        reading = reading.unpacking(unpack.clone(), decoders::there);
    }
    let mut telling = Telling::new(job.id);
    let mut step = reading.start();
    loop {
        step = match step {
            Step::Request { range_start } => match &job.data {
                Some(data) => take(&job, data, &mut reading).await,
                None => {
                    let step = request(&job, range_start, &mut reading, &mut telling).await;
                    telling.end();
                    step
                }
            },
            Step::Wait {
                milliseconds,
                reason,
                retry,
                of,
            } => {
                post(&Event::Retrying {
                    id: job.id,
                    reason,
                    retry,
                    of,
                });
                clock::sleep(Duration::from_millis(milliseconds.into())).await;
                reading.resume()
            }
            Step::Renew(error) => match renewed(job.id, current).await {
                Some(authorization) => {
                    job.authorization = Some(authorization);
                    reading.resume()
                }
                None => Step::Finish(Outcome::Failed(error)),
            },
            Step::Finish(outcome) => {
                // Of other bytes than the layer's it says nothing what they unpack to.
                if matches!(outcome, Outcome::Verified { .. })
                    && let Some(content) = reading.into_content()
                {
                    post(&Event::Unpacked {
                        id: job.id,
                        content,
                    });
                }
                return outcome;
            }
            // `request` reads until there is something else to do.
            Step::Read => reading.resume(),
        }
    }
}

fn stall_timeout(job: &Job) -> Duration {
    Duration::from_millis(job.stall_timeout_ms.into())
}

/// A blob that came with the job, as if a server had answered with it.
async fn take(job: &Job, data: &[u8], reading: &mut Reading) -> Step {
    let step = reading.on_response(&ResponseHead {
        status: 200,
        content_length: Some(data.len() as u64),
        ..ResponseHead::default()
    });
    if step != Step::Read {
        return step;
    }
    match on_piece(data, reading, stall_timeout(job)).await {
        Step::Read => reading.on_end(),
        step => step,
    }
}

/// One request, read to the next step that is not reading on.
async fn request(
    job: &Job,
    range_start: Option<u64>,
    reading: &mut Reading,
    telling: &mut Telling,
) -> Step {
    let guard = AbortGuard::new();
    let stall_timeout = stall_timeout(job);
    let range = range_start.map(|start| format!("bytes={start}-"));
    let mut headers = Vec::new();
    if let Some(range) = &range {
        headers.push(("Range", range.as_str()));
    }
    if let Some(authorization) = &job.authorization {
        headers.push(("Authorization", authorization.as_str()));
    }
    // What the server sends now is proven, not what the browser kept; and writing a layer into its cache costs half as much as hashing it.
    let get = Get {
        url: &job.url,
        headers: &headers,
        no_store: true,
        opaque: false,
        stay: false,
    };
    let response = match fetch::get(&get, &guard, stall_timeout).await {
        Ok(response) => response,
        Err(FetchError::Rejected) => return reading.on_fault(Fault::Rejected),
        Err(FetchError::TimedOut) => return reading.on_fault(Fault::Stalled),
    };
    let header = |name: &str| response.headers().get(name).ok().flatten();
    let number = |name: &str| header(name).and_then(|value| value.trim().parse().ok());
    let (content_range, content_encoding) = (header("content-range"), header("content-encoding"));
    let mut step = reading.on_response(&ResponseHead {
        status: response.status(),
        content_length: number("content-length"),
        content_range: content_range.as_deref(),
        content_encoding: content_encoding.as_deref(),
        retry_after: header("retry-after")
            .and_then(|value| retry_after::seconds(&value, header("date").as_deref())),
        is_html: header("content-type")
            .is_some_and(|value| value.to_ascii_lowercase().starts_with("text/html")),
    });
    let mut body = Body::new(&response, stall_timeout);
    if let Step::Finish(Outcome::Failed(ReadError::Status { said, .. }))
    | Step::Renew(ReadError::Status { said, .. }) = &mut step
    {
        *said = start_of(&mut body).await;
    }
    let mut buffer = Vec::new();
    while step == Step::Read {
        step = match body.next().await {
            Ok(Some(piece)) => {
                buffer.resize(piece.length() as usize, 0);
                piece.copy_to(&mut buffer);
                let step = on_piece(&buffer, reading, stall_timeout).await;
                telling.tell(reading.bytes_read());
                step
            }
            Ok(None) => reading.on_end(),
            Err(BodyError::Interrupted) => reading.on_fault(Fault::Interrupted),
            Err(BodyError::Stalled) => reading.on_fault(Fault::Stalled),
        };
    }
    step
}

/// The beginning of a body that is no blob, as text; as much of it as comes.
async fn start_of(body: &mut Body) -> String {
    let mut start = Vec::new();
    while start.len() < MOST_SAID
        && let Ok(Some(piece)) = body.next().await
    {
        start.extend(piece.to_vec());
    }
    start.truncate(MOST_SAID);
    String::from_utf8_lossy(&start).into_owned()
}

/// Gives a piece to the reading. A few kilobytes may unpack to hundreds of megabytes: in between, the worker listens whether it is to stop.
/// When it turns out that a decoder is needed, it is loaded first, within `timeout`.
async fn on_piece(bytes: &[u8], reading: &mut Reading, timeout: Duration) -> Step {
    let mut listened_ms = clock::now_ms();
    let mut step = Step::Read;
    for part in bytes.chunks(MOST_AT_ONCE) {
        step = reading.on_chunk(part);
        if let Some(compression) = reading.waits_for() {
            // If it does not come, the reading says so of what it cannot unpack.
            fetch::within(timeout, decoders::load(compression)).await;
        }
        if step != Step::Read {
            break;
        }
        if clock::now_ms() - listened_ms > LONGEST_DEAF_MS {
            clock::sleep(Duration::ZERO).await;
            listened_ms = clock::now_ms();
        }
    }
    step
}
