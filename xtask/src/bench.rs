//! `cargo xtask bench`: speed, size and memory, measured in a real browser.

use anyhow::{Result, bail};

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
    if !workspace::root()
        .join("tests/end-to-end/src/bin/bench.rs")
        .is_file()
    {
        bail!("there is no benchmark yet: tests/end-to-end/src/bin/bench.rs is missing");
    }
    let mut tools = Tools::for_the_site()?;
    let site = crate::site::build(&tools)?;
    sizes::measure(&site)?.print();
    packages::registry_and_image_tools(&mut tools)?;
    packages::npm()?;
    let browser = packages::browser()?;
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
        .args(arguments.raw_args()?);
    suites::name_surroundings(&mut cargo, &site, &browser, &npm::AXE_CORE.install()?);
    process::run(&mut cargo)
}
