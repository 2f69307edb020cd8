//! What stands around what is shown, or in its place.

use super::AppProps;
use crate::{
    oci::Place,
    ui::{
        drop_target::DropTargetProps,
        files::is_file,
        inspection_state::InspectionState,
        later::{view_later, view_unawaited},
        navigation::{Destination, Navigator},
        question::{Question, question_of},
        recent::Recent,
        verification_state::VerificationState,
    },
};
use std::rc::Rc;
use yew::prelude::*;

/// What stands in the reference bar.
pub(super) fn shown_image(
    props: &AppProps,
    state: &InspectionState,
    place: Option<&Place>,
) -> AttrValue {
    let image = match place {
        Some(place) => Some(AttrValue::from(place.typed_form())),
        None => state.target.as_ref().map(|target| target.image.clone()),
    };
    image.or(props.image.clone()).unwrap_or_default()
}

/// Where files are dropped.
pub(super) fn view_drop_target(image: &AttrValue, navigator: &Navigator) -> Html {
    let props = DropTargetProps {
        image: image.clone(),
        navigator: navigator.clone(),
    };
    view_unawaited(move |later| (later.drop_target)(&props))
}

/// All that a badge shows.
pub(super) fn view_badge(state: &Rc<InspectionState>, verification: &VerificationState) -> Html {
    let (state, verification) = (Rc::clone(state), verification.clone());
    view_later(move |later| (later.badge)(&state, &verification))
}

/// The images that were shown before.
pub(super) fn view_recent(question: &Question, state: &InspectionState) -> Html {
    // What is shown is that of the question before, until its own begins.
    let is_asked_for = !question.is_default
        && question.target.as_ref().and_then(Destination::image) == state.target.as_ref();
    let asked = state
        .reference
        .as_ref()
        // A page cannot open a file again by itself.
        .filter(|reference| is_asked_for && !is_file(reference))
        .map(|reference| AttrValue::from(reference.to_string()));
    let is_read = state.is_settled() && state.root().is_some();
    html! { <Recent {asked} {is_read} /> }
}

/// From where a person went to the image that an embedded element itself names.
pub(super) fn view_way_back(props: &AppProps, question: &UseStateHandle<Question>) -> Html {
    let Some(image) = props.image.clone() else {
        return html! {};
    };
    let (question, props) = (question.clone(), props.clone());
    let on_click = Callback::from(move |_: MouseEvent| {
        question.set(question_of(&props, question.next_number()))
    });
    view_later(move |later| (later.way_back)(&image, &on_click))
}
