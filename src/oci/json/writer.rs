//! JSON that Porthole itself writes: laid out for people, in the order in which it is written.

use crate::oci::deceptive::is_deceptive;

/// Writes JSON with two blanks for each level.
#[derive(Default)]
pub struct Writer {
    text: String,
    depth: usize,
    /// Something stands before in the same container.
    follows: bool,
}

impl Writer {
    /// What was written, with a line break at the end.
    pub fn finish(mut self) -> String {
        self.text.push('\n');
        self.text
    }

    /// Begins a container.
    pub fn open(&mut self, bracket: char) {
        self.text.push(bracket);
        self.depth += 1;
        self.follows = false;
    }

    /// Ends it.
    pub fn close(&mut self, bracket: char) {
        self.depth -= 1;
        if self.follows {
            self.line();
        }
        self.text.push(bracket);
        self.follows = true;
    }

    /// Begins a member of an object.
    pub fn key(&mut self, key: &str) {
        self.item();
        self.string(key);
        self.text.push_str(": ");
    }

    /// Begins an element of a list.
    pub fn item(&mut self) {
        if self.follows {
            self.text.push(',');
        }
        self.follows = true;
        self.line();
    }

    fn line(&mut self) {
        self.text.push('\n');
        for _ in 0..self.depth {
            self.text.push_str("  ");
        }
    }

    /// A number, `true`, `false` or `null`.
    pub fn literal(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// A string. What could mislead the eye is escaped: what is written must be safe to look at.
    pub fn string(&mut self, text: &str) {
        self.text.push('"');
        for character in text.chars() {
            match character {
                '"' => self.text.push_str("\\\""),
                '\\' => self.text.push_str("\\\\"),
                '\n' => self.text.push_str("\\n"),
                '\t' => self.text.push_str("\\t"),
                _ if is_deceptive(character) => {
                    for unit in character.encode_utf16(&mut [0; 2]) {
                        self.text.push_str(&format!("\\u{unit:04x}"));
                    }
                }
                _ => self.text.push(character),
            }
        }
        self.text.push('"');
    }
}
