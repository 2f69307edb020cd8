//! The scripts of the site, made short by esbuild: a third of what they weigh by gzip.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::npm;
use crate::packages;
use crate::process;

/// Makes a module shorter in its place. What it exports and what it names of other objects stays.
///
/// # Errors
/// When esbuild cannot be had, or fails.
pub fn minify(script: &Path) -> Result<()> {
    packages::npm()?;
    let program = npm::ESBUILD.install()?.join("bin/esbuild");
    process::run(
        Command::new("node")
            .arg(program)
            .arg(script)
            .args([
                "--minify",
                "--format=esm",
                "--charset=utf8",
                "--allow-overwrite",
                "--log-level=warning",
            ])
            .arg(format!("--outfile={}", script.display())),
    )
}
