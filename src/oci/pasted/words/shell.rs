//! Words as a POSIX shell tells them apart (POSIX.1-2024, Shell Command Language, 2.2 and 2.3), and where each of their bytes was written.
//!
//! What stands between quotes belongs to one word, which is why a password with blanks is not taken for several words. Variables and commands within a line
//! (`$(id -u)`) stay as they were written, each in one piece. No crate that splits words says where they stood.

use super::split::Word;
use std::{iter::Peekable, ops::Range, str::CharIndices};

/// The words of a command line, without its quotes.
#[derive(Default)]
pub(super) struct Unquoted {
    /// All words, with a blank behind each.
    pub text: String,
    /// Where each word is in `text`.
    pub words: Vec<Range<usize>>,
    /// Where each byte of `text` was written, and the end of what was written.
    pub places: Vec<usize>,
}

/// Splits `all`, which is a part of a text that has `length` bytes. Where a quote is not closed, everything behind it is one word.
pub(super) fn unquote(all: Word<'_>, length: usize) -> Unquoted {
    let mut reader = Reader {
        letters: all.text.char_indices().peekable(),
        start: all.start,
        found: Unquoted::default(),
        word: None,
    };
    while let Some((offset, letter)) = reader.letters.next() {
        reader.bare(offset, letter);
    }
    reader.end_word(all.text.len());
    let mut found = reader.found;
    found.places.push(length);
    found
}

struct Reader<'a> {
    letters: Peekable<CharIndices<'a>>,
    start: usize,
    found: Unquoted,
    /// Where the word that is read begins in what was found.
    word: Option<usize>,
}

impl Reader<'_> {
    /// A letter outside of quotes.
    fn bare(&mut self, offset: usize, letter: char) {
        match letter {
            _ if letter.is_whitespace() => self.end_word(offset),
            '\'' | '"' => {
                self.begin_word();
                self.quoted(letter);
            }
            '\\' => self.escaped(),
            // The line goes on, in a shell of Windows.
            '`' | '^' if self.word.is_none() && self.is_before_blank() => {}
            '`' => {
                self.push(offset, letter);
                while let Some((offset, letter)) = self.letters.next() {
                    self.push(offset, letter);
                    if letter == '`' {
                        break;
                    }
                }
            }
            _ => self.push(offset, letter),
        }
        if letter == '$' {
            self.substitution();
        }
    }

    /// What follows a backslash outside of quotes.
    fn escaped(&mut self) {
        match self.letters.next() {
            None | Some((_, '\n')) => {}
            Some((_, '\r')) if self.letters.next_if(|(_, next)| *next == '\n').is_some() => {}
            // Input fields take out the end of the line that went on.
            Some((_, letter)) if letter.is_whitespace() && self.word.is_none() => {}
            Some((offset, letter)) => self.push(offset, letter),
        }
    }

    /// What follows up to the closing quote.
    fn quoted(&mut self, quote: char) {
        while let Some((offset, letter)) = self.letters.next() {
            if letter == quote {
                return;
            }
            if quote == '"' && letter == '\\' {
                let special = |letter: &(usize, char)| "\"\\$`\n".contains(letter.1);
                match self.letters.next_if(special) {
                    Some((_, '\n')) => {}
                    Some((offset, letter)) => self.push(offset, letter),
                    None => self.push(offset, letter),
                }
                continue;
            }
            self.push(offset, letter);
            if quote == '"' && letter == '$' {
                self.substitution();
            }
        }
    }

    /// What follows a `$` in brackets, as it was written.
    fn substitution(&mut self) {
        let Some((_, open @ ('(' | '{'))) = self.letters.peek().copied() else {
            return;
        };
        let close = if open == '(' { ')' } else { '}' };
        let mut depth = 0_usize;
        while let Some((offset, letter)) = self.letters.next() {
            self.push(offset, letter);
            if letter == open {
                depth += 1;
            } else if letter == close {
                depth -= 1;
                if depth == 0 {
                    return;
                }
            }
        }
    }

    fn is_before_blank(&mut self) -> bool {
        let next = self.letters.peek();
        next.is_none_or(|(_, letter)| letter.is_whitespace())
    }

    fn begin_word(&mut self) {
        self.word.get_or_insert(self.found.text.len());
    }

    fn push(&mut self, offset: usize, letter: char) {
        self.begin_word();
        let from = self.start + offset;
        self.found.text.push(letter);
        self.found.places.extend(from..from + letter.len_utf8());
    }

    /// Ends the word, if there is one, before `offset`.
    fn end_word(&mut self, offset: usize) {
        let Some(from) = self.word.take() else {
            return;
        };
        let end = self.found.text.len();
        self.found.words.push(from..end);
        // What is wrong with its end stands behind its last letter, not behind a quote.
        let last = self.found.places.last().filter(|_| from < end);
        let place = last.map_or(self.start + offset, |last| last + 1);
        self.found.text.push(' ');
        self.found.places.push(place);
    }
}
