//! One layer: its instruction, its identity, its size, and what is known of its bytes.

use super::{
    element::{Element, button, element, list, remark},
    format,
    identity::{Mark, view_id, view_mark, view_sign},
    layer::{DiffIdVerdict, Layer, reason},
    layer_bar::colour_class,
    layer_kind::view_kind,
    loading::sentence,
    raw::place::{view_place, view_place_in},
    shared::Shared,
    text::{plain, view_text},
    use_verification::raised,
};
use crate::{
    browser::focus::move_outwards,
    layer::InflateError,
    verify::{
        content::Content,
        layer_state::{LayerState, Progress},
    },
};
use yew::prelude::*;

/// Properties of [`LayerRow`].
#[derive(Properties, PartialEq)]
pub struct LayerRowProps {
    /// All layers, of which `position` is one.
    pub layers: Shared<Vec<Layer>>,
    /// From 0.
    pub position: usize,
    /// What is known of its bytes.
    pub state: LayerState,
    /// What it unpacks to, if that is known.
    pub content: Option<Content>,
    /// Whether the diff IDs of this layer and of all below it are proven, and with them its chain ID.
    pub is_chain_proven: bool,
    /// Asked to verify the layer at a position.
    pub on_verify: Callback<usize>,
}

/// A row of the table of layers.
#[component]
pub fn LayerRow(props: &LayerRowProps) -> Html {
    let Some(layer) = props.layers.get(props.position) else {
        return html! {};
    };
    let verdict = layer.diff_id_verdict(props.content.as_ref());
    let swatch = element("span")
        .fixed("aria-hidden", "true")
        .attribute("class", format!("swatch {}", colour_class(props.position)));
    let number = element("td")
        .class("number muted")
        .child(swatch)
        .text((props.position + 1).to_string());
    let instruction = if layer.instruction.is_empty() {
        remark(if layer.is_of_artifact {
            "no name"
        } else {
            "no instruction is known"
        })
    } else {
        element("code")
            .class("instruction")
            .attribute("title", plain(&layer.instruction))
            .child(view_text(&layer.instruction))
    };
    let identity = element("td")
        .class("full")
        .child(instruction)
        .child(view_ids(
            layer,
            props.position,
            &verdict,
            props.is_chain_proven,
        ))
        .maybe(
            props
                .content
                .as_ref()
                .and_then(|content| view_lie(layer, content)),
        );
    let size = match (layer.size, &props.state) {
        // What no document says was counted.
        (Some(size), _) | (None, &LayerState::Verified { size }) => view_size(size),
        (None, _) => element("span").class("muted").text("no size"),
    };
    let state = element("td")
        .class("state")
        // Takes the focus of the button that goes.
        .fixed("tabindex", "-1")
        .child(view_state(props, layer, &verdict));
    element("tr")
        .part("layer")
        .attribute("data-digest", layer.digest_text.clone())
        .optional("data-size", layer.size.map(|size| size.to_string()))
        .optional(
            "data-diff-id",
            layer.diff_id.as_ref().map(ToString::to_string),
        )
        .optional(
            "data-chain-id",
            layer.chain_id.as_ref().map(ToString::to_string),
        )
        .optional(
            "data-diff-id-verdict",
            layer.diff_id.as_ref().map(|_| verdict.attribute()),
        )
        .optional(
            "data-chain-id-verdict",
            layer.chain_id.as_ref().map(|_| {
                if props.is_chain_proven {
                    "match"
                } else {
                    "unchecked"
                }
            }),
        )
        .fixed("data-state", props.state.attribute())
        .child(number)
        .child(identity)
        .child(element("td").class("n").child(size))
        .child(state)
        .into()
}

fn view_ids(
    layer: &Layer,
    position: usize,
    verdict: &DiffIdVerdict,
    is_chain_proven: bool,
) -> Html {
    let digest = match &layer.digest {
        Some(digest) => view_id(layer.noun(), digest),
        None => element("span")
            .class("bad")
            .text(layer.noun())
            .text(" ")
            .child(view_text(&layer.digest_text))
            .into(),
    };
    let others = [
        (
            "diff ID",
            &layer.diff_id,
            Some("/rootfs/diff_ids"),
            matches!(verdict, DiffIdVerdict::Match { .. }),
        ),
        // It is computed: no document says it.
        ("chain ID", &layer.chain_id, None, is_chain_proven),
    ];
    let media_type = (!layer.media_type.is_empty()).then(|| layer.media_type.name());
    let mut ids = element("div")
        .class("ids mono")
        .child(digest)
        .child(view_place("manifest", &layer.pointer));
    for (name, id, list, is_proven) in others {
        let Some(id) = id else {
            continue;
        };
        ids = ids.text(" · ").child(view_id(name, id));
        if let Some(list) = list {
            ids = ids.child(view_place_in("config", list, position));
        }
        if is_proven {
            ids = ids.text(" ").child(view_sign("ok", "✓", "verified"));
        }
    }
    if let Some(name) = media_type {
        let media_type = element("span")
            .attribute("title", plain(layer.media_type.as_str()))
            .child(view_text(name));
        ids = ids.text(" · ").child(media_type);
    }
    for origin in view_kind(layer) {
        ids = ids.text(" · ").child(origin);
    }
    ids.into()
}

fn view_state(props: &LayerRowProps, layer: &Layer, verdict: &DiffIdVerdict) -> Html {
    let again = |word: String| {
        let on_click = {
            let position = props.position;
            props.on_verify.reform(move |event: MouseEvent| {
                move_outwards(&event, "td");
                position
            })
        };
        let label = format!("{word} {} {}", layer.noun(), props.position + 1);
        button()
            .class("small")
            .part("verify-layer-button")
            .attribute("aria-label", label)
            .on_click(on_click)
            .text(word)
            .into()
    };
    match &props.state {
        LayerState::Unverified if layer.digest.is_none() => list([
            view_mark(Mark::Open, "not checked", ""),
            view_reason("The descriptor names no digest.".to_owned()),
        ]),
        LayerState::Unverified => again("Verify".to_owned()),
        LayerState::Queued => remark("waiting").into(),
        LayerState::Reading(progress) => view_progress(progress, layer.size),
        LayerState::Verified { .. } => {
            let mark = view_mark(Mark::Good, "verified", &reason(&props.state));
            match verdict {
                DiffIdVerdict::Match { .. } | DiffIdVerdict::Unchecked => mark,
                DiffIdVerdict::NotNamed
                | DiffIdVerdict::PackedOtherwise { .. }
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
                            again(format!("Unpack up to {limit}"))
                        }
                        InflateError::NoDecoder { .. } => again("Retry".to_owned()),
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
            view_mark(Mark::Open, "failed", "Nothing is known of its bytes."),
            again("Retry".to_owned()),
            view_reason(reason(&props.state)),
        ]),
    }
}

/// A media type that says something else than the bytes.
fn view_lie(layer: &Layer, content: &Content) -> Option<Html> {
    let (said, found) = layer.compression_lie(content)?;
    let words = format!("The bytes are {found}, the media type says {said}.");
    let lie = element("div")
        .class("small warn")
        .part("layer-compression")
        .text(words);
    Some(lie.into())
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

fn view_reason(reason: String) -> Html {
    element("div").class("small muted why").text(reason).into()
}

/// A size for people, with the exact one as title.
pub fn view_size(size: u64) -> Element {
    element("span")
        .attribute("title", format::exact_size(size))
        .text(format::size(size))
}
