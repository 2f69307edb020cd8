//! Where a person may go: targets, the query that names them, and the link that leads there.

use super::element::{button, element};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use yew::prelude::*;

/// What stays readable in a query: references are made of little else.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b':')
    .remove(b'@')
    .remove(b'.')
    .remove(b'-')
    .remove(b'_')
    .remove(b'~');

/// An image, and the platform to choose in its index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// A reference, as it was written.
    pub image: AttrValue,
    /// `os/architecture[/variant]`; the default choice if `None`.
    pub platform: Option<AttrValue>,
}

impl Target {
    /// `image` with the default platform.
    pub fn new(image: impl Into<AttrValue>) -> Self {
        Self {
            image: image.into(),
            platform: None,
        }
    }

    /// The permalink's query: `?image=…&platform=…`.
    pub fn query(&self) -> String {
        let mut query = format!("?image={}", utf8_percent_encode(&self.image, QUERY));
        if let Some(platform) = &self.platform {
            query.push_str("&platform=");
            query.extend(utf8_percent_encode(platform, QUERY));
        }
        query
    }
}

/// Who carries out a navigation: handed down as context, so that links need no callback of their own.
#[derive(Clone, PartialEq)]
pub struct Navigator {
    /// Whether targets have addresses (the page), or are only shown in place (an embedded view).
    pub permalink: bool,
    /// Goes there.
    pub on_go: Callback<Target>,
}

/// Properties of [`Go`].
#[derive(Properties, PartialEq)]
pub struct GoProps {
    /// Where to.
    pub target: Target,
    /// For `aria-current`.
    #[prop_or_default]
    pub current: bool,
    /// What to click.
    pub children: Html,
}

/// A link to a target: opened in place by a plain click, in a new tab as any link is.
#[component]
pub fn Go(props: &GoProps) -> Html {
    let navigator = use_context::<Navigator>();
    let on_click = {
        let (navigator, target) = (navigator.clone(), props.target.clone());
        Callback::from(move |event: MouseEvent| {
            if event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key() {
                return;
            }
            event.prevent_default();
            if let Some(navigator) = &navigator {
                navigator.on_go.emit(target.clone());
            }
        })
    };
    let current = props.current.then_some("true");
    let link = if navigator.is_some_and(|navigator| navigator.permalink) {
        element("a").attribute("href", props.target.query())
    } else {
        button().class("link")
    };
    link.optional("aria-current", current)
        .on_click(on_click)
        .child(props.children.clone())
        .into()
}

/// A link to a target.
pub fn view_go(target: Target, children: Html) -> Html {
    html! { <Go {target}>{ children }</Go> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_keeps_references_readable_and_escapes_all_else() {
        let target = Target {
            image: "ghcr.io/o/n:1@sha256:ab".into(),
            platform: Some("linux/arm64/v8".into()),
        };
        assert_eq!(
            target.query(),
            "?image=ghcr.io/o/n:1@sha256:ab&platform=linux/arm64/v8"
        );
        assert_eq!(
            Target::new("oci:a b&c=d#e?f%").query(),
            "?image=oci:a%20b%26c%3Dd%23e%3Ff%25"
        );
    }
}
