//! The report's view: what it says in short, the buttons that save and copy it, and the field that takes one back.

use super::{
    ReportProps,
    comparison::{shortened, view_comparison},
    file_name::file_name,
    gather::{Shown, gather},
};
use crate::{
    browser::{address, clipboard, clock, file, listener::DropListener, task::Task},
    report::{
        LARGEST, Report, ReportError,
        model::{Asked, LeftOut, Summary},
    },
    ui::{
        drop_target::is_report,
        element::{Element, button, element, list, remark, section},
        format,
        inspection_context::InspectionContext,
        inspection_state::InspectionState,
        navigation::{Destination, Navigator, Target},
        referrers::evidence::Known,
        shared::Shared,
        text::view_text,
        use_on_change::{ending, use_on_change},
    },
    verify::layer_state::LayerState,
};
use std::rc::Rc;
use web_sys::File;
use yew::prelude::*;

/// What came of a file that somebody brought.
#[derive(Clone, PartialEq)]
enum Opened {
    Nothing,
    Refused(String),
    Read(Shared<Report>),
}

/// The report of what is shown.
#[component]
pub fn ReportView(props: &ReportProps) -> Html {
    let navigator = use_context::<Navigator>();
    let opened = use_state_eq(|| Opened::Nothing);
    let said = use_state_eq(|| "");
    let task = use_mut_ref(|| None::<Task>);
    // What stood there when the question of the opened report was to be asked: it is no answer to it. What is answered at once is seen by the answer alone.
    let before = use_mut_ref(|| None::<Rc<InspectionState>>);
    let current = use_mut_ref(|| Rc::clone(&props.state));
    *current.borrow_mut() = Rc::clone(&props.state);
    if before
        .borrow()
        .as_ref()
        .is_some_and(|before| !props.state.is_settled() || before.phase != props.state.phase)
    {
        *before.borrow_mut() = None;
    }
    let take = {
        let (opened, task) = (opened.clone(), Rc::clone(&task));
        let (before, current) = (Rc::clone(&before), Rc::clone(&current));
        let to_ask = navigator.clone();
        move |file: File| {
            let opened = opened.clone();
            let (before, current) = (Rc::clone(&before), Rc::clone(&current));
            let navigator = to_ask.clone();
            *task.borrow_mut() = Some(Task::spawn(async move {
                match read(&file).await {
                    Err(error) => opened.set(Opened::Refused(error)),
                    Ok(report) => {
                        *before.borrow_mut() = Some(Rc::clone(&current.borrow()));
                        let destination = destination(&report.asked);
                        opened.set(Opened::Read(Shared::new(report)));
                        if let Some(navigator) = navigator {
                            navigator.on_ask.emit(destination);
                        }
                    }
                }
            }));
        }
    };
    {
        // A file that misses the section would make the browser leave the page. An embedded view leaves its site alone.
        let is_page = navigator
            .as_ref()
            .is_some_and(|navigator| navigator.permalink.is_some());
        let latest = use_mut_ref(|| None);
        *latest.borrow_mut() = Some(take.clone());
        use_on_change(is_page, move || {
            let listener = is_page.then(|| {
                DropListener::new(is_report, move |file| {
                    let take = latest.borrow().clone();
                    if let Some(take) = take {
                        take(file);
                    }
                })
            });
            ending(move || drop(listener))
        });
    }
    let is_running = props.verification.is_running();
    let key = (
        Rc::clone(&props.state),
        // While layers are read only the beginning and the end count.
        (!is_running).then(|| Rc::clone(&props.verification)),
        Rc::clone(&props.signatures),
        use_referrers(),
    );
    let report = use_memo(key, |(.., referrers)| now(props, referrers.as_deref()));
    let on_file = Callback::from(move |event: Event| {
        if let Some(file) = file::chosen(&event) {
            take(file);
        }
    });
    let has_document = props.state.root().is_some();
    let buttons = has_document.then(|| {
        let on_copy = {
            let (said, report) = (said.clone(), Rc::clone(&report));
            Callback::from(move |_: MouseEvent| {
                let (said, text) = (said.clone(), report.to_markdown());
                *task.borrow_mut() = Some(Task::spawn(async move {
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
    );
    if has_document {
        shown = shown
            .child(element("p").class("aside").text(explain(props)))
            .maybe(report.left_out.as_ref().map(view_left_out))
            .child(view_summary(&report.summary));
    }
    let (error, changes) = match &*opened {
        Opened::Nothing => (None, Html::default()),
        Opened::Refused(error) => (Some(error), Html::default()),
        Opened::Read(then) => (
            None,
            view_comparison(props, then, &report, before.borrow().is_none()),
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
        .on_change(on_file);
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

/// Reads a report from a file that a person brought.
async fn read(file: &File) -> Result<Report, String> {
    let size = file.size() as u64;
    if size > LARGEST {
        return Err(ReportError::TooLarge { size }.to_string());
    }
    match file::read(file).await {
        Some(bytes) => Report::from_json(&bytes).map_err(|error| error.to_string()),
        None => Err("the browser cannot read the file".to_owned()),
    }
}

fn destination(asked: &Asked) -> Destination {
    let platform = asked.platform.clone().map(AttrValue::from);
    Destination::Image(Target {
        image: asked.reference.clone().into(),
        platform,
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
