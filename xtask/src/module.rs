//! `cargo xtask module`: the modules of page and worker, each split into what is loaded at once and what is loaded when it is needed.
//!
//! Code that only `src/ui/later.rs` names moves into a module of its own, and so does what only `src/ui/asked.rs` names; what both need, and the page does not, comes with either.
//! Of the worker it is the decoders. The programs say so (`src/bin`). All that is decided by what the linker knew of who needs what. That comes between the
//! compiler and wasm-bindgen, where Trunk has no step: so Trunk calls this when it has built the rest of the page (`Trunk.toml`).

use std::env;
use std::path::Path;

use anyhow::Result;

use crate::paths;
use crate::process;
use crate::program::PROGRAMS;
use crate::site;
use crate::toolchain::WASM_TARGET;
use crate::tools::Tools;

/// Compiles, splits, binds and optimises both programs, into the site that Trunk is building if it is Trunk that calls.
///
/// # Errors
/// When a tool is missing and cannot be installed, or fails.
pub fn run(mut arguments: lexopt::Parser) -> Result<()> {
    match arguments.next()? {
        None => {
            let tools = Tools::for_the_site()?;
            compile(&tools)?;
            let site = env::var_os("TRUNK_STAGING_DIR");
            for program in &PROGRAMS {
                let finished = program.build(&tools)?;
                if let Some(site) = &site {
                    site::copy(&finished, Path::new(site))?;
                }
            }
            Ok(())
        }
        Some(lexopt::Arg::Short('h') | lexopt::Arg::Long("help")) => crate::usage(),
        Some(unexpected) => Err(unexpected.unexpected().into()),
    }
}

/// Compiles page and worker: what fails here fails with the compiler's own words.
///
/// # Errors
/// When the compiler fails.
pub fn compile(tools: &Tools) -> Result<()> {
    let mut cargo = tools.cargo()?;
    cargo.args(["build", "--release", "--target", WASM_TARGET]);
    cargo.args(["--bins", "--features", "split"]);
    paths::hide(&mut cargo);
    process::run(&mut cargo)
}
