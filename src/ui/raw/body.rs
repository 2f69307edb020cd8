//! What the raw view shows of a document beyond its plain text: entered through [`view_body`] alone, and in the second module.

use super::{
    bar::{Bar, BarProps},
    documents::RawDocument,
    hex_table::{HexTable, HexTableProps},
    locate::locate,
    marked::{Mark, MarkKind, view_marked},
    place::Place,
    remarks::view_remarks,
    text::TextProps,
    unreadable::view_unreadable,
};
use crate::ui::{
    element::{Element, element, list},
    format,
    shared::Shared,
};
use std::collections::BTreeSet;
use yew::prelude::*;

/// So many keys that stand more than once are marked, at so many places in all.
pub(super) const MOST_KEYS: usize = 50;
const MOST: usize = 500;

/// Properties of [`Body`].
#[derive(Clone, Properties, PartialEq)]
pub struct BodyProps {
    /// The document.
    pub document: RawDocument,
    /// The same as text, still without marks.
    pub text: TextProps,
    /// Whether it is shown in hexadecimal.
    pub is_hex: bool,
    /// A place in it.
    pub place: Option<Shared<Place>>,
}

/// A document with its marks, as text or in hexadecimal.
pub fn view_body(props: &BodyProps) -> Html {
    let props = props.clone();
    html! { <Body ..props /> }
}

#[component]
fn Body(props: &BodyProps) -> Html {
    let document = &props.document;
    let located = use_memo(
        (props.place.clone(), document.bytes.clone()),
        |(place, _)| place.as_ref().map(|place| locate(document, &place.pointer)),
    );
    let duplicates = use_memo(document.bytes.clone(), |_| {
        // One that stands often is told of as often, and each look for one reads the document.
        let pointers: BTreeSet<&String> = document.duplicates.iter().take(MOST).collect();
        let pointers = pointers.into_iter().take(MOST_KEYS);
        let ranges = pointers.flat_map(|pointer| locate(document, pointer).ranges);
        ranges.take(MOST).collect::<Vec<_>>()
    });
    let ranges = (*located)
        .as_ref()
        .map_or_else(Vec::new, |located| located.ranges.clone());
    let bar = props.place.clone().zip((*located).clone());
    let bar = bar.map(|(place, located)| {
        let bar = BarProps {
            name: document.key().into(),
            place,
            located,
            is_hex: props.is_hex,
        };
        html! { <Bar ..bar /> }
    });
    let content = if props.is_hex {
        let table = HexTableProps {
            bytes: document.bytes.clone(),
            ranges: ranges.into(),
        };
        html! { <HexTable ..table /> }
    } else if str::from_utf8(&document.bytes.0).is_err() {
        view_unreadable(&document.bytes.0)
    } else {
        let mark = |kind| move |bytes| Mark { bytes, kind };
        let places = ranges.into_iter().map(mark(MarkKind::Place));
        let doubled = duplicates.iter().cloned().map(mark(MarkKind::Duplicate));
        let marks: Vec<Mark> = places.chain(doubled).collect();
        view_marked(&props.text, &marks)
    };
    let remarks = view_remarks(document).map(Html::from);
    let legend = document.signed_length.map(view_legend).map(Html::from);
    list([
        legend.unwrap_or_default(),
        remarks.unwrap_or_default(),
        bar.unwrap_or_default(),
        content,
    ])
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
