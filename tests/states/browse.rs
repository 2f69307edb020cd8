//! The state of a place that is browsed, and which rows of it are read.

use porthole::{
    inspection::{
        Proof,
        tag::{TagFacts, TagKind},
    },
    oci::Digest,
    source::{Cause, Refusal, SourceError, transport::Retry},
    ui::{
        browse::{
            names::{Names, Order},
            queue::{AT_ONCE, Queue},
            reading::{Library, Reading, Readings},
            state::{Action, BrowseState, Phase, Rest},
            window::Window,
        },
        shared::Shared,
    },
};
use proptest::prelude::*;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};
use yew::{AttrValue, Reducible};

fn after(actions: impl IntoIterator<Item = Action>) -> Rc<BrowseState> {
    actions
        .into_iter()
        .fold(Rc::new(BrowseState::default()), Reducible::reduce)
}

fn names(of: &[&str]) -> Names {
    let mut names = Names::new(Order::Tags);
    names.add(of.iter().map(|name| (*name).to_owned()).collect());
    names
}

fn texts(names: &Names) -> Vec<&str> {
    (0..names.len())
        .filter_map(|at| names.get(at).map(AttrValue::as_str))
        .collect()
}

fn status(status: u16) -> SourceError {
    SourceError::Status {
        url: "https://registry.example/v2/_catalog".to_owned(),
        status,
        errors: Vec::new(),
        body: String::new(),
        retry_after: None,
        rate_limit: None,
        attempts: 1,
        unknown: None,
        authorized: false,
    }
}

fn refused(refusal: Refusal) -> SourceError {
    SourceError::SignInRefused {
        user: "alice".to_owned(),
        refusal,
        error: Box::new(status(401)),
    }
}

fn no_answer(cause: Cause) -> SourceError {
    SourceError::NoAnswer {
        url: "https://registry.example/v2/_catalog".to_owned(),
        cause,
        attempts: 1,
    }
}

fn facts(of: &str) -> Shared<TagFacts> {
    Shared::new(TagFacts {
        digest: digest(of),
        proof: Proof::Computed {
            header: porthole::inspection::HeaderDigest::Unknown,
        },
        kind: TagKind::Image,
        type_name: "OCI image manifest".to_owned(),
        platforms: vec!["linux/amd64".to_owned()],
        size: Some(1),
        created: None,
    })
}

fn digest(of: &str) -> Digest {
    Digest::sha256_of(of.as_bytes())
}

#[test]
fn a_list_is_loading_until_its_end_or_its_bound_or_a_failure() {
    for (rest, state) in [
        (Rest::Coming, "loading"),
        (Rest::Nothing, "ready"),
        (Rest::Waiting, "ready"),
        (Rest::Failed(Shared::new(status(500))), "ready"),
    ] {
        let list = after([Action::Page(names(&["1"]), rest)]);
        assert_eq!(list.state_attribute(), state);
        assert_eq!(list.is_settled(), state == "ready");
    }
    assert_eq!(BrowseState::default().state_attribute(), "loading");
    let waiting = after([Action::Page(names(&["1"]), Rest::Waiting), Action::GoOn]);
    assert_eq!(waiting.state_attribute(), "loading");
}

#[test]
fn a_page_that_fails_leaves_what_came_before_it() {
    let shown = names(&["2", "1"]);
    let state = after([
        Action::Page(shown.clone(), Rest::Coming),
        Action::Fail(status(500), false),
    ]);
    let Phase::Listed { names, rest } = &state.phase else {
        panic!("{:?}", state.phase);
    };
    assert_eq!(*names, shown);
    assert!(matches!(rest, Rest::Failed(error) if **error == status(500)));
}

#[test]
fn a_registry_without_a_catalog_has_not_failed_and_one_that_cannot_be_read_has() {
    for (error, is_catalog, want) in [
        (status(401), true, "ready"),
        (status(403), true, "ready"),
        (status(404), true, "ready"),
        (status(405), true, "ready"),
        (status(501), true, "ready"),
        (status(429), true, "failed"),
        (status(500), true, "failed"),
        (status(401), false, "failed"),
        (status(404), false, "failed"),
        (refused(Refusal::Access), true, "ready"),
        (refused(Refusal::Access), false, "failed"),
        (refused(Refusal::Password), true, "failed"),
        (no_answer(Cause::Unreachable), true, "failed"),
        (no_answer(Cause::MixedContent), true, "failed"),
        (
            no_answer(Cause::RouteWithoutCors {
                status: Some(200),
                preflighted: false,
            }),
            true,
            "ready",
        ),
    ] {
        let state = after([Action::Fail(error.clone(), is_catalog)]);
        assert_eq!(state.state_attribute(), want, "{error} {is_catalog}");
        assert_eq!(
            matches!(state.phase, Phase::NoCatalog(_)),
            want == "ready",
            "{error}"
        );
    }
}

#[test]
fn a_retry_is_said_of_the_list_and_not_of_rows() {
    let retry = || {
        Action::Retry(Retry {
            reason: "503".to_owned(),
            retry: 1,
            of: 3,
            wait: Duration::from_secs(1),
        })
    };
    assert!(after([retry()]).retry.is_some());
    let page = Action::Page(names(&["1"]), Rest::Nothing);
    assert_eq!(after([retry(), page.clone()]).retry, None);
    assert_eq!(after([page, retry()]).retry, None);
}

#[test]
fn what_is_cancelled_keeps_what_came_and_can_be_gone_on_with() {
    let retry = Action::Retry(Retry {
        reason: "503".to_owned(),
        retry: 1,
        of: 3,
        wait: Duration::from_secs(1),
    });
    let nothing = after([retry.clone(), Action::Cancel]);
    assert_eq!(nothing.phase, Phase::Cancelled);
    assert_eq!(nothing.state_attribute(), "idle");
    assert_eq!(nothing.retry, None);
    let list = names(&["1"]);
    let page = |rest| Action::Page(list.clone(), rest);
    let listed = |rest| Phase::Listed {
        names: list.clone(),
        rest,
    };
    let some = after([page(Rest::Coming), retry, Action::Cancel]);
    assert_eq!(some.phase, listed(Rest::Waiting));
    assert_eq!(some.state_attribute(), "ready");
    assert_eq!(some.retry, None);
    let on = some.reduce(Action::GoOn);
    assert_eq!(on.phase, listed(Rest::Coming));
    // Of what is over nothing can be cancelled.
    let whole = after([page(Rest::Nothing), Action::Cancel]);
    assert_eq!(whole.phase, listed(Rest::Nothing));
    let failed = after([Action::Fail(status(500), false), Action::Cancel]);
    assert_eq!(failed.state_attribute(), "failed");
}

#[test]
fn a_pause_lasts_until_the_person_wants_to_go_on() {
    assert!(after([Action::Pause]).is_paused);
    assert!(!after([Action::Pause, Action::ReadOn]).is_paused);
}

#[test]
fn a_new_question_begins_with_what_was_read_before() {
    let mut readings = Readings::default();
    readings.insert("1".into(), Reading::Read(facts("a")));
    let read = Rc::new(readings.clone());
    readings.insert("2".into(), Reading::Failed("why".into()));
    readings.insert("3".into(), Reading::Partial(facts("a"), "why".into()));
    let state = after([Action::Pause, Action::Begin(Rc::new(readings))]);
    assert_eq!(state.readings.get("1"), read.get("1"));
    assert!(!state.readings.is_read("2") && !state.readings.is_read("3"));
    assert_eq!(state.readings.siblings(Some("1"), &digest("a")), ["3"]);
    assert!(!state.is_paused);
}

#[test]
fn tags_that_lead_to_one_digest_know_each_other() {
    let state = after([
        Action::Read("1.0".into(), Reading::Read(facts("a"))),
        Action::Read("latest".into(), Reading::Begun(facts("a"))),
        Action::Read("2.0".into(), Reading::Partial(facts("b"), "why".into())),
        Action::Read("3.0".into(), Reading::Failed("why".into())),
    ]);
    let readings = &state.readings;
    assert_eq!(readings.siblings(Some("1.0"), &digest("a")), ["latest"]);
    assert_eq!(readings.siblings(None, &digest("a")), ["latest", "1.0"]);
    assert_eq!(readings.siblings(Some("2.0"), &digest("b")), [""; 0]);
    for (tag, want) in [
        ("1.0", true),
        ("latest", false),
        ("2.0", true),
        ("3.0", true),
        ("4.0", false),
    ] {
        assert_eq!(readings.is_read(tag), want, "{tag}");
    }
}

#[test]
fn a_tag_that_moved_is_no_sibling_any_more_and_is_read_again() {
    let library = Library::default();
    let mut readings = Readings::default();
    readings.insert("1.0".into(), Reading::Read(facts("a")));
    readings.insert("latest".into(), Reading::Read(facts("a")));
    library.keep("h/r".to_owned(), Rc::new(readings));
    library.learn("h/r".to_owned(), "latest".into(), digest("b"));
    library.learn("h/r".to_owned(), "1.0".into(), digest("a"));
    library.learn("h/other".to_owned(), "x".into(), digest("a"));
    let readings = library.of("h/r");
    assert_eq!(readings.siblings(Some("1.0"), &digest("a")), [""; 0]);
    assert_eq!(readings.siblings(None, &digest("b")), ["latest"]);
    assert!(!readings.is_read("latest"));
    assert!(readings.is_read("1.0"));
}

#[test]
fn names_come_in_order_and_once_whatever_the_pages() {
    let mut names = names(&["1.9", "latest", "1.9"]);
    assert_eq!(names.len(), 2);
    assert_eq!(names.add(vec!["1.10".to_owned(), "1.9".to_owned()]), 1);
    assert_eq!(names.add(vec!["1.9".to_owned()]), 0);
    assert_eq!(names.add(Vec::new()), 0);
    assert_eq!(texts(&names), ["latest", "1.10", "1.9"]);
}

#[test]
fn a_filter_finds_every_word_of_it_in_any_case() {
    let names = names(&["latest", "1.10-Alpine", "1.9-alpine", "1.9"]);
    let found = |filter: &str| {
        names.matching(filter).map(|found| {
            found
                .iter()
                .map(|at| names.get(*at).unwrap().to_string())
                .collect::<Vec<_>>()
        })
    };
    assert_eq!(found(""), None);
    assert_eq!(found("  "), None);
    assert_eq!(
        found("ALPINE"),
        Some(vec!["1.10-Alpine".into(), "1.9-alpine".into()])
    );
    assert_eq!(found("alp 1.9"), Some(vec!["1.9-alpine".into()]));
    assert_eq!(found("x"), Some(vec![]));
}

/// A task that tells when it is stopped.
struct Task(Rc<Cell<usize>>);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

#[test]
fn six_rows_are_read_at_a_time_and_what_leaves_the_view_is_stopped() {
    let stopped = Rc::new(Cell::new(0));
    let begun = RefCell::new(Vec::new());
    let read = |row| {
        begun.borrow_mut().push(row);
        Task(Rc::clone(&stopped))
    };
    let mut queue = Queue::default();
    queue.show(&(0..20).collect::<Vec<_>>());
    queue.start(read);
    assert_eq!(*begun.borrow(), [0, 1, 2, 3, 4, 5]);
    // Scrolled by four: those that are still in view go on.
    queue.show(&(4..24).collect::<Vec<_>>());
    assert_eq!(stopped.get(), 4);
    queue.start(read);
    assert_eq!(*begun.borrow(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert_eq!(queue.running(), AT_ONCE);
    queue.show(&[]);
    assert_eq!((stopped.get(), queue.running()), (10, 0));
    queue.start(read);
    assert_eq!(begun.borrow().len(), 10);
}

proptest! {
    #[test]
    fn never_more_than_six_and_never_one_twice_at_once(views in prop::collection::vec((0_u32..50, 0_u32..20), 1..20)) {
        let running = Rc::new(RefCell::new(Vec::new()));
        struct Row(u32, Rc<RefCell<Vec<u32>>>);
        impl Drop for Row {
            fn drop(&mut self) {
                self.1.borrow_mut().retain(|row| *row != self.0);
            }
        }
        let mut queue = Queue::default();
        for (first, count) in views {
            let view: Vec<u32> = (first..first + count).collect();
            queue.show(&view);
            queue.start(|row| {
                assert!(!running.borrow().contains(&row));
                running.borrow_mut().push(row);
                Row(row, Rc::clone(&running))
            });
            let running = running.borrow();
            prop_assert!(running.len() <= AT_ONCE && running.iter().all(|row| view.contains(row)));
            prop_assert_eq!(running.len(), AT_ONCE.min(view.len()));
        }
    }

    #[test]
    fn the_rows_in_view_are_rendered_and_few_others(
        length in 0_usize..100_000, row in prop_oneof![Just(0.0), 20.0..100.0_f64], top in -6_000_000.0..2_000.0_f64, height in 0.0..2_000.0_f64,
    ) {
        let window = Window::new(length, row, top, height);
        let (seen, rendered) = (window.in_view(length), window.rendered(length));
        prop_assert!(seen.start <= seen.end && seen.end <= length);
        prop_assert!(rendered.start <= rendered.end && rendered.end <= length);
        prop_assert!(seen.is_empty() || (rendered.start <= seen.start && seen.end <= rendered.end));
        prop_assert!(rendered.len() < 160);
        // A list that became shorter meanwhile.
        prop_assert!(window.rendered(length / 2).end <= length / 2);
    }
}

#[test]
fn the_window_shows_the_rows_that_are_there() {
    // The table begins 200 pixels below the upper edge: 7 rows of 100 fit below, the last of them in part.
    assert_eq!(Window::new(50, 100.0, 200.0, 850.0).in_view(50), 0..7);
    assert_eq!(Window::new(50, 100.0, -1_050.0, 850.0).in_view(50), 10..20);
    assert_eq!(Window::new(50, 100.0, 900.0, 850.0).in_view(50), 0..0);
    assert_eq!(Window::new(50, 100.0, -9_000.0, 850.0).in_view(50), 50..50);
    assert_eq!(Window::new(50, 0.0, 0.0, 850.0).in_view(50), 0..0);
}
