//! What is known of the bytes of a layer: only who has it verified sees any of this, so it is in the second module.

use super::{
    element::{element, list, remark},
    format,
    identity::{Mark, view_mark},
    layer::{DiffIdVerdict, Layer, reason},
    layer_row::{LayerRowProps, view_again},
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
    let Some(size) = size.filter(|size| *size > 0) else {
        return remark(format::size(progress.bytes_read)).into();
    };
    let percent = format::percent(progress.bytes_read, size);
    let left = size.saturating_sub(progress.bytes_read);
    let detail = match (
        progress.rate.bytes_per_second(),
        progress.rate.time_for(left),
    ) {
        (Some(rate), Some(left)) => {
            format!("{}, {} left", format::rate(rate), format::duration(left))
        }
        _ => String::new(),
    };
    let read = format!(
        "{} of {}",
        format::size(progress.bytes_read),
        format::size(size)
    );
    let detail = match &progress.retrying {
        Some(retrying) => format!(
            "{}, trying again ({} of {}).",
            sentence(&retrying.reason),
            retrying.retry,
            retrying.of
        ),
        None => detail,
    };
    let bar = element("progress")
        .fixed("max", "100")
        .attribute("title", read.clone())
        .attribute("aria-label", read)
        .attribute("value", percent.to_string())
        .text(format!("{percent} %"));
    let number = element("span")
        .class("small muted")
        .text(format!(" {percent} %"));
    let detail = if detail.is_empty() {
        Html::default()
    } else {
        view_reason(detail)
    };
    list([bar.into(), number.into(), detail])
}
