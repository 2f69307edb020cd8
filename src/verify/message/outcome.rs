//! What came of a job, as words.

use super::{Message, Words, list, number, optional_number};
use crate::verify::{job::Outcome, reading::ReadError};

impl Message for Outcome {
    fn to_words(&self) -> Vec<String> {
        match self {
            Self::Verified { size } => list("verified", [number(*size)]),
            Self::DigestMismatch {
                expected,
                actual,
                size,
            } => list(
                "digest-mismatch",
                [expected.clone(), actual.clone(), number(*size)],
            ),
            Self::SizeMismatch { expected, actual } => {
                list("size-mismatch", [number(*expected), number(*actual)])
            }
            Self::Unsupported { algorithm } => list("unsupported", [algorithm.clone()]),
            Self::Failed(error) => {
                let mut words = list("failed", []);
                words.extend(error.to_words());
                words
            }
            Self::Cancelled => list("cancelled", []),
        }
    }

    fn from_words(words: &mut Words) -> Option<Self> {
        Some(match words.text()?.as_str() {
            "verified" => Self::Verified {
                size: words.number()?,
            },
            "digest-mismatch" => Self::DigestMismatch {
                expected: words.text()?,
                actual: words.text()?,
                size: words.number()?,
            },
            "size-mismatch" => Self::SizeMismatch {
                expected: words.number()?,
                actual: words.number()?,
            },
            "unsupported" => Self::Unsupported {
                algorithm: words.text()?,
            },
            "failed" => Self::Failed(ReadError::from_words(words)?),
            "cancelled" => Self::Cancelled,
            _ => return None,
        })
    }
}

impl Message for ReadError {
    fn to_words(&self) -> Vec<String> {
        match self {
            Self::Status {
                status,
                retry_after,
                attempts,
                said,
            } => list(
                "status",
                [
                    number(*status),
                    optional_number(*retry_after),
                    number(*attempts),
                    said.clone(),
                ],
            ),
            Self::Rejected { attempts } => list("rejected", [number(*attempts)]),
            Self::Interrupted {
                bytes_read,
                attempts,
            } => list("interrupted", [number(*bytes_read), number(*attempts)]),
            Self::Stalled {
                bytes_read,
                attempts,
            } => list("stalled", [number(*bytes_read), number(*attempts)]),
            Self::EndedEarly {
                bytes_read,
                expected,
            } => list("ended-early", [number(*bytes_read), number(*expected)]),
            Self::ContentEncoding => list("content-encoding", []),
            Self::WrongRange { asked, sent } => list("wrong-range", [number(*asked), sent.clone()]),
            Self::NotInCopy => list("not-in-copy", []),
            Self::NotInFile { reason } => list("not-in-file", [reason.clone()]),
            Self::WebPage => list("web-page", []),
            Self::FileGone => list("file-gone", []),
            Self::NotAsked { reason } => list("not-asked", [reason.clone()]),
            Self::Worker { message } => list("worker", [message.clone()]),
            Self::NoDigest { text } => list("no-digest", [text.clone()]),
        }
    }

    fn from_words(words: &mut Words) -> Option<Self> {
        Some(match words.text()?.as_str() {
            "status" => Self::Status {
                status: words.number()?,
                retry_after: words.optional_number()?,
                attempts: words.number()?,
                said: words.text()?,
            },
            "rejected" => Self::Rejected {
                attempts: words.number()?,
            },
            "interrupted" => Self::Interrupted {
                bytes_read: words.number()?,
                attempts: words.number()?,
            },
            "stalled" => Self::Stalled {
                bytes_read: words.number()?,
                attempts: words.number()?,
            },
            "ended-early" => Self::EndedEarly {
                bytes_read: words.number()?,
                expected: words.number()?,
            },
            "content-encoding" => Self::ContentEncoding,
            "wrong-range" => Self::WrongRange {
                asked: words.number()?,
                sent: words.text()?,
            },
            "not-in-copy" => Self::NotInCopy,
            "not-in-file" => Self::NotInFile {
                reason: words.text()?,
            },
            "web-page" => Self::WebPage,
            "file-gone" => Self::FileGone,
            "not-asked" => Self::NotAsked {
                reason: words.text()?,
            },
            "worker" => Self::Worker {
                message: words.text()?,
            },
            "no-digest" => Self::NoDigest {
                text: words.text()?,
            },
            _ => return None,
        })
    }
}
