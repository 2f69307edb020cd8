//! What the rules of the second module find joins what was found while reading, as long as the same documents are shown.

use crate::support::inspecting::{
    OCI_CONFIG, OCI_LAYER, OCI_MANIFEST, Repository, after, begin, config, descriptor, index,
    inspect, linted, manifest,
};
use porthole::{
    oci::{MediaType, lint},
    ui::{
        inspection_state::{Action, InspectionState},
        later::NotLoaded,
        problems::problems,
        shared::Shared,
    },
};
use std::rc::Rc;
use yew::Reducible;

const IMAGE: &str = "registry.example/o/n:1";

/// An image through an index, with something wrong in each of its documents.
async fn wrong() -> Rc<InspectionState> {
    let config = config("x86_64", r#","created":"yesterday""#);
    let image = manifest(
        &descriptor(OCI_CONFIG, &config, ""),
        &[descriptor(OCI_LAYER, "layer", r#","urls":["no url"]"#)],
    );
    let platform = r#","platform":{"os":"macos","architecture":"amd64"}"#;
    let index = index(&[descriptor(OCI_MANIFEST, &image, platform)]);
    let world = Repository::default()
        .manifest("1", porthole::oci::media_type::OCI_INDEX, &index)
        .manifest("2", OCI_MANIFEST, &image)
        .blob(&config);
    inspect(IMAGE, None, &world.world()).await
}

fn found(state: &InspectionState) -> Vec<String> {
    problems(state)
        .into_iter()
        .map(|(document, problem)| format!("{document} {} {}", problem.rule, problem.pointer))
        .collect()
}

#[tokio::test]
async fn findings_join_the_problems_with_their_documents_the_worst_first() {
    let read = wrong().await;
    assert_eq!(found(&read), ["config created /created"]);
    let checked = linted(&read);
    let after = [
        "manifest descriptor-url /layers/0/urls/0",
        "config diff-id-count /rootfs/diff_ids",
        "config created /created",
        "index platform-value /manifests/0/platform/os",
        "config platform-mismatch /os",
        "config platform-mismatch /architecture",
        "config platform-value /architecture",
    ];
    assert_eq!(found(&checked), after);
    let media_type = MediaType::new(OCI_LAYER);
    let judged = vec![lint::compression(
        0,
        "/layers/0",
        &media_type,
        "gzip",
        "zstd",
    )];
    let subject = checked.subject().expect("documents");
    let judged = checked.reduce(Action::LayersJudged(subject, Shared::new(judged)));
    let last = found(&judged).pop();
    assert_eq!(
        last.as_deref(),
        Some("manifest layer-compression /layers/0/mediaType")
    );
    assert_eq!(found(&judged).len(), 8);
}

#[tokio::test]
async fn findings_of_what_is_not_shown_any_more_are_dropped() {
    let read = wrong().await;
    let late = Action::Linted(read.subject().expect("documents"), Err(NotLoaded));
    let other = wrong().await;
    let answered = Rc::clone(&other).reduce(late);
    assert_eq!(answered, other, "they are of other documents");
    let checked = linted(&read);
    let gone = Rc::clone(&checked).reduce(Action::Leave);
    assert_eq!(*gone, InspectionState::default());
    let anew = after((*checked).clone(), [begin(IMAGE, None)]);
    assert_eq!(found(&anew), [""; 0]);
    let root = checked.root().expect("an index").clone();
    let anew = anew.reduce(Action::RootRead(root));
    assert_eq!(
        found(&anew),
        [""; 0],
        "without its image it is another whole"
    );
}

#[tokio::test]
async fn rules_that_could_not_be_checked_are_no_findings() {
    let read = wrong().await;
    let subject = read.subject().expect("documents");
    let failed = Rc::clone(&read).reduce(Action::Linted(subject.clone(), Err(NotLoaded)));
    assert_eq!(found(&failed), found(&read));
    let documents = failed.findings.documents(&subject);
    assert!(matches!(documents, Some(Err(NotLoaded))), "{documents:?}");
}
