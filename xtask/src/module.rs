//! `cargo xtask module`: the page's module, split into what is loaded at once and what is loaded when it is needed.
//!
//! Code that only `src/ui/later.rs` names moves into a module of its own, and so does what only `src/ui/asked.rs` names; what both need, and the page does not, comes with either. All that is decided by what the linker knew of who needs what. That comes between the
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

/// Name of the script that loads the other modules, while there is one.
const LOADER: &str = "split.js";

/// The modules beside the page's own: what is there for nearly every image, what somebody has to ask for, and what both need.
pub const OTHERS: [&str; 3] = ["split_later.wasm", "split_asked.wasm", "split_shared.wasm"];

/// What the splitter calls the last of them begins like this, with a number behind it.
const SHARED: &str = "chunk_";

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
    split(&compiled, &parts)?;
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
    for name in ["app_bg.wasm"].into_iter().chain(OTHERS) {
        process::run(
            tools
                .command("wasm-opt")?
                .args(["-Oz", "--converge"])
                .args(OPTIMIZATION.split_whitespace())
                .arg(parts.join(name))
                .arg("-o")
                .arg(finished.join(name)),
        )?;
        let module = finished.join(name);
        fs::write(&module, order::reorder(&fs::read(&module)?)?)?;
    }
    let read = |name: &str| {
        fs::read_to_string(parts.join(name)).with_context(|| format!("splitting left no {name}"))
    };
    let script = imports::rename(&read("app.js")?, &renamed)?;
    let script = glue::join(&script, &read(LOADER)?, LOADER, &OTHERS)?;
    fs::write(finished.join("app.js"), script)?;
    Ok(finished)
}

/// Splits the compiled module into the page's own and [`OTHERS`].
fn split(compiled: &Path, parts: &Path) -> Result<()> {
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
    let mut names = Vec::new();
    for path in &split.split_modules {
        let name = path.file_name().context("a module has no name")?;
        let name = name.to_string_lossy().into_owned();
        // Its number depends on how many modules there are: nobody could tell it from the outside.
        if name.starts_with(SHARED) {
            let shared = OTHERS[2];
            fs::rename(path, parts.join(shared)).context("cannot name a module")?;
            let loader = parts.join(LOADER);
            let script = fs::read_to_string(&loader).context("splitting left no loader")?;
            fs::write(&loader, script.replace(&name, shared)).context("cannot write the loader")?;
            names.push(shared.to_owned());
        } else {
            names.push(name);
        }
    }
    names.sort();
    let mut wanted = OTHERS;
    wanted.sort_unstable();
    // Each is a file that the site must have: see `sizes`.
    if names != wanted {
        bail!("{wanted:?} were expected, not {names:?}");
    }
    Ok(())
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
