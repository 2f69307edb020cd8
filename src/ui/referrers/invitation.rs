//! The way to what refers to the image: nothing is asked before somebody wants it.

use super::ReferrersProps;
use crate::ui::{
    asked::view_asked,
    element::{button, element, section},
};
use yew::prelude::*;

/// A button, until it is clicked; then the section itself.
#[component]
pub fn ReferrersDoor(props: &ReferrersProps) -> Html {
    let is_wanted = use_state_eq(|| false);
    if *is_wanted {
        let props = props.clone();
        return view_asked(move |asked| (asked.referrers)(&props));
    }
    let find = button()
        .class("small")
        .part("find-referrers-button")
        .on_click(Callback::from(move |_: MouseEvent| is_wanted.set(true)))
        .text("Look for them");
    let invitation = element("p")
        .class("aside invitation")
        .text("Signatures, attestations and bills of materials that were attached to this image.")
        .text(" ")
        .child(find);
    section("referrers", "referrers-title", "Referrers", [])
        .child(invitation)
        .into()
}
