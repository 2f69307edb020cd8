//! Listening to the window, for as long as somebody holds the listener.

use super::panic;
use std::cell::Cell;
use wasm_bindgen::{JsCast, prelude::*};
use web_sys::{DragEvent, Event, File, HtmlElement, KeyboardEvent};

/// A listener on the window; removed when dropped.
pub struct Listener {
    name: &'static str,
    callback: Closure<dyn FnMut(Event)>,
}

impl Listener {
    fn new(name: &'static str, mut callback: impl FnMut(Event) + 'static) -> Option<Self> {
        let callback = Closure::<dyn FnMut(Event)>::new(move |event| {
            if !panic::has_happened() {
                callback(event);
            }
        });
        web_sys::window()?
            .add_event_listener_with_callback(name, callback.as_ref().unchecked_ref())
            .ok()?;
        Some(Self { name, callback })
    }

    /// Calls back when a person goes back or forward in the history of the tab.
    pub fn on_history(callback: impl Fn() + 'static) -> Option<Self> {
        Self::new("popstate", move |_| callback())
    }

    /// Calls back with the URL of each request that the page's own policy (Content Security Policy) forbids.
    pub fn on_forbidden(callback: impl Fn(String) + 'static) -> Option<Self> {
        Self::new("securitypolicyviolation", move |event| {
            let text = |name: &str| {
                let value = js_sys::Reflect::get(&event, &name.into()).ok();
                value
                    .and_then(|value| value.as_string())
                    .unwrap_or_default()
            };
            // A policy that only reports forbids nothing.
            if text("disposition") != "report" && text("effectiveDirective") == "connect-src" {
                callback(text("blockedURI"));
            }
        })
    }

    /// Calls back when `key` is pressed, but not while a person types, and not together with Control, Alt or Meta.
    pub fn on_key(key: &'static str, callback: impl Fn() + 'static) -> Option<Self> {
        Self::new("keydown", move |event| {
            let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
                return;
            };
            let has_modifier = event.ctrl_key() || event.alt_key() || event.meta_key();
            if event.key() == key && !has_modifier && !is_typing(event) {
                event.prevent_default();
                callback();
            }
        })
    }

    /// Calls back again and again while files are dragged over the page.
    pub fn on_drag(callback: impl Fn() + 'static) -> Option<Self> {
        Self::new("dragover", move |event| {
            let transfer = event
                .dyn_ref::<DragEvent>()
                .and_then(DragEvent::data_transfer);
            if transfer.is_some_and(|transfer| transfer.types().includes(&"Files".into(), 0)) {
                callback();
            }
        })
    }
}

thread_local! {
    /// How many listen to dropped files.
    static DROP_LISTENERS: Cell<usize> = const { Cell::new(0) };
}

/// Listens to files that are dropped on the page.
pub struct DropListener {
    _over: Option<Listener>,
    _drop: Option<Listener>,
}

impl DropListener {
    /// Calls back with the first of the files that are dropped anywhere, if it is one that `takes` means, unless something on the page took
    /// them already.
    pub fn new(takes: fn(&File) -> bool, callback: impl Fn(File) + 'static) -> Self {
        DROP_LISTENERS.set(DROP_LISTENERS.get() + 1);
        Self {
            // Without this nothing may be dropped.
            _over: Listener::new("dragover", |event| event.prevent_default()),
            _drop: Listener::new("drop", move |event| {
                let file = event
                    .dyn_ref::<DragEvent>()
                    .and_then(|event| event.data_transfer()?.files()?.get(0));
                if let Some(file) = file.filter(|file| !event.default_prevented() && takes(file)) {
                    event.prevent_default();
                    callback(file);
                }
            }),
        }
    }
}

impl DropListener {
    /// Whether nobody else listens to dropped files.
    pub fn is_only() -> bool {
        DROP_LISTENERS.get() <= 1
    }
}

impl Drop for DropListener {
    fn drop(&mut self) {
        DROP_LISTENERS.set(DROP_LISTENERS.get() - 1);
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            // Fails never: removing what is not there does nothing.
            let _ = window.remove_event_listener_with_callback(
                self.name,
                self.callback.as_ref().unchecked_ref(),
            );
        }
    }
}

/// Whether the event comes from something that text is typed into, even inside of a shadow root.
fn is_typing(event: &KeyboardEvent) -> bool {
    let Ok(target) = event.composed_path().get(0).dyn_into::<HtmlElement>() else {
        return false;
    };
    target.is_content_editable()
        || matches!(target.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
}
