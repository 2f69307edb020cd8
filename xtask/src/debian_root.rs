//! A real layer to measure with: the root of a Debian system as debootstrap makes it, made once and kept.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::packages;
use crate::process::{self, say};
use crate::workspace;

const SUITE: &str = "bookworm";

/// A tar archive of the smallest system of the suite: about 204 MB, 95 MB by gzip.
///
/// # Errors
/// When debootstrap is missing and cannot be installed, is not run by root, or does not reach the mirror.
pub fn find_or_make() -> Result<PathBuf> {
    let archive = workspace::tools_cache()?.join(format!("debian-{SUITE}.tar"));
    if archive.is_file() {
        return Ok(archive);
    }
    packages::debootstrap()?;
    say("Making a Debian root to measure with: about 1 minute, once");
    let root = env::temp_dir().join(format!("porthole-debian-{}", std::process::id()));
    let unfinished = archive.with_extension("unfinished");
    let made = process::run(
        Command::new("debootstrap")
            .args(["--variant=minbase", SUITE])
            .arg(&root)
            .arg("http://deb.debian.org/debian"),
    )
    .and_then(|()| {
        process::run(
            Command::new("tar")
                .args(["--sort=name", "--numeric-owner", "-cf"])
                .arg(&unfinished)
                .arg("-C")
                .arg(&root)
                .arg("."),
        )
    });
    // Whatever came of it.
    let removed = fs::remove_dir_all(&root);
    made?;
    removed.with_context(|| format!("cannot remove {}", root.display()))?;
    fs::rename(&unfinished, &archive)
        .with_context(|| format!("cannot make {}", archive.display()))?;
    Ok(archive)
}
