//! How Trunk finds its tools: on `PATH`, else in a cache of its own, else it downloads them into that cache.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::workspace;

/// Where Trunk keeps the tools that it downloads, and looks for them before it does.
/// `None` where that is not known.
fn cache() -> Option<PathBuf> {
    let folder = workspace::user_cache().ok()?;
    if cfg!(target_os = "macos") {
        Some(folder.join("dev.trunkrs.trunk"))
    } else if cfg!(unix) {
        Some(folder.join("trunk"))
    } else {
        None
    }
}

/// Links a tool into Trunk's cache, so that a bare `trunk serve` finds it.
///
/// # Errors
/// When the cache cannot be written.
pub fn show(file: &Path, folder: &str, program: &str) -> Result<()> {
    let Some(cache) = cache() else {
        return Ok(());
    };
    let link = cache.join(folder).join(program);
    if let Some(parent) = link.parent() {
        fs::create_dir_all(parent)
            .with_context(|| format!("cannot create {}", parent.display()))?;
    }
    let target = file
        .canonicalize()
        .with_context(|| format!("cannot find {}", file.display()))?;
    if fs::symlink_metadata(&link).is_ok() {
        fs::remove_file(&link).with_context(|| format!("cannot replace {}", link.display()))?;
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(target, &link)
        .with_context(|| format!("cannot create {}", link.display()))?;
    #[cfg(not(unix))]
    fs::copy(target, &link).with_context(|| format!("cannot create {}", link.display()))?;
    Ok(())
}
