//! The page of the tests: elements that go away again, events that were heard, and waiting with a deadline.

use gloo_timers::future::TimeoutFuture;
use js_sys::{Function, Object, Reflect};
use porthole::browser::clock;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, prelude::*};
use web_sys::{
    CustomEvent, Document, Element, Event, EventTarget, HtmlElement, ShadowRoot, ShadowRootInit,
    ShadowRootMode, Window,
};

/// How long anything may take before the test fails, in milliseconds.
const DEADLINE_MS: f64 = 20_000.0;

/// How often a condition is looked at, in milliseconds.
const LOOK_EVERY_MS: u32 = 5;

pub fn window() -> Window {
    web_sys::window().unwrap()
}

pub fn document() -> Document {
    window().document().unwrap()
}

/// Waits until `condition` gives something.
pub async fn until<T>(what: &str, mut condition: impl FnMut() -> Option<T>) -> T {
    let start = clock::now_ms();
    loop {
        if let Some(found) = condition() {
            return found;
        }
        assert!(
            clock::now_ms() - start < DEADLINE_MS,
            "waited in vain: {what}"
        );
        TimeoutFuture::new(LOOK_EVERY_MS).await;
    }
}

/// An element in the page; gone when dropped.
pub struct Fixture(pub HtmlElement);

impl Fixture {
    pub fn new(name: &str) -> Self {
        let element: HtmlElement = document().create_element(name).unwrap().unchecked_into();
        document().body().unwrap().append_child(&element).unwrap();
        Self(element)
    }

    /// An open shadow root in it.
    pub fn shadow(&self) -> ShadowRoot {
        let init = ShadowRootInit::new(ShadowRootMode::Open);
        self.0.attach_shadow(&init).unwrap()
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        self.0.remove();
    }
}

/// An element inside another.
pub fn child(parent: &web_sys::Node, name: &str) -> HtmlElement {
    let element: HtmlElement = document().create_element(name).unwrap().unchecked_into();
    parent.append_child(&element).unwrap();
    element
}

/// The events of one name that come by a target.
pub struct Recorder {
    target: EventTarget,
    name: &'static str,
    heard: Rc<RefCell<Vec<Event>>>,
    callback: Closure<dyn FnMut(Event)>,
}

impl Recorder {
    pub fn on(target: &EventTarget, name: &'static str) -> Self {
        let heard = Rc::new(RefCell::new(Vec::new()));
        let callback = Closure::<dyn FnMut(Event)>::new({
            let heard = Rc::clone(&heard);
            move |event| heard.borrow_mut().push(event)
        });
        target
            .add_event_listener_with_callback(name, callback.as_ref().unchecked_ref())
            .unwrap();
        Self {
            target: target.clone(),
            name,
            heard,
            callback,
        }
    }

    pub fn events(&self) -> Vec<Event> {
        self.heard.borrow().clone()
    }

    /// Members of each event's `detail`, as text.
    pub fn details(&self, names: &[&str]) -> Vec<Vec<String>> {
        let detail = |event: &Event| event.unchecked_ref::<CustomEvent>().detail();
        let member = |detail: &JsValue, name: &str| {
            let value = Reflect::get(detail, &name.into()).unwrap();
            value
                .as_string()
                .or_else(|| value.as_f64().map(|number| number.to_string()))
                .unwrap_or_else(|| format!("{value:?}"))
        };
        self.events()
            .iter()
            .map(detail)
            .map(|detail| names.iter().map(|name| member(&detail, name)).collect())
            .collect()
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.target
            .remove_event_listener_with_callback(self.name, self.callback.as_ref().unchecked_ref())
            .unwrap();
    }
}

/// A member of a JavaScript object that a test replaces; put back when dropped.
pub struct Replaced {
    object: JsValue,
    name: &'static str,
    was: Option<JsValue>,
}

impl Replaced {
    pub fn new(object: &JsValue, name: &'static str, value: &JsValue) -> Self {
        let own =
            Object::get_own_property_descriptor(object.unchecked_ref::<Object>(), &name.into());
        define(object, name, value);
        Self {
            object: object.clone(),
            name,
            was: (!own.is_undefined()).then_some(own),
        }
    }
}

fn define(object: &JsValue, name: &str, value: &JsValue) {
    let descriptor = Object::new();
    Reflect::set(&descriptor, &"value".into(), value).unwrap();
    Reflect::set(&descriptor, &"configurable".into(), &JsValue::TRUE).unwrap();
    Reflect::set(&descriptor, &"writable".into(), &JsValue::TRUE).unwrap();
    Reflect::define_property(object.unchecked_ref::<Object>(), &name.into(), &descriptor).unwrap();
}

impl Drop for Replaced {
    fn drop(&mut self) {
        let object = self.object.unchecked_ref::<Object>();
        match &self.was {
            Some(was) => {
                Reflect::define_property(object, &self.name.into(), was.unchecked_ref()).unwrap();
            }
            // It was inherited: what stands before it goes away.
            None => {
                Reflect::delete_property(object, &self.name.into()).unwrap();
            }
        }
    }
}

/// A JavaScript function from its body; its arguments are `a` and `b`.
pub fn function(body: &str) -> Function {
    Function::new_with_args("a, b", body)
}

/// The URL of a Blob that holds `text`.
pub fn blob_url(text: &str, media_type: &str) -> String {
    let body = "return URL.createObjectURL(new Blob([a], { type: b }))";
    function(body)
        .call2(&JsValue::NULL, &text.into(), &media_type.into())
        .unwrap()
        .as_string()
        .unwrap()
}

/// Everything with this `part`.
pub fn parts(root: &ShadowRoot, part: &str) -> Vec<Element> {
    let list = root
        .query_selector_all(&format!("[part~='{part}']"))
        .unwrap();
    (0..list.length())
        .map(|position| list.get(position).unwrap().unchecked_into())
        .collect()
}

/// The values of an attribute.
pub fn attributes(elements: &[Element], name: &str) -> Vec<String> {
    elements
        .iter()
        .map(|element| element.get_attribute(name).unwrap_or_default())
        .collect()
}
