//! How far the page was scrolled, kept in the history of the tab. The browser restores it by itself, but before there is anything to scroll: what is shown
//! again has to be asked for.

use super::{clock, task::Task};
use std::cell::Cell;
use wasm_bindgen::JsValue;
use web_sys::Window;

/// Frames in which what is shown may become as high as it was.
const FRAMES: usize = 20;

thread_local! {
    static WANTED: Cell<Option<f64>> = const { Cell::new(None) };
}

/// Leaves in the present step of the history how far the page is scrolled: it is about to show something else.
pub fn leave(window: &Window) {
    WANTED.set(None);
    if let (Ok(history), Ok(top)) = (window.history(), window.scroll_y()) {
        // A history that cannot be written (a sandboxed frame) has no way back either.
        let _ = history.replace_state_with_url(&JsValue::from_f64(top), "", None);
    }
}

/// Remembers how far the page was scrolled at the step of the history that is shown again.
pub fn recall() {
    let history = web_sys::window().and_then(|window| window.history().ok());
    let state = history.and_then(|history| history.state().ok());
    WANTED.set(state.and_then(|state| state.as_f64()));
}

/// Scrolls there, now that it is shown. Lists are what one comes back to in the middle; what else is shown begins at its top.
pub fn restore() -> Option<Task> {
    let (top, window) = (WANTED.take()?, web_sys::window()?);
    Some(Task::spawn(async move {
        for _ in 0..FRAMES {
            clock::frame().await;
            window.scroll_to_with_x_and_y(0.0, top);
            if window.scroll_y().is_ok_and(|reached| reached + 1.0 >= top) {
                break;
            }
        }
    }))
}
