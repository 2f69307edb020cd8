//! A schema-1 manifest: its signatures, its steps with the chain of ids and parents, and the config of the newest step.

use super::{
    config::view_entries,
    format,
    history::{view_instruction, view_when},
    identity::{Mark, view_mark},
    inspection_state::InspectionState,
    long_table::use_growing,
    text::{plain, view_text},
};
use crate::{
    oci::schema1::{Signature, Step},
    verify::signature::{SignatureState, UncheckedReason},
};
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
    let growing = use_growing(length, root);
    let Some(schema1) = props.state.schema1() else {
        return html! {};
    };
    let entries = schema1.config_entries();
    html! {
        <>
            <section part="signatures" aria-labelledby="signatures-title">
                <header>
                    <h2 id="signatures-title">{ "Signatures" }</h2>
                    <span class="muted small">{ describe(schema1.signatures.len()) }</span>
                </header>
                if !schema1.signatures.is_empty() {
                    <ul class="problems">
                        { for schema1.signatures.iter().enumerate().map(|(position, signature)| {
                            view_signature(signature, props.signatures.get(position))
                        }) }
                    </ul>
                    <p class="aside small">
                        { "A valid signature proves that the document was not changed since that key signed it, and nothing about who holds the key." }
                    </p>
                }
                if !schema1.unsigned_members.is_empty() {
                    <p class="aside warn">
                        { "Unsigned content, not believed: " }
                        { for schema1.unsigned_members.iter().map(|(key, _)| html! { <><code>{ view_text(key) }</code>{ " " }</> }) }
                    </p>
                }
            </section>
            <section part="history" aria-labelledby="history-title">
                <header>
                    <h2 id="history-title">{ "History" }</h2>
                    <span class="muted small">{ format!("{}, oldest first", format::count(length, "step", "steps")) }</span>
                </header>
                <table class="hist">
                    <thead class="hidden"><tr>
                        <th scope="col">{ "Created" }</th><th scope="col">{ "Instruction" }</th><th scope="col">{ "Layer" }</th>
                    </tr></thead>
                    <tbody>{ for schema1.steps.iter().take(growing.shown).map(view_step) }</tbody>
                </table>
                { growing.view_rest() }
            </section>
            if !entries.is_empty() {
                <section part="config" aria-labelledby="config-title">
                    <header><h2 id="config-title">{ "Config" }</h2><span class="muted small">{ "of the newest step" }</span></header>
                    { view_entries(&entries) }
                </section>
            }
        </>
    }
}

fn describe(signatures: usize) -> String {
    if signatures == 0 {
        "the document is not signed".to_owned()
    } else {
        format::count(signatures, "signature", "signatures")
    }
}

fn view_signature(signature: &Signature, state: Option<&SignatureState>) -> Html {
    let waiting = SignatureState::Unchecked {
        reason: UncheckedReason::Pending,
    };
    let state = state.unwrap_or(&waiting);
    let (mark, word, reason) = match state {
        SignatureState::Valid => (Mark::Good, "valid", String::new()),
        SignatureState::Invalid => (
            Mark::Bad,
            "invalid",
            "The document was changed, or this is not the signature of it.".to_owned(),
        ),
        SignatureState::Unchecked { reason } => (Mark::Open, "not checked", reason.to_string()),
    };
    html! {
        <li part="signature" data-state={state.attribute()} data-key-id={signature.key_id.clone()}>
            <span class="severity">{ view_mark(mark, word, &reason) }</span>
            <div>
                <p class="small">
                    { view_text(&signature.algorithm) }
                    if let Some(key_id) = &signature.key_id {
                        { " by key " }<code class="wrapped">{ view_text(key_id) }</code>
                    }
                    if let Some(time) = &signature.time {
                        { ", signed " }<span title={plain(time)}>{ view_text(&format::date_and_time(time)) }</span>
                    }
                </p>
                if !reason.is_empty() {
                    <p class="small muted">{ view_text(&super::loading::sentence(&reason)) }</p>
                }
            </div>
        </li>
    }
}

fn view_step(step: &Step) -> Html {
    let layer = (!step.throwaway).then(|| step.blob_sum_text.clone());
    html! {
        <tr part="history-entry" data-layer={layer} data-empty-layer={step.throwaway.then_some("true")}>
            <td class="small muted">{ view_when(&step.entry) }</td>
            <td>
                { view_instruction(&step.entry) }
                <div class="ids mono">
                    if let Some(id) = &step.id {
                        { "id " }<span title={plain(id)}>{ view_text(short(id)) }</span>
                    }
                    if let Some(parent) = &step.parent {
                        { " · parent " }<span title={plain(parent)}>{ view_text(short(parent)) }</span>
                    }
                    if !step.chain_holds {
                        { " " }<span class="warn">{ "the chain of ids is broken here" }</span>
                    }
                </div>
            </td>
            <td class="n small">
                if step.throwaway {
                    <span class="muted">{ "empty layer" }</span>
                } else if let Some(digest) = &step.blob_sum {
                    <code title={digest.to_string()}>{ digest.short().to_owned() }</code>
                } else {
                    <code class="bad">{ view_text(&step.blob_sum_text) }</code>
                }
            </td>
        </tr>
    }
}

/// The first twelve characters of an id.
fn short(id: &str) -> &str {
    id.char_indices().nth(12).map_or(id, |(at, _)| &id[..at])
}
