//! How much of a list there is, and what is said where there may be more.

use super::{cancel::view_stop, state::Rest, table::TableProps, words::Words};
use crate::{
    browser::focus::move_outwards,
    ui::{
        element::{button, element, remark},
        format,
        notice::{lower_first, of_source, view_notice},
    },
};
use yew::prelude::*;

/// `1,234 tags`, `12 of 1,234 tags`, and that more are on their way.
pub(super) fn describe(props: &TableProps, length: usize, total: usize, words: Words) -> String {
    let count = format::count(total, words.one, words.many);
    let count = if length == total {
        count
    } else {
        format!("{} of {count}", format::grouped(length as u64))
    };
    match props.rest {
        Rest::Nothing => count,
        Rest::Coming => format!("{count} so far …"),
        Rest::Waiting | Rest::Failed(_) => format!("{count} so far"),
    }
}

/// That rows are not read for now, and the way on.
pub(super) fn view_pause(props: &TableProps) -> Html {
    if !props.is_paused {
        return html! {};
    }
    let on_click = leave(&props.on_read_on);
    element("p")
        .class("aside warn")
        .part("pause")
        .fixed("role", "status")
        .text(
            "The registry's rate limit is reached, so what the tags lead to is not read any more. ",
        )
        .child(
            button()
                .class("small")
                .part("read-on-button")
                .on_click(on_click)
                .text("Read on"),
        )
        .into()
}

/// What is behind the rows.
pub(super) fn view_rest(props: &TableProps, words: Words) -> Html {
    let on_click = leave(&props.on_more);
    let more = |text: &'static str| {
        button()
            .part("load-more-button")
            .on_click(on_click)
            .text(text)
    };
    match &props.rest {
        Rest::Nothing => html! {},
        Rest::Coming => element("div")
            .class("rest")
            .child(remark(format!("More {} are on their way.", words.many)))
            .child(view_stop(&props.on_cancel, "section"))
            .into(),
        Rest::Waiting => element("div")
            .class("rest")
            .child(remark(format!("There may be more {}.", words.many)))
            .child(more("Load more"))
            .into(),
        Rest::Failed(error) => {
            let mut notice = of_source(error);
            notice.title = format!("The list ends early: {}", lower_first(&notice.title));
            let more = element("div").class("rest").child(more("Try again"));
            element("div")
                .child(view_notice(&notice))
                .child(more)
                .into()
        }
    }
}

/// Its button goes: who used the keyboard goes on from the list.
fn leave(then: &Callback<()>) -> Callback<MouseEvent> {
    then.reform(|event: MouseEvent| move_outwards(&event, "section"))
}
