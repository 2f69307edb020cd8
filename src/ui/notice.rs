//! What went wrong, in words that lead on: the only place that turns an error into a title and advice.

mod archive;
mod gateway;
mod mismatch;
mod read;
mod refusal;
mod source;
mod status;
mod unreadable;
mod view;
mod way_on;

use super::{inspection_state::Failure, sentence::full_sentence};
use crate::inspection::InspectionError;

pub use archive::of_archive;
pub use mismatch::{explain, is_about, of_mismatch, of_pin};
pub use read::{code_of_read, of_read};
pub use source::of_source;
pub use status::of_status;
use unreadable::of_unreadable;

pub use view::{lower_first, view_failure, view_inline_error, view_notice, view_source_error};
use way_on::view_way_on;
pub use way_on::view_way_up;

/// A notice: what is wrong, what is known of it, what to do next.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// `data-code` of the DOM contract.
    pub code: &'static str,
    /// What is wrong, as a heading.
    pub title: String,
    /// What is known: the error in its own words, and what the server said.
    pub details: Vec<String>,
    /// What to do next.
    pub advice: String,
}

impl Notice {
    fn new(code: &'static str, title: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            code,
            title: title.into(),
            details: Vec::new(),
            advice: advice.into(),
        }
    }

    fn with(mut self, detail: impl Into<String>) -> Self {
        self.details.push(detail.into());
        self
    }
}

/// The notice of a failure.
pub fn of_failure(failure: &Failure) -> Notice {
    match failure {
        Failure::Reference { text, error } => {
            let advice = "Write a name such as alpine, ghcr.io/owner/name:tag or localhost:5000/name, or oci: with the address of a layout.";
            if text.trim().is_empty() {
                return Notice::new("bad-reference", "No image is named", advice);
            }
            Notice::new("bad-reference", "This is not an image reference", advice)
                .with(full_sentence(&error.to_string()))
        }
        Failure::Inspection(error) => {
            let mut notice = of_inspection(error);
            if let InspectionError::Source(error) = error {
                source::add_advice_on_digest(&mut notice, error);
            }
            notice
        }
        Failure::Defect { message } => Notice::new(
            "defect",
            "Porthole itself failed",
            "This is a defect of Porthole, not of the image. The page was started anew: try again, and please report what you inspected.",
        )
        .with(message.clone()),
    }
}

/// A step that failed, in one line: where there is no room for a notice.
pub fn one_line(error: &InspectionError) -> String {
    let notice = of_inspection(error);
    let detail = notice.details.into_iter().next().unwrap_or_default();
    format!("{}. {detail}", notice.title)
}

/// The notice of a step that failed.
pub fn of_inspection(error: &InspectionError) -> Notice {
    match error {
        InspectionError::Source(error) => of_source(error),
        InspectionError::Unreadable(unreadable) => of_unreadable(unreadable),
        InspectionError::Mismatch { name, verdict } => mismatch::of_verdict(name, verdict),
        InspectionError::NoConfig { .. } => Notice::new(
            "unsupported",
            "There is no image config to show",
            "This is not a container image. What it is stands in the summary and in the raw document.",
        )
        .with(full_sentence(&error.to_string())),
        InspectionError::ConfigMissing => Notice::new(
            "malformed",
            "The manifest names no config",
            "Without a config no runtime starts the image: whoever built it must build it again. Its layers are shown all the same.",
        ),
        InspectionError::NoDigest { .. } => Notice::new(
            "malformed",
            "The document names no digest to follow",
            "The document that led here is broken: see its problems, and tell whoever built it.",
        )
        .with(full_sentence(&error.to_string())),
    }
}
