//! Statements: what is said of which files, by whom or by what (in-toto attestation framework, `_type` 0.1 and 1).

use super::{Claim, descend, text_at};
use crate::oci::json::{Json, Value};

/// What the type of a statement begins with; its version follows.
const TYPE: &str = "https://in-toto.io/Statement/";

/// What a predicate is worth a line of: label, and the paths where its versions have it.
const FACTS: [(&str, &[&[&str]]); 4] = [
    (
        "built by",
        &[
            // SLSA provenance 1, and 0.1 to 0.2.
            &["runDetails", "builder", "id"],
            &["builder", "id"],
        ],
    ),
    (
        "built as",
        &[&["buildDefinition", "buildType"], &["buildType"]],
    ),
    (
        "built from",
        &[
            &[
                "buildDefinition",
                "externalParameters",
                "workflow",
                "repository",
            ],
            &["buildDefinition", "externalParameters", "source", "uri"],
            &["invocation", "configSource", "uri"],
        ],
    ),
    (
        "finished",
        &[
            &["runDetails", "metadata", "finishedOn"],
            &["metadata", "buildFinishedOn"],
        ],
    ),
];

/// Reads a statement; `None` if it is none.
pub fn read(bytes: &[u8]) -> Option<Claim> {
    let json = Json::parse(bytes).ok()?;
    let root = &json.root;
    text_at(root, &["_type"]).filter(|name| name.starts_with(TYPE))?;
    let subjects = root.member("subject")?.elements()?;
    let predicate = root.member("predicate");
    let facts = FACTS.iter().filter_map(|(label, paths)| {
        let text = paths
            .iter()
            .find_map(|path| text_at(predicate?, path))?
            .to_owned();
        Some((*label, text))
    });
    Some(Claim {
        subjects: subjects.iter().flat_map(digests).collect(),
        predicate_type: text_at(root, &["predicateType"]).map(str::to_owned),
        facts: facts.collect(),
        ..Claim::default()
    })
}

/// The digests of a subject, `{"sha256": "…"}`, in the form that descriptors have.
fn digests(subject: &Value) -> Vec<String> {
    let members = descend(subject, &["digest"]).and_then(Value::members);
    let members = members.unwrap_or_default().iter();
    members
        .filter(|member| !member.is_shadowed)
        .filter_map(|member| Some(format!("{}:{}", member.key, member.value.as_text()?)))
        .collect()
}
