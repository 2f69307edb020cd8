//! Which layers the files are known of, and why not of the others.

use super::FileTreeProps;
use crate::{
    oci::TotalSize,
    tar::{Files, TarFault},
    ui::{format, layer::Layer, sentence::sentence},
    verify::{content::Content, layer_state::LayerState},
};
use std::rc::Rc;

/// For each layer the files in it, as far as they are known.
pub(super) type Lists = Vec<Option<Rc<Files>>>;

/// Adds the files of each layer whose bytes are proven and unpack. What was known stays: a digest names the same files, whatever another read brings.
pub(super) fn learn(lists: &mut Lists, props: &FileTreeProps) {
    for (position, list) in lists.iter_mut().enumerate() {
        if let Some(Content::Unpacked { files, .. }) = props.verification.content(position) {
            *list = Some(Rc::clone(files));
        }
    }
}

/// Why the list of a layer is missing or not whole; `None` if there is nothing to say, or it was not read yet.
pub(super) fn fault(
    props: &FileTreeProps,
    position: usize,
    files: Option<&Files>,
) -> Option<String> {
    let state = props.verification.layer(position);
    let layer = props.layers.get(position);
    let is_foreign = layer.is_some_and(|layer| layer.media_type.is_foreign_layer());
    let fault = match (files, state, props.verification.content(position)) {
        (Some(files), ..) => match files.fault? {
            fault @ (TarFault::Broken { .. } | TarFault::Truncated { .. }) => {
                format!("{fault}; what comes before is listed")
            }
            fault => fault.to_string(),
        },
        (None, _, Some(Content::NotUnpacked(error))) => format!("not listed: {error}"),
        (None, LayerState::SizeMismatch { .. }, _) => {
            "not listed, since its size is not the one that the manifest names".to_owned()
        }
        (None, LayerState::DigestMismatch { .. }, _) => {
            "not listed, since its bytes are not those that the manifest names".to_owned()
        }
        (None, LayerState::Unverified, _) if is_foreign => {
            "not listed, since it is foreign: verify it by itself".to_owned()
        }
        (None, LayerState::NotChecked { algorithm }, _) => {
            format!("not listed, since {algorithm} is not computed here")
        }
        (None, LayerState::Unverified, _) if layer.is_some_and(|layer| layer.digest.is_none()) => {
            "not listed, since the manifest names no digest of it".to_owned()
        }
        (None, LayerState::Failed(_), _) => "not listed, since it could not be read".to_owned(),
        _ => return None,
    };
    Some(format!("Layer {}: {fault}.", position + 1))
}

/// Layers that can be read for their files together with all others, and were not.
pub(super) fn unread(props: &FileTreeProps) -> impl Iterator<Item = &Layer> {
    let layers = props.layers.iter().enumerate();
    layers
        .filter(|(position, layer)| {
            let state = props.verification.layer(*position);
            let is_readable = layer.blob().is_some_and(|blob| !blob.is_foreign);
            *state == LayerState::Unverified && is_readable && layer.unpack().is_some()
        })
        .map(|(_, layer)| layer)
}

/// What is to be read for the files that are not known.
pub(super) fn invitation(props: &FileTreeProps) -> String {
    let layers: Vec<&Layer> = unread(props).collect();
    let read_once = layers.iter().filter(|layer| !layer.is_repeated);
    let size: TotalSize = read_once.map(|layer| layer.size).collect();
    let number = format::count(layers.len(), "layer", "layers");
    let what = if size.is_known() {
        format!("{number}, {}", format::total_size(size))
    } else {
        number
    };
    sentence(&format!(
        "the files are known once the layers are read: {what}."
    ))
}
