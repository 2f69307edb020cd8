//! The form for a public key, for signatures whose key does not come with them. It stays in this tab, and nothing is sent.

use crate::{
    oci::public_key::{PublicKey, key_id},
    ui::{
        element::{button, element},
        sentence::full_sentence,
        text::plain,
    },
    verify::attached::pem::public_key,
};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

const INPUT: &str = "public-key-input";
const FAULT: &str = "public-key-fault";

/// Properties of [`KeyForm`].
#[derive(Properties, PartialEq)]
pub(super) struct KeyFormProps {
    /// The key that is used.
    pub used: Option<AttrValue>,
    /// Takes a key, or that there is none any more.
    pub on_key: Callback<Option<PublicKey>>,
}

/// The form.
#[component]
pub(super) fn KeyForm(props: &KeyFormProps) -> Html {
    let input = use_node_ref();
    let fault = use_state_eq(String::new);
    let on_check = {
        let (input, fault, on_key) = (input.clone(), fault.clone(), props.on_key.clone());
        Callback::from(move |_: MouseEvent| {
            let Some(input) = input.cast::<HtmlTextAreaElement>() else {
                return;
            };
            match public_key(&input.value()) {
                Ok(key) => {
                    fault.set(String::new());
                    on_key.emit(Some(key));
                }
                Err(error) => {
                    fault.set(full_sentence(&error.to_string()));
                    on_key.emit(None);
                }
            }
        })
    };
    let used = props.used.as_ref().map(|id| {
        element("p")
            .class("small muted")
            .fixed("role", "status")
            .text(format!("Checked with the key {}.", plain(id)))
    });
    let words = (!fault.is_empty()).then(|| {
        element("p")
            .class("bad")
            .fixed("id", FAULT)
            .fixed("role", "alert")
            .text((*fault).clone())
    });
    element("div")
        .class("key-form")
        .part("public-key-form")
        .child(
            element("label")
                .fixed("for", INPUT)
                .text("Public key of the signer (PEM), such as cosign.pub: for signatures that do not include their key"),
        )
        .child(
            element("textarea")
                .fixed("id", INPUT)
                .part("public-key-input")
                .fixed("rows", "4")
                .fixed("spellcheck", "false")
                .fixed("autocomplete", "off")
                .fixed("autocapitalize", "off")
                .fixed("placeholder", "-----BEGIN PUBLIC KEY-----")
                .optional("aria-describedby", (!fault.is_empty()).then_some(FAULT))
                .reference(input),
        )
        .maybe(words)
        .child(
            element("p").class("actions").child(
                button()
                    .part("check-key-button")
                    .on_click(on_check)
                    .text("Check with this key"),
            ),
        )
        .maybe(used)
        .into()
}

/// What a key is called.
pub(super) fn name(key: &PublicKey) -> AttrValue {
    key_id::of_key_info(&key.key_info).into()
}
