//! Where the bytes of a layer come from, if not from where the manifest did.

use super::{
    element::{Element, element},
    layer::Layer,
    link::view_value,
};

/// How many addresses of a foreign layer are named.
const MOST_URLS: usize = 3;

/// What is worth a word.
pub fn view_origin(layer: &Layer) -> impl Iterator<Item = Element> {
    let embedded = layer.data.is_some().then(|| {
        element("span")
            .part("layer-embedded")
            .text("comes with the manifest")
    });
    let foreign = layer
        .media_type
        .is_foreign_layer()
        .then(|| view_foreign(layer));
    embedded.into_iter().chain(foreign)
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
