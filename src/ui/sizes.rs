//! The sizes of all images of an index: they stand in the manifests, which are read when somebody asks for them.

use super::{
    element::{button, element, list, remark},
    format,
    identity::{Mark, view_mark},
    inspection_context::InspectionContext,
    inspection_state::{Action, Entry, IndexPhase},
    notice::one_line,
    shared::Shared,
    text::view_text,
    use_on_change::{ending, use_on_change},
    use_value::use_value,
};
use crate::{
    browser::{focus::focus, task::Task},
    inspection::{
        InspectionError,
        entries::{End, MOST, read_entries},
    },
    oci::{
        Body,
        index::{Row, RowKind},
    },
};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Clone, Properties, PartialEq)]
struct SizesProps {
    phase: IndexPhase,
    rows: Rc<Vec<Row>>,
}

/// How far the reading of sizes is.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    /// Nobody asked for them.
    Unasked,
    Reading,
    /// No more are read.
    Ended(End),
}

/// The button that has the sizes of an index read, beside the title of its platforms.
pub(super) fn view_sizes(phase: &IndexPhase, rows: &Rc<Vec<Row>>) -> Html {
    let (phase, rows) = (phase.clone(), Rc::clone(rows));
    // What was asked for of one index is not asked for of the next.
    let key = phase.root.document.digest.to_string();
    html! { <Sizes {key} {phase} {rows} /> }
}

impl SizesProps {
    /// What is known of the entries whose manifests say how large they are, by position.
    fn entries(&self) -> impl Iterator<Item = (usize, Option<&Entry>)> {
        let rows = self.rows.iter().filter(|row| row.kind != RowKind::Index);
        rows.map(|row| (row.entry, self.phase.entries.get(row.entry)))
    }

    /// The next entries to read: those that were not, some of which may have failed. The chosen one is read anyway.
    fn unread(&self) -> Vec<usize> {
        let mut unread = Vec::new();
        for (position, entry) in self.entries() {
            if !matches!(entry, Some(Entry::Read(_)))
                && self.phase.chosen != Some(position)
                && unread.len() < MOST
            {
                unread.push(position);
            }
        }
        unread
    }
}

#[component]
fn Sizes(props: &SizesProps) -> Html {
    let context = use_context::<InspectionContext>();
    let stage = use_value(Stage::Unasked);
    let is_reading = *stage == Stage::Reading;
    let unread = props.unread();
    {
        let (props, stage, unread) = (props.clone(), stage.clone(), unread.clone());
        use_on_change(is_reading, move || {
            let context = context.filter(|_| is_reading)?;
            let source = context.source.borrow().clone()?;
            let task = Task::spawn(async move {
                let root = props.phase.root;
                if let Body::Index(index) = &root.document.body {
                    let take = |position, read: Result<_, _>| {
                        let read = read.map(|image| Shared::new(context.claim(image)));
                        let action = Action::SizeRead(root.clone(), position, read);
                        context.dispatcher.dispatch(action);
                    };
                    let end = read_entries(&source, index, &unread, take).await;
                    stage.set(Stage::Ended(end));
                }
            });
            ending(move || drop(task))
        });
    }
    if unread.is_empty() && *stage == Stage::Unasked {
        return html! {};
    }
    let is_idle = !is_reading && !unread.is_empty();
    let on_read = {
        let stage = stage.clone();
        Callback::from(move |_: MouseEvent| {
            if is_idle {
                stage.set(Stage::Reading);
            }
        })
    };
    let (status, number) = describe(props, *stage);
    let on_cancel = Callback::from(move |event: MouseEvent| {
        // It goes: who used the keyboard goes on from the button beside it.
        let button = event.target_dyn_into::<web_sys::Element>();
        if let Some(beside) = button.and_then(|button| button.previous_element_sibling()) {
            focus(&beside);
        }
        stage.set(Stage::Ended(End::Done));
    });
    let read = button()
        .part("read-sizes-button")
        .class("small")
        // One that is disabled would lose the focus.
        .optional("aria-disabled", (!is_idle).then_some("true"))
        .on_click(on_read)
        .text("Read sizes");
    let cancel = is_reading.then(|| {
        let cancel = button().part("cancel-sizes-button").class("small");
        cancel.on_click(on_cancel).text("Cancel")
    });
    list([
        remark(status)
            .part("sizes-status")
            .fixed("role", "status")
            .into(),
        // Not part of what is announced: it changes with each answer.
        remark(number).into(),
        read.into(),
        cancel.map(Html::from).unwrap_or_default(),
    ])
}

/// What is announced, and how many are read while it goes on.
fn describe(props: &SizesProps, stage: Stage) -> (String, String) {
    let (mut all, mut read, mut failed) = (0, 0, 0);
    for (_, entry) in props.entries() {
        all += 1;
        match entry {
            Some(Entry::Read(_)) => read += 1,
            Some(Entry::Failed(_)) => failed += 1,
            None => {}
        }
    }
    let number = || {
        let (read, all) = (format::grouped(read), format::grouped(all));
        format!("{read} of {all}")
    };
    let end = match stage {
        Stage::Unasked => return Default::default(),
        Stage::Reading => return ("reading sizes".to_owned(), number()),
        Stage::Ended(_) if read == all => return ("all sizes are read".to_owned(), String::new()),
        Stage::Ended(end) => end,
    };
    let failed = match failed {
        0 => String::new(),
        failed => format!(", {} failed", format::grouped(failed)),
    };
    let why = match end {
        End::Done => "",
        End::RateLimited => ": the registry wants fewer requests, try again later",
        End::TooLarge => ": so many are enough at a time",
    };
    let words = format!("{} sizes read{failed}{why}", number());
    (words, String::new())
}

/// That the manifest of an entry could not be read, and why. Of the chosen one a notice says it.
pub(super) fn view_entry_fault(error: &InspectionError, is_chosen: bool) -> Html {
    let words = one_line(error);
    let mark = view_mark(Mark::Open, "not read", &words);
    if is_chosen {
        return mark;
    }
    let why = element("p").part("entry-fault").class("muted small");
    list([mark, why.child(view_text(&words)).into()])
}
