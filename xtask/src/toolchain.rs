//! What the Rust toolchain itself must have: a target, and components that a minimal installation lacks.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::process::{self, say};

/// The target of page and worker.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The wasm target of the compiler in use.
///
/// # Errors
/// When it is missing, and rustup is too or fails.
pub fn wasm_target() -> Result<()> {
    let libraries = process::first_line(Command::new("rustc").args([
        "--print",
        "target-libdir",
        "--target",
        WASM_TARGET,
    ]));
    if libraries.is_some_and(|folder| Path::new(&folder).is_dir()) {
        return Ok(());
    }
    if process::find("rustup").is_none() {
        bail!(
            "the Rust compiler has no standard library for {WASM_TARGET}, and there is no rustup to add it: \
             install Rust by rustup, or that library from where your Rust came from (Debian: libstd-rust-dev-wasm32)"
        );
    }
    say(format!("Adding the target {WASM_TARGET}"));
    process::run(Command::new("rustup").args(["target", "add", WASM_TARGET]))
}

/// Which compiler is in use, by its own words.
pub fn compiler() -> String {
    process::first_line(Command::new("rustc").arg("--version")).unwrap_or_default()
}

/// A nightly compiler, any: libFuzzer takes flags that no other has.
///
/// # Errors
/// When it is missing, and rustup is too or fails.
pub fn nightly() -> Result<()> {
    let mut ask = Command::new("rustup");
    if process::first_line(ask.args(["run", "nightly", "rustc", "--version"])).is_some() {
        return Ok(());
    }
    if process::find("rustup").is_none() {
        bail!(
            "fuzzing takes a nightly compiler, and there is no rustup to add it: install Rust by rustup"
        );
    }
    say("Adding a nightly compiler");
    process::run(Command::new("rustup").args([
        "toolchain",
        "install",
        "nightly",
        "--profile",
        "minimal",
    ]))
}

/// A component of the toolchain that a minimal installation of Rust lacks, such as `rustfmt` for `cargo fmt`.
///
/// # Errors
/// When it is missing and cannot be added.
pub fn component(subcommand: &str, component: &str) -> Result<()> {
    if process::first_line(process::cargo().args([subcommand, "--version"])).is_some() {
        return Ok(());
    }
    say(format!("Adding the component {component}"));
    process::run(Command::new("rustup").args(["component", "add", component]))
}
