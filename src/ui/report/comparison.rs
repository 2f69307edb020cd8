//! What changed since an opened report was made: once what it was asked for was asked for again.

use super::{ReportProps, changes::view_changes};
use crate::{
    browser::focus::move_outwards,
    inspection::InspectionError,
    report::{Report, compare, model::Verdict},
    source::{ArchiveFault, SourceError},
    ui::{
        element::{button, element, remark, section},
        format,
        inspection_state::{Failure, Phase},
        layer_sizes::download_size,
        text::{plain, view_text},
    },
};
use yew::prelude::*;

/// Characters of a text that are shown at most.
const MOST_SHOWN: usize = 300;

/// The section. `is_asked`: the question of the report `then` was asked again.
pub(super) fn view_comparison(
    props: &ReportProps,
    then: &Report,
    now: &Report,
    is_asked: bool,
) -> Html {
    let is_known = |report: &Report| {
        let mut layers = report.layers.iter();
        layers.any(|layer| layer.verdict != Verdict::NotChecked)
    };
    let is_waiting = !is_asked || !props.state.is_settled();
    let is_other = then.asked.reference != now.asked.reference;
    let wants_layers = is_known(then)
        && !is_waiting
        && !props.layers.is_empty()
        && !matches!(props.state.phase, Phase::Failed(_));
    let is_open = now
        .layers
        .iter()
        .any(|layer| layer.verdict == Verdict::NotChecked);
    let verify = (wants_layers && is_open && !is_other).then(|| {
        let size = download_size(&props.layers, &props.verification);
        let verify = button()
            .part("report-verify-button")
            .optional(
                "disabled",
                props.verification.is_running().then_some("disabled"),
            )
            .on_click(props.on_verify.reform(|event: MouseEvent| {
                // It is disabled meanwhile, and then it is gone.
                move_outwards(&event, "section");
                None
            }))
            .text("Verify the layers again");
        let cost = format!(
            "The report had them verified. This reads {}.",
            format::total_size(size)
        );
        element("p")
            .class("aside")
            .child(verify)
            .text(" ")
            .child(remark(cost))
    });
    let mut question = element("p")
        .class("aside")
        .text("The report was asked for ")
        .child(element("code").child(view_text(&shortened(&then.asked.reference))));
    if let Some(platform) = &then.asked.platform {
        question = question
            .text(" on ")
            .child(element("code").child(view_text(&shortened(platform))));
    }
    let wants_file = wants_file(&props.state.phase);
    let question = question.text(match (is_waiting, is_other) {
        (true, _) => "; asking for it again …",
        (false, true) => "; the page shows another image by now. Open the report again to compare.",
        (false, false) if wants_file => {
            "; that file has to be opened first: then it is told what changed."
        }
        (false, false) => "; so was the page now.",
    });
    let made = element("span")
        .class("muted small")
        .attribute("title", plain(&shortened(&then.made)))
        .text("since ")
        .child(view_text(&format::date_and_time(&shortened(&then.made))));
    let shown = section("report-changes", "changes-title", "What changed", [made]).child(question);
    if is_waiting || is_other || wants_file {
        return shown.into();
    }
    shown
        .maybe(verify)
        .child(view_changes(&compare(then, now)))
        .into()
}

/// Whether the image is in a file that nobody opened yet.
fn wants_file(phase: &Phase) -> bool {
    let Phase::Failed(failure) = phase else {
        return false;
    };
    matches!(
        &**failure,
        Failure::Inspection(InspectionError::Source(SourceError::Archive {
            fault: ArchiveFault::NotOpened,
            ..
        }))
    )
}

/// A text that is long is cut: a report may say anything.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
