//! Packages of Debian and Ubuntu.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::process;

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
    as_root(&["apt-get", "update", "--quiet=2"], &advice)?;
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
    as_root(&[&install[..], names].concat(), &advice)
}

fn advice(packages: &[&str]) -> String {
    format!(
        "packages are missing, and this user may not install them: run `apt-get install {}` as root",
        packages.join(" ")
    )
}

/// Unpacks a package's files into a folder: nothing of it is set up, and no root is needed.
///
/// # Errors
/// When it cannot be downloaded or unpacked.
pub fn unpack(package: &str, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
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
    if download().is_err() {
        // A fresh system has no list of packages yet.
        as_root(&["apt-get", "update", "--quiet=2"], &advice(&[package]))?;
        download()?;
    }
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
