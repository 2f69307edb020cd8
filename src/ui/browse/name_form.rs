//! Names a repository of a registry that does not list it.

use crate::{
    oci::{Reference, place::RegistryName},
    ui::{
        element::{element, remark},
        navigation::Navigator,
        sentence::full_sentence,
        text::view_text,
    },
};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Properties of [`NameForm`].
#[derive(Properties, PartialEq)]
pub(super) struct NameFormProps {
    /// Where it is looked for.
    pub registry: RegistryName,
}

/// An input, and the way to the tags.
#[component]
pub(super) fn NameForm(props: &NameFormProps) -> Html {
    let navigator = use_context::<Navigator>();
    let input = use_node_ref();
    let fault = use_state(|| None::<String>);
    let onsubmit = {
        let (registry, input, fault) = (props.registry.clone(), input.clone(), fault.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (Some(input), Some(navigator)) = (input.cast::<HtmlInputElement>(), &navigator)
            else {
                return;
            };
            let typed = input.value();
            let name = typed.trim().trim_matches('/');
            match place_of(&registry, name) {
                Some(place) => navigator.on_go.emit(place.into()),
                None => fault.set(Some(explain(&registry, name))),
            }
        })
    };
    let label = format!("Repository at {}", props.registry.registry);
    let hint = format!(
        "In the bar above, with a colon at its end: {}/owner/name:",
        props.registry
    );
    let submit = element("button")
        .fixed("type", "submit")
        .part("show-tags-button")
        .class("primary")
        .text("Show tags");
    let fault = fault.as_ref().map(|fault| {
        element("p")
            .class("bad")
            .fixed("id", "repository-fault")
            .part("notice")
            .fixed("role", "alert")
            .fixed("data-code", "bad-reference")
            .child(view_text(fault))
    });
    html! {
        <form class="name-form" {onsubmit}>
            <label for="repository-input">{ view_text(&label) }</label>
            <input
                ref={input}
                id="repository-input"
                part="repository-input"
                placeholder="owner/name"
                aria-invalid={fault.is_some().then_some("true")}
                aria-describedby={fault.is_some().then_some("repository-fault")}
                autocapitalize="off"
                autocomplete="off"
                spellcheck="false"
                enterkeyhint="go"
            />
            { Html::from(submit) }
            { fault.map(Html::from).unwrap_or_default() }
            { Html::from(remark(hint)) }
        </form>
    }
}

/// The repository of that name; on Docker Hub a name without an owner is one of the official images.
fn place_of(registry: &RegistryName, name: &str) -> Option<crate::oci::Place> {
    let official = format!("library/{name}");
    let is_official = registry.registry == "docker.io" && !name.contains('/');
    registry.repository(if is_official { &official } else { name })
}

fn explain(registry: &RegistryName, name: &str) -> String {
    match format!("{registry}/{name}").parse::<Reference>() {
        Err(error) => full_sentence(&error.to_string()),
        Ok(_) => "A repository has neither a tag nor a digest.".to_owned(),
    }
}
