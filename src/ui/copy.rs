//! Buttons that copy. There can be tens of thousands of them, so they are mere elements: one listener serves all.

use super::{
    element::{button, element},
    text::plain,
    use_value::use_value,
};
use crate::browser::{clipboard, clock, task::Task};
use std::time::Duration;
use web_sys::Element;
use yew::prelude::*;

/// How long a button says that it copied.
const SAID_FOR: Duration = Duration::from_millis(1_600);

/// Names the text that a button copies.
const TEXT: &str = "data-copy";

/// Names the part, in the section of the button, whose text it copies: another section can have one of that name.
const PART: &str = "data-copy-part";

/// What a button says of its work; the stylesheet shows it.
const SAID: &str = "data-said";

/// A button that copies `text`. `label`: what it does, for those who cannot see what stands beside it.
pub fn view_copy(class: &'static str, text: String, label: &str, content: Html) -> Html {
    button()
        .class(class)
        .attribute("title", plain(&text))
        .attribute("aria-label", plain(label))
        .attribute(TEXT, text)
        .child(content)
        .into()
}

/// A button that copies a long text, too long to be repeated as what the button is called.
pub fn view_copy_long(text: String, label: &str) -> Html {
    button()
        .class("small")
        .attribute("aria-label", plain(label))
        .attribute(TEXT, text)
        .text("Copy")
        .into()
}

/// A button that copies the text of a part of its section, as it stands there.
pub fn view_copy_part(part: &'static str, label: &str) -> Html {
    button()
        .attribute("aria-label", plain(label))
        .fixed(PART, part)
        .text("Copy")
        .into()
}

/// Properties of [`CopyScope`].
#[derive(Properties, PartialEq)]
pub struct CopyScopeProps {
    /// What holds the buttons.
    pub children: Html,
}

/// Makes the buttons inside of it work.
#[component]
pub fn CopyScope(props: &CopyScopeProps) -> Html {
    let said = use_value("");
    let latest = use_mut_ref(|| None::<(Element, Task)>);
    let on_click = {
        let said = said.clone();
        Callback::from(move |event: MouseEvent| {
            let Some((button, text)) = event.target_dyn_into::<Element>().and_then(wanted) else {
                return;
            };
            if let Some((button, _)) = latest.take() {
                say(&button, None);
            }
            let task = {
                let (said, button) = (said.clone(), button.clone());
                Task::spawn(async move {
                    let word = if clipboard::copy(&text).await {
                        "copied"
                    } else {
                        "copying is not allowed here"
                    };
                    said.set(word);
                    say(&button, Some(word));
                    clock::sleep(SAID_FOR).await;
                    say(&button, None);
                    said.set("");
                })
            };
            *latest.borrow_mut() = Some((button, task));
        })
    };
    let status = element("span")
        .class("hidden")
        .fixed("role", "status")
        .text(*said);
    element("div")
        .on_click(on_click)
        .child(props.children.clone())
        .child(status)
        .into()
}

/// The button that was clicked, and the text that it copies.
fn wanted(target: Element) -> Option<(Element, String)> {
    let button = target.closest(&format!("[{TEXT}],[{PART}]")).ok()??;
    let text = match (button.get_attribute(TEXT), button.get_attribute(PART)) {
        (Some(text), _) => text,
        (None, part) => {
            let section = button.closest("section").ok()??;
            section
                .query_selector(&format!("[part~={}]", part?))
                .ok()??
                .text_content()?
        }
    };
    Some((button, text))
}

fn say(button: &Element, word: Option<&str>) {
    // Both fail only for names that are no names.
    let _ = match word {
        Some(word) => button.set_attribute(SAID, word),
        None => button.remove_attribute(SAID),
    };
}
