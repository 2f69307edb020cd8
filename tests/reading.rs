//! The reading of one blob: each fault by itself, then every verdict over random chunks and cuts.
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use flate2::write::GzEncoder;
use porthole::{
    layer::{Compression, InflateError, decoder},
    oci::{Algorithm, Digest},
    tar::{Files, Kept, Lister, TarFault},
    verify::{
        content::{Content, Unpack},
        job::Outcome,
        reading::{Fault, ReadError, Reading, ResponseHead, Step},
    },
};
use proptest::prelude::*;
use std::{io::Write as _, rc::Rc};

const BLOB: &[u8] = b"0123456789";

fn digest(bytes: &[u8]) -> String {
    Digest::sha256_of(bytes).to_string()
}

fn reading(bytes: &[u8]) -> Reading {
    Reading::new(&digest(bytes), Some(bytes.len() as u64))
}

fn head(status: u16) -> ResponseHead<'static> {
    ResponseHead {
        status,
        ..ResponseHead::default()
    }
}

fn whole(content_length: u64) -> ResponseHead<'static> {
    ResponseHead {
        content_length: Some(content_length),
        ..head(200)
    }
}

fn part(content_range: &str) -> ResponseHead<'_> {
    ResponseHead {
        content_range: Some(content_range),
        ..head(206)
    }
}

fn request(range_start: Option<u64>) -> Step {
    Step::Request { range_start }
}

fn verified(size: u64) -> Step {
    Step::Finish(Outcome::Verified { size })
}

fn failed(error: ReadError) -> Step {
    Step::Finish(Outcome::Failed(error))
}

fn wait(milliseconds: u32, reason: &str, retry: u32) -> Step {
    Step::Wait {
        milliseconds,
        reason: reason.to_owned(),
        retry,
        of: 3,
    }
}

#[test]
fn a_whole_blob_is_verified() {
    let mut reading = reading(BLOB);
    assert_eq!(reading.start(), request(None));
    assert_eq!(reading.on_response(&whole(10)), Step::Read);
    assert_eq!(reading.on_chunk(b"01234"), Step::Read);
    assert_eq!(reading.bytes_read(), 5);
    assert_eq!(reading.on_chunk(b""), Step::Read);
    assert_eq!(reading.on_chunk(b"56789"), Step::Read);
    assert_eq!(reading.on_end(), verified(10));
}

#[test]
fn an_empty_blob_is_verified() {
    let mut reading = reading(b"");
    assert_eq!(reading.start(), request(None));
    assert_eq!(reading.on_response(&whole(0)), Step::Read);
    assert_eq!(reading.on_end(), verified(0));
}

#[test]
fn one_wrong_byte_is_a_mismatch_of_digests() {
    let mut reading = reading(BLOB);
    reading.on_response(&whole(10));
    reading.on_chunk(b"0123456x89");
    assert_eq!(
        reading.on_end(),
        Step::Finish(Outcome::DigestMismatch {
            expected: digest(BLOB),
            actual: digest(b"0123456x89"),
            size: 10
        })
    );
}

#[test]
fn an_algorithm_that_is_not_computed_is_not_read() {
    let text = format!("blake3:{}", "0".repeat(64));
    assert_eq!(
        Reading::new(&text, Some(10)).start(),
        Step::Finish(Outcome::Unsupported {
            algorithm: "blake3".to_owned()
        })
    );
}

#[test]
fn a_job_without_a_digest_fails_and_asks_nothing() {
    assert_eq!(
        Reading::new("latest", Some(10)).start(),
        failed(ReadError::NoDigest {
            text: "latest".to_owned()
        })
    );
}

#[test]
fn sha512_is_computed_too() {
    // SHA-512 of "abc": FIPS 180-4's own example.
    let text = "sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
                2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";
    let mut reading = Reading::new(text, Some(3));
    reading.on_response(&whole(3));
    reading.on_chunk(b"abc");
    assert_eq!(reading.on_end(), verified(3));
}

#[test]
fn a_broken_connection_is_resumed_where_it_broke() {
    let mut reading = reading(BLOB);
    reading.on_response(&whole(10));
    reading.on_chunk(b"0123");
    assert_eq!(
        reading.on_fault(Fault::Interrupted),
        wait(500, "the connection broke", 1)
    );
    assert_eq!(reading.resume(), request(Some(4)));
    assert_eq!(reading.on_response(&part("bytes 4-9/10")), Step::Read);
    reading.on_chunk(b"456789");
    assert_eq!(reading.on_end(), verified(10));
}

#[test]
fn a_stall_is_resumed_too() {
    let mut reading = reading(BLOB);
    reading.on_response(&whole(10));
    reading.on_chunk(b"0123");
    assert_eq!(
        reading.on_fault(Fault::Stalled),
        wait(500, "nothing came any more", 1)
    );
    assert_eq!(reading.resume(), request(Some(4)));
}

#[test]
fn a_server_that_answers_200_to_a_range_is_read_from_zero() {
    let mut reading = reading(BLOB);
    reading.on_response(&whole(10));
    reading.on_chunk(b"0123");
    reading.on_fault(Fault::Interrupted);
    assert_eq!(reading.resume(), request(Some(4)));
    assert_eq!(reading.on_response(&whole(10)), Step::Read);
    assert_eq!(reading.bytes_read(), 0);
    reading.on_chunk(BLOB);
    assert_eq!(reading.on_end(), verified(10));
}

#[test]
fn a_whole_that_a_proxy_passes_on_is_read_like_any_other() {
    let mut reading = reading(BLOB);
    let passed_on = ResponseHead {
        status: 203,
        ..whole(10)
    };
    assert_eq!(reading.on_response(&passed_on), Step::Read);
    reading.on_chunk(b"0123");
    reading.on_fault(Fault::Interrupted);
    assert_eq!(reading.on_response(&passed_on), Step::Read);
    assert_eq!(reading.bytes_read(), 0);
    reading.on_chunk(BLOB);
    assert_eq!(reading.on_end(), verified(10));
}

#[test]
fn a_server_that_continues_elsewhere_is_not_believed() {
    for (sent, named) in [
        ("bytes 0-9/10", "bytes 0-9/10"),
        ("bytes 5-9/10", "bytes 5-9/10"),
        ("bytes */10", "bytes */10"),
        ("pages 4-9/10", "pages 4-9/10"),
        ("", ""),
    ] {
        let mut reading = reading(BLOB);
        reading.on_response(&whole(10));
        reading.on_chunk(b"0123");
        reading.on_fault(Fault::Interrupted);
        assert_eq!(
            reading.on_response(&part(sent)),
            failed(ReadError::WrongRange {
                asked: 4,
                sent: named.to_owned()
            })
        );
    }
}

#[test]
fn a_part_that_nobody_asked_for_is_refused() {
    let mut reading = reading(BLOB);
    assert_eq!(
        reading.on_response(&part("bytes 0-9/10")),
        failed(ReadError::WrongRange {
            asked: 0,
            sent: "bytes 0-9/10".to_owned()
        })
    );
}

#[test]
fn a_connection_that_breaks_behind_the_last_byte_is_ended_by_416() {
    let mut reading = reading(BLOB);
    reading.on_response(&whole(10));
    reading.on_chunk(BLOB);
    reading.on_fault(Fault::Interrupted);
    assert_eq!(reading.resume(), request(Some(10)));
    assert_eq!(reading.on_response(&head(416)), verified(10));
}

#[test]
fn a_range_beyond_a_shorter_blob_says_how_short_it_is() {
    let short = |announced: Option<u64>, content_range| {
        let mut reading = reading(BLOB);
        reading.on_response(&ResponseHead {
            content_length: announced,
            ..head(200)
        });
        reading.on_chunk(b"0123");
        reading.on_fault(Fault::Interrupted);
        reading.on_response(&ResponseHead {
            content_range,
            ..head(416)
        })
    };
    let mismatch = Step::Finish(Outcome::SizeMismatch {
        expected: 10,
        actual: 4,
    });
    let ended = failed(ReadError::EndedEarly {
        bytes_read: 4,
        expected: 10,
    });
    assert_eq!(short(None, Some("bytes */4")), mismatch);
    assert_eq!(short(Some(4), None), mismatch);
    assert_eq!(short(None, None), ended);
    assert_eq!(short(Some(10), None), ended);
    assert_eq!(short(None, Some("bytes */3")), ended);
}

#[test]
fn three_retries_in_a_row_without_progress_are_the_end() {
    let mut reading = reading(BLOB);
    reading.on_response(&whole(10));
    reading.on_chunk(b"0123");
    for (retry, milliseconds) in [(1, 500), (2, 1000), (3, 2000)] {
        assert_eq!(
            reading.on_fault(Fault::Interrupted),
            wait(milliseconds, "the connection broke", retry)
        );
        assert_eq!(reading.resume(), request(Some(4)));
        assert_eq!(reading.on_response(&part("bytes 4-9/10")), Step::Read);
    }
    assert_eq!(
        reading.on_fault(Fault::Interrupted),
        failed(ReadError::Interrupted {
            bytes_read: 4,
            attempts: 4
        })
    );
}

#[test]
fn progress_resets_the_count_of_retries() {
    let mut reading = reading(BLOB);
    reading.on_response(&whole(10));
    for position in 0..10_u8 {
        reading.on_chunk(&[b'0' + position]);
        assert_eq!(
            reading.on_fault(Fault::Interrupted),
            wait(500, "the connection broke", 1)
        );
        let range = format!("bytes {}-9/10", position + 1);
        if position < 9 {
            assert_eq!(reading.on_response(&part(&range)), Step::Read);
        }
    }
    assert_eq!(reading.on_response(&head(416)), verified(10));
}

#[test]
fn bytes_read_again_from_zero_are_no_progress() {
    let mut reading = reading(BLOB);
    for retry in 1..=4 {
        reading.on_response(&whole(10));
        reading.on_chunk(b"0123");
        let step = reading.on_fault(Fault::Interrupted);
        if retry == 4 {
            assert_eq!(
                step,
                failed(ReadError::Interrupted {
                    bytes_read: 4,
                    attempts: 4
                })
            );
        } else {
            assert!(matches!(step, Step::Wait { .. }), "{step:?}");
        }
    }
}

#[test]
fn a_rejected_request_is_tried_four_times() {
    let mut reading = reading(BLOB);
    for _ in 0..3 {
        assert!(matches!(
            reading.on_fault(Fault::Rejected),
            Step::Wait { .. }
        ));
        assert_eq!(reading.resume(), request(None));
    }
    assert_eq!(
        reading.on_fault(Fault::Rejected),
        failed(ReadError::Rejected { attempts: 4 })
    );
}

#[test]
fn a_stalled_server_fails_as_stalled() {
    let mut reading = reading(BLOB);
    for _ in 0..3 {
        reading.on_fault(Fault::Stalled);
    }
    assert_eq!(
        reading.on_fault(Fault::Stalled),
        failed(ReadError::Stalled {
            bytes_read: 0,
            attempts: 4
        })
    );
}

#[test]
fn statuses_that_pass_are_waited_for_and_others_are_not() {
    for status in [429, 502, 503, 504] {
        let mut reading = reading(BLOB);
        let reason = format!("the server answered {status}");
        assert_eq!(reading.on_response(&head(status)), wait(500, &reason, 1));
        assert_eq!(reading.on_response(&head(status)), wait(1000, &reason, 2));
        assert_eq!(reading.on_response(&head(status)), wait(2000, &reason, 3));
        assert_eq!(
            reading.on_response(&head(status)),
            failed(ReadError::Status {
                status,
                retry_after: None,
                attempts: 4,
                said: String::new(),
            })
        );
    }
    for status in [0, 204, 301, 400, 403, 404, 416, 500, 501] {
        assert_eq!(
            reading(BLOB).on_response(&head(status)),
            failed(ReadError::Status {
                status,
                retry_after: None,
                attempts: 1,
                said: String::new(),
            }),
            "{status}"
        );
    }
}

fn unauthorized(attempts: u32) -> ReadError {
    ReadError::Status {
        status: 401,
        retry_after: None,
        attempts,
        said: String::new(),
    }
}

#[test]
fn a_refused_token_is_renewed_once_where_nothing_was_read() {
    let mut reading = reading(BLOB);
    let renewed = Step::Renew(unauthorized(1));
    assert_eq!(reading.on_response(&head(401)), renewed);
    assert_eq!(reading.resume(), request(None));
    assert_eq!(reading.on_response(&head(401)), failed(unauthorized(2)));
}

#[test]
fn a_token_that_expires_after_each_cut_is_renewed_each_time_and_nothing_is_read_twice() {
    let mut reading = reading(BLOB);
    reading.on_response(&whole(10));
    for (at, chunk) in [(3, b"012"), (6, b"345")] {
        reading.on_chunk(chunk);
        let broken = "the connection broke";
        assert_eq!(reading.on_fault(Fault::Interrupted), wait(500, broken, 1));
        assert_eq!(reading.resume(), request(Some(at)));
        let renewed = Step::Renew(unauthorized(2));
        assert_eq!(reading.on_response(&head(401)), renewed);
        assert_eq!(reading.resume(), request(Some(at)));
        let range = format!("bytes {at}-9/10");
        assert_eq!(reading.on_response(&part(&range)), Step::Read);
    }
    reading.on_chunk(b"6789");
    assert_eq!(reading.on_end(), verified(10));
}

#[test]
fn retry_after_is_waited_for_up_to_a_minute() {
    let after = |seconds| ResponseHead {
        retry_after: Some(seconds),
        ..head(429)
    };
    let reason = "the server answered 429";
    assert_eq!(reading(BLOB).on_response(&after(0)), wait(500, reason, 1));
    assert_eq!(reading(BLOB).on_response(&after(7)), wait(7000, reason, 1));
    assert_eq!(
        reading(BLOB).on_response(&after(60)),
        wait(60_000, reason, 1)
    );
    assert_eq!(
        reading(BLOB).on_response(&after(61)),
        failed(ReadError::Status {
            status: 429,
            retry_after: Some(61),
            attempts: 1,
            said: String::new(),
        })
    );
}

#[test]
fn a_web_page_in_the_place_of_a_blob_is_no_mismatch() {
    let page = b"\n<!doctype html><title>Sign in</title>";
    let html = |length| ResponseHead {
        is_html: true,
        ..whole(length)
    };
    let end = |blob: &[u8], head: ResponseHead<'_>, body: &[u8]| {
        let mut reading = reading(blob);
        reading.on_response(&head);
        match reading.on_chunk(body) {
            Step::Read => reading.on_end(),
            step => step,
        }
    };
    let length = page.len() as u64;
    let web_page = failed(ReadError::WebPage);
    // Too short, too long, and of the very size.
    assert_eq!(end(&[b'x'; 1000], html(length), page), web_page);
    assert_eq!(end(BLOB, html(length), page), web_page);
    assert_eq!(end(&[b'x'; 38], html(38), page), web_page);
    // A blob that is a page itself, bytes that are none, and a page that is called something else.
    assert_eq!(end(page, html(length), page), verified(length));
    let is_mismatch = |step: Step| {
        matches!(
            step,
            Step::Finish(Outcome::SizeMismatch { .. } | Outcome::DigestMismatch { .. })
        )
    };
    assert!(is_mismatch(end(BLOB, html(3), b"abc")));
    assert!(is_mismatch(end(BLOB, whole(length), page)));
}

#[test]
fn a_blob_longer_than_declared_stops_where_the_declared_size_is_passed() {
    let mismatch = Step::Finish(Outcome::SizeMismatch {
        expected: 10,
        actual: 11,
    });
    for announced in [None, Some(11), Some(1 << 40)] {
        let mut reading = reading(BLOB);
        reading.on_response(&ResponseHead {
            content_length: announced,
            ..head(200)
        });
        assert_eq!(reading.on_chunk(BLOB), Step::Read);
        assert_eq!(reading.on_chunk(b"x"), mismatch, "{announced:?}");
        assert_eq!(reading.bytes_read(), 10);
    }
    let mut reading = reading(BLOB);
    reading.on_response(&whole(1000));
    assert_eq!(reading.on_chunk(&[b'x'; 1000]), mismatch);
}

#[test]
fn more_bytes_than_announced_were_unpacked_by_the_browser() {
    // The server sends as many bytes as are declared, or fewer, and the browser makes more of them.
    for announced in [10, 7] {
        let mut reading = reading(BLOB);
        reading.on_response(&whole(announced));
        assert_eq!(
            reading.on_chunk(&[0; 11]),
            failed(ReadError::ContentEncoding),
            "{announced}"
        );
    }
    // The server says so, where the page may read it.
    let mut reading = reading(BLOB);
    reading.on_response(&ResponseHead {
        content_encoding: Some("gzip"),
        ..head(200)
    });
    assert_eq!(
        reading.on_chunk(&[0; 11]),
        failed(ReadError::ContentEncoding)
    );
}

#[test]
fn fewer_bytes_than_declared_and_not_as_many_as_announced_were_unpacked_too() {
    let mut reading = reading(BLOB);
    reading.on_response(&whole(5));
    reading.on_chunk(b"01234567");
    assert_eq!(reading.on_end(), failed(ReadError::ContentEncoding));
}

#[test]
fn other_bytes_under_a_known_content_encoding_accuse_nobody() {
    for (encoding, want) in [
        ("gzip", true),
        ("X-GZIP", true),
        ("identity, br", true),
        ("zstd", true),
        ("identity", false),
        ("aws-chunked", false),
    ] {
        let mut reading = reading(BLOB);
        reading.on_response(&ResponseHead {
            content_encoding: Some(encoding),
            ..head(200)
        });
        reading.on_chunk(b"0123456x89");
        let step = reading.on_end();
        assert_eq!(
            step == failed(ReadError::ContentEncoding),
            want,
            "{encoding}: {step:?}"
        );
    }
}

#[test]
fn a_content_encoding_that_leaves_the_blob_as_it_is_does_no_harm() {
    // The server packed for transit what the browser unpacked: Content-Length counts the packed bytes.
    for size in [Some(10), None] {
        let mut reading = Reading::new(&digest(BLOB), size);
        reading.on_response(&ResponseHead {
            content_encoding: Some("gzip"),
            ..whole(30)
        });
        reading.on_chunk(BLOB);
        assert_eq!(reading.on_end(), verified(10));
    }
}

#[test]
fn a_short_blob_that_was_announced_is_a_mismatch_of_sizes() {
    let mut reading = reading(BLOB);
    reading.on_response(&whole(4));
    reading.on_chunk(b"0123");
    assert_eq!(
        reading.on_end(),
        Step::Finish(Outcome::SizeMismatch {
            expected: 10,
            actual: 4
        })
    );
}

#[test]
fn size_is_compared_before_digest() {
    // The bytes have the right digest, but the descriptor declares more.
    let mut reading = Reading::new(&digest(BLOB), Some(11));
    reading.on_response(&whole(10));
    reading.on_chunk(BLOB);
    assert_eq!(
        reading.on_end(),
        Step::Finish(Outcome::SizeMismatch {
            expected: 11,
            actual: 10
        })
    );
}

#[test]
fn an_early_end_is_resumed_once_and_then_fails() {
    for announced in [None, Some(10)] {
        let mut reading = reading(BLOB);
        let head = ResponseHead {
            content_length: announced,
            ..head(200)
        };
        reading.on_response(&head);
        reading.on_chunk(b"0123");
        assert_eq!(
            reading.on_end(),
            wait(500, "the server ended too early", 1),
            "{announced:?}"
        );
        assert_eq!(reading.resume(), request(Some(4)));
        reading.on_response(&part("bytes 4-9/10"));
        assert_eq!(
            reading.on_end(),
            failed(ReadError::EndedEarly {
                bytes_read: 4,
                expected: 10
            })
        );
    }
}

#[test]
fn an_early_end_that_brings_more_the_next_time_goes_on() {
    let mut reading = reading(BLOB);
    reading.on_response(&head(200));
    reading.on_chunk(b"0123");
    reading.on_end();
    reading.on_response(&part("bytes 4-9/10"));
    reading.on_chunk(b"456");
    assert_eq!(reading.on_end(), wait(500, "the server ended too early", 1));
    assert_eq!(reading.resume(), request(Some(7)));
    reading.on_response(&part("bytes 7-9/10"));
    reading.on_chunk(b"789");
    assert_eq!(reading.on_end(), verified(10));
}

#[test]
fn a_server_that_ends_early_and_knows_no_ranges_is_read_twice_only() {
    let mut reading = reading(BLOB);
    reading.on_response(&head(200));
    reading.on_chunk(b"0123");
    assert!(matches!(reading.on_end(), Step::Wait { .. }));
    reading.on_response(&head(200));
    reading.on_chunk(b"0123");
    assert_eq!(
        reading.on_end(),
        failed(ReadError::EndedEarly {
            bytes_read: 4,
            expected: 10
        })
    );
}

#[test]
fn without_a_declared_size_the_announced_one_tells_an_early_end() {
    let start = || Reading::new(&digest(BLOB), None);
    let mut reading = start();
    reading.on_response(&head(200));
    reading.on_chunk(BLOB);
    assert_eq!(reading.on_end(), verified(10));

    let mut reading = start();
    reading.on_response(&whole(10));
    reading.on_chunk(b"0123");
    assert_eq!(reading.on_end(), wait(500, "the server ended too early", 1));

    // What the browser unpacked, by the difference of lengths.
    let mut reading = start();
    reading.on_response(&whole(4));
    reading.on_chunk(b"012345678x");
    assert_eq!(reading.on_end(), failed(ReadError::ContentEncoding));

    // Cut, and cut again in the server's storage meanwhile.
    let mut reading = start();
    reading.on_response(&whole(10));
    reading.on_chunk(b"0123");
    reading.on_fault(Fault::Interrupted);
    assert_eq!(
        reading.on_response(&head(416)),
        failed(ReadError::EndedEarly {
            bytes_read: 4,
            expected: 10
        })
    );
}

/// A part as the server describes it: its range, and as many bytes.
fn announced_part(range: &str, length: u64) -> ResponseHead<'_> {
    ResponseHead {
        content_range: Some(range),
        content_length: Some(length),
        ..head(206)
    }
}

#[test]
fn a_part_that_is_less_than_what_was_asked_for_is_followed_by_the_next() {
    for size in [Some(10), None] {
        let mut reading = Reading::new(&digest(BLOB), size);
        reading.on_response(&whole(10));
        reading.on_chunk(b"012");
        reading.on_fault(Fault::Interrupted);
        assert_eq!(
            reading.on_response(&announced_part("bytes 3-5/10", 3)),
            Step::Read,
            "{size:?}"
        );
        reading.on_chunk(b"345");
        assert_eq!(reading.on_end(), request(Some(6)), "{size:?}");
        // How long the whole is need not be said.
        reading.on_response(&announced_part("bytes 6-7/*", 2));
        reading.on_chunk(b"67");
        assert_eq!(reading.on_end(), request(Some(8)), "{size:?}");
        reading.on_response(&announced_part("bytes 8-9/10", 2));
        reading.on_chunk(b"89");
        assert_eq!(reading.on_end(), verified(10), "{size:?}");
    }
}

#[test]
fn a_part_is_the_last_one_if_it_says_so_and_one_that_brings_nothing_is_waited_for() {
    let after = |range: &str, bytes: &[u8]| {
        let mut reading = reading(BLOB);
        reading.on_response(&whole(10));
        reading.on_chunk(b"012");
        reading.on_fault(Fault::Interrupted);
        reading.on_response(&announced_part(range, bytes.len() as u64));
        reading.on_chunk(bytes);
        reading.on_end()
    };
    assert_eq!(
        after("bytes 3-5/6", b"345"),
        Step::Finish(Outcome::SizeMismatch {
            expected: 10,
            actual: 6
        })
    );
    // It was cut.
    let mut cut = reading(BLOB);
    cut.on_response(&whole(10));
    cut.on_chunk(b"012");
    cut.on_fault(Fault::Interrupted);
    cut.on_response(&announced_part("bytes 3-5/10", 3));
    cut.on_chunk(b"34");
    assert_eq!(cut.on_end(), wait(500, "the server ended too early", 1));
    // Nothing came, and it says itself that there is more.
    assert_eq!(
        after("bytes 3-2/10", b""),
        wait(1000, "the server ended too early", 2)
    );
}

#[test]
fn parts_whose_range_cannot_be_read_accuse_nobody_before_the_whole_was_read() {
    let mut reading = reading(BLOB);
    reading.on_response(&whole(10));
    reading.on_chunk(b"0123");
    reading.on_fault(Fault::Interrupted);
    // No readable Content-Range, and the part begins at zero.
    assert_eq!(reading.on_response(&head(206)), Step::Read);
    reading.on_chunk(b"012345");
    assert_eq!(reading.on_end(), request(None));
    reading.on_response(&whole(10));
    reading.on_chunk(b"01234");
    // Now only the whole counts, even after another cut.
    reading.on_fault(Fault::Interrupted);
    assert_eq!(reading.resume(), request(None));
    reading.on_response(&whole(10));
    reading.on_chunk(BLOB);
    assert_eq!(reading.on_end(), verified(10));
}

#[test]
fn a_wrong_byte_is_said_after_the_whole_was_read_again() {
    let wrong = b"0123456x89";
    let mut reading = reading(BLOB);
    reading.on_response(&whole(10));
    reading.on_chunk(&wrong[..4]);
    reading.on_fault(Fault::Interrupted);
    reading.on_response(&head(206));
    reading.on_chunk(&wrong[4..]);
    assert_eq!(reading.on_end(), request(None));
    reading.on_response(&whole(10));
    reading.on_chunk(wrong);
    assert_eq!(
        reading.on_end(),
        Step::Finish(Outcome::DigestMismatch {
            expected: digest(BLOB),
            actual: digest(wrong),
            size: 10
        })
    );
}

#[test]
fn a_whole_that_follows_an_unchecked_part_is_judged_at_once() {
    let wrong = b"0123456x89";
    let mut reading = reading(BLOB);
    reading.on_response(&whole(10));
    reading.on_chunk(&wrong[..4]);
    reading.on_fault(Fault::Interrupted);
    reading.on_response(&head(206));
    reading.on_chunk(&wrong[4..6]);
    reading.on_fault(Fault::Interrupted);
    reading.on_response(&whole(10));
    reading.on_chunk(wrong);
    assert!(matches!(
        reading.on_end(),
        Step::Finish(Outcome::DigestMismatch { .. })
    ));
}

#[test]
fn too_few_bytes_under_a_known_content_encoding_were_unpacked() {
    for announced in [None, Some(4), Some(10)] {
        let mut reading = reading(BLOB);
        reading.on_response(&ResponseHead {
            content_length: announced,
            content_encoding: Some("gzip"),
            ..head(200)
        });
        reading.on_chunk(b"0123");
        assert_eq!(reading.on_end(), failed(ReadError::ContentEncoding));
    }
}

/// What a server does with ranges.
#[derive(Clone, Copy, Debug)]
enum Ranges {
    Honoured { readable: bool },
    Ignored,
}

/// A server that holds `held`, cuts connections and passes them on in chunks, as a list of lengths says.
struct Server<'a> {
    held: &'a [u8],
    ranges: Ranges,
    announces: bool,
    /// Length of each chunk; 0 is a cut.
    script: std::slice::Iter<'a, usize>,
}

impl Server<'_> {
    /// Answers until the read is done. When the script is used up the server works without fault.
    fn serve(&mut self, reading: &mut Reading) -> Outcome {
        let mut step = reading.start();
        for _ in 0..10_000 {
            step = match step {
                Step::Finish(outcome) => return outcome,
                Step::Wait { .. } | Step::Renew(_) => reading.resume(),
                Step::Read => unreachable!("a response is served as a whole"),
                Step::Request { range_start } => self.respond(reading, range_start),
            };
        }
        panic!("the read does not end");
    }

    fn respond(&mut self, reading: &mut Reading, range_start: Option<u64>) -> Step {
        let length = self.held.len();
        let (status, start, range) = match (self.ranges, range_start) {
            (Ranges::Honoured { .. }, Some(start)) if start as usize >= length => {
                (416, length, format!("bytes */{length}"))
            }
            (Ranges::Honoured { .. }, Some(start)) => (
                206,
                start as usize,
                format!("bytes {start}-{}/{length}", length - 1),
            ),
            _ => (200, 0, String::new()),
        };
        let readable = matches!(self.ranges, Ranges::Honoured { readable: true });
        let mut step = reading.on_response(&ResponseHead {
            status,
            content_length: (self.announces && status != 416).then_some((length - start) as u64),
            content_range: (readable && status != 200).then_some(range.as_str()),
            ..ResponseHead::default()
        });
        let mut rest = &self.held[start..];
        while step == Step::Read {
            step = match self.script.next() {
                Some(0) => reading.on_fault(Fault::Interrupted),
                _ if rest.is_empty() => reading.on_end(),
                Some(chunk) => {
                    let (chunk, after) = rest.split_at(rest.len().min(*chunk));
                    rest = after;
                    reading.on_chunk(chunk)
                }
                None => reading.on_chunk(std::mem::take(&mut rest)),
            };
        }
        step
    }
}

proptest! {
    /// Chunks and cuts change nothing: what is held decides. At most three cuts come in a row, as more are a failure of their own.
    #[test]
    fn chunks_and_cuts_never_change_the_verdict(
        held in proptest::collection::vec(any::<u8>(), 1..200),
        change in 0..4_usize,
        at in any::<prop::sample::Index>(),
        script in proptest::collection::vec(0..40_usize, 0..60),
        ranges in prop_oneof![
            Just(Ranges::Honoured { readable: true }),
            Just(Ranges::Honoured { readable: false }),
            Just(Ranges::Ignored),
        ],
    ) {
        // Every cut is followed by bytes. Where a cut leads back to the beginning there are three at most, as no progress is made otherwise: with a server without
        // ranges, and when a blob that was joined from unreadable ones is not the declared one, and so is read again as a whole.
        let mut cuts = 0;
        let mut after_cut = true;
        let script: Vec<usize> = script
            .into_iter()
            .filter(|length| {
                let is_cut = *length == 0;
                let goes_on = match ranges {
                    Ranges::Honoured { readable } => readable || change == 0,
                    Ranges::Ignored => false,
                };
                let may_cut = goes_on || cuts < 3;
                let kept = !is_cut || (!after_cut && may_cut);
                cuts += usize::from(is_cut && kept);
                after_cut = is_cut && kept;
                kept
            })
            .collect();
        let size = held.len() as u64;
        let mut declared = held.clone();
        let want = match change {
            0 => Outcome::Verified { size },
            1 => {
                let position = at.index(declared.len());
                declared[position] ^= 1;
                Outcome::DigestMismatch { expected: digest(&declared), actual: digest(&held), size }
            }
            2 => {
                declared.pop();
                Outcome::SizeMismatch { expected: size - 1, actual: size }
            }
            _ => {
                declared.push(0);
                Outcome::SizeMismatch { expected: size + 1, actual: size }
            }
        };
        let mut server = Server { held: &held, ranges, announces: true, script: script.iter() };
        prop_assert_eq!(server.serve(&mut reading(&declared)), want);
    }

    /// Without a declared size and without Content-Length, too.
    #[test]
    fn chunks_and_cuts_never_change_the_verdict_of_a_blob_of_unknown_size(
        held in proptest::collection::vec(any::<u8>(), 1..200),
        altered in any::<bool>(),
        announces in any::<bool>(),
        lengths in proptest::collection::vec(1..40_usize, 0..60),
    ) {
        let mut declared = held.clone();
        let size = held.len() as u64;
        let want = if altered {
            declared[0] ^= 1;
            Outcome::DigestMismatch { expected: digest(&declared), actual: digest(&held), size }
        } else {
            Outcome::Verified { size }
        };
        // Every third chunk is followed by a cut.
        let script: Vec<usize> = lengths
            .iter()
            .enumerate()
            .flat_map(|(position, length)| if position % 3 == 2 { vec![*length, 0] } else { vec![*length] })
            .collect();
        let mut server = Server {
            held: &held,
            ranges: Ranges::Honoured { readable: true },
            announces,
            script: script.iter(),
        };
        prop_assert_eq!(server.serve(&mut Reading::new(&digest(&declared), None)), want);
    }
}

/// What a layer unpacks to, read with every way of breaking off, each of which goes on from where it was or from the beginning.
#[test]
fn a_resumed_and_a_restarted_read_unpack_to_the_same() {
    let content = b"what the layer unpacks to, several times over ".repeat(50);
    let mut header = tar::Header::new_gnu();
    header.set_size(content.len() as u64);
    let mut archive = tar::Builder::new(Vec::new());
    archive
        .append_data(&mut header, "etc/file", content.as_slice())
        .unwrap();
    let plain = archive.into_inner().unwrap();
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(&plain).unwrap();
    let packed = encoder.finish().unwrap();
    let unpack = Unpack {
        algorithm: "sha256".to_owned(),
        limit: 1 << 20,
        keep: Some(0),
    };
    let want = Some(Content::Unpacked {
        diff_id: Digest::sha256_of(&plain).to_string(),
        size: plain.len() as u64,
        compression: Compression::Gzip,
        files: {
            let mut lister = Lister::default();
            lister.push(&plain);
            let files = lister.finish();
            assert_eq!(files.entries[0].path, "etc/file");
            files.into()
        },
        kept: Some(Kept {
            entry: 0,
            bytes: content.into(),
        }),
    });
    let whole = ResponseHead {
        status: 200,
        ..ResponseHead::default()
    };
    for at in 0..packed.len() {
        let range = format!("bytes {at}-{}/{}", packed.len() - 1, packed.len());
        let rest = ResponseHead {
            status: 206,
            content_range: Some(&range),
            ..ResponseHead::default()
        };
        for (resumed, from) in [(rest, at), (whole, 0)] {
            if at == 0 && resumed.status == 206 {
                // Nothing was read: nothing is resumed.
                continue;
            }
            let digest = Digest::sha256_of(&packed).to_string();
            let mut reading = Reading::new(&digest, Some(packed.len() as u64))
                .unpacking(unpack.clone(), decoder::all);
            reading.on_response(&whole);
            reading.on_chunk(&packed[..at]);
            reading.on_fault(Fault::Interrupted);
            reading.resume();
            assert_eq!(reading.on_response(&resumed), Step::Read, "broken at {at}");
            reading.on_chunk(&packed[from..]);
            let size = packed.len() as u64;
            assert_eq!(
                reading.on_end(),
                Step::Finish(Outcome::Verified { size }),
                "broken at {at}"
            );
            assert_eq!(reading.into_content(), want, "broken at {at}");
        }
    }
}

#[test]
fn what_does_not_unpack_is_verified_all_the_same() {
    let packed = [0x1f, 0x8b, 8, 0, 1, 2, 3];
    let digest = Digest::sha256_of(&packed).to_string();
    let broken = InflateError::Truncated {
        compression: Compression::Gzip,
        position: 0,
    };
    let unpack = |algorithm: &str| Unpack {
        algorithm: algorithm.to_owned(),
        limit: 9,
        keep: None,
    };
    for (unpack, want) in [
        (Some(unpack("sha256")), Some(Content::NotUnpacked(broken))),
        (Some(unpack("blake3")), None),
        (None, None),
    ] {
        let mut reading = Reading::new(&digest, Some(7));
        if let Some(unpack) = unpack {
            reading = reading.unpacking(unpack, decoder::all);
        }
        reading.on_response(&ResponseHead {
            status: 200,
            ..ResponseHead::default()
        });
        reading.on_chunk(&packed);
        assert_eq!(
            reading.on_end(),
            Step::Finish(Outcome::Verified { size: 7 })
        );
        assert_eq!(reading.into_content(), want);
    }
}

#[test]
fn a_layer_that_is_not_compressed_has_the_digest_of_its_own_bytes_as_diff_id() {
    let plain = b"a layer that is not compressed";
    let of = |algorithm: &str| {
        let algorithm = match algorithm {
            "sha256" => Algorithm::Sha256,
            _ => Algorithm::Sha512,
        };
        Digest::compute(&algorithm, plain).unwrap().to_string()
    };
    for (blob, diff_id) in [
        ("sha256", "sha256"),
        ("sha512", "sha512"),
        ("sha512", "sha256"),
        ("sha256", "sha512"),
    ] {
        for at in 0..=plain.len() {
            let size = plain.len() as u64;
            let unpack = Unpack {
                algorithm: diff_id.to_owned(),
                limit: size,
                keep: None,
            };
            let mut reading = Reading::new(&of(blob), Some(size)).unpacking(unpack, decoder::all);
            reading.on_response(&ResponseHead {
                status: 200,
                ..ResponseHead::default()
            });
            reading.on_chunk(&plain[..at]);
            reading.on_chunk(&plain[at..]);
            assert_eq!(
                reading.on_end(),
                Step::Finish(Outcome::Verified { size }),
                "{blob}, {at}"
            );
            let want = Content::Unpacked {
                diff_id: of(diff_id),
                size,
                compression: Compression::None,
                files: Rc::new(Files {
                    entries: Vec::new(),
                    fault: Some(TarFault::NotTar),
                }),
                kept: None,
            };
            assert_eq!(
                reading.into_content(),
                Some(want),
                "{blob}, {diff_id}, {at}"
            );
        }
    }
}
