//! A document in hexadecimal: of four million bytes only the rows in view are in the page.

use super::{
    Bytes,
    hex::{dump, gap, offset, printable, push_hex, runs},
};
use crate::{
    browser::{
        clipboard, clock,
        task::Task,
        viewport::{self, Motion},
    },
    ui::{
        browse::window::Window,
        element::{Element, button, column, element, list, remark, text},
        use_on_change::{ending, use_on_change},
        use_value::use_value,
    },
};
use std::{ops::Range, rc::Rc, time::Duration};
use yew::prelude::*;

/// Bytes in a row, and in a row of a narrow box.
const WIDE: usize = 16;
const NARROW: usize = 8;

/// Where sixteen do not fit, in CSS pixels.
const NARROW_BELOW: i32 = 620;

/// How long the button says that it copied.
const SAID_FOR: Duration = Duration::from_millis(1_600);

/// Properties of [`HexTable`].
#[derive(Clone, Properties, PartialEq)]
pub(super) struct HexTableProps {
    /// The document.
    pub bytes: Bytes,
    /// What is marked, and scrolled to.
    pub ranges: Rc<[Range<usize>]>,
}

/// What is in view of how many columns.
#[derive(Clone, Copy, PartialEq)]
struct Grid {
    window: Window,
    columns: usize,
}

/// The table, and what copies it.
#[component]
pub(super) fn HexTable(props: &HexTableProps) -> Html {
    let grid = use_value(Grid {
        window: Window::UNMEASURED,
        columns: WIDE,
    });
    let (scrolled, rows) = (use_node_ref(), use_node_ref());
    let length = props.bytes.0.len();
    let measure = {
        let (grid, scrolled, rows) = (grid.clone(), scrolled.clone(), rows.clone());
        move || {
            let Some((scrolled, row)) = measured(&scrolled, &rows) else {
                return;
            };
            let columns = if scrolled.client_width() < NARROW_BELOW {
                NARROW
            } else {
                WIDE
            };
            let top = -f64::from(scrolled.scroll_top());
            let height = f64::from(scrolled.client_height());
            let window = Window::new(length.div_ceil(columns), row, top, height);
            grid.set(Grid { window, columns });
        }
    };
    {
        let measure = measure.clone();
        use_on_change((length, *grid), move || {
            measure();
            None
        });
    }
    {
        let measure = measure.clone();
        use_on_change(length, move || {
            let motion = Motion::watch(measure);
            ending(move || drop(motion))
        });
    }
    let Grid { window, columns } = *grid;
    use_scrolled_to(&props.ranges, columns, &scrolled, &rows);
    let count = length.div_ceil(columns);
    let shown = window.rendered(count);
    let (before, behind) = (shown.start, count.saturating_sub(shown.end));
    let head = element("tr")
        .child(column("Offset"))
        .child(column("Bytes"))
        .child(column("Text"));
    let table = element("table")
        .class("hex")
        .part("raw-hex")
        .fixed("aria-labelledby", "raw-title")
        .attribute("aria-rowcount", (count + 1).to_string())
        .child(element("thead").class("hidden").child(head))
        .child(spacer(window.pixels(before)))
        .child(
            element("tbody")
                .reference(rows)
                .children(shown.map(|row| view_row(&props.bytes.0, row, columns, &props.ranges))),
        )
        .child(spacer(window.pixels(behind)));
    let on_scroll = Callback::from(move |_: Event| measure());
    let scrolled = element("div")
        .class("raw hex-box")
        .fixed("tabindex", "0")
        .fixed("role", "group")
        .fixed("aria-labelledby", "raw-title")
        .reference(scrolled)
        .on_scroll(on_scroll)
        .child(table);
    let words = "Offset, bytes, and what of them is printable ASCII.";
    let bar = element("div")
        .class("place-bar")
        .child(remark(words).class("muted hide-s"))
        .child(html! { <CopyDump bytes={props.bytes.clone()} /> });
    list([bar.into(), scrolled.into()])
}

/// Scrolls to where the first of the ranges begins.
#[hook]
fn use_scrolled_to(
    ranges: &Rc<[Range<usize>]>,
    columns: usize,
    scrolled: &NodeRef,
    rows: &NodeRef,
) {
    let (ranges, scrolled, rows) = (Rc::clone(ranges), scrolled.clone(), rows.clone());
    use_on_change((Rc::clone(&ranges), columns), move || {
        if let (Some(first), Some((scrolled, row))) = (ranges.first(), measured(&scrolled, &rows)) {
            // A third from above.
            let above = scrolled.client_height() / 3;
            let top = ((first.start / columns) as f64 * row) as i32;
            scrolled.set_scroll_top(top - above);
        }
        None
    });
}

/// The box that scrolls, and how high a row is.
fn measured(scrolled: &NodeRef, rows: &NodeRef) -> Option<(web_sys::Element, f64)> {
    let rows = rows.cast::<web_sys::Element>()?;
    let row = viewport::place(&rows.first_element_child()?).height;
    Some((scrolled.cast()?, row))
}

/// As high as the rows that are not rendered. A height as an attribute: the page's policy allows no style in elements.
fn spacer(pixels: u64) -> Element {
    let cell = element("td")
        .fixed("colspan", "3")
        .attribute("height", pixels.to_string());
    element("tbody")
        .class("spacer")
        .fixed("aria-hidden", "true")
        .child(element("tr").child(cell))
}

fn view_row(bytes: &[u8], row: usize, columns: usize, marks: &[Range<usize>]) -> Html {
    let start = row * columns;
    let end = (start + columns).min(bytes.len());
    let runs = runs(start..end, marks);
    let hex = runs.iter().map(|run| {
        let mut digits = String::new();
        for at in run.bytes.clone() {
            if at > run.bytes.start {
                digits.push_str(gap(at - start));
            }
            push_hex(&mut digits, bytes[at]);
        }
        let content = if run.is_marked {
            marked()
                .part("raw-mark")
                .attribute("data-from", run.bytes.start.to_string())
                .attribute("data-to", run.bytes.end.to_string())
                .text(digits)
                .into()
        } else {
            text(digits)
        };
        list([text(gap(run.bytes.start - start)), content])
    });
    let characters = runs.iter().map(|run| {
        let characters: String = bytes[run.bytes.clone()]
            .iter()
            .copied()
            .map(printable)
            .collect();
        if run.is_marked {
            marked().text(characters).into()
        } else {
            text(characters)
        }
    });
    element("tr")
        .part("hex-row")
        .attribute("data-offset", start.to_string())
        .attribute("aria-rowindex", (row + 2).to_string())
        .child(element("th").fixed("scope", "row").text(offset(start)))
        .child(element("td").children(hex))
        .child(element("td").children(characters))
        .into()
}

fn marked() -> Element {
    element("mark").class("place-mark")
}

/// Properties of [`CopyDump`].
#[derive(Properties, PartialEq)]
struct CopyDumpProps {
    bytes: Bytes,
}

/// Copies the whole document as a dump, not only the rows that are there.
#[component]
fn CopyDump(props: &CopyDumpProps) -> Html {
    let said = use_value("");
    let latest = use_mut_ref(|| None::<Task>);
    let on_click = {
        let (said, bytes) = (said.clone(), props.bytes.clone());
        Callback::from(move |_: MouseEvent| {
            let (said, bytes) = (said.clone(), bytes.clone());
            *latest.borrow_mut() = Some(Task::spawn(async move {
                said.set(if clipboard::copy(&dump(&bytes.0)).await {
                    "copied"
                } else {
                    "copying is not allowed here"
                });
                clock::sleep(SAID_FOR).await;
                said.set("");
            }));
        })
    };
    let copy = button()
        .class("small")
        .part("copy-hex")
        .optional("data-said", (!said.is_empty()).then_some(*said))
        .on_click(on_click)
        .text("Copy as hexdump -vC");
    let status = element("span")
        .class("hidden")
        .fixed("role", "status")
        .text(*said);
    list([copy.into(), status.into()])
}
