//! The steps of a schema-1 manifest: `fsLayers` paired with `history`, turned oldest first.

use crate::oci::{
    Digest, HistoryEntry, Problem,
    config::report_key_case,
    empty_layer,
    fields::Fields,
    json::{Json, Kind, Pointer, Value},
    problem::{Problems, excerpt},
    rule,
};
use std::collections::BTreeSet;

/// One `fsLayers` item with its `history` item.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// `blobSum`.
    pub blob_sum: Option<Digest>,
    /// What stood in `blobSum`.
    pub blob_sum_text: String,
    /// `id` of the v1Compatibility.
    pub id: Option<String>,
    /// `parent` of the v1Compatibility.
    pub parent: Option<String>,
    /// `throwaway`: made no layer; its blob is the well-known empty one.
    pub throwaway: bool,
    /// Created, command, author, comment. [`HistoryEntry::empty_layer`] is set for throwaway steps, and for those whose blob is the
    /// well-known empty one (images from before `throwaway` was written).
    pub entry: HistoryEntry,
    /// `os` of the v1Compatibility, else none.
    pub os: Option<String>,
    /// Whether `parent` is the `id` of the step below (for the lowest: whether there is no parent), and no step below has the same `id`.
    pub chain_holds: bool,
    /// The v1Compatibility text, as it stands; empty if there is none.
    pub v1_compatibility: String,
}

/// Reads all steps, oldest first.
pub(super) fn read_all(fields: Fields<'_>) -> Vec<Step> {
    let list = |key| {
        if !fields.has(key) {
            fields.report_missing(&rule::SCHEMA1_FIELD, key);
        }
        fields.list(key, &rule::SCHEMA1_FIELD).unwrap_or_default()
    };
    let (layers, history) = (list("fsLayers"), list("history"));
    if layers.len() != history.len() {
        let message = format!(
            "{} fsLayers and {} history entries; each should have the other",
            layers.len(),
            history.len()
        );
        fields.report_here(&rule::SCHEMA1_HISTORY_COUNT, message);
    }
    let count = layers.len().max(history.len());
    let mut steps: Vec<Step> = Vec::with_capacity(count);
    let mut ids = BTreeSet::new();
    for position in (0..count).rev() {
        let mut step = Step::default();
        if let Some(layer) = layers.get(position) {
            read_layer(&mut step, fields, layer, position);
        }
        if let Some(entry) = history.get(position) {
            read_history(&mut step, fields, entry, position);
        }
        let follows = match steps.last() {
            Some(below) => step.parent.is_some() && step.parent == below.id,
            None => step.parent.is_none(),
        };
        let is_new = step.id.clone().is_none_or(|id| ids.insert(id));
        step.chain_holds = follows && is_new;
        let is_empty_blob = step.blob_sum.as_ref().is_some_and(empty_layer::is_digest);
        step.entry.empty_layer = step.throwaway || is_empty_blob;
        if !follows {
            report_chain(fields, &step, steps.last(), position);
        }
        if !is_new {
            report_repeated(fields, &step, position);
        }
        steps.push(step);
    }
    steps
}

fn read_layer(step: &mut Step, fields: Fields<'_>, layer: &Value, position: usize) {
    let list = fields.pointer.key("fsLayers");
    let pointer = list.position(position);
    let read = fields.object_of(layer, &pointer, &rule::SCHEMA1_BLOB_SUM, |layer| {
        layer.report_key_case(&["blobSum"]);
        layer.digest("blobSum", &rule::SCHEMA1_BLOB_SUM)
    });
    (step.blob_sum, step.blob_sum_text) = read.unwrap_or_default();
}

fn read_history(step: &mut Step, fields: Fields<'_>, entry: &Value, position: usize) {
    let list = fields.pointer.key("history");
    let item = list.position(position);
    let text = fields.object_of(entry, &item, &rule::SCHEMA1_V1_COMPATIBILITY, |entry| {
        entry.report_key_case(&["v1Compatibility"]);
        entry.required_text("v1Compatibility", &rule::SCHEMA1_V1_COMPATIBILITY)
    });
    let Some(text) = text.flatten() else {
        return;
    };
    let pointer = item.key("v1Compatibility");
    let problems = Problems::default();
    match Json::parse(text.as_bytes()) {
        Ok(json) => {
            problems.absorb(&json.problems, &|problem| problem);
            let inner = Fields {
                json: &json,
                members: &[],
                pointer: &Pointer::ROOT,
                problems: &problems,
            };
            inner.object_of(
                &json.root,
                &Pointer::ROOT,
                &rule::SCHEMA1_V1_COMPATIBILITY,
                |v1| read_v1(step, v1),
            );
        }
        Err(error) => fields.problems.report(
            &rule::SCHEMA1_V1_COMPATIBILITY,
            pointer,
            format!("v1Compatibility is no JSON: {error}"),
        ),
    }
    // The inner document is a string of the outer one: no pointer reaches into it.
    let outer = pointer.to_string();
    fields.problems.absorb(&problems, &|problem| Problem {
        message: match problem.pointer.as_str() {
            "" => problem.message,
            inner => format!("{}: {}", excerpt(inner), problem.message),
        },
        pointer: outer.clone(),
        ..problem
    });
    step.v1_compatibility = text;
}

fn read_v1(step: &mut Step, v1: Fields<'_>) {
    let rule = &rule::SCHEMA1_V1_COMPATIBILITY;
    report_key_case(v1);
    let text = |key| v1.text(key, rule).filter(|text| !text.is_empty());
    step.id = v1.required_text("id", rule);
    step.parent = text("parent");
    step.os = text("os");
    step.throwaway = v1.boolean("throwaway", rule).unwrap_or(false);
    step.entry = HistoryEntry {
        created: v1.time("created", rule),
        created_by: v1.object("container_config", rule, command).flatten(),
        author: text("author"),
        comment: text("comment"),
        empty_layer: false,
    };
}

/// The command of a build step, as Docker's history joins it.
fn command(config: Fields<'_>) -> Option<String> {
    let value = config.get("Cmd")?;
    if let Kind::String(text) = &value.kind {
        return Some(text.to_string());
    }
    let words = config.texts("Cmd", &rule::SCHEMA1_V1_COMPATIBILITY)?;
    Some(words.join(" "))
}

fn report_chain(fields: Fields<'_>, step: &Step, below: Option<&Step>, position: usize) {
    let parent = match &step.parent {
        Some(parent) => format!("parent {parent:?}"),
        None => "no parent".to_owned(),
    };
    let message = match below.map(|below| below.id.as_deref().unwrap_or("none")) {
        Some(below) => format!("this step has {parent}, and the id of the step below is {below:?}"),
        None => format!("the lowest step has {parent}"),
    };
    report(fields, position, message);
}

fn report_repeated(fields: Fields<'_>, step: &Step, position: usize) {
    let id = step.id.as_deref().unwrap_or_default();
    let message = format!("a step below has the same id {id:?}");
    report(fields, position, message);
}

fn report(fields: Fields<'_>, position: usize, message: String) {
    let list = fields.pointer.key("history");
    let item = list.position(position);
    fields
        .problems
        .report(&rule::SCHEMA1_CHAIN, item.key("v1Compatibility"), message);
}
