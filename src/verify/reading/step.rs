//! What the worker and the state machine say to each other.

use super::ReadError;
use crate::verify::job::Outcome;

/// What is to be done next.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Abort the request if one still runs, send a GET, then call [`super::Reading::on_response`] or [`super::Reading::on_fault`].
    Request {
        /// `Range: bytes=n-`; `None`: without a Range header.
        range_start: Option<u64>,
    },
    /// Read on, then call [`super::Reading::on_chunk`], [`super::Reading::on_end`] or [`super::Reading::on_fault`].
    Read,
    /// Abort the request if it still runs, tell of the retry, wait, then call [`super::Reading::resume`].
    Wait {
        /// How long.
        milliseconds: u32,
        /// Why, for a person.
        reason: String,
        /// Which retry comes, from 1.
        retry: u32,
        /// Of how many.
        of: u32,
    },
    /// Abort the request if it still runs, and ask for another `Authorization` header: with one, call [`super::Reading::resume`]. If there is none, the job is
    /// done, with this error.
    Renew(ReadError),
    /// Abort the request if it still runs; the job is done.
    Finish(Outcome),
}

/// What of a response decides how it is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ResponseHead<'a> {
    /// HTTP status.
    pub status: u16,
    /// `Content-Length`, if it is readable and a number.
    pub content_length: Option<u64>,
    /// `Content-Range`, if readable.
    pub content_range: Option<&'a str>,
    /// `Content-Encoding`, if readable.
    pub content_encoding: Option<&'a str>,
    /// `Retry-After` in seconds, if readable.
    pub retry_after: Option<u64>,
    /// Whether `Content-Type` is that of a web page.
    pub is_html: bool,
}

/// Why no response, or no further byte, came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The fetch was rejected.
    Rejected,
    /// The body broke off.
    Interrupted,
    /// No byte came for as long as the job allows.
    Stalled,
}
