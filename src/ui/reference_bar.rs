//! The bar at the top: one input that takes everything people paste, and *Inspect*.

use super::{
    navigation::{Navigator, Target},
    text::plain,
};
use crate::oci::ReferenceError;
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
    {
        // The input belongs to the person; only a new reference replaces what stands in it.
        let input = props.input.clone();
        use_effect_with(props.image.clone(), move |image| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                input.set_value(image);
            }
        });
    }
    {
        let (input, position) = (
            props.input.clone(),
            props.error.as_ref().map(|error| error.position),
        );
        use_effect_with((props.image.clone(), position), move |(image, position)| {
            if let (Some(input), Some(position)) = (input.cast::<HtmlInputElement>(), *position) {
                select_from(&input, image, position);
            }
        });
    }
    let onsubmit = {
        let input = props.input.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let (Some(input), Some(navigator)) = (input.cast::<HtmlInputElement>(), &navigator) {
                navigator.on_go.emit(Target::new(input.value()));
            }
        })
    };
    let on_cancel = props.on_cancel.reform(|_: MouseEvent| ());
    html! {
        <header class="bar">
            <div class="wrap">
                <span class="brand">{ view_mark() }<b>{ "Porthole" }</b></span>
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
                    if props.is_loading {
                        <button type="button" part="cancel-button" class="plain" onclick={on_cancel}>{ "Cancel" }</button>
                    }
                    <button type="submit" part="inspect-button" class="primary">{ "Inspect" }</button>
                </form>
            </div>
        </header>
    }
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
    html! {
        <code class="position" aria-label={format!("at character {column}")}>
            { plain(before) }<mark>{ plain(&found) }</mark>{ plain(rest.as_str()) }
        </code>
    }
}

fn view_mark() -> Html {
    html! {
        <svg viewBox="0 0 32 32" fill="none" stroke="currentColor" aria-hidden="true">
            <circle cx="16" cy="16" r="13" stroke-width="3" />
            <circle cx="16" cy="16" r="7.5" stroke-width="2" />
            <path d="M11.5 17.5c1.5-1.6 3-1.6 4.5 0s3 1.6 4.5 0" stroke-width="1.8" stroke-linecap="round" />
        </svg>
    }
}
