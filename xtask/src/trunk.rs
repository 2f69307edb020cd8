//! How Trunk finds its tools: on `PATH`, else in a cache of its own, else it downloads them into that cache.

use std::env;
use std::fs;
use std::net::{TcpStream, ToSocketAddrs as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};

use crate::workspace;

/// Where Trunk keeps the tools that it downloads, and looks for them before it does.
/// `None` where that is not known.
pub fn cache() -> Option<PathBuf> {
    let folder = workspace::user_cache().ok()?;
    if cfg!(target_os = "macos") {
        Some(folder.join("dev.trunkrs.trunk"))
    } else if cfg!(unix) {
        Some(folder.join("trunk"))
    } else {
        None
    }
}

/// Whether Trunk reaches the server that it downloads from. Behind a proxy only Trunk itself can tell.
pub fn can_download() -> bool {
    let proxy = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    proxy.iter().any(|variable| env::var_os(variable).is_some())
        || ("github.com", 443)
            .to_socket_addrs()
            .is_ok_and(|mut addresses| {
                addresses.any(|address| {
                    TcpStream::connect_timeout(&address, Duration::from_secs(5)).is_ok()
                })
            })
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
