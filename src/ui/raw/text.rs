//! A document as text: every byte of it, with digests and media types as links, and marks that change nothing of the text.

use super::Bytes;
use crate::{
    oci::{Digest, ImageReference, MediaType},
    ui::{
        element::{element, list, text},
        link::view_external,
        navigation::{Target, view_go},
        text::view_whole,
    },
};
use std::{ops::Range, rc::Rc};
use yew::prelude::*;

/// Longer documents are shown in pieces and without links: tens of thousands of them would hold up the page.
const MOST_LINKED_BYTES: usize = 256 * 1024;

/// What a byte that is no ASCII counts: where the direction or the script changes with each letter, a browser takes a tenth of a millisecond for each.
const FOREIGN: usize = 16;

/// Whether a document is laid out piece by piece.
pub fn is_long(text: &[u8]) -> bool {
    let foreign = text.iter().filter(|byte| !byte.is_ascii()).count();
    text.len() + foreign * (FOREIGN - 1) > MOST_LINKED_BYTES
}

/// Properties of [`RawText`].
#[derive(Clone, Properties, PartialEq)]
pub struct TextProps {
    /// The document.
    pub bytes: Bytes,
    /// What was asked for: digests lead from there.
    pub reference: Option<ImageReference>,
    /// The digests of documents that can be inspected.
    pub documents: Rc<[Digest]>,
    /// How many leading bytes are signed, of a signed schema 1.
    pub signed_length: Option<usize>,
}

/// The text of a document that is not long, without marks: rendered again only when it changes, not at each progress of a layer.
#[component]
pub fn RawText(props: &TextProps) -> Html {
    let text = &*String::from_utf8_lossy(&props.bytes.0);
    let end = text.trim_ascii_end().len();
    let trailing = (end < text.len()).then(|| view_part(props, text, end..text.len()));
    view_text(view_part(props, text, 0..end), trailing.unwrap_or_default())
}

/// The text of a document, and what stands behind that.
pub fn view_text(content: Html, rest: Html) -> Html {
    element("pre")
        .part("raw")
        .class("raw")
        .fixed("tabindex", "0")
        .fixed("aria-labelledby", "raw-title")
        .child(content)
        .child(rest)
        .into()
}

/// A part of the text with its links; of what stands behind the document's end, all or nothing.
pub fn view_part(props: &TextProps, text: &str, range: Range<usize>) -> Html {
    let is_behind = range.start >= text.trim_ascii_end().len();
    let part = &text[range];
    if is_behind {
        view_trailing(part)
    } else {
        view_linked(part, props.reference.as_ref(), &props.documents)
    }
}

/// The blanks and line breaks behind the document: nobody sees them, and the digest is over them too.
fn view_trailing(blanks: &str) -> Html {
    let code = match blanks {
        "\n" => "U+000A".to_owned(),
        _ => format!("{} bytes", blanks.len()),
    };
    element("span")
        .part("raw-trailing")
        .class("control")
        .attribute("data-code-point", code)
        .text(blanks.to_owned())
        .into()
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
        nodes.push(view_whole(&text[plain_from..start]));
        nodes.push(link);
        plain_from = end;
    }
    nodes.push(view_whole(&text[plain_from..]));
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
