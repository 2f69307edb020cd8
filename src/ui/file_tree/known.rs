//! Which layers the files are known of, and why not of the others.

use super::FileTreeProps;
use crate::{
    oci::{TotalSize, problem::excerpt},
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
    let never = layer.and_then(never_listed);
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
        _ if never.is_some() => format!("not listed, since {}", never?),
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

/// Why a layer has files that nobody can list here, whatever is read of it; `None` if they can be listed, or it is no archive at all.
fn never_listed(layer: &Layer) -> Option<String> {
    if layer.is_encrypted() {
        return Some("it is encrypted".to_owned());
    }
    if layer.is_packed_otherwise() {
        let media_type = excerpt(layer.media_type.as_str());
        return Some(format!("Porthole does not know how {media_type} is packed"));
    }
    let diff_id = layer.diff_id.as_ref();
    let diff_id = diff_id.filter(|diff_id| !diff_id.is_supported())?;
    let algorithm = diff_id.algorithm();
    Some(format!(
        "its diff ID is of {algorithm}, which is not computed here"
    ))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        oci::{
            MediaType,
            media_type::{OCI_LAYER, OCI_LAYER_GZIP},
        },
        ui::{shared::Shared, verification_state::VerificationState},
    };
    use yew::Callback;

    #[test]
    fn a_layer_whose_files_cannot_be_listed_says_why() {
        let md5 = format!("md5:{}", "a".repeat(32));
        for (media_type, diff_id, reason) in [
            (OCI_LAYER_GZIP, "", None),
            (
                "application/vnd.oci.image.layer.v1.tar+gzip+encrypted",
                "",
                Some("it is encrypted"),
            ),
            (
                "application/vnd.oci.image.layer.v1.tar+xz",
                "",
                Some(
                    r#"Porthole does not know how "application/vnd.oci.image.layer.v1.tar+xz" is packed"#,
                ),
            ),
            (
                OCI_LAYER,
                md5.as_str(),
                Some("its diff ID is of md5, which is not computed here"),
            ),
            // Nobody expects files in it.
            ("application/spdx+json", "", None),
        ] {
            let digest_text = format!("sha256:{}", "0".repeat(64));
            let layer = Layer {
                media_type: MediaType::new(media_type),
                digest: digest_text.parse().ok(),
                digest_text,
                diff_id: diff_id.parse().ok(),
                ..Layer::default()
            };
            let props = FileTreeProps {
                image: "".into(),
                layers: Shared::new(vec![Layer::default(), layer]),
                verification: Rc::new(VerificationState::default()),
                on_verify: Callback::noop(),
                on_keep: Callback::noop(),
            };
            let said = reason.map(|reason| format!("Layer 2: not listed, since {reason}."));
            assert_eq!(fault(&props, 1, None), said, "{media_type}");
        }
    }
}
