//! What a layer is, if it is no common one: empty, in the manifest itself, or served elsewhere.

use super::{
    element::{Element, element},
    layer::Layer,
    link::view_value,
};

/// How many addresses of a foreign layer are named.
const MOST_URLS: usize = 3;

/// What is worth a word.
pub fn view_kind(layer: &Layer) -> impl Iterator<Item = Element> {
    let embedded = layer.data.is_some().then(|| {
        element("span")
            .part("layer-embedded")
            .text("comes with the manifest")
    });
    let foreign = layer
        .media_type
        .is_foreign_layer()
        .then(|| view_foreign(layer));
    let empty = layer
        .is_well_known_empty()
        .then(|| element("span").part("layer-empty").text("empty layer"));
    [empty, embedded, foreign].into_iter().flatten()
}

/// A layer that the registry need not have, and where else it is (image specification 1.1, "Non-Distributable Layers").
fn view_foreign(layer: &Layer) -> Element {
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
        0 => foreign,
        more => foreign.text(format!(" and {more} more")),
    }
}
