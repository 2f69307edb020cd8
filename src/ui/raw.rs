//! The documents byte for byte, with digests and media types as links.

use super::{
    copy::view_copy_part,
    element::{Element, button, element, list, remark, text},
    format,
    inspection_state::{InspectionState, ManifestDocument},
    link::view_external,
    navigation::{Target, view_go},
    text::view_text,
    use_value::use_value,
};
use crate::{
    browser::clipboard,
    oci::{Digest, ImageReference, MediaType},
};
use std::rc::Rc;
use yew::prelude::*;

/// Longer documents are shown without links: tens of thousands of them would hold up the page.
const MOST_LINKED_BYTES: usize = 256 * 1024;

/// Bytes of a piece of a long document; the stylesheet guesses its height.
const PIECE: usize = 16 * 1024;

/// Properties of [`Raw`].
#[derive(Properties, PartialEq)]
pub struct RawProps {
    /// What is shown.
    pub state: Rc<InspectionState>,
}

/// A document that can be looked at.
struct RawDocument {
    name: &'static str,
    bytes: Rc<[u8]>,
    digest: Option<Digest>,
    /// How many leading bytes are signed, of a signed schema 1.
    signed_length: Option<usize>,
}

/// The raw view: one document at a time.
#[component]
pub fn Raw(props: &RawProps) -> Html {
    let chosen = use_value("");
    let documents = documents(&props.state);
    let Some(current) = documents
        .iter()
        .find(|document| document.name == *chosen)
        .or_else(|| documents.first())
    else {
        return html! {};
    };
    let tabs = documents.iter().map(|document| {
        let on_click = {
            let (chosen, name) = (chosen.clone(), document.name);
            Callback::from(move |_: MouseEvent| chosen.set(name))
        };
        let pressed = (document.name == current.name).to_string();
        let tab = button()
            .class("tab")
            .part("raw-tab")
            .attribute("data-document", document.name.to_ascii_lowercase())
            .attribute("aria-pressed", pressed)
            .on_click(on_click)
            .text(document.name);
        tab.into()
    });
    let on_save = {
        let (bytes, name) = (Rc::clone(&current.bytes), file_name(current));
        Callback::from(move |_: MouseEvent| clipboard::save(&name, "application/json", &bytes))
    };
    let tabs = element("div")
        .class("tabs")
        .fixed("role", "group")
        .fixed("aria-label", "Document")
        .children(tabs);
    let size = format::exact_size(current.bytes.len() as u64);
    let label = format!("Copy the {}", current.name.to_ascii_lowercase());
    let header = element("header")
        .child(element("h2").fixed("id", "raw-title").text("Raw"))
        .child(tabs)
        .child(remark(size).class("muted small hide-s"))
        .child(element("span").class("grow"))
        .child(view_copy_part("raw", &label))
        .child(button().part("save-button").on_click(on_save).text("Save"));
    let content = html! {
        <RawText bytes={Bytes(Rc::clone(&current.bytes))} reference={props.state.reference.clone()} documents={linked(&props.state)} signed_length={current.signed_length} />
    };
    let legend = current.signed_length.map(view_legend);
    element("section")
        .part("raw-section")
        .fixed("aria-labelledby", "raw-title")
        .child(header)
        .maybe(legend)
        .child(content)
        .into()
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

fn documents(state: &InspectionState) -> Vec<RawDocument> {
    let mut documents = Vec::new();
    if let Some(root) = state.root() {
        let name = if state.index().is_some() {
            "Index"
        } else {
            "Manifest"
        };
        documents.push(RawDocument {
            name,
            bytes: Rc::clone(&root.document.bytes),
            digest: root
                .document
                .has_digest()
                .then(|| root.document.digest.clone()),
            signed_length: state.schema1().and_then(|schema1| schema1.signed_length),
        });
    }
    if let Some(picture) = state.picture()
        && let ManifestDocument::Entry(entry) = &picture.manifest
    {
        let document = &entry.document;
        documents.push(RawDocument {
            name: "Manifest",
            bytes: Rc::clone(&document.bytes),
            digest: Some(document.digest.clone()),
            signed_length: None,
        });
    }
    if let Some(document) = state.config_document() {
        let digest = state
            .manifest()
            .and_then(|(_, manifest)| manifest.config.as_ref()?.digest.clone());
        documents.push(RawDocument {
            name: "Config",
            bytes: Rc::clone(&document.config.bytes),
            digest,
            signed_length: None,
        });
    }
    documents
}

fn file_name(document: &RawDocument) -> String {
    let name = document.name.to_ascii_lowercase();
    match &document.digest {
        Some(digest) => format!("{name}-{}.json", digest.short()),
        None => format!("{name}.json"),
    }
}

/// The digests of documents that can be inspected: those of manifests, not of layers.
fn linked(state: &InspectionState) -> Rc<[Digest]> {
    let entries = state
        .index()
        .into_iter()
        .flat_map(|(_, index)| &index.manifests);
    let subjects = state
        .manifest()
        .into_iter()
        .filter_map(|(_, manifest)| manifest.subject.as_ref());
    entries
        .chain(subjects)
        .filter_map(|descriptor| descriptor.digest.clone())
        .collect()
}

/// The bytes of a document; equal if they are the same in memory.
#[derive(Clone)]
struct Bytes(Rc<[u8]>);

impl PartialEq for Bytes {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// Properties of [`RawText`].
#[derive(Properties, PartialEq)]
struct RawTextProps {
    bytes: Bytes,
    reference: Option<ImageReference>,
    documents: Rc<[Digest]>,
    signed_length: Option<usize>,
}

/// The text itself: rendered again only when it changes, not at each progress of a layer.
#[component]
fn RawText(props: &RawTextProps) -> Html {
    let text = String::from_utf8_lossy(&props.bytes.0);
    let view = |text: &str| {
        if text.len() > MOST_LINKED_BYTES {
            view_pieces(text)
        } else {
            view_linked(text, props.reference.as_ref(), &props.documents)
        }
    };
    // The signed range of a document that was read ends between two characters.
    let signed_length = props.signed_length.unwrap_or(text.len());
    let content = match text.split_at_checked(signed_length) {
        Some((signed, unsigned)) if !unsigned.is_empty() => {
            let unsigned = element("span")
                .part("raw-unsigned")
                .class("unsigned")
                .child(view(unsigned));
            list([view(signed), unsigned.into()])
        }
        _ => view(&text),
    };
    element("pre")
        .part("raw")
        .class("raw")
        .fixed("tabindex", "0")
        .fixed("aria-labelledby", "raw-title")
        .child(content)
        .into()
}

/// A long text in pieces, each laid out only when it comes into view.
fn view_pieces(text: &str) -> Html {
    let mut rest = text;
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        let end = rest.ceil_char_boundary(PIECE);
        let (piece, after) = rest.split_at(end);
        let piece = element("span").class("piece").child(view_text(piece));
        pieces.push(piece.into());
        rest = after;
    }
    list(pieces)
}

/// Shows JSON text with each string that is a digest or a known media type as a link.
fn view_linked(text: &str, reference: Option<&ImageReference>, documents: &[Digest]) -> Html {
    let mut nodes = Vec::new();
    let mut plain_from = 0;
    for (start, end) in strings(text) {
        let Some(link) = text
            .get(start..end)
            .and_then(|value| view_string(value, reference, documents))
        else {
            continue;
        };
        nodes.push(view_text(&text[plain_from..start]));
        nodes.push(link);
        plain_from = end;
    }
    nodes.push(view_text(&text[plain_from..]));
    list(nodes)
}

fn view_string(
    value: &str,
    reference: Option<&ImageReference>,
    documents: &[Digest],
) -> Option<Html> {
    if let Ok(digest) = value.parse::<Digest>() {
        let reference = reference.filter(|_| documents.contains(&digest))?;
        let target = Target::new(reference.with_digest(digest).to_string());
        return Some(view_go(target, text(value.to_owned())));
    }
    let url = if value.contains('/') {
        MediaType::new(value).spec_url()?
    } else {
        return None;
    };
    Some(view_external(url, text(value.to_owned())))
}

/// Where the strings of a JSON text stand, without their quotes.
fn strings(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut start = None;
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], start) {
            (b'\\', Some(_)) => at += 1,
            (b'"', None) => start = Some(at + 1),
            (b'"', Some(from)) => {
                found.push((from, at));
                start = None;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_found_with_their_escapes() {
        let text = r#"{"a":"b\"c","d\\":1,"é":""}"#;
        let found: Vec<&str> = strings(text)
            .into_iter()
            .map(|(start, end)| &text[start..end])
            .collect();
        assert_eq!(found, ["a", r#"b\"c"#, r"d\\", "é", ""]);
        assert_eq!(strings(r#""never closed"#), []);
    }
}
