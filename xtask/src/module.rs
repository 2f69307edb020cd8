//! `cargo xtask module`: the modules of page and worker, each split into what is loaded at once and what is loaded when it is needed.
//!
//! Code that only `src/ui/later.rs` names moves into a module of its own, and so does what only `src/ui/asked.rs` names; what both need, and the page does not, comes with either.
//! Of the worker it is the decoders (`src/browser/decoders.rs`). All that is decided by what the linker knew of who needs what. That comes between the
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

/// A program that runs in the browser.
struct Program {
    /// Its name in `Cargo.toml`, and that of its script.
    name: &'static str,
    /// Compiles it so that it can be split. Each program has its own, because the doors to all modules are exported wherever the library is built with
    /// them: the worker would link Yew.
    feature: &'static str,
    /// The modules beside its own.
    others: &'static [&'static str],
    /// What several of them need. There may be nothing; the file is there in any case.
    shared: &'static str,
}

const PROGRAMS: [Program; 2] = [
    Program {
        name: "app",
        feature: "split-page",
        // What is there for nearly every image, and what somebody has to ask for.
        others: &["split_later.wasm", "split_asked.wasm"],
        shared: "split_shared.wasm",
    },
    Program {
        name: "worker",
        feature: "split-worker",
        others: &["split_gzip.wasm", "split_zstd.wasm"],
        shared: "split_unpacking.wasm",
    },
];

/// What the splitter calls a module that others share begins like this, with a number behind it.
const CHUNK: &str = "chunk_";

/// A module in which nothing is.
const EMPTY: &[u8] = b"\0asm\x01\0\0\0";

/// The features of WebAssembly by name: with all of them wasm-opt writes modules that browsers refuse. The lowest addresses are the end of
/// the stack, where nothing is found by an offset. Functions of one name are much alike: side by side they compress better
/// (those of the page's own modules are put in a still better order afterwards), and so does access to memory without hints of how it is aligned,
/// which engines do not use. Nobody reads which compiler was at work.
const OPTIMIZATION: &str = "--enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals \
     --enable-reference-types --enable-multivalue --enable-simd --low-memory-unused --reorder-functions-by-name --dealign \
     --strip-producers --strip-target-features";

/// Compiles, splits, binds and optimises both programs, into the site that Trunk is building if it is Trunk that calls.
///
/// # Errors
/// When a tool is missing and cannot be installed, or fails.
pub fn run(mut arguments: lexopt::Parser) -> Result<()> {
    match arguments.next()? {
        None => {
            let modules = build(&Tools::for_the_site()?)?;
            match env::var_os("TRUNK_STAGING_DIR") {
                Some(site) => site::copy(&modules, Path::new(&site)),
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
    for program in &PROGRAMS {
        let mut cargo = tools.cargo()?;
        cargo.args(["build", "--release", "--target", WASM_TARGET]);
        cargo.args(["--bin", program.name, "--features", program.feature]);
        paths::hide(&mut cargo);
        process::run(&mut cargo)?;
    }
    Ok(())
}

/// Builds the modules into a folder of their own below `target/`, which it returns.
///
/// # Errors
/// When a tool fails.
pub fn build(tools: &Tools) -> Result<PathBuf> {
    compile(tools)?;
    let target = workspace::root().join("target");
    let finished = target.join("module");
    empty(&finished)?;
    for program in &PROGRAMS {
        let parts = target.join("module-parts").join(program.name);
        empty(&parts)?;
        let modules = program.split(&parts)?;
        program.bind(tools, &parts, &modules, &finished)?;
    }
    Ok(finished)
}

impl Program {
    /// The script, as everybody calls it.
    fn script(&self) -> String {
        format!("{}.js", self.name)
    }

    /// Its own module, as wasm-bindgen calls it.
    fn bound(&self) -> String {
        format!("{}_bg.wasm", self.name)
    }

    /// Splits the compiled module into its own and the others, whose names it returns.
    fn split(&self, parts: &Path) -> Result<Vec<String>> {
        let release = workspace::root()
            .join("target")
            .join(WASM_TARGET)
            .join("release");
        let compiled = release.join(format!("{}.wasm", self.name));
        let bytes =
            fs::read(&compiled).with_context(|| format!("there is no {}", compiled.display()))?;
        let main = parts.join("main.wasm");
        let (link_name, main_module) = (format!("./{LOADER}"), format!("./{}", self.script()));
        let mut options = wasm_split_cli_support::Options::new(&bytes);
        options.output_dir = parts;
        options.main_out_path = &main;
        options.link_name = &link_name;
        options.main_module = &main_module;
        let split = wasm_split_cli_support::transform(options)
            .map_err(|error| anyhow!("cannot split {}: {error:#}", compiled.display()))?;
        let mut names = Vec::new();
        for path in &split.split_modules {
            let name = path.file_name().context("a module has no name")?;
            let name = name.to_string_lossy().into_owned();
            names.push(if name.starts_with(CHUNK) {
                // Its number depends on how many modules there are: nobody could tell it from the outside.
                fs::rename(path, parts.join(self.shared)).context("cannot name a module")?;
                let loader = parts.join(LOADER);
                let script = fs::read_to_string(&loader).context("splitting left no loader")?;
                fs::write(&loader, script.replace(&name, self.shared))
                    .context("cannot write the loader")?;
                self.shared.to_owned()
            } else {
                name
            });
        }
        names.sort();
        let mut others: Vec<&str> = names.iter().map(String::as_str).collect();
        others.retain(|name| *name != self.shared);
        let mut wanted = self.others.to_vec();
        wanted.sort_unstable();
        // Each is a file that the site must have: see `sizes`.
        if others != wanted {
            bail!("{wanted:?} were expected, not {others:?}");
        }
        Ok(names)
    }

    /// Makes script and modules of the parts, as small as they become.
    fn bind(&self, tools: &Tools, parts: &Path, modules: &[String], finished: &Path) -> Result<()> {
        fs::write(finished.join(self.shared), EMPTY).context("cannot write a module")?;
        process::run(
            tools
                .command("wasm-bindgen")?
                .args([
                    "--target",
                    "web",
                    "--no-typescript",
                    // The other modules share the table of functions.
                    "--keep-lld-exports",
                    "--out-name",
                    self.name,
                    "--out-dir",
                ])
                .arg(parts)
                .arg(parts.join("main.wasm")),
        )?;
        let own = self.bound();
        let bound = parts.join(&own);
        let imported = format!("./{}_bg.js", self.name);
        let (short, renamed) = imports::shorten(&fs::read(&bound)?, &imported)?;
        fs::write(&bound, short)?;
        for name in [&own].into_iter().chain(modules) {
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
            fs::read_to_string(parts.join(name))
                .with_context(|| format!("splitting left no {name}"))
        };
        let name = self.script();
        let script = imports::rename(&read(&name)?, &renamed)?;
        let script = glue::join(&script, &name, &read(LOADER)?, LOADER, modules)?;
        fs::write(finished.join(name), script)?;
        Ok(())
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
