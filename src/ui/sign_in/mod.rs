//! Signing in to a registry: the form, what leads to it, and whether a password may go to a token service elsewhere.
//!
//! The password passes from the input to the [`Session`](crate::source::Session) and is in no state, property or attribute. The input
//! has no name and the form no address, so that even a page whose program broke has nothing to send.

mod control;
mod form;
mod offer;
mod use_sign_in;

pub use use_sign_in::{Act, SignIn, use_sign_in};

use super::inspection_state::{Failure, InspectionState, Phase};
use crate::{
    inspection::InspectionError,
    oci::{ImageReference, Reference},
    source::SourceError,
};
use control::SignInPlace;
use form::SignInForm;
use offer::{RealmQuestion, SignInOffer};
use yew::prelude::*;

/// The breadcrumb, and beside it who is signed in, or the way to the form.
pub fn view_place(breadcrumb: Html) -> Html {
    html! { <SignInPlace>{ breadcrumb }</SignInPlace> }
}

/// The form, while it is open.
pub fn view_form(state: &InspectionState) -> Html {
    let refused = match &state.phase {
        Phase::Failed(failure) => refused_user(failure).map(AttrValue::from),
        _ => None,
    };
    html! { <SignInForm {refused} /> }
}

/// The buttons of a notice, if signing in may help or the person is asked something.
pub fn view_actions(failure: &Failure) -> Option<Html> {
    match source_error(failure)? {
        SourceError::RealmUnknown { realm, .. } => {
            let realm = AttrValue::from(realm.clone());
            Some(html! { <RealmQuestion {realm} /> })
        }
        error if may_sign_in(error) => Some(html! { <SignInOffer /> }),
        _ => None,
    }
}

/// The registry that is asked, even where nothing is shown of it: its name and its own address.
fn registry_of(state: &InspectionState) -> Option<Reference> {
    let parsed = || state.target.as_ref()?.image.parse().ok();
    match state.reference.clone().or_else(parsed)? {
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
    match source_error(failure)? {
        SourceError::SignInRefused {
            user,
            refusal: crate::source::Refusal::Password,
            ..
        } => Some(user.clone()),
        _ => None,
    }
}
