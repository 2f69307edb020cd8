//! How many problems there are, said at the top: the list of them is the last thing on a long page.

use super::{
    element::{button, element, text},
    inspection_state::InspectionState,
    problems::{describe, problems},
};
use crate::{browser::focus::go_to, oci::Severity};
use yew::prelude::*;

/// Errors and warnings, if there are any: notes can wait. A way to the list, if that is shown as well (`has_list`).
pub fn view_problem_counts(state: &InspectionState, has_list: bool) -> Html {
    let found = problems(state);
    let grave = found.iter().map(|(_, problem)| *problem);
    let grave = grave.filter(|problem| problem.severity != Severity::Note);
    let counts = describe(grave.clone());
    if counts.is_empty() {
        return Html::default();
    }
    let class = if grave
        .clone()
        .any(|problem| problem.severity == Severity::Error)
    {
        "bad"
    } else {
        "warn"
    };
    let counts = element("span").class(class).child(text(counts));
    let counts: Html = if has_list {
        let on_click =
            Callback::from(|event: MouseEvent| go_to(&event, ".view", "[part=problems]"));
        button()
            .class("link")
            .on_click(on_click)
            .child(counts)
            .into()
    } else {
        counts.into()
    };
    element("div")
        .part("problem-counts")
        .child(element("dt").text("Problems"))
        .child(element("dd").child(counts))
        .into()
}
