//! How the image was built, step by step.

use super::{
    format,
    inspection_state::InspectionState,
    long_table::use_growing,
    text::{plain, view_text},
};
use crate::oci::{Descriptor, HistoryEntry, history};
use std::rc::Rc;
use yew::prelude::*;

/// Properties of [`History`].
#[derive(Properties, PartialEq)]
pub struct HistoryProps {
    /// What is shown; it holds an image with its config.
    pub state: Rc<InspectionState>,
}

/// The history of an image.
#[component]
pub fn History(props: &HistoryProps) -> Html {
    let document = props.state.config_document().cloned();
    let length = document
        .as_ref()
        .map_or(0, |document| document.config.history.len());
    let growing = use_growing(length, document);
    let (Some(config), Some((_, manifest))) = (props.state.config(), props.state.manifest()) else {
        return html! {};
    };
    let pairing = history::pair(&config.history, manifest.layers.len());
    let with_layer = config
        .history
        .iter()
        .filter(|entry| !entry.empty_layer)
        .count();
    html! {
        <section part="history" aria-labelledby="history-title">
            <header>
                <h2 id="history-title">{ "History" }</h2>
                <span class="muted small">
                    { format!("{}, {} with a layer", format::count(config.history.len(), "step", "steps"), format::grouped(with_layer as u64)) }
                </span>
            </header>
            if let Some(fault) = &pairing.fault {
                <p class="aside warn">
                    { format!(
                        "The history tells of {}, the manifest has {}: which step made which layer cannot be said.",
                        format::count(fault.entries, "layer", "layers"), fault.layers,
                    ) }
                </p>
            }
            if config.history.is_empty() {
                <p class="aside">{ "The image carries no history." }</p>
            } else {
                <table class="hist">
                    <thead class="hidden"><tr>
                        <th scope="col">{ "Created" }</th><th scope="col">{ "Instruction" }</th><th scope="col">{ "Layer" }</th>
                    </tr></thead>
                    <tbody>
                        { for config.history.iter().zip(&pairing.layers).take(growing.shown).map(|(entry, layer)| {
                            view_entry(entry, layer.and_then(|layer| manifest.layers.get(layer)), pairing.fault.is_some())
                        }) }
                    </tbody>
                </table>
                { growing.view_rest() }
            }
        </section>
    }
}

fn view_entry(entry: &HistoryEntry, layer: Option<&Descriptor>, is_unpaired: bool) -> Html {
    let remarks = [entry.author.as_deref(), entry.comment.as_deref()];
    html! {
        <tr
            part="history-entry"
            data-layer={layer.map(|layer| layer.digest_text.clone())}
            data-empty-layer={entry.empty_layer.then_some("true")}
        >
            <td class="small muted">{ view_when(entry) }</td>
            <td>
                { view_instruction(entry) }
                { for remarks.into_iter().flatten().filter(|text| !text.is_empty()).map(|text| html! {
                    <div class="small muted">{ view_text(text) }</div>
                }) }
            </td>
            <td class="n small">{ view_layer(entry, layer, is_unpaired) }</td>
        </tr>
    }
}

/// When a step was made.
pub fn view_when(entry: &HistoryEntry) -> Html {
    match entry.created.as_deref() {
        None | Some("") => html! { { "no date" } },
        Some(created) if format::is_zero_time(created) => html! { { "no date" } },
        Some(created) => {
            html! { <span title={plain(created)}>{ view_text(&format::date_and_time(created)) }</span> }
        }
    }
}

/// The instruction of a step, as a Dockerfile has it.
pub fn view_instruction(entry: &HistoryEntry) -> Html {
    let instruction = entry.instruction();
    if instruction.is_empty() {
        html! { <span class="muted small">{ "no instruction" }</span> }
    } else {
        let title = entry.created_by.as_deref().map(plain);
        html! { <code class="wrapped" {title}>{ view_text(&instruction) }</code> }
    }
}

fn view_layer(entry: &HistoryEntry, layer: Option<&Descriptor>, is_unpaired: bool) -> Html {
    match layer {
        Some(layer) => {
            html! { <span title={plain(&layer.digest_text)}>{ layer.size.map_or_else(|| "no size".to_owned(), format::size) }</span> }
        }
        None if entry.empty_layer => html! { <span class="muted">{ "empty layer" }</span> },
        None if is_unpaired => html! { <span class="muted">{ "a layer" }</span> },
        None => html! { <span class="muted">{ "no layer" }</span> },
    }
}
