//! A server that does what a test tells it: serve, lie, stop in the middle, or stand between a browser and a real registry.

use crate::{SERVERS, answer::Answer};
use bytes::Bytes;
use futures_util::stream;
use http_body_util::{StreamBody, combinators::UnsyncBoxBody};
use hyper::{
    Method, Request, Response,
    body::{Frame, Incoming},
    header::{HeaderMap, RANGE},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use std::{
    collections::VecDeque,
    convert::Infallible,
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard},
};
use tokio::{net::TcpListener, sync::watch};

/// A request that came.
#[derive(Clone, Debug)]
pub struct Seen {
    /// `GET`.
    pub method: String,
    /// Path with query.
    pub path: String,
    /// Names in lower case.
    pub headers: HeaderMap,
}

impl Seen {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

type Handler = Arc<dyn Fn(&Seen) -> Answer + Send + Sync>;
type Change = Arc<dyn Fn(Answer) -> Answer + Send + Sync>;

#[derive(Default)]
struct Script {
    routes: Vec<(String, VecDeque<Answer>)>,
    handlers: Vec<(String, Handler)>,
    changes: Vec<(String, usize, Change)>,
    behind: Option<String>,
    folder: Option<(String, PathBuf)>,
    ignores_ranges: bool,
    seen: Vec<Seen>,
}

/// The server. It runs until it is dropped.
pub struct FaultServer {
    address: String,
    script: Arc<Mutex<Script>>,
    going_on: watch::Sender<usize>,
    task: tokio::task::JoinHandle<()>,
}

impl FaultServer {
    /// Starts one that knows no path yet, and answers `/v2/`.
    pub fn start() -> Self {
        let script = Arc::new(Mutex::new(Script::default()));
        let (going_on, told) = watch::channel(0);
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a listener");
        let address = listener.local_addr().expect("an address").to_string();
        let task = SERVERS.spawn(serve(listener, Arc::clone(&script), told));
        Self {
            address,
            script,
            going_on,
            task,
        }
    }

    /// Starts one that passes everything on to the server at `address`, so that a test spoils only what it wants.
    pub fn before(address: &str) -> Self {
        let server = Self::start();
        server.pass_on_to(address);
        server
    }

    /// Starts a plain static web server: the files of `folder` below `path` (which begins and ends with a slash), no CORS headers, a
    /// real 404 for the rest.
    pub fn of_folder(folder: &Path, path: &str) -> Self {
        let server = Self::start();
        server.script().folder = Some((path.to_owned(), folder.to_owned()));
        server
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().expect("a script")
    }

    /// `127.0.0.1:<port>`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The reference of `name` on this server.
    pub fn reference(&self, name: &str) -> String {
        format!("{}/{name}", self.address)
    }

    /// Answers `path` like this from now on.
    pub fn serve(&self, path: &str, answer: Answer) -> &Self {
        self.serve_each(path, [answer])
    }

    /// Answers `path` with each of these in turn, then with the last for ever.
    pub fn serve_each(&self, path: &str, answers: impl IntoIterator<Item = Answer>) -> &Self {
        let mut script = self.script();
        script.routes.retain(|(other, _)| other != path);
        script
            .routes
            .push((path.to_owned(), answers.into_iter().collect()));
        drop(script);
        self
    }

    /// Answers `path`, with any query, by looking at each request; all below it, if it ends with a slash.
    pub fn serve_with(
        &self,
        path: &str,
        handler: impl Fn(&Seen) -> Answer + Send + Sync + 'static,
    ) -> &Self {
        let mut script = self.script();
        script.handlers.push((path.to_owned(), Arc::new(handler)));
        drop(script);
        self
    }

    /// From now on, what is not answered here is passed on to the server at `address`.
    pub fn pass_on_to(&self, address: &str) -> &Self {
        self.script().behind = Some(address.to_owned());
        self
    }

    /// Serves a manifest under `repository` and `reference` (a tag or a digest), and gives its digest.
    pub fn manifest(
        &self,
        repository: &str,
        reference: &str,
        media_type: &str,
        body: impl Into<Bytes>,
    ) -> String {
        let body = body.into();
        let digest = crate::sha256(&body);
        self.serve(
            &format!("/v2/{repository}/manifests/{reference}"),
            Answer::ok(media_type, body),
        );
        digest
    }

    /// Serves a blob under its digest, and gives that.
    pub fn blob(&self, repository: &str, body: impl Into<Bytes>) -> String {
        let body = body.into();
        let digest = crate::sha256(&body);
        self.serve(
            &format!("/v2/{repository}/blobs/{digest}"),
            Answer::ok("application/octet-stream", body),
        );
        digest
    }

    /// Changes the next `times` answers for paths that contain `part`.
    pub fn change(
        &self,
        part: &str,
        times: usize,
        change: impl Fn(Answer) -> Answer + Send + Sync + 'static,
    ) -> &Self {
        self.script()
            .changes
            .push((part.to_owned(), times, Arc::new(change)));
        self
    }

    /// From now on every answer is a whole one, whatever range was asked for.
    pub fn ignore_ranges(&self) -> &Self {
        self.script().ignores_ranges = true;
        self
    }

    /// Lets all stalled answers go on: at their first stall from now on for ever, at the second when this was called twice.
    pub fn go_on(&self) {
        self.going_on.send_modify(|times| *times += 1);
    }

    /// All requests so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.script().seen.clone()
    }

    /// The GET requests so far whose path contains `part`.
    pub fn seen_of(&self, part: &str) -> Vec<Seen> {
        let mut seen = self.seen();
        seen.retain(|request| request.method == "GET" && request.path.contains(part));
        seen
    }
}

impl Drop for FaultServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(
    listener: std::net::TcpListener,
    script: Arc<Mutex<Script>>,
    told: watch::Receiver<usize>,
) {
    let listener = TcpListener::from_std(listener).expect("a listener");
    let mut connections = tokio::task::JoinSet::new();
    while let Ok((connection, _)) = listener.accept().await {
        let (script, told) = (Arc::clone(&script), told.clone());
        connections.spawn(async move {
            let service = service_fn(|request| {
                let (script, told) = (Arc::clone(&script), told.clone());
                async move { Ok::<_, Infallible>(respond(request, &script, told).await) }
            });
            // A connection that ends in an error is what was asked for, or the browser's decision.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(connection), service)
                .await;
        });
    }
}

type Body = UnsyncBoxBody<Bytes, io::Error>;

async fn respond(
    request: Request<Incoming>,
    script: &Mutex<Script>,
    told: watch::Receiver<usize>,
) -> Response<Body> {
    let path = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str())
        .to_owned();
    let mut headers = request.headers().clone();
    let (route, behind) = {
        let mut script = script.lock().expect("a script");
        let seen = Seen {
            method: request.method().to_string(),
            path: path.clone(),
            headers: headers.clone(),
        };
        script.seen.push(seen.clone());
        if script.ignores_ranges {
            headers.remove(RANGE);
        }
        let route = next_answer(&mut script, &path).or_else(|| handled(&script, &seen));
        (
            route.or_else(|| file(script.folder.as_ref()?, &path)),
            script.behind.clone(),
        )
    };
    if request.method() == Method::OPTIONS {
        return send(Answer::new(204, "text/plain", ""), &HeaderMap::new(), told);
    }
    let mut answer = match (route, behind) {
        (Some(answer), _) => answer,
        (None, Some(address)) => pass_on(&address, &path, &headers).await,
        (None, None) if path == "/v2/" => Answer::ok("application/json", "{}"),
        (None, None) => Answer::error(404, "NAME_UNKNOWN", "repository name not known to registry"),
    };
    if let Some(change) = next_change(&mut script.lock().expect("a script"), &path) {
        answer = change(answer);
    }
    tokio::time::sleep(answer.after).await;
    send(answer, &headers, told)
}

fn next_answer(script: &mut Script, path: &str) -> Option<Answer> {
    // A route without a query answers for all queries.
    let plain = path.split('?').next().unwrap_or_default();
    let (_, answers) = script
        .routes
        .iter_mut()
        .find(|(route, _)| route == path || route == plain)?;
    if answers.len() > 1 {
        answers.pop_front()
    } else {
        answers.front().cloned()
    }
}

fn handled(script: &Script, request: &Seen) -> Option<Answer> {
    // Permission to ask is not asked of a handler: OPTIONS is answered for all.
    let plain = request.path.split('?').next().unwrap_or_default();
    let mut handlers = script.handlers.iter();
    let (_, handler) = handlers.find(|(path, _)| {
        let fits = path == plain || (path.ends_with('/') && plain.starts_with(path));
        fits && request.method != "OPTIONS"
    })?;
    Some(handler(request))
}

fn next_change(script: &mut Script, path: &str) -> Option<Change> {
    let (_, times, change) = script
        .changes
        .iter_mut()
        .find(|(part, times, _)| *times > 0 && path.contains(part.as_str()))?;
    *times -= 1;
    Some(Arc::clone(change))
}

/// A file of the folder, as a static host serves it.
fn file((below, folder): &(String, PathBuf), path: &str) -> Option<Answer> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut inner = path.strip_prefix(below.as_str()).unwrap_or("..").to_owned();
    if inner.is_empty() || inner.ends_with('/') {
        inner.push_str("index.html");
    }
    let content_type = match Path::new(&inner)
        .extension()
        .and_then(|extension| extension.to_str())
    {
        Some("html") => "text/html",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    };
    let bytes = if inner.split('/').any(|part| part == "..") {
        None
    } else {
        std::fs::read(folder.join(&inner)).ok()
    };
    let answer = match bytes {
        Some(bytes) => Answer::ok(content_type, bytes),
        None => Answer::new(404, "text/plain", "not found"),
    };
    Some(answer.closed_to_browsers())
}

/// Asks the server behind this one. Its answer is passed on as it is: a range is its business.
async fn pass_on(address: &str, path: &str, headers: &HeaderMap) -> Answer {
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("an HTTP client");
    let mut request = client.get(format!("http://{address}{path}"));
    for name in ["accept", "range", "authorization", "origin"] {
        if let Some(value) = headers.get(name) {
            request = request.header(name, value);
        }
    }
    let answer = match request.send().await {
        Ok(answer) => answer,
        Err(error) => return Answer::new(502, "text/plain", error.to_string()),
    };
    let mut passed =
        Answer::new(answer.status().as_u16(), "application/octet-stream", "").without_ranges();
    for (name, value) in answer.headers() {
        let own =
            ["connection", "content-length", "date", "transfer-encoding"].contains(&name.as_str());
        if let (false, Ok(value)) = (
            own || name.as_str().starts_with("access-control"),
            value.to_str(),
        ) {
            passed = passed.header(name.as_str(), value);
        }
    }
    passed.body = answer.bytes().await.unwrap_or_default();
    passed
}

fn send(mut answer: Answer, headers: &HeaderMap, told: watch::Receiver<usize>) -> Response<Body> {
    if answer.ranges && answer.status == 200 {
        let range = headers.get(RANGE).and_then(|value| value.to_str().ok());
        if let Some((start, end)) = range.and_then(|range| parse_range(range, answer.body.len())) {
            let whole = answer.body.len();
            answer.status = 206;
            answer.body = answer.body.slice(start..=end);
            answer = answer.header("content-range", &format!("bytes {start}-{end}/{whole}"));
        }
    }
    let mut response = Response::builder().status(answer.status);
    for (name, value) in &answer.headers {
        response = response.header(name, value);
    }
    if answer.open_to_browsers {
        response = response
            .header("access-control-allow-origin", "*")
            .header("access-control-allow-methods", "GET, HEAD, OPTIONS")
            .header("access-control-allow-headers", "Authorization, Accept, Range")
            .header(
                "access-control-expose-headers",
                "Docker-Content-Digest, WWW-Authenticate, Link, Content-Range, Accept-Ranges, Retry-After",
            );
    }
    if answer.status != 204 {
        response = response.header("content-length", answer.body.len());
    }
    response
        .body(body(answer, told))
        .expect("headers that a test made")
}

/// `bytes=a-b` and `bytes=a-`, both ends included.
fn parse_range(range: &str, length: usize) -> Option<(usize, usize)> {
    let (start, end) = range.strip_prefix("bytes=")?.split_once('-')?;
    let start = start.parse().ok()?;
    let end = if end.is_empty() {
        length.checked_sub(1)?
    } else {
        end.parse().ok()?
    };
    (start <= end && end < length).then_some((start, end))
}

/// The body, piece by piece. hyper flushes what it has whenever the stream is pending, and closes the connection on an error.
fn body(answer: Answer, told: watch::Receiver<usize>) -> Body {
    let (size, pause) = answer
        .pace
        .map_or((64 * 1024, None), |(size, pause)| (size, Some(pause)));
    let pieces = stream::unfold(
        (answer, told, 0),
        move |(answer, mut told, position)| async move {
            let cut = answer.cut_after.unwrap_or(usize::MAX);
            if position >= cut.min(answer.body.len()) {
                if position < cut {
                    return None;
                }
                tokio::task::yield_now().await;
                let error = io::Error::from(io::ErrorKind::ConnectionReset);
                return Some((Err(error), (answer, told, usize::MAX)));
            }
            let stall = answer.stalls.iter().position(|stall| *stall == position);
            if let Some(before) = stall {
                // An error means that the server is gone, and with it whoever waits for the rest.
                let _ = told.wait_for(|times| *times > before).await;
            } else if let (true, Some(pause)) = (position > 0, pause) {
                tokio::time::sleep(pause).await;
            }
            let mut end = (position + size).min(answer.body.len()).min(cut);
            if let Some(stall) = answer.stalls.iter().find(|stall| **stall > position) {
                end = end.min(*stall);
            }
            let piece = Frame::data(answer.body.slice(position..end));
            Some((Ok(piece), (answer, told, end)))
        },
    );
    UnsyncBoxBody::new(StreamBody::new(pieces))
}
