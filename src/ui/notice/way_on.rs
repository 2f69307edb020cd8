//! From a name that does not exist to the names that do: in the second module, which lists them, too.

use crate::{
    inspection::InspectionError,
    oci::{ImageReference, Place},
    source::{SourceError, Unknown},
    ui::{
        element::element,
        files::view_open,
        inspection_state::Failure,
        navigation::{Navigator, view_go},
        text::view_text,
    },
};
use yew::prelude::*;

/// From an image: to the tags of its repository or layout, or to the repositories of the registry; `None` where neither helps.
pub fn view_way_on(failure: &Failure, reference: &ImageReference) -> Option<Html> {
    let Failure::Inspection(InspectionError::Source(error)) = failure else {
        return None;
    };
    let place = Place::of_image(reference);
    match error {
        SourceError::Status {
            status: 404,
            unknown,
            ..
        } => match unknown {
            Some(Unknown::Repository) => view_way_up(error, &place),
            Some(Unknown::Blob | Unknown::Entry | Unknown::TokenService) => None,
            Some(Unknown::Manifest | Unknown::Unsaid) | None => Some(view_names(place)),
        },
        SourceError::Archive { .. } => {
            let image = AttrValue::from(reference.to_string());
            Some(html! { <Open {image} /> })
        }
        SourceError::UnknownTag { tags, .. } if !tags.is_empty() => Some(view_names(place)),
        _ => None,
    }
}

/// From a repository that does not exist to those of the registry; `None` for any other place or error.
pub fn view_way_up(error: &SourceError, place: &Place) -> Option<Html> {
    match (error, place) {
        (SourceError::Status { status: 404, .. }, Place::Repository(name)) => {
            Some(view_names(Place::Registry(name.registry.clone())))
        }
        _ => None,
    }
}

#[derive(Properties, PartialEq)]
struct OpenProps {
    /// What was asked for in vain.
    image: AttrValue,
}

/// The button that opens a file.
#[component]
fn Open(props: &OpenProps) -> Html {
    let navigator = use_context::<Navigator>();
    let open = navigator.map(|navigator| view_open(&props.image, navigator));
    let actions = element("div").class("actions").maybe(open);
    actions.into()
}

fn view_names(place: Place) -> Html {
    let words = match place {
        Place::Registry(_) => format!("See which repositories {place} has"),
        Place::Repository(_) => format!("See which tags {place} has"),
        // The notice has named them.
        Place::Layout(_) => format!("Look at the tags of {place}"),
    };
    let link = view_go(place, view_text(&words));
    let link = element("span").part("way-on").child(link);
    element("p").child(link).into()
}
