//! Beside the breadcrumb: who is signed in, or the way to the form.

use super::use_sign_in::{Act, SignIn};
use crate::ui::{
    element::{Element, button, element, remark},
    text::plain,
};
use yew::prelude::*;

/// The breadcrumb with the control beside it; alone, if what is shown comes from no registry or the notice leads to the form.
pub(super) fn view_place(sign_in: &SignIn, breadcrumb: &Html) -> Html {
    element("div")
        .class("place")
        .child(breadcrumb.clone())
        .maybe(view_control(sign_in))
        .into()
}

fn view_control(sign_in: &SignIn) -> Option<Element> {
    let registry = plain(sign_in.registry.as_deref()?);
    let line = element("p").class("sign-in");
    match &sign_in.user {
        Some(user) => {
            let (user, what) = if user.is_empty() {
                (String::new(), "the token".to_owned())
            } else {
                let user = plain(user);
                (format!(" as {user}"), format!("the password of {user}"))
            };
            let who = if sign_in.is_accepted {
                format!("Signed in to {registry}{user}")
            } else if sign_in.has_asked {
                format!("{registry} has not said whether it takes {what}")
            } else {
                format!("{registry} has not asked for {what}")
            };
            let word = if sign_in.is_accepted {
                "Sign out"
            } else {
                "Forget it"
            };
            let sign_out = button()
                .part("sign-out-button")
                .class("quiet")
                .on_click(sign_in.on_act.reform(|_: MouseEvent| Act::SignOut))
                .text(word);
            Some(line.child(remark(who)).child(sign_out))
        }
        None if sign_in.is_open || sign_in.is_offered => None,
        None => {
            let open = button()
                .part("sign-in-button")
                .class("quiet")
                .on_click(sign_in.on_act.reform(|_: MouseEvent| Act::Open))
                .text(format!("Sign in to {registry}"));
            Some(line.child(open))
        }
    }
}
