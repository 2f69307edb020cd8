//! Giving the focus to an element.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Gives the focus to `element`, which is scrolled into view. Nothing happens if it is no longer on the page, or takes no focus.
pub fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        // Fails only for elements that are not shown.
        let _ = element.focus();
    }
}
