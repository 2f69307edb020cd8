//! What breaks which rule of which specification.

use super::{
    format,
    inspection_state::{InspectionState, ManifestDocument},
    link::view_external,
    loading::sentence,
    text::view_text,
};
use crate::oci::{Problem, Severity};
use yew::prelude::*;

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
    if let Some(picture) = state.picture()
        && let ManifestDocument::Entry(entry) = &picture.manifest
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
        found.extend(document.problems.iter().map(|problem| ("image", problem)));
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

/// The list of problems; one calm line if there are none.
pub fn view_problems(state: &InspectionState) -> Html {
    if state.root().is_none() {
        return html! {};
    }
    let found = problems(state);
    html! {
        <section part="problems" aria-labelledby="problems-title">
            <header>
                <h2 id="problems-title">{ "Problems" }</h2>
                <span class="muted small">
                    { if found.is_empty() { "none found in the documents that were read".to_owned() } else { format::count(found.len(), "finding", "findings") } }
                </span>
            </header>
            if !found.is_empty() {
                <ul class="problems">{ for found.into_iter().map(view_problem) }</ul>
            }
        </section>
    }
}

fn view_problem((document, problem): Found<'_>) -> Html {
    let (severity, class) = match problem.severity {
        Severity::Error => ("error", "bad"),
        Severity::Warning => ("warning", "warn"),
        Severity::Note => ("note", "muted"),
    };
    let place = if problem.pointer.is_empty() {
        document.to_owned()
    } else {
        format!("{document} {}", problem.pointer)
    };
    html! {
        <li part="problem" data-rule={problem.rule} data-severity={severity}>
            <span class={classes!("severity", class)}>{ severity }</span>
            <div>
                <p>{ view_text(&sentence(&problem.message)) }</p>
                <p class="small muted">
                    <code>{ view_text(&place) }</code>{ " · " }<code>{ problem.rule }</code>
                    if let Some(url) = problem.specification {
                        { " · " }{ view_external(url, html! { { "specification" } }) }
                    }
                </p>
            </div>
        </li>
    }
}
