//! The images that were looked at last on this machine, under the reference bar of the page.

use super::{
    element::{button, element, remark},
    named_image::read_now,
    navigation::{Target, view_go},
    text::{plain, view_text},
    use_on_change::use_on_change,
};
use crate::browser::{focus::move_outwards, recent};
use std::rc::Rc;
use yew::prelude::*;

/// Properties of [`Recent`].
#[derive(Clone, Debug, Properties, PartialEq)]
pub struct RecentProps {
    /// The image that a person asked for.
    pub asked: Option<AttrValue>,
    /// Whether it is there: then it becomes the latest.
    pub is_read: bool,
}

/// A line of links; nothing at all if there are none.
#[component]
pub fn Recent(props: &RecentProps) -> Html {
    let names = use_state_eq(|| checked(recent::names()));
    {
        let shown = props.asked.clone().filter(|_| props.is_read);
        let names = names.setter();
        use_on_change(shown.clone(), move || {
            if let Some(shown) = shown {
                names.set(checked(recent::add(&shown)));
            }
            None
        });
    }
    let on_erase = {
        let names = names.setter();
        Callback::from(move |event: MouseEvent| {
            move_outwards(&event, ".root");
            recent::erase();
            names.set(Rc::from([]));
        })
    };
    view_recent(&names, props.asked.as_deref(), on_erase)
}

/// What is still the name of an image: other pages of this origin may have written there.
fn checked(names: Vec<String>) -> Rc<[AttrValue]> {
    let images = names
        .into_iter()
        .filter(|name| read_now(name).is_some_and(|image| image.to_string() == *name));
    images.map(AttrValue::from).collect()
}

/// The line: the images besides the one that was `asked` for. Whether there is one does not change when that is there, so that nothing moves then.
pub fn view_recent(
    names: &[AttrValue],
    asked: Option<&str>,
    on_erase: Callback<MouseEvent>,
) -> Html {
    let others = names.iter().filter(|name| Some(name.as_str()) != asked);
    let links: Vec<Html> = others
        .map(|name| {
            let link = view_go(Target::new(name.clone()), view_text(short(name)));
            element("li")
                .part("recent-image")
                .attribute("data-image", name.clone())
                .attribute("title", plain(name))
                .child(link)
                .into()
        })
        .collect();
    if links.is_empty() {
        return html! {};
    }
    let erase = button()
        .class("quiet")
        .part("erase-recent-button")
        .fixed("title", "The names are kept in this browser alone.")
        .on_click(on_erase)
        .text("Erase");
    element("nav")
        .class("recent wrap")
        .part("recent")
        .fixed("aria-label", "Recent images")
        .child(remark("Recent"))
        .child(element("ul").children(links))
        .child(erase)
        .into()
}

/// Without what goes without saying.
fn short(name: &str) -> &str {
    let name = name.strip_prefix("docker.io/").unwrap_or(name);
    name.strip_prefix("library/").unwrap_or(name)
}
