//! The documents byte for byte: as text, with digests and media types as links, or in hexadecimal.
//!
//! What an image needs at first, its documents as text, is in the first module; all else (the bytes of a place, hexadecimal, keys that
//! stand more than once, what is no text) is [`body`], in the second.

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
    later::view_later,
    shared::Shared,
};
use crate::browser::clipboard;
use body::BodyProps;
use documents::{documents, linked};
use place::Place;
use remarks::has_remarks;
use std::rc::Rc;
use text::{RawText, TextProps};
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
    /// Name of the document; the first one, if there is none of that name.
    pub document: &'static str,
    /// In hexadecimal, not as text.
    pub is_hex: bool,
    /// The place that was asked for. It decides on the document, as long as that is there.
    pub place: Option<Shared<Place>>,
}

/// Properties of [`Raw`].
#[derive(Properties, PartialEq)]
pub struct RawProps {
    /// What there is.
    pub state: Rc<InspectionState>,
    /// What of it is shown.
    pub view: RawView,
    /// Asked to show something else.
    pub on_view: Callback<RawView>,
}

/// The raw view: one document at a time.
#[component]
pub fn Raw(props: &RawProps) -> Html {
    let documents = documents(&props.state);
    let view = &props.view;
    let of_place = view.place.as_ref().and_then(|place| {
        let mut documents = documents.iter();
        documents.find(|document| document.bytes == place.bytes)
    });
    let place = view.place.clone().filter(|_| of_place.is_some());
    let Some(current) = of_place
        .or_else(|| {
            let mut documents = documents.iter();
            documents.find(|document| document.name == view.document)
        })
        .or_else(|| documents.first())
        .cloned()
    else {
        return html! {};
    };
    let here = RawView {
        document: current.name,
        is_hex: view.is_hex,
        place: None,
    };
    let choice = |part: &'static str, word: &'static str, is_chosen: bool, choice: RawView| {
        let on_click = props.on_view.reform(move |_: MouseEvent| choice.clone());
        button()
            .class("tab")
            .part(part)
            .attribute(
                if part == "raw-tab" {
                    "data-document"
                } else {
                    "data-mode"
                },
                word.to_ascii_lowercase(),
            )
            .attribute("aria-pressed", is_chosen.to_string())
            .on_click(on_click)
            .text(word)
            .into()
    };
    let tabs = documents.iter().map(|document| {
        let name = document.name;
        let there = RawView {
            document: name,
            ..here.clone()
        };
        choice("raw-tab", name, name == current.name, there)
    });
    let modes = [("Text", false), ("Hex", true)].map(|(word, is_hex)| {
        let there = RawView {
            is_hex,
            ..view.clone()
        };
        choice("raw-mode", word, is_hex == view.is_hex, there)
    });
    let on_save = {
        let (bytes, name) = (Rc::clone(&current.bytes.0), current.file_name());
        Callback::from(move |_: MouseEvent| clipboard::save(&name, "application/json", &bytes))
    };
    let size = format::exact_size(current.bytes.0.len() as u64);
    // Hexadecimal has a button of its own, which says as what it copies.
    let copy = (!view.is_hex).then(|| view_copy_part("raw", &format!("Copy the {}", current.key())));
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
        reference: props.state.reference.clone(),
        documents: linked(&props.state),
        signed_length: current.signed_length,
    };
    let legend = current.signed_length.map(view_legend);
    let is_plain =
        !view.is_hex && place.is_none() && current.is_read && !has_remarks(&current);
    let content = if is_plain {
        html! { <RawText ..text /> }
    } else {
        let props = BodyProps {
            document: current,
            text,
            is_hex: view.is_hex,
            place,
            on_back: props.on_view.reform(move |()| here.clone()),
        };
        view_later(move |later| (later.raw)(&props))
    };
    element("section")
        .part("raw-section")
        .fixed("aria-labelledby", "raw-title")
        .child(header)
        .maybe(legend)
        .child(content)
        .into()
}

fn group(label: &'static str, choices: impl IntoIterator<Item = Html>) -> Element {
    element("div")
        .class("tabs")
        .fixed("role", "group")
        .fixed("aria-label", label)
        .children(choices)
}

/// Which bytes are signed.
fn view_legend(signed_length: usize) -> Element {
    element("p")
        .part("raw-legend")
        .class("aside small")
        .text(format!(
            "Signatures are over the first {}; what is ",
            format::count(signed_length, "byte", "bytes")
        ))
        .child(element("span").class("unsigned").text("marked"))
        .text(" lies outside.")
}
