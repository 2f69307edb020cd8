//! Where one is: registry > repository > tag > digest > platform, each a link: to the catalog, to the tags, to the image.

use super::{
    element::element,
    identity::abbreviated,
    inspection_state::InspectionState,
    navigation::{Target, view_go, view_here},
    text::view_text,
};
use crate::oci::{ImageReference, LayoutReference, Place, Reference};
use yew::prelude::*;

/// The breadcrumb of what is shown, or was asked for in vain: the tags that there are, are one click away. Nothing before the first question.
pub fn view_breadcrumb(state: &InspectionState) -> Html {
    let Some(reference) = state.named() else {
        return html! {};
    };
    let mut crumbs = match &reference {
        ImageReference::Registry(reference) => registry_crumbs(reference),
        ImageReference::Layout(reference) => layout_crumbs(reference),
    };
    // The digest that was asked for, else the one that the tag led to: a link to exactly this image.
    let served = state
        .root()
        .filter(|root| root.document.has_digest() && !root.served.made)
        .map(|root| &root.document.digest);
    if let Some(digest) = reference.digest().or(served) {
        crumbs.push(go(
            reference.with_digest(digest.clone()).to_string(),
            &abbreviated(digest),
        ));
    }
    crumbs.extend(chosen_crumb(state));
    view_crumbs(crumbs)
}

/// The image that was chosen of an index: its platform, or its digest where that is what chose it.
fn chosen_crumb(state: &InspectionState) -> Option<Html> {
    let target = state.chosen_target()?;
    let descriptor = state.chosen_descriptor()?;
    let name = match (&descriptor.platform, &descriptor.digest) {
        (Some(platform), _) if !platform.is_silent() => platform.to_string(),
        (_, digest) => abbreviated(digest.as_ref()?),
    };
    Some(view_here(target, view_text(&name)))
}

/// The breadcrumb of a place that is browsed.
pub fn view_place_breadcrumb(place: &Place) -> Html {
    let here = match place {
        Place::Registry(name) => view_text(&name.registry),
        Place::Repository(name) => view_text(&name.repository),
        Place::Layout(layout) => view_text(&layout.to_string()),
    };
    let here = view_here(place.clone(), here);
    view_crumbs(match place {
        Place::Repository(name) => {
            let registry = Place::Registry(name.registry.clone());
            vec![view_go(registry, view_text(&name.registry.registry)), here]
        }
        Place::Registry(_) | Place::Layout(_) => vec![here],
    })
}

fn view_crumbs(crumbs: Vec<Html>) -> Html {
    let crumbs = crumbs
        .into_iter()
        .map(|crumb| element("li").child(crumb).into());
    element("nav")
        .class("crumbs")
        .fixed("aria-label", "Breadcrumb")
        .part("breadcrumb")
        .child(element("ol").children(crumbs))
        .into()
}

fn registry_crumbs(reference: &Reference) -> Vec<Html> {
    let registry = Place::Registry(reference.registry_name());
    let repository = Place::of_image(&ImageReference::Registry(reference.clone()));
    let mut crumbs = vec![
        view_go(registry, view_text(&reference.registry)),
        view_go(repository, view_text(&reference.repository)),
    ];
    if let Some(tag) = &reference.tag {
        crumbs.push(go(
            Reference {
                digest: None,
                ..reference.clone()
            }
            .to_string(),
            tag,
        ));
    }
    crumbs
}

fn layout_crumbs(reference: &LayoutReference) -> Vec<Html> {
    let place = Place::of_image(&ImageReference::Layout(reference.clone()));
    let name = place.to_string();
    let mut crumbs = vec![view_go(place, view_text(&name))];
    if let Some(tag) = &reference.tag {
        crumbs.push(go(
            LayoutReference {
                digest: None,
                ..reference.clone()
            }
            .to_string(),
            tag,
        ));
    }
    crumbs
}

fn go(image: String, text: &str) -> Html {
    view_go(Target::new(image), view_text(text))
}
