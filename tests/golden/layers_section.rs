//! The head of the layers: what they make together, how far they are read, and what came of it.

use crate::{
    IMAGE, PRETTYJWS, SIGNED, attributes,
    render::{Shown, render},
    support::inspecting::{
        OCI_CONFIG, OCI_LAYER, OCI_MANIFEST, Repository, config, descriptor, inspect, manifest,
    },
};
use porthole::{
    oci::Digest,
    ui::{
        layer::Layer,
        layers::layers_of,
        verification_state::{Action, VerificationState},
    },
    verify::{
        job::{Event, Outcome},
        reading::ReadError,
    },
};
use std::rc::Rc;
use yew::Reducible;

/// The text directly in the first element of a part; empty if there is none.
fn part<'a>(page: &'a str, name: &str) -> &'a str {
    let Some((_, rest)) = page.split_once(&format!("part=\"{name}\"")) else {
        return "";
    };
    let rest = &rest[rest.find('>').unwrap() + 1..];
    &rest[..rest.find('<').unwrap()]
}

/// What stands beside the title of the layers.
fn beside_title(page: &str) -> &str {
    let (_, rest) = page.split_once("id=\"layers-title\"").unwrap();
    let rest = &rest[rest.find("<span").unwrap()..];
    &rest[rest.find('>').unwrap() + 1..rest.find("</span>").unwrap()]
}

/// The value of a fact of the summary, without its elements.
fn fact(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("<dt>{name}<")).unwrap();
    let (_, rest) = rest.split_once("<dd>").unwrap();
    let mut value = String::new();
    for piece in rest.split("</dd>").next().unwrap().split('<') {
        value.push_str(piece.split_once('>').map_or(piece, |(_, text)| text));
    }
    value
}

/// An image with these layers, of which nothing is known.
async fn image_of(layers: &[(&str, Option<u64>)]) -> Shown {
    let layers: Vec<String> = layers
        .iter()
        .map(|(name, size)| {
            let digest = Digest::sha256_of(name.as_bytes());
            let size = size.map_or_else(String::new, |size| format!(r#","size":{size}"#));
            format!(r#"{{"mediaType":"{OCI_LAYER}","digest":"{digest}"{size}}}"#)
        })
        .collect();
    let config = config("amd64", "");
    let text = manifest(&descriptor(OCI_CONFIG, &config, ""), &layers);
    let world = Repository::default()
        .manifest("1", OCI_MANIFEST, &text)
        .blob(&config)
        .world();
    unverified(Shown::of(&inspect(IMAGE, None, &world).await))
}

fn unverified(shown: Shown) -> Shown {
    let action = Action::Reset {
        layers: layers_of(&shown.state).iter().map(Layer::blob).collect(),
        is_same_index: false,
    };
    Shown {
        verification: Rc::new(VerificationState::default()).reduce(action),
        ..shown
    }
}

fn after(shown: &Shown, actions: impl IntoIterator<Item = Action>) -> Shown {
    let verification = Rc::clone(&shown.verification);
    Shown {
        verification: actions.into_iter().fold(verification, Reducible::reduce),
        ..shown.clone()
    }
}

fn verified(blob: usize, size: u64) -> Action {
    Action::Set(blob, Outcome::Verified { size }.into(), 0.0)
}

fn failed(blob: usize) -> Action {
    Action::Set(blob, Outcome::Failed(ReadError::WebPage).into(), 0.0)
}

fn progress(blob: usize, bytes_read: u64, now: f64) -> Action {
    Action::Event(blob, Event::Progress { id: 0, bytes_read }, now)
}

#[tokio::test]
async fn a_digest_that_stands_twice_counts_once_in_what_is_fetched() {
    for (layers, size, number, of_section) in [
        (
            &[("a", Some(1_000)), ("b", Some(500))][..],
            "1.5 kB",
            "2",
            "1.5 kB in 2",
        ),
        (
            &[("a", Some(1_000)), ("b", Some(500)), ("a", Some(1_000))],
            "1.5 kB",
            "3 (2 different)",
            "1.5 kB in 3 (2 different)",
        ),
        (
            &[("a", None), ("b", Some(500)), ("a", Some(1_000))],
            "1.5 kB",
            "3 (2 different)",
            "1.5 kB in 3 (2 different)",
        ),
        (
            &[("a", Some(1_000)), ("b", None), ("b", None)],
            "at least 1.0 kB",
            "3 (2 different)",
            "at least 1.0 kB in 3 (2 different)",
        ),
        (
            &[("a", None), ("a", None)],
            "not known",
            "2 (1 different)",
            "2 (1 different), sizes unknown",
        ),
    ] {
        let page = render(&image_of(layers).await, true).await;
        assert_eq!(fact(&page, "Download size"), size, "{layers:?}");
        assert_eq!(fact(&page, "Layers"), number, "{layers:?}");
        assert_eq!(beside_title(&page), of_section, "{layers:?}");
    }
}

#[tokio::test]
async fn of_layers_that_are_equal_one_has_a_segment_of_the_bar() {
    let page = render(
        &image_of(&[("a", Some(500)), ("b", Some(500)), ("a", Some(500))]).await,
        true,
    )
    .await;
    let bar = &page[page.find("part=\"layer-bar\"").unwrap()..];
    let bar = &bar[..bar.find("</svg>").unwrap()];
    assert!(bar.contains("Share of each layer in 1.0 kB"), "{bar}");
    assert_eq!(attributes(bar, "x"), ["0", "50000"]);
}

#[tokio::test]
async fn sizes_that_no_document_names_are_those_that_were_counted() {
    let shown = image_of(&[("a", Some(1_000)), ("b", None), ("c", None)]).await;
    for (actions, want) in [
        (vec![], "at least 1.0 kB"),
        (vec![verified(1, 500)], "at least 1.5 kB"),
        (vec![verified(1, 500), verified(2, 250)], "1.8 kB"),
        (vec![verified(1, 500), failed(2)], "at least 1.5 kB"),
    ] {
        let page = render(&after(&shown, actions), true).await;
        assert_eq!(fact(&page, "Download size"), want);
        assert_eq!(beside_title(&page), format!("{want} in 3"));
    }
}

#[tokio::test]
async fn schema_1_has_the_sizes_that_were_counted() {
    let world = Repository::default().serve("manifests/1", PRETTYJWS, SIGNED);
    let shown = unverified(Shown::of(&inspect(IMAGE, None, &world.world()).await));
    let blobs = shown.verification.blobs.len();
    let number = fact(&render(&shown, true).await, "Layers");
    let all = (0..blobs).map(|blob| verified(blob, 1_000));
    for (actions, size, of_section) in [
        (vec![], "not known", format!("{number}, sizes unknown")),
        (
            vec![verified(0, 1_000)],
            "at least 1.0 kB",
            format!("at least 1.0 kB in {number}"),
        ),
        (
            all.collect(),
            &*format!("{blobs}.0 kB"),
            format!("{blobs}.0 kB in {number}"),
        ),
    ] {
        let page = render(&after(&shown, actions), true).await;
        assert_eq!(fact(&page, "Download size"), size);
        assert_eq!(beside_title(&page), of_section);
    }
}

#[tokio::test]
async fn how_much_is_read_is_said_of_what_was_asked_for() {
    let shown = image_of(&[
        ("a", Some(1_000_000)),
        ("b", Some(2_000_000)),
        ("c", Some(4_000_000)),
        ("a", Some(1_000_000)),
    ])
    .await;
    let ask = |blobs: &[usize]| Action::Queue(blobs.to_vec(), 0.0);
    for (actions, want) in [
        (vec![], ""),
        (vec![ask(&[2])], "0 of 1 layer read, 0 B of 4.0 MB"),
        (vec![ask(&[0, 1, 2])], "0 of 4 layers read, 0 B of 7.0 MB"),
        (
            vec![ask(&[0, 1, 2]), progress(1, 500_000, 0.0)],
            "0 of 4 layers read, 500.0 kB of 7.0 MB",
        ),
        // It stands twice, and is read once.
        (
            vec![ask(&[0, 1, 2]), verified(0, 1_000_000)],
            "2 of 4 layers read, 1.0 MB of 7.0 MB",
        ),
        (
            vec![ask(&[0, 1, 2]), failed(1)],
            "0 of 4 layers read, 0 B of 5.0 MB",
        ),
        // What was verified before was not asked for now.
        (
            vec![ask(&[0]), verified(0, 1_000_000), ask(&[1, 2])],
            "0 of 2 layers read, 0 B of 6.0 MB",
        ),
        (
            vec![ask(&[1]), ask(&[2])],
            "0 of 2 layers read, 0 B of 6.0 MB",
        ),
    ] {
        let page = render(&after(&shown, actions), true).await;
        assert_eq!(part(&page, "rate"), want);
        let status = if want.is_empty() { "" } else { "reading" };
        assert_eq!(part(&page, "total"), status, "{want}");
    }
    let shown = image_of(&[("a", Some(1_000_000)), ("b", None)]).await;
    let actions = [ask(&[0, 1]), progress(1, 500_000, 0.0)];
    let page = render(&after(&shown, actions), true).await;
    assert_eq!(part(&page, "rate"), "0 of 2 layers read, 500.0 kB");
}

#[tokio::test]
async fn what_was_cancelled_is_said_until_the_next_is_asked_for() {
    let shown = image_of(&[("a", Some(10)), ("b", Some(10)), ("c", Some(10))]).await;
    let ask = |blobs: &[usize]| Action::Queue(blobs.to_vec(), 0.0);
    let cancelled = [ask(&[0, 1, 2]), verified(0, 10), Action::Cancel];
    let page = render(&after(&shown, cancelled.clone()), true).await;
    assert_eq!(part(&page, "total"), "1 of 3 verified, 2 cancelled");
    assert_eq!(part(&page, "rate"), "");
    let first = [ask(&[0]), Action::Cancel];
    let page = render(&after(&shown, first), true).await;
    assert_eq!(part(&page, "total"), "0 of 3 verified, 1 cancelled");
    let next = cancelled.into_iter().chain([ask(&[1]), verified(1, 10)]);
    let page = render(&after(&shown, next), true).await;
    assert_eq!(part(&page, "total"), "2 of 3 verified");
}
