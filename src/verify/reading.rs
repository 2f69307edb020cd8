//! The reading of one blob: a state machine that the worker drives (no I/O here, so every fault is tested natively).
//!
//! ```text
//! start ─► Request ─► on_response ─► Read ─► on_chunk … ─► on_end ─► Finish
//!             ▲            │           │        │            │
//!             └── Wait ◄───┴───────────┴────────┴────────────┘   a status that passes, a broken or stalled connection, an early end
//! ```
//!
//! Where a server answers 401, the token may have expired on the way: another one is asked for (`Renew`), once for each time that bytes came.
//!
//! A broken read is resumed with `Range: bytes=n-` (RFC 9110, section 14) and the running hash; a server that ignores the range is read from
//! zero. What the bytes are is judged only when the server itself has ended the blob, or sent more than is declared.

mod current;
mod error;
mod header;
mod step;

use super::{
    content::{Content, Unpack, Unpacking},
    job::Outcome,
};
use crate::{
    layer::{Compression, Decoders},
    oci::{Digest, Verdict, Verifier},
    retry::{LONGEST_WAIT, RETRIES, backoff, is_transient},
};
use current::Current;
use header::{complete_length, first_byte};
use std::time::Duration;

pub use error::ReadError;
pub use step::{Fault, ResponseHead, Step};

/// The reading of one blob.
pub struct Reading {
    digest_text: String,
    /// `None`: the job names no digest.
    digest: Option<Digest>,
    size: Option<u64>,
    verifier: Option<Verifier>,
    /// How the blob is to be unpacked on the way.
    unpack: Option<(Unpack, Decoders)>,
    unpacking: Option<Unpacking>,
    current: Current,
    /// The furthest position reached; what is beyond it is progress.
    furthest: u64,
    /// Tries in a row that brought no progress, the running one not counted.
    fruitless: u32,
    /// Whether another `Authorization` header was asked for since the last progress.
    is_renewed: bool,
    /// Whether the last try ended in order, but too early.
    ended_early: bool,
    /// Bytes were joined from responses whose range could not be checked.
    joined_unchecked: bool,
    /// A joined read did not match: from now on only whole responses count.
    whole_only: bool,
}

impl Reading {
    /// Expects `digest`, and `size` bytes if it is declared.
    pub fn new(digest: &str, size: Option<u64>) -> Self {
        let parsed: Option<Digest> = digest.parse().ok();
        Self {
            digest_text: digest.to_owned(),
            verifier: parsed.clone().map(|digest| Verifier::new(digest, size)),
            digest: parsed,
            size,
            unpack: None,
            unpacking: None,
            current: Current::default(),
            furthest: 0,
            fruitless: 0,
            is_renewed: false,
            ended_early: false,
            joined_unchecked: false,
            whole_only: false,
        }
    }

    /// Unpacks the blob on the way, by one of `decoders`.
    pub fn unpacking(mut self, unpack: Unpack, decoders: Decoders) -> Self {
        self.unpacking = Unpacking::new(&unpack, decoders, &self.digest_text);
        self.unpack = Some((unpack, decoders));
        self
    }

    /// The compression whose decoder must be there before the next bytes come, or the end: what the blob unpacks to stays unknown without it.
    pub fn waits_for(&self) -> Option<Compression> {
        self.unpacking.as_ref()?.waits_for()
    }

    /// What the blob unpacks to, once it was read to its end and is [`Outcome::Verified`]; `None` if nobody asked.
    pub fn into_content(self) -> Option<Content> {
        let digest = self.digest_text;
        self.unpacking.map(|unpacking| unpacking.finish(&digest))
    }

    /// The first step. A digest that cannot be computed is not read at all.
    pub fn start(&self) -> Step {
        match &self.digest {
            None => fail(ReadError::NoDigest {
                text: self.digest_text.clone(),
            }),
            Some(digest) if !digest.is_supported() => {
                let (algorithm, _) = self.digest_text.split_once(':').unwrap_or_default();
                Step::Finish(Outcome::Unsupported {
                    algorithm: algorithm.to_owned(),
                })
            }
            Some(_) => self.resume(),
        }
    }

    /// The request to send after a wait.
    pub fn resume(&self) -> Step {
        let position = self.bytes_read();
        Step::Request {
            range_start: (position > 0 && !self.whole_only).then_some(position),
        }
    }

    /// Bytes that are hashed so far.
    pub fn bytes_read(&self) -> u64 {
        self.verifier.as_ref().map_or(0, Verifier::bytes_read)
    }

    /// A response began.
    pub fn on_response(&mut self, head: &ResponseHead<'_>) -> Step {
        let asked = match self.resume() {
            Step::Request { range_start } => range_start,
            _ => None,
        };
        let position = self.bytes_read();
        match (head.status, asked) {
            // A proxy says by 203 that it may have changed the body: whether it did, the digest tells.
            (200 | 203, _) => {
                self.restart();
                self.begin(0, head)
            }
            (206, Some(asked)) => match head.content_range.map(|text| (text, first_byte(text))) {
                Some((_, Some(first))) if first == asked => self.begin(position, head),
                Some((text, _)) => fail(ReadError::WrongRange {
                    asked,
                    sent: text.to_owned(),
                }),
                None => {
                    self.joined_unchecked = true;
                    self.begin(position, head)
                }
            },
            (206, None) => fail(ReadError::WrongRange {
                asked: 0,
                sent: head.content_range.unwrap_or_default().to_owned(),
            }),
            (416, Some(_)) => self.on_no_such_range(head),
            (status, _) if is_transient(status) => {
                let wait = Duration::from_secs(head.retry_after.unwrap_or_default());
                let error = |attempts| ReadError::Status {
                    status: head.status,
                    retry_after: head.retry_after,
                    attempts,
                    said: String::new(),
                };
                if wait > LONGEST_WAIT {
                    return fail(error(self.fruitless + 1));
                }
                let reason = format!("the server answered {}", head.status);
                self.retry(wait, reason, error)
            }
            (status, _) => {
                self.fruitless += 1;
                let error = ReadError::Status {
                    status,
                    retry_after: head.retry_after,
                    attempts: self.fruitless,
                    said: String::new(),
                };
                if status == 401 && !self.is_renewed {
                    self.is_renewed = true;
                    Step::Renew(error)
                } else {
                    fail(error)
                }
            }
        }
    }

    /// Bytes came.
    pub fn on_chunk(&mut self, chunk: &[u8]) -> Step {
        if self.bytes_read() == 0 {
            self.current.begins_with(chunk);
        }
        let step = self.add(chunk);
        self.but_for_a_page(step)
    }

    /// Other bytes than the blob's that are a web page are none of the blob: a host's start page, or somebody who wants to know who asks.
    fn but_for_a_page(&self, step: Step) -> Step {
        match step {
            Step::Finish(Outcome::DigestMismatch { .. } | Outcome::SizeMismatch { .. })
                if self.current.is_web_page =>
            {
                fail(ReadError::WebPage)
            }
            step => step,
        }
    }

    fn add(&mut self, chunk: &[u8]) -> Step {
        let due = self
            .size
            .map_or(u64::MAX, |size| size.saturating_sub(self.bytes_read()));
        if chunk.len() as u64 > due {
            return self.too_long();
        }
        if let Some(verifier) = &mut self.verifier {
            verifier.push(chunk);
        }
        if let Some(unpacking) = &mut self.unpacking {
            unpacking.push(chunk);
        }
        let position = self.bytes_read();
        if position > self.furthest {
            self.furthest = position;
            self.fruitless = 0;
            self.is_renewed = false;
            self.ended_early = false;
        }
        Step::Read
    }

    /// The body ended in order.
    pub fn on_end(&mut self) -> Step {
        let step = self.end();
        self.but_for_a_page(step)
    }

    fn end(&mut self) -> Step {
        let position = self.bytes_read();
        let delivered = position - self.current.start;
        let announced = self.current.content_length;
        if self
            .current
            .is_followed_by_another_part(position, self.size)
        {
            return self.resume();
        }
        let longer = self.current.complete.filter(|whole| position < *whole);
        match self.size {
            Some(size) if position == size => self.judge(),
            Some(size) => {
                let due = size - self.current.start;
                match announced {
                    // The server announced so few, and so few came: that is all it has.
                    Some(length) if length == delivered && longer.is_none() => {
                        self.end_short(size, position)
                    }
                    // A part is as long as the server likes.
                    Some(length) if self.current.is_part && delivered <= length => {
                        self.resume_after_end(size)
                    }
                    // It announced so few, and others came: those are not the bytes it sent.
                    Some(length) if length < due => fail(ReadError::ContentEncoding),
                    _ if self.current.decoded => fail(ReadError::ContentEncoding),
                    _ => self.resume_after_end(size),
                }
            }
            None => match announced {
                Some(length) if delivered < length && !self.current.decoded => {
                    let whole = self.current.start.saturating_add(length);
                    self.resume_after_end(whole)
                }
                _ => match longer {
                    Some(whole) => self.resume_after_end(whole),
                    None => self.judge(),
                },
            },
        }
    }

    /// No response, or no further byte, came.
    pub fn on_fault(&mut self, fault: Fault) -> Step {
        let bytes_read = self.furthest;
        let reason = match fault {
            Fault::Rejected => "the request was refused or lost",
            Fault::Interrupted => "the connection broke",
            Fault::Stalled => "nothing came any more",
        };
        self.retry(Duration::ZERO, reason.to_owned(), |attempts| match fault {
            Fault::Rejected => ReadError::Rejected { attempts },
            Fault::Interrupted => ReadError::Interrupted {
                bytes_read,
                attempts,
            },
            Fault::Stalled => ReadError::Stalled {
                bytes_read,
                attempts,
            },
        })
    }

    fn begin(&mut self, start: u64, head: &ResponseHead<'_>) -> Step {
        self.current = Current::new(start, head);
        Step::Read
    }

    /// From zero, with a new hash.
    fn restart(&mut self) {
        self.verifier = self
            .digest
            .clone()
            .map(|digest| Verifier::new(digest, self.size));
        self.unpacking = self
            .unpack
            .as_ref()
            .and_then(|(unpack, decoders)| Unpacking::new(unpack, *decoders, &self.digest_text));
        self.joined_unchecked = false;
    }

    /// 416 to a resume: the blob has no byte at this position.
    fn on_no_such_range(&mut self, head: &ResponseHead<'_>) -> Step {
        let position = self.bytes_read();
        let announced = self
            .current
            .content_length
            .map(|length| self.current.start.saturating_add(length));
        // Its length by this answer, or by the one that was read before.
        let length = head.content_range.and_then(complete_length).or(announced);
        match (self.size, length) {
            (Some(size), _) if position == size => self.judge(),
            (Some(size), Some(length)) if length == position => self.end_short(size, position),
            (None, length) if length.is_none_or(|length| length == position) => self.judge(),
            (size, length) => fail(ReadError::EndedEarly {
                bytes_read: position,
                expected: size.or(length).unwrap_or(position),
            }),
        }
    }

    /// More bytes than declared: those of another blob, or those that the browser unpacked.
    fn too_long(&mut self) -> Step {
        let size = self.size.unwrap_or(u64::MAX);
        let due = size - self.current.start;
        let unpacked = self.current.decoded
            || self
                .current
                .content_length
                .is_some_and(|length| length <= due);
        if unpacked {
            return fail(ReadError::ContentEncoding);
        }
        self.doubt().unwrap_or(Step::Finish(Outcome::SizeMismatch {
            expected: size,
            actual: size.saturating_add(1),
        }))
    }

    /// Fewer bytes than declared, by the server's own word.
    fn end_short(&mut self, expected: u64, actual: u64) -> Step {
        if self.current.decoded {
            return fail(ReadError::ContentEncoding);
        }
        self.doubt()
            .unwrap_or(Step::Finish(Outcome::SizeMismatch { expected, actual }))
    }

    /// Fewer bytes than declared, and the server did not say that there would be no more.
    fn resume_after_end(&mut self, expected: u64) -> Step {
        if self.ended_early {
            return fail(ReadError::EndedEarly {
                bytes_read: self.furthest,
                expected,
            });
        }
        let bytes_read = self.furthest;
        let step = self.retry(
            Duration::ZERO,
            "the server ended too early".to_owned(),
            |_| ReadError::EndedEarly {
                bytes_read,
                expected,
            },
        );
        self.ended_early = true;
        step
    }

    /// All bytes are there: the digest decides.
    fn judge(&mut self) -> Step {
        let Some(verifier) = self.verifier.clone() else {
            return self.start();
        };
        let verdict = verifier.verdict();
        if matches!(verdict, Verdict::DigestMismatch { .. }) {
            let delivered = self.bytes_read() - self.current.start;
            let other_length = self
                .current
                .content_length
                .is_some_and(|length| length != delivered);
            if self.current.decoded || (self.size.is_none() && other_length) {
                return fail(ReadError::ContentEncoding);
            }
            if let Some(step) = self.doubt() {
                return step;
            }
        }
        Step::Finish(verdict.into())
    }

    /// A read that was joined from ranges which could not be checked accuses nobody: it is done again, once, as a whole.
    fn doubt(&mut self) -> Option<Step> {
        if !self.joined_unchecked || self.whole_only {
            return None;
        }
        self.whole_only = true;
        self.furthest = 0;
        self.fruitless = 0;
        self.ended_early = false;
        self.restart();
        Some(self.resume())
    }

    fn retry(
        &mut self,
        asked_for: Duration,
        reason: String,
        error: impl FnOnce(u32) -> ReadError,
    ) -> Step {
        self.fruitless += 1;
        if self.fruitless > RETRIES {
            return fail(error(self.fruitless));
        }
        let wait = backoff(self.fruitless).max(asked_for);
        Step::Wait {
            milliseconds: u32::try_from(wait.as_millis()).unwrap_or(u32::MAX),
            reason,
            retry: self.fruitless,
            of: RETRIES,
        }
    }
}

fn fail(error: ReadError) -> Step {
    Step::Finish(Outcome::Failed(error))
}
