//! What is seen while nothing is known yet, and while a retry is waited for.

use super::{
    element::{Element, button, element},
    format,
    sentence::sentence,
    text::view_text,
};
use crate::source::transport::Retry;
use yew::prelude::*;

/// The quiet outline of the page to come, and what stops waiting for it, if nothing else does.
pub fn view_loading(image: &str, cancel: Option<Html>) -> Html {
    let title = element("h1")
        .text("Asking for ")
        .child(element("code").child(view_text(image)))
        .text(" …");
    element("section")
        .class("loading")
        .part("loading")
        .fixed("aria-busy", "true")
        .child(title)
        .child(element("div").class("line wide"))
        .child(element("div").class("line"))
        .child(element("div").class("line short"))
        .maybe(cancel)
        .into()
}

/// Stops waiting.
pub fn view_cancel(on_click: Callback<MouseEvent>) -> Element {
    button()
        .part("cancel-button")
        .on_click(on_click)
        .text("Cancel")
}

/// Why it takes longer.
pub fn view_retry(retry: &Retry) -> Html {
    element("p")
        .class("retry")
        .part("retry")
        .fixed("role", "status")
        .text(format!(
            "{}. Trying again in {} ({} of {}).",
            sentence(&retry.reason),
            format::duration(retry.wait),
            retry.retry,
            retry.of,
        ))
        .into()
}
