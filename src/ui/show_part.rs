//! Shows what a part of the program makes that is loaded when it is first needed ([`door`](crate::browser::door)).

use super::{
    element::element,
    use_on_change::{ending, use_on_change},
};
use crate::browser::{door::NotLoaded, task::Task};
use futures::future::LocalBoxFuture;
use yew::prelude::*;

/// Properties of [`ShowPart`]: one component for whichever part, since each component weighs 2 kB.
#[derive(Properties, PartialEq)]
struct ShowPartProps {
    /// What to show, if the part is there.
    view: Callback<(), Option<Html>>,
    /// Loads the part.
    load: Callback<(), LocalBoxFuture<'static, Result<(), NotLoaded>>>,
    /// Whether somebody waits for it: what only adds to the page is not missed.
    is_awaited: bool,
}

/// Shows something as soon as its part is there.
#[component]
fn ShowPart(props: &ShowPartProps) -> Html {
    let loaded = use_state(|| Ok(()));
    let view = props.view.emit(());
    {
        let loaded = loaded.clone();
        let loading = view.is_none().then(|| props.load.emit(()));
        use_on_change((), move || {
            let task = loading.map(|loading| Task::spawn(async move { loaded.set(loading.await) }));
            ending(move || drop(task))
        });
    }
    match (view, *loaded) {
        (Some(view), _) => view,
        _ if !props.is_awaited => html! {},
        (None, Ok(())) => view_loading(),
        (None, Err(NotLoaded)) => view_not_loaded(),
    }
}

/// A view of a part, once it is there. `loaded` gives the part if it is, `load` loads it. Until then, and if it cannot be loaded, that is said where it
/// `is_awaited`.
pub fn view_part<T: 'static>(
    loaded: fn() -> Option<T>,
    load: fn() -> LocalBoxFuture<'static, Result<(), NotLoaded>>,
    view: Callback<T, Html>,
    is_awaited: bool,
) -> Html {
    let view = move |()| loaded().map(|part| view.emit(part));
    html! { <ShowPart view={Callback::from(view)} load={Callback::from(move |()| load())} {is_awaited} /> }
}

/// What stands where a part will be.
fn view_loading() -> Html {
    element("p")
        .class("aside muted unhurried")
        .fixed("role", "status")
        .text("Loading this part of Porthole…")
        .into()
}

/// What is said where a part is missing.
fn view_not_loaded() -> Html {
    element("section")
        .class("alert")
        .part("notice")
        .fixed("role", "alert")
        .fixed("data-code", "defect")
        .child(element("h2").text("A part of Porthole could not be loaded"))
        .child(element("p").text(
            "It is a file beside the page, split_….wasm. Reload the page; if that does not help, the file is missing or the network is away.",
        ))
        .into()
}
