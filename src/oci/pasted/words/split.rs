//! Words and the quotes around them.

use std::ops::Range;

/// A word, and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Word<'a> {
    pub text: &'a str,
    pub start: usize,
}

impl<'a> Word<'a> {
    /// What stands behind `prefix`, if it begins with it.
    pub fn after(self, prefix: &str) -> Option<Self> {
        let text = self.text.strip_prefix(prefix)?;
        Some(Word {
            text,
            start: self.start + prefix.len(),
        })
    }
}

/// All of a text without blanks and quotes around it, so that a quoted command line is split too.
pub(super) fn whole(text: &str) -> Word<'_> {
    let start = text.len() - text.trim_start().len();
    let text = text.trim();
    strip_quotes(Word { text, start })
}

/// Splits at blanks. The words of command lines are told apart by the module `shell`.
pub(super) fn split(all: Word<'_>) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut word_start = None;
    for (offset, found) in all.text.char_indices().chain([(all.text.len(), ' ')]) {
        match (found.is_whitespace(), word_start) {
            (false, None) => word_start = Some(all.start + offset),
            (true, Some(from)) => {
                words.push(from..all.start + offset);
                word_start = None;
            }
            _ => {}
        }
    }
    words
}

/// What people copy along with a word.
const AROUND: [(char, char); 7] = [
    ('"', '"'),
    ('\'', '\''),
    ('`', '`'),
    ('(', ')'),
    ('<', '>'),
    ('“', '”'),
    ('‘', '’'),
];

/// A word without the quotes or brackets around it, and without the comma or semicolon behind it.
pub(super) fn strip_quotes(word: Word<'_>) -> Word<'_> {
    let text = word.text.trim_end_matches([',', ';']);
    for (open, close) in AROUND {
        let inner = text
            .strip_prefix(open)
            .and_then(|rest| rest.strip_suffix(close))
            // `"image": "x"` is not one text in quotes.
            .filter(|inner| !inner.contains([open, close]));
        if let Some(inner) = inner {
            let trimmed = inner.trim();
            return Word {
                text: trimmed,
                start: word.start + open.len_utf8() + inner.len() - inner.trim_start().len(),
            };
        }
    }
    Word { text, ..word }
}
