//! The tools that building the site takes, each in one version: found, or else installed once.
//!
//! A tool of the right version on `PATH` is used as it is. Otherwise it is installed where a bare `trunk serve`
//! finds it too, and where it replaces nothing that the user has: see [`Tools::cargo_tool`] and [`Tools::wasm_opt`].

use std::env;
use std::ffi::OsString;
use std::fs;
use std::net::{TcpStream, ToSocketAddrs as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::npm;
use crate::packages;
use crate::process::{self, say};
use crate::workspace;

const WASM_TARGET: &str = "wasm32-unknown-unknown";
const TRUNK_VERSION: &str = "0.21.14";
/// Of binaryen; the same as in `Trunk.toml` and as the npm package's major version.
const WASM_OPT_VERSION: &str = "132";

/// Where the tools are that are not on `PATH` by themselves.
#[derive(Default)]
pub struct Tools {
    folders: Vec<PathBuf>,
}

impl Tools {
    /// Everything that `trunk build` and `trunk serve` take.
    ///
    /// # Errors
    /// When something is missing and cannot be installed.
    pub fn for_the_site() -> Result<Self> {
        let mut tools = Self::for_wasm_tests()?;
        tools.cargo_tool("trunk", "trunk", TRUNK_VERSION, "about 6 minutes")?;
        tools.wasm_opt()?;
        Ok(tools)
    }

    /// What the tests in the browser take: the target, and the test runner of the wasm-bindgen CLI.
    ///
    /// # Errors
    /// When something is missing and cannot be installed.
    pub fn for_wasm_tests() -> Result<Self> {
        wasm_target()?;
        let mut tools = Self::default();
        // Bindings and CLI must be of the very same version: they share an undocumented format.
        let version = workspace::locked_version("wasm-bindgen")?;
        tools.cargo_tool(
            "wasm-bindgen-cli",
            "wasm-bindgen",
            &version,
            "about 2 minutes",
        )?;
        Ok(tools)
    }

    /// A command that finds these tools before any other of their name.
    pub fn command(&self, program: &str) -> Result<Command> {
        let mut command = Command::new(program);
        command
            .current_dir(workspace::root())
            .env("PATH", self.path()?);
        Ok(command)
    }

    /// Cargo, with these tools on its path.
    pub fn cargo(&self) -> Result<Command> {
        let mut command = process::cargo();
        command
            .current_dir(workspace::root())
            .env("PATH", self.path()?);
        Ok(command)
    }

    /// Trunk, kept from asking whether there is a newer Trunk.
    pub fn trunk(&self) -> Result<Command> {
        let mut command = self.command("trunk")?;
        command.env("TRUNK_SKIP_VERSION_CHECK", "true");
        if env::var_os("NO_COLOR").is_some() {
            // The convention allows any value, Trunk only a boolean.
            command.env("NO_COLOR", "true");
        }
        Ok(command)
    }

    /// Makes programs in a folder available to the commands.
    pub fn add_folder(&mut self, folder: PathBuf) {
        self.folders.push(folder);
    }

    fn path(&self) -> Result<OsString> {
        path_with(self.folders.iter().cloned())
    }

    /// A tool from a crate. Where none of its name is on `PATH`, it goes to Cargo's own folder, which is there for every
    /// user of rustup. Where another version is, that one stays, and ours goes to a folder of its own.
    fn cargo_tool(
        &mut self,
        package: &str,
        program: &str,
        version: &str,
        duration: &str,
    ) -> Result<()> {
        let on_path = process::find(program);
        if on_path
            .as_deref()
            .is_some_and(|file| reports(file, version))
        {
            return Ok(());
        }
        let own = workspace::tools_cache()?.join(format!("{package}-{version}"));
        let installed = own
            .join("bin")
            .join(program)
            .with_extension(env::consts::EXE_EXTENSION);
        if !reports(&installed, version) {
            let shared = match (on_path, env::var_os("PORTHOLE_TOOLS")) {
                (None, None) => cargo_home_on_path(),
                _ => None,
            };
            say(format!("Installing {package} {version}: {duration}, once"));
            cargo_install(package, version, shared.as_deref().unwrap_or(&own))?;
            if shared.is_some() {
                return Ok(());
            }
        }
        if program != "trunk" {
            show_to_trunk(&installed, &format!("{program}-{version}"), program)?;
        }
        self.add_folder(own.join("bin"));
        Ok(())
    }

    /// wasm-opt: on `PATH`, or in Trunk's cache; else from npm; else downloaded by Trunk, which takes a network that
    /// reaches GitHub. Where that is out of reach too, Debian and Ubuntu get npm first.
    fn wasm_opt(&mut self) -> Result<()> {
        if process::find("wasm-opt").is_some_and(|file| reports(&file, WASM_OPT_VERSION)) {
            return Ok(());
        }
        let folder = format!("wasm-opt-version_{WASM_OPT_VERSION}");
        let of_trunk =
            workspace::trunk_cache().map(|cache| cache.join(&folder).join("bin/wasm-opt"));
        if of_trunk.is_some_and(|file| reports(&file, WASM_OPT_VERSION)) {
            return Ok(());
        }
        if process::find("npm").is_none() {
            if trunk_can_download() {
                say("wasm-opt is missing: Trunk will download it");
                return Ok(());
            }
            packages::npm().context(format!(
                "wasm-opt is missing, and Trunk cannot download it; install npm, or wasm-opt of binaryen {WASM_OPT_VERSION}"
            ))?;
        }
        let programs = npm::BINARYEN.install()?.join("../.bin");
        let file = programs.join("wasm-opt");
        if !reports(&file, WASM_OPT_VERSION) {
            bail!(
                "{} does not run: is the Node.js of this machine older than 18?",
                file.display()
            );
        }
        show_to_trunk(&file, &folder, "bin/wasm-opt")?;
        self.add_folder(programs);
        Ok(())
    }
}

/// Whether Trunk reaches the server that it downloads from. Behind a proxy only Trunk itself can tell.
fn trunk_can_download() -> bool {
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

/// The wasm target of the compiler in use.
///
/// # Errors
/// When it is missing, and rustup is too or fails.
pub fn wasm_target() -> Result<()> {
    let libraries = process::first_line(Command::new("rustc").args([
        "--print",
        "target-libdir",
        "--target",
        WASM_TARGET,
    ]));
    if libraries.is_some_and(|folder| Path::new(&folder).is_dir()) {
        return Ok(());
    }
    if process::find("rustup").is_none() {
        bail!(
            "the Rust compiler has no standard library for {WASM_TARGET}, and there is no rustup to add it: \
             install Rust by rustup, or that library from where your Rust came from (Debian: libstd-rust-dev-wasm32)"
        );
    }
    say(format!("Adding the target {WASM_TARGET}"));
    process::run(Command::new("rustup").args(["target", "add", WASM_TARGET]))
}

/// A component of the toolchain that a minimal installation of Rust lacks, such as `rustfmt` for `cargo fmt`.
///
/// # Errors
/// When it is missing and cannot be added.
pub fn component(subcommand: &str, component: &str) -> Result<()> {
    if process::first_line(process::cargo().args([subcommand, "--version"])).is_some() {
        return Ok(());
    }
    say(format!("Adding the component {component}"));
    process::run(Command::new("rustup").args(["component", "add", component]))
}

/// `PATH` with folders before all others.
fn path_with(folders: impl IntoIterator<Item = PathBuf>) -> Result<OsString> {
    let inherited = env::var_os("PATH").unwrap_or_default();
    env::join_paths(folders.into_iter().chain(env::split_paths(&inherited)))
        .context("a folder of tools has a name that PATH cannot hold")
}

/// Whether a program says that it is of this version.
fn reports(file: &Path, version: &str) -> bool {
    process::is_executable(file)
        && process::first_line(Command::new(file).arg("--version"))
            .is_some_and(|line| line.split_whitespace().any(|word| word == version))
}

fn cargo_install(package: &str, version: &str, root: &Path) -> Result<()> {
    let install = |locked: bool| {
        let mut command = process::cargo();
        command.args(["install", package, "--version", version]);
        if locked {
            command.arg("--locked");
        }
        // On PATH already, so that Cargo does not ask for that.
        command.env("PATH", path_with([root.join("bin")])?);
        process::run(command.arg("--root").arg(root))
    };
    install(true).or_else(|error| {
        // A fresh release may have been locked to a crate that has not been published yet.
        say(format!("{error:#}; trying without its lock file"));
        install(false)
    })
}

/// Cargo's own folder, if programs in it are found on `PATH`.
fn cargo_home_on_path() -> Option<PathBuf> {
    let home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(env::home_dir()?.join(".cargo")))?;
    let programs = home.join("bin");
    env::split_paths(&env::var_os("PATH")?)
        .any(|folder| folder == programs)
        .then_some(home)
}

/// Links a tool into Trunk's cache, where Trunk looks before it downloads one.
fn show_to_trunk(file: &Path, folder: &str, program: &str) -> Result<()> {
    let Some(cache) = workspace::trunk_cache() else {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trunk_wasm_opt_and_the_npm_package_are_of_one_version() {
        let configuration =
            fs::read_to_string(workspace::root().join("Trunk.toml")).expect("Trunk.toml is there");
        assert!(
            configuration.contains(&format!("wasm_opt = \"version_{WASM_OPT_VERSION}\"")),
            "{configuration}"
        );
        assert_eq!(
            npm::BINARYEN.version.split('.').next(),
            Some(WASM_OPT_VERSION)
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_version_is_recognised_in_the_words_of_each_tool_and_only_as_a_whole() {
        for (program, said, version, want) in [
            ("trunk", "trunk 0.21.14", "0.21.14", true),
            (
                "wasm-bindgen",
                "wasm-bindgen 0.2.130 (27c7a4d06)",
                "0.2.130",
                true,
            ),
            (
                "wasm-opt",
                "wasm-opt version 132 (version_132)",
                "132",
                true,
            ),
            (
                "wasm-opt",
                "wasm-opt version 108 (version_108)",
                "132",
                false,
            ),
            ("wasm-bindgen", "wasm-bindgen 0.2.130", "0.2.13", false),
        ] {
            use std::os::unix::fs::PermissionsExt as _;
            let folder = env::temp_dir().join(format!(
                "porthole-xtask-{}-{version}-{want}",
                std::process::id()
            ));
            let file = folder.join(program);
            fs::create_dir_all(&folder).expect("the temporary folder can be written");
            fs::write(&file, format!("#!/bin/sh\necho '{said}'\n"))
                .expect("the temporary folder can be written");
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755))
                .expect("the file is ours");
            let reported = reports(&file, version);
            fs::remove_dir_all(&folder).expect("the folder is ours");
            assert_eq!(reported, want, "{said} for {version}");
        }
    }
}
