//! How fast and how large Porthole is: each figure against a bound, most as a ratio against a named peer in the same run.
//!
//! Usage: `cargo xtask bench [-- NAME…]`, with names of `layer`, `layers`, `gateway`, `hash`, `memory`, `first-view`, `large`, `lint`, `tags`, `files`, `unpack`, `elements`. Without names: all.

mod elements;
mod files;
mod gateway;
mod hash;
mod large;
mod layers;
mod lint;
mod memory;
mod report;
mod rest;
mod stopwatch;
mod tags;
mod unpack;
mod view;

use report::Report;
use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let names: Vec<String> = std::env::args().skip(1).collect();
    let wanted = |name: &str| names.is_empty() || names.iter().any(|wanted| wanted == name);
    let mut report = Report::default();
    if wanted("first-view") {
        view::first_view(&mut report).await;
    }
    if wanted("large") {
        large::documents(&mut report).await;
    }
    if wanted("lint") {
        lint::of_a_large_manifest(&mut report).await;
    }
    if wanted("tags") {
        tags::listed_and_filtered(&mut report).await;
    }
    if wanted("files") {
        files::listed_and_filtered(&mut report).await;
    }
    if wanted("elements") {
        elements::in_documentation(&mut report).await;
    }
    if wanted("hash") {
        hash::against_hash_wasm(&mut report).await;
    }
    if wanted("layer") {
        layers::one(&mut report).await;
    }
    if wanted("layers") {
        layers::four(&mut report).await;
    }
    if wanted("unpack") {
        unpack::debian_root(&mut report).await;
    }
    if wanted("gateway") {
        gateway::against_direct_reading(&mut report).await;
    }
    if wanted("memory") {
        memory::of_a_large_layer(&mut report).await;
    }
    report.print();
    if report.all_hold() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
