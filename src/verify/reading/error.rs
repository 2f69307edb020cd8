//! Why a read failed. Never a verdict: of a read that failed nothing is known about the bytes.

/// Why a read failed: nothing is known about the bytes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The server answered with a status that is not a blob.
    #[error("the server answered {status}")]
    Status {
        /// HTTP status.
        status: u16,
        /// Seconds to wait, where the server said.
        retry_after: Option<u64>,
        /// How often it was tried, in a row without a further byte.
        attempts: u32,
        /// The beginning of the body, as text: what the server said. Not to be shown where it may repeat a password.
        said: String,
    },
    /// The browser refused the request, or it was lost; which of them is not known.
    #[error("the request was refused or lost, {attempts} times in a row")]
    Rejected {
        /// How often it was tried, in a row without a further byte.
        attempts: u32,
    },
    /// The connection broke.
    #[error("the connection broke after {bytes_read} bytes, {attempts} times in a row")]
    Interrupted {
        /// Bytes that came in all.
        bytes_read: u64,
        /// How often it was tried, in a row without a further byte.
        attempts: u32,
    },
    /// No byte came for too long.
    #[error("nothing came after {bytes_read} bytes, {attempts} times in a row")]
    Stalled {
        /// Bytes that came in all.
        bytes_read: u64,
        /// How often it was tried, in a row without a further byte.
        attempts: u32,
    },
    /// The server ended the blob too early, without having said so before.
    #[error("the server ended after {bytes_read} bytes, {expected} are declared")]
    EndedEarly {
        /// Bytes that came.
        bytes_read: u64,
        /// Bytes that were due.
        expected: u64,
    },
    /// The server labels the blob as compressed in transit, and the browser unpacked it: the bytes themselves cannot be had.
    #[error(
        "the server adds a Content-Encoding to the blob, so the browser unpacks it: its own bytes cannot be read"
    )]
    ContentEncoding,
    /// The server continued elsewhere than it was asked to.
    #[error("asked for the bytes from {asked} on, the server sent {sent:?}")]
    WrongRange {
        /// First byte asked for.
        asked: u64,
        /// What its Content-Range said; empty if it had none.
        sent: String,
    },
    /// A layout on a static host does not hold the blob: a light copy has the documents and no layers.
    #[error("its bytes are not in this copy")]
    NotInCopy,
    /// A file that somebody opened does not hold the blob, or not in a form that can be read.
    #[error("its bytes are not in this file: {reason}")]
    NotInFile {
        /// Why, in one line.
        reason: String,
    },
    /// The server answered with a web page: a host's start page, or somebody between who wants to know who asks.
    #[error("a web page came in its place")]
    WebPage,
    /// The file that holds the blob has changed, moved or gone since it was opened.
    #[error("the file cannot be read any more: it has changed, moved or gone. Open it again")]
    FileGone,
    /// The blob was not asked for: the source could not say how (no token, no URL).
    #[error("{reason}")]
    NotAsked {
        /// The source's error, in one line.
        reason: String,
    },
    /// The worker failed.
    #[error("the worker failed: {message}")]
    Worker {
        /// What it, or the browser, said.
        message: String,
    },
    /// The job names no digest.
    #[error("no digest: {text:?}")]
    NoDigest {
        /// What it names.
        text: String,
    },
}

impl ReadError {
    /// Whether there is nothing to read, and no server that failed: a copy was made without the blob, or the file with it has gone.
    pub fn is_missing(&self) -> bool {
        matches!(
            self,
            Self::NotInCopy | Self::NotInFile { .. } | Self::FileGone
        )
    }

    /// What it means where the blob was asked of a layout on a static host: there a missing file, or the host's start page in its place, is no failure of
    /// the host, the copy was made without it.
    pub fn of_a_layout(self) -> Self {
        match self {
            Self::Status {
                status: 404 | 410, ..
            }
            | Self::WebPage => Self::NotInCopy,
            other => other,
        }
    }

    /// What it means where the blob lies in a file that a person opened: there is no network to lose it.
    pub fn of_a_file(self) -> Self {
        match self {
            Self::Rejected { .. } | Self::Interrupted { .. } => Self::FileGone,
            other => other,
        }
    }
}
