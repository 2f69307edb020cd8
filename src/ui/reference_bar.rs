//! The bar at the top: one input that takes everything people paste, and *Inspect*.

use super::{
    element::{Element, element},
    files::view_open,
    loading::view_cancel,
    named_image,
    navigation::Navigator,
    text::plain,
    use_on_change::use_on_change,
};
use crate::{
    browser::{focus::focus, task::Task},
    oci::ReferenceError,
};
use std::{cell::RefCell, rc::Rc};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Properties of [`ReferenceBar`].
#[derive(Properties, PartialEq)]
pub struct ReferenceBarProps {
    /// The reference that is shown; what is being typed takes precedence until this changes.
    pub image: AttrValue,
    /// Why the text names no image.
    pub error: Option<ReferenceError>,
    /// Something is being fetched: there is a *Cancel*.
    pub is_loading: bool,
    /// Asked to stop.
    pub on_cancel: Callback<()>,
    /// The input, for the key that focuses it.
    pub input: NodeRef,
}

/// The reference bar.
#[component]
pub fn ReferenceBar(props: &ReferenceBarProps) -> Html {
    let navigator = use_context::<Navigator>();
    let going = use_mut_ref(|| None::<Task>);
    use_text(props, &going);
    let onsubmit = {
        let (input, navigator) = (props.input.clone(), navigator.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let (Some(input), Some(navigator)) = (input.cast::<HtmlInputElement>(), &navigator) {
                *going.borrow_mut() = named_image::go(&input.value(), &navigator.on_go);
            }
        })
    };
    let on_cancel = {
        let input = props.input.clone();
        props.on_cancel.reform(move |_: MouseEvent| {
            // The button goes: who used the keyboard goes on beside it.
            if let Some(input) = input.cast::<HtmlInputElement>() {
                focus(&input);
            }
        })
    };
    let brand = element("span")
        .class("brand")
        .child(view_mark())
        .child(element("b").text("Porthole"));
    let cancel = props
        .is_loading
        .then(|| Html::from(view_cancel(on_cancel).class("plain")));
    // An embedded view shows what its site wants to show.
    let open = navigator
        .filter(Navigator::is_page)
        .map(|navigator| view_open(&props.image, navigator));
    let inspect = element("button")
        .fixed("type", "submit")
        .part("inspect-button")
        .class("primary")
        .text("Inspect");
    html! {
        <header class="bar">
            <div class="wrap">
                { Html::from(brand) }
                <form class="reference" role="search" {onsubmit}>
                    <input
                        ref={props.input.clone()}
                        part="reference-input"
                        aria-label="Image reference"
                        aria-invalid={props.error.is_some().then_some("true")}
                        aria-describedby={props.error.is_some().then_some("failure")}
                        placeholder="alpine, ghcr.io/owner/name:tag, localhost:5000/name, oci:https://…"
                        defaultvalue={props.image.clone()}
                        autocapitalize="off"
                        autocomplete="off"
                        spellcheck="false"
                        enterkeyhint="go"
                    />
                    { cancel.unwrap_or_default() }
                    { Html::from(inspect) }
                </form>
                { open.unwrap_or_default() }
            </div>
        </header>
    }
}

/// The input belongs to the person: only a new reference replaces what stands in it, and a wrong one is selected from where it went wrong. What was `going` to be
/// asked for, once it could be read, is not any more: somebody has gone on.
#[hook]
fn use_text(props: &ReferenceBarProps, going: &Rc<RefCell<Option<Task>>>) {
    let (input, image, going) = (props.input.clone(), props.image.clone(), Rc::clone(going));
    use_on_change(image.clone(), move || {
        going.take();
        if let Some(input) = input.cast::<HtmlInputElement>() {
            input.set_value(&image);
        }
        None
    });
    let (input, image) = (props.input.clone(), props.image.clone());
    let position = props.error.as_ref().map(|error| error.position);
    use_on_change((image.clone(), position), move || {
        if let (Some(input), Some(position)) = (input.cast::<HtmlInputElement>(), position) {
            select_from(&input, &image, position);
        }
        None
    });
}

/// Selects the text from where it went wrong.
fn select_from(input: &HtmlInputElement, text: &str, position: usize) {
    let before = text.get(..position).unwrap_or(text);
    let start = before.encode_utf16().count() as u32;
    let end = text.encode_utf16().count() as u32;
    // Fails only for inputs that hold no text.
    let _ = input.set_selection_range(start, end.max(start));
}

/// Where a reference went wrong: the text, with a mark below the character.
pub fn view_position(text: &str, position: usize) -> Html {
    let before = text.get(..position).unwrap_or(text);
    let after = text.get(position..).unwrap_or("");
    let column = before.chars().count() + 1;
    let mut rest = after.chars();
    let found = rest
        .next()
        .map_or_else(|| "\u{a0}".to_owned(), |character| character.to_string());
    element("code")
        .class("position")
        .child(
            element("span")
                .class("hidden")
                .text(format!("At character {column}: ")),
        )
        .text(plain(before))
        .child(element("mark").text(plain(&found)))
        .text(plain(rest.as_str()))
        .into()
}

fn view_mark() -> Element {
    let circle = |radius, width| {
        element("circle")
            .fixed("cx", "16")
            .fixed("cy", "16")
            .fixed("r", radius)
            .fixed("stroke-width", width)
    };
    let wave = element("path")
        .fixed("d", "M11.5 17.5c1.5-1.6 3-1.6 4.5 0s3 1.6 4.5 0")
        .fixed("stroke-width", "1.8")
        .fixed("stroke-linecap", "round");
    element("svg")
        .fixed("viewBox", "0 0 32 32")
        .fixed("fill", "none")
        .fixed("stroke", "currentColor")
        .fixed("aria-hidden", "true")
        .child(circle("13", "3"))
        .child(circle("7.5", "2"))
        .child(wave)
}
