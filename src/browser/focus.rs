//! Giving the focus to an element.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, FocusOptions, HtmlElement};

/// Gives the focus to `element`, which is scrolled into view. Nothing happens if it is no longer on the page, or takes no focus.
pub fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        // Fails only for elements that are not shown.
        let _ = element.focus();
    }
}

/// Gives the focus to `element` without scrolling, for a focus that nobody looks for.
pub fn focus_in_place(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    // Fails only for elements that are not shown.
    let _ = element.focus_with_options(&options);
}

/// Moves from the target of `event` to the first element of the selector `to` in what is around it, the closest element of the selector `within`.
pub fn go_to(event: &Event, within: &str, to: &str) {
    // Fails only for what is no selector.
    let found = closest(event, within).and_then(|around| around.query_selector(to).ok()?);
    if let Some(found) = found {
        found.scroll_into_view();
        hold(found);
    }
}

/// The closest element of a selector around the target of `event`.
fn closest(event: &Event, selector: &str) -> Option<Element> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    // Fails only for what is no selector.
    target.closest(selector).ok()?
}

/// Gives the focus to what takes none by itself.
fn hold(element: Element) {
    if let Ok(element) = element.dyn_into::<HtmlElement>() {
        element.set_tab_index(-1);
        focus_in_place(&element);
    }
}

/// Gives the focus to what came in the place of a button that went with it; to nothing, if something else has it by now.
pub fn take_up(element: &Element) {
    if is_lost(element)
        && let Some(element) = element.dyn_ref()
    {
        focus_in_place(element);
    }
}

/// Whether what had the focus in the document of `element` is gone.
pub fn is_lost(element: &Element) -> bool {
    let document = element.owner_document();
    let holder = document.and_then(|document| document.active_element());
    holder.is_none_or(|holder| holder.local_name() == "body")
}

/// Moves the focus from the target of `event`, which will go, to what is around it: the closest element of this selector.
pub fn move_outwards(event: &Event, selector: &str) {
    if let Some(around) = closest(event, selector) {
        hold(around);
    }
}
