//! What the tests take from the system: a browser, a registry, and the tools that fill it.
//!
//! Debian and Ubuntu get what is missing from their own packages; elsewhere it is named, and the tests stop.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::process::{self, say};
use crate::tools::Tools;
use crate::workspace;

/// One thing that the tests need, and where it is.
struct Need {
    /// Any program of these names will do.
    programs: &'static [&'static str],
    debian: &'static str,
    ubuntu: &'static str,
    why: &'static str,
}

const BROWSER: &[Need] = &[
    Need {
        programs: &[
            "chromium",
            "chromium-browser",
            "google-chrome",
            "google-chrome-stable",
        ],
        debian: "chromium",
        ubuntu: "chromium-browser",
        why: "the browser that the tests drive",
    },
    Need {
        programs: &["chromedriver"],
        debian: "chromium-driver",
        ubuntu: "chromium-chromedriver",
        why: "drives the browser",
    },
];

const NPM: &[Need] = &[Need {
    programs: &["npm"],
    debian: "npm",
    ubuntu: "npm",
    why: "installs axe-core, which checks accessibility, and wasm-opt",
}];

const IMAGE_TOOLS: &[Need] = &[
    Need {
        programs: &["skopeo"],
        debian: "skopeo",
        ubuntu: "skopeo",
        why: "copies images between formats; the oracle of what the page shows",
    },
    Need {
        programs: &["umoci"],
        debian: "umoci",
        ubuntu: "umoci",
        why: "writes OCI image layouts",
    },
    Need {
        programs: &["buildah"],
        debian: "buildah",
        ubuntu: "buildah",
        why: "writes image indexes and manifest lists",
    },
];

/// A real registry. Its package starts a service on port 5000 as it is installed, which nobody asked for: it is unpacked
/// into the folder of tools instead.
const REGISTRY: Need = Need {
    programs: &["docker-registry"],
    debian: "docker-registry",
    ubuntu: "docker-registry",
    why: "the registry that the page reads",
};

/// The browser and its driver.
pub struct Browser {
    /// The browser's program.
    pub chromium: PathBuf,
    /// The driver's program.
    pub chromedriver: PathBuf,
}

/// The browser: what `CHROMIUM` and `CHROMEDRIVER` name, else what is on `PATH`, else what can be installed.
///
/// # Errors
/// When it is missing and cannot be installed.
pub fn browser() -> Result<Browser> {
    let chosen = |variable: &str| env::var_os(variable).map(PathBuf::from);
    if let (Some(chromium), Some(chromedriver)) = (chosen("CHROMIUM"), chosen("CHROMEDRIVER")) {
        return Ok(Browser {
            chromium,
            chromedriver,
        });
    }
    install_missing(BROWSER)?;
    let [chromium, chromedriver] = BROWSER else {
        unreachable!("a browser and its driver")
    };
    Ok(Browser {
        chromium: chosen("CHROMIUM")
            .or_else(|| chromium.find())
            .context("the browser is not on PATH")?,
        chromedriver: chosen("CHROMEDRIVER")
            .or_else(|| chromedriver.find())
            .context("the driver is not on PATH")?,
    })
}

/// npm, which comes with Node.js.
///
/// # Errors
/// When it is missing and cannot be installed.
pub fn npm() -> Result<()> {
    install_missing(NPM)
}

/// The registry, and the tools that fill it.
///
/// # Errors
/// When something is missing and cannot be installed.
pub fn registry_and_image_tools(tools: &mut Tools) -> Result<()> {
    install_missing(IMAGE_TOOLS)?;
    if REGISTRY.find().is_some() {
        return Ok(());
    }
    let folder = workspace::tools_cache()?.join("docker-registry");
    let programs = folder.join("usr/bin");
    if !programs.join("docker-registry").is_file() {
        if distribution().is_none() {
            bail!("{}", missing_elsewhere(&[&REGISTRY]));
        }
        say("Unpacking docker-registry");
        unpack(REGISTRY.debian, &folder)?;
    }
    tools.add_folder(programs);
    Ok(())
}

impl Need {
    fn find(&self) -> Option<PathBuf> {
        self.programs
            .iter()
            .find_map(|program| process::find(program))
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Distribution {
    Debian,
    Ubuntu,
}

/// Which of the two this system is, or is made from.
fn distribution() -> Option<Distribution> {
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

fn install_missing(needs: &[Need]) -> Result<()> {
    let missing: Vec<&Need> = needs.iter().filter(|need| need.find().is_none()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let Some(distribution) = distribution() else {
        bail!("{}", missing_elsewhere(&missing))
    };
    let names: Vec<&str> = missing
        .iter()
        .map(|need| match distribution {
            Distribution::Debian => need.debian,
            Distribution::Ubuntu => need.ubuntu,
        })
        .collect();
    for (need, name) in missing.iter().zip(&names) {
        say(format!("Installing {name}: {}", need.why));
    }
    as_root(&["apt-get", "update", "--quiet=2"], &names)?;
    let install = [
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "install",
        "--yes",
        "--quiet=2",
        "--no-install-recommends",
    ];
    as_root(&[&install[..], &names[..]].concat(), &names)
}

/// Unpacks a package's files into a folder: nothing of it is set up, and no root is needed.
fn unpack(package: &str, folder: &std::path::Path) -> Result<()> {
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
        as_root(&["apt-get", "update", "--quiet=2"], &[package])?;
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
fn as_root(command: &[&str], packages: &[&str]) -> Result<()> {
    let is_root = process::first_line(Command::new("id").arg("--user")).as_deref() == Some("0");
    let (program, arguments) = match command {
        [program, arguments @ ..] if is_root => (*program, arguments),
        _ if process::find("sudo").is_some() => ("sudo", command),
        _ => bail!(
            "packages are missing, and this user may not install them: run `apt-get install {}` as root",
            packages.join(" ")
        ),
    };
    process::run(Command::new(program).args(arguments))
}

fn missing_elsewhere(missing: &[&Need]) -> String {
    let mut text = "these programs are missing; install them, and run this again:".to_owned();
    for need in missing {
        text.push_str(&format!(
            "\n  {:<16} {}",
            need.programs.first().unwrap_or(&need.debian),
            need.why
        ));
    }
    text
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

    #[test]
    fn what_is_missing_elsewhere_is_named_with_its_reason() {
        let text = missing_elsewhere(&[&REGISTRY]);
        assert_eq!(
            text.lines().nth(1),
            Some("  docker-registry  the registry that the page reads")
        );
    }
}
