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
    missing: Missing,
}

/// What becomes of a part that cannot be loaded.
#[derive(Clone, PartialEq)]
pub enum Missing {
    /// Nothing: it only adds to the page.
    Unnoticed,
    /// Who waits for it reads that.
    Said,
    /// The same, and once it stands there this is called.
    Told(Callback<()>),
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
    {
        let (missing, is_missing) = (props.missing.clone(), loaded.is_err());
        use_on_change(is_missing, move || {
            if let (true, Missing::Told(on_missing)) = (is_missing, missing) {
                on_missing.emit(());
            }
            None
        });
    }
    match (view, *loaded) {
        (Some(view), _) => view,
        _ if props.missing == Missing::Unnoticed => html! {},
        (None, Ok(())) => view_loading(),
        (None, Err(NotLoaded)) => view_not_loaded(),
    }
}

/// A view of a part, once it is there. `loaded` gives the part if it is, `load` loads it.
pub fn view_part<T: 'static>(
    loaded: fn() -> Option<T>,
    load: fn() -> LocalBoxFuture<'static, Result<(), NotLoaded>>,
    view: Callback<T, Html>,
    missing: Missing,
) -> Html {
    let view = move |()| loaded().map(|part| view.emit(part));
    html! { <ShowPart view={Callback::from(view)} load={Callback::from(move |()| load())} {missing} /> }
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
