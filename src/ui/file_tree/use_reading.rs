//! Has the layer of the file that is shown read, once nothing else is read of it.

use super::{
    FileTreeProps,
    panel::{Reading, ShownFile},
};
use crate::ui::use_on_change::use_on_change;
use std::rc::Rc;
use yew::prelude::*;

/// How far it is with the file that is shown.
#[hook]
pub(super) fn use_reading(props: &FileTreeProps, shown: Option<ShownFile>) -> Option<Reading> {
    // What was asked for, since it is shown.
    let asked = use_mut_ref(|| None::<ShownFile>);
    if shown.is_none() || *asked.borrow() != shown {
        *asked.borrow_mut() = None;
    }
    let reading = shown.map(|shown| Reading::of(props, shown, asked.borrow().is_some()));
    let due = shown.filter(|shown| {
        let is_missing = matches!(reading, Some(Reading::Pending(_)));
        let is_read = props.verification.layer(shown.layer).is_pending();
        is_missing && !is_read && asked.borrow().is_none()
    });
    let (on_keep, asked) = (props.on_keep.clone(), Rc::clone(&asked));
    use_on_change(due, move || {
        if let Some(file) = due {
            *asked.borrow_mut() = due;
            on_keep.emit((file.layer, file.entry));
        }
        None
    });
    reading
}
