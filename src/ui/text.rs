//! Text from documents, made safe to look at.
//!
//! Text nodes cannot do harm by markup, but control and bidirectional characters can mislead: a U+202E shows what follows backwards.
//! Each such character is kept, so that what is copied is what was served, but wrapped in an element that isolates it and shows its code.

use super::element::{element, list, text as plain_text};
pub use crate::oci::deceptive::{is_deceptive, plain};
use yew::prelude::*;

/// Shows `text` with every deceptive character marked.
pub fn view_text(text: &str) -> Html {
    view_marked(text, is_deceptive, MOST_MARKS)
}

/// The same of one of the many pieces of a long text, of which each has fewer marks.
pub fn view_piece(text: &str) -> Html {
    view_marked(text, is_deceptive, MOST_MARKS_OF_A_PIECE)
}

/// Shows one of several lines: a line break in it is marked, too, so that what stands behind it does not pass for the next one.
pub fn view_line(text: &str) -> Html {
    let is_marked = |character| character == '\n' || is_deceptive(character);
    view_marked(text, is_marked, MOST_MARKS)
}

/// Characters, or runs of one character, that are marked in one text. Each mark weighs more than a line of text: hundreds of thousands would hold up the page.
const MOST_MARKS: usize = 1_000;
const MOST_MARKS_OF_A_PIECE: usize = 100;

/// So many of one character in a row are one mark.
const RUN: usize = 4;

fn view_marked(text: &str, is_marked: fn(char) -> bool, most: usize) -> Html {
    if !text.contains(is_marked) {
        return plain_text(text.to_owned());
    }
    let mut nodes: Vec<Html> = Vec::new();
    let (mut marks, mut rest) = (0, text);
    while let Some((at, character)) = rest.char_indices().find(|(_, found)| is_marked(*found)) {
        if marks == most {
            break;
        }
        marks += 1;
        let (plain, found) = rest.split_at(at);
        let after = found.trim_start_matches(character);
        let length = character.len_utf8();
        let count = (found.len() - after.len()) / length;
        let (marked, after, times) = if count < RUN {
            let (one, after) = found.split_at(length);
            (one, after, String::new())
        } else {
            let (run, after) = found.split_at(found.len() - after.len());
            (run, after, format!(" × {count}"))
        };
        if !plain.is_empty() {
            nodes.push(plain_text(plain.to_owned()));
        }
        let marked = element("span")
            .class("control")
            .attribute(
                "data-code-point",
                format!("U+{:04X}{times}", u32::from(character)),
            )
            .text(marked.to_owned());
        nodes.push(marked.into());
        rest = after;
    }
    if !rest.is_empty() {
        // Behind the last mark nothing deceives either.
        nodes.push(plain_text(rest.replace(is_marked, "\u{fffd}")));
    }
    list(nodes)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    /// What is marked, and what stands behind the last mark.
    fn marks(text: &str) -> (Vec<String>, String) {
        let nodes = match view_text(text) {
            Html::VList(nodes) => nodes.iter().cloned().collect::<Vec<_>>(),
            node => vec![node],
        };
        let mut marks = Vec::new();
        let mut rest = String::new();
        for node in nodes {
            match node {
                Html::VTag(tag) => {
                    let mut attributes = tag.attributes.iter();
                    let code = attributes.find(|(name, _)| *name == "data-code-point");
                    marks.push(code.map(|(_, code)| code.to_owned()).unwrap_or_default());
                    rest.clear();
                }
                Html::VText(text) => rest = text.text.to_string(),
                other => panic!("{other:?}"),
            }
        }
        (marks, rest)
    }

    #[test]
    fn runs_are_one_mark_and_there_is_an_end_of_marks() {
        for (text, codes, rest) in [
            ("plain", vec![], "plain"),
            ("a\u{202e}b", vec!["U+202E"], "b"),
            ("\0\0\0", vec!["U+0000", "U+0000", "U+0000"], ""),
            ("\0\0\0\0\u{202e}", vec!["U+0000 × 4", "U+202E"], ""),
        ] {
            assert_eq!(
                marks(text),
                (
                    codes.iter().map(|&code| code.to_owned()).collect(),
                    rest.to_owned()
                ),
                "{text:?}"
            );
        }
        let (found, _) = marks(&"\u{202e}".repeat(100_000));
        assert_eq!(found, ["U+202E × 100000"]);
        let (found, rest) = marks(&"\u{202e}\u{202d}".repeat(10_000));
        assert_eq!(found.len(), MOST_MARKS);
        assert_eq!(rest, "\u{fffd}".repeat(20_000 - found.len()));
    }
}
