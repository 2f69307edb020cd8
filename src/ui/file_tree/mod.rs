//! The files of an image, as its layers make them. All but its door is in the second module.

mod header;
mod known;
mod panel;
mod row;
mod use_reading;
mod view;

use super::{
    later::view_later, layer::Layer, page::PageProps, shared::Shared,
    verification_state::VerificationState,
};
use std::rc::Rc;
use yew::prelude::*;

pub use view::FileTree;

/// Properties of [`FileTree`].
#[derive(Clone, Properties, PartialEq)]
pub struct FileTreeProps {
    /// Digest of the document that lists the layers: with another one everything begins anew.
    pub image: AttrValue,
    /// The layers.
    pub layers: Shared<Vec<Layer>>,
    /// What is known of their bytes.
    pub verification: Rc<VerificationState>,
    /// Asked to verify the layer at a position; all, if `None`.
    pub on_verify: Callback<Option<usize>>,
    /// Asked for the file at a position in the layer at a position.
    pub on_keep: Callback<(usize, u32)>,
}

/// The files, or what it takes to know them; nothing where no layer can have any.
pub fn view_files(props: &PageProps) -> Html {
    if !props.layers.iter().any(|layer| layer.unpack().is_some()) {
        return Html::default();
    }
    let state = &props.state;
    let document = state.manifest().map(|(document, _)| &document.digest);
    let root = || Some(&state.root()?.document.digest);
    let props = FileTreeProps {
        image: document
            .or_else(root)
            .map(ToString::to_string)
            .unwrap_or_default()
            .into(),
        layers: props.layers.clone(),
        verification: Rc::clone(&props.verification),
        on_verify: props.on_verify.clone(),
        on_keep: props.on_keep.clone(),
    };
    view_later(move |later| (later.files)(&props))
}
