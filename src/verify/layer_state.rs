//! What is known of a layer's bytes, as the page shows it.

use super::{
    job::{Event, Outcome},
    progress::Rate,
    reading::ReadError,
};

/// What is known of a layer's bytes.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum LayerState {
    /// Nobody asked.
    #[default]
    Unverified,
    /// Waits for a worker.
    Queued,
    /// Is being read.
    Reading(Progress),
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
        /// Bytes read; one more than declared if there were more, however many.
        actual: u64,
    },
    /// Not checked: the algorithm is not computed.
    NotChecked {
        /// Its name.
        algorithm: String,
    },
    /// The read failed: nothing is known about the bytes.
    Failed(ReadError),
}

/// How far a read is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// Bytes read.
    pub bytes_read: u64,
    /// How fast.
    pub rate: Rate,
    /// The retry that is being waited for.
    pub retrying: Option<Retrying>,
}

/// A retry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retrying {
    /// Why.
    pub reason: String,
    /// From 1.
    pub retry: u32,
    /// Of how many.
    pub of: u32,
}

impl LayerState {
    /// The word of the DOM contract.
    pub fn attribute(&self) -> &'static str {
        match self {
            Self::Unverified | Self::NotChecked { .. } => "unverified",
            Self::Queued => "queued",
            Self::Reading(_) => "reading",
            Self::Verified { .. } => "verified",
            Self::DigestMismatch { .. } | Self::SizeMismatch { .. } => "mismatch",
            Self::Failed(_) => "failed",
        }
    }

    /// Whether its bytes are not those that are declared.
    pub fn is_mismatch(&self) -> bool {
        matches!(
            self,
            Self::DigestMismatch { .. } | Self::SizeMismatch { .. }
        )
    }

    /// Whether its bytes were judged.
    pub fn is_verdict(&self) -> bool {
        matches!(self, Self::Verified { .. }) || self.is_mismatch()
    }

    /// Bytes read, in this attempt or for its verdict.
    pub fn bytes_read(&self) -> u64 {
        match self {
            Self::Reading(progress) => progress.bytes_read,
            Self::Verified { size } | Self::DigestMismatch { size, .. } => *size,
            Self::SizeMismatch { actual, .. } => *actual,
            _ => 0,
        }
    }

    /// Whether a worker has it or will have it.
    pub fn is_pending(&self) -> bool {
        matches!(self, Self::Queued | Self::Reading(_))
    }

    /// The state after a message of the layer's job. A message that comes late, for a layer that is not pending any more, changes nothing.
    pub fn after(self, event: &Event, now_ms: f64) -> Self {
        if !self.is_pending() {
            return self;
        }
        let progress = match self {
            Self::Reading(ref progress) => progress.clone(),
            _ => Progress::default(),
        };
        match event {
            Event::Ready { .. }
            | Event::Panicked { .. }
            | Event::Refused { .. }
            | Event::Unpacked { .. } => self,
            Event::Progress { bytes_read, .. } => {
                let mut rate = progress.rate;
                rate.observe(*bytes_read, now_ms);
                Self::Reading(Progress {
                    bytes_read: *bytes_read,
                    rate,
                    retrying: None,
                })
            }
            Event::Retrying {
                reason, retry, of, ..
            } => Self::Reading(Progress {
                // The pause must not count as a slow read.
                rate: Rate::default(),
                retrying: Some(Retrying {
                    reason: reason.clone(),
                    retry: *retry,
                    of: *of,
                }),
                ..progress
            }),
            Event::Finished { outcome, .. } => outcome.clone().into(),
        }
    }
}

impl From<Outcome> for LayerState {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Verified { size } => Self::Verified { size },
            Outcome::DigestMismatch {
                expected,
                actual,
                size,
            } => Self::DigestMismatch {
                expected,
                actual,
                size,
            },
            Outcome::SizeMismatch { expected, actual } => Self::SizeMismatch { expected, actual },
            Outcome::Unsupported { algorithm } => Self::NotChecked { algorithm },
            Outcome::Failed(error) => Self::Failed(error),
            Outcome::Cancelled => Self::Unverified,
        }
    }
}
