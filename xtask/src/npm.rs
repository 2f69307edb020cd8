//! What comes from npm, pinned. No script of a package is run.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::process::{self, say};
use crate::workspace;

/// A package in one version; its dependencies are those of the day on which it is installed.
pub struct Package {
    name: &'static str,
    /// The whole version.
    pub version: &'static str,
}

/// Holds `wasm-opt`. Those of Debian and of Ubuntu are too old for what today's compiler writes.
pub const BINARYEN: Package = Package {
    name: "binaryen",
    version: "132.0.0",
};

/// Finds faults of accessibility in a page; the end-to-end tests run it in every view.
pub const AXE_CORE: Package = Package {
    name: "axe-core",
    version: "4.14.1",
};

/// Signs as Sigstore's tools do. With [`SIGSTORE_OCI`] what the tests of signatures attach to images; both run on Node.js 18.
pub const SIGSTORE_SIGN: Package = Package {
    name: "@sigstore/sign",
    version: "3.1.0",
};

/// Attaches what was signed to an image in a registry.
pub const SIGSTORE_OCI: Package = Package {
    name: "@sigstore/oci",
    version: "0.5.0",
};

/// The best known hasher of JavaScript and WebAssembly: the peer of the hash core in `cargo xtask bench`.
pub const HASH_WASM: Package = Package {
    name: "hash-wasm",
    version: "4.12.0",
};

/// Compiles what the declarations of the element must allow. The last version that is one package without binaries.
pub const TYPESCRIPT: Package = Package {
    name: "typescript",
    version: "5.9.3",
};

/// Shortens the scripts of the site. Its binary comes as a package of its own, without a script to install it.
pub const ESBUILD: Package = Package {
    name: "esbuild",
    version: "0.25.12",
};

/// Makes documentation sites of Markdown and Vue: one of the generators that the tests of documentation sites run.
pub const VITEPRESS: Package = Package {
    name: "vitepress",
    version: "1.6.4",
};

/// The bundler that the package for npm is tried with. The last major version that runs on Node.js 18.
pub const VITE: Package = Package {
    name: "vite",
    version: "6.4.6",
};

impl Package {
    /// The package's folder, installed if it is not there yet.
    ///
    /// # Errors
    /// When there is no npm, or it fails.
    pub fn install(&self) -> Result<PathBuf> {
        let Self { name, version } = self;
        let parent = workspace::tools_cache()?.join("npm");
        let prefix = parent.join(format!("{name}-{version}"));
        let package = prefix.join("node_modules").join(name);
        if package.is_dir() {
            return Ok(package);
        }
        if process::find("npm").is_none() {
            bail!("there is no npm");
        }
        say(format!("Installing {name} {version} from npm"));
        // Whole or not at all: npm works in a folder that only gets its name when npm has succeeded.
        let unfinished = parent.join(format!("{name}-{version}.{}", std::process::id()));
        fs::create_dir_all(&unfinished)
            .with_context(|| format!("cannot create {}", unfinished.display()))?;
        let installed = process::run(
            Command::new("npm")
                .arg("install")
                .arg("--prefix")
                .arg(&unfinished)
                .args([
                    "--ignore-scripts",
                    "--no-audit",
                    "--no-fund",
                    "--no-update-notifier",
                    "--loglevel=error",
                ])
                .arg(format!("{name}@{version}")),
        );
        if let Err(error) = installed.and_then(|()| Ok(fs::rename(&unfinished, &prefix)?)) {
            // What is left of a failed attempt is of no use, and not worth a second error.
            let _ = fs::remove_dir_all(&unfinished);
            if !package.is_dir() {
                return Err(error);
            }
        }
        Ok(package)
    }
}
