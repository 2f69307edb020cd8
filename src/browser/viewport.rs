//! What the window shows: more rows when the end of a long list comes near, and the rows of a list of any length that are in view.

use super::panic;
use js_sys::Array;
use wasm_bindgen::{JsCast, prelude::*};
use web_sys::{Element, Event, IntersectionObserver, IntersectionObserverEntry};

/// Calls back whenever an element comes into view; stops when dropped.
pub struct Sentinel {
    observer: IntersectionObserver,
    _callback: Closure<dyn FnMut(Array)>,
}

impl Sentinel {
    /// Watches `element`; `None` where the browser has no observers.
    pub fn watch(element: &Element, on_visible: impl Fn() + 'static) -> Option<Self> {
        let callback = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            let is_visible = entries.iter().any(|entry| {
                entry
                    .unchecked_into::<IntersectionObserverEntry>()
                    .is_intersecting()
            });
            if is_visible && !panic::has_happened() {
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

/// Calls back whenever something was scrolled, in the page or in whatever holds a view, and when the window gets another size; stops when
/// dropped.
pub struct Motion(Closure<dyn FnMut(Event)>);

/// What moves what is seen.
const MOTIONS: [&str; 2] = ["scroll", "resize"];

impl Motion {
    /// Listens.
    pub fn watch(on_motion: impl Fn() + 'static) -> Option<Self> {
        let callback = Closure::<dyn FnMut(Event)>::new(move |_| {
            if !panic::has_happened() {
                on_motion();
            }
        });
        let window = web_sys::window()?;
        for motion in MOTIONS {
            // Scrolling does not bubble, but is captured on its way down.
            window
                .add_event_listener_with_callback_and_bool(
                    motion,
                    callback.as_ref().unchecked_ref(),
                    true,
                )
                .ok()?;
        }
        Some(Self(callback))
    }
}

impl Drop for Motion {
    fn drop(&mut self) {
        let Some(window) = web_sys::window() else {
            return;
        };
        for motion in MOTIONS {
            // Fails never: removing what is not there does nothing.
            let _ = window.remove_event_listener_with_callback_and_bool(
                motion,
                self.0.as_ref().unchecked_ref(),
                true,
            );
        }
    }
}

/// Where an element is, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// From the upper edge of the window down to the element's; negative above it.
    pub top: f64,
    /// How high the element is.
    pub height: f64,
}

/// Where an element is; all zero if it is not shown.
pub fn place(element: &Element) -> Place {
    let rectangle = element.get_bounding_client_rect();
    Place {
        top: rectangle.top(),
        height: rectangle.height(),
    }
}

/// How high the window is, in CSS pixels.
pub fn height() -> f64 {
    let height = web_sys::window().and_then(|window| window.inner_height().ok());
    height
        .and_then(|height| height.as_f64())
        .unwrap_or_default()
}
