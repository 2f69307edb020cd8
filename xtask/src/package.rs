//! `cargo xtask package`: the element without the page, for npm and for a CDN.
//!
//! | folder | what |
//! |---|---|
//! | `npm/` | what `npm pack` packs: file names as they are, since a bundler gives them its own |
//! | `release/<version>/` | what a CDN serves unchanged: `porthole.js`, and beside it files that are named after their bytes, so that they may be kept for ever |
//!
//! The tarball of npm lies beside them.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::packages;
use crate::process::{self, say};
use crate::tools::Tools;
use crate::workspace;

/// Of the package, and of everything that is released: page and worker refuse each other if they are of different ones.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The name on npm: that of the element.
const NAME: &str = "porthole-image";

const ENTRY: &str = "porthole.js";

/// What the entry loads. It names each of them as `"./name"`.
const LOADED: [&str; 11] = [
    "app.js",
    "app_bg.wasm",
    "split_rare.wasm",
    "split_later.wasm",
    "split_asked.wasm",
    "split_shared.wasm",
    "worker.js",
    "worker_bg.wasm",
    "split_gzip.wasm",
    "split_zstd.wasm",
    "split_unpacking.wasm",
];

/// The types, where there are any.
const TYPES: &str = "porthole.d.ts";

const LICENSES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// Packs what is in `dist/`, or where `--out` says.
///
/// # Errors
/// When the site cannot be built, npm is missing or fails, or a file cannot be written.
pub fn run(mut arguments: lexopt::Parser) -> Result<()> {
    use lexopt::prelude::*;
    let (mut out, mut site) = (workspace::root().join("dist"), None);
    while let Some(argument) = arguments.next()? {
        match argument {
            Short('o') | Long("out") => out = env::current_dir()?.join(arguments.value()?),
            Long("site") => site = Some(env::current_dir()?.join(arguments.value()?)),
            Short('h') | Long("help") => return crate::usage(),
            unexpected => return Err(unexpected.unexpected().into()),
        }
    }
    packages::npm()?;
    let site = match site {
        Some(site) => site,
        None => crate::site::build(&Tools::for_the_site()?)?,
    };
    let npm = out.join("npm");
    write_npm(&site, &npm)?;
    let release = out.join("release").join(VERSION);
    write_release(&site, &release)?;
    let tarball = pack(&npm, &out)?;
    say(format!(
        "The package for npm is {}, the files for a CDN are in {}",
        tarball.display(),
        release.display()
    ));
    Ok(())
}

/// The folder that npm packs.
fn write_npm(site: &Path, folder: &Path) -> Result<()> {
    let root = workspace::root();
    let types = root.join("www").join(TYPES);
    let mut files: Vec<&str> = [ENTRY].into_iter().chain(LOADED).collect();
    // As it was written: what it says to bundlers stands in comments, and they make it short by themselves.
    put(folder, ENTRY, &read(&root.join("www").join(ENTRY))?)?;
    for name in LOADED {
        put(folder, name, &read(&site.join(name))?)?;
    }
    if types.is_file() {
        put(folder, TYPES, &read(&types)?)?;
        files.push(TYPES);
    }
    for name in LICENSES {
        put(folder, name, &read(&root.join(name))?)?;
    }
    put(folder, "README.md", &read(&root.join("docs/packages.md"))?)?;
    let manifest = manifest(&files);
    put(folder, "package.json", format!("{manifest:#}\n").as_bytes())
}

/// Types are found beside the entry by their name; `types` tells npm's own page that they are there.
fn manifest(files: &[&str]) -> serde_json::Value {
    let all = [files, &LICENSES].concat();
    let mut manifest = json!({
        "name": NAME,
        "version": VERSION,
        "description": "Shows what is in a container image, and proves its digests in the browser",
        "keywords": ["oci", "docker", "container", "custom-element", "web-component"],
        "license": "MIT OR Apache-2.0",
        "type": "module",
        "exports": { ".": format!("./{ENTRY}"), (format!("./{ENTRY}")): format!("./{ENTRY}") },
        // To import it is to define the element.
        "sideEffects": [format!("./{ENTRY}")],
        "files": all,
    });
    if files.contains(&TYPES) {
        manifest["types"] = format!("./{TYPES}").into();
    }
    manifest
}

/// The folder that a CDN serves.
fn write_release(site: &Path, folder: &Path) -> Result<()> {
    let mut entry =
        fs::read_to_string(site.join(ENTRY)).with_context(|| format!("the site has no {ENTRY}"))?;
    for name in LOADED {
        let bytes = read(&site.join(name))?;
        let named = named_after(name, &bytes);
        entry = rename(&entry, name, &named)?;
        put(folder, &named, &bytes)?;
    }
    let types = workspace::root().join("www").join(TYPES);
    if types.is_file() {
        put(folder, TYPES, &read(&types)?)?;
    }
    put(folder, ENTRY, entry.as_bytes())
}

/// The name of a file with the beginning of its SHA-256 in it.
fn named_after(name: &str, bytes: &[u8]) -> String {
    let hash: String = Sha256::digest(bytes)
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    match name.split_once('.') {
        Some((stem, extension)) => format!("{stem}-{hash}.{extension}"),
        None => format!("{name}-{hash}"),
    }
}

/// Lets the entry load a file under another name.
fn rename(entry: &str, name: &str, named: &str) -> Result<String> {
    let quoted = format!("\"./{name}\"");
    if entry.matches(&quoted).count() != 1 {
        bail!("{ENTRY} does not name {quoted} exactly once");
    }
    Ok(entry.replace(&quoted, &format!("\"./{named}\"")))
}

/// Lets npm pack a folder, and gives the tarball.
fn pack(folder: &Path, out: &Path) -> Result<PathBuf> {
    let mut npm = Command::new("npm");
    npm.args(["pack", "--loglevel=error", "--ignore-scripts"])
        .arg("--pack-destination")
        .arg(out)
        .current_dir(folder);
    process::output(&mut npm)?;
    let tarball = out.join(format!("{NAME}-{VERSION}.tgz"));
    if tarball.is_file() {
        Ok(tarball)
    } else {
        bail!("npm left no {}", tarball.display())
    }
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn put(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let path = folder.join(name);
    fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entry_names_each_file_that_it_loads_once() {
        let entry = fs::read_to_string(workspace::root().join("www").join(ENTRY));
        let mut entry = entry.expect("the entry is there");
        for word in ["/* @vite-ignore */", "/* webpackIgnore: true */"] {
            assert!(
                entry.contains(&format!("import({word} "))
                    || entry.contains(&format!("{word} files.app")),
                "{word}"
            );
        }
        for name in LOADED {
            entry = rename(&entry, name, "x").expect("it is named once");
        }
        let error = rename(&entry, "app.js", "x").expect_err("it is renamed already");
        assert_eq!(
            error.to_string(),
            "porthole.js does not name \"./app.js\" exactly once"
        );
    }

    #[test]
    fn a_file_is_named_after_its_bytes() {
        for (name, bytes, want) in [
            ("app.js", "", "app-e3b0c44298fc1c14.js"),
            ("app_bg.wasm", "abc", "app_bg-ba7816bf8f01cfea.wasm"),
        ] {
            assert_eq!(named_after(name, bytes.as_bytes()), want);
        }
    }

    #[test]
    fn types_are_named_where_there_are_any() {
        let with = manifest(&[ENTRY, TYPES]);
        assert_eq!(with["types"], "./porthole.d.ts");
        assert_eq!(manifest(&[ENTRY])["types"], json!(null));
        assert_eq!(with["version"], VERSION);
    }
}
