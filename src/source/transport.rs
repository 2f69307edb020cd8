//! What a source needs from the world: requests, time, and somebody to tell of a retry.

use super::ArchiveFault;
use crate::oci::Problem;
use std::{fmt, future::Future, rc::Rc, time::Duration};

/// One GET. Credentials are always omitted, redirects followed, and no header is sent but these.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// Absolute URL.
    pub url: String,
    /// `Accept`.
    pub accept: Option<String>,
    /// `Authorization`.
    pub authorization: Option<String>,
    /// Past every cache (tags).
    pub no_store: bool,
    /// What no server need have: where the browser only says that the request failed, while the server answers others, that is not taken for a loss and tried
    /// again.
    pub may_be_missing: bool,
    /// The body may have this many bytes; enforced while reading. Bodies of answers other than 2xx are cut at 64 KiB instead.
    pub limit: u64,
}

/// Without the `Authorization` header: a token must not reach a log.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("url", &self.url)
            .field("accept", &self.accept)
            .field("authorization", &self.authorization.as_ref().map(|_| "…"))
            .field("no_store", &self.no_store)
            .field("may_be_missing", &self.may_be_missing)
            .field("limit", &self.limit)
            .finish()
    }
}

/// An answer with its whole body.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// After redirects.
    pub url: String,
    /// Whether there were any.
    pub redirected: bool,
    /// Readable headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Rc<[u8]>,
    /// Made here of other documents, or known by a digest that was computed here: see [`super::archive`]. No server can say so.
    pub made: bool,
    /// What is wrong with the [archive](super::archive) that it comes from. No server can say so.
    pub problems: Vec<Problem>,
}

impl Response {
    /// Whether the body is what was asked for: 200, or 203, by which a proxy says that it may have changed it (RFC 9110, section 15.3.4). Whether it did, a
    /// digest tells. A part (206) is none: nothing here is asked for in parts.
    pub fn is_success(&self) -> bool {
        matches!(self.status, 200 | 203)
    }

    /// The value of a header, where it may be read. `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// The browser gave no reason.
    #[error("the browser refused or lost the request")]
    Rejected,
    /// No byte came in time.
    #[error("nothing came for {seconds} s")]
    TimedOut {
        /// How long was waited.
        seconds: u64,
    },
    /// The body broke off.
    #[error("the connection broke after {bytes_read} bytes")]
    Interrupted {
        /// Bytes read before.
        bytes_read: u64,
    },
    /// It is not in the [archive](super::archive) that was asked for it.
    #[error("the archive does not hold it")]
    Archive(ArchiveFault),
    /// The body is longer than allowed.
    #[error("more than {limit} bytes")]
    TooLarge {
        /// What was allowed.
        limit: u64,
    },
}

/// Something that a person who waits should see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retry {
    /// Why, in a few words: "503 Service Unavailable", "the connection broke".
    pub reason: String,
    /// Which retry comes, from 1.
    pub retry: u32,
    /// Of how many.
    pub of: u32,
    /// After how long.
    pub wait: Duration,
}

/// The world.
pub trait Transport {
    /// Sends a request and reads the whole answer.
    fn send(&self, request: &Request) -> impl Future<Output = Result<Response, TransportError>>;
    /// Asks whether anything answers at `url` at all, in a mode that needs no permission and reads nothing (`no-cors`).
    fn answers(&self, url: &str) -> impl Future<Output = bool>;
    /// Whether the page's own policy forbade a request to the server of `url` before it was sent.
    fn is_forbidden(&self, url: &str) -> bool {
        let _ = url;
        false
    }
    /// The URL that a request to the absolute `url` is made to, in the one spelling that others can be compared with: browsers read `https://127.1:0443` as
    /// `https://127.0.0.1`. `None` if it is none.
    fn canonical(&self, url: &str) -> Option<String> {
        Some(url.to_owned())
    }
    /// Waits.
    fn sleep(&self, duration: Duration) -> impl Future<Output = ()>;
    /// Time since some fixed moment; never goes back (a tab's `performance.now()`).
    fn now(&self) -> Duration;
    /// The time by the clock of this machine, in milliseconds since 1970 (UTC); `None` where nobody knows it.
    fn unix_time(&self) -> Option<u64> {
        None
    }
    /// Tells of a retry, before the wait.
    fn retrying(&self, retry: Retry);
}
