//! The focus of who pressed a button that went with what it opened.

use super::use_on_change::use_on_change;
use crate::browser::focus::take_up;
use web_sys::Element;
use yew::prelude::*;

/// For the element, which takes the focus by its `tabindex`, that came in the place of a button: who used the keyboard goes on there.
#[hook]
pub fn use_take_up() -> NodeRef {
    let place = use_node_ref();
    let taken = place.clone();
    use_on_change((), move || {
        if let Some(element) = taken.cast::<Element>() {
            take_up(&element);
        }
        None
    });
    place
}
