//! The form: user, and password or token.

use super::use_sign_in::{Act, SignIn};
use crate::{
    browser::{clock, focus::take_up, task::Task},
    source::{Credentials, url::is_loopback},
    ui::{
        element::{Element, button, element},
        text::plain,
        use_on_change::use_on_change,
    },
};
use web_sys::HtmlInputElement;
use yew::prelude::*;

const TITLE: &str = "sign-in-title";
const HELP: &str = "sign-in-help";
const FAULT: &str = "sign-in-fault";
const USER: &str = "sign-in-user";
const PASSWORD: &str = "sign-in-password";

/// Properties of [`SignInForm`].
#[derive(Properties, PartialEq)]
pub struct SignInFormProps {
    /// Where what is entered goes.
    pub sign_in: SignIn,
    /// Whose password was refused just now: the name stays, the password does not.
    pub user: Option<AttrValue>,
}

/// The form, which takes the focus.
#[component]
pub fn SignInForm(props: &SignInFormProps) -> Html {
    let (user, password) = (use_node_ref(), use_node_ref());
    let fault = use_state_eq(|| None::<String>);
    use_known_user(props.user.clone(), &user, &password);
    let onsubmit = {
        let (user, password, fault) = (user.clone(), password.clone(), fault.clone());
        let on_act = props.sign_in.on_act.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (Some(user), Some(password)) = (input(&user), input(&password)) else {
                return;
            };
            match Credentials::new(user.value().trim().to_owned(), password.value()) {
                Ok(credentials) => {
                    password.set_value("");
                    on_act.emit(Act::SignIn(credentials));
                }
                Err(error) => fault.set(Some(format!("Not sent: {error}."))),
            }
        })
    };
    let registry = plain(props.sign_in.registry.as_deref().unwrap_or_default());
    let title = element("h2")
        .fixed("id", TITLE)
        .text(format!("Sign in to {registry}"));
    let user_field = field("User", USER).child(
        text_input(USER, "user-input", user)
            .fixed("type", "text")
            .fixed("autocomplete", "username"),
    );
    let password_field = field("Password or access token", PASSWORD).child(
        text_input(PASSWORD, "password-input", password)
            .fixed("type", "password")
            .fixed("autocomplete", "current-password")
            .optional("aria-describedby", fault.is_some().then_some(FAULT)),
    );
    let sign_in = element("button")
        .fixed("type", "submit")
        .part("sign-in-button")
        .class("primary")
        .text("Sign in");
    let cancel = props.user.is_none().then(|| {
        button()
            .on_click(cancel(props.sign_in.on_act.clone()))
            .text("Cancel")
    });
    let fields = element("div")
        .class("fields")
        .child(user_field)
        .child(password_field)
        .child(element("p").class("actions").child(sign_in).maybe(cancel));
    let fault = (*fault).clone().map(|fault| {
        element("p")
            .class("bad")
            .fixed("id", FAULT)
            .fixed("role", "alert")
            .text(fault)
    });
    html! {
        <form
            class="sign-in-form"
            part="sign-in-form"
            method="dialog"
            aria-labelledby={TITLE}
            aria-describedby={HELP}
            {onsubmit}
        >
            { Html::from(title) }
            { Html::from(fields) }
            { fault.map(Html::from).unwrap_or_default() }
            { view_help(&registry, &props.sign_in) }
        </form>
    }
}

/// The name that is known stands there, and what is missing takes the focus.
#[hook]
fn use_known_user(known: Option<AttrValue>, user: &NodeRef, password: &NodeRef) {
    let (user, password) = (user.clone(), password.clone());
    use_on_change(known.clone(), move || {
        if let Some(input) = input(&user) {
            input.set_value(known.as_deref().unwrap_or_default());
        }
        let first = if known.is_some() { password } else { user };
        if let Some(first) = input(&first) {
            // Fails only for elements that are not shown.
            let _ = first.focus();
        }
        None
    });
}

/// Closes the form, and goes back to the button that opened it: it is there again once the form is gone.
fn cancel(on_act: Callback<Act>) -> Callback<MouseEvent> {
    Callback::from(move |event: MouseEvent| {
        let button = event.target_dyn_into::<web_sys::Element>();
        let page = button.and_then(|button| button.closest(".wrap").ok()?);
        on_act.emit(Act::Close);
        let going_back = Task::spawn(async move {
            clock::frame().await;
            let opener = page.and_then(|page| page.query_selector("[part=sign-in-button]").ok()?);
            if let Some(opener) = opener {
                take_up(&opener);
            }
        });
        going_back.detach();
    })
}

fn view_help(registry: &str, sign_in: &SignIn) -> Html {
    let through = sign_in
        .gateway
        .as_deref()
        .map(|gateway| {
            format!(
                ", through the gateway of this page, {}, whose operator could read them",
                plain(gateway)
            )
        })
        .unwrap_or_default();
    let help = format!(
        "A personal access token goes in place of the password; with some registries the user may then be empty. Porthole keeps both in memory \
         until you sign out or close the page, and sends them to {registry} and its token service only{through}."
    );
    let asked = sign_in.gateway.as_deref().unwrap_or(&sign_in.url);
    let is_plain = asked.starts_with("http://") && !is_loopback(asked);
    let warning = is_plain.then(|| {
        element("p")
            .class("warn")
            .text("The way there is plain http: whoever stands between can read the password.")
    });
    element("div")
        .fixed("id", HELP)
        .class("muted small")
        .child(element("p").text(help))
        .maybe(warning)
        .into()
}

/// A label and, to come, its input.
fn field(label: &'static str, id: &'static str) -> Element {
    let label = element("label").fixed("for", id).text(label);
    element("div").class("field").child(label)
}

/// An input without a name, so that no form can send it.
fn text_input(id: &'static str, part: &'static str, reference: NodeRef) -> Element {
    element("input")
        .fixed("id", id)
        .part(part)
        .fixed("autocapitalize", "off")
        .fixed("spellcheck", "false")
        .reference(reference)
}

fn input(reference: &NodeRef) -> Option<HtmlInputElement> {
    reference.cast()
}
