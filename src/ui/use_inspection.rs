//! Carries out an inspection: one asynchronous run a question, aborted when the next one comes or the view goes away.

use super::{
    inspection_run::{Run, begin},
    inspection_state::{Action, InspectionState, Phase},
    later,
    named_image::read_now,
    navigation::Destination,
    pace::Pace,
    question::{Question, is_same_image},
    use_on_change::{ending, use_on_change},
};
use crate::{
    browser::{BrowserTransport, Host, sessions, task::Task},
    inspection::given::Given,
    oci::Digest,
    source::{Session, Source},
};
use std::{cell::RefCell, rc::Rc, time::Duration};
use yew::prelude::*;

/// The source of what is shown: its tokens serve the next platform and the layers too.
pub type PageSource = Source<BrowserTransport>;

/// On which terms the element wants to have its questions answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Terms {
    /// Address of `gateways.json`, if the element names one.
    pub gateways: Option<AttrValue>,
    /// How long a server may be silent.
    pub timeout: Duration,
    /// What the element's own image must have as its digest.
    pub pin: Option<Digest>,
    /// Whether what was proven is to be said.
    pub claims: bool,
    /// Whether a badge is shown.
    pub is_badge: bool,
}

/// An inspection in progress.
pub struct Inspection {
    /// What is known.
    pub state: UseReducerHandle<InspectionState>,
    /// Where it comes from.
    pub source: Rc<RefCell<Option<Rc<PageSource>>>>,
    /// What all sources of the page share: of all its elements that name the same gateways.
    pub session: Rc<Session>,
    /// Stops it.
    pub on_cancel: Callback<()>,
    /// Takes what a person brings in place of what could not be fetched, and goes on from there.
    pub on_give: Callback<Given>,
}

/// Inspects what `question` asks for; leaves what was shown if it asks for a place, or for nothing any more. `host` is told of each question.
#[hook]
pub fn use_inspection(
    host: &Host,
    question: &UseStateHandle<Question>,
    terms: Terms,
) -> Inspection {
    // A question that says better what the one before it was about: whoever asked was told of that.
    let is_better_said = use_mut_ref(|| false);
    let on_linked = {
        let (question, is_better_said) = (question.clone(), Rc::clone(&is_better_said));
        Callback::from(move |destination| {
            is_better_said.replace(true);
            question.set(Question {
                target: Some(destination),
                ..(*question).clone()
            })
        })
    };
    let state = use_reducer_eq(|| beginning(question));
    let session = use_memo(terms.gateways.clone(), |gateways| {
        sessions::shared(gateways.as_deref())
    });
    let session = Rc::clone(&*session);
    let source = use_mut_ref(|| None::<Rc<PageSource>>);
    let running = use_mut_ref(|| None::<Task>);
    let answered = use_mut_ref(Question::default);
    // Not in an effect: effects wait until the browser has painted, and what is asked for now is on its way meanwhile.
    if *answered.borrow() != **question {
        let previous = answered.replace((**question).clone());
        let is_same_image = is_same_image(&previous, question);
        let is_new = !is_better_said.replace(false) && !is_same_image;
        let asked = is_new.then(|| host.clone());
        let task = match question.target.clone() {
            // Before the first question there is nothing to leave.
            None if previous.target.is_none() => None,
            None | Some(Destination::Place(_)) => {
                let dispatcher = state.dispatcher();
                Some(Task::spawn(async move {
                    tell(asked);
                    dispatcher.dispatch(Action::Leave);
                }))
            }
            Some(Destination::Image(target)) => {
                let run = Run {
                    pace: pace(&state),
                    state: state.clone(),
                    source: Rc::clone(&source),
                    session: Rc::clone(&session),
                    terms: terms.clone(),
                    target,
                    is_own: question.is_own,
                    is_address: !question.is_own && !question.is_default,
                    on_linked: on_linked.clone(),
                    is_same_image,
                };
                Some(Task::spawn(async move {
                    tell(asked);
                    run.run().await;
                }))
            }
        };
        running.replace(task);
    }
    {
        let running = Rc::clone(&running);
        use_on_change((), move || ending(move || drop(running.take())));
    }
    let on_give = {
        let latest = use_mut_ref(|| None);
        *latest.borrow_mut() = Some(state.clone());
        let (source, running) = (Rc::clone(&source), Rc::clone(&running));
        let session = Rc::clone(&session);
        use_callback(
            (terms, question.is_own),
            move |given: Given, (terms, is_own)| {
                let (Some(state), Some(kept)) = (latest.borrow().clone(), source.borrow().clone())
                else {
                    return;
                };
                let Some(target) = state.target.clone() else {
                    return;
                };
                let run = Run {
                    pace: pace(&state),
                    state,
                    source: Rc::clone(&source),
                    session: Rc::clone(&session),
                    terms: terms.clone(),
                    target,
                    is_own: *is_own,
                    // What was read already means what it says.
                    is_address: false,
                    on_linked: Callback::noop(),
                    is_same_image: true,
                };
                // Who brings something was asked for it by the second module.
                *running.borrow_mut() =
                    later::loaded().map(|later| Task::spawn((later.go_on)(run, kept, given)));
            },
        )
    };
    let on_cancel = {
        let dispatcher = state.dispatcher();
        use_callback((), move |(), ()| {
            drop(running.take());
            dispatcher.dispatch(Action::Cancel);
        })
    };
    Inspection {
        state,
        source,
        session,
        on_cancel,
        on_give,
    }
}

/// Another question is asked, by whoever: what is told from now on is about this one.
fn tell(asked: Option<Host>) {
    if let Some(host) = asked {
        host.dispatch("porthole-asked", &[]);
    }
}

/// What is shown until there is an answer: that it is on its way, from the first rendering on.
fn beginning(question: &Question) -> InspectionState {
    let state = InspectionState::default();
    let Some(target) = question.target.as_ref().and_then(Destination::image) else {
        return state;
    };
    match read_now(&target.image) {
        Some(reference) => state.after(begin(target, &reference)),
        // The second module has to read it first.
        None => InspectionState {
            target: Some(target.clone()),
            phase: Phase::Loading,
            ..state
        },
    }
}

fn pace(state: &UseReducerHandle<InspectionState>) -> Pace {
    let dispatcher = state.dispatcher();
    Pace::new(move |action| dispatcher.dispatch(action))
}
