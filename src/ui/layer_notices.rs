//! Notices of layers whose bytes or sizes are wrong, or that could not be read: only who has verified layers sees them, so they are in the second module.

use super::{
    doctor::view_layer_doctor,
    element::list,
    format,
    layer::{DiffIdVerdict, Layer, reason},
    notice::{Notice, lower_first, of_read, view_notice},
    sentence::sentence,
    verification_state::VerificationState,
};
use crate::{
    oci::ImageReference,
    verify::{layer_state::LayerState, reading::ReadError},
};
use yew::prelude::*;

/// A registry that serves nothing but wrong bytes needs no ten thousand notices.
const MOST: usize = 5;

/// One notice for each layer whose bytes are wrong, one for each reason why layers could not be read, and what helps.
pub fn view_layer_notices(
    layers: &[Layer],
    verification: &VerificationState,
    reference: Option<&ImageReference>,
) -> Html {
    let wrong = wrong_layers(layers, verification);
    let unread = unread_layers(layers, verification);
    list([
        list(wrong.iter().chain(&unread).map(view_notice)),
        view_layers_doctor(layers, verification, reference),
    ])
}

/// Why layers could not be fetched: the first of them stands for all.
fn view_layers_doctor(
    layers: &[Layer],
    verification: &VerificationState,
    reference: Option<&ImageReference>,
) -> Html {
    let refused = (0..layers.len()).find(|position| {
        matches!(
            verification.layer(*position),
            LayerState::Failed(ReadError::Rejected { .. })
        )
    });
    let digest = refused.and_then(|position| layers.get(position)?.digest.as_ref());
    // What the manifest itself holds was not read from there.
    let fetched = |position: &usize| {
        let has_data = layers
            .get(*position)
            .is_some_and(|layer| layer.data.is_some());
        !has_data && verification.layer(*position).bytes_read() > 0
    };
    match digest {
        Some(digest) if !verification.is_running() => {
            let read_alike = (0..layers.len()).any(|position| fetched(&position));
            view_layer_doctor(digest, read_alike, reference)
        }
        _ => html! {},
    }
}

fn wrong_layers(layers: &[Layer], verification: &VerificationState) -> Vec<Notice> {
    let wrong = (0..layers.len()).filter_map(|position| {
        let state = verification.layer(position);
        if !state.is_mismatch() {
            return diff_id_notice(layers, verification, position);
        }
        let name = name(layers, position);
        let (title, advice) = match state {
            LayerState::SizeMismatch { expected, actual } => (
                format!(
                    "{name} has {} bytes than the manifest says",
                    if actual < expected { "fewer" } else { "more" }
                ),
                "So its digest was not compared: the manifest states a wrong size, or other bytes were served. Do not run this image.",
            ),
            _ => (
                format!("{name} is not what the manifest says"),
                "Do not run this image; tell whoever serves it.",
            ),
        };
        Some(Notice {
            code: "mismatch",
            title,
            details: vec![reason(state)],
            advice: advice.to_owned(),
        })
    });
    wrong.take(MOST).collect()
}

/// A layer whose own digest is right, but which does not unpack to what the config names.
fn diff_id_notice(
    layers: &[Layer],
    verification: &VerificationState,
    position: usize,
) -> Option<Notice> {
    let content = verification.content(position);
    let layer = layers.get(position)?;
    if !layer.unpacks_wrong(content) {
        return None;
    }
    let verdict = layer.diff_id_verdict(content);
    // Measured: buildah 1.28 pulls an image with wrong diff IDs without a word.
    let who = match verdict {
        DiffIdVerdict::Mismatch { .. } => {
            "Docker and containerd refuse such an image; podman and buildah may not notice."
        }
        _ => "A container runtime refuses such an image.",
    };
    Some(Notice {
        code: "mismatch",
        title: format!(
            "Layer {} does not unpack to what the config says",
            position + 1
        ),
        details: vec![verdict.reason()],
        advice: format!("{who} Whoever built it must build it again."),
    })
}

/// Layers that could not be read for one reason, told by the first of them.
struct Unread {
    first: usize,
    count: usize,
    notice: Notice,
}

fn unread_layers(layers: &[Layer], verification: &VerificationState) -> Vec<Notice> {
    let mut reasons: Vec<Unread> = Vec::new();
    for position in 0..layers.len() {
        let LayerState::Failed(error) = verification.layer(position) else {
            continue;
        };
        // No failure: the layers were left out, or the file has gone. Their rows say so.
        if error.is_missing() {
            continue;
        }
        let notice = of_read(error, None);
        let same =
            |known: &Unread| known.notice.code == notice.code && known.notice.title == notice.title;
        if let Some(known) = reasons.iter().position(same) {
            reasons[known].count += 1;
        } else if reasons.len() < MOST {
            reasons.push(Unread {
                first: position,
                count: 1,
                // Only here its address is looked for among those of thousands.
                notice: of_read(error, verification.address(position)),
            });
        }
    }
    reasons
        .into_iter()
        .map(|unread| unread.into_notice(layers))
        .collect()
}

impl Unread {
    fn into_notice(self, layers: &[Layer]) -> Notice {
        let why = lower_first(&self.notice.title);
        let first = name(layers, self.first);
        let mut details = self.notice.details;
        let who = if self.count == 1 {
            first
        } else {
            if let Some(detail) = details.first_mut() {
                *detail = format!("{first}: {detail}");
            }
            let noun = layers.first().map_or("layer", Layer::noun);
            format!("{} {noun}s", format::grouped(self.count as u64))
        };
        Notice {
            title: format!("{who} could not be read: {why}"),
            details,
            ..self.notice
        }
    }
}

/// `Layer 3`.
fn name(layers: &[Layer], position: usize) -> String {
    let noun = layers.get(position).map_or("layer", Layer::noun);
    sentence(&format!("{noun} {}", position + 1))
}
