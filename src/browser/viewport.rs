//! What the window shows: more rows when the end of a long list comes near.

use js_sys::Array;
use wasm_bindgen::{JsCast, prelude::*};
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry};

/// Calls back whenever an element comes into view; stops when dropped.
pub struct Sentinel {
    observer: IntersectionObserver,
    _callback: Closure<dyn FnMut(Array)>,
}

impl Sentinel {
    /// Watches `element`; `None` where the browser has no observers.
    pub fn watch(element: &Element, on_visible: impl Fn() + 'static) -> Option<Self> {
        let callback = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            if entries.iter().any(|entry| {
                entry
                    .unchecked_into::<IntersectionObserverEntry>()
                    .is_intersecting()
            }) {
                on_visible();
            }
        });
        let observer = IntersectionObserver::new(callback.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self {
            observer,
            _callback: callback,
        })
    }
}

impl Drop for Sentinel {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
