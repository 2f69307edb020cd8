//! A report that somebody brings: read, and asked again.

use crate::{
    browser::{file, listener::DropListener, task::Task},
    report::{LARGEST, Report, ReportError, model::Asked},
    ui::{
        drop_target::is_report,
        inspection_state::InspectionState,
        navigation::{Destination, Navigator, Target},
        shared::Shared,
        use_on_change::{ending, use_on_change},
    },
};
use std::rc::Rc;
use web_sys::File;
use yew::prelude::*;

/// What came of a file that somebody brought.
#[derive(Clone, PartialEq)]
pub(super) enum Opened {
    /// Nobody brought any.
    Nothing,
    /// It is no report, and why.
    Refused(String),
    /// It is one.
    Read(Shared<Report>),
}

/// A report that was brought, and how far it was asked again.
pub(super) struct Opening {
    /// What came of the file.
    pub opened: UseStateHandle<Opened>,
    /// Whether what is shown is the answer to the report's question.
    pub is_answered: bool,
    /// Takes the file that was chosen.
    pub on_file: Callback<Event>,
}

/// Takes reports, by the field or dropped on the page, and asks their questions again.
#[hook]
pub(super) fn use_opening(state: &Rc<InspectionState>) -> Opening {
    let navigator = use_context::<Navigator>();
    let opened = use_state_eq(|| Opened::Nothing);
    let reading = use_mut_ref(|| None::<Task>);
    // What stood there when the question of the opened report was to be asked: it is no answer to it. What is answered at once is seen by the answer alone.
    let before = use_mut_ref(|| None::<Rc<InspectionState>>);
    let current = use_mut_ref(|| Rc::clone(state));
    *current.borrow_mut() = Rc::clone(state);
    if before
        .borrow()
        .as_ref()
        .is_some_and(|before| !state.is_settled() || before.phase != state.phase)
    {
        *before.borrow_mut() = None;
    }
    let is_answered = before.borrow().is_none();
    // A file that misses the section would make the browser leave the page. An embedded view leaves its site alone.
    let is_page = navigator.as_ref().is_some_and(Navigator::is_page);
    let take = {
        let opened = opened.clone();
        move |file: File| {
            let opened = opened.clone();
            let (before, current) = (Rc::clone(&before), Rc::clone(&current));
            let navigator = navigator.clone();
            *reading.borrow_mut() = Some(Task::spawn(async move {
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
    let on_file = Callback::from(move |event: Event| {
        if let Some(file) = file::chosen(&event) {
            take(file);
        }
    });
    Opening {
        opened,
        is_answered,
        on_file,
    }
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
