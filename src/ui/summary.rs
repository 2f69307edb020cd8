//! The summary: what it is, how it is identified, and the few facts that most people came for.

mod facts;

use super::{
    commands::{Command, Commands, Wanted, commands},
    element::{Element, element, list, remark, text},
    identity::{view_identity, view_image_id, view_no_digest},
    inspection_state::{InspectionState, Kind, ManifestDocument},
    later,
    layer::Layer,
    link::view_external,
    named_image::read_now,
    navigation::{Target, view_go},
    raw::place::view_place,
    text::{plain, view_text},
};
use crate::{
    inspection::Root,
    oci::{
        Descriptor, ImageReference, LayoutReference, MediaType, Place, Reference, TotalSize,
        annotations::TITLE, media_type,
    },
};
use facts::facts;
use std::rc::Rc;
use yew::prelude::*;

pub(super) use facts::{DOWNLOAD_SIZE, Fact};
pub use facts::{view_created, view_total_size};

/// Media type of the config of a Helm chart.
const HELM_CONFIG: &str = "application/vnd.cncf.helm.config.v1+json";

/// How many siblings are named.
const SIBLINGS: usize = 20;

/// The summary of what is shown. `layers`: its layers, and what they make together. `siblings`: other tags that are known to lead to the same digest.
///
/// `has_problems`: whether the list of problems is shown as well.
pub fn view_summary(
    state: &InspectionState,
    layers: (&[Layer], TotalSize),
    siblings: &[AttrValue],
    has_problems: bool,
) -> Html {
    let (Some(root), Some(reference)) = (state.root(), &state.reference) else {
        return html! {};
    };
    let title = element("div")
        .class("title")
        .child(view_title(reference))
        .child(view_media_type(&root.document.media_type));
    let converted = root.converted.then(|| {
        element("p").class("aside").text(
            "The registry converted what it holds to schema 1 for this answer: the digest below is that of the conversion.",
        )
    });
    let facts = facts(state, layers)
        .into_iter()
        .map(|(name, value, (document, pointer))| {
            // What a document does not say has no place in it.
            let place = (!pointer.is_empty()).then(|| view_place(document, pointer));
            let fact = element("div")
                .child(element("dt").text(name).maybe(place))
                .child(element("dd").child(value));
            fact.into()
        });
    let summary = element("div")
        .class("summary")
        .child(title)
        .maybe(converted)
        .child(
            element("div")
                .class("identities")
                .child(view_identities(state, root)),
        )
        .maybe(view_tag_not_asked(reference))
        // The counts, which come last, move nothing there.
        .child(element("dl").class("facts").children(
            facts.chain(later::loaded().map(|later| (later.problem_counts)(state, has_problems))),
        ))
        .child(siblings_of(reference, siblings))
        .child(view_tags(reference, root));
    element("section")
        .class("summary-section")
        .part("summary")
        .fixed("aria-labelledby", "summary-title")
        .child(summary)
        .child(view_commands(state, reference, root))
        .into()
}

/// Of a tag with a digest: nobody asked where the tag leads.
fn view_tag_not_asked(reference: &ImageReference) -> Option<Element> {
    let ImageReference::Registry(reference) = reference else {
        return None;
    };
    let tag = reference
        .tag
        .as_ref()
        .filter(|_| reference.digest.is_some())?;
    let by_tag = Reference {
        digest: None,
        ..reference.clone()
    };
    let link = view_go(Target::new(by_tag.to_string()), text("See it"));
    Some(
        element("p")
            .part("tag-not-asked")
            .class("aside small muted")
            .child(view_text(&format!(
                "The digest decides: where the tag {tag} leads now was not asked. "
            )))
            .child(link),
    )
}

fn view_title(reference: &ImageReference) -> Html {
    let (name, suffix) = match reference {
        ImageReference::Registry(reference) => (
            reference.repository.clone(),
            match (&reference.tag, &reference.digest) {
                (Some(tag), _) => format!(":{tag}"),
                (None, Some(digest)) => format!("@{}", super::identity::abbreviated(digest)),
                (None, None) => String::new(),
            },
        ),
        ImageReference::Layout(reference) => (
            // What looked into a file is there.
            later::loaded()
                .and_then(|later| (later.file_name)(reference))
                .unwrap_or_else(|| {
                    let mut parts = reference.url.rsplit('/');
                    let last = parts.find(|part| !part.is_empty());
                    last.unwrap_or(&reference.url).to_owned()
                }),
            reference
                .tag
                .as_ref()
                .map(|tag| format!(":{tag}"))
                .unwrap_or_default(),
        ),
    };
    let suffix = element("span").class("muted").child(view_text(&suffix));
    element("h1")
        .fixed("id", "summary-title")
        .child(view_text(&name))
        .child(suffix)
        .into()
}

/// The media type by its name, linked to its specification.
pub fn view_media_type(media_type: &MediaType) -> Html {
    if media_type.is_empty() {
        let none = element("span").class("chip");
        return none.text("no media type").into();
    }
    let name = element("span")
        .class("chip")
        .attribute("title", plain(media_type.as_str()))
        .child(view_text(media_type.name()))
        .into();
    match media_type.spec_url() {
        Some(url) => view_external(url, name),
        None => name,
    }
}

fn view_identities(state: &InspectionState, root: &Root) -> Html {
    let name = match state.kind() {
        Some(Kind::Index) => "Index",
        Some(Kind::Image) => "Image",
        Some(Kind::Artifact) => "Artifact",
        Some(Kind::Schema1) | None => "Manifest",
    };
    let entry = match state.image().map(|image| &image.manifest) {
        Some(ManifestDocument::Entry(entry)) if !entry.served.made => {
            view_identity("Image", &entry.document.digest, &entry.proof)
        }
        _ => Html::default(),
    };
    let identity = if root.served.made {
        view_made(state)
    } else if root.has_digest() {
        view_identity(name, &root.document.digest, &root.proof)
    } else {
        view_no_digest(name)
    };
    list([identity, entry])
}

/// What stands in the place of the digest of a manifest that was made here.
fn view_made(state: &InspectionState) -> Html {
    let config = state
        .manifest()
        .and_then(|(_, manifest)| manifest.config.as_ref()?.digest.as_ref());
    match (config, state.config_document()) {
        (Some(digest), Some(config)) => view_image_id(digest, &config.proof),
        _ => Html::default(),
    }
}

/// What read the other tags is in the second module, and so is what shows them.
fn siblings_of(reference: &ImageReference, siblings: &[AttrValue]) -> Html {
    match later::loaded() {
        Some(later) if !siblings.is_empty() => (later.view_siblings)(reference, siblings),
        _ => Html::default(),
    }
}

/// The tags that lead to the same digest, as far as they were read in this tab of the browser.
pub fn view_siblings(reference: &ImageReference, siblings: &[AttrValue]) -> Html {
    let place = Place::of_image(reference);
    let links = siblings.iter().filter_map(|tag| {
        let target = Target::new(place.image(tag)?.to_string());
        Some(element("li").child(view_go(target, view_text(tag))).into())
    });
    let mut links = links.take(SIBLINGS).peekable();
    if links.peek().is_none() {
        return html! {};
    }
    element("div")
        .class("also")
        .part("also-tagged")
        .child(remark("Also tagged"))
        .child(element("ul").children(links))
        .into()
}

fn view_tags(reference: &ImageReference, root: &Root) -> Html {
    let ImageReference::Layout(layout) = reference else {
        return html! {};
    };
    let others: Vec<&String> = root
        .tags
        .iter()
        .filter(|tag| Some(*tag) != layout.tag.as_ref())
        .collect();
    if others.is_empty() {
        return html! {};
    }
    let links = others.into_iter().map(|tag| {
        let tagged = LayoutReference {
            tag: Some(tag.clone()),
            digest: None,
            ..layout.clone()
        };
        let (target, name) = (tagged.to_string(), view_text(tag));
        // A tag with an `@` in it is none that can be asked for.
        let name = match read_now(&target) {
            Some(_) => view_go(Target::new(target), name),
            None => name,
        };
        element("li").child(name).into()
    });
    element("div")
        .class("also")
        .child(remark("Also in this layout"))
        .child(element("ul").children(links))
        .into()
}

fn view_commands(state: &InspectionState, reference: &ImageReference, root: &Root) -> Html {
    if let (ImageReference::Layout(layout), Some(later)) = (reference, later::loaded())
        && let Some(lines) = (later.file_commands)(layout, root.served.made)
    {
        return html! { <Commands commands={Rc::from(lines)} /> };
    }
    // Every line names a digest.
    if !root.document.has_digest() {
        return html! {};
    }
    // Somebody who asked for a platform gets the image that is shown: the index leads each tool to the platform of its own machine.
    let is_chosen = state
        .target
        .as_ref()
        .is_some_and(|target| target.platform.is_some());
    let chosen = state.chosen_descriptor().filter(|_| is_chosen);
    let chosen = chosen.and_then(|entry| Some((entry.digest.as_ref()?, entry)));
    let body = state.image().map(|image| &image.manifest.document().body);
    let (digest, media_type, kind, platform) = match chosen {
        // What it is, its manifest says.
        Some((digest, entry)) => (
            digest,
            &entry.media_type,
            body.map_or(Kind::Image, Kind::of),
            entry.platform.as_ref(),
        ),
        // What was asked for, and not what came in its place.
        None => (
            reference.digest().unwrap_or(&root.document.digest),
            &root.document.media_type,
            Kind::of(&root.document.body),
            None,
        ),
    };
    // The manifest of the one that is shown may know better what it is.
    let has_images = state.index().is_none_or(|(_, index)| {
        !index.images().is_empty() && body.map(Kind::of) != Some(Kind::Artifact)
    });
    // Any other type is the document's own text, which has no business in a command line.
    let is_known = media_type.is_index() || media_type.is_manifest() || media_type.is_schema1();
    let manifest = state.manifest().map(|(_, manifest)| manifest);
    let has_title = |layer: &Descriptor| layer.annotations.get(TITLE).is_some();
    let wanted = Wanted {
        digest,
        kind,
        has_images,
        has_titles: manifest.is_none_or(|manifest| manifest.layers.iter().all(has_title)),
        is_chart: state.index().is_none()
            && manifest.is_some_and(|manifest| manifest.kind() == HELM_CONFIG),
        platform,
        accept: if is_known {
            media_type.as_str()
        } else {
            media_type::OCI_MANIFEST
        },
    };
    let lines: Rc<[Command]> = commands(reference, state.folder.as_deref(), &wanted).into();
    html! { <Commands commands={lines} /> }
}
