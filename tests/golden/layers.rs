//! Images whose layers are in every state.

use crate::{
    render::Shown,
    support::inspecting::{
        OCI_CONFIG, OCI_LAYER, OCI_MANIFEST, Repository, config, descriptor, inspect, linted,
        manifest,
    },
};
use porthole::{
    layer::{Compression, InflateError},
    oci::Digest,
    tar::{Entry, EntryKind, Files, TarFault},
    ui::{
        layer::Layer,
        layers::layers_of,
        verification_state::{Action, VerificationState},
    },
    verify::{
        content::Content,
        job::{Event, Outcome},
        layer_state::LayerState,
        reading::ReadError,
    },
};
use std::rc::Rc;
use yew::Reducible;

const MEGABYTE: u64 = 1_000_000;

fn layer(name: &str, size: Option<u64>) -> String {
    let digest = Digest::sha256_of(name.as_bytes());
    let size = size.map_or_else(String::new, |size| format!(r#","size":{size}"#));
    format!(r#"{{"mediaType":"{OCI_LAYER}","digest":"{digest}"{size}}}"#)
}

async fn image(layers: &[String], history: &str) -> Shown {
    let config = config("amd64", history);
    let text = manifest(&descriptor(OCI_CONFIG, &config, ""), layers);
    let world = Repository::default()
        .manifest("1", OCI_MANIFEST, &text)
        .blob(&config)
        .world();
    let state = linted(&inspect("registry.example/o/n:1", None, &world).await);
    assert!(state.config().is_some(), "the config was read");
    let blobs = layers_of(&state).iter().map(Layer::blob).collect();
    Shown {
        verification: Rc::new(VerificationState::default()).reduce(Action::Reset {
            layers: blobs,
            is_same_index: false,
        }),
        ..Shown::of(&state)
    }
}

fn apply(shown: Shown, actions: impl IntoIterator<Item = Action>) -> Shown {
    let verification = actions
        .into_iter()
        .fold(shown.verification, Reducible::reduce);
    Shown {
        verification,
        ..shown
    }
}

/// One layer for each state.
pub async fn in_every_state() -> Shown {
    let digest = |name: &str| Digest::sha256_of(name.as_bytes()).to_string();
    let no_digest = format!(r#"{{"mediaType":"{OCI_LAYER}","digest":"none","size":5000}}"#);
    let foreign = format!(
        r#"{{"mediaType":"application/vnd.docker.image.rootfs.foreign.diff.tar.gzip","digest":"{}","size":{},"urls":["https://example.com/base.tar.gz"]}}"#,
        digest("foreign"),
        30 * MEGABYTE
    );
    let unknown = format!(
        r#"{{"mediaType":"{OCI_LAYER}","digest":"blake3:0123456789abcdef0123456789abcdef","size":700}}"#
    );
    let layers = [
        layer("unverified", Some(10 * MEGABYTE)),
        layer("queued", Some(20 * MEGABYTE)),
        layer("reading", Some(40 * MEGABYTE)),
        layer("retrying", Some(8 * MEGABYTE)),
        layer("reading without a size", None),
        layer("verified", Some(123_456)),
        layer("digest mismatch", Some(64)),
        layer("too long", Some(2_000)),
        layer("too short", Some(3_000)),
        layer("failed", Some(4_000)),
        unknown,
        no_digest,
        foreign,
    ];
    let history = r#","history":[{"created":"2026-11-20T15:04:05Z","created_by":"/bin/sh -c #(nop) ADD file:1 in /"}]"#;
    let shown = image(&layers, history).await;
    // The layer without a digest has no blob: positions of blobs and layers are the same before it.
    let progress = |bytes_read| Event::Progress { id: 0, bytes_read };
    let set = |blob, outcome| Action::Set(blob, LayerState::from(outcome), 1100.0);
    let actions = [
        Action::Queue((1..11).collect(), 0.0),
        Action::Event(2, progress(0), 100.0),
        Action::Event(3, progress(2 * MEGABYTE), 100.0),
        Action::Event(4, progress(5 * MEGABYTE), 100.0),
        Action::Event(2, progress(10 * MEGABYTE), 1100.0),
        Action::Event(
            3,
            Event::Retrying {
                id: 0,
                reason: "the connection broke".to_owned(),
                retry: 1,
                of: 3,
            },
            1100.0,
        ),
        set(5, Outcome::Verified { size: 123_456 }),
        set(
            6,
            Outcome::DigestMismatch {
                expected: digest("digest mismatch"),
                actual: digest("something else"),
                size: 64,
            },
        ),
        set(
            7,
            Outcome::SizeMismatch {
                expected: 2_000,
                actual: 2_001,
            },
        ),
        set(
            8,
            Outcome::SizeMismatch {
                expected: 3_000,
                actual: 2_999,
            },
        ),
        set(
            9,
            Outcome::Failed(ReadError::Interrupted {
                bytes_read: 512,
                attempts: 4,
            }),
        ),
        set(
            10,
            Outcome::Unsupported {
                algorithm: "blake3".to_owned(),
            },
        ),
    ];
    apply(shown, actions)
}

/// Two layers whose sizes are known: one is read, the other waits for it.
pub async fn being_read() -> Shown {
    let layers = [20, 40].map(|size| layer(&size.to_string(), Some(size * MEGABYTE)));
    let event = Event::Progress {
        id: 0,
        bytes_read: 12 * MEGABYTE,
    };
    let actions = [
        Action::Queue(vec![0, 1], 0.0),
        Action::Event(0, event, 1000.0),
    ];
    apply(image(&layers, "").await, actions)
}

/// Two layers that state no size: one is read, the other is tried again.
pub async fn being_read_without_sizes() -> Shown {
    let layers = ["read", "tried again"].map(|name| layer(name, None));
    let progress = |bytes_read| Event::Progress { id: 0, bytes_read };
    let retrying = Event::Retrying {
        id: 0,
        reason: "the server said 503".to_owned(),
        retry: 2,
        of: 3,
    };
    let actions = [
        Action::Queue(vec![0, 1], 0.0),
        Action::Event(0, progress(0), 100.0),
        Action::Event(1, progress(MEGABYTE), 100.0),
        Action::Event(0, progress(5 * MEGABYTE), 1100.0),
        Action::Event(1, retrying, 1100.0),
    ];
    apply(image(&layers, "").await, actions)
}

/// Small layers, and what came of each.
pub async fn equal_layers(number: usize, outcome: impl Fn(usize) -> Option<Outcome>) -> Shown {
    let layers: Vec<String> = (0..number)
        .map(|position| layer(&position.to_string(), Some(7)))
        .collect();
    let actions: Vec<Action> = (0..number)
        .filter_map(|position| Some((position, outcome(position)?)))
        .map(|(position, outcome)| Action::Set(position, outcome.into(), 0.0))
        .collect();
    apply(image(&layers, "").await, actions)
}

/// `of` layers, of which the first are verified.
pub async fn verified(number: usize, of: usize) -> Shown {
    equal_layers(of, |position| {
        (position < number).then_some(Outcome::Verified { size: 7 })
    })
    .await
}

/// `of` layers, of which the first could not be read.
pub async fn failing(number: usize, of: usize) -> Shown {
    equal_layers(of, |position| {
        (position < number).then_some(Outcome::Failed(ReadError::WebPage))
    })
    .await
}

/// Layers that all have other bytes than the manifest says.
pub async fn mismatching(number: usize) -> Shown {
    equal_layers(number, |position| {
        Some(Outcome::DigestMismatch {
            expected: Digest::sha256_of(position.to_string().as_bytes()).to_string(),
            actual: Digest::sha256_of(b"other").to_string(),
            size: 7,
        })
    })
    .await
}

/// A layout without layer blobs, after *Verify all*.
pub async fn not_in_copy() -> Shown {
    equal_layers(2, |_| Some(Outcome::Failed(ReadError::NotInCopy))).await
}

fn entry(path: &str, kind: EntryKind, size: u64, link: &str) -> Entry {
    Entry {
        path: path.to_owned(),
        kind,
        size,
        mode: 0o755,
        owner: 0,
        group: 50,
        modified: 1_795_176_000,
        link: link.to_owned(),
    }
}

/// Layers whose bytes are right, and that unpack to what the config says, or not.
pub async fn unpacked() -> Shown {
    let diff_id = |name: &str| Digest::sha256_of(format!("unpacked {name}").as_bytes());
    let names = [
        "good",
        "lying",
        "other",
        "broken",
        "bomb",
        "no decoder",
        "not unpacked",
    ];
    let layers: Vec<String> = names.map(|name| layer(name, Some(7))).into();
    let diff_ids = names.map(|name| format!("\"{}\"", diff_id(name))).join(",");
    let more = format!(r#","rootfs":{{"type":"layers","diff_ids":[{diff_ids}]}}"#);
    let unpacked = |name: &str, compression, entries, fault| Content::Unpacked {
        diff_id: diff_id(name).to_string(),
        size: 10_240,
        compression,
        files: Rc::new(Files { entries, fault }),
        kept: None,
    };
    let base = vec![
        entry("etc", EntryKind::Directory, 0, ""),
        entry("etc/<b>\u{202e}name", EntryKind::File, 7, ""),
        entry("sh", EntryKind::Symlink, 0, "bin/sh"),
    ];
    let broken = Some(TarFault::Broken { position: 1024 });
    let upper = vec![
        entry("new", EntryKind::File, 2_000, ""),
        entry(".wh.sh", EntryKind::File, 0, ""),
    ];
    let not_tar = Some(TarFault::NotTar);
    let contents = [
        unpacked("good", Compression::Gzip, base, None),
        unpacked("lying", Compression::Zstd, upper, broken),
        unpacked("something else", Compression::Gzip, Vec::new(), not_tar),
        Content::NotUnpacked(InflateError::Broken {
            compression: Compression::Gzip,
            position: 4096,
        }),
        Content::NotUnpacked(InflateError::TooLarge { limit: 1 << 36 }),
        Content::NotUnpacked(InflateError::NoDecoder {
            compression: Compression::Zstd,
        }),
    ];
    let told = contents
        .into_iter()
        .enumerate()
        .map(|(blob, content)| Action::Event(blob, Event::Unpacked { id: 0, content }, 0.0));
    let verified =
        (0..names.len()).map(|blob| Action::Set(blob, Outcome::Verified { size: 7 }.into(), 0.0));
    let shown = image(&layers, &more).await;
    apply(shown, told.chain(verified).collect::<Vec<_>>())
}
