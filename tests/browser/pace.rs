//! What is shown at once, what waits for more, and what never is.

use porthole::{
    browser::clock,
    ui::{inspection_state::Action, pace::Pace},
};
use std::{cell::RefCell, rc::Rc, time::Duration};
use wasm_bindgen_test::wasm_bindgen_test;

type Shown = Rc<RefCell<Vec<Action>>>;

fn pace() -> (Pace, Shown) {
    let shown = Shown::default();
    let pace = {
        let shown = Rc::clone(&shown);
        Pace::new(move |action| shown.borrow_mut().push(action))
    };
    (pace, shown)
}

/// Waits until something was shown.
async fn some(shown: &Shown) {
    let start = clock::now();
    while shown.borrow().is_empty() {
        assert!(clock::now() - start < Duration::from_secs(10), "nothing");
        clock::sleep(Duration::from_millis(1)).await;
    }
}

#[wasm_bindgen_test]
fn what_waits_is_shown_with_what_ends_it_in_order() {
    let (pace, shown) = pace();
    pace.soon(Action::Leave);
    pace.soon(Action::Cancel);
    assert!(shown.borrow().is_empty());
    pace.end();
    assert!(matches!(
        shown.borrow()[..],
        [Action::Leave, Action::Cancel]
    ));
}

#[wasm_bindgen_test]
fn what_is_shown_at_once_comes_behind_what_waited() {
    let (pace, shown) = pace();
    pace.soon(Action::Leave);
    pace.now(Action::Cancel);
    assert!(matches!(
        shown.borrow()[..],
        [Action::Leave, Action::Cancel]
    ));
}

#[wasm_bindgen_test]
async fn what_waits_is_shown_when_nothing_more_comes() {
    let (pace, shown) = pace();
    for length in 1..=2 {
        shown.borrow_mut().clear();
        (0..length).for_each(|_| pace.soon(Action::Leave));
        some(&shown).await;
        assert_eq!(shown.borrow().len(), length);
    }
}

#[wasm_bindgen_test]
async fn what_was_forgotten_is_never_shown() {
    let (pace, shown) = pace();
    pace.soon(Action::Leave);
    pace.forget();
    // Begun later, so that its moment is over later too.
    let (witness, seen) = self::pace();
    witness.soon(Action::Cancel);
    some(&seen).await;
    assert!(shown.borrow().is_empty());
    pace.end();
    assert!(shown.borrow().is_empty());
}
