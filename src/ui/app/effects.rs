//! What the view does beside showing: the title of the page, its keys, the focus, the attributes of its element.

use super::AppProps;
use crate::{
    browser::{address, listener::Listener, reads::Viewer, task::Task},
    oci::Place,
    ui::{
        inspection_state::{Action, Failure, InspectionState, Phase},
        later,
        navigation::Target,
        question::{Question, question_of},
        text::plain,
        use_calls::{Call, Method},
        use_on_change::{ending, use_on_change},
    },
};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What the views of a page share is kept as long as there is one.
#[hook]
pub(super) fn use_viewer() {
    use_on_change((), || {
        let viewer = Viewer::enter();
        ending(move || drop(viewer))
    });
}

/// What the title of the page says of a place.
fn place_title(place: &Place) -> String {
    match place {
        Place::Registry(name) => name.registry.clone(),
        Place::Repository(_) | Place::Layout(_) => format!("Tags of {place}"),
    }
}

/// Says that the program was started anew after a panic.
#[hook]
pub(super) fn use_defect(props: &AppProps, dispatcher: UseReducerDispatcher<InspectionState>) {
    let (defect, image) = (props.defect.clone(), props.image.clone());
    use_on_change(defect.clone(), move || {
        let telling = defect.map(|message| {
            Task::spawn(async move {
                // Where the words for it are.
                let _ = later::load().await;
                let failure = Failure::Defect {
                    message: message.to_string(),
                };
                dispatcher.dispatch(Action::Fail {
                    target: image.map(Target::new),
                    failure,
                });
            })
        });
        ending(move || drop(telling))
    });
}

/// The title of the page names what is shown.
#[hook]
pub(super) fn use_title(is_page: bool, state: &InspectionState, place: Option<&Place>) {
    let title = match place {
        Some(place) => Some(place_title(place)),
        None => state.named().map(|reference| reference.to_string()),
    };
    use_on_change((is_page, title.clone()), move || {
        if is_page {
            address::set_title(&match title {
                Some(title) => format!("{} · Porthole", plain(&title)),
                None => "Porthole".to_owned(),
            });
        }
        None
    });
}

/// Follows the attributes of the element when they change.
#[hook]
pub(super) fn use_attributes(props: &AppProps, question: &UseStateHandle<Question>) {
    let before = use_mut_ref(|| None);
    let (props, question) = (props.clone(), question.clone());
    let again = use_mut_ref(|| 0);
    if let Some(Call {
        method: Method::Again,
        number,
    }) = props.call
    {
        again.replace(number);
    }
    let again = *again.borrow();
    let named = (props.image.clone(), props.platform.clone(), again);
    let terms = (props.gateways.clone(), props.digest.clone(), props.claims);
    use_on_change((named.clone(), terms), move || {
        let before = before.replace(Some(named.clone()));
        match before {
            None => {}
            // The same on other terms, wherever a person has gone since.
            Some(before) if before == named => question.set(question.again()),
            Some(_) => question.set(question_of(&props, question.next_number())),
        }
        None
    });
}

/// Who went elsewhere by a link, which is gone, goes on from the title of what came. Only on the page: an embedded view takes no focus.
#[hook]
pub(super) fn use_focus(props: &AppProps, question: &Question, is_settled: bool) {
    let (host, is_page) = (props.host.clone(), props.is_page);
    let first = use_mut_ref(|| question.clone());
    let question = question.clone();
    use_on_change((question.clone(), is_settled), move || {
        if is_page && is_settled && *first.borrow() != question {
            host.catch_focus();
        }
        None
    });
}

/// What is said to who does not see the page: what is asked for, and what it is. What fails is said by its notice.
pub(super) fn announcement(state: &InspectionState) -> String {
    let image = state.target.as_ref().map_or("", |target| &target.image);
    match (&state.phase, state.kind_attribute()) {
        (Phase::Loading, _) => format!("Asking for {}", plain(image)),
        (_, Some(kind)) if state.is_settled() => format!("{}: {kind}", plain(image)),
        _ => String::new(),
    }
}

/// `/` leads to the reference bar. Only on the page: an embedded view leaves the keys to its site.
#[hook]
pub(super) fn use_keyboard(is_page: bool, input: &NodeRef) {
    let input = input.clone();
    use_on_change((is_page, input.clone()), move || {
        let listener = is_page.then(|| {
            Listener::on_key("/", move || {
                if let Some(input) = input.cast::<HtmlInputElement>() {
                    input.select();
                    // Fails only for elements that are not shown.
                    let _ = input.focus();
                }
            })
        });
        ending(move || drop(listener))
    });
}
