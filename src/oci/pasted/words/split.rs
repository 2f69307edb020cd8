//! Words and the quotes around them.

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

/// What stands at the end of a line of a command that goes on, in a shell, and in those of Windows.
const GOES_ON: [&str; 3] = ["\\", "`", "^"];

/// Splits at blanks. Quotes around all of the text go first, so that a quoted command line is split too.
pub(super) fn split(text: &str) -> Vec<Word<'_>> {
    let all = text.trim();
    let start = text.len() - text.trim_start().len();
    let all = strip_quotes(Word { text: all, start });
    let mut words = Vec::new();
    let mut word_start = None;
    for (offset, found) in all.text.char_indices().chain([(all.text.len(), ' ')]) {
        match (found.is_whitespace(), word_start) {
            (false, None) => word_start = Some(offset),
            (true, Some(from)) => {
                let text = &all.text[from..offset];
                if !GOES_ON.contains(&text) {
                    words.push(Word {
                        text,
                        start: all.start + from,
                    });
                }
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
