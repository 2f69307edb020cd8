//! What page and worker say to each other.

use super::{
    content::{Content, Unpack},
    reading::ReadError,
};
use crate::oci::Verdict;
use std::{fmt, rc::Rc};

/// Page to worker.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Read and hash a blob.
    Read(Job),
    /// Go on after [`Event::Refused`].
    Renew(Renewal),
    /// Stop job `id` at once.
    Cancel {
        /// Which.
        id: u32,
    },
}

/// What a job is to be asked for with after it was refused.
#[derive(Clone, PartialEq)]
pub struct Renewal {
    /// Which job.
    pub id: u32,
    /// `Authorization` header; `None`: there is no other, and the job has failed.
    pub authorization: Option<String>,
}

/// Without the `Authorization` header: a token must not reach a log.
impl fmt::Debug for Renewal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Renewal")
            .field("id", &self.id)
            .field("authorization", &self.authorization.as_ref().map(|_| "…"))
            .finish()
    }
}

/// A blob to read.
#[derive(Clone, PartialEq)]
pub struct Job {
    /// Chosen by the page.
    pub id: u32,
    /// Absolute URL.
    pub url: String,
    /// `Authorization` header.
    pub authorization: Option<String>,
    /// Expected digest.
    pub digest: String,
    /// Declared size in bytes.
    pub size: Option<u64>,
    /// How to unpack it on the way; `None`: not at all.
    pub unpack: Option<Unpack>,
    /// The blob itself, where the manifest holds it (`data`) and it is known to be the right one: nothing is fetched then.
    pub data: Option<Rc<[u8]>>,
    /// A read that brings no byte for so long has stalled.
    pub stall_timeout_ms: u32,
}

/// Without the `Authorization` header: a token must not reach a log.
impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job")
            .field("id", &self.id)
            .field("url", &self.url)
            .field("authorization", &self.authorization.as_ref().map(|_| "…"))
            .field("digest", &self.digest)
            .field("size", &self.size)
            .field("unpack", &self.unpack)
            .field("data", &self.data.as_ref().map(|data| data.len()))
            .field("stall_timeout_ms", &self.stall_timeout_ms)
            .finish()
    }
}

/// Worker to page.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The first message: the worker's own version, to be compared with the page's.
    Ready {
        /// `CARGO_PKG_VERSION`.
        version: String,
    },
    /// At most ten times a second.
    Progress {
        /// Which job.
        id: u32,
        /// Bytes read, of this attempt and those it resumed.
        bytes_read: u64,
    },
    /// The connection broke; the read goes on.
    Retrying {
        /// Which job.
        id: u32,
        /// Why.
        reason: String,
        /// From 1.
        retry: u32,
        /// Of how many.
        of: u32,
    },
    /// The server answered 401: the token has expired since it was given, or was revoked. The job waits for [`Command::Renew`].
    Refused {
        /// Which job.
        id: u32,
    },
    /// What a blob unpacks to whose own digest is right. Comes before [`Event::Finished`].
    Unpacked {
        /// Which job.
        id: u32,
        /// What came of it.
        content: Content,
    },
    /// The worker has a defect and does no more.
    Panicked {
        /// What it said of it.
        message: String,
    },
    /// The last message of a job.
    Finished {
        /// Which job.
        id: u32,
        /// What came of it.
        outcome: Outcome,
    },
}

/// What came of a job. The form of [`Verdict`] and [`ReadError`].
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Size and digest are the expected ones.
    Verified {
        /// Bytes read.
        size: u64,
    },
    /// Other bytes.
    DigestMismatch {
        /// Digest asked for.
        expected: String,
        /// Digest computed.
        actual: String,
        /// Bytes read.
        size: u64,
    },
    /// More or fewer bytes than declared.
    SizeMismatch {
        /// Bytes declared.
        expected: u64,
        /// Bytes read. Reading stops where the declared size is passed: one more than `expected` then, however many there were.
        actual: u64,
    },
    /// Not checked: the algorithm is not computed.
    Unsupported {
        /// Its name.
        algorithm: String,
    },
    /// The read failed: nothing is known about the bytes.
    Failed(ReadError),
    /// Cancelled by the page.
    Cancelled,
}

impl From<Verdict> for Outcome {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Match { size } => Self::Verified { size },
            Verdict::DigestMismatch {
                expected,
                actual,
                size,
            } => Self::DigestMismatch {
                expected: expected.to_string(),
                actual: actual.to_string(),
                size,
            },
            Verdict::SizeMismatch {
                expected, actual, ..
            } => Self::SizeMismatch { expected, actual },
            Verdict::Unsupported { algorithm } => Self::Unsupported { algorithm },
        }
    }
}
