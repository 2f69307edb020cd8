//! What a layer is, if it is no common one: empty, in the manifest itself, or served elsewhere.

use super::{
    descriptor::{ITS_OWN, view_descriptor},
    element::{element, list, text},
    later::view_unawaited,
    layer::Layer,
    link::view_value,
};
use yew::prelude::*;

/// How many addresses of a foreign layer are named.
const MOST_URLS: usize = 3;

/// What is worth a word.
pub fn view_kind(layer: &Layer) -> impl Iterator<Item = Html> {
    let embedded = layer.data.is_some().then(|| {
        element("span")
            .part("layer-embedded")
            .text("comes with the manifest")
            .into()
    });
    let empty = layer.is_well_known_empty().then(|| {
        element("span")
            .part("layer-empty")
            .text("empty layer")
            .into()
    });
    [empty, embedded].into_iter().flatten()
}

/// What few layers have, once the second module is there.
pub fn view_more(layer: &Layer) -> Option<Html> {
    let says_more = layer.more.is_some() || layer.media_type.is_foreign_layer();
    says_more.then(|| {
        let layer = layer.clone();
        view_unawaited(move |later| (later.layer_more)(&layer))
    })
}

/// Where a foreign layer is, and what the descriptor of a layer says besides: each behind what stands before it.
pub fn view_layer_more(layer: &Layer) -> Html {
    let mut nodes = Vec::new();
    if layer.media_type.is_foreign_layer() {
        nodes.extend([text(" · "), view_foreign(layer)]);
    }
    if let Some(descriptor) = &layer.more {
        nodes.extend([text(" · "), view_descriptor(descriptor, ITS_OWN)]);
    }
    list(nodes)
}

/// A layer that the registry need not have, and where else it is (image specification 1.1, "Non-Distributable Layers").
fn view_foreign(layer: &Layer) -> Html {
    let mut foreign = element("span").part("layer-foreign").child(
        element("span")
            .class("warn")
            .text("foreign: may be served elsewhere only"),
    );
    for (position, url) in layer.urls().iter().take(MOST_URLS).enumerate() {
        let before = if position == 0 { ", as at " } else { ", " };
        foreign = foreign.text(before).child(view_value(url));
    }
    match layer.urls().len().saturating_sub(MOST_URLS) {
        0 => foreign.into(),
        more => foreign.text(format!(" and {more} more")).into(),
    }
}
