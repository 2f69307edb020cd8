//! The state of an inspection.

use crate::support::inspecting::{
    OCI_CONFIG, OCI_LAYER, OCI_MANIFEST, after, begin, config, descriptor, index, manifest, target,
};
use porthole::{
    inspection::{ConfigDocument, ImageDocument, InspectionError, Proof, Root},
    oci::{Config, Document, MediaType},
    source::{Served, transport::Retry},
    ui::{
        inspection_state::{Action, ConfigPhase, Entry, Failure, InspectionState, Phase},
        shared::Shared,
        way::Way,
    },
};
use std::{rc::Rc, time::Duration};
use yew::Reducible;

const IMAGE: &str = "registry.example/o/n:1";
const SIGNED: &str = include_str!("../fixtures/groot-layer1.docker-v1-signed.json");

fn document(text: &str) -> Document {
    Document::parse(text.as_bytes().into(), None, None).unwrap()
}

fn root(text: &str) -> Action {
    Action::RootRead(Shared::new(Root {
        document: document(text),
        proof: Proof::Computed {
            header: porthole::inspection::HeaderDigest::Unknown,
        },
        converted: false,
        tags: Vec::new(),
        served: Served::default(),
        pinned: None,
    }))
}

fn image(architecture: &str) -> String {
    manifest(
        &descriptor(OCI_CONFIG, architecture, ""),
        &[descriptor(OCI_LAYER, "layer", "")],
    )
}

fn artifact() -> String {
    manifest(&descriptor("application/vnd.example+json", "{}", ""), &[])
}

/// An index of an image for amd64, one for arm64, and one for s390x.
fn platforms() -> Action {
    let entries = ["amd64", "arm64", "s390x"].map(|architecture| {
        let platform = format!(r#","platform":{{"os":"linux","architecture":"{architecture}"}}"#);
        descriptor(OCI_MANIFEST, &image(architecture), &platform)
    });
    root(&index(&entries))
}

fn choose(entry: Option<usize>, platform: &str) -> Action {
    Action::Choose {
        target: target(IMAGE, Some(platform)),
        entry,
        missing: entry.is_none().then(|| platform.to_owned().into()),
    }
}

fn entry_read(position: usize, text: &str) -> Action {
    let document = Document::parse(
        text.as_bytes().into(),
        None,
        Some(&MediaType::new(OCI_MANIFEST)),
    );
    let image = ImageDocument {
        document: document.unwrap(),
        proof: Proof::Verified,
        served: Served::default(),
    };
    Action::EntryRead(position, Ok(Shared::new(image)))
}

fn config_read(position: Option<usize>, architecture: &str) -> Action {
    let text = config(architecture, "");
    let document = ConfigDocument {
        config: Config::parse(text.as_bytes().into()).unwrap(),
        proof: Proof::Verified,
        problems: Vec::new(),
        served: Served::default(),
    };
    Action::ConfigRead(position, Ok(Shared::new(document)))
}

fn error() -> InspectionError {
    InspectionError::NoDigest {
        digest_text: String::new(),
    }
}

fn fail() -> Action {
    Action::Fail {
        target: None,
        failure: Failure::Inspection(error()),
    }
}

fn retry() -> Action {
    Action::Retry(Retry {
        reason: "no answer".to_owned(),
        retry: 1,
        of: 3,
        wait: Duration::from_secs(1),
    })
}

fn state(actions: impl IntoIterator<Item = Action>) -> Rc<InspectionState> {
    after(InspectionState::default(), actions)
}

/// The architecture of the config that is shown.
fn shown(state: &InspectionState) -> Option<&str> {
    state
        .config()
        .map(|config| config.platform.architecture.as_str())
}

#[test]
fn the_way_to_a_registry_is_that_of_the_question_and_outlives_its_failure() {
    let way = Way::Through {
        address: "/_gateway/registry.example".to_owned(),
    };
    let begun = after(
        InspectionState::default(),
        [begin(IMAGE, None), Action::Go(way.clone())],
    );
    assert_eq!(begun.way, way);
    let read = begun.clone().reduce(root(&image("amd64")));
    assert_eq!(read.way, way);
    let fail = |failure| Action::Fail {
        target: None,
        failure,
    };
    let no_digest = InspectionError::NoDigest {
        digest_text: String::new(),
    };
    let failed = begun.clone().reduce(fail(Failure::Inspection(no_digest)));
    assert_eq!(failed.way, way);
    // A question that is never asked goes no way.
    let defect = Failure::Defect {
        message: String::new(),
    };
    assert_eq!(begun.reduce(fail(defect)).way, Way::Direct);
    assert_eq!(failed.reduce(begin(IMAGE, None)).way, Way::Direct);
}

#[test]
fn each_sequence_has_its_state_and_kind_in_the_contract() {
    let start = || vec![begin(IMAGE, None)];
    let with = |actions: Vec<Action>| [start(), actions].concat();
    let amd64 = || image("amd64");
    let index_with = |actions: Vec<Action>| {
        with([vec![platforms(), choose(Some(0), "linux/amd64")], actions].concat())
    };
    let failed_entry = || Action::EntryRead(0, Err(error()));
    let failed_config = |position| Action::ConfigRead(position, Err(error()));
    let table = [
        ("nothing", vec![], "idle", None),
        ("begun", start(), "loading", None),
        ("retrying", with(vec![retry()]), "loading", None),
        ("failed", with(vec![fail()]), "failed", None),
        ("cancelled", with(vec![Action::Cancel]), "idle", None),
        (
            "image",
            with(vec![root(&amd64())]),
            "loading",
            Some("image"),
        ),
        (
            "image and config",
            with(vec![root(&amd64()), config_read(None, "amd64")]),
            "ready",
            Some("image"),
        ),
        (
            "image without config",
            with(vec![root(&amd64()), failed_config(None)]),
            "ready",
            Some("image"),
        ),
        (
            "artifact",
            with(vec![root(&artifact())]),
            "ready",
            Some("artifact"),
        ),
        (
            "schema 1",
            with(vec![root(SIGNED)]),
            "ready",
            Some("schema1"),
        ),
        (
            "index before the choice",
            with(vec![platforms()]),
            "ready",
            Some("index"),
        ),
        ("index chosen", index_with(vec![]), "loading", Some("index")),
        (
            "index without the platform",
            with(vec![platforms(), choose(None, "linux/riscv64")]),
            "ready",
            Some("index"),
        ),
        (
            "entry failed",
            index_with(vec![failed_entry()]),
            "ready",
            Some("index"),
        ),
        (
            "entry read",
            index_with(vec![entry_read(0, &amd64())]),
            "loading",
            Some("index"),
        ),
        (
            "entry and config read",
            index_with(vec![entry_read(0, &amd64()), config_read(Some(0), "amd64")]),
            "ready",
            Some("index"),
        ),
        (
            "entry read, config failed",
            index_with(vec![entry_read(0, &amd64()), failed_config(Some(0))]),
            "ready",
            Some("index"),
        ),
        (
            "entry is an artifact",
            index_with(vec![entry_read(0, &artifact())]),
            "ready",
            Some("index"),
        ),
        (
            "entry is an index",
            index_with(vec![entry_read(0, &index(&[]))]),
            "ready",
            Some("index"),
        ),
        (
            "asked anew",
            with(vec![root(&artifact()), begin("alpine", None)]),
            "loading",
            None,
        ),
    ];
    for (name, actions, attribute, kind) in table {
        let state = state(actions);
        assert_eq!(state.state_attribute(), attribute, "{name}");
        assert_eq!(state.kind_attribute(), kind, "{name}");
        assert_eq!(state.is_settled(), attribute != "loading", "{name}");
    }
}

#[test]
fn a_retry_is_known_until_the_next_thing_happens() {
    let waiting = state([begin(IMAGE, None), retry()]);
    assert_eq!(waiting.retry.as_ref().unwrap().retry, 1);
    for action in [
        begin(IMAGE, None),
        fail(),
        root(&artifact()),
        Action::Cancel,
        choose(Some(0), "linux/amd64"),
        entry_read(0, &image("amd64")),
        config_read(None, "amd64"),
    ] {
        let name = format!("{action:?}");
        assert_eq!(Rc::clone(&waiting).reduce(action).retry, None, "{name}");
    }
}

#[test]
fn whoever_leaves_to_browse_leaves_no_image_behind() {
    for before in [
        state([]),
        state([begin(IMAGE, None)]),
        state([begin(IMAGE, None), root(&image("amd64"))]),
        state([
            begin(IMAGE, None),
            platforms(),
            choose(Some(1), "linux/arm64"),
        ]),
    ] {
        assert_eq!(*before.reduce(Action::Leave), InspectionState::default());
    }
}

#[test]
fn cancel_forgets_what_is_on_its_way_and_keeps_what_is_whole() {
    let unfinished = [
        state([begin(IMAGE, None)]),
        state([begin(IMAGE, None), root(&image("amd64"))]),
        state([
            begin(IMAGE, None),
            platforms(),
            choose(Some(1), "linux/arm64"),
        ]),
    ];
    for before in unfinished {
        let cancelled = Rc::clone(&before).reduce(Action::Cancel);
        assert_eq!(cancelled.phase, Phase::Idle);
        assert_eq!(cancelled.target, before.target, "what to ask for again");
    }
    let whole = [
        state([]),
        state([begin(IMAGE, None), fail()]),
        state([begin(IMAGE, None), root(&artifact())]),
        state([
            begin(IMAGE, None),
            root(&image("amd64")),
            config_read(None, "amd64"),
        ]),
    ];
    for before in whole {
        assert_eq!(Rc::clone(&before).reduce(Action::Cancel), before);
    }
}

#[test]
fn a_config_that_comes_late_for_another_entry_changes_nothing_that_is_shown() {
    let both = state([
        begin(IMAGE, None),
        platforms(),
        choose(Some(0), "linux/amd64"),
        entry_read(0, &image("amd64")),
        choose(Some(1), "linux/arm64"),
        entry_read(1, &image("arm64")),
    ]);
    for position in [None, Some(2), Some(99)] {
        let late = Rc::clone(&both).reduce(config_read(position, "s390x"));
        assert_eq!(late, both, "{position:?}");
    }
    let late = Rc::clone(&both).reduce(config_read(Some(0), "amd64"));
    assert_eq!(shown(&late), None);
    assert_eq!(
        late.state_attribute(),
        "loading",
        "its own is still to come"
    );
    let back = late.reduce(choose(Some(0), "linux/amd64"));
    assert_eq!(shown(&back), Some("amd64"), "and the other was not lost");

    let failed = both.reduce(Action::EntryRead(1, Err(error())));
    let late = Rc::clone(&failed).reduce(config_read(Some(1), "arm64"));
    assert_eq!(late, failed);
}

#[test]
fn a_config_that_comes_late_for_another_kind_of_document_changes_nothing() {
    for text in [image("amd64"), artifact(), SIGNED.to_owned()] {
        let before = state([begin(IMAGE, None), root(&text)]);
        let late = Rc::clone(&before).reduce(config_read(Some(0), "amd64"));
        assert_eq!(late, before);
        let late = Rc::clone(&before).reduce(entry_read(0, &image("amd64")));
        assert_eq!(late, before);
    }
    let artifact = state([begin(IMAGE, None), root(&artifact())]);
    let late = Rc::clone(&artifact).reduce(config_read(None, "amd64"));
    assert_eq!(late, artifact);
}

#[test]
fn switching_platforms_back_shows_at_once_what_was_read() {
    let amd64 = state([
        begin(IMAGE, None),
        platforms(),
        choose(Some(0), "linux/amd64"),
        entry_read(0, &image("amd64")),
        config_read(Some(0), "amd64"),
    ]);
    assert_eq!(shown(&amd64), Some("amd64"));
    assert_eq!(
        amd64.chosen_descriptor().unwrap().platform,
        "linux/amd64".parse().ok()
    );

    let switching = amd64.reduce(choose(Some(1), "linux/arm64"));
    assert_eq!(switching.state_attribute(), "loading");
    assert_eq!(switching.image(), None, "not the image of before");
    assert_eq!(
        switching.target.as_ref().unwrap().platform.as_deref(),
        Some("linux/arm64")
    );

    let arm64 = switching
        .reduce(entry_read(1, &image("arm64")))
        .reduce(config_read(Some(1), "arm64"));
    assert_eq!(shown(&arm64), Some("arm64"));

    let missing = arm64.reduce(choose(None, "linux/riscv64"));
    assert_eq!(missing.state_attribute(), "ready");
    assert_eq!(missing.image(), None);
    let (phase, _) = missing.index().unwrap();
    assert_eq!(phase.missing.as_deref(), Some("linux/riscv64"));

    let back = missing.reduce(choose(Some(0), "linux/amd64"));
    assert_eq!(back.state_attribute(), "ready");
    assert_eq!(shown(&back), Some("amd64"));
    assert_eq!(back.index().unwrap().0.missing, None);
}

#[test]
fn a_retry_of_what_stands_beside_a_finished_image_is_not_told_of_the_image() {
    let reading = state([begin(IMAGE, None), root(&image("amd64"))]);
    assert!(reading.clone().reduce(retry()).retry.is_some());
    let finished = reading.reduce(config_read(None, "amd64"));
    assert_eq!(finished.state_attribute(), "ready");
    assert_eq!(finished.reduce(retry()).retry, None);
}

#[test]
fn an_entry_that_failed_can_be_read_again() {
    let failed = state([
        begin(IMAGE, None),
        platforms(),
        choose(Some(0), "linux/amd64"),
        Action::EntryRead(0, Err(error())),
    ]);
    assert!(matches!(failed.chosen_entry(), Some(Entry::Failed(_))));
    assert_eq!(failed.image(), None);
    // Until that is over something is on its way, which can be cancelled.
    let again = failed.clone().reduce(choose(Some(0), "linux/amd64"));
    assert_eq!(failed.state_attribute(), "ready");
    assert_eq!(again.state_attribute(), "loading");
    let read = again.reduce(entry_read(0, &image("amd64")));
    assert_eq!(read.image().unwrap().config, ConfigPhase::Loading);
}

#[test]
fn manifests_that_are_read_for_their_sizes_stay_and_change_nothing_that_is_shown() {
    let shown_first = state([
        begin(IMAGE, None),
        platforms(),
        choose(Some(0), "linux/amd64"),
        entry_read(0, &image("amd64")),
        config_read(Some(0), "amd64"),
    ]);
    let (phase, _) = shown_first.index().unwrap();
    let own = phase.root.clone();
    let sized = |root: &Shared<Root>, position, text: &str| match entry_read(position, text) {
        Action::EntryRead(position, read) => Action::SizeRead(root.clone(), position, read),
        other => panic!("{other:?}"),
    };
    let both = Rc::clone(&shown_first).reduce(sized(&own, 1, &image("arm64")));
    assert_eq!(shown(&both), Some("amd64"));
    assert_eq!(both.state_attribute(), "ready");
    let (phase, _) = both.index().unwrap();
    assert!(matches!(phase.entries.get(1), Some(Entry::Read(_))));
    // Its config is still to be asked for.
    let chosen = Rc::clone(&both).reduce(choose(Some(1), "linux/arm64"));
    assert_eq!(chosen.state_attribute(), "loading");
    assert_eq!(chosen.image().unwrap().config, ConfigPhase::Loading);
    let chosen = chosen.reduce(config_read(Some(1), "arm64"));
    assert_eq!(shown(&chosen), Some("arm64"));
    // What was read for itself is not read anew for its size, nor is what is on its way.
    for position in [0, 1] {
        let late = Rc::clone(&chosen).reduce(sized(&own, position, &image("late")));
        assert_eq!(late, chosen);
    }
    let waiting = state([
        begin(IMAGE, None),
        platforms(),
        choose(Some(0), "linux/amd64"),
    ]);
    let (phase, _) = waiting.index().unwrap();
    let late = sized(&phase.root, 0, &image("late"));
    assert_eq!(Rc::clone(&waiting).reduce(late), waiting);
    // Of another index, however equal.
    let late = sized(&phase.root, 1, &image("late"));
    assert_eq!(Rc::clone(&shown_first).reduce(late), shown_first);
    // What failed is tried again.
    let failed = Rc::clone(&shown_first).reduce(Action::SizeRead(own.clone(), 1, Err(error())));
    let (phase, _) = failed.index().unwrap();
    assert!(matches!(phase.entries.get(1), Some(Entry::Failed(_))));
    let again = failed.reduce(sized(&own, 1, &image("arm64")));
    let (phase, _) = again.index().unwrap();
    assert!(matches!(phase.entries.get(1), Some(Entry::Read(_))));
}

#[test]
fn a_failure_without_a_question_keeps_the_one_before() {
    let failed = state([begin(IMAGE, None), fail()]);
    assert_eq!(failed.target, Some(target(IMAGE, None)));
    assert_eq!(failed.reference, None, "there is nothing to link to");
    let other = Action::Fail {
        target: Some(target("b a d", None)),
        failure: Failure::Inspection(error()),
    };
    assert_eq!(failed.reduce(other).target, Some(target("b a d", None)));
}

#[test]
fn a_new_question_forgets_the_answer_of_the_one_before() {
    let first = state([
        begin("oci:sample", None),
        platforms(),
        choose(Some(0), "linux/amd64"),
        entry_read(0, &image("amd64")),
    ]);
    assert!(first.folder.is_some());
    let second = first.reduce(begin(IMAGE, Some("linux/arm64")));
    assert_eq!(second, state([begin(IMAGE, Some("linux/arm64"))]));
    assert_eq!(second.folder, None);
}
