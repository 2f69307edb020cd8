//! Signing in to a registry: the form, what leads to it, and whether a password may go to a token service elsewhere.
//!
//! The password passes from the input to the [`Session`](crate::source::Session) and is in no state, property or attribute. The input
//! has no name and the form no address, so that even a page whose program broke has nothing to send.

mod control;
mod form;
mod offer;
mod use_sign_in;

pub use use_sign_in::{Act, SignIn, use_sign_in};

use super::{
    element::list,
    inspection_state::{Failure, InspectionState, Phase},
    later::view_later,
};
use crate::{
    inspection::InspectionError,
    oci::{ImageReference, Reference},
    source::SourceError,
};
use control::view_place as view_with_control;
use form::SignInForm;
use offer::{view_offer, view_question};
use yew::prelude::*;

/// A view of who is signed in. One component for all of them: each kind of component weighs a kilobyte.
#[derive(Clone, PartialEq)]
pub enum View {
    /// The breadcrumb, and the control beside it; whether a notice leads to the form as well.
    Place(Html, bool),
    /// The form, while it is open; whose password was refused just now.
    Form(Option<AttrValue>),
    /// The way to the form.
    Offer,
    /// Whether the password may go to the token service at this origin.
    Question(AttrValue),
}

#[derive(Properties, PartialEq)]
struct SignInViewProps {
    view: View,
}

#[component]
fn SignInView(props: &SignInViewProps) -> Html {
    let Some(sign_in) = use_context::<SignIn>() else {
        return match &props.view {
            View::Place(breadcrumb, _) => breadcrumb.clone(),
            _ => html! {},
        };
    };
    match &props.view {
        View::Place(breadcrumb, is_offered) => {
            let is_offered = sign_in.is_offered || *is_offered;
            let sign_in = SignIn {
                is_offered,
                ..sign_in
            };
            view_with_control(&sign_in, breadcrumb)
        }
        View::Form(None) if !sign_in.is_open => html! {},
        view => {
            let view = view.clone();
            view_later(move |later| (later.sign_in)(&sign_in, &view))
        }
    }
}

/// What is not shown at first, but when somebody signs in or a registry refuses: in the second module.
pub fn view_signing_in(sign_in: &SignIn, view: &View) -> Html {
    match view {
        View::Place(..) => html! {},
        View::Form(user) => {
            html! { <SignInForm sign_in={sign_in.clone()} user={user.clone()} /> }
        }
        View::Offer => view_offer(sign_in),
        View::Question(realm) => view_question(sign_in, realm),
    }
}

/// The breadcrumb, and beside it who is signed in, or the way to the form.
pub fn view_place(breadcrumb: Html) -> Html {
    view(View::Place(breadcrumb, false))
}

/// The same above a list; `error`: why there is none.
pub fn view_list_place(breadcrumb: Html, error: Option<&SourceError>) -> Html {
    view(View::Place(breadcrumb, error.is_some_and(may_sign_in)))
}

/// The form above a list that is there, while it is open.
pub fn view_list_form() -> Html {
    view(View::Form(None))
}

/// The form, while it is open.
pub fn view_form(state: &InspectionState) -> Html {
    let refused = match &state.phase {
        Phase::Failed(failure) => refused_user(failure).map(AttrValue::from),
        _ => None,
    };
    view(View::Form(refused))
}

/// The form and the buttons, where a list could not be read.
pub fn view_for_list(error: &SourceError) -> Html {
    let offer = match error {
        SourceError::RealmUnknown { realm, .. } => view(View::Question(realm.clone().into())),
        error if may_sign_in(error) => view(View::Offer),
        _ => html! {},
    };
    let refused = refused_by(error).map(AttrValue::from);
    list([view(View::Form(refused)), offer])
}

fn view(view: View) -> Html {
    html! { <SignInView {view} /> }
}

/// The buttons of a notice, if signing in may help or the person is asked something.
pub fn view_actions(failure: &Failure) -> Option<Html> {
    match source_error(failure)? {
        SourceError::RealmUnknown { realm, .. } => Some(view(View::Question(realm.clone().into()))),
        error if may_sign_in(error) => Some(view(View::Offer)),
        _ => None,
    }
}

/// The registry that is asked, even where nothing is shown of it: its name and its own address.
fn registry_of(state: &InspectionState) -> Option<Reference> {
    match state.named()? {
        ImageReference::Registry(reference) => Some(reference),
        ImageReference::Layout(_) => None,
    }
}

fn source_error(failure: &Failure) -> Option<&SourceError> {
    match failure {
        Failure::Inspection(InspectionError::Source(error)) => Some(error),
        _ => None,
    }
}

fn may_sign_in(error: &SourceError) -> bool {
    match error {
        SourceError::Status { status, .. } => matches!(status, 401 | 403),
        SourceError::SignInRefused { .. } => true,
        _ => false,
    }
}

/// Whose password was refused just now.
fn refused_user(failure: &Failure) -> Option<String> {
    refused_by(source_error(failure)?)
}

fn refused_by(error: &SourceError) -> Option<String> {
    match error {
        SourceError::SignInRefused {
            user,
            refusal: crate::source::Refusal::Password,
            ..
        } => Some(user.clone()),
        _ => None,
    }
}
