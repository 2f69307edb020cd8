//! A schema-1 manifest: its signatures, its steps with the chain of ids and parents, and the config of the newest step.

mod facts;
mod layers;
pub mod signatures;

pub(super) use facts::facts_of;
pub(super) use layers::layers_of;

use super::{
    annotations::{view_table, view_unknown},
    config::view_entries,
    element::{Element, element, list, remark, section},
    format,
    history::{view_instruction, view_remarks, view_steps, view_when},
    identity::view_short,
    inspection_state::InspectionState,
    layer_bar::view_swatch,
    long_table::{FIRST, MORE, use_growing},
    raw::place::view_place,
    text::{plain, view_text},
};
use crate::{
    oci::{empty_layer, schema1::Step},
    verify::signature::SignatureState,
};
use signatures::view_signatures;
use std::rc::Rc;
use yew::prelude::*;

/// Properties of [`Schema1View`].
#[derive(Properties, PartialEq)]
pub struct Schema1Props {
    /// What is shown; it holds a schema-1 manifest.
    pub state: Rc<InspectionState>,
    /// What is known of each signature.
    pub signatures: Rc<[SignatureState]>,
}

/// Everything that a schema-1 manifest says.
#[component]
pub fn Schema1View(props: &Schema1Props) -> Html {
    let root = props.state.root().cloned();
    let length = props
        .state
        .schema1()
        .map_or(0, |schema1| schema1.steps.len());
    let growing = use_growing(length, FIRST, MORE, root);
    let Some(schema1) = props.state.schema1() else {
        return html! {};
    };
    let entries = schema1.config_entries();
    let steps = schema1.steps.iter().take(growing.shown).enumerate();
    let mut layers = 0..;
    let steps = steps.map(|(position, step)| {
        let layer = (!step.throwaway).then(|| layers.next()).flatten();
        let before = position.checked_sub(1);
        let before = before.and_then(|before| schema1.steps.get(before));
        view_step((step, before), layer, length - 1 - position)
    });
    let number = format!("{}, oldest first", format::count(length, "step", "steps"));
    let history = section("history", "history-title", "History", [remark(number)])
        .child(view_steps(steps))
        .child(growing.view_rest());
    let config = (!entries.is_empty()).then(|| {
        let beside = remark("of the newest step");
        section("config", "config-title", "Config", [beside])
            .child(view_entries(&entries, &|_| view_entry_place(0)))
    });
    list([
        view_signatures(schema1, &props.signatures),
        history.into(),
        config.map(Html::from).unwrap_or_default(),
        view_others(&schema1.unknown),
    ])
}

/// Members that no specification names, as manifests of other kinds have them among their annotations.
fn view_others(unknown: &[(String, String)]) -> Html {
    if unknown.is_empty() {
        return Html::default();
    }
    let rows = element("tbody").child(view_unknown("manifest", unknown));
    section("annotations", "annotations-title", "Annotations", [])
        .child(view_table("Manifest", rows))
        .into()
}

/// The button that shows the entry at a position of the document, which has the newest first. No pointer leads into its v1Compatibility.
fn view_entry_place(position: usize) -> Element {
    let pointer = format!("/history/{position}/v1Compatibility");
    view_place("manifest", &pointer)
}

/// `before`: the step above it; `layer`: the position of the layer that it made, if it made one; `position`: that of the step in the document.
fn view_step(
    (step, before): (&Step, Option<&Step>),
    layer: Option<usize>,
    position: usize,
) -> Html {
    let blob_sum = (!step.throwaway).then(|| step.blob_sum_text.clone());
    let mut ids = element("div").class("ids mono");
    for (name, id) in [("id ", &step.id), (" · parent ", &step.parent)] {
        if let Some(id) = id {
            let short = element("span")
                .attribute("title", plain(id))
                .child(view_text(short(id)));
            ids = ids.text(name).child(short);
        }
    }
    if !step.chain_holds {
        let broken = element("span")
            .class("warn")
            .text("the chain of ids is broken here");
        ids = ids.text(" ").child(broken);
    }
    let what = element("td")
        .child(view_instruction(&step.entry, FIRST))
        .child(view_remarks(
            &step.entry,
            before.map(|before| &before.entry),
            FIRST,
        ))
        .child(ids);
    let is_empty_blob = step.blob_sum.as_ref().is_none_or(empty_layer::is_digest);
    let digest = match (step.throwaway, is_empty_blob) {
        (true, true) => remark("empty layer").into(),
        // Docker skips such a step, whatever its blob holds.
        (true, false) => list([
            view_short(step.blob_sum.as_ref(), &step.blob_sum_text),
            remark(" thrown away").into(),
        ]),
        (false, _) => view_short(step.blob_sum.as_ref(), &step.blob_sum_text),
    };
    element("tr")
        .part("history-entry")
        .optional("data-layer", blob_sum)
        .optional("data-empty-layer", step.throwaway.then_some("true"))
        .child(view_when(&step.entry, view_entry_place(position)))
        .child(what)
        .child(
            element("td")
                .class("n small")
                .maybe(layer.map(view_swatch))
                .child(digest),
        )
        .into()
}

/// The first twelve characters of an id.
fn short(id: &str) -> &str {
    id.char_indices().nth(12).map_or(id, |(at, _)| &id[..at])
}
