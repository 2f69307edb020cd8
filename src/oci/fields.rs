//! Reads typed fields from a JSON object, and turns what does not fit into problems. Every document type goes through here.
//!
//! `null` is read like a missing member, as image-spec 1.1.1 `config.md` and Go's decoder do.

use super::{
    Annotations, Digest, DocumentError, MediaType,
    json::{self, Json, Kind, Member, Pointer, Value, is_same_key},
    problem::{Problems, excerpt, value_excerpt},
    rule::{self, Rule},
    time::is_rfc3339,
};

/// An object, where it stands, and where its problems go.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    pub json: &'a Json<'a>,
    pub members: &'a [Member],
    pub pointer: &'a Pointer<'a>,
    pub problems: &'a Problems,
}

impl<'a> Fields<'a> {
    /// The members of a whole document.
    pub fn of_root(json: &'a Json<'a>, problems: &'a Problems) -> Result<Self, DocumentError> {
        Ok(Self {
            json,
            members: json.members()?,
            pointer: &Pointer::ROOT,
            problems,
        })
    }

    /// The member `key`, unless it is missing or null.
    pub fn get(&self, key: &str) -> Option<&'a Value> {
        json::find(self.members, key).filter(|value| value.kind != Kind::Null)
    }

    /// Whether the member `key` is there and not null.
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Reports a breach of `rule` by the member `key`.
    pub fn report(&self, rule: &Rule, key: &str, message: String) {
        self.problems.report(rule, self.pointer.key(key), message);
    }

    /// Reports a breach of `rule` by the object as a whole.
    pub fn report_here(&self, rule: &Rule, message: String) {
        self.problems.report(rule, *self.pointer, message);
    }

    /// Reports that a required member is missing.
    pub fn report_missing(&self, rule: &Rule, key: &str) {
        self.report(rule, key, format!("{key:?} is missing"));
    }

    /// Reports that a member is of another type than `expected`.
    pub fn report_type(&self, rule: &Rule, key: &str, value: &Value, expected: &str) {
        self.report(rule, key, self.wrong_type(key, value, expected));
    }

    fn wrong_type(&self, key: &str, value: &Value, expected: &str) -> String {
        format!("{key:?} is {}", self.unlike(value, expected))
    }

    /// What a value is instead of what was expected: `a string, not a number: "1"`.
    fn unlike(&self, value: &Value, expected: &str) -> String {
        let found = value.kind_name();
        match value.kind {
            Kind::Null => format!("{found}, not {expected}"),
            _ => {
                let text = value_excerpt(self.json.text_of(value));
                format!("{found}, not {expected}: {text}")
            }
        }
    }

    /// A string.
    pub fn text(&self, key: &str, rule: &Rule) -> Option<String> {
        let value = self.get(key)?;
        match &value.kind {
            Kind::String(text) => Some(text.to_string()),
            _ => {
                self.report_type(rule, key, value, "a string");
                None
            }
        }
    }

    /// A string that must be there.
    pub fn required_text(&self, key: &str, rule: &Rule) -> Option<String> {
        if !self.has(key) {
            self.report_missing(rule, key);
        }
        self.text(key, rule)
    }

    /// `true` or `false`.
    pub fn boolean(&self, key: &str, rule: &Rule) -> Option<bool> {
        let value = self.get(key)?;
        match value.kind {
            Kind::Bool(boolean) => Some(boolean),
            _ => {
                self.report_type(rule, key, value, "a boolean");
                None
            }
        }
    }

    /// A number of bytes from 0 to 2^63-1 that must be there.
    pub fn size(&self, key: &str, rule: &Rule) -> Option<u64> {
        let Some(value) = self.get(key) else {
            self.report_missing(rule, key);
            return None;
        };
        let Kind::Number(text) = &value.kind else {
            self.report_type(rule, key, value, "a number");
            return None;
        };
        // As a signed number: `-0` is a zero.
        let fault = match text.parse::<i64>().map(u64::try_from) {
            Ok(Ok(size)) => return Some(size),
            _ if text.starts_with('-') => "is negative",
            _ if text.contains(['.', 'e', 'E']) => "is no whole number",
            _ => "is larger than 2^63-1",
        };
        self.report(rule, key, format!("{key:?} {fault}: {}", shorten(text)));
        None
    }

    /// A digest that must be there, and what stood in its place. Notes an algorithm that is not computed.
    pub fn digest(&self, key: &str, rule: &Rule) -> (Option<Digest>, String) {
        let Some(value) = self.get(key) else {
            self.report_missing(rule, key);
            return (None, String::new());
        };
        let pointer = self.pointer.key(key);
        self.digest_of(value, pointer, rule)
    }

    /// Reads a value as a digest.
    pub fn digest_of(
        &self,
        value: &Value,
        pointer: Pointer<'_>,
        rule: &Rule,
    ) -> (Option<Digest>, String) {
        let text = match &value.kind {
            Kind::String(text) => text.to_string(),
            _ => self.json.text_of(value).to_owned(),
        };
        let parsed = match value.kind {
            Kind::String(_) => text.parse::<Digest>().map_err(|error| error.to_string()),
            _ => Err(format!("it is {}", value.kind_name())),
        };
        match parsed {
            Ok(digest) => {
                if !digest.is_supported() {
                    let algorithm = excerpt(digest.algorithm().as_str());
                    let message = format!(
                        "digests of the algorithm {algorithm} are shown, and not checked; the grammar allows them, and skopeo, buildah and umoci refuse them"
                    );
                    self.problems
                        .report(&rule::DIGEST_ALGORITHM, pointer, message);
                }
                (Some(digest), text)
            }
            Err(error) => {
                let message = format!("no digest: {}: {error}", excerpt(&text));
                self.problems.report(rule, pointer, message);
                (None, text)
            }
        }
    }

    /// The elements of a list; none if it is missing or something else.
    pub fn list(&self, key: &str, rule: &Rule) -> Option<&'a [Value]> {
        let value = self.get(key)?;
        match &value.kind {
            Kind::Array(elements) => Some(elements),
            _ => {
                self.report_type(rule, key, value, "a list");
                None
            }
        }
    }

    /// A list of strings. Elements of another type are shown as JSON.
    pub fn texts(&self, key: &str, rule: &Rule) -> Option<Vec<String>> {
        let elements = self.list(key, rule)?;
        let list = self.pointer.key(key);
        let texts = elements.iter().enumerate().map(|(position, element)| {
            if let Kind::String(text) = &element.kind {
                return text.to_string();
            }
            let message = format!(
                "an element of {key:?} is {}",
                self.unlike(element, "a string")
            );
            self.problems.report(rule, list.position(position), message);
            self.json.text_of(element).to_owned()
        });
        Some(texts.collect())
    }

    /// Runs `read` on the object `key`, if it is there and is one.
    pub fn object<T>(
        &self,
        key: &str,
        rule: &Rule,
        read: impl FnOnce(Fields<'_>) -> T,
    ) -> Option<T> {
        let value = self.get(key)?;
        let pointer = self.pointer.key(key);
        self.object_of(value, &pointer, rule, read)
    }

    /// Runs `read` on a value, if it is an object.
    pub fn object_of<T>(
        &self,
        value: &Value,
        pointer: &Pointer<'_>,
        rule: &Rule,
        read: impl FnOnce(Fields<'_>) -> T,
    ) -> Option<T> {
        let Some(members) = value.members() else {
            let message = self.unlike(value, "an object");
            self.problems.report(rule, *pointer, message);
            return None;
        };
        Some(read(Fields {
            json: self.json,
            members,
            pointer,
            problems: self.problems,
        }))
    }

    /// An object of strings, in the document's order. Values of another type are shown as JSON.
    pub fn annotations(&self, key: &str, rule: &Rule) -> Annotations {
        let pairs = self.object(key, rule, |fields| {
            let shown = fields.members.iter().filter(|member| !member.is_shadowed);
            let pairs = shown.map(|Member { key, value, .. }| {
                let text = match &value.kind {
                    Kind::String(text) => text.to_string(),
                    _ => {
                        fields.report_type(rule, key, value, "a string");
                        fields.json.text_of(value).to_owned()
                    }
                };
                (key.to_string(), text)
            });
            pairs.collect()
        });
        Annotations(pairs.unwrap_or_default())
    }

    /// Reports a `mediaType` that [`MediaType::new`] reads as another text: with parameters, blanks or capitals.
    pub fn report_altered_type(&self, rule: &Rule, text: &str) {
        let read = MediaType::new(text);
        if read.as_str() != text {
            let message = format!(
                "{} is read here as {}; other tools compare media types as they stand, and do not know this one",
                excerpt(text),
                excerpt(read.as_str())
            );
            self.report(rule, "mediaType", message);
        }
    }

    /// Reports keys that are among `known` but for their case: tools in Go read them, and the last of several.
    pub fn report_key_case(&self, known: &[&str]) {
        // Each member that is read by a known key, with the position of that key. Hostile documents have very many: none is compared with all others.
        let shown = self.members.iter().filter(|member| !member.is_shadowed);
        let meant: Vec<(&Member, usize)> = shown
            .filter_map(|member| Some((member, position_of(known, &member.key)?)))
            .collect();
        let mut times = vec![0_usize; known.len()];
        for (_, position) in &meant {
            times[*position] += 1;
        }
        for (member, position) in meant {
            let (key, known) = (&*member.key, known[position]);
            if key == known {
                continue;
            }
            let (key, known) = (excerpt(key), excerpt(known));
            let message = if times[position] > 1 {
                format!(
                    "{key} and {known} are one to tools in Go: the last is shown, with what objects and lists before it add, as they read it"
                )
            } else {
                format!(
                    "{key} is {known} to tools in Go, and is shown as they read it; others do not know it"
                )
            };
            self.report(&rule::KEY_CASE, &member.key, message);
        }
    }

    /// Members that are not among `known`, each time that they stand: key and JSON text.
    pub fn unknown(&self, known: &[&str]) -> Vec<(String, String)> {
        self.report_key_case(known);
        self.members
            .iter()
            .filter(|member| position_of(known, &member.key).is_none())
            .map(|member| {
                let text = self.json.text_of(&member.value);
                (member.key.to_string(), text.to_owned())
            })
            .collect()
    }

    /// Complains of a point in time that RFC 3339 does not know.
    pub fn time(&self, key: &str, rule: &Rule) -> Option<String> {
        let time = self.text(key, rule)?;
        if !is_rfc3339(&time) {
            let message = format!("{key:?} is no RFC 3339 date and time: {}", excerpt(&time));
            self.report(&rule::CREATED, key, message);
        }
        Some(time)
    }
}

/// Which of the `known` keys a key is read as. (Docker wrote `Cpuset` and `CpuSet`.)
fn position_of(known: &[&str], key: &str) -> Option<usize> {
    let exact = known.iter().position(|known| *known == key);
    exact.or_else(|| known.iter().position(|known| is_same_key(known, key)))
}

/// A number for a message: huge ones are cut.
fn shorten(number: &str) -> String {
    match number.get(..40) {
        Some(start) if number.len() > 40 => format!("{start}…"),
        _ => number.to_owned(),
    }
}
