//! A document as text: every byte of it, with digests and media types as links, and marks that change nothing of the text.

use super::Bytes;
use crate::{
    oci::{Digest, ImageReference, MediaType},
    ui::{
        element::{element, list, text},
        link::view_external,
        navigation::{Target, view_go},
        text::view_text,
    },
};
use std::{ops::Range, rc::Rc};
use yew::prelude::*;

/// U+FEFF in UTF-8.
pub const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Longer documents are shown without links: tens of thousands of them would hold up the page.
const MOST_LINKED_BYTES: usize = 256 * 1024;

/// Bytes of a piece of a long document; the stylesheet guesses its height.
const PIECE: usize = 16 * 1024;

/// Bytes that are marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Which.
    pub bytes: Range<usize>,
    /// Why.
    pub kind: MarkKind,
}

/// Why bytes are marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// Somebody asked for this place.
    Place,
    /// The key stands more than once.
    Duplicate,
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
    /// What is marked; marks may overlap.
    pub marks: Rc<[Mark]>,
}

/// The text itself: rendered again only when it changes, not at each progress of a layer.
#[component]
pub fn RawText(props: &TextProps) -> Html {
    let text = String::from_utf8_lossy(&props.bytes.0);
    // The signed range of a document that was read ends between two characters.
    let signed_length = props.signed_length.unwrap_or(text.len());
    let content = match text.split_at_checked(signed_length) {
        Some((signed, unsigned)) if !unsigned.is_empty() => {
            let unsigned = element("span")
                .part("raw-unsigned")
                .class("unsigned")
                .child(view_range(props, &text, signed.len()..text.len()));
            list([view_range(props, &text, 0..signed.len()), unsigned.into()])
        }
        _ => view_range(props, &text, 0..text.len()),
    };
    element("pre")
        .part("raw")
        .class("raw")
        .fixed("tabindex", "0")
        .fixed("aria-labelledby", "raw-title")
        .child(content)
        .into()
}

/// A part of the text; in pieces, each laid out only when it comes into view, if it is long.
fn view_range(props: &TextProps, text: &str, range: Range<usize>) -> Html {
    if range.len() <= MOST_LINKED_BYTES {
        return view_marked(props, text, range);
    }
    let mut pieces = Vec::new();
    let mut start = range.start;
    while start < range.end {
        let end = text.ceil_char_boundary(start + PIECE).min(range.end);
        // Better at the end of a line: a piece begins one.
        let end = match text[start..end].rfind('\n') {
            Some(newline) if end < range.end => start + newline + 1,
            _ => end,
        };
        let piece = element("span")
            .class("piece")
            .child(view_marked(props, text, start..end));
        pieces.push(piece.into());
        start = end;
    }
    list(pieces)
}

/// A part of the text with its marks.
fn view_marked(props: &TextProps, text: &str, range: Range<usize>) -> Html {
    let view = |part: Range<usize>| {
        if text.len() > MOST_LINKED_BYTES {
            view_text(&text[part])
        } else {
            view_linked(&text[part], props.reference.as_ref(), &props.documents)
        }
    };
    let end = text.trim_ascii_end().len();
    let mut cuts: Vec<usize> = props
        .marks
        .iter()
        .flat_map(|mark| [mark.bytes.start, mark.bytes.end])
        .chain([range.start, end, range.end])
        .filter(|cut| range.start <= *cut && *cut <= range.end && text.is_char_boundary(*cut))
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    let parts = cuts.windows(2).map(|cut| {
        let (from, to) = (cut[0], cut[1]);
        let has = |kind| {
            let mut marks = props.marks.iter();
            marks.any(|mark| mark.kind == kind && mark.bytes.start <= from && to <= mark.bytes.end)
        };
        let content = if from >= end {
            view_trailing(&text[from..to])
        } else {
            view(from..to)
        };
        let (part, class) = match (has(MarkKind::Place), has(MarkKind::Duplicate)) {
            (false, false) => return content,
            (true, false) => ("raw-mark", "place-mark"),
            (false, true) => ("raw-duplicate", "duplicate"),
            (true, true) => ("raw-mark raw-duplicate", "place-mark duplicate"),
        };
        element("mark")
            .part(part)
            .class(class)
            .attribute("data-from", from.to_string())
            .attribute("data-to", to.to_string())
            .child(content)
            .into()
    });
    list(parts)
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
