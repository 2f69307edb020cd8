//! Where a person may go: images and places that hold them, the query that names them, and the link that leads there.

use super::element::{button, element};
use crate::oci::{Place, pasted::Pasted};
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

/// Where a person may go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// An image, to be inspected.
    Image(Target),
    /// A registry, repository or layout, to be browsed.
    Place(Place),
}

impl Destination {
    /// What a text that a person typed means: of a command line the image that it names. What names none stays as it is, to be explained.
    pub fn typed(text: &str) -> Self {
        if let Some(place) = Place::typed(text) {
            return Self::Place(place);
        }
        match Pasted::read(text) {
            Ok(pasted) => Self::Image(Target {
                image: pasted.image.into(),
                platform: pasted.platform.map(|platform| platform.to_string().into()),
            }),
            Err(_) => Self::unread(text),
        }
    }

    /// What the image of a link or of an attribute means, read as if it was typed; the platform that stands beside it counts more than one in the text. `None` if
    /// it means what it says, or nothing.
    pub fn linked(target: &Target) -> Option<Self> {
        let mut read = Self::typed(&target.image);
        if let Self::Image(image) = &mut read
            && target.platform.is_some()
        {
            image.platform.clone_from(&target.platform);
        }
        (read != Self::Image(target.clone())).then_some(read)
    }

    /// A text that could not be read: it is an image's name, to be explained.
    pub fn unread(text: &str) -> Self {
        Self::Image(Target::new(text.to_owned()))
    }

    /// The permalink's query: `?image=…`, `?repository=…`, `?registry=…`.
    pub fn query(&self) -> String {
        match self {
            Self::Image(target) => target.query(),
            Self::Place(place) => {
                let name = place.to_string();
                let name = utf8_percent_encode(&name, QUERY);
                format!("?{}={name}", place.parameter())
            }
        }
    }

    /// The image, if it is one.
    pub fn image(&self) -> Option<&Target> {
        match self {
            Self::Image(target) => Some(target),
            Self::Place(_) => None,
        }
    }

    /// The place, if it is one.
    pub fn place(&self) -> Option<&Place> {
        match self {
            Self::Image(_) => None,
            Self::Place(place) => Some(place),
        }
    }
}

impl From<Target> for Destination {
    fn from(target: Target) -> Self {
        Self::Image(target)
    }
}

impl From<Place> for Destination {
    fn from(place: Place) -> Self {
        Self::Place(place)
    }
}

/// Who carries out a navigation: handed down as context, so that links need no callback of their own.
#[derive(Clone, PartialEq)]
pub struct Navigator {
    /// The address of the page, without the query that names a target; `None` in an embedded view, where targets have no address and are only
    /// shown in place.
    pub page: Option<AttrValue>,
    /// Goes there.
    pub on_go: Callback<Destination>,
    /// Goes there and asks everything anew, even if it is what is shown.
    pub on_ask: Callback<Destination>,
}

impl Navigator {
    /// Whether the view is the page, and not embedded in somebody else's.
    pub fn is_page(&self) -> bool {
        self.page.is_some()
    }
}

/// Whether the view is the page. An embedded one leaves the focus, the keys and the files of its site alone.
#[hook]
pub fn use_is_page() -> bool {
    use_context::<Navigator>().is_some_and(|navigator| navigator.is_page())
}

/// Properties of [`Go`].
#[derive(Properties, PartialEq)]
pub struct GoProps {
    /// Where to.
    pub target: Destination,
    /// For `aria-current`.
    #[prop_or_default]
    pub current: bool,
    /// What to click.
    pub children: Html,
}

/// A link to a destination: opened in place by a plain click, in a new tab as any link is.
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
    let link = match navigator.and_then(|navigator| navigator.page) {
        Some(page) => element("a").attribute("href", format!("{page}{}", props.target.query())),
        None => button().class("link"),
    };
    link.optional("aria-current", current)
        .on_click(on_click)
        .child(props.children.clone())
        .into()
}

/// A link to a destination.
pub fn view_go(target: impl Into<Destination>, children: Html) -> Html {
    view_link(target.into(), false, children)
}

/// A link to where one is.
pub fn view_here(target: impl Into<Destination>, children: Html) -> Html {
    view_link(target.into(), true, children)
}

fn view_link(target: Destination, current: bool, children: Html) -> Html {
    html! { <Go {target} {current}>{ children }</Go> }
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

    #[test]
    fn a_link_is_read_as_if_it_was_typed() {
        let linked = |image: &str, platform: Option<&str>| {
            let target = Target {
                image: image.to_owned().into(),
                platform: platform.map(|platform| platform.to_owned().into()),
            };
            Destination::linked(&target).map(|read| read.query())
        };
        for (image, platform, want) in [
            ("alpine:", None, "?repository=docker.io/library/alpine"),
            ("ghcr.io/", None, "?registry=ghcr.io"),
            (
                "docker run --platform linux/arm64 h.example/t:idx sh",
                None,
                "?image=h.example/t:idx&platform=linux/arm64",
            ),
            (
                "docker run --platform linux/arm64 h.example/t:idx sh",
                Some("linux/amd64"),
                "?image=h.example/t:idx&platform=linux/amd64",
            ),
            (
                "`alpine`",
                Some("linux/arm"),
                "?image=alpine&platform=linux/arm",
            ),
            (
                "helm pull oci://h.example/c --version 1",
                None,
                "?image=oci://h.example/c:1",
            ),
        ] {
            assert_eq!(linked(image, platform).as_deref(), Some(want), "{image}");
        }
        for (image, platform) in [
            ("docker://alpine", None),
            ("docker://alpine", Some("linux/arm")),
            ("not a reference", None),
            ("kubectl create secret generic x", Some("linux/arm")),
        ] {
            assert_eq!(linked(image, platform), None, "{image}");
        }
    }

    #[test]
    fn what_is_typed_has_the_query_of_what_it_names() {
        for (typed, want) in [
            ("localhost:5000/", "?registry=localhost:5000"),
            ("http://h.example", "?registry=http://h.example"),
            ("alpine:", "?repository=docker.io/library/alpine"),
            ("oci:sample:", "?repository=oci:sample"),
            ("alpine", "?image=alpine"),
            (" `docker pull alpine:3` ", "?image=alpine:3"),
            (
                "podman pull --arch arm64 alpine",
                "?image=alpine&platform=linux/arm64",
            ),
            ("not a reference", "?image=not%20a%20reference"),
        ] {
            assert_eq!(Destination::typed(typed).query(), want, "{typed}");
        }
    }
}
