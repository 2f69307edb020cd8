//! How the image was built, step by step.

use super::{
    element::{Element, column, element, remark, section, text},
    format,
    inspection_state::InspectionState,
    long_table::{FIRST, use_growing},
    raw::place::view_place_in,
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
    let growing = use_growing(length, FIRST, document);
    let (Some(config), Some((_, manifest))) = (props.state.config(), props.state.manifest()) else {
        return html! {};
    };
    let pairing = history::pair(&config.history, manifest.layers.len());
    let with_layer = config
        .history
        .iter()
        .filter(|entry| !entry.empty_layer)
        .count();
    let summary = format!(
        "{}, {} with a layer",
        format::count(config.history.len(), "step", "steps"),
        format::grouped(with_layer as u64)
    );
    let fault = pairing.fault.as_ref().map(|fault| {
        element("p").class("aside warn").text(format!(
            "The history tells of {}, the manifest has {}: which step made which layer cannot be said.",
            format::count(fault.entries, "layer", "layers"),
            fault.layers,
        ))
    });
    let section = section("history", "history-title", "History", [remark(summary)]).maybe(fault);
    if config.history.is_empty() {
        let none = element("p").class("aside");
        return section
            .child(none.text("The image carries no history."))
            .into();
    }
    let steps = config.history.iter().zip(&pairing.layers);
    let steps = steps.take(growing.shown).enumerate();
    let rows = steps.map(|(position, (entry, layer))| {
        let layer = layer.and_then(|layer| manifest.layers.get(layer));
        let place = view_place_in("config", "/history", position);
        view_entry(entry, layer, pairing.fault.is_some(), place)
    });
    section
        .child(view_steps(rows))
        .child(growing.view_rest())
        .into()
}

/// The table of steps.
pub fn view_steps(rows: impl IntoIterator<Item = Html>) -> Element {
    let columns = element("tr")
        .child(column("Created"))
        .child(column("Instruction"))
        .child(column("Layer"));
    element("table")
        .class("hist")
        .child(element("thead").class("hidden").child(columns))
        .child(element("tbody").children(rows))
}

fn view_entry(
    entry: &HistoryEntry,
    layer: Option<&Descriptor>,
    is_unpaired: bool,
    place: Element,
) -> Html {
    let remarks = [entry.author.as_deref(), entry.comment.as_deref()];
    let remarks = remarks.into_iter().flatten();
    let remarks = remarks.filter(|remark| !remark.is_empty()).map(|remark| {
        let remark = element("div").class("small muted").child(view_text(remark));
        remark.into()
    });
    let step = element("td")
        .child(view_instruction(entry))
        .children(remarks);
    element("tr")
        .part("history-entry")
        .optional("data-layer", layer.map(|layer| layer.digest_text.clone()))
        .optional("data-empty-layer", entry.empty_layer.then_some("true"))
        .child(view_when(entry, place))
        .child(step)
        .child(
            element("td")
                .class("n small")
                .child(view_layer(entry, layer, is_unpaired)),
        )
        .into()
}

/// When a step was made: a cell, with the button that shows the bytes of the step.
pub fn view_when(entry: &HistoryEntry, place: Element) -> Element {
    let when = match entry.created.as_deref() {
        None | Some("") => text("no date"),
        Some(created) if format::is_zero_time(created) => text("no date"),
        Some(created) => element("span")
            .attribute("title", plain(created))
            .child(view_text(&format::date_and_time(created)))
            .into(),
    };
    element("td").class("small muted").child(when).child(place)
}

/// The instruction of a step, as a Dockerfile has it.
pub fn view_instruction(entry: &HistoryEntry) -> Html {
    let instruction = entry.instruction();
    if instruction.is_empty() {
        remark("no instruction").into()
    } else {
        element("code")
            .class("wrapped")
            .optional("title", entry.created_by.as_deref().map(plain))
            .child(view_text(&instruction))
            .into()
    }
}

fn view_layer(entry: &HistoryEntry, layer: Option<&Descriptor>, is_unpaired: bool) -> Html {
    let Some(layer) = layer else {
        let word = match (entry.empty_layer, is_unpaired) {
            (true, _) => "empty layer",
            (false, true) => "a layer",
            (false, false) => "no layer",
        };
        return element("span").class("muted").text(word).into();
    };
    let size = layer
        .size
        .map_or_else(|| "no size".to_owned(), format::size);
    element("span")
        .attribute("title", plain(&layer.digest_text))
        .text(size)
        .into()
}
