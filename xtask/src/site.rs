//! `cargo xtask build`: the static site, and what must hold for it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use lexopt::prelude::*;

use crate::compressed;
use crate::integrity;
use crate::minify;
use crate::module;
use crate::paths;
use crate::process;
use crate::profile;
use crate::sizes;
use crate::tools::Tools;
use crate::workspace;

/// What says which gateways there are: a file of the site, beside the page.
const GATEWAYS: &str = "gateways.json";

/// The scripts of the site.
const SCRIPTS: [&str; 3] = ["porthole.js", "app.js", "worker.js"];

/// Builds the site into `dist/` or the folder that `--out` names, and prints what it weighs.
///
/// # Errors
/// When the build fails, or with `--check-sizes` when the site is too heavy.
pub fn run(mut arguments: lexopt::Parser) -> Result<()> {
    let mut out = workspace::root().join("dist");
    let mut check_sizes = false;
    let mut gateways = false;
    let mut compress = false;
    while let Some(argument) = arguments.next()? {
        match argument {
            Short('o') | Long("out") => out = env::current_dir()?.join(arguments.value()?),
            Long("check-sizes") => check_sizes = true,
            Long("gateways") => gateways = true,
            Long("compressed") => compress = true,
            Short('h') | Long("help") => return crate::usage(),
            unexpected => return Err(unexpected.unexpected().into()),
        }
    }
    let site = build(&Tools::for_the_site()?)?;
    let sizes = sizes::measure(&site)?;
    copy(&site, &out)?;
    if gateways {
        let from = workspace::root().join("deploy").join(GATEWAYS);
        fs::copy(&from, out.join(GATEWAYS))
            .with_context(|| format!("cannot copy {}", from.display()))?;
    }
    sizes.print();
    if compress {
        process::say("Compressing what servers send: some seconds");
        compressed::print(&compressed::write(&site, &out)?);
    } else {
        compressed::remove(&site, &out)?;
    }
    integrity::print(&site)?;
    process::say(format!("The site is in {}", out.display()));
    if check_sizes {
        sizes.check(profile::fits())
    } else {
        Ok(())
    }
}

/// Builds the site into a folder of its own below `target/`, which it returns. Nobody else's files are in it:
/// Trunk empties the folder that it builds into.
///
/// # Errors
/// When the build fails, or its result is not what it must be.
pub fn build(tools: &Tools) -> Result<PathBuf> {
    module::compile(tools)?;
    let site = workspace::target().join("site");
    process::run(
        tools
            .trunk()?
            .args(["build", "--release", "--dist"])
            .arg(&site),
    )?;
    // Trunk packs the list of its own gateways. Elsewhere there are none until somebody sets them up: the page must not ask any that is not
    // there. Empty and not missing, since a browser reports a missing file as an error.
    fs::write(site.join(GATEWAYS), "{}\n")?;
    inspect(&site)?;
    for file in SCRIPTS.into_iter().chain(["page.css"]) {
        minify::minify(&site.join(file))?;
    }
    minify::shorten_page(&site.join("index.html"))?;
    integrity::write(&site)?;
    Ok(site)
}

/// What must hold for the built files.
fn inspect(site: &Path) -> Result<()> {
    let read = |name: &str| {
        fs::read_to_string(site.join(name)).with_context(|| format!("the build left no {name}"))
    };
    if read("index.html")?.contains("data-trunk") {
        bail!("index.html still holds a tag for Trunk: see pattern_script in Trunk.toml");
    }
    // Yew cannot work without this function of the DOM. The page must have it, or else this check would not see Yew.
    let yew_needs = "createElement";
    if !read("app.js")?.contains(yew_needs) {
        bail!(
            "app.js does not name {yew_needs}: find another sign of Yew for the check of the worker"
        );
    }
    if read("worker.js")?.contains(yew_needs) {
        bail!("the worker links Yew: worker.js names {yew_needs}");
    }
    for entry in fs::read_dir(site)? {
        let file = entry?.path();
        if file
            .extension()
            .is_some_and(|extension| extension == "wasm")
        {
            paths::inspect(&file)?;
        }
    }
    Ok(())
}

/// Copies files over those of the same name, and leaves all others alone.
///
/// # Errors
/// When something cannot be read or written.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("cannot create {}", to.display()))?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target)
                .with_context(|| format!("cannot write {}", target.display()))?;
        }
    }
    Ok(())
}
