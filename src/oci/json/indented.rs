//! JSON text laid out for people: what stands in it stays as it is, but for the blanks between its parts.

use super::{Json, Value};

impl Json<'_> {
    /// The JSON text of `value` with each member and element on a line of its own, two blanks for each level. Empty containers stay on one line; strings and
    /// numbers stand as they stand in the document. `None` if that takes more than `most` bytes: of what is nested a hundred thousand levels deep the blanks
    /// alone would be twenty thousand megabytes.
    ///
    /// ```
    /// use porthole::oci::json::Json;
    ///
    /// let json = Json::parse(br#"{"a":[1e2,"\u0041: {"],"b":{}}"#)?;
    /// let want = "{\n  \"a\": [\n    1e2,\n    \"\\u0041: {\"\n  ],\n  \"b\": {}\n}";
    /// assert_eq!(json.indented(&json.root, want.len()).as_deref(), Some(want));
    /// assert_eq!(json.indented(&json.root, want.len() - 1), None);
    /// # Ok::<(), porthole::oci::DocumentError>(())
    /// ```
    pub fn indented(&self, value: &Value, most: usize) -> Option<String> {
        let compact = self.compact(value);
        let mut text = String::with_capacity(most.min(compact.len() * 2));
        let (mut depth, mut is_string, mut is_escaped) = (0, false, false);
        let mut before = ' ';
        for character in compact.chars() {
            // What follows adds a line break with its blanks at most.
            if text.len() > most {
                return None;
            }
            if is_string {
                text.push(character);
                is_string = character != '"' || is_escaped;
                is_escaped = character == '\\' && !is_escaped;
                before = character;
                continue;
            }
            let is_empty = matches!((before, character), ('{', '}') | ('[', ']'));
            if matches!(character, '}' | ']') {
                depth -= 1;
                if !is_empty {
                    line(&mut text, depth);
                }
            } else if matches!(before, '{' | '[') {
                line(&mut text, depth);
            }
            text.push(character);
            match character {
                '{' | '[' => depth += 1,
                ',' => line(&mut text, depth),
                ':' => text.push(' '),
                '"' => is_string = true,
                _ => {}
            }
            before = character;
        }
        (text.len() <= most).then_some(text)
    }
}

fn line(text: &mut String, depth: usize) {
    text.push('\n');
    for _ in 0..depth {
        text.push_str("  ");
    }
}
