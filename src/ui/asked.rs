//! What is loaded when somebody asks for it: a third module. [`later`](super::later) is there for nearly every image; this is for those who want to know
//! who signed one, or keep what was found.
//!
//! Code that [`Asked`] names, and nothing else, ends up in it. What both need is in a module of its own, which comes with either.

use super::{
    referrers::{ReferrersProps, ReferrersSection},
    report::{ReportProps, view::ReportView},
    show_part::{Missing, view_part},
};
use crate::browser::door::{self, Door, IS_SPLIT, Loader};
use futures::future::LocalBoxFuture;
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

/// A view of the third module, once it is there.
pub fn view_asked(view: impl Fn(Asked) -> Html + 'static) -> Html {
    let load =
        || -> LocalBoxFuture<'static, _> { Box::pin(async { door::load(&DOOR).await.map(drop) }) };
    view_part(
        || DOOR.with(Door::part),
        load,
        Callback::from(view),
        Missing::Said,
    )
}
