//! The report's view: what it says in short, the buttons that save and copy it, and the field that takes one back.

use super::{
    ReportProps,
    comparison::{shortened, view_comparison},
    file_name::file_name,
    gather::{Shown, gather},
    opening::{Opened, use_opening},
};
use crate::{
    browser::{address, clipboard, clock, task::Task},
    report::{
        Report,
        model::{LeftOut, Summary},
    },
    ui::{
        element::{Element, button, element, list, remark, section},
        format,
        inspection_context::InspectionContext,
        referrers::evidence::Known,
        text::view_text,
        use_on_change::use_on_change,
        use_take_up::use_take_up,
    },
    verify::layer_state::LayerState,
};
use std::rc::Rc;
use yew::prelude::*;

/// The report of what is shown.
#[component]
pub fn ReportView(props: &ReportProps) -> Html {
    let opening = use_opening(&props.state);
    let said = use_state_eq(|| "");
    let copying = use_mut_ref(|| None::<Task>);
    let place = use_take_up();
    let is_running = props.verification.is_running();
    let key = (
        Rc::clone(&props.state),
        // While layers are read only the beginning and the end count.
        (!is_running).then(|| Rc::clone(&props.verification)),
        Rc::clone(&props.signatures),
        use_referrers(),
    );
    let report = use_memo(key, |(.., referrers)| now(props, referrers.as_deref()));
    let has_document = props.state.root().is_some();
    let buttons = has_document.then(|| {
        let on_copy = {
            let (said, report) = (said.clone(), Rc::clone(&report));
            Callback::from(move |_: MouseEvent| {
                let (said, text) = (said.clone(), report.to_markdown());
                *copying.borrow_mut() = Some(Task::spawn(async move {
                    said.set(if clipboard::copy(&text).await {
                        "Copied."
                    } else {
                        "Copying is not allowed here: save it instead."
                    });
                }));
            })
        };
        view_buttons(&report, on_copy)
    });
    let number = format!("version {}", report.version);
    let beside = [remark(number), element("span").class("grow")];
    let mut shown = section(
        "report",
        "report-title",
        "Report",
        beside.into_iter().chain(buttons.into_iter().flatten()),
    )
    .fixed("tabindex", "-1")
    .reference(place);
    if has_document {
        shown = shown
            .child(element("p").class("aside").text(explain(props)))
            .maybe(report.left_out.as_ref().map(view_left_out))
            .child(view_summary(&report.summary));
    }
    let (error, changes) = match &*opening.opened {
        Opened::Nothing => (None, Html::default()),
        Opened::Refused(error) => (Some(error), Html::default()),
        Opened::Read(then) => (
            None,
            view_comparison(props, then, &report, opening.is_answered),
        ),
    };
    let error = error.map(|error| {
        element("p")
            .class("bad")
            .part("report-error")
            .child(view_text(&shortened(&format!(
                "This is not taken: {error}."
            ))))
    });
    let input = element("input")
        .fixed("type", "file")
        .part("report-file")
        .fixed("accept", ".json,application/json")
        .on_change(opening.on_file);
    let open = element("div")
        .class("report-open small")
        .child(
            element("label")
                .text("Open a report, or drop it on the page, to ask again and see what changed since: ")
                .child(input),
        )
        .child(element("div").fixed("role", "status").text(*said).maybe(error));
    list([shown.child(open).into(), changes])
}

/// What is known of the referrers: the report follows it.
#[hook]
fn use_referrers() -> Option<Rc<Known>> {
    let update = use_force_update();
    let evidence = use_context::<InspectionContext>().map(|context| context.evidence);
    {
        let evidence = evidence.clone();
        use_on_change((), move || {
            if let Some(evidence) = evidence {
                evidence.listen(Callback::from(move |()| update.force_update()));
            }
            None
        });
    }
    evidence?.known()
}

/// What is known now, as a report.
fn now(props: &ReportProps, referrers: Option<&Known>) -> Report {
    gather(&Shown {
        state: &props.state,
        layers: &props.layers,
        verification: &props.verification,
        signatures: &props.signatures,
        referrers,
        page: &address::origin(),
        now: clock::unix_ms(),
    })
}

fn view_buttons(report: &Rc<Report>, on_copy: Callback<MouseEvent>) -> [Element; 3] {
    let save = |extension: &'static str, media_type: &'static str, write: fn(&Report) -> String| {
        let report = Rc::clone(report);
        Callback::from(move |_: MouseEvent| {
            let name = file_name(&report, extension);
            clipboard::save(&name, media_type, write(&report).as_bytes());
        })
    };
    [
        button()
            .part("report-save-json")
            .on_click(save("json", "application/json", Report::to_json))
            .text("Save as JSON"),
        button()
            .part("report-save-markdown")
            .on_click(save("md", "text/markdown", Report::to_markdown))
            .text("Save as Markdown"),
        button()
            .part("report-copy")
            .on_click(on_copy)
            .text("Copy as Markdown"),
    ]
}

/// What is in the report, and what could be.
fn explain(props: &ReportProps) -> String {
    let number = props.layers.len();
    let verified = (0..number)
        .filter(|layer| {
            let state = props.verification.layer(*layer);
            !matches!(
                state,
                LayerState::Unverified | LayerState::NotChecked { .. }
            )
        })
        .count();
    let noun = match props.state.manifest() {
        Some((_, manifest)) if !manifest.is_image() => "blobs",
        _ => "layers",
    };
    let words =
        "What was asked, what was served by whom and when, every digest, verdict and problem.";
    if number == 0 || verified == number {
        words.to_owned()
    } else if props.verification.is_running() {
        format!("{words} The {noun} are being read: wait for them to have them in it.")
    } else if verified == 0 {
        format!("{words} The {noun} were not verified: verify them first to have that in it.")
    } else {
        let number = format::grouped((number - verified) as u64);
        format!(
            "{words} {number} of the {noun} were not verified: verify them first to have that in it."
        )
    }
}

/// What the report has no room for.
fn view_left_out(left: &LeftOut) -> Element {
    element("p")
        .class("aside warn")
        .part("report-left-out")
        .text(format!(
            "It would be too long to be opened again with everything in it. Left out: {}.",
            left.words()
        ))
}

fn view_summary(summary: &Summary) -> Element {
    let line = |name: &'static str, class: &'static str, phrases: &[String]| {
        let words = if phrases.is_empty() {
            "nothing".to_owned()
        } else {
            phrases.join("; ")
        };
        element("div")
            .child(element("dt").class(class).text(name))
            .child(element("dd").child(view_text(&words)))
            .into()
    };
    element("dl").class("report-summary").children([
        line("Holds", "ok", &summary.holds),
        line("Does not hold", "bad", &summary.fails),
        line("Not checked", "muted", &summary.open),
    ])
}
