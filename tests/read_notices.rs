//! What is said of a layer that could not be read: a notice for every way in which a read fails.

#![cfg(not(target_arch = "wasm32"))]

use porthole::{
    ui::notice::{code_of_read, of_read},
    verify::reading::ReadError,
};

const URL: &str = "https://r.example/v2/o/n/blobs/sha256:0";

/// Every way, with the code, the title and the advice of its notice. A new way does not compile before it has a row.
fn rows() -> Vec<(ReadError, &'static str, &'static str, &'static str)> {
    let status = |status, said: &str| ReadError::Status {
        status,
        retry_after: None,
        attempts: 1,
        said: said.to_owned(),
    };
    let all = [
        status(404, ""),
        status(403, ""),
        status(429, ""),
        status(503, ""),
        ReadError::Rejected { attempts: 4 },
        ReadError::Interrupted {
            bytes_read: 5,
            attempts: 4,
        },
        ReadError::Stalled {
            bytes_read: 5,
            attempts: 4,
        },
        ReadError::EndedEarly {
            bytes_read: 5,
            expected: 6,
        },
        ReadError::ContentEncoding,
        ReadError::WrongRange {
            asked: 5,
            sent: "bytes 0-9/10".to_owned(),
        },
        ReadError::NotInCopy,
        ReadError::NotInFile {
            reason: "it breaks off after 5 bytes".to_owned(),
        },
        ReadError::WebPage,
        ReadError::FileGone,
        ReadError::NotAsked {
            reason: "no token".to_owned(),
        },
        ReadError::Worker {
            message: "it is gone".to_owned(),
        },
        ReadError::NoDigest {
            text: "md5".to_owned(),
        },
    ];
    let row = |error: &ReadError| match error {
        ReadError::Status { status: 404, .. } => (
            "not-found",
            "The registry lost a part of this image",
            "The manifest names a blob that the registry does not have: push the image again.",
        ),
        ReadError::Status { status: 403, .. } => (
            "denied",
            "The registry denies access to it",
            "It lets the manifest be read, and not this: sign in if you may read it, or ask the registry's operator.",
        ),
        ReadError::Status { status: 429, .. } => (
            "rate-limited",
            "The registry's rate limit is reached",
            "Wait a while before the next try; it did not say how long.",
        ),
        ReadError::Status { .. } => (
            "server-error",
            "The registry failed",
            "This is the registry's own failure: try again later, or tell its operator.",
        ),
        ReadError::Rejected { .. } => ("unreachable", "The request was refused or lost", ""),
        ReadError::Interrupted { .. } => (
            "unreachable",
            "The connection broke again and again",
            "Try again; if it breaks at the same place each time, something between you and the server cuts it, or the server says that it is compressed (Content-Encoding), and it is not: browsers do not tell which.",
        ),
        ReadError::Stalled { .. } => (
            "unreachable",
            "The server went silent",
            "Try again; if it stays so, the server or the way to it is overloaded.",
        ),
        ReadError::EndedEarly { .. } => (
            "unreachable",
            "The server ended too early",
            "Try again; if it ends at the same place each time, the server, or a proxy before it, holds a part of it only.",
        ),
        ReadError::ContentEncoding => (
            "unsupported",
            "The server compresses it once more in transit",
            "Layers are packed already: whoever runs the server leaves them as they are (nginx: gzip off for blobs).",
        ),
        ReadError::WrongRange { .. } => (
            "unsupported",
            "The server sends other bytes than it is asked for",
            "Tell its operator: ranges are answered as RFC 9110 says, or not at all.",
        ),
        ReadError::NotInCopy => (
            "not-found",
            "This copy does not hold it",
            "The copy was made without layers: nothing is known of their bytes.",
        ),
        ReadError::NotInFile { .. } => (
            "not-found",
            "This file does not hold it",
            "Nothing is known of its bytes: copy or make the file again.",
        ),
        ReadError::WebPage => (
            "not-a-registry",
            "The server sent a web page in its place",
            "Something between you and the registry answers with a page of its own: sign in there, or take another way.",
        ),
        ReadError::FileGone => (
            "unreachable",
            "The file cannot be read any more",
            "It has changed, moved or gone: open it again.",
        ),
        ReadError::NotAsked { .. } => (
            "unreachable",
            "It could not be requested",
            "Inspect the image again; nothing is known of the layer's bytes.",
        ),
        ReadError::Worker { .. } => (
            "defect",
            "The worker failed",
            "The policy of this page must let it have workers (worker-src), and its files must be there. If both are so, this is a defect of Porthole: please report it.",
        ),
        ReadError::NoDigest { .. } => (
            "malformed",
            "Its descriptor names no digest",
            "The manifest is broken: see its problems.",
        ),
    };
    let rows = all.map(|error| {
        let (code, title, advice) = row(&error);
        (error, code, title, advice)
    });
    rows.into()
}

#[test]
fn every_way_in_which_a_read_fails_has_its_code_and_its_words() {
    for (error, code, title, advice) in rows() {
        let notice = of_read(&error, Some(URL));
        assert_eq!(
            (notice.code, notice.title.as_str(), notice.advice.as_str()),
            (code, title, advice),
            "{error:?}"
        );
        assert_eq!(code_of_read(&error), code, "{error:?}");
        assert!(
            notice.details[0].starts_with(&format!("GET {URL}: ")),
            "{:?}",
            notice.details
        );
    }
}

#[test]
fn without_an_address_the_error_stands_alone() {
    let notice = of_read(
        &ReadError::EndedEarly {
            bytes_read: 5,
            expected: 6,
        },
        None,
    );
    assert_eq!(
        notice.details,
        ["The server ended after 5 bytes, 6 are declared."]
    );
}

#[test]
fn what_the_server_said_is_told() {
    let said =
        r#"{"errors":[{"code":"BLOB_UNKNOWN","message":"blob unknown to registry"}]}"#.to_owned();
    let error = ReadError::Status {
        status: 404,
        retry_after: None,
        attempts: 1,
        said,
    };
    assert_eq!(
        of_read(&error, Some(URL)).details,
        [format!(
            "GET {URL}: 404 Not Found: BLOB_UNKNOWN: blob unknown to registry."
        )]
    );
}
