//! What two reports have lists of, as pairs of a name and of what is said of it.

use crate::report::{Report, model::SignatureVerdict};

/// Something that a list holds: what it is known by, and what is said of it; `None` if that could not be told.
pub(super) struct Item {
    pub(super) name: String,
    pub(super) value: Option<String>,
}

pub(super) fn failures(report: &Report) -> Vec<Item> {
    let failures = report.failures.iter();
    failures
        .map(|failure| Item {
            name: format!("the {} could not be read", failure.name.word()),
            value: Some(failure.message.clone()),
        })
        .collect()
}

pub(super) fn platforms(report: &Report) -> Vec<Item> {
    let entries = report.platforms.iter();
    entries
        .map(|entry| match &entry.platform {
            Some(platform) if platform != "unknown/unknown" => Item {
                name: platform.clone(),
                value: Some(entry.digest.clone()),
            },
            _ => Item {
                name: entry.digest.clone(),
                value: Some("there".to_owned()),
            },
        })
        .collect()
}

pub(super) fn signatures(report: &Report) -> Vec<Item> {
    let signatures = report.signatures.iter();
    signatures
        .map(|signature| Item {
            name: format!(
                "{} by {}",
                signature.algorithm,
                signature.key_id.as_deref().unwrap_or("no key")
            ),
            value: match signature.verdict {
                SignatureVerdict::NotChecked => None,
                known => Some(known.word().to_owned()),
            },
        })
        .collect()
}

pub(super) fn paths(report: &Report) -> Vec<Item> {
    let paths = report.unsigned.iter();
    paths
        .map(|path| Item {
            name: path.clone(),
            value: Some("there".to_owned()),
        })
        .collect()
}

pub(super) fn problems(report: &Report) -> Vec<Item> {
    let problems = report.problems.iter();
    problems
        .map(|problem| Item {
            name: format!(
                "{} in {} {}: {}",
                problem.rule, problem.document, problem.pointer, problem.message
            ),
            value: Some(problem.severity.word().to_owned()),
        })
        .collect()
}
