//! Inside a notice: the way to the form, and the question whether a password may go elsewhere.

use super::use_sign_in::{Act, SignIn};
use crate::ui::{
    element::{Element, button, element},
    text::plain,
};
use yew::prelude::*;

/// *Sign in*, while the form is closed.
pub(super) fn view_offer(sign_in: &SignIn) -> Html {
    if sign_in.is_open {
        return html! {};
    }
    let label = match (&sign_in.user, &sign_in.registry) {
        (None, Some(registry)) => format!("Sign in to {}", plain(registry)),
        _ => "Sign in as somebody else".to_owned(),
    };
    let open = button()
        .part("sign-in-button")
        .on_click(sign_in.on_act.reform(|_: MouseEvent| Act::Open))
        .text(label);
    actions().child(open).into()
}

/// Whether the password may go to `realm`, the origin of a token service: *Send it*, or not.
pub(super) fn view_question(sign_in: &SignIn, realm: &AttrValue) -> Html {
    let answer = |send| {
        let realm = realm.clone();
        sign_in.on_act.reform(move |_: MouseEvent| Act::Answer {
            realm: realm.clone(),
            send,
        })
    };
    let send = button().part("send-password-button").text("Send it");
    let keep = button().part("keep-password-button").text("Do not send");
    actions()
        .child(send.on_click(answer(true)))
        .child(keep.on_click(answer(false)))
        .into()
}

fn actions() -> Element {
    element("p").class("actions")
}
