//! Inside a notice: the way to the form, and the question whether a password may go elsewhere.

use super::use_sign_in::{Act, SignIn};
use crate::ui::{
    element::{Element, button, element},
    text::plain,
};
use yew::prelude::*;

/// *Sign in*, while the form is closed.
#[component]
pub fn SignInOffer() -> Html {
    match use_context::<SignIn>() {
        Some(sign_in) if !sign_in.is_open => {
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
        _ => html! {},
    }
}

/// Properties of [`RealmQuestion`].
#[derive(Properties, PartialEq)]
pub struct RealmQuestionProps {
    /// Origin of the token service.
    pub realm: AttrValue,
}

/// *Send it*, or not.
#[component]
pub fn RealmQuestion(props: &RealmQuestionProps) -> Html {
    let Some(sign_in) = use_context::<SignIn>() else {
        return html! {};
    };
    let answer = |send| {
        let realm = props.realm.clone();
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
