//! Whether somebody is signed in to the registry that is shown, and what they do about it.

use super::{may_sign_in, refused_user, registry_of, source_error};
use crate::{
    oci::Place,
    source::{Credentials, Session},
    ui::inspection_state::{InspectionState, Phase},
};
use std::rc::Rc;
use yew::prelude::*;

/// Handed down as context.
#[derive(Clone, PartialEq)]
pub struct SignIn {
    /// The registry's name; `None` if what is shown comes from no registry.
    pub registry: Option<AttrValue>,
    /// Its own address: `https://registry-1.docker.io`.
    pub url: AttrValue,
    /// The gateway through which it is asked, if it is: an address on the page's own host, as a rule.
    pub gateway: Option<AttrValue>,
    /// Who is signed in; empty for a token alone.
    pub user: Option<AttrValue>,
    /// Whether the registry has asked for anything. Where it asks for nothing, nothing is sent.
    pub has_asked: bool,
    /// Whether the registry, or its token service, has taken what was entered.
    pub is_accepted: bool,
    /// Whether the form is open.
    pub is_open: bool,
    /// Whether the notice that is shown leads to it.
    pub is_offered: bool,
    /// Told of what the person does.
    pub on_act: Callback<Act>,
}

/// What a person does.
pub enum Act {
    /// Opens the form.
    Open,
    /// Closes it.
    Close,
    /// Signs in.
    SignIn(Credentials),
    /// Signs out.
    SignOut,
    /// Answers whether the password may go to the token service at this origin.
    Answer {
        /// The origin.
        realm: AttrValue,
        /// Whether it may.
        send: bool,
    },
}

/// Follows the registry of `place`, if one is browsed, else that of `state`. `on_again`: told when the question is to be asked again.
#[hook]
pub fn use_sign_in(
    session: &Rc<Session>,
    state: &InspectionState,
    place: Option<&Place>,
    on_again: Callback<()>,
) -> SignIn {
    // The registry whose form is open: another registry's is not.
    let open = use_state_eq(|| None::<AttrValue>);
    let registry = match place {
        Some(place) => place.registry_reference(),
        None => registry_of(state),
    };
    let url = AttrValue::from(
        registry
            .as_ref()
            .map(|registry| registry.base_url())
            .unwrap_or_default(),
    );
    let failure = match &state.phase {
        Phase::Failed(failure) => Some(&**failure),
        _ => None,
    };
    let was_refused = failure.is_some_and(|failure| refused_user(failure).is_some());
    let on_act = {
        let (session, open, url) = (Rc::clone(session), open.clone(), url.clone());
        Callback::from(move |act| {
            match act {
                Act::Open => return open.set(Some(url.clone())),
                Act::Close => return open.set(None),
                Act::SignIn(credentials) => session.sign_in(&url, credentials),
                Act::SignOut => session.sign_out(&url),
                Act::Answer { realm, send } => session.set_consent(&url, &realm, send),
            }
            open.set(None);
            on_again.emit(());
        })
    };
    SignIn {
        user: session.user(&url).map(AttrValue::from),
        has_asked: session.has_asked(&url),
        is_accepted: session.is_accepted(&url),
        gateway: registry
            .as_ref()
            .and_then(|registry| session.gateway(&registry.registry))
            .map(|through| through.base.into()),
        registry: registry.map(|registry| registry.registry.into()),
        is_open: was_refused || open.as_ref() == Some(&url),
        is_offered: failure.and_then(source_error).is_some_and(may_sign_in),
        url,
        on_act,
    }
}
