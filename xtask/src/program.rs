//! A program that runs in the browser: its module, split into what is loaded at once and what is loaded when it is needed, bound to a script, and
//! made as small as it becomes.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail};
use sha2::{Digest as _, Sha256};

use crate::glue;
use crate::imports;
use crate::order;
use crate::process;
use crate::profile::FIRST_VIEWS;
use crate::rare::{self, Objects, Profile};
use crate::toolchain::WASM_TARGET;
use crate::tools::Tools;
use crate::workspace;

/// Name of the script that loads the other modules, while there is one.
const LOADER: &str = "split.js";

/// A program that runs in the browser.
pub struct Program {
    /// Its name in `Cargo.toml`, and that of its script.
    name: &'static str,
    /// The modules beside its own.
    others: &'static [&'static str],
    /// What several of them need. There may be nothing; the file is there in any case.
    shared: &'static str,
    /// How wasm-opt makes them smaller.
    passes: &'static str,
    /// What of its own module did not run at first, by a profile: see `rare`.
    rare: Option<Rare>,
}

struct Rare {
    module: &'static str,
    profile: &'static str,
}

/// What a function computes twice is found where its code has no expressions in expressions, and again in what came of that; then comes what is known of values
/// throughout the module. That is half a percent less than what converges by itself.
const SMALLEST: &str = "--flatten --local-cse --rereloop -Oz --flatten --local-cse --rereloop -Oz \
     --gufa-optimizing --local-cse -Oz";

/// Leaves loops as the compiler made them, which is what their speed hangs on.
const SMALL: &str = "-Oz --converge";

/// For what was made so small before, and then divided.
const AGAIN: &str = "-Oz";

/// A program's own module as the splitter leaves it.
const MAIN: &str = "main.wasm";

/// A program's own module before what is rare was taken out of it.
const WHOLE: &str = "whole.wasm";

/// Both.
pub const PROGRAMS: [Program; 2] = [
    Program {
        name: "app",
        // What is there for nearly every image, and what somebody has to ask for.
        others: &["split_later.wasm", "split_asked.wasm"],
        shared: "split_shared.wasm",
        passes: SMALLEST,
        rare: Some(Rare {
            module: "split_rare.wasm",
            profile: FIRST_VIEWS,
        }),
    },
    Program {
        name: "worker",
        others: &["split_gzip.wasm", "split_zstd.wasm"],
        shared: "split_unpacking.wasm",
        // It hashes and unpacks.
        passes: SMALL,
        rare: None,
    },
];

/// What the splitter calls a module that others share begins like this, with a number behind it.
const CHUNK: &str = "chunk_";

/// A module in which nothing is.
pub const EMPTY: &[u8] = b"\0asm\x01\0\0\0";

/// The features of WebAssembly by name: with all of them wasm-opt writes modules that browsers refuse. The lowest addresses are the end of
/// the stack, where nothing is found by an offset. Functions of one name are much alike: side by side they compress better
/// (they are put in a still better order afterwards), and so does access to memory without hints of how it is aligned,
/// which engines do not use. Nobody reads which compiler was at work.
const OPTIMIZATION: &str = "--enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals \
     --enable-reference-types --enable-multivalue --enable-simd --low-memory-unused --reorder-functions-by-name --dealign \
     --strip-producers --strip-target-features";

/// The page's own module as it was before what is rare was taken out of it, when the site has been built.
///
/// # Errors
/// When it is missing.
pub fn whole_page() -> Result<Vec<u8>> {
    let module = workspace::target().join("module-parts/app").join(WHOLE);
    fs::read(&module).with_context(|| format!("there is no {}", module.display()))
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

    /// Splits, binds and optimises what the compiler left, into a folder of its own below `target/`, which it returns. What was made of the very same
    /// module before is taken as it is: a minute's work, and the tests need the site three times.
    ///
    /// # Errors
    /// When a tool fails.
    pub fn build(&self, tools: &Tools) -> Result<PathBuf> {
        let target = workspace::target();
        let release = target.join(WASM_TARGET).join("release");
        let compiled = release.join(format!("{}.wasm", self.name));
        let module =
            fs::read(&compiled).with_context(|| format!("there is no {}", compiled.display()))?;
        let parts = target.join("module-parts").join(self.name);
        let finished = target.join("module").join(self.name);
        let made_of = finished.with_extension("sha256");
        let now = made_by_this_program_of(&module)?;
        if fs::read(&made_of).is_ok_and(|before| before == now) {
            return Ok(finished);
        }
        // First, so that what breaks off is never taken for finished.
        forget(&made_of)?;
        for folder in [&parts, &finished] {
            empty(folder)?;
        }
        let modules = self.split(&module, &parts)?;
        self.bind(tools, &module, &parts, &modules, &finished)?;
        fs::write(made_of, now).context("cannot write what it was made of")?;
        Ok(finished)
    }

    /// Splits a compiled module into its own and the others, all in this folder, and names the files of the others.
    fn split_into(&self, module: &[u8], parts: &Path) -> Result<Vec<PathBuf>> {
        let main = parts.join(MAIN);
        let (link_name, main_module) = (format!("./{LOADER}"), format!("./{}", self.script()));
        let mut options = wasm_split_cli_support::Options::new(module);
        options.output_dir = parts;
        options.main_out_path = &main;
        options.link_name = &link_name;
        options.main_module = &main_module;
        let split = wasm_split_cli_support::transform(options)
            .map_err(|error| anyhow!("cannot split the module of {}: {error:#}", self.name))?;
        Ok(split.split_modules)
    }

    /// Splits a compiled module into its own and the others, whose names it returns.
    fn split(&self, module: &[u8], parts: &Path) -> Result<Vec<String>> {
        let mut names = Vec::new();
        for path in &self.split_into(module, parts)? {
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
    fn bind(
        &self,
        tools: &Tools,
        compiled: &[u8],
        parts: &Path,
        modules: &[String],
        finished: &Path,
    ) -> Result<()> {
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
                .arg(parts.join(MAIN)),
        )?;
        let own = self.bound();
        let bound = parts.join(&own);
        let imported = format!("./{}_bg.js", self.name);
        let (short, renamed) = imports::shorten(&fs::read(&bound)?, &imported)?;
        fs::write(&bound, short)?;
        for name in [&own].into_iter().chain(modules) {
            optimize(tools, self.passes, &parts.join(name), &finished.join(name))?;
        }
        let rare = self.rare.as_ref().map(|rare| rare.module);
        if let Some(rare) = &self.rare {
            let whole = parts.join(WHOLE);
            fs::rename(finished.join(&own), &whole).context("cannot name a module")?;
            let constants = Objects::read(compiled, |marked| {
                let folder = parts.join("marked");
                empty(&folder)?;
                self.split_into(marked, &folder)?;
                fs::read(folder.join(MAIN)).context("splitting left no module")
            })?;
            let profile = Profile::read(rare.profile)?;
            let split = rare::split(&fs::read(&whole)?, &constants, &profile)?;
            for (name, module) in [(own.as_str(), split.main), (rare.module, split.rare)] {
                let part = parts.join(name);
                fs::write(&part, module).context("cannot write a module")?;
                optimize(tools, AGAIN, &part, &finished.join(name))?;
            }
        }
        let all = [own.as_str()].into_iter().chain(rare);
        for name in all.chain(modules.iter().map(String::as_str)) {
            let module = finished.join(name);
            fs::write(&module, order::reorder(&fs::read(&module)?)?)?;
        }
        let read = |name: &str| {
            fs::read_to_string(parts.join(name))
                .with_context(|| format!("splitting left no {name}"))
        };
        let name = self.script();
        let script = imports::rename(&read(&name)?, &renamed)?;
        let mut script = glue::join(&script, &name, &read(LOADER)?, LOADER, modules)?;
        if let Some(rare) = rare {
            script = glue::with_rare(&script, rare)?;
        }
        fs::write(finished.join(name), script)?;
        Ok(())
    }
}

/// The hash of a compiled module, and of this program, which knows all tools by their versions.
fn made_by_this_program_of(module: &[u8]) -> Result<Vec<u8>> {
    let this = std::env::current_exe().and_then(fs::read);
    let this = this.context("this program cannot be read")?;
    Ok(Sha256::new()
        .chain_update(module)
        .chain_update(this)
        .finalize()
        .to_vec())
}

fn optimize(tools: &Tools, passes: &str, module: &Path, into: &Path) -> Result<()> {
    process::run(
        tools
            .command("wasm-opt")?
            .args(passes.split_whitespace())
            .args(OPTIMIZATION.split_whitespace())
            .arg(module)
            .arg("-o")
            .arg(into),
    )
}

fn forget(file: &Path) -> Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", file.display()))
        }
        _ => Ok(()),
    }
}

/// Makes a folder, or empties it.
///
/// # Errors
/// When that fails.
pub fn empty(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(error).with_context(|| format!("cannot empty {}", folder.display()));
        }
        _ => {}
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))
}
