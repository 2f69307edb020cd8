//! Keys and the history of the tab, heard for as long as somebody holds the listener; and what comes into view.

use crate::support::{Fixture, child, document, until, window};
use porthole::browser::{listener::Listener, viewport::Sentinel};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, EventTarget, KeyboardEvent, KeyboardEventInit};

/// A listener for `/` and how often it was called.
fn slash() -> (Listener, Rc<Cell<u32>>) {
    let calls = Rc::new(Cell::new(0));
    let listener = Listener::on_key("/", {
        let calls = Rc::clone(&calls);
        move || calls.set(calls.get() + 1)
    });
    (listener.unwrap(), calls)
}

fn press(target: &EventTarget, change: impl Fn(&KeyboardEventInit)) -> KeyboardEvent {
    let init = KeyboardEventInit::new();
    init.set_key("/");
    init.set_bubbles(true);
    init.set_composed(true);
    init.set_cancelable(true);
    change(&init);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
    target.dispatch_event(&event).unwrap();
    event
}

#[wasm_bindgen_test]
fn a_key_is_heard_anywhere_in_the_page_and_does_nothing_else() {
    let (_listener, calls) = slash();
    let fixture = Fixture::new("button");
    let event = press(&fixture.0, |_| ());
    assert_eq!(calls.get(), 1);
    assert!(event.default_prevented(), "it is not typed as well");
    assert!(press(&document().body().unwrap(), |_| ()).default_prevented());
    assert_eq!(calls.get(), 2);
}

#[wasm_bindgen_test]
fn other_keys_and_keys_with_modifiers_belong_to_the_browser() {
    let (_listener, calls) = slash();
    let body = document().body().unwrap();
    let presses = [
        press(&body, |init| init.set_key("a")),
        press(&body, |init| init.set_ctrl_key(true)),
        press(&body, |init| init.set_alt_key(true)),
        press(&body, |init| init.set_meta_key(true)),
    ];
    for event in presses {
        assert!(!event.default_prevented());
    }
    assert_eq!(calls.get(), 0);
    press(&body, |init| init.set_shift_key(true));
    assert_eq!(
        calls.get(),
        1,
        "many keyboards have the slash on Shift and 7"
    );
}

#[wasm_bindgen_test]
fn a_key_is_left_alone_while_somebody_types() {
    let (_listener, calls) = slash();
    for name in ["input", "textarea", "select"] {
        let fixture = Fixture::new(name);
        assert!(!press(&fixture.0, |_| ()).default_prevented(), "{name}");
        let outer = Fixture::new("div");
        let inner = child(&outer.shadow(), name);
        press(&inner, |_| ());
        assert_eq!(calls.get(), 0, "{name} in a shadow root");
    }
    let editor = Fixture::new("div");
    editor.0.set_content_editable("true");
    press(&child(&editor.0, "b"), |_| ());
    assert_eq!(calls.get(), 0);
    let outer = Fixture::new("div");
    press(&child(&outer.shadow(), "button"), |_| ());
    assert_eq!(calls.get(), 1);
}

#[wasm_bindgen_test]
fn a_listener_that_was_dropped_hears_nothing() {
    let (listener, calls) = slash();
    let (other, other_calls) = slash();
    let body = document().body().unwrap();
    press(&body, |_| ());
    assert_eq!((calls.get(), other_calls.get()), (1, 1));
    drop(listener);
    press(&body, |_| ());
    assert_eq!((calls.get(), other_calls.get()), (1, 2));
    drop(other);
    assert!(!press(&body, |_| ()).default_prevented());
    assert_eq!((calls.get(), other_calls.get()), (1, 2));
}

#[wasm_bindgen_test]
fn a_step_in_the_history_is_heard_until_the_listener_is_dropped() {
    let calls = Rc::new(Cell::new(0));
    let listener = Listener::on_history({
        let calls = Rc::clone(&calls);
        move || calls.set(calls.get() + 1)
    });
    let step = || {
        let event = Event::new("popstate").unwrap();
        window().dispatch_event(&event).unwrap();
    };
    step();
    assert_eq!(calls.get(), 1);
    drop(listener);
    step();
    assert_eq!(calls.get(), 1);
}

#[wasm_bindgen_test]
async fn an_element_that_comes_into_view_is_noticed() {
    let fixture = Fixture::new("div");
    fixture
        .0
        .set_attribute("style", "position:fixed;inset:0;overflow:auto")
        .unwrap();
    let tall = child(&fixture.0, "div");
    tall.set_attribute("style", "height:10000px").unwrap();
    let last = child(&fixture.0, "div");
    last.set_text_content(Some("the end"));
    let calls = Rc::new(Cell::new(0_u32));
    let watch = |element: &web_sys::HtmlElement| {
        let calls = Rc::clone(&calls);
        Sentinel::watch(element, move || calls.set(calls.get() + 1)).unwrap()
    };
    let sentinel = watch(&last);
    // The observer of what is in view reports; by then it would have reported the other one too.
    let first_calls = Rc::new(Cell::new(0_u32));
    let first = Sentinel::watch(&tall, {
        let calls = Rc::clone(&first_calls);
        move || calls.set(calls.get() + 1)
    });
    until("what is in view is noticed", || {
        (first_calls.get() > 0).then_some(())
    })
    .await;
    assert_eq!(calls.get(), 0, "it is far below");
    fixture.0.set_scroll_top(10_000);
    until("it comes into view", || (calls.get() > 0).then_some(())).await;
    drop((sentinel, first));
}
