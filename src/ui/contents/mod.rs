//! What is in the blobs of an artifact that are no archives: documents, statements, lists. All but its door is in the second module.

mod use_content;
mod view;

use super::{later::view_later, layer::Layer, page::PageProps, shared::Shared};
use yew::prelude::*;

pub use view::Contents;

/// Properties of [`Contents`].
#[derive(Clone, Properties, PartialEq)]
pub struct ContentsProps {
    /// The blobs. With other ones everything begins anew.
    pub layers: Shared<Vec<Layer>>,
}

/// The blobs that can be looked at; nothing where there are none, as in any image.
pub fn view_contents(props: &PageProps) -> Html {
    if !props.layers.iter().any(Layer::is_plain) {
        return Html::default();
    }
    let props = ContentsProps {
        layers: props.layers.clone(),
    };
    view_later(move |later| (later.contents)(&props))
}
