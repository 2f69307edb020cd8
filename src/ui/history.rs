//! How the image was built, step by step.

use super::{
    element::{Element, column, element, list, remark, section, text},
    format,
    inspection_state::InspectionState,
    layer_bar::view_swatch,
    long_table::{FIRST, MORE, use_growing},
    raw::place::view_place_in,
    text::{plain, view_field, view_text},
};
use crate::oci::{
    Descriptor, HistoryEntry,
    history::{self, Pairing},
};
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
    let growing = use_growing(length, FIRST, MORE, document);
    // Rows follow the documents alone, whatever else happens to the state.
    let steps = use_memo(props.state.subject(), |_| steps_of(&props.state));
    let Some(Steps { pairing, view }) = &*steps else {
        return html! {};
    };
    let with_layer = props.state.config().map_or(0, |config| {
        let entries = config.history.iter();
        entries.filter(|entry| !entry.empty_layer).count()
    });
    let summary = format!(
        "{}, {} with a layer",
        format::count(length, "step", "steps"),
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
    if length == 0 {
        let none = element("p").class("aside");
        return section
            .child(none.text("The image carries no history."))
            .into();
    }
    section
        .child(view_steps(growing.view_rows(view)))
        .child(growing.view_rest())
        .into()
}

/// The steps of an image with its config.
struct Steps {
    pairing: Pairing,
    /// Makes the row of the step at a position.
    view: Callback<usize, Html>,
}

/// `None` without a manifest or a config.
fn steps_of(state: &Rc<InspectionState>) -> Option<Steps> {
    let (_, manifest) = state.manifest()?;
    let pairing = history::pair(&state.config()?.history, manifest.layers.len());
    let (state, layers) = (Rc::clone(state), pairing.layers.clone());
    let is_unpaired = pairing.fault.is_some();
    let view = Callback::from(move |position: usize| {
        let history = state.config().map_or(&[][..], |config| &config.history);
        let Some(entry) = history.get(position) else {
            return Html::default();
        };
        let before = history.get(position.wrapping_sub(1));
        let layer = layers.get(position).copied().flatten();
        let layer = layer.zip(state.manifest());
        let layer =
            layer.and_then(|(layer, (_, manifest))| Some((layer, manifest.layers.get(layer)?)));
        let place = view_place_in("config", "/history", position);
        view_entry((entry, before), history.len(), layer, is_unpaired, place)
    });
    Some(Steps { pairing, view })
}

/// The table of steps.
pub fn view_steps(rows: impl IntoIterator<Item = Html>) -> Element {
    let columns = element("tr")
        .child(column("Created"))
        .child(column("Instruction"))
        .child(column("Layer"));
    // Columns have their widths from here: no row is looked at for them.
    let widths = element("colgroup").children((0..3).map(|_| element("col").into()));
    element("table")
        .class("hist")
        .child(widths)
        .child(element("thead").class("hidden").child(columns))
        .child(element("tbody").children(rows))
}

/// `before`: the entry above it. `layer`: the layer that it made, and the position of that.
fn view_entry(
    (entry, before): (&HistoryEntry, Option<&HistoryEntry>),
    among: usize,
    layer: Option<(usize, &Descriptor)>,
    is_unpaired: bool,
    place: Element,
) -> Html {
    let step = element("td")
        .child(view_instruction(entry, among))
        .child(view_remarks(entry, before, among));
    element("tr")
        .part("history-entry")
        .optional(
            "data-layer",
            layer.map(|(_, layer)| layer.digest_text.clone()),
        )
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

/// The instruction of one of `among` steps, as a Dockerfile has it.
pub fn view_instruction(entry: &HistoryEntry, among: usize) -> Html {
    let instruction = entry.instruction();
    if instruction.is_empty() {
        remark("no instruction").into()
    } else {
        element("code")
            .class("wrapped")
            .optional("title", entry.created_by.as_deref().map(plain))
            .child(view_field(&instruction, among))
            .into()
    }
}

/// Author and comment of one of `among` steps. `before`: the entry above it.
pub fn view_remarks(entry: &HistoryEntry, before: Option<&HistoryEntry>, among: usize) -> Html {
    // A builder writes the same at each step: what goes on is said where it begins.
    let is_new = |(remark, before): &(Option<&str>, Option<&str>)| {
        remark != before && remark.is_some_and(|remark| !remark.is_empty())
    };
    let before = before.map(|before| (before.author.as_deref(), before.comment.as_deref()));
    let (author, comment) = before.unwrap_or_default();
    let remarks = [
        (entry.author.as_deref(), author),
        (entry.comment.as_deref(), comment),
    ];
    let remarks = remarks.into_iter().filter(is_new);
    list(remarks.filter_map(|(remark, _)| remark).map(|remark| {
        let remark = element("div")
            .class("small muted")
            .child(view_field(remark, among));
        remark.into()
    }))
}

fn view_layer(
    entry: &HistoryEntry,
    layer: Option<(usize, &Descriptor)>,
    is_unpaired: bool,
) -> Html {
    let Some((position, layer)) = layer else {
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
        .child(view_swatch(position))
        .text(size)
        .into()
}
