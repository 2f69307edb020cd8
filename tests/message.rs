//! What page and worker say to each other survives being written down, and nothing else is taken for it.

use porthole::{
    layer::{Compression, InflateError, OtherCompression},
    tar::{Entry, EntryKind, Files, Kept, TarFault},
    verify::{
        content::{Content, Unpack},
        job::{Command, Event, Job, Outcome, Renewal},
        message::{Message, NotUnderstood},
        reading::ReadError,
    },
};
use std::rc::Rc;

fn job(authorization: Option<&str>, size: Option<u64>) -> Job {
    Job {
        id: 7,
        url: "https://r.example/v2/a/blobs/sha256:0".into(),
        authorization: authorization.map(str::to_owned),
        digest: "sha256:0".into(),
        size,
        stall_timeout_ms: 30_000,
        unpack: None,
        data: None,
    }
}

/// Writes, compares, reads.
fn check<M: Message + PartialEq + std::fmt::Debug>(message: &M, want: &[&str]) {
    let words = message.to_words();
    assert_eq!(words, want);
    assert_eq!(M::read(words).as_ref(), Ok(message));
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[test]
fn commands_survive_the_way_to_the_worker() {
    let url = "https://r.example/v2/a/blobs/sha256:0";
    check(
        &Command::Read(job(Some("Bearer very-secret"), Some(u64::MAX))),
        &[
            "read",
            "7",
            url,
            "Bearer very-secret",
            "sha256:0",
            "18446744073709551615",
            "30000",
            "",
            "0",
            "",
            "",
        ],
    );
    check(
        &Command::Read(job(None, None)),
        &[
            "read", "7", url, "", "sha256:0", "", "30000", "", "0", "", "",
        ],
    );
    for (data, word) in [("", ":"), ("{}", ":e30=")] {
        check(
            &Command::Read(Job {
                data: Some(data.as_bytes().into()),
                ..job(None, None)
            }),
            &[
                "read", "7", url, "", "sha256:0", "", "30000", "", "0", "", word,
            ],
        );
    }
    let unpack = Unpack {
        algorithm: "sha512".to_owned(),
        limit: u64::MAX,
        keep: Some(9),
    };
    check(
        &Command::Read(Job {
            unpack: Some(unpack),
            ..job(None, Some(1))
        }),
        &[
            "read",
            "7",
            url,
            "",
            "sha256:0",
            "1",
            "30000",
            "sha512",
            "18446744073709551615",
            "9",
            "",
        ],
    );
    for (authorization, word) in [(Some("Bearer secret"), "Bearer secret"), (None, "")] {
        let renewal = Renewal {
            id: 7,
            authorization: authorization.map(str::to_owned),
        };
        check(&Command::Renew(renewal), &["renew", "7", word]);
    }
    check(&Command::Cancel { id: u32::MAX }, &["cancel", "4294967295"]);
}

#[test]
fn events_survive_the_way_to_the_page() {
    let version = "0.1.0".to_owned();
    check(&Event::Ready { version }, &["ready", "0.1.0"]);
    check(
        &Event::Progress {
            id: 1,
            bytes_read: 1 << 53,
        },
        &["progress", "1", "9007199254740992"],
    );
    check(
        &Event::Retrying {
            id: 1,
            reason: "the connection broke".into(),
            retry: 2,
            of: 3,
        },
        &["retrying", "1", "the connection broke", "2", "3"],
    );
    check(&Event::Refused { id: 1 }, &["refused", "1"]);
    let message = "the worker could not be loaded".to_owned();
    check(
        &Event::Panicked { message },
        &["panicked", "the worker could not be loaded"],
    );
}

fn entry(path: &str, kind: EntryKind, link: &str) -> Entry {
    Entry {
        path: path.to_owned(),
        kind,
        size: 7,
        mode: 0o755,
        owner: 0,
        group: u64::MAX,
        modified: 1,
        link: link.to_owned(),
    }
}

/// The two entries of that test, each field with its end.
const ENTRIES: &str = concat!(
    "\0",
    "directory\0",
    "7\0",
    "493\0",
    "0\0",
    "18446744073709551615\0",
    "1\0",
    "\0",
    "bin/sh\0",
    "symlink\0",
    "7\0",
    "493\0",
    "0\0",
    "18446744073709551615\0",
    "1\0",
    "dash\0",
);

#[test]
fn every_content_survives_the_way_to_the_page() {
    let position = 5;
    for (content, want) in [
        (
            Content::Unpacked {
                diff_id: "sha256:0".to_owned(),
                size: u64::MAX,
                compression: Compression::Zstd,
                files: Rc::default(),
                kept: None,
            },
            vec![
                "content",
                "sha256:0",
                "18446744073709551615",
                "zstd",
                "",
                "0",
                "",
                "",
                "",
            ],
        ),
        (
            Content::Unpacked {
                diff_id: "sha256:0".to_owned(),
                size: 0,
                compression: Compression::None,
                files: Rc::new(Files {
                    entries: vec![
                        entry("", EntryKind::Directory, ""),
                        entry("bin/sh", EntryKind::Symlink, "dash"),
                    ],
                    fault: Some(TarFault::Truncated { position: 512 }),
                }),
                kept: Some(Kept {
                    entry: 1,
                    bytes: Rc::from(*b"\0\xff"),
                }),
            },
            vec![
                "content",
                "sha256:0",
                "0",
                "uncompressed",
                "truncated",
                "512",
                ENTRIES,
                "1",
                ":AP8=",
            ],
        ),
        (
            Content::NotUnpacked(InflateError::Broken {
                compression: Compression::Gzip,
                position,
            }),
            vec!["broken", "gzip", "5"],
        ),
        (
            Content::NotUnpacked(InflateError::NotUnderstood {
                compression: OtherCompression::Xz,
            }),
            vec!["not-understood", "xz"],
        ),
        (
            Content::NotUnpacked(InflateError::Truncated {
                compression: Compression::Zstd,
                position,
            }),
            vec!["truncated", "zstd", "5"],
        ),
        (
            Content::NotUnpacked(InflateError::Trailing {
                compression: Compression::None,
                position,
            }),
            vec!["trailing", "uncompressed", "5"],
        ),
        (Content::NotUnpacked(InflateError::Window), vec!["window"]),
        (
            Content::NotUnpacked(InflateError::NoDecoder {
                compression: Compression::Zstd,
            }),
            vec!["no-decoder", "zstd"],
        ),
        (
            Content::NotUnpacked(InflateError::TooLarge { limit: 7 }),
            vec!["too-large", "7"],
        ),
    ] {
        let want = [vec!["unpacked", "3"], want].concat();
        check(&Event::Unpacked { id: 3, content }, &want);
    }
}

#[test]
fn every_outcome_survives_the_way_to_the_page() {
    let failed = |error: ReadError, want: &[&'static str]| {
        (Outcome::Failed(error), [&["failed"], want].concat())
    };
    let bytes_read = 5;
    let attempts = 4;
    let text = String::new;
    for (outcome, want) in [
        (Outcome::Verified { size: 0 }, vec!["verified", "0"]),
        (
            Outcome::DigestMismatch {
                expected: "sha256:0".into(),
                actual: "sha256:1".into(),
                size: 9,
            },
            vec!["digest-mismatch", "sha256:0", "sha256:1", "9"],
        ),
        (
            Outcome::SizeMismatch {
                expected: 1,
                actual: 2,
            },
            vec!["size-mismatch", "1", "2"],
        ),
        (
            Outcome::Unsupported {
                algorithm: "blake3".into(),
            },
            vec!["unsupported", "blake3"],
        ),
        (Outcome::Cancelled, vec!["cancelled"]),
        failed(
            ReadError::Status {
                status: 503,
                retry_after: None,
                attempts,
                said: String::new(),
            },
            &["status", "503", "", "4", ""],
        ),
        failed(
            ReadError::Status {
                status: 429,
                retry_after: Some(0),
                attempts,
                said: "slow down".to_owned(),
            },
            &["status", "429", "0", "4", "slow down"],
        ),
        failed(ReadError::Rejected { attempts }, &["rejected", "4"]),
        failed(
            ReadError::Interrupted {
                bytes_read,
                attempts,
            },
            &["interrupted", "5", "4"],
        ),
        failed(
            ReadError::Stalled {
                bytes_read,
                attempts,
            },
            &["stalled", "5", "4"],
        ),
        failed(
            ReadError::EndedEarly {
                bytes_read,
                expected: 6,
            },
            &["ended-early", "5", "6"],
        ),
        failed(ReadError::ContentEncoding, &["content-encoding"]),
        failed(
            ReadError::WrongRange {
                asked: 4,
                sent: "bytes 0-9/10".into(),
            },
            &["wrong-range", "4", "bytes 0-9/10"],
        ),
        failed(ReadError::NotInCopy, &["not-in-copy"]),
        failed(
            ReadError::NotInFile {
                reason: "it breaks off".to_owned(),
            },
            &["not-in-file", "it breaks off"],
        ),
        failed(ReadError::WebPage, &["web-page"]),
        failed(ReadError::FileGone, &["file-gone"]),
        failed(ReadError::NotAsked { reason: text() }, &["not-asked", ""]),
        failed(ReadError::Worker { message: text() }, &["worker", ""]),
        failed(ReadError::NoDigest { text: text() }, &["no-digest", ""]),
    ] {
        let want: Vec<&str> = ["finished", "1"].into_iter().chain(want).collect();
        check(&Event::Finished { id: 1, outcome }, &want);
    }
}

#[test]
fn what_is_no_message_is_refused_by_its_first_word_alone() {
    let cases: &[(&[&str], &str)] = &[
        (&[], ""),
        (&["hello"], "hello"),
        (&["progress", "1"], "progress"),
        (&["progress", "1", "-1"], "progress"),
        (&["progress", "4294967296", "1"], "progress"),
        (&["progress", "1", ""], "progress"),
        (&["progress", "1", "2", "3"], "progress"),
        (
            &["finished", "1", "failed", "status", "503", "x", "1"],
            "finished",
        ),
        (&["finished", "1", "lost"], "finished"),
        (&["cancel", "1"], "cancel"),
    ];
    for (given, name) in cases {
        let name = (*name).to_owned();
        assert_eq!(
            Event::read(words(given)),
            Err(NotUnderstood { name }),
            "{given:?}"
        );
    }
    let error = Command::read(words(&["read", "1", "u", "Bearer very-secret"]));
    let text = error.err().map(|error| error.to_string());
    assert_eq!(text.as_deref(), Some("no message: \"read\""));
}

#[test]
fn a_job_is_logged_without_its_token() {
    let text = format!("{:?}", job(Some("Bearer very-secret"), None));
    assert!(!text.contains("very-secret"), "{text}");
}
