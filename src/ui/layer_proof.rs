//! What is known of the bytes of a layer: only who has it verified sees any of this, so it is in the second module.

use super::{
    element::{element, list},
    format,
    identity::{Mark, view_mark},
    layer::{DiffIdVerdict, Layer, reason},
    layer_row::{LayerRowProps, view_again},
    layers_status::rate_and_time_left,
    sentence::sentence,
    use_verification::raised,
};
use crate::{
    layer::InflateError,
    verify::{
        content::Content,
        layer_state::{LayerState, Progress},
    },
};
use yew::prelude::*;

/// How far a layer is read, or what came of it.
pub fn view_layer_proof(props: &LayerRowProps) -> Html {
    let Some(layer) = props.layers.get(props.position) else {
        return Html::default();
    };
    let verdict = layer.diff_id_verdict(props.content.as_ref());
    match &props.state {
        LayerState::Unverified if layer.digest.is_none() => list([
            view_mark(Mark::Open, "not checked", ""),
            view_reason("The descriptor names no digest.".to_owned()),
        ]),
        // Nobody has looked.
        LayerState::Unverified | LayerState::Queued => Html::default(),
        LayerState::Reading(progress) => view_progress(progress, layer.size),
        LayerState::Verified { .. } => {
            let mark = view_mark(Mark::Good, "verified", &reason(&props.state));
            match &verdict {
                DiffIdVerdict::Match { .. } | DiffIdVerdict::Unchecked => mark,
                DiffIdVerdict::NotNamed
                | DiffIdVerdict::PackedOtherwise { .. }
                | DiffIdVerdict::Encrypted
                | DiffIdVerdict::NotComputed { .. }
                | DiffIdVerdict::WrongConfig => list([mark, view_reason(verdict.reason())]),
                DiffIdVerdict::Mismatch { .. } => {
                    list([mark, view_mark(Mark::Bad, "diff ID mismatch", "")])
                }
                DiffIdVerdict::NotUnpacked(error) => list([
                    mark,
                    view_reason(verdict.reason()),
                    match error {
                        InflateError::TooLarge { limit } => {
                            let limit = format::size(raised(*limit));
                            view_again(props, layer, &format!("Unpack up to {limit}"))
                        }
                        InflateError::NoDecoder { .. } => view_again(props, layer, "Retry"),
                        _ => Html::default(),
                    },
                ]),
            }
        }
        LayerState::DigestMismatch { .. } | LayerState::SizeMismatch { .. } => {
            view_mark(Mark::Bad, "mismatch", "")
        }
        LayerState::NotChecked { .. } => list([
            view_mark(Mark::Open, "not checked", ""),
            view_reason(reason(&props.state)),
        ]),
        // Not a failure to retry: whoever made the copy left the layers out, or the file has gone.
        LayerState::Failed(error) if error.is_missing() => list([
            view_mark(Mark::Open, "not checked", "Nothing is known of its bytes."),
            view_reason(reason(&props.state)),
        ]),
        LayerState::Failed(_) => list([
            view_mark(Mark::Failed, "failed", "Nothing is known of its bytes."),
            view_again(props, layer, "Retry"),
            view_reason(reason(&props.state)),
        ]),
    }
}

/// A media type that says something else than the bytes.
pub fn view_compression_lie(layer: &Layer, content: &Content) -> Option<Html> {
    let (said, found) = layer.compression_lie(content)?;
    let words = format!("The bytes are {found}, the media type says {said}.");
    let lie = element("div")
        .class("small warn")
        .part("layer-compression")
        .text(words);
    Some(lie.into())
}

fn view_reason(reason: String) -> Html {
    element("div").class("small muted why").text(reason).into()
}

fn view_progress(progress: &Progress, size: Option<u64>) -> Html {
    let size = size.filter(|size| *size > 0);
    let read = format::size(progress.bytes_read);
    let left = size.map(|size| size.saturating_sub(progress.bytes_read));
    let detail = match rate_and_time_left(&progress.rate, left) {
        Some(rate) => format!("{read}, {rate}"),
        None => read.clone(),
    };
    let retrying = progress.retrying.as_ref().map(|retrying| {
        view_reason(format!(
            "{}, trying again ({} of {}).",
            sentence(&retrying.reason),
            retrying.retry,
            retrying.of
        ))
    });
    list([
        size.map_or_else(Html::default, |size| {
            view_bar(&read, size, progress.bytes_read)
        }),
        view_reason(detail),
        retrying.unwrap_or_default(),
    ])
}

fn view_bar(read: &str, size: u64, bytes_read: u64) -> Html {
    let percent = format::percent(bytes_read, size);
    let read = format!("{read} of {}", format::size(size));
    let bar = element("progress")
        .fixed("max", "100")
        .attribute("title", read.clone())
        .attribute("aria-label", read)
        .attribute("value", percent.to_string())
        .text(format!("{percent} %"));
    let number = element("span")
        .class("small muted")
        .text(format!(" {percent} %"));
    list([bar.into(), number.into()])
}
