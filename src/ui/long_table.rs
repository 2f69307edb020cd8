//! Rows of a long table, a page at a time: ten thousand layers must not hold up the first hundred.

use super::{
    element::{button, element, remark},
    format,
};
use super::{
    use_on_change::{ending, use_on_change},
    use_value::use_value,
};
use crate::browser::{focus::move_outwards, viewport::Sentinel};
use web_sys::Element;
use yew::prelude::*;

/// Rows that are shown at first of most tables.
pub const FIRST: usize = 100;
/// Rows that are added to most tables when the end comes near, and rows that are made together.
pub const MORE: usize = 100;

/// How many of `length` rows are shown, and what adds more.
pub struct Growing {
    /// Rows to render.
    pub shown: usize,
    length: usize,
    sentinel: NodeRef,
    grow: Callback<usize>,
}

/// Begins with `first` rows, and grows by `more` while the end of them is in view. `key`: begins anew when it changes.
#[hook]
pub fn use_growing<K: PartialEq + 'static>(
    length: usize,
    first: usize,
    more: usize,
    key: K,
) -> Growing {
    let limit = use_value(first);
    let sentinel = use_node_ref();
    {
        let limit = limit.clone();
        use_on_change(key, move || {
            limit.set(first);
            None
        });
    }
    let shown = length.min(*limit);
    {
        let (limit, sentinel) = (limit.clone(), sentinel.clone());
        use_on_change((shown, length), move || {
            let watch = (shown < length)
                .then(|| sentinel.cast::<Element>())
                .flatten()
                .and_then(|element| {
                    // Somebody may have asked for more that is not shown yet.
                    Sentinel::watch(&element, move || limit.set((shown + more).max(*limit)))
                });
            ending(move || drop(watch))
        });
    }
    let grow = Callback::from(move |rows: usize| limit.set(rows));
    Growing {
        shown,
        length,
        sentinel,
        grow,
    }
}

/// Properties of [`Rows`].
#[derive(Properties, PartialEq)]
struct RowsProps {
    from: usize,
    to: usize,
    view: Callback<usize, Html>,
}

/// A page of rows: made once, not each time that another page is added behind it.
#[component]
fn Rows(props: &RowsProps) -> Html {
    (props.from..props.to)
        .map(|position| props.view.emit(position))
        .collect()
}

impl Growing {
    /// The rows that are shown, page by page, each made by `view` from its position. Another callback makes all of them anew, so it must
    /// stay the same one as long as it makes the same rows.
    pub fn view_rows(&self, view: &Callback<usize, Html>) -> impl Iterator<Item = Html> {
        let shown = self.shown;
        (0..shown).step_by(MORE).map(move |from| {
            let to = shown.min(from + MORE);
            html! { <Rows key={from} {from} {to} view={view.clone()} /> }
        })
    }

    /// What stands below the rows that are shown: how many there are, and a button for those who cannot scroll there.
    pub fn view_rest(&self) -> Html {
        if self.shown >= self.length {
            return html! {};
        }
        let on_click = {
            let length = self.length;
            self.grow.reform(move |event: MouseEvent| {
                move_outwards(&event, "section");
                length
            })
        };
        let (shown, length) = (self.shown as u64, self.length as u64);
        element("div")
            .class("rest")
            .reference(self.sentinel.clone())
            .child(remark(format!(
                "{} of {} rows",
                format::grouped(shown),
                format::grouped(length)
            )))
            .child(button().on_click(on_click).text("Show all"))
            .into()
    }
}
