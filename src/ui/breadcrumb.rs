//! Where one is: registry > repository > tag > digest > platform, each a link.

use super::{
    element::{element, text},
    identity::abbreviated,
    inspection_state::InspectionState,
    link::view_external,
    navigation::{Go, Target, view_go},
    text::view_text,
};
use crate::oci::{ImageReference, LayoutReference, Reference};
use yew::prelude::*;

/// The breadcrumb of what is shown; nothing before the first question.
pub fn view_breadcrumb(state: &InspectionState) -> Html {
    let Some(reference) = &state.reference else {
        return html! {};
    };
    let mut crumbs = match reference {
        ImageReference::Registry(reference) => registry_crumbs(reference),
        ImageReference::Layout(reference) => layout_crumbs(reference),
    };
    // The digest that was asked for, else the one that the tag led to: a link to exactly this image.
    let served = state
        .root()
        .map(|root| &root.document)
        .filter(|document| document.has_digest())
        .map(|document| &document.digest);
    if let Some(digest) = reference.digest().or(served) {
        crumbs.push(go(
            reference.with_digest(digest.clone()).to_string(),
            &abbreviated(digest),
        ));
    }
    if let Some(platform) = state
        .chosen_descriptor()
        .and_then(|descriptor| descriptor.platform.as_ref())
        && let Some(target) = &state.target
    {
        let target = Target {
            image: target.image.clone(),
            platform: Some(platform.to_string().into()),
        };
        crumbs.push(html! { <Go {target} current=true>{ view_text(&platform.to_string()) }</Go> });
    }
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
    let web = match reference.registry.as_str() {
        "docker.io" => "https://hub.docker.com/".to_owned(),
        _ => format!("{}/", reference.base_url()),
    };
    let repository = Reference {
        tag: Some("latest".to_owned()),
        digest: None,
        ..reference.clone()
    };
    let mut crumbs = vec![
        view_external(&web, text(reference.registry.clone())),
        go(repository.to_string(), &reference.repository),
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
    let root = LayoutReference {
        tag: None,
        digest: None,
        ..reference.clone()
    };
    let mut crumbs = vec![go(root.to_string(), &root.to_string())];
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
