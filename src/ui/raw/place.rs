//! Places: from a field or a problem to the bytes that say so.
//!
//! There can be tens of thousands of these buttons, so they are mere elements, as those that copy are: one listener, on the element
//! around them all, serves them.

use super::{Bytes, RawView, documents::documents};
use crate::ui::{
    element::{Element, button},
    inspection_state::InspectionState,
    shared::Shared,
    text::{plain, view_text},
};
use std::rc::Rc;
use yew::prelude::*;

const DOCUMENT: &str = "data-document";
const POINTER: &str = "data-pointer";

/// A place that somebody wants to see.
#[derive(Debug)]
pub struct Place {
    /// The document.
    pub bytes: Bytes,
    /// JSON pointer (RFC 6901) into it.
    pub pointer: String,
    /// What was clicked: the way back.
    pub origin: Option<web_sys::Element>,
}

/// A quiet button beside a field: it shows the bytes at `pointer` of `document` (`index`, `manifest` or `config`).
pub fn view_place(document: &'static str, pointer: &str) -> Element {
    place(document, pointer).class("place").attribute(
        "title",
        format!("Show {document} {} in the raw view", plain(pointer)),
    )
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

/// Makes the buttons work inside of the element that listens.
pub fn on_place(
    state: &Rc<InspectionState>,
    view: &RawView,
    on_view: &Callback<RawView>,
) -> Callback<MouseEvent> {
    let (state, view, on_view) = (Rc::clone(state), view.clone(), on_view.clone());
    Callback::from(move |event: MouseEvent| {
        let target = event.target_dyn_into::<web_sys::Element>();
        let wanted = target.and_then(|target| {
            let origin = target.closest("[part=place]").ok()??;
            let name = origin.get_attribute(DOCUMENT)?;
            let document = documents(&state)
                .into_iter()
                .find(|document| document.key() == name)?;
            Some(Place {
                bytes: document.bytes,
                pointer: origin.get_attribute(POINTER)?,
                origin: Some(origin),
            })
        });
        if let Some(place) = wanted {
            on_view.emit(RawView {
                place: Some(Shared::new(place)),
                ..view.clone()
            });
        }
    })
}
