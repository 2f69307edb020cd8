//! The value of a config entry, in the shape it is shown in.

use crate::oci::{
    Annotations,
    fields::Fields,
    json::{Kind, Member, Value, is_same_key},
    rule,
};

/// The value of a config entry, in the shape it is shown in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigValue {
    /// A text, number or truth value, as text.
    Text(String),
    /// A command line: shown as a JSON array, each argument marked.
    Arguments(Vec<String>),
    /// One a line: Env, ExposedPorts, Volumes, OnBuild.
    Lines(Vec<String>),
    /// Keys with values: Labels.
    Pairs(Annotations),
    /// Anything else, as JSON text.
    Json(String),
}

/// What a field is by its specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A string.
    Text,
    /// A string, number or boolean.
    Scalar,
    /// A list of strings that is one command line.
    Arguments,
    /// A list of strings.
    Lines,
    /// An object whose keys count (Go's `map[string]struct{}`).
    Keys,
    /// An object of strings.
    Pairs,
    /// Docker's health check.
    Health,
    /// Anything.
    Json,
}

/// Reads the member `key` in the shape that it should have. `None` if it is missing, null or an empty text. What has another shape is
/// reported, and shown as JSON.
pub(super) fn read(fields: Fields<'_>, key: &str, shape: Shape) -> Option<ConfigValue> {
    let value = fields.get(key)?;
    let rule = &rule::CONFIG_FIELD;
    let read = match (shape, &value.kind) {
        (Shape::Text | Shape::Scalar, Kind::String(text)) if text.is_empty() => return None,
        (Shape::Text | Shape::Scalar, Kind::String(text)) => ConfigValue::Text(text.to_string()),
        (Shape::Scalar, Kind::Number(_) | Kind::Bool(_)) => {
            ConfigValue::Text(fields.json.text_of(value).to_owned())
        }
        (Shape::Arguments, Kind::Array(_)) => ConfigValue::Arguments(fields.texts(key, rule)?),
        (Shape::Lines, Kind::Array(_)) => ConfigValue::Lines(fields.texts(key, rule)?),
        (Shape::Keys, Kind::Object(members)) => {
            let shown = members.iter().filter(|member| !member.is_shadowed);
            ConfigValue::Lines(shown.map(|member| member.key.to_string()).collect())
        }
        (Shape::Pairs, Kind::Object(_)) => ConfigValue::Pairs(fields.annotations(key, rule)),
        (Shape::Health, Kind::Object(_)) => fields.object(key, rule, health)?,
        (Shape::Json, _) => return Some(unknown(fields, value)),
        _ => {
            let expected = match shape {
                Shape::Text => "a string",
                Shape::Scalar => "a string, number or boolean",
                Shape::Arguments | Shape::Lines => "a list of strings",
                _ => "an object",
            };
            fields.report_type(rule, key, value, expected);
            unknown(fields, value)
        }
    };
    Some(read)
}

/// A value that nothing is known of.
pub(super) fn unknown(fields: Fields<'_>, value: &Value) -> ConfigValue {
    match &value.kind {
        Kind::String(text) => ConfigValue::Text(text.to_string()),
        Kind::Number(_) | Kind::Bool(_) => ConfigValue::Text(fields.json.text_of(value).to_owned()),
        _ => ConfigValue::Json(fields.json.text_of(value).to_owned()),
    }
}

/// A health check, one line a member: `Test: ["CMD-SHELL","curl -f localhost"]`, `Interval: 30s`.
fn health(fields: Fields<'_>) -> ConfigValue {
    let durations = ["Interval", "Timeout", "StartPeriod", "StartInterval"];
    let is_told = |member: &Member| member.value.kind != Kind::Null;
    let lines = fields
        .members
        .iter()
        .enumerate()
        .filter(|(position, member)| {
            // Of several the last counts, unless it is null. Hundreds of others between them are nobody's health check, and are not to hold up the page.
            let mut later = fields.members.iter().skip(position + 1).take(100);
            let is_replaced =
                member.is_shadowed && later.any(|later| later.key == member.key && is_told(later));
            is_told(member) && !is_replaced
        })
        .map(|(_, member)| {
            let text = fields.json.compact(&member.value);
            let nanoseconds = text.parse::<u64>().ok();
            let is_duration = || durations.iter().any(|key| is_same_key(&member.key, key));
            match nanoseconds.filter(|_| is_duration()) {
                Some(nanoseconds) => format!("{}: {}", member.key, duration(nanoseconds)),
                None => format!("{}: {text}", member.key),
            }
        });
    ConfigValue::Lines(lines.collect())
}

/// A duration as Go writes it: `1m30s`, `500ms`; `0s`.
fn duration(nanoseconds: u64) -> String {
    const UNITS: [(u64, &str); 6] = [
        (3_600_000_000_000, "h"),
        (60_000_000_000, "m"),
        (1_000_000_000, "s"),
        (1_000_000, "ms"),
        (1_000, "µs"),
        (1, "ns"),
    ];
    let mut text = String::new();
    let mut rest = nanoseconds;
    for (unit, name) in UNITS {
        if rest >= unit {
            text.push_str(&format!("{}{name}", rest / unit));
            rest %= unit;
        }
    }
    if text.is_empty() {
        text.push_str("0s");
    }
    text
}
