//! Everything that is shown of a place, from top to bottom: a pure view of its state.

use super::{
    cancel::{view_cancelled, view_waiting},
    name_form::NameForm,
    reading::Library,
    state::{BrowseState, Phase},
    table::Table,
};
use crate::{
    inspection::InspectionError,
    oci::Place,
    source::SourceError,
    ui::{
        breadcrumb::view_place_breadcrumb,
        copy::CopyScope,
        doctor::view_doctor,
        element::{element, list},
        link::view_external,
        loading::view_retry,
        navigation::use_is_page,
        notice::view_source_error,
        sentence::full_sentence,
        sign_in,
        text::view_text,
        way::view_way,
    },
};
use std::rc::Rc;
use yew::prelude::*;

/// Properties of [`BrowsePage`].
#[derive(Properties, PartialEq)]
pub struct BrowsePageProps {
    /// What is browsed.
    pub place: Place,
    /// What the page remembers of places.
    #[prop_or_default]
    pub library: Rc<Library>,
    /// What is known of it.
    pub state: Rc<BrowseState>,
    /// Asked for more of the list, or again for what failed.
    pub on_more: Callback<()>,
    /// Asked to wait no longer for the list.
    pub on_cancel: Callback<()>,
    /// Asked to read rows again, after the registry wanted a pause.
    pub on_read_on: Callback<()>,
    /// Told which tags are in view.
    pub on_view: Callback<Rc<[AttrValue]>>,
}

/// The page below the reference bar.
#[component]
pub fn BrowsePage(props: &BrowsePageProps) -> Html {
    let state = &props.state;
    // Only the page has one main part; an embedded view is a part of somebody else's.
    let is_page = use_is_page();
    let error = match &state.phase {
        Phase::NoCatalog(error) | Phase::Failed(error) => Some(&**error),
        Phase::Loading | Phase::Listed { .. } | Phase::Cancelled => None,
    };
    let content = list([
        sign_in::view_list_place(view_place_breadcrumb(&props.place), error),
        view_way(&state.way),
        state.retry.as_ref().map(view_retry).unwrap_or_default(),
        // What failed has it below its notice.
        if error.is_none() {
            sign_in::view_list_form()
        } else {
            Html::default()
        },
        view_phase(props),
    ]);
    element(if is_page { "main" } else { "div" })
        .class("wrap")
        .child(html! { <CopyScope>{ content }</CopyScope> })
        .into()
}

fn view_phase(props: &BrowsePageProps) -> Html {
    let place = &props.place;
    match &props.state.phase {
        Phase::Loading => view_waiting(&list_of(place), &props.on_cancel),
        Phase::Cancelled => view_cancelled(&list_of(place), place),
        Phase::Listed { names, .. } if names.is_empty() && props.state.is_settled() => {
            view_empty(place)
        }
        Phase::Listed { names, rest } => html! {
            <Table
                place={place.clone()}
                library={Rc::clone(&props.library)}
                names={names.clone()}
                rest={rest.clone()}
                readings={Rc::clone(&props.state.readings)}
                is_paused={props.state.is_paused}
                on_more={props.on_more.clone()}
                on_cancel={props.on_cancel.clone()}
                on_read_on={props.on_read_on.clone()}
                on_view={props.on_view.clone()}
            />
        },
        Phase::NoCatalog(error) => list([
            view_no_catalog(place, Some(error)),
            sign_in::view_for_list(error),
        ]),
        Phase::Failed(error) => list([
            view_source_error(error, place),
            sign_in::view_for_list(error),
            view_doctor(
                &InspectionError::Source((**error).clone()),
                None,
                None,
                false,
            ),
            view_named(place),
        ]),
    }
}

/// What is asked for, in words.
fn list_of(place: &Place) -> String {
    match place {
        Place::Registry(name) => format!("the catalog of {name}"),
        Place::Repository(_) | Place::Layout(_) => format!("the tags of {place}"),
    }
}

fn view_empty(place: &Place) -> Html {
    match place {
        Place::Registry(_) => view_no_catalog(place, None),
        Place::Repository(_) | Place::Layout(_) => {
            let title = element("h1").child(view_text(&place.to_string()));
            let text = match place {
                Place::Layout(_) => "No image in this layout has a tag.",
                _ => {
                    "This repository has no tags: nothing was pushed by name, or all of it was deleted."
                }
            };
            element("section")
                .part("no-tags")
                .class("nothing")
                .child(title)
                .child(element("p").text(text))
                .into()
        }
    }
}

/// What is said of a registry that lists nothing, and the way on. `error`: its answer, if it was one.
fn view_no_catalog(place: &Place, error: Option<&SourceError>) -> Html {
    let Place::Registry(name) = place else {
        return html! {};
    };
    let (title, text) = match error {
        Some(_) => (
            format!("{} does not list its repositories", name.registry),
            "That is usual: most public registries have no catalog, or show it to their operators only. A repository that you know of can be named all the same.",
        ),
        None => (
            format!("The catalog of {} is empty", name.registry),
            "Nothing was pushed there, or it shows its repositories only to those who may read them. One that you know of can be named.",
        ),
    };
    let site = match name.registry.as_str() {
        "docker.io" => Some("https://hub.docker.com/"),
        "quay.io" => Some("https://quay.io/search"),
        "public.ecr.aws" => Some("https://gallery.ecr.aws/"),
        _ => None,
    };
    let site = site.map(|site| {
        element("p")
            .text("Look for names at ")
            .child(view_external(site, view_text(site)))
    });
    let detail = error.map(|error| {
        element("p")
            .class("detail")
            .child(view_text(&full_sentence(&error.to_string())))
    });
    element("section")
        .part("no-catalog")
        .class("nothing")
        .child(element("h1").child(view_text(&title)))
        .child(element("p").text(text))
        .maybe(site)
        .maybe(detail)
        .child(view_form(place))
        .into()
}

/// The same, where there is nothing else.
fn view_named(place: &Place) -> Html {
    match place {
        Place::Registry(_) => element("section")
            .class("nothing")
            .child(view_form(place))
            .into(),
        Place::Repository(_) | Place::Layout(_) => html! {},
    }
}

/// Where a person names a repository that is not listed.
fn view_form(place: &Place) -> Html {
    match place {
        Place::Registry(name) => html! { <NameForm registry={name.clone()} /> },
        Place::Repository(_) | Place::Layout(_) => html! {},
    }
}
