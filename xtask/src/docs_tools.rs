//! What the documentation sites in `tests/docs-sites` take: their generators, each in one version, and Firefox.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::apt;
use crate::firefox::Firefox;
use crate::npm;
use crate::process::{self, say};
use crate::tools;
use crate::workspace;

const MDBOOK: &str = "0.5.4";
/// MkDocs Material, which brings MkDocs.
const MATERIAL: &str = "9.8.1";
const MKDOCS: &str = "1.6.1";

/// Where everything is.
pub struct DocsTools {
    mdbook: PathBuf,
    mkdocs: PathBuf,
    vitepress: PathBuf,
    vite: PathBuf,
    firefox: Firefox,
}

impl DocsTools {
    /// Finds everything, and installs what is missing.
    ///
    /// # Errors
    /// When something cannot be had.
    pub fn find_or_install() -> Result<Self> {
        Ok(Self {
            vitepress: npm::VITEPRESS.install()?,
            vite: npm::VITE.install()?,
            mkdocs: mkdocs()?,
            // Without the server, which would take a minute more.
            mdbook: tools::from_crate(
                "mdbook",
                MDBOOK,
                &format!("v{MDBOOK}"),
                &["--no-default-features", "--features", "search"],
            )?,
            firefox: Firefox::find_or_install()?,
        })
    }

    /// Tells the tests where it is.
    pub fn name(&self, command: &mut Command) {
        command
            .env("MDBOOK", &self.mdbook)
            .env("MKDOCS", &self.mkdocs)
            .env("VITEPRESS", &self.vitepress)
            .env("VITE", &self.vite);
        self.firefox.name(command);
    }
}

/// MkDocs with Material, in a virtual environment of its own.
fn mkdocs() -> Result<PathBuf> {
    let folder = workspace::tools_cache()?.join(format!("mkdocs-material-{MATERIAL}"));
    let program = folder.join("bin/mkdocs");
    // The environment knows its own place, so that it cannot be made elsewhere and moved when it is whole: this is the sign that it is.
    let sign = folder.join("installed");
    if sign.is_file() {
        return Ok(program);
    }
    say(format!("Installing MkDocs Material {MATERIAL} from PyPI"));
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    if let Err(error) = environment(&folder) {
        if apt::distribution().is_none() {
            return Err(error);
        }
        apt::install(&["python3-venv"])?;
        environment(&folder)?;
    }
    process::run(
        Command::new(folder.join("bin/pip"))
            .args(["install", "--quiet", "--disable-pip-version-check"])
            .arg(format!("mkdocs-material=={MATERIAL}"))
            .arg(format!("mkdocs=={MKDOCS}")),
    )?;
    fs::write(&sign, "").with_context(|| format!("cannot write {}", sign.display()))?;
    Ok(program)
}

fn environment(folder: &Path) -> Result<()> {
    process::run(
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(folder),
    )
}
