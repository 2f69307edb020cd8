//! The bridge: lines that fetch what the page could not, and a place to paste or drop what they bring.

use super::{lines::lines, view::view_folded};
use crate::{
    browser::{file, task::Task},
    inspection::given::{Given, GivenError, Missing, Object, weigh},
    oci::Reference,
    ui::{
        commands::Commands,
        element::{element, list},
        text::view_text,
    },
};
use std::rc::Rc;
use web_sys::{DragEvent, File, HtmlTextAreaElement};
use yew::prelude::*;

/// Properties of [`Bridge`].
#[derive(Properties, PartialEq)]
pub(super) struct BridgeProps {
    /// The image that was asked for.
    pub reference: Reference,
    /// What could not be fetched.
    pub missing: Missing,
    /// Whether it is unfolded from the beginning: what led here came the same way.
    pub is_open: bool,
    /// Takes what a person brings.
    pub on_give: Callback<Given>,
}

/// Lines to copy, and a place for the answer.
#[component]
pub(super) fn Bridge(props: &BridgeProps) -> Html {
    let refused = use_state_eq(|| None::<GivenError>);
    let reading = use_mut_ref(|| None::<Task>);
    let take = {
        let (refused, missing, on_give) = (
            refused.clone(),
            props.missing.clone(),
            props.on_give.clone(),
        );
        move |bytes: &[u8]| match weigh(&missing, bytes) {
            Ok(given) => on_give.emit(given),
            Err(error) => refused.set(Some(error)),
        }
    };
    let on_text = {
        let (take, refused) = (take.clone(), refused.clone());
        Callback::from(move |text: String| {
            // Emptied, to begin anew.
            if text.trim().is_empty() {
                refused.set(None);
            } else {
                take(text.as_bytes());
            }
        })
    };
    let on_file = {
        let refused = refused.clone();
        Callback::from(move |file: Option<File>| {
            let (take, refused) = (take.clone(), refused.clone());
            *reading.borrow_mut() = file.map(|file| {
                Task::spawn(async move {
                    match file::read(&file).await {
                        Some(bytes) => take(&bytes),
                        None => refused.set(Some(GivenError::Unread)),
                    }
                })
            });
        })
    };
    let commands: Rc<[_]> = lines(&props.reference, &props.missing).into();
    let what = what(&props.missing);
    let expected = match &props.missing.expected {
        Some(digest) => format!("Its digest has to be {digest}."),
        None => "A tag names no digest: what is pasted is shown as computed, not as verified."
            .to_owned(),
    };
    let answer = refused.as_ref().map(|error| {
        element("p")
            .class("bad")
            .part("given-error")
            .child(view_text(&format!("This is not taken: {}.", error)))
    });
    let content = list([
        element("p")
            .text(format!("1. Fetch the {what} with a tool of your own:"))
            .into(),
        html! { <Commands {commands} /> },
        element("p")
            .text("2. Paste what it printed, or drop the file here. It stays in this tab. ")
            .child(element("span").class("muted").text(expected))
            .into(),
        view_taking(what, on_text, on_file),
        element("div").fixed("role", "status").maybe(answer).into(),
    ]);
    let title = match props.missing.object {
        Object::Root => "By hand: fetch it yourself and paste it here",
        Object::Entry(_) => "By hand: fetch the manifest yourself and paste it here",
        Object::Config(_) => "By hand: fetch the config yourself and paste it here",
    };
    view_folded("bridge", title, props.is_open, content).into()
}

/// Where a text is pasted, and a file dropped or chosen.
fn view_taking(what: &str, on_text: Callback<String>, on_file: Callback<Option<File>>) -> Html {
    let on_input = Callback::from(move |event: InputEvent| {
        let area = event.target_dyn_into::<HtmlTextAreaElement>();
        on_text.emit(area.map(|area| area.value()).unwrap_or_default());
    });
    let on_drop = {
        let on_file = on_file.clone();
        Callback::from(move |event: DragEvent| {
            let file = event
                .data_transfer()
                .and_then(|transfer| transfer.files()?.get(0));
            // Text is dropped into the field by the browser itself.
            if file.is_some() {
                event.prevent_default();
                on_file.emit(file);
            }
        })
    };
    let on_drag = Callback::from(|event: DragEvent| event.prevent_default());
    let on_choice = on_file.reform(|event: Event| file::chosen(&event));
    html! {
        <div class="take" ondrop={on_drop} ondragover={on_drag}>
            <textarea
                part="bridge-input"
                aria-label={format!("The {what}, pasted")}
                placeholder="{ … }"
                rows="4"
                spellcheck="false"
                autocomplete="off"
                oninput={on_input}
            />
            <label class="small">
                { "or a file: " }
                <input type="file" part="bridge-file" onchange={on_choice} />
            </label>
        </div>
    }
}

fn what(missing: &Missing) -> &'static str {
    match missing.object {
        Object::Root => "manifest or index",
        Object::Entry(_) => "manifest",
        Object::Config(_) => "config",
    }
}
