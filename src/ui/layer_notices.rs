//! Notices of layers whose bytes are wrong: only who has verified layers sees them, so they are in the second module.

use super::{
    element::list,
    format,
    layer::{DiffIdVerdict, Layer},
    notice::{Notice, view_notice},
    shared::Shared,
    verification_state::VerificationState,
};
use crate::{layer::InflateError, verify::layer_state::LayerState};
use std::rc::Rc;
use yew::prelude::*;

/// One notice for each layer whose bytes are wrong.
pub fn view_layer_notices(
    layers: &Shared<Vec<Layer>>,
    verification: &Rc<VerificationState>,
) -> Html {
    list(layer_notices(layers, verification).iter().map(view_notice))
}

fn layer_notices(layers: &[Layer], verification: &VerificationState) -> Vec<Notice> {
    let wrong = (0..layers.len()).filter_map(|position| {
        let detail = match verification.layer(position) {
            LayerState::DigestMismatch {
                expected, actual, ..
            } => {
                format!("Its bytes have the digest {actual}, the manifest names {expected}.")
            }
            LayerState::SizeMismatch { expected, actual } if actual > expected => {
                format!(
                    "It has more than the {} that the manifest names.",
                    format::exact_size(*expected)
                )
            }
            LayerState::SizeMismatch { expected, actual } => {
                format!(
                    "It has {}, the manifest names {}.",
                    format::exact_size(*actual),
                    format::exact_size(*expected)
                )
            }
            _ => return diff_id_notice(layers, verification, position),
        };
        Some(Notice {
            code: "mismatch",
            title: format!("Layer {} is not what the manifest says", position + 1),
            details: vec![detail],
            advice: "Do not run this image; tell whoever serves it.".to_owned(),
        })
    });
    // A registry that serves nothing but wrong bytes needs no ten thousand notices.
    wrong.take(5).collect()
}

/// A layer whose own digest is right, but which does not unpack to what the config names.
fn diff_id_notice(
    layers: &[Layer],
    verification: &VerificationState,
    position: usize,
) -> Option<Notice> {
    let content = verification.content(position);
    let detail = match layers.get(position)?.diff_id_verdict(content) {
        DiffIdVerdict::Mismatch { expected, actual } => {
            format!("It unpacks to bytes of the digest {actual}, the config names {expected}.")
        }
        DiffIdVerdict::NotUnpacked(
            error @ (InflateError::Broken { .. }
            | InflateError::Truncated { .. }
            | InflateError::Trailing { .. }),
        ) => format!("Its digest is right, but {error}."),
        _ => return None,
    };
    Some(Notice {
        code: "mismatch",
        title: format!(
            "Layer {} does not unpack to what the config says",
            position + 1
        ),
        details: vec![detail],
        advice: "A container runtime refuses such an image. Whoever built it must build it again."
            .to_owned(),
    })
}
