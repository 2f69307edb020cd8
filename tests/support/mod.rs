//! A world made of scripts: a `Transport` that answers what a test told it to, logs what it was asked, and has a clock of its own.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each suite uses its own part of it"
)]

pub mod inspecting;

use porthole::{
    oci::ImageReference,
    source::{Request, Response, Session, Source, Transport, TransportError, transport::Retry},
};
use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
    time::Duration,
};

pub const PAGE: &str = "https://page.example";

/// When every clock starts: 2026-11-20, 12:00 UTC, in milliseconds since 1970.
pub const START: u64 = 1_795_176_000_000;

/// What a transport gives for a request.
pub type Answer = Result<Response, TransportError>;

/// 200 with a content type and a body.
pub fn ok(content_type: &str, body: impl AsRef<[u8]>) -> Answer {
    answer(200, &[("content-type", content_type)], body)
}

/// Any status, headers and body. The URL is that of the request.
pub fn answer(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Answer {
    Ok(Response {
        status,
        url: String::new(),
        redirected: false,
        headers: headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        body: Rc::from(body.as_ref()),
        made: false,
        problems: Vec::new(),
    })
}

/// A registry's error: one item of `errors[]`.
pub fn error(status: u16, code: &str, message: &str) -> Answer {
    let body = format!(r#"{{"errors":[{{"code":"{code}","message":"{message}"}}]}}"#);
    answer(
        status,
        &[("content-type", "application/json; charset=utf-8")],
        body,
    )
}

/// Adds a header to an answer.
pub fn with(answer: Answer, name: &str, value: &str) -> Answer {
    answer.map(|mut response| {
        response.headers.push((name.to_owned(), value.to_owned()));
        response
    })
}

type Handler = Box<dyn Fn(&Request) -> Option<Answer>>;

/// The scripted world.
#[derive(Default)]
pub struct FakeRegistry {
    handlers: Vec<Handler>,
    /// Whether anything answers in `no-cors` mode; the last one repeats. Empty: nothing answers.
    answers: RefCell<VecDeque<bool>>,
    spellings: Vec<(String, String)>,
    is_unhurried: bool,
    log: RefCell<Vec<String>>,
    requests: RefCell<Vec<Request>>,
    clock: Cell<Duration>,
}

impl FakeRegistry {
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers a URL with these in turn; the last repeats.
    pub fn on(self, url: &str, answers: impl IntoIterator<Item = Answer>) -> Self {
        let url = url.to_owned();
        self.on_if(move |request| request.url == url, answers)
    }

    /// Answers a URL asked for with this `Accept`.
    pub fn on_accept(
        self,
        url: &str,
        accept: &str,
        answers: impl IntoIterator<Item = Answer>,
    ) -> Self {
        let (url, accept) = (url.to_owned(), accept.to_owned());
        self.on_if(
            move |request| request.url == url && request.accept.as_deref() == Some(accept.as_str()),
            answers,
        )
    }

    /// Answers a URL asked for with this `Authorization` (`None`: without).
    pub fn on_authorization(
        self,
        url: &str,
        authorization: Option<&str>,
        answers: impl IntoIterator<Item = Answer>,
    ) -> Self {
        let (url, authorization) = (url.to_owned(), authorization.map(str::to_owned));
        self.on_if(
            move |request| request.url == url && request.authorization == authorization,
            answers,
        )
    }

    /// Answers the requests that `fits` picks. Handlers are asked in the order they were added.
    pub fn on_if(
        mut self,
        fits: impl Fn(&Request) -> bool + 'static,
        answers: impl IntoIterator<Item = Answer>,
    ) -> Self {
        let answers: RefCell<VecDeque<Answer>> = RefCell::new(answers.into_iter().collect());
        self.handlers.push(Box::new(move |request| {
            if !fits(request) {
                return None;
            }
            let mut answers = answers.borrow_mut();
            if answers.len() > 1 {
                answers.pop_front()
            } else {
                answers.front().cloned()
            }
        }));
        self
    }

    /// What `no-cors` requests find, in turn; the last repeats.
    pub fn answering(self, answers: impl IntoIterator<Item = bool>) -> Self {
        self.answers.borrow_mut().extend(answers);
        self
    }

    /// Reads `written` as a browser would: as `canonical`.
    pub fn spelling(mut self, written: &str, canonical: &str) -> Self {
        self.spellings
            .push((written.to_owned(), canonical.to_owned()));
        self
    }

    /// Lets others go on before it answers, as a network does.
    pub fn unhurried(mut self) -> Self {
        self.is_unhurried = true;
        self
    }

    /// Everything that happened, one line each.
    pub fn log(&self) -> Vec<String> {
        self.log.borrow().clone()
    }

    /// Every request sent.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.borrow().clone()
    }

    /// URLs of all requests.
    pub fn urls(&self) -> Vec<String> {
        self.requests()
            .into_iter()
            .map(|request| request.url)
            .collect()
    }

    /// Lets time pass.
    pub fn advance(&self, seconds: u64) {
        self.clock
            .set(self.clock.get() + Duration::from_secs(seconds));
    }
}

impl Transport for FakeRegistry {
    async fn send(&self, request: &Request) -> Answer {
        let mut line = format!("GET {}", request.url);
        if let Some(accept) = &request.accept {
            line += &format!(" accept {accept}");
        }
        if let Some(authorization) = &request.authorization {
            line += &format!(" as {authorization}");
        }
        if request.no_store {
            line += " past caches";
        }
        self.log.borrow_mut().push(line);
        self.requests.borrow_mut().push(request.clone());
        if self.is_unhurried {
            tokio::task::yield_now().await;
        }
        let answer = self
            .handlers
            .iter()
            .find_map(|handler| handler(request))
            .unwrap_or_else(|| panic!("nothing is scripted for {request:?}"));
        answer.and_then(|mut response| {
            if response.body.len() as u64 > request.limit {
                return Err(TransportError::TooLarge {
                    limit: request.limit,
                });
            }
            if response.url.is_empty() {
                response.url.clone_from(&request.url);
            }
            Ok(response)
        })
    }

    async fn answers(&self, url: &str) -> bool {
        self.log.borrow_mut().push(format!("PROBE {url}"));
        let mut answers = self.answers.borrow_mut();
        if answers.len() > 1 {
            answers.pop_front().unwrap()
        } else {
            answers.front().copied().unwrap_or(false)
        }
    }

    fn canonical(&self, url: &str) -> Option<String> {
        let mut spellings = self.spellings.iter();
        let found = spellings.find(|(written, _)| written == url);
        Some(found.map_or(url, |(_, canonical)| canonical).to_owned())
    }

    async fn sleep(&self, duration: Duration) {
        self.clock.set(self.clock.get() + duration);
        self.log
            .borrow_mut()
            .push(format!("WAIT {} ms", duration.as_millis()));
    }

    fn now(&self) -> Duration {
        self.clock.get()
    }

    fn unix_time(&self) -> Option<u64> {
        Some(START + self.clock.get().as_millis() as u64)
    }

    fn retrying(&self, retry: Retry) {
        self.log.borrow_mut().push(format!(
            "RETRY {}/{} in {} ms: {}",
            retry.retry,
            retry.of,
            retry.wait.as_millis(),
            retry.reason
        ));
    }
}

/// A reference.
pub fn reference(text: &str) -> ImageReference {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The source that a text names, seen from [`PAGE`].
pub fn source(text: &str, world: &Rc<FakeRegistry>) -> Source<FakeRegistry> {
    source_from(PAGE, text, world)
}

/// The source that a text names, seen from a page of `origin`; relative URLs lie below it.
pub fn source_from(origin: &str, text: &str, world: &Rc<FakeRegistry>) -> Source<FakeRegistry> {
    source_in(&Rc::new(Session::new(origin)), text, world)
}

/// The source that a text names, in a tab that has seen others before.
pub fn source_in(
    session: &Rc<Session>,
    text: &str,
    world: &Rc<FakeRegistry>,
) -> Source<FakeRegistry> {
    let origin = session.page_origin.clone();
    Source::new(&reference(text), Rc::clone(world), session, |url| {
        if url.contains("://") {
            Some(url.to_owned())
        } else if url.starts_with(':') {
            None
        } else {
            Some(format!("{origin}/{}", url.trim_start_matches("./")))
        }
    })
}
