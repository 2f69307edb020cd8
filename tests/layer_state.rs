//! The state of a layer, and its rate.
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use porthole::verify::{
    job::{Event, Outcome},
    layer_state::{LayerState, Progress, Retrying},
    progress::{Rate, Throttle},
    reading::ReadError,
};
use std::time::Duration;

fn finished(outcome: Outcome) -> Event {
    Event::Finished { id: 1, outcome }
}

fn progress(bytes_read: u64) -> Event {
    Event::Progress { id: 1, bytes_read }
}

#[test]
fn every_state_has_its_word_in_the_page() {
    let text = String::new;
    let table = [
        (LayerState::Unverified, "unverified", false),
        (LayerState::Queued, "queued", true),
        (LayerState::Reading(Progress::default()), "reading", true),
        (LayerState::Verified { size: 1 }, "verified", false),
        (
            LayerState::DigestMismatch {
                expected: text(),
                actual: text(),
                size: 1,
            },
            "mismatch",
            false,
        ),
        (
            LayerState::SizeMismatch {
                expected: 1,
                actual: 2,
            },
            "mismatch",
            false,
        ),
        (
            LayerState::NotChecked { algorithm: text() },
            "unverified",
            false,
        ),
        (
            LayerState::Failed(ReadError::ContentEncoding),
            "failed",
            false,
        ),
        (LayerState::Failed(ReadError::NotInCopy), "failed", false),
    ];
    for (state, word, pending) in table {
        assert_eq!(state.attribute(), word, "{state:?}");
        assert_eq!(state.is_pending(), pending, "{state:?}");
    }
}

#[test]
fn every_outcome_ends_in_its_state() {
    let error = ReadError::Interrupted {
        bytes_read: 3,
        attempts: 4,
    };
    let table = [
        (
            Outcome::Verified { size: 5 },
            LayerState::Verified { size: 5 },
        ),
        (
            Outcome::DigestMismatch {
                expected: "a".into(),
                actual: "b".into(),
                size: 5,
            },
            LayerState::DigestMismatch {
                expected: "a".into(),
                actual: "b".into(),
                size: 5,
            },
        ),
        (
            Outcome::SizeMismatch {
                expected: 5,
                actual: 4,
            },
            LayerState::SizeMismatch {
                expected: 5,
                actual: 4,
            },
        ),
        (
            Outcome::Unsupported {
                algorithm: "blake3".into(),
            },
            LayerState::NotChecked {
                algorithm: "blake3".into(),
            },
        ),
        (Outcome::Failed(error.clone()), LayerState::Failed(error)),
        (Outcome::Cancelled, LayerState::Unverified),
    ];
    for (outcome, want) in table {
        assert_eq!(LayerState::Queued.after(&finished(outcome), 0.0), want);
    }
}

#[test]
fn a_read_goes_from_the_queue_over_retries_to_its_end() {
    let state = LayerState::Queued
        .after(&progress(0), 0.0)
        .after(&progress(1000), 500.0);
    let LayerState::Reading(reading) = &state else {
        panic!("{state:?}");
    };
    assert_eq!(reading.bytes_read, 1000);
    assert_eq!(reading.rate.bytes_per_second(), Some(2000));
    let retrying = Event::Retrying {
        id: 1,
        reason: "the connection broke".into(),
        retry: 1,
        of: 3,
    };
    let state = state.after(&retrying, 600.0);
    assert_eq!(
        state,
        LayerState::Reading(Progress {
            bytes_read: 1000,
            rate: Rate::default(),
            retrying: Some(Retrying {
                reason: "the connection broke".into(),
                retry: 1,
                of: 3
            }),
        })
    );
    let state = state.after(&progress(1500), 1200.0);
    assert!(matches!(
        &state,
        LayerState::Reading(Progress {
            bytes_read: 1500,
            retrying: None,
            ..
        })
    ));
    assert_eq!(
        state.after(&finished(Outcome::Cancelled), 1300.0),
        LayerState::Unverified
    );
}

#[test]
fn a_message_that_comes_too_late_changes_nothing() {
    for state in [LayerState::Unverified, LayerState::Verified { size: 1 }] {
        assert_eq!(state.clone().after(&progress(9), 0.0), state);
        assert_eq!(
            state.clone().after(&finished(Outcome::Cancelled), 0.0),
            state
        );
    }
}

#[test]
fn messages_pass_ten_times_a_second_at_most() {
    let mut throttle = Throttle::TEN_A_SECOND;
    let passed: Vec<u32> = (0..1000)
        .filter(|now| throttle.allows(f64::from(*now)))
        .collect();
    assert_eq!(passed, [0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
    // A tab that slept catches up with one message, not with many.
    assert!(throttle.allows(60_000.0));
    assert!(!throttle.allows(60_050.0));
}

#[test]
fn a_steady_read_has_its_rate_and_the_time_that_is_left() {
    let mut rate = Rate::default();
    assert_eq!((rate.bytes_per_second(), rate.time_for(1)), (None, None));
    for tenth in 0..=50_u64 {
        rate.observe(tenth * 100_000, tenth as f64 * 100.0);
        if tenth < 3 {
            assert_eq!(rate.bytes_per_second(), None);
        }
    }
    assert_eq!(rate.bytes_per_second(), Some(1_000_000));
    assert_eq!(rate.time_for(5_000_000), Some(Duration::from_secs(5)));
}

#[test]
fn the_rate_follows_a_change_smoothly() {
    let mut rate = Rate::default();
    let mut bytes = 0;
    let mut seen = Vec::new();
    for tenth in 0..100_u64 {
        rate.observe(bytes, tenth as f64 * 100.0);
        seen.extend(rate.bytes_per_second());
        bytes += if tenth < 50 { 100_000 } else { 200_000 };
    }
    assert!(
        seen.windows(2).all(|pair| pair[0] <= pair[1] + 1),
        "{seen:?}"
    );
    let last = seen.last().copied().unwrap();
    assert!((1_850_000..2_000_000).contains(&last), "{last}");
}

#[test]
fn a_read_that_begins_again_has_no_negative_rate() {
    let mut rate = Rate::default();
    for (bytes, now) in [
        (0, 0.0),
        (1000, 1000.0),
        (0, 1100.0),
        (100, 1200.0),
        (100, 1200.0),
    ] {
        rate.observe(bytes, now);
    }
    assert_eq!(rate.bytes_per_second(), Some(1000));
    // Nothing at all for long: the rate falls, and never below nothing.
    rate.observe(100, 1e12);
    assert_eq!(rate.bytes_per_second(), None);
    assert_eq!(rate.time_for(1), None);
}

#[test]
fn what_a_layout_does_not_hold_is_not_in_the_copy_and_every_other_failure_stays_what_it_is() {
    let status = |status| ReadError::Status {
        status,
        retry_after: None,
        attempts: 1,
        said: String::new(),
    };
    let rejected = ReadError::Rejected { attempts: 4 };
    for (error, want) in [
        (status(404), ReadError::NotInCopy),
        (status(410), ReadError::NotInCopy),
        (status(403), status(403)),
        (status(500), status(500)),
        // The start page of the host.
        (ReadError::WebPage, ReadError::NotInCopy),
        (rejected.clone(), rejected),
    ] {
        assert_eq!(error.of_a_layout(), want);
    }
    assert_eq!(
        ReadError::NotInCopy.to_string(),
        "its bytes are not in this copy"
    );
}

#[test]
fn what_cannot_be_read_from_a_file_has_gone_and_every_other_failure_stays_what_it_is() {
    let interrupted = ReadError::Interrupted {
        bytes_read: 5,
        attempts: 4,
    };
    let ended = ReadError::EndedEarly {
        bytes_read: 5,
        expected: 6,
    };
    for (error, want) in [
        (ReadError::Rejected { attempts: 4 }, ReadError::FileGone),
        (interrupted, ReadError::FileGone),
        (ended.clone(), ended),
    ] {
        assert_eq!(error.of_a_file(), want);
    }
    assert_eq!(
        ReadError::FileGone.to_string(),
        "the file cannot be read any more: it has changed, moved or gone. Open it again"
    );
}
