//! The state of a verification.

use porthole::{
    layer::Compression,
    oci::Digest,
    ui::verification_state::{Action, Blob, VerificationState},
    verify::{
        content::Content,
        job::{Event, Outcome},
        layer_state::LayerState,
        reading::ReadError,
    },
};
use std::{rc::Rc, time::Duration};
use yew::Reducible;

fn blob(name: &str, size: Option<u64>) -> Option<Blob> {
    Some(Blob {
        digest: Digest::sha256_of(name.as_bytes()),
        size,
        is_foreign: false,
    })
}

fn of(layers: &[Option<Blob>]) -> Rc<VerificationState> {
    Rc::new(VerificationState::default()).reduce(Action::Reset {
        layers: layers.into(),
        is_same_index: false,
    })
}

/// Three layers of 100, 200 and 300 bytes.
fn three() -> Rc<VerificationState> {
    of(&[
        blob("a", Some(100)),
        blob("b", Some(200)),
        blob("c", Some(300)),
    ])
}

fn reduce(
    state: &Rc<VerificationState>,
    actions: impl IntoIterator<Item = Action>,
) -> Rc<VerificationState> {
    actions
        .into_iter()
        .fold(Rc::clone(state), Reducible::reduce)
}

fn progress(blob: usize, bytes_read: u64, now: f64) -> Action {
    Action::Event(blob, Event::Progress { id: 7, bytes_read }, now)
}

fn set(blob: usize, outcome: Outcome) -> Action {
    Action::Set(blob, outcome.into(), 0.0)
}

#[test]
fn what_came_of_a_blob_stays_known_within_an_index_and_goes_with_it() {
    let reset = |names: &[&str], is_same_index| Action::Reset {
        layers: names.iter().map(|name| blob(name, Some(100))).collect(),
        is_same_index,
    };
    let first = reduce(
        &Rc::new(VerificationState::default()),
        [
            reset(&["a", "b", "c"], false),
            Action::Queue(vec![0, 1, 2], 0.0),
            set(0, verified(100)),
            set(1, failed()),
        ],
    );
    let attributes = |state: &VerificationState| -> Vec<&'static str> {
        (0..state.blobs.len())
            .map(|layer| state.layer(layer).attribute())
            .collect()
    };
    assert_eq!(attributes(&first), ["verified", "failed", "queued"]);
    // Between two images none is shown.
    let other = reduce(&first, [reset(&[], true), reset(&["d", "a"], true)]);
    assert_eq!(attributes(&other), ["unverified", "verified"]);
    let back = reduce(&other, [reset(&["a", "b", "c"], true)]);
    assert_eq!(attributes(&back), ["verified", "unverified", "unverified"]);
    let another = reduce(&back, [reset(&["a", "b"], false)]);
    assert_eq!(attributes(&another), ["unverified", "unverified"]);
}

fn verified(size: u64) -> Outcome {
    Outcome::Verified { size }
}

fn failed() -> Outcome {
    Outcome::Failed(ReadError::Rejected { attempts: 4 })
}

fn words(state: &VerificationState) -> Vec<&'static str> {
    (0..state.blob_of_layer.len())
        .map(|layer| state.layer(layer).attribute())
        .collect()
}

#[test]
fn layers_of_one_digest_and_size_share_a_blob() {
    let state = of(&[
        blob("a", Some(1)),
        blob("b", Some(1)),
        None,
        blob("a", Some(1)),
        blob("a", Some(2)),
        blob("a", None),
        blob("a", None),
    ]);
    let want = [Some(0), Some(1), None, Some(0), Some(2), Some(3), Some(3)];
    assert_eq!(*state.blob_of_layer, want);
    assert_eq!(state.blobs.len(), 4);
    assert_eq!(*state.states, vec![LayerState::Unverified; 4]);
    assert_eq!(state.to_verify(), [0, 1, 2, 3], "each is read once");

    let state = reduce(&state, [set(0, verified(1))]);
    let want = [
        "verified",
        "unverified",
        "unverified",
        "verified",
        "unverified",
        "unverified",
        "unverified",
    ];
    assert_eq!(words(&state), want);
    let verified = (0..state.blob_of_layer.len())
        .filter(|layer| matches!(state.layer(*layer), LayerState::Verified { .. }));
    assert_eq!(verified.count(), 2, "layers, not blobs");
}

#[test]
fn verify_all_asks_for_what_is_not_known() {
    let mismatch = || Outcome::SizeMismatch {
        expected: 2,
        actual: 3,
    };
    let unsupported = || Outcome::Unsupported {
        algorithm: "blake3".to_owned(),
    };
    let table = [
        ("nothing is known", vec![], vec![0, 1, 2]),
        ("one is verified", vec![set(1, verified(200))], vec![0, 2]),
        ("one failed", vec![set(1, failed())], vec![0, 1, 2]),
        (
            "one failed, the rest is verified",
            vec![
                set(0, verified(100)),
                set(1, failed()),
                set(2, verified(300)),
            ],
            vec![1],
        ),
        (
            "one is wrong, one not checked",
            vec![
                set(0, verified(100)),
                set(1, mismatch()),
                set(2, unsupported()),
            ],
            vec![1, 2],
        ),
        (
            "all are verified: all again",
            vec![
                set(0, verified(100)),
                set(1, verified(200)),
                set(2, verified(300)),
            ],
            vec![0, 1, 2],
        ),
        (
            "one is being read",
            vec![Action::Queue(vec![1], 0.0), progress(1, 10, 1.0)],
            vec![0, 2],
        ),
        (
            "one is queued, the rest is verified",
            vec![
                set(0, verified(100)),
                set(2, verified(300)),
                Action::Queue(vec![1], 0.0),
            ],
            vec![],
        ),
    ];
    for (name, actions, want) in table {
        assert_eq!(reduce(&three(), actions).to_verify(), want, "{name}");
    }
    assert_eq!(of(&[None]).to_verify(), [0_usize; 0]);
}

#[test]
fn cancel_resets_what_is_pending_and_keeps_what_is_known() {
    let running = reduce(
        &three(),
        [
            Action::Queue(vec![0, 1, 2], 0.0),
            progress(1, 50, 10.0),
            set(0, verified(100)),
        ],
    );
    assert_eq!(words(&running), ["verified", "reading", "queued"]);
    assert!(running.is_running());
    let cancelled = reduce(&running, [Action::Cancel]);
    assert_eq!(words(&cancelled), ["verified", "unverified", "unverified"]);
    assert!(!cancelled.is_running());
    assert_eq!(cancelled.to_verify(), [1, 2]);
}

#[test]
fn what_is_asked_for_is_known_until_something_else_is() {
    let asked = |state: &VerificationState| state.asked_layers();
    let queue = |blobs: &[usize]| Action::Queue(blobs.to_vec(), 0.0);
    let state = three();
    assert_eq!(asked(&state), [false, false, false]);
    let state = reduce(&state, [queue(&[0])]);
    assert_eq!(asked(&state), [true, false, false]);
    let state = reduce(&state, [queue(&[2]), queue(&[0, 2])]);
    assert_eq!(asked(&state), [true, false, true], "both are to be read");
    let state = reduce(&state, [set(0, verified(100)), Action::Cancel]);
    assert_eq!(asked(&state), [true, false, true]);
    let sizes = state.asked_blobs().map(|(blob, _)| blob.size);
    assert_eq!(sizes.collect::<Vec<_>>(), [Some(100), Some(300)]);
    let state = reduce(&state, [queue(&[1])]);
    assert_eq!(asked(&state), [false, true, false]);
    let reset = Action::Reset {
        layers: [blob("a", Some(100))].into(),
        is_same_index: true,
    };
    assert_eq!(asked(&reduce(&state, [reset])), [false]);
}

#[test]
fn what_is_heard_of_a_job_that_was_cancelled_changes_nothing() {
    let cancelled = reduce(
        &three(),
        [
            Action::Queue(vec![0], 0.0),
            progress(0, 50, 10.0),
            Action::Cancel,
        ],
    );
    let retrying = Event::Retrying {
        id: 7,
        reason: "no answer".to_owned(),
        retry: 1,
        of: 3,
    };
    let finished = Event::Finished {
        id: 7,
        outcome: verified(100),
    };
    for late in [
        progress(0, 60, 20.0),
        Action::Event(0, retrying, 20.0),
        Action::Event(0, finished, 20.0),
    ] {
        let after = reduce(&cancelled, [late]);
        assert_eq!(after.states, cancelled.states);
        assert!(!after.is_running());
    }
}

#[test]
fn positions_beyond_the_blobs_change_nothing() {
    let state = three();
    let actions = [
        Action::Queue(vec![3, 99], 0.0),
        progress(3, 1, 1.0),
        set(99, verified(1)),
    ];
    assert_eq!(reduce(&state, actions).states, state.states);
    assert_eq!(state.layer(99), &LayerState::Unverified);
}

#[test]
fn another_image_begins_with_nothing_known() {
    let state = reduce(
        &three(),
        [
            Action::Queue(vec![0, 1], 0.0),
            progress(0, 100, 1000.0),
            set(1, verified(200)),
            Action::Reset {
                layers: [blob("a", Some(100))].into(),
                is_same_index: false,
            },
        ],
    );
    assert_eq!(state, of(&[blob("a", Some(100))]));
}

#[test]
fn bytes_are_counted_over_all_blobs() {
    let state = reduce(
        &three(),
        [
            Action::Queue(vec![0, 1, 2], 0.0),
            progress(0, 40, 0.0),
            set(1, verified(200)),
        ],
    );
    assert_eq!(state.bytes_read(), 240);
    assert_eq!(
        state.bytes_left(),
        Some(60 + 300),
        "what is verified is not left"
    );
    let wrong = Outcome::SizeMismatch {
        expected: 300,
        actual: 301,
    };
    let state = reduce(&state, [set(2, wrong), set(0, failed())]);
    assert_eq!(state.bytes_read(), 200 + 301);
    assert_eq!(state.bytes_left(), Some(0));
    let without_size = reduce(
        &of(&[blob("a", None), blob("b", Some(100))]),
        [Action::Queue(vec![0, 1], 0.0), progress(0, 5, 0.0)],
    );
    assert_eq!(without_size.bytes_left(), None, "nobody knows");
    assert_eq!(without_size.bytes_read(), 5);
    let only_known = reduce(&without_size, [set(0, verified(9))]);
    assert_eq!(only_known.bytes_left(), Some(100));
}

#[test]
fn huge_sizes_do_not_overflow() {
    let state = of(&[blob("a", Some(u64::MAX)), blob("b", Some(u64::MAX))]);
    let state = reduce(&state, [Action::Queue(vec![0, 1], 0.0)]);
    assert_eq!(state.bytes_left(), Some(u64::MAX));
    let state = reduce(&state, [progress(0, u64::MAX, 1.0), progress(1, 9, 2.0)]);
    assert_eq!(state.bytes_read(), u64::MAX);
}

#[test]
fn the_rate_is_that_of_this_run_and_of_all_reads_together() {
    let state = reduce(
        &three(),
        [
            Action::Queue(vec![0, 1], 1_000.0),
            progress(0, 50, 1_500.0),
            progress(1, 50, 2_000.0),
        ],
    );
    assert_eq!(state.rate.bytes_per_second(), Some(100));
    assert_eq!(
        state
            .bytes_left()
            .and_then(|left| state.rate.time_for(left)),
        Some(Duration::from_secs(2))
    );
    // A minute later, the rest: what was read before, and the pause, count for nothing.
    let state = reduce(
        &state,
        [
            set(0, verified(100)),
            set(1, verified(200)),
            Action::Queue(vec![2], 60_000.0),
        ],
    );
    assert_eq!(state.rate.bytes_per_second(), None);
    let state = reduce(&state, [progress(2, 150, 60_500.0)]);
    assert_eq!(state.rate.bytes_per_second(), Some(300));
    assert_eq!(state.bytes_left(), Some(150));
}

#[test]
fn a_verified_layer_that_is_read_again_counts_from_nothing() {
    let state = reduce(&three(), [set(0, verified(100))]);
    assert_eq!(state.bytes_read(), 100);
    let state = reduce(&state, [Action::Queue(vec![0], 0.0)]);
    assert_eq!(words(&state), ["queued", "unverified", "unverified"]);
    assert_eq!(state.bytes_read(), 0);
    let state = reduce(&state, [progress(0, 50, 500.0)]);
    assert_eq!(state.rate.bytes_per_second(), Some(100));
}

#[test]
fn foreign_layers_are_only_read_when_they_are_asked_for_by_themselves() {
    let foreign = |name| {
        blob(name, Some(1)).map(|blob| Blob {
            is_foreign: true,
            ..blob
        })
    };
    for (layers, want) in [
        (vec![foreign("a"), blob("b", Some(1))], vec![1]),
        (vec![foreign("a"), foreign("b")], vec![0, 1]),
        (vec![], vec![]),
    ] {
        let state = Rc::new(VerificationState::default()).reduce(Action::Reset {
            layers: layers.into(),
            is_same_index: false,
        });
        assert_eq!(state.to_verify(), want);
    }
}

#[test]
fn what_a_layer_unpacks_to_counts_only_while_it_is_verified() {
    let content = Content::Unpacked {
        diff_id: "sha256:0".to_owned(),
        size: 9,
        compression: Compression::Gzip,
        files: Rc::default(),
        kept: None,
    };
    let told = Event::Unpacked {
        id: 0,
        content: content.clone(),
    };
    let layers = [blob("a", Some(1)), None, blob("a", Some(1))];
    let state = Rc::new(VerificationState::default())
        .reduce(Action::Reset {
            layers: layers.into(),
            is_same_index: false,
        })
        .reduce(Action::Queue(vec![0], 0.0))
        .reduce(Action::Event(0, told, 1.0));
    assert_eq!(state.content(0), None);
    let verified = LayerState::Verified { size: 1 };
    let state = state.reduce(Action::Set(0, verified, 2.0));
    assert_eq!(state.content(0), Some(&content));
    assert_eq!(state.content(1), None);
    assert_eq!(state.content(2), Some(&content));
    let state = state.reduce(Action::Queue(vec![0], 3.0));
    assert_eq!(state.content(0), None);
}
