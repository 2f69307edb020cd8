//! Buttons that copy.

use super::text::plain;
use crate::browser::{clipboard, clock, task::Task};
use std::time::Duration;
use yew::prelude::*;

/// How long the button says that it copied.
const SAID_FOR: Duration = Duration::from_millis(1_600);

/// Longer texts, whole documents, are no tooltip.
const LONGEST_TITLE: usize = 400;

/// Properties of [`Copy`].
#[derive(Properties, PartialEq)]
pub struct CopyProps {
    /// What is copied.
    pub text: AttrValue,
    /// What the button does, for those who cannot see what stands beside it: `Copy the digest of the index`.
    pub label: AttrValue,
    /// How the button looks.
    #[prop_or_default]
    pub class: Classes,
    /// What the button shows.
    pub children: Html,
}

#[derive(Clone, Copy, PartialEq)]
enum Said {
    Nothing,
    Copied,
    Refused,
}

/// A button that copies its text and says so.
#[component]
pub fn Copy(props: &CopyProps) -> Html {
    let said = use_state_eq(|| Said::Nothing);
    let task = use_mut_ref(|| None::<Task>);
    let onclick = {
        let (said, text) = (said.clone(), props.text.clone());
        Callback::from(move |_: MouseEvent| {
            let (said, text) = (said.clone(), text.clone());
            *task.borrow_mut() = Some(Task::spawn(async move {
                said.set(if clipboard::copy(&text).await {
                    Said::Copied
                } else {
                    Said::Refused
                });
                clock::sleep(SAID_FOR).await;
                said.set(Said::Nothing);
            }));
        })
    };
    let word = match *said {
        Said::Nothing => None,
        Said::Copied => Some("copied"),
        Said::Refused => Some("copying is not allowed here"),
    };
    let label = plain(&props.label);
    let title = (props.text.len() <= LONGEST_TITLE).then(|| plain(&props.text));
    html! {
        <button type="button" class={props.class.clone()} {title} aria-label={label} {onclick}>
            { props.children.clone() }
            if let Some(word) = word {
                <span class="said" role="status">{ word }</span>
            }
        </button>
    }
}
