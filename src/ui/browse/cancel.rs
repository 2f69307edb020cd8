//! Waiting for a list, and waiting no longer.

use crate::{
    browser::focus::move_outwards,
    oci::Place,
    ui::{
        element::{Element, button, element, text},
        loading::view_loading,
        navigation::view_go,
        text::view_text,
    },
};
use yew::prelude::*;

/// Stops what is on its way. The button goes: who used the keyboard goes on from what is around it, the closest element of the selector `within`.
pub(super) fn view_cancel(on_cancel: &Callback<()>, within: &'static str) -> Element {
    let on_click = on_cancel.reform(move |event: MouseEvent| move_outwards(&event, within));
    button()
        .part("cancel-button")
        .on_click(on_click)
        .text("Cancel")
}

/// Nothing of the list came yet.
pub(super) fn view_waiting(list: &str, on_cancel: &Callback<()>) -> Html {
    element("div")
        .class("waiting")
        .child(view_cancel(on_cancel, ".wrap"))
        .child(view_loading(list))
        .into()
}

/// Nothing of the list came, and nobody waits for it.
pub(super) fn view_cancelled(list: &str, place: &Place) -> Html {
    let title = element("h1")
        .text("Asking for ")
        .child(view_text(list))
        .text(" was cancelled");
    let again = view_go(place.clone(), text("Ask again"));
    element("section")
        .class("nothing")
        .child(title)
        .child(element("p").child(element("span").part("again").child(again)))
        .into()
}
