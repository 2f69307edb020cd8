//! wasm-opt, which makes the modules a third smaller. It has no crate of a useful age: it comes from wherever it can be had.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::npm;
use crate::packages;
use crate::process::{self, say};
use crate::tools;
use crate::trunk;

/// Of binaryen; the same as in `Trunk.toml` and as the npm package's major version.
const VERSION: &str = "132";

/// wasm-opt: on `PATH`, or in Trunk's cache; else from npm; else downloaded by Trunk, which takes a network that
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
    let folder = format!("wasm-opt-version_{VERSION}");
    let of_trunk = trunk::cache().map(|cache| cache.join(&folder).join("bin/wasm-opt"));
    if let Some(file) = of_trunk.filter(|file| tools::reports(file, VERSION)) {
        return Ok(file.parent().map(PathBuf::from));
    }
    if process::find("npm").is_none() {
        if trunk::can_download() {
            say("wasm-opt is missing: Trunk will download it");
            return Ok(None);
        }
        packages::npm().context(format!(
            "wasm-opt is missing, and Trunk cannot download it; install npm, or wasm-opt of binaryen {VERSION}"
        ))?;
    }
    let programs = npm::BINARYEN.install()?.join("../.bin");
    let file = programs.join("wasm-opt");
    if !tools::reports(&file, VERSION) {
        bail!(
            "{} does not run: is the Node.js of this machine older than 18?",
            file.display()
        );
    }
    trunk::show(&file, &folder, "bin/wasm-opt")?;
    Ok(Some(programs))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace;

    #[test]
    fn trunk_wasm_opt_and_the_npm_package_are_of_one_version() {
        let configuration = std::fs::read_to_string(workspace::root().join("Trunk.toml"))
            .expect("Trunk.toml is there");
        assert!(
            configuration.contains(&format!("wasm_opt = \"version_{VERSION}\"")),
            "{configuration}"
        );
        assert_eq!(npm::BINARYEN.version.split('.').next(), Some(VERSION));
    }
}
