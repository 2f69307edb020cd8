//! `cargo xtask module`: the page's module, split into what is loaded at once and what is loaded when it is needed.
//!
//! Code that only `src/ui/later.rs` names moves into a module of its own, by what the linker knew of who needs what. That comes between the
//! compiler and wasm-bindgen, where Trunk has no step: so Trunk calls this when it has built the rest of the page (`Trunk.toml`).

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail};

use crate::glue;
use crate::imports;
use crate::order;
use crate::paths;
use crate::process;
use crate::site;
use crate::toolchain::WASM_TARGET;
use crate::tools::Tools;
use crate::workspace;

/// Name of the script that loads the second module, while there is one.
const LOADER: &str = "split.js";

/// The features of WebAssembly by name: with all of them wasm-opt writes modules that browsers refuse. The lowest addresses are the end of
/// the stack, where nothing is found by an offset. Functions of one name are much alike: side by side they compress better
/// (those of the page's own modules are put in a still better order afterwards), and so does access to memory without hints of how it is aligned,
/// which engines do not use. Nobody reads which compiler was at work. The same as in `index.html`, for the worker.
pub const OPTIMIZATION: &str = "--enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals \
     --enable-reference-types --enable-multivalue --enable-simd --low-memory-unused --reorder-functions-by-name --dealign \
     --strip-producers --strip-target-features";

/// Compiles, splits, binds and optimises the page's module, into the site that Trunk is building if it is Trunk that calls.
///
/// # Errors
/// When a tool is missing and cannot be installed, or fails.
pub fn run(mut arguments: lexopt::Parser) -> Result<()> {
    match arguments.next()? {
        None => {
            let module = build(&Tools::for_the_site()?)?;
            match env::var_os("TRUNK_STAGING_DIR") {
                Some(site) => site::copy(&module, Path::new(&site)),
                None => Ok(()),
            }
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
    let cargo = |rest: &[&str]| {
        let mut cargo = tools.cargo()?;
        cargo.args(["build", "--release", "--target", WASM_TARGET]);
        paths::hide(&mut cargo);
        process::run(cargo.args(rest))
    };
    cargo(&["--bin", "worker"])?;
    // Apart, because the door to the second module is exported wherever the library is built with it: the worker would link Yew.
    cargo(&["--bin", "app", "--features", "split"])
}

/// Builds the module into a folder of its own below `target/`, which it returns.
///
/// # Errors
/// When a tool fails.
pub fn build(tools: &Tools) -> Result<PathBuf> {
    compile(tools)?;
    let target = workspace::root().join("target");
    let compiled = target.join(WASM_TARGET).join("release").join("app.wasm");
    let (parts, finished) = (target.join("module-parts"), target.join("module"));
    for folder in [&parts, &finished] {
        empty(folder)?;
    }
    let split_off = split(&compiled, &parts)?;
    process::run(
        tools
            .command("wasm-bindgen")?
            .args([
                "--target",
                "web",
                "--no-typescript",
                // The second module shares the table of functions.
                "--keep-lld-exports",
                "--out-name",
                "app",
                "--out-dir",
            ])
            .arg(&parts)
            .arg(parts.join("main.wasm")),
    )?;
    let bound = parts.join("app_bg.wasm");
    let (short, renamed) = imports::shorten(&fs::read(&bound)?, "./app_bg.js")?;
    fs::write(&bound, short)?;
    for (from, to) in [
        ("app_bg.wasm", "app_bg.wasm"),
        (split_off.as_str(), split_off.as_str()),
    ] {
        process::run(
            tools
                .command("wasm-opt")?
                .args(["-Oz", "--converge"])
                .args(OPTIMIZATION.split_whitespace())
                .arg(parts.join(from))
                .arg("-o")
                .arg(finished.join(to)),
        )?;
        let module = finished.join(to);
        fs::write(&module, order::reorder(&fs::read(&module)?)?)?;
    }
    let read = |name: &str| {
        fs::read_to_string(parts.join(name)).with_context(|| format!("splitting left no {name}"))
    };
    let script = imports::rename(&read("app.js")?, &renamed)?;
    let script = glue::join(&script, &read(LOADER)?, LOADER)?;
    fs::write(finished.join("app.js"), script)?;
    Ok(finished)
}

/// Splits the compiled module; returns the name of what was split off.
fn split(compiled: &Path, parts: &Path) -> Result<String> {
    let bytes =
        fs::read(compiled).with_context(|| format!("there is no {}", compiled.display()))?;
    let main = parts.join("main.wasm");
    let link_name = format!("./{LOADER}");
    let mut options = wasm_split_cli_support::Options::new(&bytes);
    options.output_dir = parts;
    options.main_out_path = &main;
    options.link_name = &link_name;
    options.main_module = "./app.js";
    let split = wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("cannot split {}: {error:#}", compiled.display()))?;
    match split.split_modules.as_slice() {
        [one] => Ok(one
            .file_name()
            .context("a module has no name")?
            .to_string_lossy()
            .into_owned()),
        // Each is a file that the site must have: see `sizes`.
        several => bail!("one second module was expected, not {several:?}"),
    }
}

fn empty(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(error).with_context(|| format!("cannot empty {}", folder.display()));
        }
        _ => {}
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))
}
