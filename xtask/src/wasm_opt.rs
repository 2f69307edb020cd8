//! wasm-opt, which makes the modules a third smaller. It has no crate of a useful age: it comes from wherever it can be had.

use std::env::consts::{ARCH, EXE_SUFFIX, OS};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::npm;
use crate::packages;
use crate::process::{self, say};
use crate::tools;
use crate::workspace;

/// Of binaryen; the same as the npm package's major version.
const VERSION: &str = "132";

/// wasm-opt: on `PATH`, or as it was downloaded before; else from npm; else what its makers build, which takes `curl`, `tar` and a network that
/// reaches GitHub. Where that is out of reach too, Debian and Ubuntu get npm first.
///
/// Returns the folder that is to be added to `PATH`, if any.
///
/// # Errors
/// When there is no way to get it.
pub fn find_or_install() -> Result<Option<PathBuf>> {
    if process::find("wasm-opt").is_some_and(|file| tools::reports(&file, VERSION)) {
        return Ok(None);
    }
    let downloaded = workspace::tools_cache()?.join(format!("binaryen-{VERSION}"));
    if tools::reports(&program_in(&downloaded.join("bin")), VERSION) {
        return Ok(Some(downloaded.join("bin")));
    }
    if process::find("npm").is_none() {
        match download(&downloaded) {
            Ok(()) => return Ok(Some(downloaded.join("bin"))),
            Err(error) => say(format!("{error:#}; trying npm")),
        }
        packages::npm().context(format!(
            "wasm-opt is missing: install npm, or wasm-opt of binaryen {VERSION}"
        ))?;
    }
    let programs = npm::BINARYEN.install()?.join("../.bin");
    let file = program_in(&programs);
    if !tools::reports(&file, VERSION) {
        bail!(
            "{} does not run: is the Node.js of this machine older than 18?",
            file.display()
        );
    }
    Ok(Some(programs))
}

fn program_in(folder: &Path) -> PathBuf {
    folder.join(format!("wasm-opt{EXE_SUFFIX}"))
}

/// The archive that binaryen's makers publish for such a machine, by the names that Rust has for its parts.
fn address(architecture: &str, system: &str) -> String {
    let architecture = match (architecture, system) {
        ("aarch64", "macos") => "arm64",
        _ => architecture,
    };
    format!(
        "https://github.com/WebAssembly/binaryen/releases/download/version_{VERSION}/binaryen-version_{VERSION}-{architecture}-{system}.tar.gz"
    )
}

/// Downloads binaryen into a folder of its own, whole or not at all.
fn download(folder: &Path) -> Result<()> {
    let unfinished = folder.with_extension(std::process::id().to_string());
    fs::create_dir_all(&unfinished)
        .with_context(|| format!("cannot create {}", unfinished.display()))?;
    let address = address(ARCH, OS);
    say(format!("Downloading {address}"));
    let downloaded = unpack(&address, &unfinished).and_then(|()| {
        // Of another version, or one that did not run.
        let _ = fs::remove_dir_all(folder);
        Ok(fs::rename(&unfinished, folder)?)
    });
    if downloaded.is_err() {
        // What is left of a failed attempt is of no use, and not worth a second error.
        let _ = fs::remove_dir_all(&unfinished);
    }
    downloaded
}

fn unpack(address: &str, folder: &Path) -> Result<()> {
    let archive = folder.join("binaryen.tar.gz");
    process::run(
        Command::new("curl")
            .args(["--fail", "--location", "--silent", "--show-error"])
            .args(["--connect-timeout", "10", "--retry", "2", "--output"])
            .args([archive.as_os_str(), address.as_ref()]),
    )?;
    process::run(
        Command::new("tar")
            .args(["-xz", "--strip-components=1", "-f"])
            .arg(&archive)
            .arg("-C")
            .arg(folder),
    )?;
    fs::remove_file(&archive)?;
    if !tools::reports(&program_in(&folder.join("bin")), VERSION) {
        bail!("the wasm-opt of {address} does not run here");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn download_and_npm_package_are_of_one_version() {
        assert_eq!(npm::BINARYEN.version.split('.').next(), Some(VERSION));
        let page = "https://github.com/WebAssembly/binaryen/releases/download/version_132";
        for (architecture, system, want) in [
            ("x86_64", "linux", "x86_64-linux"),
            ("aarch64", "linux", "aarch64-linux"),
            ("aarch64", "macos", "arm64-macos"),
            ("x86_64", "windows", "x86_64-windows"),
        ] {
            assert_eq!(
                address(architecture, system),
                format!("{page}/binaryen-version_132-{want}.tar.gz")
            );
        }
    }

    /// Trunk would look for a wasm-opt of its own, of another version.
    #[test]
    fn trunk_is_not_asked_for_wasm_opt() {
        let root = workspace::root();
        let page = fs::read_to_string(root.join("index.html")).expect("index.html is there");
        let rust: Vec<_> = page
            .lines()
            .filter(|line| line.contains("data-trunk") && line.contains(r#"rel="rust""#))
            .collect();
        assert!(!rust.is_empty());
        assert!(
            rust.iter()
                .all(|line| line.contains(r#"data-wasm-opt="0""#)),
            "{rust:?}"
        );
        let configuration = fs::read_to_string(root.join("Trunk.toml")).expect("it is there");
        assert!(!configuration.contains("wasm_opt"), "{configuration}");
    }
}
