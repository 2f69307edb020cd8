//! JSON of what a report is made of: written in a fixed order and laid out for people, read strictly.
//!
//! serde's derived readers would be several times the size in WebAssembly, and could not say where something is missing.

use super::{ReportError, fit::LONGEST_TEXT};
use crate::oci::json::{Kind, Pointer, Value, Writer};

/// What a member of a report can be.
pub(super) trait Field: Sized {
    /// Writes it.
    fn write(&self, out: &mut Writer);

    /// Reads it. `at`: where it stands.
    fn read(value: &Value, at: Pointer<'_>) -> Result<Self, ReportError>;

    /// Cuts the long texts in it.
    fn cut(&mut self) {}

    /// Whether the member is left out.
    fn is_absent(&self) -> bool {
        false
    }

    /// What a missing member stands for, if it may be missing.
    fn of_absent() -> Option<Self> {
        None
    }
}

fn wrong_type(value: &Value, at: Pointer<'_>, expected: &'static str) -> ReportError {
    ReportError::WrongType {
        pointer: at.to_string(),
        expected,
        found: value.kind_name(),
    }
}

impl Field for String {
    fn cut(&mut self) {
        if let Some((end, _)) = self.char_indices().nth(LONGEST_TEXT) {
            self.truncate(end);
            self.push('…');
        }
    }

    fn write(&self, out: &mut Writer) {
        out.string(self);
    }

    fn read(value: &Value, at: Pointer<'_>) -> Result<Self, ReportError> {
        match value.as_text() {
            Some(text) => Ok(text.to_owned()),
            None => Err(wrong_type(value, at, "a string")),
        }
    }
}

impl Field for u64 {
    fn write(&self, out: &mut Writer) {
        out.literal(&self.to_string());
    }

    fn read(value: &Value, at: Pointer<'_>) -> Result<Self, ReportError> {
        const EXPECTED: &str = "a whole number";
        match &value.kind {
            Kind::Number(text) => text.parse().map_err(|_| ReportError::WrongNumber {
                pointer: at.to_string(),
                text: text.to_string(),
            }),
            _ => Err(wrong_type(value, at, EXPECTED)),
        }
    }
}

impl Field for bool {
    fn write(&self, out: &mut Writer) {
        out.literal(if *self { "true" } else { "false" });
    }

    fn read(value: &Value, at: Pointer<'_>) -> Result<Self, ReportError> {
        match value.kind {
            Kind::Bool(known) => Ok(known),
            _ => Err(wrong_type(value, at, "a boolean")),
        }
    }
}

impl<T: Field> Field for Option<T> {
    fn cut(&mut self) {
        self.iter_mut().for_each(T::cut);
    }

    fn write(&self, out: &mut Writer) {
        if let Some(value) = self {
            value.write(out);
        }
    }

    fn read(value: &Value, at: Pointer<'_>) -> Result<Self, ReportError> {
        T::read(value, at).map(Some)
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }

    fn of_absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Field> Field for Vec<T> {
    fn cut(&mut self) {
        self.iter_mut().for_each(T::cut);
    }

    fn write(&self, out: &mut Writer) {
        out.open('[');
        for element in self {
            out.item();
            element.write(out);
        }
        out.close(']');
    }

    fn read(value: &Value, at: Pointer<'_>) -> Result<Self, ReportError> {
        let Some(elements) = value.elements() else {
            return Err(wrong_type(value, at, "an array"));
        };
        let elements = elements.iter().enumerate();
        elements
            .map(|(position, element)| T::read(element, at.position(position)))
            .collect()
    }
}

/// Checks that an object has no member but these.
pub(super) fn check_members(
    value: &Value,
    at: Pointer<'_>,
    known: &[&str],
) -> Result<(), ReportError> {
    let Some(members) = value.members() else {
        return Err(wrong_type(value, at, "an object"));
    };
    match members.iter().find(|member| !known.contains(&&*member.key)) {
        Some(member) => Err(ReportError::Unknown {
            pointer: at.key(&member.key).to_string(),
        }),
        None => Ok(()),
    }
}

/// Reads a member of an object.
pub(super) fn read_member<T: Field>(
    value: &Value,
    at: Pointer<'_>,
    key: &str,
) -> Result<T, ReportError> {
    let at = at.key(key);
    match value.member(key) {
        Some(member) => T::read(member, at),
        None => T::of_absent().ok_or_else(|| ReportError::Missing {
            pointer: at.to_string(),
        }),
    }
}

/// Reads a word of a list of words.
pub(super) fn read_word(
    value: &Value,
    at: Pointer<'_>,
    known: &[&'static str],
) -> Result<usize, ReportError> {
    let Some(text) = value.as_text() else {
        return Err(wrong_type(value, at, "a string"));
    };
    known
        .iter()
        .position(|word| *word == text)
        .ok_or_else(|| ReportError::UnknownWord {
            pointer: at.to_string(),
            text: text.to_owned(),
            known: known.join(", "),
        })
}

/// An object of a report: its members with the keys that they have in JSON, in the order in which they are written.
macro_rules! record {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* $key:literal $field:ident: $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $type,)*
        }

        impl $crate::report::field::Field for $name {
            fn cut(&mut self) {
                $(self.$field.cut();)*
            }

            fn write(&self, out: &mut $crate::oci::json::Writer) {
                out.open('{');
                $(if !self.$field.is_absent() {
                    out.key($key);
                    self.$field.write(out);
                })*
                out.close('}');
            }

            fn read(
                value: &$crate::oci::json::Value,
                at: $crate::oci::json::Pointer<'_>,
            ) -> Result<Self, $crate::report::ReportError> {
                $crate::report::field::check_members(value, at, &[$($key),*])?;
                Ok(Self {
                    $($field: $crate::report::field::read_member(value, at, $key)?,)*
                })
            }
        }
    };
}

/// A word of a list of words.
macro_rules! words {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$word_meta:meta])* $word:literal $variant:ident,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub enum $name {
            $($(#[$word_meta])* $variant,)*
        }

        impl $name {
            /// The word.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }

        impl $crate::report::field::Field for $name {
            fn write(&self, out: &mut $crate::oci::json::Writer) {
                self.word().to_owned().write(out);
            }

            fn read(
                value: &$crate::oci::json::Value,
                at: $crate::oci::json::Pointer<'_>,
            ) -> Result<Self, $crate::report::ReportError> {
                const WORDS: &[&str] = &[$($word),*];
                const ALL: &[$name] = &[$($name::$variant),*];
                let position = $crate::report::field::read_word(value, at, WORDS)?;
                Ok(ALL.get(position).copied().unwrap_or_default())
            }
        }
    };
}

pub(super) use {record, words};
