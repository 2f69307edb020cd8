//! A document as text with marks, which change nothing of the text.

use super::text::{TextProps, view_part, view_pieces, view_text_of};
use crate::ui::element::{element, list};
use std::ops::Range;
use yew::prelude::*;

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
    view_text_of(props, &|text, range| {
        view_pieces(text, range, &|piece| view_piece(props, text, piece, marks))
    })
}

fn view_piece(props: &TextProps, text: &str, range: Range<usize>, marks: &[Mark]) -> Html {
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
        let content = view_part(props, text, from..to);
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
