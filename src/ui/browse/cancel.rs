//! Waiting for a list, and waiting no longer.

use crate::{
    browser::focus::move_outwards,
    oci::Place,
    ui::{
        element::{Element, element, text},
        loading::{view_cancel, view_loading},
        navigation::view_go,
        text::view_text,
    },
};
use yew::prelude::*;

/// Stops what is on its way. The button goes: who used the keyboard goes on from what is around it, the closest element of the selector `within`.
pub(super) fn view_stop(on_cancel: &Callback<()>, within: &'static str) -> Element {
    view_cancel(on_cancel.reform(move |event: MouseEvent| move_outwards(&event, within)))
}

/// Nothing of the list came yet.
pub(super) fn view_waiting(list: &str, on_cancel: &Callback<()>) -> Html {
    view_loading(list, Some(view_stop(on_cancel, ".wrap").into()))
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
