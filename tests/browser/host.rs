//! The host element: its attributes and events, and the looks of its shadow root.

use crate::support::{Fixture, Recorder, child, document, window};
use js_sys::{Array, Reflect};
use porthole::browser::{Host, host::Detail, style};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::CustomEvent;

#[wasm_bindgen_test]
fn attributes_are_set_and_removed() {
    let fixture = Fixture::new("div");
    let host = Host::new(fixture.0.clone());
    host.set_attribute("data-state", Some("loading"));
    assert_eq!(
        fixture.0.get_attribute("data-state").as_deref(),
        Some("loading")
    );
    host.set_attribute("data-state", Some("\"<&"));
    assert_eq!(
        fixture.0.get_attribute("data-state").as_deref(),
        Some("\"<&")
    );
    host.set_attribute("data-state", None);
    host.set_attribute("data-kind", None);
    assert!(!fixture.0.has_attribute("data-state"));
    host.set_attribute("no attribute's name", Some("x"));
    assert_eq!(fixture.0.get_attribute_names().length(), 0);
}

#[wasm_bindgen_test]
fn events_bubble_out_of_the_shadow_root_that_the_host_is_in() {
    let outer = Fixture::new("div");
    let inner = child(&outer.shadow(), "div");
    let (page, element) = (
        Recorder::on(&document(), "porthole-verdict"),
        Recorder::on(&inner, "porthole-verdict"),
    );
    let detail = [
        ("digest", Detail::Text("sha256:44")),
        ("verdict", Detail::Text("match")),
        ("size", Detail::Size((1 << 53) - 1)),
    ];
    Host::new(inner).dispatch("porthole-verdict", &detail);
    assert_eq!(element.events().len(), 1);
    let events = page.events();
    assert_eq!(events.len(), 1);
    let event: &CustomEvent = events[0].unchecked_ref();
    assert!(event.bubbles() && event.composed() && !event.cancelable());
    let want = [["sha256:44", "match", "9007199254740991"]
        .map(str::to_owned)
        .to_vec()];
    assert_eq!(page.details(&["digest", "verdict", "size"]), want);
    let names = js_sys::Object::keys(event.detail().unchecked_ref::<js_sys::Object>());
    assert_eq!(names.length(), 3, "and nothing else");
}

#[wasm_bindgen_test]
fn a_host_is_equal_to_itself_alone() {
    let (one, other) = (Fixture::new("div"), Fixture::new("div"));
    assert_eq!(Host::new(one.0.clone()), Host::new(one.0.clone()));
    assert_ne!(Host::new(one.0.clone()), Host::new(other.0.clone()));
}

fn sheets(root: &JsValue) -> Array {
    Reflect::get(root, &"adoptedStyleSheets".into())
        .unwrap()
        .unchecked_into()
}

#[wasm_bindgen_test]
fn all_elements_share_one_stylesheet_and_the_page_gets_none() {
    let before = sheets(&document()).length();
    let (one, other) = (Fixture::new("span"), Fixture::new("span"));
    let (first, second) = (one.shadow(), other.shadow());
    for root in [&first, &second, &first] {
        style::adopt(root);
    }
    assert_eq!(sheets(&first).length(), 1, "once, however often adopted");
    assert!(js_sys::Object::is(
        &sheets(&first).get(0),
        &sheets(&second).get(0)
    ));
    assert_eq!(sheets(&document()).length(), before);
    assert_eq!(first.child_nodes().length(), 0, "no style element");
    let display = window()
        .get_computed_style(&one.0)
        .unwrap()
        .unwrap()
        .get_property_value("display")
        .unwrap();
    assert_eq!(display, "block", "of :host");
}
