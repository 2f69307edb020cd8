//! The tree, read in one pass from a text that is known to be JSON.

use super::{DEEPEST, Kind, Member, Pointer, Value, repeated, string};
use crate::oci::{
    problem::{Problems, excerpt},
    rule,
};

/// Builds the tree of the JSON in `document` that begins at the offset `start`.
pub(super) fn build(document: &str, start: usize, problems: &Problems) -> Value {
    let mut builder = Builder {
        document,
        offset: start,
        problems,
    };
    let mut root = builder.value(Pointer::ROOT, 0);
    repeated::join(&mut root);
    root
}

struct Builder<'d> {
    document: &'d str,
    /// Of the next byte.
    offset: usize,
    problems: &'d Problems,
}

impl Builder<'_> {
    fn value(&mut self, pointer: Pointer<'_>, depth: usize) -> Value {
        let first = self.next_mark();
        let start = self.offset;
        let kind = match first {
            Some(b'[' | b'{') if depth >= DEEPEST => {
                self.problems.report(
                    &rule::JSON_DEPTH,
                    pointer,
                    format!("more than {depth} levels of nesting are not read"),
                );
                self.skip_container();
                Kind::TooDeep
            }
            Some(b'[') => self.array(pointer, depth),
            Some(b'{') => self.object(pointer, depth),
            Some(b'"') => Kind::String(self.string(pointer)),
            _ => self.scalar(),
        };
        Value {
            start,
            end: self.offset,
            kind,
        }
    }

    fn array(&mut self, pointer: Pointer<'_>, depth: usize) -> Kind {
        self.offset += 1;
        let mut values = Vec::new();
        loop {
            match self.next_mark() {
                Some(b',') => self.offset += 1,
                Some(b']') | None => break,
                Some(_) => values.push(self.value(pointer.position(values.len()), depth + 1)),
            }
        }
        self.offset += 1;
        Kind::Array(values)
    }

    fn object(&mut self, pointer: Pointer<'_>, depth: usize) -> Kind {
        self.offset += 1;
        let mut members = Vec::new();
        loop {
            match self.next_mark() {
                Some(b',') => self.offset += 1,
                Some(b'}') | None => break,
                Some(_) => {
                    let key_start = self.offset;
                    let key = self.string(pointer);
                    // The colon.
                    self.next_mark();
                    self.offset += 1;
                    let value = self.value(pointer.key(&key), depth + 1);
                    members.push(Member {
                        key_start,
                        key,
                        value,
                        is_shadowed: false,
                    });
                }
            }
        }
        self.offset += 1;
        for position in repeated::shadow(&mut members) {
            let key = &members[position].key;
            self.problems.report(
                &rule::DUPLICATE_KEY,
                pointer.key(key),
                format!(
                    "the key {} stands here more than once: the last is shown, with what objects and lists before it add, as tools in Go read it",
                    excerpt(key)
                ),
            );
        }
        Kind::Object(members)
    }

    fn string(&mut self, pointer: Pointer<'_>) -> Box<str> {
        let start = self.offset + 1;
        self.skip_string();
        let escaped = self.document.get(start..self.offset - 1);
        let (text, has_replacement) = string::unescape(escaped.unwrap_or_default());
        if has_replacement {
            self.problems.report(
                &rule::LONE_SURROGATE,
                pointer,
                format!(
                    "half a surrogate pair is shown as U+FFFD in {}",
                    excerpt(&text)
                ),
            );
        }
        text
    }

    /// `null`, `true`, `false` or a number.
    fn scalar(&mut self) -> Kind {
        let start = self.offset;
        let ends = |byte: u8| matches!(byte, b',' | b']' | b'}' | b' ' | b'\t' | b'\r' | b'\n');
        self.offset += 1;
        while self.peek().is_some_and(|byte| !ends(byte)) {
            self.offset += 1;
        }
        match self.document.get(start..self.offset).unwrap_or_default() {
            "null" => Kind::Null,
            "true" => Kind::Bool(true),
            "false" => Kind::Bool(false),
            number => Kind::Number(number.into()),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.document.as_bytes().get(self.offset).copied()
    }

    /// The next byte that is no blank.
    fn next_mark(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.peek() {
            self.offset += 1;
        }
        self.peek()
    }

    /// Goes behind the string that begins here.
    fn skip_string(&mut self) {
        self.offset += 1;
        while let Some(byte) = self.peek() {
            self.offset += match byte {
                b'\\' => 2,
                _ => 1,
            };
            if byte == b'"' {
                break;
            }
        }
    }

    /// Goes behind the container that begins here, however deep it is.
    fn skip_container(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => self.skip_string(),
                b'[' | b'{' => depth += 1,
                b']' | b'}' => depth -= 1,
                _ => {}
            }
            if byte != b'"' {
                self.offset += 1;
            }
            if depth == 0 {
                break;
            }
        }
    }
}
