//! Packages of Debian and Ubuntu.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::process::{self, say};

/// The two whose package names are known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Distribution {
    /// Debian, and what is made from it.
    Debian,
    /// Ubuntu, and what is made from it.
    Ubuntu,
}

/// Which of the two this system is, or is made from.
pub fn distribution() -> Option<Distribution> {
    process::find("apt-get")?;
    distribution_in(&fs::read_to_string("/etc/os-release").ok()?)
}

fn distribution_in(os_release: &str) -> Option<Distribution> {
    let value = |key: &str| {
        let line = os_release
            .lines()
            .find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
        line.unwrap_or_default().trim_matches('"').to_owned()
    };
    let families = format!("{} {}", value("ID"), value("ID_LIKE"));
    let is = |name: &str| families.split_whitespace().any(|family| family == name);
    if is("ubuntu") {
        Some(Distribution::Ubuntu)
    } else if is("debian") {
        Some(Distribution::Debian)
    } else {
        None
    }
}

/// Whoever installs something else meanwhile, as systems do by themselves, is waited for: in seconds.
const WAIT: &str = "--option=DPkg::Lock::Timeout=600";

/// Installs packages.
///
/// # Errors
/// When this user may not, or apt-get fails.
pub fn install(names: &[&str]) -> Result<()> {
    let advice = advice(names);
    let install = [
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "install",
        "--yes",
        "--quiet=2",
        WAIT,
        "--no-install-recommends",
    ];
    let install = || as_root(&[&install[..], names].concat(), &advice);
    install().or_else(|_| {
        update(&advice);
        install().context(advice.clone())
    })
}

/// Fetches the lists of packages: a fresh system has none yet, and old ones name versions that are gone. A repository of this user that cannot be
/// reached is not what is looked for: what comes next says whether it was needed.
fn update(advice: &str) {
    if let Err(error) = as_root(&["apt-get", "update", "--quiet=2"], advice) {
        say(format!("{error:#}; going on with the lists that are there"));
    }
}

fn advice(packages: &[&str]) -> String {
    format!(
        "packages are missing, and could not be installed: run `apt-get install {}` as root, and this again",
        packages.join(" ")
    )
}

/// Unpacks a package's files into a folder, whole or not at all: nothing of it is set up, and no root is needed.
///
/// # Errors
/// When it cannot be downloaded or unpacked.
pub fn unpack(package: &str, folder: &Path) -> Result<()> {
    let unfinished = folder.with_added_extension(std::process::id().to_string());
    fs::create_dir_all(&unfinished)
        .with_context(|| format!("cannot create {}", unfinished.display()))?;
    let unpacked = download(package, &unfinished)
        .and_then(|()| extract(&unfinished))
        .and_then(|()| put_in_place(&unfinished, folder));
    if unpacked.is_err() {
        // What is left of a failed attempt is of no use, and not worth a second error.
        let _ = fs::remove_dir_all(&unfinished);
    }
    unpacked
}

fn download(package: &str, folder: &Path) -> Result<()> {
    let download = || {
        process::run(
            Command::new("apt-get")
                .args([
                    "download",
                    "--quiet=2",
                    "--option=APT::Sandbox::User=root",
                    package,
                ])
                .current_dir(folder),
        )
    };
    download().or_else(|_| {
        update(&advice(&[package]));
        download()
    })
}

/// Extracts the only package in a folder, there.
fn extract(folder: &Path) -> Result<()> {
    let archive = fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|extension| extension == "deb"))
        .with_context(|| format!("apt-get left no package in {}", folder.display()))?;
    process::run(
        Command::new("dpkg-deb")
            .arg("--extract")
            .arg(&archive)
            .arg(folder),
    )?;
    fs::remove_file(&archive).with_context(|| format!("cannot remove {}", archive.display()))
}

/// Gives a folder its name; one of that name was left by an attempt that was broken off.
fn put_in_place(unfinished: &Path, folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    fs::rename(unfinished, folder).with_context(|| format!("cannot name {}", folder.display()))
}

/// Runs a command as root: as it is for root, by sudo for others.
///
/// # Errors
/// `advice`, when this user is not root and there is no sudo; or when the command fails.
pub fn as_root(command: &[&str], advice: &str) -> Result<()> {
    let is_root = process::first_line(Command::new("id").arg("--user")).as_deref() == Some("0");
    let (program, arguments) = match command {
        [program, arguments @ ..] if is_root => (*program, arguments),
        _ if process::find("sudo").is_some() => ("sudo", command),
        _ => bail!("{advice}"),
    };
    process::run(Command::new(program).args(arguments))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_takes_the_place_of_what_was_unpacked_by_half() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let (unfinished, folder) = (root.path().join("caddy.7"), root.path().join("caddy"));
        for (parent, bytes) in [(&unfinished, "whole"), (&folder, "ha")] {
            fs::create_dir_all(parent.join("usr/bin")).expect("the folder is ours");
            fs::write(parent.join("usr/bin/caddy"), bytes).expect("the folder is ours");
        }
        fs::write(folder.join("caddy_2.6.2.deb"), "").expect("the folder is ours");
        put_in_place(&unfinished, &folder).expect("the folders are ours");
        let program = fs::read_to_string(folder.join("usr/bin/caddy"));
        assert_eq!(program.expect("it is there"), "whole");
        assert!(!folder.join("caddy_2.6.2.deb").exists() && !unfinished.exists());
    }

    #[test]
    fn the_distribution_is_told_by_its_name_or_its_family() {
        for (os_release, want) in [
            (
                "NAME=\"Debian GNU/Linux\"\nID=debian\n",
                Some(Distribution::Debian),
            ),
            ("ID=ubuntu\nID_LIKE=debian\n", Some(Distribution::Ubuntu)),
            (
                "ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n",
                Some(Distribution::Ubuntu),
            ),
            ("ID=raspbian\nID_LIKE=debian\n", Some(Distribution::Debian)),
            ("ID=fedora\n", None),
            ("VERSION_ID=debian\n", None),
            ("", None),
        ] {
            assert_eq!(distribution_in(os_release), want, "{os_release}");
        }
    }
}
