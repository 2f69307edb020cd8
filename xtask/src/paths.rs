//! What is built names no folder of the machine that built it.
//!
//! Panics say in which file they happened, and the compiler writes down each such file as it found it. Nobody who gets the site has those
//! folders; with shorter names the files are the same on every machine, and a little lighter.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::process;

/// Where Cargo takes flags for the compiler from, beside those of `.cargo/config.toml`.
const VARIABLE: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// Tells Cargo, or a program that calls it, how sources are named in what it builds for browsers.
pub fn hide(command: &mut Command) {
    let own = env::var(VARIABLE).unwrap_or_default();
    let flags = folders()
        .iter()
        .filter_map(|folder| flag(&folder.to_string_lossy()))
        .fold(own.clone(), |flags, flag| {
            // What calls this may have been called with them.
            if flags.contains(&flag) {
                flags
            } else {
                format!("{flags} {flag}")
            }
        });
    command.env(VARIABLE, flags.trim_start());
    // Where one of these is set, whatever for, Cargo reads neither that variable nor `.cargo/config.toml`.
    for variable in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"] {
        command.env_remove(variable);
    }
}

/// What is built must name no such folder.
///
/// # Errors
/// When the module names one, or cannot be read.
pub fn inspect(module: &Path) -> Result<()> {
    let bytes = fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    for folder in folders() {
        let name = folder.to_string_lossy().into_owned();
        if flag(&name).is_some() && contains(&bytes, name.as_bytes()) {
            bail!(
                "{} names {name}, a folder of this machine",
                module.display()
            );
        }
    }
    Ok(())
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// The folders of sources that are not the workspace's: those of Cargo's packages, and of the standard library.
fn folders() -> Vec<PathBuf> {
    let registries = cargo_home().map(|home| home.join("registry").join("src"));
    let packages = registries.and_then(|folder| fs::read_dir(folder).ok());
    let packages = packages.into_iter().flatten().flatten();
    let sysroot = process::first_line(Command::new("rustc").args(["--print", "sysroot"]));
    let library =
        sysroot.map(|sysroot| PathBuf::from(sysroot).join("lib/rustlib/src/rust/library"));
    packages.map(|entry| entry.path()).chain(library).collect()
}

/// Where Cargo keeps what it downloaded.
fn cargo_home() -> Option<PathBuf> {
    match env::var_os("CARGO_HOME") {
        Some(home) => Some(PathBuf::from(home)),
        None => Some(env::home_dir()?.join(".cargo")),
    }
}

/// `None` where the variable cannot carry the name: a blank divides its flags.
fn flag(folder: &str) -> Option<String> {
    let can_be_said = !folder.contains(char::is_whitespace);
    can_be_said.then(|| format!("--remap-path-prefix={folder}/="))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_left_out_of_names_unless_its_own_has_a_blank() {
        assert_eq!(
            flag("/home/ann/.cargo/registry/src/index"),
            Some("--remap-path-prefix=/home/ann/.cargo/registry/src/index/=".to_owned())
        );
        assert_eq!(flag("/Users/Ann Other/.cargo"), None);
    }

    #[test]
    fn flags_are_said_once() {
        let mut command = Command::new("cargo");
        hide(&mut command);
        let said = |command: &Command| {
            let mut variables = command.get_envs();
            let found = variables.find(|(name, _)| *name == VARIABLE);
            found.and_then(|(_, value)| Some(value?.to_string_lossy().into_owned()))
        };
        let is_removed = |name: &str| {
            command
                .get_envs()
                .any(|(variable, value)| variable == name && value.is_none())
        };
        assert!(is_removed("RUSTFLAGS") && is_removed("CARGO_ENCODED_RUSTFLAGS"));
        let flags = said(&command).unwrap_or_default();
        let mut each: Vec<&str> = flags.split(' ').collect();
        each.sort_unstable();
        let length = each.len();
        each.dedup();
        assert_eq!(each.len(), length, "{flags}");
        assert!(flags.contains("rust/library/="), "{flags}");
    }
}
