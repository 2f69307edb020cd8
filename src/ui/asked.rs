//! What is loaded when somebody asks for it: a third module. [`later`](super::later) is there for nearly every image; this is for those who want to know
//! who signed one, or keep what was found.
//!
//! Code that [`Asked`] names, and nothing else, ends up in it. What both need is in a module of its own, which comes with either.

use super::{
    later::{NotLoaded, view_loading, view_not_loaded},
    referrers::{ReferrersProps, ReferrersSection},
    report::{ReportProps, view::ReportView},
    use_on_change::{ending, use_on_change},
};
use crate::browser::{
    door::{self, Door, IS_SPLIT, Loader},
    task::Task,
};
use yew::prelude::*;

/// What the third module holds.
#[derive(Clone, Copy)]
pub struct Asked {
    /// What refers to the image.
    pub referrers: fn(&ReferrersProps) -> Html,
    /// Makes a report, and compares with one.
    pub report: fn(&ReportProps) -> Html,
}

/// Everything that the third module holds: the door to it, to be named by the program alone.
// Not compiled once more into the program, with all that it calls.
#[inline(never)]
pub fn all() -> Asked {
    Asked {
        referrers: |props| {
            html! { <ReferrersSection ..props.clone() /> }
        },
        report: |props| {
            html! { <ReportView ..props.clone() /> }
        },
    }
}

thread_local! {
    static DOOR: Door<Asked> = if IS_SPLIT { Door::closed() } else { Door::open(all()) };
}

/// How the third module comes.
pub fn comes_by(loader: Loader<Asked>) {
    DOOR.with(|door| door.comes_by(loader));
}

/// Properties of [`ShowAsked`].
#[derive(Properties, PartialEq)]
struct ShowAskedProps {
    /// What to show with the third module.
    view: Callback<Asked, Html>,
}

/// Shows something as soon as the third module is there.
#[component]
fn ShowAsked(props: &ShowAskedProps) -> Html {
    let known = use_state(|| DOOR.with(Door::part).map(Ok));
    {
        let known = known.clone();
        use_on_change((), move || {
            let task = known
                .is_none()
                .then(|| Task::spawn(async move { known.set(Some(door::load(&DOOR).await)) }));
            ending(move || drop(task))
        });
    }
    match *known {
        Some(Ok(asked)) => props.view.emit(asked),
        Some(Err(NotLoaded)) => view_not_loaded(),
        None => view_loading(),
    }
}

/// A view of the third module, once it is there.
pub fn view_asked(view: impl Fn(Asked) -> Html + 'static) -> Html {
    html! { <ShowAsked view={Callback::from(view)} /> }
}
