//! Reports: gathered from what the page shows, written, read again, compared.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

#[path = "report/comparing.rs"]
mod comparing;
#[path = "report/gathering.rs"]
mod gathering;
#[path = "golden/layers.rs"]
#[allow(dead_code, reason = "the golden pages take more of it")]
mod layers;
#[path = "report/markdown.rs"]
mod markdown;
#[path = "report/reading.rs"]
mod reading;
#[path = "report/referrers.rs"]
mod referrers;
#[path = "golden/render.rs"]
#[allow(dead_code, reason = "the golden pages take more of it")]
mod render;
#[path = "support/signing.rs"]
mod signing;
mod support;

use porthole::{
    report::Report,
    ui::{
        layers::layers_of,
        referrers::evidence::Known,
        report::gather::{Shown as Gathered, gather},
    },
};
use render::Shown;

/// The report of what is shown, ten seconds after the first request.
pub fn report(shown: &Shown) -> Report {
    report_with(shown, None)
}

/// The same, after somebody looked for referrers.
pub fn report_with(shown: &Shown, referrers: Option<&Known>) -> Report {
    gather(&Gathered {
        state: &shown.state,
        layers: &layers_of(&shown.state),
        verification: &shown.verification,
        signatures: &shown.signatures,
        referrers,
        page: support::PAGE,
        now: support::START + 10_000,
    })
}

/// Checks a report against the schema that is published, and reads it back.
pub fn assert_keeps(report: &Report) {
    let json = report.to_json();
    assert_eq!(Report::from_json(json.as_bytes()).as_ref(), Ok(report));
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../docs/report.schema.json")).unwrap();
    compiler.add_resource("report.schema.json", schema).unwrap();
    let index = compiler
        .compile("report.schema.json", &mut schemas)
        .unwrap();
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    if let Err(error) = schemas.validate(&value, index) {
        panic!("{error:#}\n{json}");
    }
}
