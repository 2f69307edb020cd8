//! The config: every field, known ones by their names, unknown ones kept.

use super::{
    identity::{abbreviated, verdict_attribute, view_proof},
    inspection_state::{ConfigPhase, InspectionState},
    link::view_value,
    notice::view_inline_error,
    text::view_text,
};
use crate::{
    inspection::ConfigDocument,
    oci::config::{ConfigEntry, ConfigValue},
};
use yew::prelude::*;

/// The config of the image that is shown.
pub fn view_config(state: &InspectionState) -> Html {
    let Some(picture) = state.picture() else {
        return html! {};
    };
    match &picture.config {
        ConfigPhase::None => html! {},
        ConfigPhase::Loading => html! {
            <section class="loading" part="config" aria-busy="true"><h2>{ "Config" }</h2><div class="line wide"></div><div class="line"></div></section>
        },
        ConfigPhase::Read(document) => view_document(state, document),
        ConfigPhase::Failed(error) => view_inline_error("The config could not be read", error),
    }
}

fn view_document(state: &InspectionState, document: &ConfigDocument) -> Html {
    let digest = state
        .manifest()
        .and_then(|(_, manifest)| manifest.config.as_ref()?.digest.clone());
    html! {
        <section part="config" aria-labelledby="config-title">
            <header>
                <h2 id="config-title">{ "Config" }</h2>
                if let Some(digest) = digest {
                    <span class="identity" part="config-digest" data-digest={digest.to_string()} data-verdict={verdict_attribute(&document.proof)}>
                        <code class="muted small" title={digest.to_string()}>{ abbreviated(&digest) }</code>
                        { view_proof(&document.proof) }
                    </span>
                }
            </header>
            { view_entries(&document.config.entries) }
        </section>
    }
}

/// A table of config entries.
pub fn view_entries(entries: &[ConfigEntry]) -> Html {
    html! {
        <table class="kv">
            <thead class="hidden"><tr><th scope="col">{ "Field" }</th><th scope="col">{ "Value" }</th></tr></thead>
            <tbody>{ for entries.iter().map(view_entry) }</tbody>
        </table>
    }
}

fn view_entry(entry: &ConfigEntry) -> Html {
    html! {
        <tr>
            <th scope="row">
                { view_text(&entry.key) }
                if !entry.known {
                    <div class="small warn">{ "not in the specification" }</div>
                }
            </th>
            <td part="config-entry" data-key={entry.key.clone()}>{ view_entry_value(&entry.value) }</td>
        </tr>
    }
}

fn view_entry_value(value: &ConfigValue) -> Html {
    match value {
        ConfigValue::Text(text) => html! { <code class="wrapped">{ view_value(text) }</code> },
        ConfigValue::Json(text) => html! { <code class="wrapped">{ view_text(text) }</code> },
        ConfigValue::Arguments(arguments) => {
            let json = serde_json::to_string(arguments).unwrap_or_default();
            html! { <code class="wrapped">{ view_text(&json) }</code> }
        }
        // The line breaks belong to the value: they are what separates it when it is copied.
        ConfigValue::Lines(lines) => {
            html! { <code class="wrapped">{ for lines.iter().enumerate().map(|(position, line)| html! { <>{ separator(position) }{ view_text(line) }</> }) }</code> }
        }
        ConfigValue::Pairs(pairs) => html! {
            <code class="wrapped">
                { for pairs.0.iter().enumerate().map(|(position, (key, value))| html! {
                    <>{ separator(position) }<span class="muted">{ view_text(key) }{ "=" }</span>{ view_value(value) }</>
                }) }
            </code>
        },
    }
}

fn separator(position: usize) -> &'static str {
    if position == 0 { "" } else { "\n" }
}
