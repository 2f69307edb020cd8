//! What stands above a place: where it is, how many bytes it has, and the way back.

use super::{
    locate::{Located, describe},
    place::Place,
};
use crate::{
    browser::{clock, focus::focus, task::Task, viewport},
    ui::{
        element::{button, element},
        shared::Shared,
        text::view_text,
        use_on_change::{ending, use_on_change},
    },
};
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// For how many frames a mark is kept in view: what is laid out on the way to it moves it.
const FRAMES: usize = 60;

/// After so many frames without a move it stays.
const CALM: usize = 5;

/// Properties of [`Bar`].
#[derive(Clone, Properties, PartialEq)]
pub(super) struct BarProps {
    /// The document.
    pub name: AttrValue,
    /// The place.
    pub place: Shared<Place>,
    /// Its bytes.
    pub located: Located,
    /// Whether they are shown in hexadecimal.
    pub is_hex: bool,
}

/// The line above a place. It takes the focus when the place is shown, and Escape leads back from there.
#[component]
pub(super) fn Bar(props: &BarProps) -> Html {
    let words = use_node_ref();
    {
        let words = words.clone();
        use_on_change(props.place.clone(), move || {
            if let Some(words) = words.cast::<Element>() {
                if let Ok(Some(section)) = words.closest("section") {
                    section.scroll_into_view();
                }
                focus(&words);
            }
            None
        });
    }
    {
        let words = words.clone();
        use_on_change((props.place.clone(), props.is_hex), move || {
            let task = Task::spawn(async move {
                let mut calm = 0;
                for _ in 0..FRAMES {
                    let is_calm = words
                        .cast::<Element>()
                        .is_none_or(|words| is_in_view(&words));
                    calm = if is_calm { calm + 1 } else { 0 };
                    if calm == CALM {
                        break;
                    }
                    clock::frame().await;
                }
            });
            ending(move || drop(task))
        });
    }
    // That the place is forgotten is left to whoever listens to all buttons.
    let on_back = {
        let place = props.place.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(origin) = &place.origin {
                focus(origin);
            }
        })
    };
    let back = use_node_ref();
    let on_key = {
        let back = back.clone();
        Callback::from(move |event: KeyboardEvent| {
            if let ("Escape", Some(back)) = (&*event.key(), back.cast::<HtmlElement>()) {
                event.prevent_default();
                back.click();
            }
        })
    };
    let place = format!("{} {}", props.name, props.place.pointer);
    let missing = if props.located.is_missing {
        " (what would hold it: it is not there)"
    } else {
        ""
    };
    let line = element("p")
        .part("raw-place")
        .fixed("tabindex", "-1")
        .reference(words)
        .child(element("code").child(view_text(place.trim_end())))
        .text(format!(": {}{missing}", describe(&props.located.ranges)));
    element("div")
        .class("place-bar")
        .on_key(on_key)
        .child(line)
        .child(
            button()
                .class("small")
                .part("raw-back")
                .reference(back)
                .on_click(on_back)
                .text("Back to where you were"),
        )
        .into()
}

/// Scrolls the first mark into view within the raw text; `true` if it is there, or there is none to scroll to.
fn is_in_view(words: &Element) -> bool {
    let find = |selector| {
        let section = words.closest("section").ok()??;
        section.query_selector(selector).ok()?
    };
    let (Some(text), Some(mark)) = (find("[part=raw]"), find("[part~=raw-mark]")) else {
        return true;
    };
    let (around, inner) = (viewport::place(&text), viewport::place(&mark));
    // A third from above; the beginning, of what is higher than that.
    let wanted = around.top + around.height / 3.0;
    let before = text.scroll_top();
    text.set_scroll_top(before + (inner.top - wanted) as i32);
    text.scroll_top() == before
}
