//! The documents byte for byte: as text, with digests and media types as links, or in hexadecimal.
//!
//! What an image needs at first, its documents as text, is in the first module; all else (the bytes of a place, hexadecimal, keys that
//! stand more than once, what is signed, what is no text) is [`body`], in the second.

mod bar;
pub mod body;
pub mod documents;
pub mod hex;
mod hex_table;
pub mod locate;
mod marked;
pub mod place;
mod remarks;
pub mod text;
mod unreadable;

use super::{
    copy::view_copy_part,
    element::{Element, button, element, remark},
    format,
    inspection_state::InspectionState,
    later::{view_later, view_unawaited},
    shared::Shared,
};
use crate::browser::clipboard;
use body::BodyProps;
use documents::{documents, linked};
use place::{DOCUMENT, MODE, Place};
use remarks::has_remarks;
use std::rc::Rc;
use text::{RawText, TextProps, is_long};
use yew::prelude::*;

/// The bytes of a document; equal if they are the same in memory.
#[derive(Clone, Debug)]
pub struct Bytes(pub Rc<[u8]>);

impl PartialEq for Bytes {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// What the raw view shows of the documents there are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawView {
    /// The document, as `data-document` names it; the first one, if there is none of that name.
    pub document: AttrValue,
    /// In hexadecimal, not as text.
    pub is_hex: bool,
    /// The place in it that was asked for.
    pub place: Option<Shared<Place>>,
}

/// Properties of [`Raw`].
#[derive(Properties, PartialEq)]
pub struct RawProps {
    /// What there is.
    pub state: Rc<InspectionState>,
    /// What of it is shown.
    pub view: RawView,
}

/// The raw view: one document at a time. Its buttons work by [`place::clicked`].
#[component]
pub fn Raw(props: &RawProps) -> Html {
    let (state, view) = (&props.state, &props.view);
    let documents = documents(state);
    let mut named = documents.iter();
    let named = named.find(|document| document.key() == *view.document);
    let Some(current) = named.or_else(|| documents.first()) else {
        return html! {};
    };
    let root = state.root();
    let place = view.place.clone();
    let place = place.filter(|place| named.is_some() && place.root.as_ref() == root);
    let tabs = documents.iter().map(|document| {
        view_choice(
            "raw-tab",
            DOCUMENT,
            document.name,
            document.name == current.name,
        )
    });
    let modes = [("Text", false), ("Hex", true)];
    let modes =
        modes.map(|(word, is_hex)| view_choice("raw-mode", MODE, word, is_hex == view.is_hex));
    let on_save = {
        let (bytes, name) = (Rc::clone(&current.bytes.0), current.file_name());
        Callback::from(move |_: MouseEvent| clipboard::save(&name, "application/json", &bytes))
    };
    let size = format::exact_size(current.bytes.0.len() as u64);
    // Hexadecimal has a button of its own, which says as what it copies.
    let copy =
        (!view.is_hex).then(|| view_copy_part("raw", &format!("Copy the {}", current.key())));
    let header = element("header")
        .child(element("h2").fixed("id", "raw-title").text("Raw"))
        .child(group("Document", tabs))
        .child(remark(size).class("muted small hide-s"))
        .child(element("span").class("grow"))
        .child(group("Show as", modes))
        .maybe(copy)
        .child(button().part("save-button").on_click(on_save).text("Save"));
    let text = TextProps {
        bytes: current.bytes.clone(),
        reference: state.reference.clone(),
        documents: linked(state),
        signed_length: current.signed_length,
    };
    let is_plain = !view.is_hex
        && place.is_none()
        && current.is_read
        && current.signed_length.is_none()
        && !is_long(&current.bytes.0)
        && !has_remarks(current);
    let content = if is_plain {
        html! { <RawText ..text /> }
    } else {
        let props = BodyProps {
            document: current.clone(),
            text,
            is_hex: view.is_hex,
            place,
        };
        view_later(move |later| (later.raw)(&props))
    };
    element("section")
        .part("raw-section")
        .fixed("aria-labelledby", "raw-title")
        .child(header)
        .child(content)
        // Its looks, and those of the buttons that lead here.
        .child(view_unawaited(|_| Html::default()))
        .into()
}

fn view_choice(
    part: &'static str,
    name: &'static str,
    word: &'static str,
    is_chosen: bool,
) -> Html {
    button()
        .class("tab")
        .part(part)
        .attribute(name, word.to_ascii_lowercase())
        .fixed("aria-pressed", if is_chosen { "true" } else { "false" })
        .text(word)
        .into()
}

fn group(label: &'static str, choices: impl IntoIterator<Item = Html>) -> Element {
    element("div")
        .class("tabs")
        .fixed("role", "group")
        .fixed("aria-label", label)
        .children(choices)
}
