//! One layer: its instruction, its identity, its size, and what is known of its bytes.

use super::{
    format,
    identity::{Mark, view_id, view_mark},
    layer_bar::colour_class,
    loading::sentence,
    shared::Shared,
    text::{plain, view_text},
};
use crate::{
    oci::{Digest, MediaType},
    verify::layer_state::{LayerState, Progress},
};
use yew::prelude::*;

/// What the documents say of a layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layer {
    /// The instruction that made it; empty if it is not known.
    pub instruction: String,
    /// Media type.
    pub media_type: MediaType,
    /// What stood in `digest`.
    pub digest_text: String,
    /// The digest, if it is one.
    pub digest: Option<Digest>,
    /// Declared size in bytes.
    pub size: Option<u64>,
    /// Diff ID: of the uncompressed bytes.
    pub diff_id: Option<Digest>,
    /// Chain ID: of this layer on top of all below.
    pub chain_id: Option<Digest>,
    /// Where else it may be had: foreign layers.
    pub urls: Vec<String>,
}

/// Properties of [`LayerRow`].
#[derive(Properties, PartialEq)]
pub struct LayerRowProps {
    /// All layers, of which `position` is one.
    pub layers: Shared<Vec<Layer>>,
    /// From 0.
    pub position: usize,
    /// What is known of its bytes.
    pub state: LayerState,
    /// Asked to verify the layer at a position.
    pub on_verify: Callback<usize>,
}

/// A row of the table of layers.
#[component]
pub fn LayerRow(props: &LayerRowProps) -> Html {
    let Some(layer) = props.layers.get(props.position) else {
        return html! {};
    };
    let number = props.position + 1;
    html! {
        <tr
            part="layer"
            data-digest={layer.digest_text.clone()}
            data-size={layer.size.map(|size| size.to_string())}
            data-diff-id={layer.diff_id.as_ref().map(ToString::to_string)}
            data-chain-id={layer.chain_id.as_ref().map(ToString::to_string)}
            data-state={props.state.attribute()}
        >
            <td class="number muted">
                <span class={classes!("swatch", colour_class(props.position))} aria-hidden="true"></span>{ number }
            </td>
            <td class="full">
                if layer.instruction.is_empty() {
                    <span class="muted small">{ "no instruction is known" }</span>
                } else {
                    <code class="instruction" title={plain(&layer.instruction)}>{ view_text(&layer.instruction) }</code>
                }
                { view_ids(layer) }
            </td>
            <td class="n">
                if let Some(size) = layer.size {
                    <span title={format::exact_size(size)}>{ format::size(size) }</span>
                } else {
                    <span class="muted">{ "no size" }</span>
                }
            </td>
            <td class="state">{ view_state(props, layer) }</td>
        </tr>
    }
}

fn view_ids(layer: &Layer) -> Html {
    let digest = match &layer.digest {
        Some(digest) => view_id("layer", digest),
        None => html! { <span class="bad">{ "layer " }{ view_text(&layer.digest_text) }</span> },
    };
    let others = [("diff", &layer.diff_id), ("chain", &layer.chain_id)];
    let media_type = (!layer.media_type.is_empty()).then(|| layer.media_type.name());
    html! {
        <div class="ids mono">
            { digest }
            { for others.into_iter().filter_map(|(name, id)| Some(html! { <>{ " · " }{ view_id(name, id.as_ref()?) }</> })) }
            if let Some(name) = media_type {
                { " · " }<span title={plain(layer.media_type.as_str())}>{ view_text(name) }</span>
            }
            if layer.media_type.is_foreign_layer() {
                { " · " }<span class="warn" title={plain(&layer.urls.join("\n"))}>{ "foreign: may be served elsewhere only" }</span>
            }
        </div>
    }
}

fn view_state(props: &LayerRowProps, layer: &Layer) -> Html {
    let again = |word: &'static str| {
        let onclick = {
            let position = props.position;
            props.on_verify.reform(move |_: MouseEvent| position)
        };
        let label = format!("{word} layer {}", props.position + 1);
        html! { <button type="button" class="small" part="verify-layer-button" aria-label={label} {onclick}>{ word }</button> }
    };
    match &props.state {
        LayerState::Unverified if layer.digest.is_none() => {
            view_mark(Mark::Open, "not checked", "The descriptor names no digest.")
        }
        LayerState::Unverified => again("Verify"),
        LayerState::Queued => html! { <span class="muted small">{ "waiting" }</span> },
        LayerState::Reading(progress) => view_progress(progress, layer.size),
        LayerState::Verified { size } => view_mark(
            Mark::Good,
            "verified",
            &format!(
                "{} have the digest that the manifest names.",
                format::exact_size(*size)
            ),
        ),
        LayerState::DigestMismatch { .. } | LayerState::SizeMismatch { .. } => {
            view_mark(Mark::Bad, "mismatch", "")
        }
        LayerState::NotChecked { algorithm } => view_mark(
            Mark::Open,
            "not checked",
            &format!("Porthole does not compute {algorithm}."),
        ),
        LayerState::Failed(error) => html! {
            <>
                { view_mark(Mark::Open, "failed", "Nothing is known of its bytes.") }
                { again("Retry") }
                <div class="small muted why">{ sentence(&error.to_string()) }{ "." }</div>
            </>
        },
    }
}

fn view_progress(progress: &Progress, size: Option<u64>) -> Html {
    let Some(size) = size.filter(|size| *size > 0) else {
        return html! { <span class="muted small">{ format::size(progress.bytes_read) }</span> };
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
    html! {
        <>
            <progress max="100" value={percent.to_string()} title={read.clone()} aria-label={read}>{ format!("{percent} %") }</progress>
            <span class="small muted">{ format!(" {percent} %") }</span>
            if let Some(retrying) = &progress.retrying {
                <div class="small muted why">
                    { format!("{}, trying again ({} of {}).", sentence(&retrying.reason), retrying.retry, retrying.of) }
                </div>
            } else if !detail.is_empty() {
                <div class="small muted why">{ detail }</div>
            }
        </>
    }
}
