//! The page's end of one worker.
//!
//! A worker cannot be loaded from another origin, but a documentation site loads Porthole from one: so a Blob of the page's own
//! origin imports the worker's module by its absolute URL. The import is dynamic, since a static one needs a wider policy.

use super::{fetch::within, message};
use crate::verify::{
    job::{Command, Event, Job, Outcome, Renewal},
    reading::ReadError,
};
use futures::channel::oneshot;
use js_sys::Array;
use std::{cell::RefCell, rc::Rc, time::Duration};
use wasm_bindgen::{JsCast, prelude::*};
use web_sys::{Blob, BlobPropertyBag, MessageEvent, Url, Worker, WorkerOptions, WorkerType};

/// How long the module of the worker may take to load: it crosses the network.
const START_TIMEOUT: Duration = Duration::from_secs(30);

/// A running worker; terminated when dropped.
pub struct WorkerHandle {
    worker: Worker,
    shared: Rc<RefCell<Shared>>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(web_sys::Event)>,
}

#[derive(Default)]
struct Shared {
    ready: Option<oneshot::Sender<Result<String, String>>>,
    running: Option<Running>,
    /// Why the worker can do no more jobs.
    defect: Option<String>,
}

struct Running {
    id: u32,
    on_event: Box<dyn Fn(Event)>,
    /// `None` while the page looks for another `Authorization` header.
    answer: Option<oneshot::Sender<Answer>>,
}

/// What a job waits for.
pub enum Answer {
    /// The server answered 401, and the worker waits for a [`Renewal`].
    Refused,
    /// The job is done.
    Finished(Outcome),
}

impl WorkerHandle {
    /// Starts a worker from the script at the first of `addresses`, and waits until it says that it is ready and of this version. Between blanks
    /// may follow where its modules are, if they do not lie beside it: its own, the decoders of gzip and of zstd, and what both need.
    pub async fn start(addresses: &str) -> Result<Self, ReadError> {
        let failed = |message: String| ReadError::Worker { message };
        let worker = spawn(addresses).map_err(|error| failed(describe(&error)))?;
        let (sender, ready) = oneshot::channel();
        let shared = Rc::new(RefCell::new(Shared {
            ready: Some(sender),
            ..Shared::default()
        }));
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new({
            let shared = Rc::clone(&shared);
            move |event: MessageEvent| receive(&shared, &event)
        });
        let on_error = Closure::<dyn FnMut(web_sys::Event)>::new({
            let shared = Rc::clone(&shared);
            move |event: web_sys::Event| {
                let message = event
                    .dyn_ref::<web_sys::ErrorEvent>()
                    .map(web_sys::ErrorEvent::message);
                break_down(
                    &shared,
                    message.unwrap_or_else(|| "the worker could not be started".to_owned()),
                );
            }
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let handle = Self {
            worker,
            shared,
            _on_message: on_message,
            _on_error: on_error,
        };
        match within(START_TIMEOUT, ready).await {
            Some(Ok(Ok(version))) if version == env!("CARGO_PKG_VERSION") => Ok(handle),
            Some(Ok(Ok(version))) => Err(failed(format!(
                "the worker is of version {version}, the page of version {}: reload the page",
                env!("CARGO_PKG_VERSION")
            ))),
            Some(Ok(Err(message))) => Err(failed(message)),
            Some(Err(_)) => Err(failed("the worker ended".to_owned())),
            None => Err(failed(format!(
                "the worker did not start within {} s",
                START_TIMEOUT.as_secs()
            ))),
        }
    }

    /// Whether it can take a job.
    pub fn is_sound(&self) -> bool {
        self.shared.borrow().defect.is_none()
    }

    /// Hands over a job; the answer comes through the channel, everything before it through `on_event`.
    pub fn begin(&self, job: Job, on_event: Box<dyn Fn(Event)>) -> oneshot::Receiver<Answer> {
        self.shared.borrow_mut().running = Some(Running {
            id: job.id,
            on_event,
            answer: None,
        });
        self.ask(&Command::Read(job))
    }

    /// Lets a job go on that was [`Answer::Refused`].
    pub fn renew(&self, renewal: Renewal) -> oneshot::Receiver<Answer> {
        self.ask(&Command::Renew(renewal))
    }

    fn ask(&self, command: &Command) -> oneshot::Receiver<Answer> {
        let (sender, answer) = oneshot::channel();
        let defect = {
            let mut shared = self.shared.borrow_mut();
            if let Some(running) = &mut shared.running {
                running.answer = Some(sender);
            }
            // It may have broken while the page looked for what to renew the job with.
            shared.defect.clone()
        };
        if let Err(message) = defect.map_or_else(|| self.post(command), Err) {
            break_down(&self.shared, message);
        }
        answer
    }

    /// Stops job `id` at once. What the worker still says of it is not heard.
    pub fn cancel(&self, id: u32) {
        let was_running = self
            .shared
            .borrow_mut()
            .running
            .take_if(|running| running.id == id)
            .is_some();
        if was_running && let Err(message) = self.post(&Command::Cancel { id }) {
            break_down(&self.shared, message);
        }
    }

    fn post(&self, command: &Command) -> Result<(), String> {
        self.worker
            .post_message(&message::write(command))
            .map_err(|error| describe(&error))
    }
}

impl Drop for WorkerHandle {
    fn drop(&mut self) {
        // What it said last may be on its way: nobody listens any more.
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

fn spawn(addresses: &str) -> Result<Worker, JsValue> {
    let (script, modules) = addresses.split_once(' ').unwrap_or((addresses, ""));
    // One by one: to lists, libraries of old gave a toJSON of their own.
    let quoted = |text: &str| js_sys::JSON::stringify(&JsValue::from_str(text)).map(String::from);
    let script = quoted(script)?;
    let modules: Result<Vec<_>, _> = modules.split_terminator(' ').map(quoted).collect();
    let modules = modules?.join(",");
    // A script of another version may have no such files: it is to say that itself.
    let shim = format!(
        "const [own, gzip, zstd, unpacking] = [{modules}]; \
         import({script}).then((script) => {{ \
         if (own) Object.assign(script.files ?? {{}}, {{ gzip, zstd, unpacking }}); \
         return script.default(own && {{ module_or_path: own }}); \
         }}).catch((error) => postMessage([\"panicked\", \"the worker could not be loaded: \" + error]));"
    );
    let options = BlobPropertyBag::new();
    options.set_type("text/javascript");
    let blob =
        Blob::new_with_str_sequence_and_options(&Array::of1(&JsValue::from_str(&shim)), &options)?;
    let shim_url = Url::create_object_url_with_blob(&blob)?;
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    options.set_name("porthole");
    let worker = Worker::new_with_options(&shim_url, &options);
    // The fetch of the shim has begun by now and keeps the Blob.
    Url::revoke_object_url(&shim_url)?;
    worker
}

fn receive(shared: &Rc<RefCell<Shared>>, event: &MessageEvent) {
    match message::read(&event.data()) {
        Ok(Event::Ready { version }) => {
            if let Some(ready) = shared.borrow_mut().ready.take() {
                // Nobody waits any more if the page gave up.
                let _ = ready.send(Ok(version));
            }
        }
        Ok(Event::Panicked { message }) => break_down(shared, message),
        Ok(Event::Finished { id, outcome }) => {
            let running = shared
                .borrow_mut()
                .running
                .take_if(|running| running.id == id);
            if let Some(answer) = running.and_then(|running| running.answer) {
                let _ = answer.send(Answer::Finished(outcome));
            }
        }
        Ok(Event::Refused { id }) => {
            if let Some(running) = &mut shared.borrow_mut().running
                && running.id == id
                && let Some(answer) = running.answer.take()
            {
                let _ = answer.send(Answer::Refused);
            }
        }
        Ok(
            event @ (Event::Progress { id, .. }
            | Event::Retrying { id, .. }
            | Event::Unpacked { id, .. }),
        ) => {
            if let Some(running) = &shared.borrow().running
                && running.id == id
            {
                (running.on_event)(event);
            }
        }
        Err(error) => break_down(
            shared,
            format!("a message of the worker was not understood: {error}"),
        ),
    }
}

/// The worker can do no more: whoever waits for it is told.
fn break_down(shared: &Rc<RefCell<Shared>>, message: String) {
    let (ready, answer) = {
        let mut shared = shared.borrow_mut();
        shared.defect = Some(message.clone());
        // Who looks for another header is told when they come with it.
        let running = shared.running.take_if(|running| running.answer.is_some());
        (
            shared.ready.take(),
            running.and_then(|running| running.answer),
        )
    };
    if let Some(ready) = ready {
        let _ = ready.send(Err(message.clone()));
    }
    if let Some(answer) = answer {
        let failed = Outcome::Failed(ReadError::Worker { message });
        let _ = answer.send(Answer::Finished(failed));
    }
}

fn describe(error: &JsValue) -> String {
    error
        .dyn_ref::<js_sys::Error>()
        .map_or_else(|| format!("{error:?}"), |error| error.message().into())
}
