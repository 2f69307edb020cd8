//! Reads the list of a place, page by page: one asynchronous run a question, stopped when the next one comes or the view goes away.

use super::{
    names::{Names, Order},
    reading::Library,
    state::{Action, BrowseState, Rest},
};
use crate::{
    browser::{BrowserTransport, address, task::Task},
    oci::Place,
    source::{
        Session, Source,
        registry::listing::{ListPage, Pager},
    },
    ui::{
        files::look_into,
        use_on_change::{ending, use_on_change},
        way::way_to,
    },
};
use std::{cell::RefCell, rc::Rc, time::Duration};
use yew::prelude::*;

/// How many pages are asked for, and names read, before a person is asked whether to go on.
const PAGES_AT_ONCE: usize = 100;
const NAMES_AT_ONCE: usize = 100_000;

/// The source of what is browsed: its tokens serve the rows too.
pub(super) type PlaceSource = Source<BrowserTransport>;

/// A list in progress.
pub(super) struct Listing {
    /// What is known.
    pub state: UseReducerHandle<BrowseState>,
    /// Where it comes from.
    pub source: Rc<RefCell<Option<Rc<PlaceSource>>>>,
    /// Asks for more of it, or again for what failed.
    pub on_more: Callback<()>,
    /// Gives up what is on its way.
    pub on_cancel: Callback<()>,
}

/// What a list is asked for with.
#[derive(Clone, PartialEq)]
pub(super) struct Question {
    /// Where.
    pub place: Place,
    /// How long a server may be silent.
    pub timeout: Duration,
    /// Address of `gateways.json`, as the element names it.
    pub gateways: Option<AttrValue>,
    /// What all sources share.
    pub session: SameSession,
    /// What was read before.
    pub library: Rc<Library>,
}

/// Equal, if it is the same one.
#[derive(Clone)]
pub(super) struct SameSession(pub Rc<Session>);

impl PartialEq for SameSession {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[hook]
pub(super) fn use_listing(question: &Question) -> Listing {
    let state = use_reducer(BrowseState::default);
    let source = use_mut_ref(|| None::<Rc<PlaceSource>>);
    let running = use_mut_ref(|| None::<Task>);
    let opening = use_mut_ref(|| None::<Task>);
    let progress = use_mut_ref(|| Progress::new(&question.place));
    let go_on = {
        let (dispatcher, source) = (state.dispatcher(), Rc::clone(&source));
        let (running, progress) = (Rc::clone(&running), Rc::clone(&progress));
        move || {
            let Some(source) = source.borrow().clone() else {
                return;
            };
            let (dispatcher, progress) = (dispatcher.clone(), Rc::clone(&progress));
            let task = Task::spawn(async move { read(&source, &progress, &dispatcher).await });
            *running.borrow_mut() = Some(task);
        }
    };
    {
        let (question, dispatcher) = (question.clone(), state.dispatcher());
        let (source, running, go_on) = (Rc::clone(&source), Rc::clone(&running), go_on.clone());
        let (opening, progress) = (Rc::clone(&opening), Rc::clone(&progress));
        use_on_change(question.clone(), move || {
            *progress.borrow_mut() = Progress::new(&question.place);
            let readings = question.library.of(&question.place.to_string());
            dispatcher.dispatch(Action::Begin(readings));
            let transport = {
                let dispatcher = dispatcher.clone();
                BrowserTransport::new(question.timeout, move |retry| {
                    dispatcher.dispatch(Action::Retry(retry))
                })
            };
            let begin = begin(question, transport, dispatcher, source, go_on);
            *opening.borrow_mut() = Some(Task::spawn(begin));
            ending(move || {
                drop(opening.take());
                drop(running.take());
            })
        });
    }
    let on_cancel = {
        let (dispatcher, running) = (state.dispatcher(), Rc::clone(&running));
        Callback::from(move |()| {
            drop(opening.take());
            drop(running.take());
            dispatcher.dispatch(Action::Cancel);
        })
    };
    let on_more = {
        let dispatcher = state.dispatcher();
        Callback::from(move |()| {
            dispatcher.dispatch(Action::GoOn);
            go_on();
        })
    };
    Listing {
        state,
        source,
        on_more,
        on_cancel,
    }
}

/// Finds the way to the registry, and begins.
async fn begin(
    question: Question,
    transport: BrowserTransport,
    dispatcher: UseReducerDispatcher<BrowseState>,
    source: Rc<RefCell<Option<Rc<PlaceSource>>>>,
    go_on: impl Fn(),
) {
    let Question {
        place,
        session,
        gateways,
        ..
    } = question;
    let transport = Rc::new(transport);
    if let Some(registry) = place.registry_reference() {
        let gateways = gateways.as_deref();
        let way = way_to(&registry.registry, &session.0, gateways, &transport).await;
        dispatcher.dispatch(Action::Go(way));
    }
    if let Place::Layout(layout) = &place
        && let Err(error) = look_into(layout).await
    {
        dispatcher.dispatch(Action::Fail(error, false));
        return;
    }
    let opened = Source::of_place(&place, transport, &session.0, address::of_layout);
    *source.borrow_mut() = Some(Rc::new(opened));
    go_on();
}

/// How far a list was read.
struct Progress {
    is_catalog: bool,
    names: Names,
    pager: Pager,
}

impl Progress {
    fn new(place: &Place) -> Self {
        let is_catalog = matches!(place, Place::Registry(_));
        let order = if is_catalog {
            Order::Repositories
        } else {
            Order::Tags
        };
        Self {
            is_catalog,
            names: Names::new(order),
            pager: Pager::default(),
        }
    }
}

/// Reads on until the end, the bound, or a failure. What was read stays in `progress`, wherever it is given up.
async fn read(
    source: &PlaceSource,
    progress: &RefCell<Progress>,
    dispatcher: &UseReducerDispatcher<BrowseState>,
) {
    let is_catalog = progress.borrow().is_catalog;
    let (mut pages, mut read) = (0, 0);
    loop {
        let Some(cursor) = progress.borrow().pager.cursor().cloned() else {
            return;
        };
        let answer = if is_catalog {
            source.catalog(&cursor).await
        } else {
            source.tags(&cursor).await
        };
        let ListPage { names, next } = match answer {
            Ok(page) => page,
            Err(error) => return dispatcher.dispatch(Action::Fail(error, is_catalog)),
        };
        let mut progress = progress.borrow_mut();
        pages += 1;
        let added = progress.names.add(names);
        read += added;
        progress.pager.advance(next, added > 0);
        let is_enough = pages == PAGES_AT_ONCE || read >= NAMES_AT_ONCE;
        let rest = match progress.pager.cursor() {
            None => Rest::Nothing,
            Some(_) if is_enough => Rest::Waiting,
            Some(_) => Rest::Coming,
        };
        dispatcher.dispatch(Action::Page(progress.names.clone(), rest));
        if is_enough {
            return;
        }
    }
}
