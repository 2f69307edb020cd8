//! A report of a whole inspection, as evidence to keep: what was asked, what was served, every digest, every verdict, every problem.
//!
//! | module | what it holds |
//! |---|---|
//! | [`model`] | what a report says, version 1 |
//! | `field` | how it becomes JSON, and is read again |
//! | [`fit`] | what keeps it short enough to be read again |
//! | [`read`] | reading a report that somebody brings: untrusted, and strict |
//! | [`markdown`] | the same for people, in a ticket for instance |
//! | [`summary`] | what holds, what does not, what could not be checked |
//! | [`compare`] | what is different between two reports |
//! | [`time`] | RFC 3339 |
//!
//! Pure: who gathers a report is `ui::report`, with the words that the page shows. The format is written down in `docs/report.md` and
//! `docs/report.schema.json`.

pub mod compare;
mod field;
pub mod fit;
pub mod markdown;
pub mod model;
pub mod read;
pub mod summary;
pub mod time;

pub use compare::{Change, Row, compare};
pub use model::Report;
pub use read::{LARGEST, ReportError};

/// The version of the format that is written, and the newest that is read.
pub const VERSION: u64 = 1;
