//! Text from documents, made safe to look at.
//!
//! Text nodes cannot do harm by markup, but control and bidirectional characters can mislead: a U+202E shows what follows backwards.
//! Each such character is kept, so that what is copied is what was served, but wrapped in an element that isolates it and shows its code.

use super::{
    element::{element, list, remark, text as plain_text},
    format,
};
pub use crate::oci::deceptive::is_deceptive;
use crate::oci::deceptive::{self, is_in_emoji, is_plain};
use yew::prelude::*;

/// Characters of one value that are shown: to lay out millions, a browser takes a minute where they change their direction or join.
const MOST: usize = 4_000;

/// Characters of all the values of one table: of many, each has its share, of which [`LEAST`] are shown.
const MOST_TOGETHER: usize = 200_000;
const LEAST: usize = 400;

/// Rows that a page of a table has: names, sentences and titles are as long as its cells may be.
const ROWS: usize = 100;

/// Shows `text` with every deceptive character marked; the beginning of one that is very long.
pub fn view_text(text: &str) -> Html {
    view_cut(text, is_deceptive, ROWS, "")
}

/// The same of one of `among` values of a document that the raw view shows.
pub fn view_field(text: &str, among: usize) -> Html {
    view_cut(text, is_deceptive, among, IS_IN_RAW)
}

/// The same of one of several lines: a line break in it is marked, too, so that what stands behind it does not pass for the next one.
pub fn view_line(text: &str, among: usize) -> Html {
    let is_marked = |character| character == '\n' || is_deceptive(character);
    view_cut(text, is_marked, among, IS_IN_RAW)
}

/// The same of a text that is shown to its end.
pub fn view_whole(text: &str) -> Html {
    view_marked(text, is_deceptive, MOST_MARKS)
}

/// The same of one of the many pieces of a long text, of which each has fewer marks.
pub fn view_piece(text: &str) -> Html {
    view_marked(text, is_deceptive, MOST_MARKS_OF_A_PIECE)
}

/// `text` for a title or another attribute: with the code of each deceptive character in its place, and no longer than what is shown.
pub fn plain(text: &str) -> String {
    let (shown, rest) = cut(text, share(ROWS));
    let mut shown = deceptive::plain(shown);
    if rest > 0 {
        shown.push('…');
    }
    shown
}

/// Characters, or runs of one character, that are marked in one text. Each mark weighs more than a line of text: hundreds of thousands would hold up the page.
const MOST_MARKS: usize = 1_000;
const MOST_MARKS_OF_A_PIECE: usize = 100;

/// Characters of a text that is cut to one mark in it.
const CHARACTERS_TO_A_MARK: usize = 20;

/// Where all of a value stands.
const IS_IN_RAW: &str = ": the raw document has all";

/// So many of one character in a row are one mark.
const RUN: usize = 4;

/// Characters that are shown of one of `among` texts.
fn share(among: usize) -> usize {
    (MOST_TOGETHER / among.max(1)).clamp(LEAST, MOST)
}

/// The first `most` characters, and how many bytes stand behind them.
fn cut(text: &str, most: usize) -> (&str, usize) {
    let end = text.char_indices().nth(most);
    let shown = end.map_or(text, |(end, _)| &text[..end]);
    (shown, text.len() - shown.len())
}

fn view_cut(text: &str, is_marked: fn(char) -> bool, among: usize, all: &'static str) -> Html {
    let most = share(among);
    let (shown, rest) = cut(text, most);
    let shown = view_marked(shown, is_marked, most / CHARACTERS_TO_A_MARK);
    if rest == 0 {
        return shown;
    }
    let rest = format::exact_size(rest as u64);
    list([shown, remark(format!(" … {rest} more{all}")).into()])
}

fn view_marked(text: &str, is_marked: fn(char) -> bool, most: usize) -> Html {
    // A line break is marked by some, and plain.
    let is_plain = !is_marked('\n') && is_plain(text);
    if is_plain || !text.contains(is_marked) {
        return plain_text(text.to_owned());
    }
    let mut nodes: Vec<Html> = Vec::new();
    let (mut marks, mut rest) = (0, text);
    loop {
        let behind = text.len() - rest.len();
        let mut found = rest.char_indices();
        let found =
            found.find(|(at, found)| is_marked(*found) && !is_in_emoji(text, behind + at, *found));
        let Some((at, character)) = found else {
            break;
        };
        if marks == most {
            // Behind the last mark nothing deceives either.
            nodes.push(plain_text(rest.replace(is_marked, "\u{fffd}")));
            return list(nodes);
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
        nodes.push(plain_text(rest.to_owned()));
    }
    list(nodes)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    /// What is marked, and what stands behind the last mark.
    fn marks(text: &str) -> (Vec<String>, String) {
        let nodes = match view_whole(text) {
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
            (
                "🏳\u{fe0f}\u{200d}🌈\u{2066}⚙\u{fe0f}",
                vec!["U+2066"],
                "⚙\u{fe0f}",
            ),
            ("a\u{3164}\u{e0100}", vec!["U+3164", "U+E0100"], ""),
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

    /// What is shown of a text, as the words of its nodes.
    fn words(html: &Html) -> String {
        match html {
            Html::VList(nodes) => nodes.iter().map(words).collect(),
            Html::VTag(tag) => tag.children().map_or_else(String::new, words),
            Html::VText(text) => text.text.to_string(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_long_text_is_cut_and_says_what_is_left_out() {
        for (text, among, want, rest) in [
            (
                "a",
                1,
                4_000,
                " … 6,000 bytes more: the raw document has all",
            ),
            (
                "a",
                50,
                4_000,
                " … 6,000 bytes more: the raw document has all",
            ),
            (
                "é",
                100,
                2_000,
                " … 16,000 bytes more: the raw document has all",
            ),
            (
                "a",
                100_000,
                400,
                " … 9,600 bytes more: the raw document has all",
            ),
        ] {
            let shown = words(&view_field(&text.repeat(10_000), among));
            assert_eq!(shown, format!("{}{rest}", text.repeat(want)));
        }
        assert_eq!(words(&view_field(&"a".repeat(4_000), 1)), "a".repeat(4_000));
        let shown = words(&view_text(&"a".repeat(2_001)));
        assert_eq!(shown, format!("{} … 1 byte more", "a".repeat(2_000)));
        assert_eq!(plain(&"a".repeat(2_001)), format!("{}…", "a".repeat(2_000)));
        assert_eq!(words(&view_whole(&"a".repeat(9_000))), "a".repeat(9_000));
    }
}
