//! What a registry wants to have told (distribution specification 1.1, "Warnings"): headers `Warning: 299 - "text"`.

use crate::oci::{Problem, json::Pointer, rule};

/// How much of it is told, in bytes: the specification's own bound.
const MOST: usize = 4096;

/// A note for each text in the value of a `Warning` header, which may hold several. Other forms than the specification's are passed over.
///
/// ```
/// use porthole::source::registry::warning::warnings;
///
/// let said = warnings(r#"299 - "this tag is \"old\"", 199 h "not this", 299 - "so is this""#);
/// assert_eq!(said[0].message, "the registry says: this tag is \"old\"");
/// assert_eq!(said[1].message, "the registry says: so is this");
/// assert_eq!(said.len(), 2);
/// ```
pub fn warnings(value: &str) -> Vec<Problem> {
    let mut end = value.len().min(MOST);
    while !value.is_char_boundary(end) {
        end -= 1;
    }
    let parts = value[..end].split("299 - \"").skip(1);
    let texts = parts.map(|part| {
        let mut text = String::new();
        let mut is_escaped = false;
        for character in part.chars() {
            match character {
                '\\' if !is_escaped => is_escaped = true,
                '"' if !is_escaped => break,
                character => {
                    text.push(character);
                    is_escaped = false;
                }
            }
        }
        text
    });
    let texts = texts.filter(|text| !text.trim().is_empty());
    texts
        .map(|text| {
            let message = format!("the registry says: {text}");
            Problem::new(&rule::REGISTRY_WARNING, Pointer::ROOT, message)
        })
        .collect()
}
