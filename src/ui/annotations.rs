//! What the documents say about themselves: annotations, the subject, and members that no specification names.

use super::{
    inspection_state::InspectionState,
    link::view_value,
    navigation::{Go, Target},
    text::view_text,
};
use crate::oci::{Annotations, Body, Descriptor, Document, ImageReference};
use yew::prelude::*;

/// Everything of that kind that index and manifest say; nothing, if they say nothing.
pub fn view_annotations(state: &InspectionState) -> Html {
    let Some(root) = state.root() else {
        return html! {};
    };
    let entry = state
        .picture()
        .map(|picture| picture.manifest.document())
        .filter(|_| state.index().is_some());
    let name = if entry.is_some() { "Index" } else { "Manifest" };
    let documents = [(name, Some(&root.document)), ("Image manifest", entry)];
    let parts: Vec<Html> = documents
        .into_iter()
        .filter_map(|(name, document)| view_document(name, document?, state.reference.as_ref()))
        .collect();
    if parts.is_empty() {
        return html! {};
    }
    html! {
        <section part="annotations" aria-labelledby="annotations-title">
            <header><h2 id="annotations-title">{ "Annotations" }</h2></header>
            { for parts }
        </section>
    }
}

fn view_document(
    name: &'static str,
    document: &Document,
    reference: Option<&ImageReference>,
) -> Option<Html> {
    let (annotations, subject, unknown) = match &document.body {
        Body::Index(index) => (&index.annotations, &index.subject, &index.unknown),
        Body::Manifest(manifest) => (&manifest.annotations, &manifest.subject, &manifest.unknown),
        Body::Schema1(_) => return None,
    };
    if annotations.is_empty() && subject.is_none() && unknown.is_empty() {
        return None;
    }
    Some(html! {
        <table class="kv annotations">
            <caption>{ name }</caption>
            <tbody>
                { subject.as_ref().map(|subject| view_subject(subject, reference)) }
                { view_pairs(annotations) }
                { for unknown.iter().map(|(key, json)| html! {
                    <tr>
                        <th scope="row">{ view_text(key) }<div class="small warn">{ "not in the specification" }</div></th>
                        <td><code class="wrapped">{ view_text(json) }</code></td>
                    </tr>
                }) }
            </tbody>
        </table>
    })
}

fn view_pairs(annotations: &Annotations) -> Html {
    let view = |(key, value): &(String, String)| {
        html! {
            <tr>
                <th scope="row">{ view_text(key) }</th>
                <td part="annotation" data-key={key.clone()}><code class="wrapped">{ view_value(value) }</code></td>
            </tr>
        }
    };
    annotations.0.iter().map(view).collect()
}

fn view_subject(subject: &Descriptor, reference: Option<&ImageReference>) -> Html {
    let text = html! { <code class="wrapped">{ view_text(&subject.digest_text) }</code> };
    let value = match (&subject.digest, reference) {
        (Some(digest), Some(reference)) => {
            html! { <Go target={Target::new(reference.with_digest(digest.clone()).to_string())}>{ text }</Go> }
        }
        _ => text,
    };
    html! {
        <tr>
            <th scope="row">{ "subject" }</th>
            <td part="subject" data-digest={subject.digest_text.clone()}>{ value }</td>
        </tr>
    }
}
