//! A document as text with marks, which change nothing of the text.

use super::text::{TextProps, is_long, view_part, view_text};
use crate::ui::{
    element::{element, list},
    text,
};
use std::ops::Range;
use yew::prelude::*;

/// Bytes of a piece of a long document, whose height the stylesheet guesses; of one that has many letters beyond ASCII, which take longer to lay out.
const PIECE: usize = 16 * 1024;
const FOREIGN_PIECE: usize = 2 * 1024;

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

/// The text with its marks, which may overlap.
pub fn view_marked(props: &TextProps, marks: &[Mark]) -> Html {
    let is_long = is_long(&props.bytes.0);
    view_text_of(props, &|text, range| {
        view_pieces(text, range, &|piece| {
            // Links of a long document would hold up the page; what stands behind its end is marked all the same.
            let is_linked = !is_long || piece.end == text.len();
            view_piece(piece, marks, text, &|part| {
                if is_linked {
                    view_part(props, text, part)
                } else {
                    text::view_piece(&text[part])
                }
            })
        })
    })
}

/// A document as text, which `view` shows part by part: what is signed, what is not, and what stands behind the end.
fn view_text_of(props: &TextProps, view: &dyn Fn(&str, Range<usize>) -> Html) -> Html {
    let text = &*String::from_utf8_lossy(&props.bytes.0);
    let end = text.trim_ascii_end().len();
    // The signed range of a document that was read ends between two characters.
    let signed = props
        .signed_length
        .filter(|length| *length < end && text.is_char_boundary(*length));
    let trailing = (end < text.len()).then(|| view(text, end..text.len()));
    let unsigned = signed.map(|signed| {
        element("span")
            .part("raw-unsigned")
            .class("unsigned")
            .child(view(text, signed..end))
    });
    let last = match unsigned {
        Some(unsigned) => unsigned.maybe(trailing).into(),
        None => trailing.unwrap_or_default(),
    };
    view_text(view(text, 0..signed.unwrap_or(end)), last)
}

/// A part of the text; in pieces, each laid out only when it comes into view, if it is long.
pub(super) fn view_pieces(
    text: &str,
    range: Range<usize>,
    view: &dyn Fn(Range<usize>) -> Html,
) -> Html {
    if !is_long(text.as_bytes()) {
        return view(range);
    }
    let mut pieces = Vec::new();
    let mut start = range.start;
    while start < range.end {
        let end_of = |most: usize| text.ceil_char_boundary(start + most).min(range.end);
        let end = end_of(PIECE);
        let is_ascii = text[start..end].is_ascii();
        let end = if is_ascii { end } else { end_of(FOREIGN_PIECE) };
        // Better at the end of a line: a piece begins one.
        let end = match text[start..end].rfind('\n') {
            Some(newline) if end < range.end => start + newline + 1,
            _ => end,
        };
        let piece = element("span").class("piece").child(view(start..end));
        pieces.push(piece.into());
        start = end;
    }
    list(pieces)
}

fn view_piece(
    range: Range<usize>,
    marks: &[Mark],
    text: &str,
    view: &dyn Fn(Range<usize>) -> Html,
) -> Html {
    let cuts = || {
        marks
            .iter()
            .flat_map(|mark| [mark.bytes.start, mark.bytes.end])
    };
    let mut parts = Vec::new();
    let mut from = range.start;
    while from < range.end {
        let next = cuts().filter(|cut| *cut > from && text.is_char_boundary(*cut));
        let to = next.min().unwrap_or(range.end).min(range.end);
        let content = view(from..to);
        let has = |kind| {
            let mut marks = marks.iter();
            marks.any(|mark| mark.kind == kind && mark.bytes.start <= from && to <= mark.bytes.end)
        };
        let marked = match (has(MarkKind::Place), has(MarkKind::Duplicate)) {
            (false, false) => None,
            (true, false) => Some(("raw-mark", "place-mark")),
            (false, true) => Some(("raw-duplicate", "duplicate")),
            (true, true) => Some(("raw-mark raw-duplicate", "place-mark duplicate")),
        };
        parts.push(match marked {
            None => content,
            Some((part, class)) => element("mark")
                .part(part)
                .class(class)
                .attribute("data-from", from.to_string())
                .attribute("data-to", to.to_string())
                .child(content)
                .into(),
        });
        from = to;
    }
    list(parts)
}
