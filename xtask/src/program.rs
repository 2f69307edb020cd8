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
}

/// What a function computes twice is found where its code has no expressions in expressions, and again in what came of that; then comes what is known of values
/// throughout the module. That is half a percent less than what converges by itself.
const SMALLEST: &str = "--flatten --local-cse --rereloop -Oz --flatten --local-cse --rereloop -Oz \
     --gufa-optimizing --local-cse -Oz";

/// Leaves loops as the compiler made them, which is what their speed hangs on.
const SMALL: &str = "-Oz --converge";

/// Both.
pub const PROGRAMS: [Program; 2] = [
    Program {
        name: "app",
        // What is there for nearly every image, and what somebody has to ask for.
        others: &["split_later.wasm", "split_asked.wasm"],
        shared: "split_shared.wasm",
        passes: SMALLEST,
    },
    Program {
        name: "worker",
        others: &["split_gzip.wasm", "split_zstd.wasm"],
        shared: "split_unpacking.wasm",
        // It hashes and unpacks.
        passes: SMALL,
    },
];

/// What the splitter calls a module that others share begins like this, with a number behind it.
const CHUNK: &str = "chunk_";

/// A module in which nothing is.
const EMPTY: &[u8] = b"\0asm\x01\0\0\0";

/// The features of WebAssembly by name: with all of them wasm-opt writes modules that browsers refuse. The lowest addresses are the end of
/// the stack, where nothing is found by an offset. Functions of one name are much alike: side by side they compress better
/// (they are put in a still better order afterwards), and so does access to memory without hints of how it is aligned,
/// which engines do not use. Nobody reads which compiler was at work.
const OPTIMIZATION: &str = "--enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals \
     --enable-reference-types --enable-multivalue --enable-simd --low-memory-unused --reorder-functions-by-name --dealign \
     --strip-producers --strip-target-features";

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
        self.bind(tools, &parts, &modules, &finished)?;
        fs::write(made_of, now).context("cannot write what it was made of")?;
        Ok(finished)
    }

    /// Splits a compiled module into its own and the others, whose names it returns.
    fn split(&self, module: &[u8], parts: &Path) -> Result<Vec<String>> {
        let main = parts.join("main.wasm");
        let (link_name, main_module) = (format!("./{LOADER}"), format!("./{}", self.script()));
        let mut options = wasm_split_cli_support::Options::new(module);
        options.output_dir = parts;
        options.main_out_path = &main;
        options.link_name = &link_name;
        options.main_module = &main_module;
        let split = wasm_split_cli_support::transform(options)
            .map_err(|error| anyhow!("cannot split the module of {}: {error:#}", self.name))?;
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
                    .args(self.passes.split_whitespace())
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

fn forget(file: &Path) -> Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", file.display()))
        }
        _ => Ok(()),
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
