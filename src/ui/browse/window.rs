//! The rows of a table of any length that are in view, and a few around them: fifty thousand tags are no more work than fifty.

use crate::{
    browser::viewport::{self, Motion},
    ui::{
        use_on_change::{ending, use_on_change},
        use_value::use_value,
    },
};
use std::ops::Range;
use web_sys::Element;
use yew::prelude::*;

/// Rows that are there before anything was measured, and where nothing can be.
const UNMEASURED: usize = 40;

/// How high a row is taken for before one was measured, in pixels.
const GUESS: f64 = 53.0;

/// Rows above and below those in view, so that there is something to scroll and to tab into.
const AROUND: usize = 12;

/// What is rendered of a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// First row in view.
    first: usize,
    /// Behind the last row in view.
    end: usize,
    /// How high a row is, in pixels.
    row: f64,
}

impl Window {
    /// Before anything was measured.
    pub const UNMEASURED: Self = Self {
        first: 0,
        end: 0,
        row: GUESS,
    };

    /// What is in view of `length` rows, each `row` pixels high: the first of them lies `top` pixels below the upper edge of a window of
    /// `height`.
    pub fn new(length: usize, row: f64, top: f64, height: f64) -> Self {
        if row < 1.0 {
            return Self::UNMEASURED;
        }
        // Conversions of floats saturate: what is above the window is row 0.
        let first = ((-top / row) as usize).min(length);
        let end = (((height - top) / row) as usize + 1).clamp(first, length);
        let end = if height <= top { first } else { end };
        Self { first, end, row }
    }

    /// The rows in view.
    pub fn in_view(&self, length: usize) -> Range<usize> {
        self.first.min(length)..self.end.min(length)
    }

    /// The rows to render.
    pub fn rendered(&self, length: usize) -> Range<usize> {
        let end = (self.end + AROUND).max(UNMEASURED).min(length);
        self.first.saturating_sub(AROUND).min(end)..end
    }

    /// Pixels that `rows` rows take.
    pub fn pixels(&self, rows: usize) -> u64 {
        (rows as f64 * self.row) as u64
    }
}

/// Follows what is in view of a table with `length` rows, which are the children of the element in the `NodeRef`; above them there is an
/// element (the other `NodeRef`) as high as all rows that are not rendered there.
#[hook]
pub fn use_window(length: usize) -> (Window, NodeRef, NodeRef) {
    let window = use_value(Window::UNMEASURED);
    let (above, rows) = (use_node_ref(), use_node_ref());
    let measure = {
        let (window, above, rows) = (window.clone(), above.clone(), rows.clone());
        move || {
            if let (Some(above), Some(rows)) = (above.cast::<Element>(), rows.cast::<Element>()) {
                let row = rows
                    .first_element_child()
                    .map_or(0.0, |row| viewport::place(&row).height);
                let top = viewport::place(&above).top;
                window.set(Window::new(length, row, top, viewport::height()));
            }
        }
    };
    {
        let measure = measure.clone();
        // The first rows must be there to be measured, and after each change they may be of another height.
        use_on_change((length, *window), move || {
            measure();
            None
        });
    }
    use_on_change(length, move || {
        let motion = Motion::watch(measure);
        ending(move || drop(motion))
    });
    (*window, above, rows)
}
