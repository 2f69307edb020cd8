//! A real layer to measure with: the root of a Debian system as debootstrap makes it, made once and kept.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::apt;
use crate::packages;
use crate::process::say;
use crate::workspace;

const SUITE: &str = "bookworm";

/// A tar archive of the smallest system of the suite: about 204 MB, 95 MB by gzip.
///
/// # Errors
/// When debootstrap is missing and cannot be installed, cannot be run as root, or does not reach the mirror.
pub fn find_or_make() -> Result<PathBuf> {
    let archive = workspace::tools_cache()?.join(format!("debian-{SUITE}.tar"));
    if archive.is_file() {
        return Ok(archive);
    }
    packages::debootstrap()?;
    say("Making a Debian root to measure with: about 1 minute, once");
    let root = env::temp_dir().join(format!("porthole-debian-{}", std::process::id()));
    let unfinished = archive.with_extension("unfinished");
    let (root, file) = (text_of(&root)?, text_of(&unfinished)?);
    let made = as_root(&[
        "debootstrap",
        "--variant=minbase",
        SUITE,
        root,
        "http://deb.debian.org/debian",
    ])
    .and_then(|()| {
        as_root(&[
            "tar",
            "--sort=name",
            "--numeric-owner",
            "-cf",
            file,
            "-C",
            root,
            ".",
        ])
    });
    // Whatever came of it.
    let removed = as_root(&["rm", "-rf", root]);
    made?;
    removed?;
    fs::rename(&unfinished, &archive)
        .with_context(|| format!("cannot make {}", archive.display()))?;
    Ok(archive)
}

/// Devices and owners are part of such a system.
fn as_root(command: &[&str]) -> Result<()> {
    apt::as_root(
        command,
        "the part `unpack` measures a real system, which only root can make, and there is no sudo: name the other parts behind `cargo xtask bench`",
    )
}

fn text_of(path: &Path) -> Result<&str> {
    path.to_str()
        .with_context(|| format!("{} is no text", path.display()))
}
