//! One layer: its instruction, its identity, its size, and the way to prove its bytes.

use super::{
    element::{Element, button, element, remark},
    format,
    identity::{view_id, view_sign},
    later::{self, view_now_or_later},
    layer::{DiffIdVerdict, Layer},
    layer_bar::view_swatch,
    layer_kind::{view_kind, view_more},
    raw::place::{view_place, view_place_in},
    shared::Shared,
    text::{plain, view_field, view_text},
};
use crate::{
    browser::focus::move_outwards,
    verify::{content::Content, layer_state::LayerState},
};
use yew::prelude::*;

/// Properties of [`LayerRow`].
#[derive(Clone, Properties, PartialEq)]
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
    let number = element("td")
        .class("number muted")
        .child(view_swatch(props.position))
        .text((props.position + 1).to_string());
    let size = match layer.size_by(&props.state) {
        Some(size) => view_size(size),
        None => element("span").class("muted").text("no size"),
    };
    let state = element("td")
        .class("state")
        // Takes the focus of the button that goes.
        .fixed("tabindex", "-1")
        .child(view_state(props, layer));
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
        .child(view_identity(props, layer, &verdict))
        .child(element("td").class("n").child(size))
        .child(state)
        .into()
}

/// What made the layer, what names it, and what it unpacks to that its media type does not say.
fn view_identity(props: &LayerRowProps, layer: &Layer, verdict: &DiffIdVerdict) -> Element {
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
            .child(view_field(&layer.instruction, props.layers.len()))
    };
    element("td")
        .class("full")
        .child(instruction)
        .child(view_ids(
            layer,
            props.position,
            verdict,
            props.is_chain_proven,
        ))
        .maybe(
            props
                .content
                .as_ref()
                .zip(later::loaded())
                .and_then(|(content, later)| (later.compression_lie)(layer, content)),
        )
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
    ids.maybe(view_more(layer)).into()
}

fn view_state(props: &LayerRowProps, layer: &Layer) -> Html {
    match &props.state {
        LayerState::Unverified if layer.digest.is_some() => view_again(props, layer, "Verify"),
        LayerState::Queued => remark("waiting").into(),
        _ => {
            let props = props.clone();
            view_now_or_later(move |later| (later.layer_proof)(&props))
        }
    }
}

/// The button that verifies the layer, under this word.
pub(super) fn view_again(props: &LayerRowProps, layer: &Layer, word: &str) -> Html {
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
        .text(word.to_owned())
        .into()
}

/// A size for people, with the exact one as title.
pub fn view_size(size: u64) -> Element {
    element("span")
        .attribute("title", format::exact_size(size))
        .text(format::size(size))
}
