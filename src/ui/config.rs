//! The config: every field, known ones by their names, unknown ones kept.

use super::{
    element::{Element, column, element, list, section, text},
    format,
    identity::{abbreviated, verdict_attribute, view_proof},
    inspection_state::{ConfigPhase, InspectionState},
    later::view_now_or_later,
    link::view_field_value,
    raw::place::view_place,
    text::{plain, view_field, view_line},
};
use crate::{
    inspection::ConfigDocument,
    oci::config::{ConfigEntry, ConfigValue},
};
use std::rc::Rc;
use yew::prelude::*;

/// The config of the image that is shown.
pub fn view_config(state: &Rc<InspectionState>) -> Html {
    let Some(image) = state.image() else {
        return html! {};
    };
    match &image.config {
        ConfigPhase::None => html! {},
        ConfigPhase::Loading => element("section")
            .class("loading")
            .part("config")
            .fixed("aria-busy", "true")
            .child(element("h2").text("Config"))
            .child(element("div").class("line wide"))
            .child(element("div").class("line"))
            .into(),
        ConfigPhase::Read(document) => view_document(state, document),
        ConfigPhase::Failed(error) => {
            let (state, error) = (Rc::clone(state), error.clone());
            view_now_or_later(move |later| (later.unread_config)(&state, &error))
        }
    }
}

fn view_document(state: &InspectionState, document: &ConfigDocument) -> Html {
    let digest = state
        .manifest()
        .and_then(|(_, manifest)| manifest.config.as_ref()?.digest.clone());
    let identity = digest.map(|digest| {
        let code = element("code")
            .class("muted small")
            .attribute("title", digest.to_string())
            .text(abbreviated(&digest));
        element("span")
            .class("identity")
            .part("config-digest")
            .attribute("data-digest", digest.to_string())
            .fixed("data-verdict", verdict_attribute(&document.proof))
            .child(code)
            .child(view_proof(&document.proof))
    });
    section("config", "config-title", "Config", identity)
        .child(view_entries(&document.config.entries, &|entry| {
            view_place("config", &entry.pointer)
        }))
        .into()
}

/// So many keys and values of one kind are shown: a document may have a hundred thousand, which would hold up the page.
const MOST: usize = 500;

/// Rows of a table of keys and values: the first of `length`, and how many there are, if those are not all.
pub fn view_rows(length: usize, rows: &mut dyn Iterator<Item = Html>) -> Html {
    let more = words_for_more(length).map(|words| {
        let cell = element("td").fixed("colspan", "2").class("muted");
        element("tr").child(cell.text(words)).into()
    });
    list(rows.take(MOST).chain(more))
}

/// The same for the lines of a value.
fn view_lines(length: usize, lines: &mut dyn Iterator<Item = Html>) -> Html {
    let more = words_for_more(length).map(|words| text(format!("\n{words}")));
    list(lines.take(MOST).chain(more))
}

fn words_for_more(length: usize) -> Option<String> {
    (length > MOST).then(|| {
        format!(
            "{} of {}: the raw document has all",
            format::grouped(MOST as u64),
            format::grouped(length as u64)
        )
    })
}

/// A table of config entries. `place`: the button that shows the bytes of an entry.
pub fn view_entries(entries: &[ConfigEntry], place: &dyn Fn(&ConfigEntry) -> Element) -> Html {
    let rows = entries.iter();
    let mut rows = rows.map(|entry| view_entry(entry, entries.len(), place(entry)));
    let rows = view_rows(entries.len(), &mut rows);
    let columns = element("tr").child(column("Field")).child(column("Value"));
    element("table")
        .class("kv")
        .child(element("thead").class("hidden").child(columns))
        .child(element("tbody").child(rows))
        .into()
}

fn view_entry(entry: &ConfigEntry, among: usize, place: Element) -> Html {
    let value = element("td")
        .part("config-entry")
        .attribute("data-key", entry.key.clone())
        .child(view_wrapped(view_entry_value(&entry.value, among)));
    view_row(view_key(&entry.key, entry.known, place), value)
}

/// The first cell of such a row. `place`: the button that shows the bytes of the row.
pub fn view_key(key: &str, is_known: bool, place: Element) -> Element {
    let remark = (!is_known).then(|| {
        element("div")
            .class("small warn")
            .text("not in the specification")
    });
    // Its name is the key alone, without what the button in it is called.
    element("th")
        .fixed("scope", "row")
        .attribute("aria-label", plain(key))
        .child(view_field(key, MOST))
        .child(place)
        .maybe(remark)
}

/// A row of key and value.
pub fn view_row(key: Element, value: Element) -> Html {
    element("tr").child(key).child(value).into()
}

/// A value that keeps its line breaks.
pub fn view_wrapped(value: Html) -> Html {
    element("code").class("wrapped").child(value).into()
}

fn view_entry_value(value: &ConfigValue, among: usize) -> Html {
    match value {
        ConfigValue::Text(text) => view_field_value(text, among),
        ConfigValue::Json(text) => view_field(text, among),
        ConfigValue::Arguments(arguments) => {
            let json = serde_json::to_string(arguments).unwrap_or_default();
            view_field(&json, among)
        }
        // The line breaks belong to the value: they are what separates it when it is copied.
        ConfigValue::Lines(lines) => {
            let all = lines.iter().enumerate();
            let mut all = all.map(|(position, line)| {
                list([text(separator(position)), view_line(line, lines.len())])
            });
            view_lines(lines.len(), &mut all)
        }
        ConfigValue::Pairs(pairs) => {
            let (all, among) = (pairs.0.iter().enumerate(), pairs.0.len());
            let mut all = all.map(|(position, (key, value))| {
                let key = element("span")
                    .class("muted")
                    .child(view_line(key, among))
                    .text("=");
                let value = if value.contains('\n') {
                    view_line(value, among)
                } else {
                    view_field_value(value, among)
                };
                list([text(separator(position)), key.into(), value])
            });
            view_lines(pairs.0.len(), &mut all)
        }
    }
}

fn separator(position: usize) -> &'static str {
    if position == 0 { "" } else { "\n" }
}
