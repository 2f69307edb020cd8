//! What the documents say about themselves: annotations, the subject, and members that no specification names.

use super::{
    config::{view_key, view_row, view_rows, view_wrapped},
    element::{Element, element, section},
    inspection_state::InspectionState,
    link::view_field_value,
    navigation::{Target, view_go},
    raw::place::view_place,
    text::{view_field, view_text},
};
use crate::oci::{Annotations, Body, Descriptor, Document, ImageReference, json::Pointer};
use yew::prelude::*;

/// Everything of that kind that index and manifest say; nothing, if they say nothing.
pub fn view_annotations(state: &InspectionState) -> Html {
    let Some(root) = state.root() else {
        return html! {};
    };
    let entry = state
        .image()
        .map(|image| image.manifest.document())
        .filter(|_| state.index().is_some());
    let name = if entry.is_some() { "Index" } else { "Manifest" };
    let key = if state.index().is_some() {
        "index"
    } else {
        "manifest"
    };
    let documents = [
        (name, key, Some(&root.document)),
        ("Image manifest", "manifest", entry),
    ];
    let parts: Vec<Html> = documents
        .into_iter()
        .filter_map(|(name, key, document)| {
            view_document(name, key, document?, state.reference.as_ref())
        })
        .collect();
    if parts.is_empty() {
        return html! {};
    }
    section("annotations", "annotations-title", "Annotations", [])
        .children(parts)
        .into()
}

fn view_document(
    name: &'static str,
    key: &'static str,
    document: &Document,
    reference: Option<&ImageReference>,
) -> Option<Html> {
    let (annotations, subject, unknown) = match &document.body {
        Body::Index(index) => (&index.annotations, &index.subject, &index.unknown),
        Body::Manifest(manifest) => (&manifest.annotations, &manifest.subject, &manifest.unknown),
        // What shows the rest of it shows these, too.
        Body::Schema1(_) => return None,
    };
    if annotations.is_empty() && subject.is_none() && unknown.is_empty() {
        return None;
    }
    let subject = subject
        .as_ref()
        .map(|subject| view_subject(key, subject, reference));
    let rows = element("tbody")
        .maybe(subject)
        .child(view_pairs(key, annotations))
        .child(view_unknown(key, unknown));
    Some(view_table(name, rows))
}

/// A table of what a document of this name says about itself.
pub fn view_table(name: &'static str, rows: Element) -> Html {
    element("table")
        .class("kv annotations")
        .child(element("caption").text(name))
        .child(rows)
        .into()
}

/// Rows of the members that no specification names: key and JSON text of each.
pub fn view_unknown(document: &'static str, unknown: &[(String, String)]) -> Html {
    let mut rows = unknown.iter().map(|(member, json)| {
        let value = element("td").child(view_wrapped(view_field(json, unknown.len())));
        let place = view_place(document, &Pointer::ROOT.key(member).to_string());
        view_row(view_key(member, false, place), value)
    });
    view_rows(unknown.len(), &mut rows)
}

fn view_pairs(document: &'static str, annotations: &Annotations) -> Html {
    let all = Pointer::ROOT.key("annotations");
    let mut rows = annotations.0.iter().map(|(key, value)| {
        let value = element("td")
            .part("annotation")
            .attribute("data-key", key.clone())
            .child(view_wrapped(view_field_value(value, annotations.0.len())));
        let place = view_place(document, &all.key(key).to_string());
        view_row(view_key(key, true, place), value)
    });
    view_rows(annotations.0.len(), &mut rows)
}

fn view_subject(
    document: &'static str,
    subject: &Descriptor,
    reference: Option<&ImageReference>,
) -> Html {
    let text = view_wrapped(view_text(&subject.digest_text));
    let value = match (&subject.digest, reference) {
        (Some(digest), Some(reference)) => view_go(
            Target::new(reference.with_digest(digest.clone()).to_string()),
            text,
        ),
        _ => text,
    };
    let value = element("td")
        .part("subject")
        .attribute("data-digest", subject.digest_text.clone())
        .child(value);
    let place = view_place(document, "/subject");
    view_row(view_key("subject", true, place), value)
}
