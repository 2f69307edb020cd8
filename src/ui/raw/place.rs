//! Places: from a field or a problem to the bytes that say so.
//!
//! There can be tens of thousands of these buttons, so they are mere elements, as those that copy are: one listener, on the element
//! around them all, serves them, and the other buttons that decide on what the raw view shows.

use super::RawView;
use crate::{
    inspection::Root,
    ui::{
        element::{Element, button},
        shared::Shared,
        text::{plain, view_text},
    },
};
use yew::prelude::*;

/// Names a document.
pub const DOCUMENT: &str = "data-document";
/// A JSON pointer into it: what has this shows a place.
const POINTER: &str = "data-pointer";
/// `text` or `hex`.
pub const MODE: &str = "data-mode";

/// A place that somebody wants to see.
#[derive(Debug)]
pub struct Place {
    /// What was shown when it was asked for: it has no meaning for anything else.
    pub root: Option<Shared<Root>>,
    /// JSON pointer (RFC 6901) into the document.
    pub pointer: String,
    /// What was clicked: the way back.
    pub origin: Option<web_sys::Element>,
}

/// A quiet button beside a field: it shows the bytes at `pointer` of `document` (`index`, `manifest` or `config`).
pub fn view_place(document: &'static str, pointer: &str) -> Element {
    place(document, pointer).class("at").attribute(
        "title",
        format!("Show {document} {} in the raw view", plain(pointer)),
    )
}

/// The same beside an element of a list.
pub fn view_place_in(document: &'static str, list: &'static str, position: usize) -> Element {
    view_place(document, &format!("{list}/{position}"))
}

/// The place of a problem, written out.
pub fn view_place_named(document: &'static str, pointer: &str) -> Element {
    let name = format!("{document} {pointer}");
    place(document, pointer)
        .class("link mono")
        .child(view_text(name.trim_end()))
}

fn place(document: &'static str, pointer: &str) -> Element {
    // Rules over several documents of an image point into its config.
    let document = if document == "image" {
        "config"
    } else {
        document
    };
    button()
        .part("place")
        .fixed(DOCUMENT, document)
        .attribute(POINTER, pointer.to_owned())
}

/// What the raw view shows after a click on one of the buttons that decide on it; `None` if it was another one. `root`: what is shown.
pub fn clicked(event: &MouseEvent, view: &RawView, root: Option<&Shared<Root>>) -> Option<RawView> {
    let target = event.target_dyn_into::<web_sys::Element>()?;
    let buttons = "[part=place],[part=raw-tab],[part=raw-mode],[part=raw-back]";
    let origin = target.closest(buttons).ok()??;
    let mut view = view.clone();
    if let Some(mode) = origin.get_attribute(MODE) {
        view.is_hex = mode == "hex";
        return Some(view);
    }
    if let Some(document) = origin.get_attribute(DOCUMENT) {
        view.document = document.into();
    }
    let pointer = origin.get_attribute(POINTER);
    view.place = pointer.map(|pointer| {
        Shared::new(Place {
            root: root.cloned(),
            pointer,
            origin: Some(origin),
        })
    });
    Some(view)
}
