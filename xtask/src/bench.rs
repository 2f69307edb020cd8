//! `cargo xtask bench`: speed, size and memory, measured in a real browser.

use std::path::PathBuf;

use anyhow::Result;

use crate::debian_root;
use crate::npm;
use crate::packages;
use crate::process;
use crate::sizes;
use crate::suites;
use crate::tools::Tools;
use crate::workspace;

/// Builds the site, prints what it weighs, and runs the benchmark with the arguments that it was given.
///
/// # Errors
/// When the benchmark is not there, or anything fails.
pub fn run(mut arguments: lexopt::Parser) -> Result<()> {
    let names: Vec<_> = arguments.raw_args()?.collect();
    let mut tools = Tools::for_the_site()?;
    let site = crate::site::build(&tools)?;
    sizes::measure(&site)?.print();
    packages::servers_and_image_tools(&mut tools)?;
    packages::npm()?;
    let browser = packages::browser()?;
    let hash_core = hash_core(&tools)?;
    let mut cargo = tools.cargo()?;
    cargo
        .args([
            "run",
            "--release",
            "--package",
            "end-to-end",
            "--bin",
            "bench",
            "--",
        ])
        .args(&names);
    suites::name_surroundings(&mut cargo, &site, &browser)?;
    cargo.env("HASH_CORE", hash_core).env(
        "HASH_WASM",
        npm::HASH_WASM.install()?.join("dist/sha256.umd.min.js"),
    );
    if names.is_empty() || names.iter().any(|name| name == "unpack") {
        cargo.env("DEBIAN_ROOT", debian_root::find_or_make()?);
    }
    process::run(&mut cargo)
}

/// Builds the hash core alone, as the worker has it, and gives its folder.
fn hash_core(tools: &Tools) -> Result<PathBuf> {
    let mut cargo = tools.cargo()?;
    cargo.args([
        "build",
        "--release",
        "--package",
        "hash-core",
        "--target",
        "wasm32-unknown-unknown",
    ]);
    process::run(&mut cargo)?;
    let target = workspace::root().join("target");
    let folder = target.join("hash-core");
    let mut bindgen = tools.command("wasm-bindgen")?;
    bindgen
        .args(["--target", "web", "--out-dir"])
        .arg(&folder)
        .arg(target.join("wasm32-unknown-unknown/release/hash_core.wasm"));
    process::run(&mut bindgen)?;
    Ok(folder)
}
