//! What breaks which rule of which specification.

use super::{
    element::{element, remark, section, text},
    format,
    inspection_state::{InspectionState, ManifestDocument},
    later,
    link::view_external,
    raw::place::view_place_named,
    sentence::sentence,
    text::view_text,
};
use crate::oci::{Problem, Severity};
use yew::prelude::*;

/// So many problems are shown, the worst first: of a document that somebody made to hold up the page there may be a hundred thousand.
const MOST: usize = 200;

/// A problem, and the document that it was found in.
type Found<'a> = (&'static str, &'a Problem);

/// Every problem of every document that was read.
pub fn problems(state: &InspectionState) -> Vec<Found<'_>> {
    let Some(root) = state.root() else {
        return Vec::new();
    };
    let name = if state.index().is_some() {
        "index"
    } else {
        "manifest"
    };
    let mut found: Vec<Found<'_>> = root
        .document
        .problems
        .iter()
        .map(|problem| (name, problem))
        .collect();
    if let Some(image) = state.image()
        && let ManifestDocument::Entry(entry) = &image.manifest
    {
        found.extend(
            entry
                .document
                .problems
                .iter()
                .map(|problem| ("manifest", problem)),
        );
    }
    if let Some(document) = state.config_document() {
        found.extend(
            document
                .config
                .problems
                .iter()
                .map(|problem| ("config", problem)),
        );
        found.extend(document.problems.iter().map(|problem| ("config", problem)));
    }
    if let Some(subject) = state.subject() {
        if let Some(Ok(findings)) = state.findings.documents(&subject) {
            let findings = findings.iter();
            found.extend(findings.map(|finding| (finding.part.name(), &finding.problem)));
        }
        let layers = state.findings.layers(&subject).iter();
        found.extend(layers.map(|problem| ("manifest", problem)));
    }
    let of = |severity| {
        found
            .iter()
            .copied()
            .filter(move |(_, problem)| problem.severity == severity)
    };
    of(Severity::Error)
        .chain(of(Severity::Warning))
        .chain(of(Severity::Note))
        .collect()
}

/// The problems by their severity, the worst first: `2 errors, 1 note`; empty if there are none.
pub fn describe<'a>(problems: impl Iterator<Item = &'a Problem> + Clone) -> String {
    let words = [
        (Severity::Error, "error", "errors"),
        (Severity::Warning, "warning", "warnings"),
        (Severity::Note, "note", "notes"),
    ];
    let counts = words.map(|(severity, one, many)| {
        let found = problems
            .clone()
            .filter(|problem| problem.severity == severity);
        let number = found.count();
        (number > 0).then(|| format::count(number, one, many))
    });
    counts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The list of problems; one calm line if there are none.
pub fn view_problems(state: &InspectionState) -> Html {
    if state.root().is_none() {
        return html! {};
    }
    let found = problems(state);
    let number = if found.is_empty() {
        "none found in the documents that were read".to_owned()
    } else {
        describe(found.iter().map(|(_, problem)| *problem))
    };
    let more = found.len().saturating_sub(MOST);
    let more = (more > 0).then(|| {
        let words = format!("{} more are in the report.", format::grouped(more as u64));
        element("p").class("aside").text(words)
    });
    let list = (!found.is_empty()).then(|| {
        element("ul")
            .class("problems")
            .children(found.into_iter().take(MOST).map(view_problem))
    });
    let lint = state
        .subject()
        .and_then(|subject| state.findings.documents(&subject).cloned());
    let (lint, missing) = match lint {
        None => (None, None),
        Some(Ok(_)) => (Some("done"), None),
        Some(Err(error)) => (
            Some("failed"),
            Some(element("p").class("aside warn").text(format!(
                "{}: not all rules were checked.",
                sentence(&error.to_string())
            ))),
        ),
    };
    section("problems", "problems-title", "Problems", [remark(number)])
        .optional("data-lint", lint)
        .maybe(missing)
        .maybe(list)
        .maybe(more)
        .into()
}

fn view_problem((document, problem): Found<'_>) -> Html {
    let (severity, class) = match problem.severity {
        Severity::Error => ("error", "severity bad"),
        Severity::Warning => ("warning", "severity warn"),
        Severity::Note => ("note", "severity muted"),
    };
    let source = element("p")
        .class("small muted")
        .child(view_place_named(document, &problem.pointer))
        .text(" · ")
        .child(element("code").text(problem.rule));
    let source = match problem.specification {
        Some(url) => source
            .text(" · ")
            .child(view_external(url, text("specification"))),
        None => source,
    };
    let message = element("p").child(view_text(&sentence(&problem.message)));
    let rule = later::loaded().and_then(|later| (later.explain)(problem.rule));
    let rule = rule.map(|rule| {
        let sentence = element("p").class("small muted").text(rule.sentence);
        if rule.tools.is_empty() {
            sentence
        } else {
            sentence.text(" ").text(rule.tools)
        }
    });
    element("li")
        .part("problem")
        .fixed("data-rule", problem.rule)
        .fixed("data-severity", severity)
        .child(element("span").class(class).text(severity))
        .child(element("div").child(message).maybe(rule).child(source))
        .into()
}
