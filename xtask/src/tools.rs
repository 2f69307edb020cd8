//! The tools that building the site takes, each in one version: found, or else installed once.
//!
//! A tool of the right version on `PATH` is used as it is. Otherwise it is installed where a bare `trunk serve`
//! finds it too, and where it replaces nothing that the user has.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::paths;
use crate::process::{self, say};
use crate::toolchain;
use crate::trunk;
use crate::wasm_opt;
use crate::workspace;

const TRUNK_VERSION: &str = "0.21.14";

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
        tools.folders.extend(wasm_opt::find_or_install()?);
        Ok(tools)
    }

    /// What the tests in the browser take: the target, and the test runner of the wasm-bindgen CLI.
    ///
    /// # Errors
    /// When something is missing and cannot be installed.
    pub fn for_wasm_tests() -> Result<Self> {
        toolchain::wasm_target()?;
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

    /// What fuzzing takes: a nightly compiler, and cargo-fuzz.
    ///
    /// # Errors
    /// When something is missing and cannot be installed.
    pub fn for_fuzzing(version: &str) -> Result<Self> {
        toolchain::nightly()?;
        let mut tools = Self::default();
        tools.cargo_tool("cargo-fuzz", "cargo-fuzz", version, "about 1 minute")?;
        Ok(tools)
    }

    /// A command that finds these tools before any other of their name.
    pub fn command(&self, program: &str) -> Result<Command> {
        self.in_workspace(Command::new(program))
    }

    /// Cargo, with these tools on its path.
    pub fn cargo(&self) -> Result<Command> {
        self.in_workspace(process::cargo())
    }

    fn in_workspace(&self, mut command: Command) -> Result<Command> {
        command
            .current_dir(workspace::root())
            .env("PATH", self.path()?)
            // What one command builds another one takes from there, wherever this user's other builds go.
            .env("CARGO_TARGET_DIR", workspace::target());
        Ok(command)
    }

    /// Trunk, kept from asking whether there is a newer Trunk.
    pub fn trunk(&self) -> Result<Command> {
        let mut command = self.command("trunk")?;
        command.env("TRUNK_SKIP_VERSION_CHECK", "true");
        paths::hide(&mut command);
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
        let (own, installed) = own_place(package, version, program)?;
        if !reports(&installed, version) {
            let shared = match (on_path, env::var_os("PORTHOLE_TOOLS")) {
                (None, None) => cargo_home_on_path(),
                _ => None,
            };
            say(format!("Installing {package} {version}: {duration}, once"));
            cargo_install(package, version, shared.as_deref().unwrap_or(&own), &[])?;
            if shared.is_some() {
                return Ok(());
            }
        }
        if program != "trunk" {
            trunk::show(&installed, &format!("{program}-{version}"), program)?;
        }
        self.add_folder(own.join("bin"));
        Ok(())
    }
}

/// `PATH` with folders before all others.
fn path_with(folders: impl IntoIterator<Item = PathBuf>) -> Result<OsString> {
    let inherited = env::var_os("PATH").unwrap_or_default();
    env::join_paths(folders.into_iter().chain(env::split_paths(&inherited)))
        .context("a folder of tools has a name that PATH cannot hold")
}

/// Whether a program says that it is of this version.
pub fn reports(file: &Path, version: &str) -> bool {
    process::is_executable(file)
        && process::first_line(Command::new(file).arg("--version"))
            .is_some_and(|line| line.split_whitespace().any(|word| word == version))
}

/// How tools are compiled: they run for seconds, and their authors' own settings (Trunk's fat LTO, above all) take twice the time.
const QUICK: [(&str, &str); 3] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
];

/// Installs a program from crates.io below `root`.
///
/// # Errors
/// When Cargo fails.
pub fn cargo_install(package: &str, version: &str, root: &Path, options: &[&str]) -> Result<()> {
    let install = |locked: bool| {
        let mut command = process::cargo();
        command.args(["install", package, "--version", version]);
        command.args(options).envs(QUICK);
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

/// A program from crates.io, in a folder of its own, which is installed unless it is there. `word`: by what its first line tells that it is of this version.
///
/// # Errors
/// When Cargo fails.
pub fn from_crate(name: &str, version: &str, word: &str, options: &[&str]) -> Result<PathBuf> {
    let (root, program) = own_place(name, version, name)?;
    if !reports(&program, word) {
        say(format!("Installing {name} {version}: 2 to 4 minutes, once"));
        cargo_install(name, version, &root, options)?;
    }
    Ok(program)
}

/// The folder of tools that a package of crates.io has for itself, and where its program is then.
fn own_place(package: &str, version: &str, program: &str) -> Result<(PathBuf, PathBuf)> {
    let own = workspace::tools_cache()?.join(format!("{package}-{version}"));
    let installed = own
        .join("bin")
        .join(program)
        .with_extension(env::consts::EXE_EXTENSION);
    Ok((own, installed))
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn what_is_built_goes_where_it_is_looked_for_wherever_other_builds_of_this_user_go() {
        let tools = Tools::default();
        for command in [tools.cargo(), tools.command("trunk")] {
            let command = command.expect("PATH can be joined");
            let folder = command
                .get_envs()
                .find_map(|(name, value)| (name == "CARGO_TARGET_DIR").then_some(value?));
            assert_eq!(folder, Some(workspace::target().as_os_str()));
        }
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
