//! The notices of layers that could not be read.

use super::{
    Notice,
    status::{of_status, with_words},
};
use crate::{
    source::{
        Unknown,
        error_body::{errors_in, start},
        status::status_text,
    },
    ui::sentence::full_sentence,
    verify::reading::ReadError,
};

/// The notice of a blob that could not be read; `address`: where it was asked for.
pub fn of_read(error: &ReadError, address: Option<&str>) -> Notice {
    let (title, advice) = match error {
        ReadError::Status {
            status,
            retry_after,
            said,
            ..
        } => {
            let mut notice = of_status(*status, *retry_after, Some(Unknown::Blob), false);
            if matches!(status, 401 | 403) {
                // The manifest was read: the image is there, and not private as a whole.
                notice.title = "The registry denies access to it".to_owned();
                notice.advice = "It lets the manifest be read, and not this: sign in if you may read it, or ask the registry's operator.".to_owned();
            }
            let errors = errors_in(said.as_bytes());
            let status = status_text(*status, &errors);
            let asked = match address {
                Some(address) => format!("GET {address}: {status}."),
                None => format!("The server answered {status}."),
            };
            return with_words(notice.with(asked), &errors, &start(said.as_bytes()));
        }
        ReadError::NotInCopy => (
            "This copy does not hold it",
            "The copy was made without layers: nothing is known of their bytes.",
        ),
        ReadError::NotInFile { .. } => (
            "This file does not hold it",
            "Nothing is known of its bytes: copy or make the file again.",
        ),
        ReadError::FileGone => (
            "The file cannot be read any more",
            "It has changed, moved or gone: open it again.",
        ),
        ReadError::WebPage => (
            "The server sent a web page in its place",
            "Something between you and the registry answers with a page of its own: sign in there, or take another way.",
        ),
        ReadError::ContentEncoding => (
            "The server compresses it once more in transit",
            "Layers are packed already: whoever runs the server leaves them as they are (nginx: gzip off for blobs).",
        ),
        ReadError::WrongRange { .. } => (
            "The server sends other bytes than it is asked for",
            "Tell its operator: ranges are answered as RFC 9110 says, or not at all.",
        ),
        ReadError::NoDigest { .. } => (
            "Its descriptor names no digest",
            "The manifest is broken: see its problems.",
        ),
        ReadError::Worker { .. } => (
            "The worker failed",
            "The policy of this page must let it have workers (worker-src), and its files must be there. If both are so, this is a defect of Porthole: please report it.",
        ),
        // The doctor, who stands below, finds out which.
        ReadError::Rejected { .. } => ("The request was refused or lost", ""),
        ReadError::Interrupted { .. } => (
            "The connection broke again and again",
            "Try again; if it breaks at the same place each time, something between you and the server cuts it, or the server says that it is compressed (Content-Encoding), and it is not: browsers do not tell which.",
        ),
        ReadError::Stalled { .. } => (
            "The server went silent",
            "Try again; if it stays so, the server or the way to it is overloaded.",
        ),
        ReadError::EndedEarly { .. } => (
            "The server ended too early",
            "Try again; if it ends at the same place each time, the server, or a proxy before it, holds a part of it only.",
        ),
        ReadError::NotAsked { .. } => (
            "It could not be requested",
            "Inspect the image again; nothing is known of the layer's bytes.",
        ),
    };
    let words = match address {
        Some(address) => format!("GET {address}: {error}."),
        None => full_sentence(&error.to_string()),
    };
    Notice::new(code_of_read(error), title, advice).with(words)
}

/// The code of that notice.
pub fn code_of_read(error: &ReadError) -> &'static str {
    match error {
        ReadError::Status { status, .. } => of_status(*status, None, None, false).code,
        ReadError::NotInCopy | ReadError::NotInFile { .. } => "not-found",
        ReadError::WebPage => "not-a-registry",
        ReadError::ContentEncoding | ReadError::WrongRange { .. } => "unsupported",
        ReadError::NoDigest { .. } => "malformed",
        ReadError::Worker { .. } => "defect",
        ReadError::Rejected { .. }
        | ReadError::Interrupted { .. }
        | ReadError::Stalled { .. }
        | ReadError::EndedEarly { .. }
        | ReadError::FileGone
        | ReadError::NotAsked { .. } => "unreachable",
    }
}
