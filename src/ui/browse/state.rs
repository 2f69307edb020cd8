//! What is known of a place that is browsed: one enum, changed by a pure reducer.

use super::{
    names::Names,
    reading::{Reading, Readings},
};
use crate::{
    source::{Cause, GatewayFault, Refusal, SourceError, transport::Retry},
    ui::{shared::Shared, way::Way},
};
use std::rc::Rc;
use yew::{AttrValue, Reducible};

/// A place, as far as it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BrowseState {
    /// What is shown.
    pub phase: Phase,
    /// How the registry is asked.
    pub way: Way,
    /// The retry that is being waited for.
    pub retry: Option<Retry>,
    /// What was read of the tags.
    pub readings: Rc<Readings>,
    /// The registry asked for a pause: no further rows are read until the person asks for them.
    pub is_paused: bool,
}

/// What is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Phase {
    /// Nothing is known yet.
    #[default]
    Loading,
    /// Names that came.
    Listed {
        /// In the order in which they are shown.
        names: Names,
        /// What is behind them.
        rest: Rest,
    },
    /// The registry shows no catalog, for this reason: nothing that has gone wrong, most have none.
    NoCatalog(Shared<SourceError>),
    /// Nothing can be shown.
    Failed(Shared<SourceError>),
    /// It was given up before anything came.
    Cancelled,
}

/// What is behind the names that are shown.
#[derive(Clone, Debug, PartialEq)]
pub enum Rest {
    /// Nothing: these are all.
    Nothing,
    /// More are on their way.
    Coming,
    /// There may be more, which are asked for only if the person wants them.
    Waiting,
    /// A later page could not be read.
    Failed(Shared<SourceError>),
}

/// What happens.
#[derive(Clone, Debug)]
pub enum Action {
    /// A new question, and what was read there before: what failed then is tried again.
    Begin(Rc<Readings>),
    /// How the registry is asked.
    Go(Way),
    /// More of the list is asked for.
    GoOn,
    /// A page of the list came.
    Page(Names, Rest),
    /// A page could not be read. Whether it was one of a catalog.
    Fail(SourceError, bool),
    /// A retry will follow.
    Retry(Retry),
    /// Something was read of a tag.
    Read(AttrValue, Reading),
    /// The registry asks for fewer questions.
    Pause,
    /// The person wants the rows read on.
    ReadOn,
    /// The person waits no longer for what is on its way.
    Cancel,
}

impl Reducible for BrowseState {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut state = Rc::unwrap_or_clone(self);
        match action {
            Action::Begin(mut readings) => {
                Rc::make_mut(&mut readings).forget_failures();
                state = Self {
                    readings,
                    ..Self::default()
                }
            }
            Action::Go(way) => state.way = way,
            Action::GoOn => {
                if let Phase::Listed { rest, .. } = &mut state.phase {
                    *rest = Rest::Coming;
                }
            }
            Action::Page(names, rest) => {
                state.retry = None;
                state.phase = Phase::Listed { names, rest };
            }
            Action::Fail(error, is_catalog) => {
                state.retry = None;
                let lacks = is_catalog && lacks_catalog(&error);
                let error = Shared::new(error);
                match &mut state.phase {
                    Phase::Listed { rest, .. } => *rest = Rest::Failed(error),
                    phase if lacks => *phase = Phase::NoCatalog(error),
                    phase => *phase = Phase::Failed(error),
                }
            }
            Action::Retry(retry) => {
                // Rows are read quietly.
                if !state.is_settled() {
                    state.retry = Some(retry);
                }
            }
            Action::Read(tag, reading) => Rc::make_mut(&mut state.readings).insert(tag, reading),
            Action::Pause => state.is_paused = true,
            Action::ReadOn => state.is_paused = false,
            Action::Cancel => {
                state.retry = None;
                match &mut state.phase {
                    phase @ Phase::Loading => *phase = Phase::Cancelled,
                    Phase::Listed {
                        rest: rest @ Rest::Coming,
                        ..
                    } => *rest = Rest::Waiting,
                    _ => {}
                }
            }
        }
        state.into()
    }
}

/// Whether an error says that there is no catalog, or none for everybody: the usual answer of hosted registries.
fn lacks_catalog(error: &SourceError) -> bool {
    match error {
        SourceError::Status { status, .. } => {
            matches!(status, 400..=428 | 430..=499 | 501)
        }
        SourceError::NotARegistry { status, .. } => *status != 200,
        SourceError::NotAList { .. }
        | SourceError::SignInRefused {
            // To this user, that is.
            refusal: Refusal::Access,
            ..
        }
        | SourceError::Gateway {
            fault: GatewayFault::Absent { .. } | GatewayFault::Refused { .. },
            ..
        } => true,
        // Routes that a registry does not have are the ones that lack the headers of the others.
        SourceError::NoAnswer { cause, .. } => matches!(cause, Cause::RouteWithoutCors { .. }),
        _ => false,
    }
}

impl BrowseState {
    /// Whether nothing more of the list is on its way.
    pub fn is_settled(&self) -> bool {
        !matches!(
            self.phase,
            Phase::Loading
                | Phase::Listed {
                    rest: Rest::Coming,
                    ..
                }
        )
    }

    /// `data-state` of the host.
    pub fn state_attribute(&self) -> &'static str {
        match &self.phase {
            Phase::Failed(_) => "failed",
            Phase::Cancelled => "idle",
            _ if self.is_settled() => "ready",
            _ => "loading",
        }
    }
}
