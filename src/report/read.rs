//! Writing a report as JSON, and reading one that somebody brings. What is read is untrusted: it is checked to its last member.

use super::{Report, VERSION, field::Field};
use crate::oci::{
    DocumentError, ImageReference, ReferenceError,
    json::{Json, Kind, Pointer, Writer},
};

/// A report may have this many bytes (16 MiB): one of an image with 10,000 layers has a third of it.
pub const LARGEST: u64 = 16 * 1024 * 1024;

/// Why something is no report that can be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    /// Too long.
    #[error("it has {size} bytes, a report has {LARGEST} (16 MiB) at most")]
    TooLarge {
        /// Its size in bytes.
        size: u64,
    },
    /// No JSON.
    #[error("it is not JSON: {0}")]
    Json(DocumentError),
    /// JSON with something that no report has: duplicate keys, nesting without end.
    #[error("it is JSON that no report is made of: {message}")]
    OddJson {
        /// What is odd.
        message: String,
    },
    /// Other JSON.
    #[error("it is JSON, but no report of Porthole: it has no number \"report\"")]
    NotAReport,
    /// From a newer Porthole.
    #[error(
        "it is a report of version {version}, and this Porthole reads version {VERSION}: open it with a newer one"
    )]
    Newer {
        /// Its version, as written.
        version: String,
    },
    /// A member is missing.
    #[error("{pointer} is missing")]
    Missing {
        /// Which.
        pointer: String,
    },
    /// A member that no report has.
    #[error("{pointer} is nothing that a report of version {VERSION} has")]
    Unknown {
        /// Which.
        pointer: String,
    },
    /// A value of another type.
    #[error("{pointer} is {found}, not {expected}")]
    WrongType {
        /// Where.
        pointer: String,
        /// What is due.
        expected: &'static str,
        /// What is there.
        found: &'static str,
    },
    /// A number that no size is.
    #[error("{pointer} is {text}, not a whole number from 0 to 2^64 - 1")]
    WrongNumber {
        /// Where.
        pointer: String,
        /// The number.
        text: String,
    },
    /// A word that is none of those that may stand there.
    #[error("{pointer} is {text:?}, not one of: {known}")]
    UnknownWord {
        /// Where.
        pointer: String,
        /// The word.
        text: String,
        /// Those that are known.
        known: String,
    },
    /// The reference names no image.
    #[error("/asked/reference names no image: {0}")]
    Reference(ReferenceError),
}

impl Report {
    /// The report as JSON: in a fixed order, laid out for people, with a line break at the end.
    pub fn to_json(&self) -> String {
        let mut out = Writer::default();
        self.write(&mut out);
        out.finish()
    }

    /// Reads a report.
    ///
    /// # Errors
    /// Why it is none.
    ///
    /// ```
    /// use porthole::report::{Report, ReportError};
    /// assert_eq!(Report::from_json(b"{}"), Err(ReportError::NotAReport));
    /// ```
    pub fn from_json(bytes: &[u8]) -> Result<Self, ReportError> {
        let size = bytes.len() as u64;
        if size > LARGEST {
            return Err(ReportError::TooLarge { size });
        }
        let json = Json::parse(bytes).map_err(ReportError::Json)?;
        let Some(Kind::Number(version)) = json.root.member("report").map(|value| &value.kind)
        else {
            return Err(ReportError::NotAReport);
        };
        match version.parse::<u64>() {
            Ok(VERSION) => {}
            Ok(0) | Err(_) => return Err(ReportError::NotAReport),
            Ok(_) => {
                return Err(ReportError::Newer {
                    version: version.to_string(),
                });
            }
        }
        if let Some(problem) = json.problems().first() {
            return Err(ReportError::OddJson {
                message: problem.message.clone(),
            });
        }
        let report = Self::read(&json.root, Pointer::ROOT)?;
        report.reference()?;
        Ok(report)
    }

    /// The reference that was asked for.
    ///
    /// # Errors
    /// [`ReportError::Reference`]; never of a report that was read.
    pub fn reference(&self) -> Result<ImageReference, ReportError> {
        let reference = self.asked.reference.parse();
        reference.map_err(ReportError::Reference)
    }
}
