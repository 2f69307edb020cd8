//! How page and worker write down what they say to each other: a flat list of words, of which the first names the message.
//!
//! ```text
//! ["progress", "7", "1048576"]      ["finished", "7", "failed", "status", "503", "", "4", ""]
//! ```
//!
//! An optional word that is not there is empty: an empty `Authorization` header is as good as none. Bytes are written in base64 behind a
//! colon, so that no bytes at all are told from none given. Both ends are of one version, so that
//! nothing is said of versions here.

mod content;
mod files;
mod outcome;

use super::{
    content::{Content, Unpack},
    job::{Command, Event, Job, Outcome, Renewal},
};
use crate::oci::base64;
use std::{rc::Rc, str::FromStr, vec};

/// A list of words that is no message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no message: {name:?}")]
pub struct NotUnderstood {
    /// The first word. The others may be secret.
    pub name: String,
}

/// What can be said as a list of words.
pub trait Message: Sized {
    /// Writes it down.
    fn to_words(&self) -> Vec<String>;

    /// Reads it; `None` if a word is missing, unknown, or no number where one is due.
    fn from_words(words: &mut Words) -> Option<Self>;

    /// Reads a list of words.
    ///
    /// # Errors
    /// When it is no such message.
    fn read(words: Vec<String>) -> Result<Self, NotUnderstood> {
        let name = words.first().cloned().unwrap_or_default();
        let mut words = Words(words.into_iter());
        Self::from_words(&mut words)
            .filter(|_| words.0.len() == 0)
            .ok_or(NotUnderstood { name })
    }
}

/// The words that are still to be read.
pub struct Words(vec::IntoIter<String>);

impl Words {
    fn text(&mut self) -> Option<String> {
        self.0.next()
    }

    /// The outer `None`: there is no such word.
    fn authorization(&mut self) -> Option<Option<String>> {
        Some(Some(self.text()?).filter(|text| !text.is_empty()))
    }

    fn number<N: FromStr>(&mut self) -> Option<N> {
        self.text()?.parse().ok()
    }

    /// The outer `None`: there is no such word, or it is no base64.
    fn optional_bytes(&mut self) -> Option<Option<Rc<[u8]>>> {
        match self.text()?.strip_prefix(':') {
            Some(text) => base64::decode(text).ok().map(|bytes| Some(bytes.into())),
            None => Some(None),
        }
    }

    /// The outer `None`: there is no such word, or it is no number.
    fn optional_number(&mut self) -> Option<Option<u64>> {
        match self.text()?.as_str() {
            "" => Some(None),
            text => text.parse().ok().map(Some),
        }
    }
}

fn number(number: impl Into<u64>) -> String {
    number.into().to_string()
}

/// Bytes that may be missing.
fn optional_bytes(bytes: Option<&[u8]>) -> String {
    bytes.map_or_else(String::new, |bytes| format!(":{}", base64::encode(bytes)))
}

fn optional_number(value: Option<u64>) -> String {
    value.map(number).unwrap_or_default()
}

/// A name, and the words behind it.
fn list<const N: usize>(name: &str, words: [String; N]) -> Vec<String> {
    let mut list = vec![name.to_owned()];
    list.extend(words);
    list
}

impl Message for Command {
    fn to_words(&self) -> Vec<String> {
        match self {
            Self::Read(job) => list(
                "read",
                [
                    number(job.id),
                    job.url.clone(),
                    job.authorization.clone().unwrap_or_default(),
                    job.digest.clone(),
                    optional_number(job.size),
                    number(job.stall_timeout_ms),
                    job.unpack
                        .as_ref()
                        .map_or_else(String::new, |unpack| unpack.algorithm.clone()),
                    number(job.unpack.as_ref().map_or(0, |unpack| unpack.limit)),
                    optional_number(
                        job.unpack
                            .as_ref()
                            .and_then(|unpack| unpack.keep)
                            .map(Into::into),
                    ),
                    optional_bytes(job.data.as_deref()),
                ],
            ),
            Self::Renew(renewal) => list(
                "renew",
                [
                    number(renewal.id),
                    renewal.authorization.clone().unwrap_or_default(),
                ],
            ),
            Self::Cancel { id } => list("cancel", [number(*id)]),
        }
    }

    fn from_words(words: &mut Words) -> Option<Self> {
        Some(match words.text()?.as_str() {
            "read" => Self::Read(Job {
                id: words.number()?,
                url: words.text()?,
                authorization: words.authorization()?,
                digest: words.text()?,
                size: words.optional_number()?,
                stall_timeout_ms: words.number()?,
                unpack: {
                    let (algorithm, limit) = (words.text()?, words.number()?);
                    let keep = words.optional_number()?;
                    let keep = keep.and_then(|entry| u32::try_from(entry).ok());
                    (!algorithm.is_empty()).then_some(Unpack {
                        algorithm,
                        limit,
                        keep,
                    })
                },
                data: words.optional_bytes()?,
            }),
            "renew" => Self::Renew(Renewal {
                id: words.number()?,
                authorization: words.authorization()?,
            }),
            "cancel" => Self::Cancel {
                id: words.number()?,
            },
            _ => return None,
        })
    }
}

impl Message for Event {
    fn to_words(&self) -> Vec<String> {
        match self {
            Self::Ready { version } => list("ready", [version.clone()]),
            Self::Progress { id, bytes_read } => {
                list("progress", [number(*id), number(*bytes_read)])
            }
            Self::Retrying {
                id,
                reason,
                retry,
                of,
            } => list(
                "retrying",
                [number(*id), reason.clone(), number(*retry), number(*of)],
            ),
            Self::Refused { id } => list("refused", [number(*id)]),
            Self::Unpacked { id, content } => {
                let mut words = list("unpacked", [number(*id)]);
                words.extend(content.to_words());
                words
            }
            Self::Panicked { message } => list("panicked", [message.clone()]),
            Self::Finished { id, outcome } => {
                let mut words = list("finished", [number(*id)]);
                words.extend(outcome.to_words());
                words
            }
        }
    }

    fn from_words(words: &mut Words) -> Option<Self> {
        Some(match words.text()?.as_str() {
            "ready" => Self::Ready {
                version: words.text()?,
            },
            "progress" => Self::Progress {
                id: words.number()?,
                bytes_read: words.number()?,
            },
            "retrying" => Self::Retrying {
                id: words.number()?,
                reason: words.text()?,
                retry: words.number()?,
                of: words.number()?,
            },
            "refused" => Self::Refused {
                id: words.number()?,
            },
            "unpacked" => Self::Unpacked {
                id: words.number()?,
                content: Content::from_words(words)?,
            },
            "panicked" => Self::Panicked {
                message: words.text()?,
            },
            "finished" => Self::Finished {
                id: words.number()?,
                outcome: Outcome::from_words(words)?,
            },
            _ => return None,
        })
    }
}
