//! Notices of layers whose bytes are wrong: only who has verified layers sees them, so they are in the second module.

use super::{
    element::list,
    layer::{Layer, reason},
    notice::{Notice, view_notice},
    shared::Shared,
    verification_state::VerificationState,
};
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
        let state = verification.layer(position);
        if state.attribute() != "mismatch" {
            return diff_id_notice(layers, verification, position);
        }
        Some(Notice {
            code: "mismatch",
            title: format!("Layer {} is not what the manifest says", position + 1),
            details: vec![reason(state)],
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
    let verdict = layers.get(position)?.diff_id_verdict(content);
    if verdict.attribute() != "mismatch" {
        return None;
    }
    Some(Notice {
        code: "mismatch",
        title: format!(
            "Layer {} does not unpack to what the config says",
            position + 1
        ),
        details: vec![verdict.reason()],
        advice: "A container runtime refuses such an image. Whoever built it must build it again."
            .to_owned(),
    })
}
