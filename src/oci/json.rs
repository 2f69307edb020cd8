//! JSON with positions and duplicate keys: strict syntax by serde_json, a tree of our own above it.
//!
//! Unlike serde_json's own tree this one knows where each value stands, keeps duplicate keys and the text of numbers, and is not
//! put off by what is legal but unusual: numbers of any size, nesting of any depth (below [`DEEPEST`] it is kept as text), escapes of
//! half a surrogate pair, a byte order mark. What is worth a word of these becomes a [`Problem`].

mod indented;
mod locate;
mod pointer;
mod repeated;
mod string;
mod syntax;
mod tree;
mod writer;

pub use pointer::Pointer;
pub use writer::Writer;

use super::{DocumentError, Problem, problem::Problems};

/// Containers within containers that are read; what lies deeper is [`Kind::TooDeep`].
pub const DEEPEST: usize = 128;

/// A JSON text and its tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Json<'a> {
    /// The whole text, a byte order mark included, so that offsets are those of the bytes.
    pub text: &'a str,
    /// The value.
    pub root: Value,
    /// See [`Json::problems`].
    pub(super) problems: Problems,
}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// Offset of its first byte in the document.
    pub start: usize,
    /// Offset behind its last byte.
    pub end: usize,
    /// What it is.
    pub kind: Kind,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as written.
    Number(Box<str>),
    /// A string, unescaped.
    String(Box<str>),
    /// A list.
    Array(Vec<Value>),
    /// Members in the document's order, duplicates included; of a key that stands more than once the last has the members of all.
    Object(Vec<Member>),
    /// A container below [`DEEPEST`] others: not read.
    TooDeep,
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Offset of the key's opening quote.
    pub key_start: usize,
    /// The key, unescaped.
    pub key: Box<str>,
    /// The value.
    pub value: Value,
    /// A later member has the same key. What an object or a list here held, the last one has.
    pub is_shadowed: bool,
}

impl<'a> Json<'a> {
    /// Reads `bytes`.
    ///
    /// ```
    /// use porthole::oci::json::{Json, Kind};
    ///
    /// let json = Json::parse(br#"{"size": 1e400}"#)?;
    /// let size = json.root.member("size").expect("it is there");
    /// assert_eq!(json.text_of(size), "1e400");
    /// # Ok::<(), porthole::oci::DocumentError>(())
    /// ```
    pub fn parse(bytes: &'a [u8]) -> Result<Self, DocumentError> {
        if syntax::is_html(bytes) {
            return Err(DocumentError::Html);
        }
        let text = syntax::check_utf8(bytes)?;
        let behind_mark = text.strip_prefix(syntax::BYTE_ORDER_MARK).unwrap_or(text);
        if behind_mark.trim().is_empty() {
            return Err(DocumentError::Empty);
        }
        syntax::check(behind_mark)?;
        let problems = Problems::default();
        if behind_mark.len() < text.len() {
            problems.report(
                &super::rule::BYTE_ORDER_MARK,
                Pointer::ROOT,
                "the document begins with a byte order mark".to_owned(),
            );
        }
        let root = tree::build(text, text.len() - behind_mark.len(), &problems);
        Ok(Self {
            text,
            root,
            problems,
        })
    }

    /// The members of the whole document, which is to be an object.
    pub fn members(&self) -> Result<&[Member], DocumentError> {
        self.root.members().ok_or_else(|| {
            let before = &self.text.as_bytes()[..self.root.start];
            let (line, column) = syntax::line_and_column_behind(before);
            DocumentError::NotAnObject {
                found: self.root.kind_name(),
                line,
                column,
            }
        })
    }

    /// Duplicate keys, too deep nesting, half surrogate pairs, a byte order mark.
    pub fn problems(&self) -> Vec<Problem> {
        self.problems.clone().into_vec()
    }

    /// The JSON text of `value`, as it stands in the document.
    pub fn text_of(&self, value: &Value) -> &'a str {
        self.text.get(value.start..value.end).unwrap_or_default()
    }

    /// The JSON text of `value` on one line: without the blanks between its parts.
    pub fn compact(&self, value: &Value) -> String {
        let mut is_string = false;
        let mut is_escaped = false;
        let text = self.text_of(value).chars();
        text.filter(|character| {
            let is_blank = !is_string && matches!(character, ' ' | '\t' | '\r' | '\n');
            if *character == '"' && !is_escaped {
                is_string = !is_string;
            }
            is_escaped = is_string && *character == '\\' && !is_escaped;
            !is_blank
        })
        .collect()
    }
}

impl Value {
    /// The members of an object.
    pub fn members(&self) -> Option<&[Member]> {
        match &self.kind {
            Kind::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The text of a string.
    pub fn as_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    /// The elements of a list.
    pub fn elements(&self) -> Option<&[Self]> {
        match &self.kind {
            Kind::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// The value of the member `key`, in any case, as tools in Go read it if there are several; `None` for a missing one and for what is no object.
    pub fn member(&self, key: &str) -> Option<&Self> {
        find(self.members()?, key)
    }

    /// The text of the string that the member `key` is; `None` for everything else.
    pub fn text_member(&self, key: &str) -> Option<&str> {
        self.member(key)?.as_text()
    }

    /// Whether it is a list or an object.
    fn is_container(&self) -> bool {
        matches!(self.kind, Kind::Array(_) | Kind::Object(_))
    }

    /// For messages: `an array`, `a string`, …
    pub fn kind_name(&self) -> &'static str {
        match &self.kind {
            Kind::Null => "null",
            Kind::Bool(_) => "a boolean",
            Kind::Number(_) => "a number",
            Kind::String(_) => "a string",
            Kind::Array(_) => "an array",
            Kind::Object(_) => "an object",
            Kind::TooDeep => "nested too deeply",
        }
    }
}

/// The value of the member `key` that is shown: of those whose keys are the same in any case the last, as tools in Go read them. Null changes
/// nothing to them, but behind a list, which is none then. (Nor is a map. It is shown all the same: nothing here tells it from other objects.)
pub fn find<'m>(members: &'m [Member], key: &str) -> Option<&'m Value> {
    let named = members.iter().rev();
    let mut named = named.filter(|member| is_same_key(&member.key, key));
    let last = &named.next()?.value;
    if !matches!(last.kind, Kind::Null) {
        return Some(last);
    }
    let before = named.find(|member| !matches!(member.value.kind, Kind::Null));
    let before = before.map(|member| &member.value);
    before
        .filter(|value| value.elements().is_none())
        .or(Some(last))
}

/// Whether two keys are one to tools in Go (`encoding/json`): letters in any case, and the two letters beyond ASCII that fold to ASCII ones,
/// `ſ` (U+017F) to `s` and the sign of Kelvin (U+212A) to `k`. One of the two must be in ASCII: a key of the specification.
pub(super) fn is_same_key(one: &str, other: &str) -> bool {
    if one.len() == other.len() {
        return one.eq_ignore_ascii_case(other);
    }
    // Of another length: only these two letters can make up for it.
    one.chars().map(fold).eq(other.chars().map(fold))
}

/// What is the same of all letters that are one to tools in Go.
fn fold(letter: char) -> char {
    match letter {
        '\u{17f}' => 's',
        '\u{212a}' => 'k',
        other => other.to_ascii_lowercase(),
    }
}
