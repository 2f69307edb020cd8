//! What is in the blobs of an artifact that are no archives, and in its config: documents, statements, lists. All but its door is in the second module.

mod use_content;
mod view;

use super::{later::view_later, layer::Layer, page::PageProps, shared::Shared};
use crate::oci::{Descriptor, media_type::OCI_EMPTY};
use yew::prelude::*;

pub use view::Contents;

/// Properties of [`Contents`].
#[derive(Clone, Properties, PartialEq)]
pub struct ContentsProps {
    /// The blobs. With other ones everything begins anew.
    pub layers: Shared<Vec<Layer>>,
    /// The config, if it says something.
    pub config: Option<Descriptor>,
}

impl ContentsProps {
    /// The digests of these: with others nothing is open.
    pub fn names(&self) -> String {
        self.blobs().iter().map(|blob| &*blob.digest_text).collect()
    }

    /// All that can be looked at, the config first.
    fn blobs(&self) -> Vec<Layer> {
        let config = self.config.iter().map(|config| Layer {
            instruction: "Config".to_owned(),
            media_type: config.media_type.clone(),
            digest_text: config.digest_text.clone(),
            digest: config.digest.clone(),
            size: config.size,
            data: config.data.clone(),
            is_of_artifact: true,
            more: config.says_more().then(|| Shared::new(config.clone())),
            ..Layer::default()
        });
        let plain = self.layers.iter().filter(|layer| layer.is_plain());
        // What else their descriptors say stands in the table of blobs.
        let plain = plain.map(|layer| Layer {
            more: None,
            ..layer.clone()
        });
        let config = config.filter(Layer::is_plain);
        config.chain(plain).collect()
    }
}

/// What can be looked at; nothing where there is nothing, as in any image.
pub fn view_contents(props: &PageProps) -> Html {
    // What the config of an image says has a section of its own.
    let artifact = props.state.manifest().map(|(_, manifest)| manifest);
    let artifact = artifact.filter(|manifest| !manifest.is_image());
    let config = artifact.and_then(|manifest| manifest.config.clone());
    let props = ContentsProps {
        layers: props.layers.clone(),
        config: config.filter(|config| config.media_type.as_str() != OCI_EMPTY),
    };
    if props.blobs().is_empty() {
        return Html::default();
    }
    view_later(move |later| (later.contents)(&props))
}
