//! The tree, one container at a time: serde_json splits it into the texts of its parts, and each is read in its turn.
//!
//! A text is scanned once for each container around it. That is a few times in real documents; two limits keep it so in hostile ones:
//! [`DEEPEST`], and a budget of scanned bytes.

use super::{DEEPEST, Kind, Member, Pointer, Value, string};
use crate::oci::{problem::Problems, rule};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;
use std::{collections::HashSet, fmt};

/// How often, on average, each byte may be scanned.
const SCANS: usize = 32;

/// Builds the tree of `text`, which is a part of `document` and known to be JSON.
pub(super) fn build(document: &str, text: &str, problems: &Problems) -> Value {
    let mut builder = Builder {
        base: document.as_ptr() as usize,
        budget: text.len().saturating_mul(SCANS).max(1 << 16),
        problems,
    };
    builder.value(text.trim_matches([' ', '\t', '\r', '\n']), Pointer::ROOT, 0)
}

struct Builder<'p> {
    base: usize,
    budget: usize,
    problems: &'p Problems,
}

impl Builder<'_> {
    fn value(&mut self, text: &str, pointer: Pointer<'_>, depth: usize) -> Value {
        let start = self.offset(text);
        let kind = match text.as_bytes().first() {
            Some(b'n') => Kind::Null,
            Some(b't') => Kind::Bool(true),
            Some(b'f') => Kind::Bool(false),
            Some(b'"') => Kind::String(self.string(text, pointer)),
            Some(b'[' | b'{') if depth >= DEEPEST || self.budget < text.len() => {
                self.problems.report(
                    &rule::JSON_DEPTH,
                    pointer,
                    format!("more than {depth} levels of nesting are not read"),
                );
                Kind::TooDeep
            }
            Some(b'[') => self.array(text, pointer, depth),
            Some(b'{') => self.object(text, pointer, depth),
            _ => Kind::Number(text.into()),
        };
        Value {
            start,
            end: start + text.len(),
            kind,
        }
    }

    fn array(&mut self, text: &str, pointer: Pointer<'_>, depth: usize) -> Kind {
        self.budget -= text.len();
        // The text is known to be an array, so that this cannot fail.
        let elements: Vec<&RawValue> = serde_json::from_str(text).unwrap_or_default();
        let values = elements.iter().enumerate().map(|(position, element)| {
            self.value(element.get(), pointer.position(position), depth + 1)
        });
        Kind::Array(values.collect())
    }

    fn object(&mut self, text: &str, pointer: Pointer<'_>, depth: usize) -> Kind {
        self.budget -= text.len();
        let Members(parts) = serde_json::from_str(text).unwrap_or_default();
        let mut members = Vec::with_capacity(parts.len());
        for (key, value) in parts {
            let key_start = self.offset(key.get());
            let key = self.string(key.get(), pointer);
            let value = self.value(value.get(), pointer.key(&key), depth + 1);
            members.push(Member {
                key_start,
                key,
                value,
                is_shadowed: false,
            });
        }
        self.shadow_duplicates(&mut members, pointer);
        Kind::Object(members)
    }

    /// Marks all but the last member of each key.
    fn shadow_duplicates(&self, members: &mut [Member], pointer: Pointer<'_>) {
        let mut seen = HashSet::with_capacity(members.len());
        let mut shadowed: Vec<usize> = Vec::new();
        for (position, member) in members.iter().enumerate().rev() {
            if !seen.insert(&*member.key) {
                shadowed.push(position);
            }
        }
        for position in shadowed.into_iter().rev() {
            let member = &mut members[position];
            member.is_shadowed = true;
            self.problems.report(
                &rule::DUPLICATE_KEY,
                pointer.key(&member.key),
                format!(
                    "the key {:?} stands here more than once; the last one is shown, as most tools read it",
                    member.key
                ),
            );
        }
    }

    fn string(&self, literal: &str, pointer: Pointer<'_>) -> Box<str> {
        let (text, has_replacement) = string::unescape(literal);
        if has_replacement {
            self.problems.report(
                &rule::LONE_SURROGATE,
                pointer,
                format!("half a surrogate pair is shown as U+FFFD in {text:?}"),
            );
        }
        text
    }

    /// Where a part of the document starts in it.
    fn offset(&self, part: &str) -> usize {
        part.as_ptr() as usize - self.base
    }
}

/// Keys and values of an object, as slices of its text.
#[derive(Default)]
struct Members<'t>(Vec<(&'t RawValue, &'t RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = access.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}
