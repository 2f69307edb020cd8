//! The `<porthole-image>` element that a view lives in: its public state and events.

use super::{
    focus::{focus_in_place, is_lost},
    panic,
};
use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, CustomEventInit, HtmlElement};

/// The host element. Cheap to clone; equal if it is the same element.
#[derive(Clone, Debug, PartialEq)]
pub struct Host(HtmlElement);

/// A member of an event's `detail`.
#[derive(Clone, Copy, Debug)]
pub enum Detail<'a> {
    /// A text.
    Text(&'a str),
    /// A size in bytes. Exact up to 2^53, as every number of JavaScript is.
    Size(u64),
}

impl Host {
    /// Wraps the element.
    pub fn new(element: HtmlElement) -> Self {
        Self(element)
    }

    /// Sets an attribute of the DOM contract, or removes it.
    pub fn set_attribute(&self, name: &str, value: Option<&str>) {
        if panic::has_happened() {
            return;
        }
        // Both fail only for names that are no names.
        let _ = match value {
            Some(value) => self.0.set_attribute(name, value),
            None => self.0.remove_attribute(name),
        };
    }

    /// Puts the focus on the title of what is shown, if it was lost: what had it, a link or a button, is gone.
    pub fn catch_focus(&self) {
        if !is_lost(&self.0) {
            return;
        }
        let title = self
            .0
            .shadow_root()
            .and_then(|root| root.query_selector("h1").ok()?);
        if let Some(title) = title.and_then(|title| title.dyn_into::<HtmlElement>().ok()) {
            title.set_tab_index(-1);
            focus_in_place(&title);
        }
    }

    /// Sends an event that bubbles and leaves the shadow root.
    pub fn dispatch(&self, name: &str, detail: &[(&str, Detail<'_>)]) {
        if panic::has_happened() {
            return;
        }
        let object = Object::new();
        for (key, value) in detail {
            let value = match value {
                Detail::Text(text) => JsValue::from_str(text),
                Detail::Size(size) => JsValue::from_f64(*size as f64),
            };
            // A plain object takes every member.
            let _ = Reflect::set(&object, &JsValue::from_str(key), &value);
        }
        let init = CustomEventInit::new();
        init.set_bubbles(true);
        init.set_composed(true);
        init.set_detail(&object);
        if let Ok(event) = CustomEvent::new_with_event_init_dict(name, &init) {
            // What a listener throws is the listener's; `false` only says that somebody called preventDefault.
            let _ = self.0.dispatch_event(&event);
        }
    }
}
