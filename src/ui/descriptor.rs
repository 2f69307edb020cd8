//! What a descriptor says besides what it leads to, folded: annotations, addresses, an artifact type, and what no specification names. All
//! of it is in the second module: [`Descriptor::says_more`] tells where it is needed.

use super::{
    element::element, format, inspection_state::InspectionState, link::view_field_value,
    text::view_field,
};
use crate::{
    inspection::Root,
    oci::{Body, Descriptor},
};
use yew::prelude::*;

/// So many entries of one descriptor are shown: it may have thousands, and there may be a hundred of them in view.
const MOST: usize = 50;

/// Descriptors that a page of a table has: of each the values have their share of what is shown.
const ROWS: usize = 100;

/// Whose descriptor it is, beside what it leads to.
pub const ITS_OWN: &str = "its descriptor";

/// What the descriptor of an index's entry says besides.
pub fn view_entry_more(root: &Root, position: usize) -> Html {
    let Body::Index(index) = &root.document.body else {
        return Html::default();
    };
    let descriptor = index.manifests.get(position);
    descriptor.map_or_else(Html::default, |descriptor| {
        view_descriptor(descriptor, ITS_OWN)
    })
}

/// What the descriptor of an image's config says besides: of an artifact's it stands with the config itself.
pub fn view_config_more(state: &InspectionState) -> Html {
    let manifest = state.config().and(state.manifest());
    let descriptor = manifest.and_then(|(_, manifest)| manifest.config.as_ref());
    descriptor.map_or_else(Html::default, |descriptor| {
        element("section")
            .class("aside")
            .fixed("aria-label", "Descriptor of the config")
            .child(view_descriptor(descriptor, "the descriptor of the config"))
            .into()
    })
}

/// What a descriptor says besides, folded. `whose`: what the line says of it that stands there until somebody unfolds it.
pub fn view_descriptor(descriptor: &Descriptor, whose: &'static str) -> Html {
    let features = descriptor.platform.as_ref();
    let features = features.map_or(&[] as &[String], |platform| &platform.features);
    let number = usize::from(descriptor.artifact_type.is_some())
        + descriptor.urls.len()
        + features.len()
        + descriptor.annotations.0.len()
        + descriptor.unknown.len();
    // What tells most stands first.
    let mut entries = Vec::new();
    if let Some(artifact_type) = &descriptor.artifact_type {
        entries.push(view_entry("artifactType", artifact_type, true));
    }
    for url in descriptor.urls.iter().take(MOST) {
        entries.push(view_entry("urls", url, true));
    }
    for feature in features.iter().take(MOST) {
        entries.push(view_entry("platform.features", feature, true));
    }
    for (key, value) in descriptor.annotations.0.iter().take(MOST) {
        entries.push(view_entry(&format!("annotations.{key}"), value, true));
    }
    for (key, json) in descriptor.unknown.iter().take(MOST) {
        entries.push(view_entry(key, json, false));
    }
    entries.truncate(MOST);
    let all = format::grouped(number as u64);
    let rest = (number > MOST)
        .then(|| element("p").text(format!("{MOST} of {all}: the raw document has all")));
    element("details")
        .part("descriptor")
        .class("more")
        .child(element("summary").text(format!("{all} more in {whose}")))
        .child(element("dl").children(entries))
        .maybe(rest)
        .into()
}

fn view_entry(key: &str, value: &str, is_known: bool) -> Html {
    let remark = (!is_known).then(|| {
        element("div")
            .class("small warn")
            .text("not in the specification")
    });
    let shown = element("dt").child(view_field(key, ROWS)).maybe(remark);
    let value = element("dd")
        .part("descriptor-entry")
        .attribute("data-key", key.to_owned())
        .child(view_field_value(value, ROWS));
    element("div").child(shown).child(value).into()
}
