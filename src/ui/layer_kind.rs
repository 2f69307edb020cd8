//! What a layer is, if it is no common one: empty, in the manifest itself, or served elsewhere.

use super::{element::element, later::view_now_or_later, layer::Layer, link::view_value};
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
    let foreign = layer.media_type.is_foreign_layer().then(|| {
        let layer = layer.clone();
        view_now_or_later(move |later| (later.foreign)(&layer))
    });
    let empty = layer.is_well_known_empty().then(|| {
        element("span")
            .part("layer-empty")
            .text("empty layer")
            .into()
    });
    [empty, embedded, foreign].into_iter().flatten()
}

/// A layer that the registry need not have, and where else it is (image specification 1.1, "Non-Distributable Layers"): in the second module, since few
/// images have any.
pub fn view_foreign(layer: &Layer) -> Html {
    let mut foreign = element("span").part("layer-foreign").child(
        element("span")
            .class("warn")
            .text("foreign: may be served elsewhere only"),
    );
    for (position, url) in layer.urls.iter().take(MOST_URLS).enumerate() {
        let before = if position == 0 { ", as at " } else { ", " };
        foreign = foreign.text(before).child(view_value(url));
    }
    match layer.urls.len().saturating_sub(MOST_URLS) {
        0 => foreign.into(),
        more => foreign.text(format!(" and {more} more")).into(),
    }
}
