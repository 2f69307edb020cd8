//! `cargo xtask bench`: speed, size and memory, measured in a real browser.

use std::path::PathBuf;

use anyhow::{Result, bail};
use lexopt::prelude::*;

use crate::debian_root;
use crate::npm;
use crate::packages;
use crate::process;
use crate::sizes;
use crate::suites;
use crate::tools::Tools;
use crate::workspace;

/// What can be measured by itself; the same as in `tests/end-to-end/src/bin/bench/main.rs`.
const PARTS: [&str; 12] = [
    "first-view",
    "large",
    "lint",
    "tags",
    "files",
    "elements",
    "hash",
    "layer",
    "layers",
    "unpack",
    "gateway",
    "memory",
];

/// Builds the site, prints what it weighs, and runs the benchmark with the arguments that it was given.
///
/// # Errors
/// When no part has a name that was given, or anything fails.
pub fn run(mut arguments: lexopt::Parser) -> Result<()> {
    let mut names = Vec::new();
    while let Some(argument) = arguments.next()? {
        match argument {
            Value(name) => match PARTS.iter().find(|part| name == **part) {
                Some(part) => names.push(*part),
                None => bail!("no part is named {name:?}; there are {}", PARTS.join(", ")),
            },
            Short('h') | Long("help") => return crate::usage(),
            unexpected => return Err(unexpected.unexpected().into()),
        }
    }
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
    if names.is_empty() || names.contains(&"unpack") {
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
    let target = workspace::target();
    let folder = target.join("hash-core");
    let mut bindgen = tools.command("wasm-bindgen")?;
    bindgen
        .args(["--target", "web", "--out-dir"])
        .arg(&folder)
        .arg(target.join("wasm32-unknown-unknown/release/hash_core.wasm"));
    process::run(&mut bindgen)?;
    Ok(folder)
}
