//! Where things are: the workspace, the caches of this user, the versions that the lock file fixes.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// The workspace's folder, whatever folder the command was started in.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask is a folder of the workspace")
}

/// Where everything is built that a browser runs.
pub fn target() -> PathBuf {
    root().join("target")
}

/// Where tools are kept that this project installs beside those of the user.
///
/// # Errors
/// When the environment names neither the folder itself nor a home.
pub fn tools_cache() -> Result<PathBuf> {
    match env::var_os("PORTHOLE_TOOLS") {
        Some(folder) => Ok(root().join(folder)),
        None => Ok(user_cache()?.join("porthole").join("tools")),
    }
}

/// Where programs keep what they can get again.
///
/// # Errors
/// When the environment does not name it, nor a home.
pub fn user_cache() -> Result<PathBuf> {
    if let Some(cache) = env::var_os("XDG_CACHE_HOME").map(PathBuf::from)
        && cache.is_absolute()
        && !cfg!(target_os = "macos")
    {
        return Ok(cache);
    }
    let home = env::home_dir()
        .context("this user has no home folder: set PORTHOLE_TOOLS to a folder for tools")?;
    Ok(home.join(if cfg!(target_os = "macos") {
        "Library/Caches"
    } else {
        ".cache"
    }))
}

/// The version of a package in the workspace's `Cargo.lock`.
///
/// # Errors
/// When the file cannot be read, or does not name the package.
pub fn locked_version(package: &str) -> Result<String> {
    let path = root().join("Cargo.lock");
    let lock =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    version_in(&lock, package)
        .with_context(|| format!("{} does not name {package}", path.display()))
}

fn version_in(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| **line != *name);
    lines.next()?;
    let version = lines
        .next()?
        .strip_prefix("version = \"")?
        .strip_suffix('"')?;
    Some(version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locked_version_is_that_of_the_very_package() {
        let lock = "\
[[package]]
name = \"wasm-bindgen-futures\"
version = \"0.4.80\"

[[package]]
name = \"wasm-bindgen\"
version = \"0.2.130\"
checksum = \"00\"
";
        for (package, want) in [
            ("wasm-bindgen", Some("0.2.130")),
            ("wasm-bindgen-futures", Some("0.4.80")),
            ("wasm", None),
        ] {
            assert_eq!(version_in(lock, package).as_deref(), want, "{package}");
        }
    }

    #[test]
    fn the_lock_file_of_this_workspace_names_wasm_bindgen() {
        let version = locked_version("wasm-bindgen").expect("the workspace uses wasm-bindgen");
        assert_eq!(version.split('.').count(), 3, "{version}");
    }
}
