//! What the tests take from the system: a browser, a registry, the tools that fill it, and the servers before it.
//!
//! Debian and Ubuntu get what is missing from their own packages; elsewhere it is named, and the tests stop.

use std::env;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::apt::{self, Distribution};
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

const FIREFOX: &[Need] = &[Need {
    programs: &["firefox-esr", "firefox"],
    debian: "firefox-esr",
    ubuntu: "firefox",
    why: "the second browser, for documentation sites",
}];

const NPM: &[Need] = &[Need {
    programs: &["npm"],
    debian: "npm",
    ubuntu: "npm",
    why: "packs the element, and brings esbuild, wasm-opt and what the tests take",
}];

const DEBIAN_ROOT: &[Need] = &[
    Need {
        // It is for root, whose programs are not on everybody's `PATH`.
        programs: &["debootstrap", "/usr/sbin/debootstrap"],
        debian: "debootstrap",
        ubuntu: "debootstrap",
        why: "makes a real layer to measure with",
    },
    Need {
        programs: &["zstd"],
        debian: "zstd",
        ubuntu: "zstd",
        why: "packs that layer",
    },
];

const IMAGE_TOOLS: &[Need] = &[
    Need {
        programs: &["curl"],
        debian: "curl",
        ubuntu: "curl",
        why: "runs the lines that the page offers",
    },
    Need {
        programs: &["openssl"],
        debian: "openssl",
        ubuntu: "openssl",
        why: "makes certificates",
    },
    Need {
        programs: &["skopeo"],
        debian: "skopeo",
        ubuntu: "skopeo",
        why: "asks registries and copies images",
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

/// Servers. Their packages start a service as they are installed, which nobody asked for: they are unpacked into the folder of tools
/// instead. With the folder of programs in each package.
const SERVERS: &[(Need, &str)] = &[
    (
        Need {
            programs: &["docker-registry"],
            debian: "docker-registry",
            ubuntu: "docker-registry",
            why: "the registry that the page reads",
        },
        "usr/bin",
    ),
    (
        Need {
            programs: &["nginx"],
            debian: "nginx",
            ubuntu: "nginx",
            why: "runs deploy/nginx.conf",
        },
        "usr/sbin",
    ),
    (
        Need {
            programs: &["caddy"],
            debian: "caddy",
            ubuntu: "caddy",
            why: "runs deploy/Caddyfile",
        },
        "usr/bin",
    ),
];

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

/// What makes a real layer to measure with, and packs it.
///
/// # Errors
/// When it is missing and cannot be installed.
pub fn debootstrap() -> Result<()> {
    install_missing(DEBIAN_ROOT)
}

/// Firefox: what `FIREFOX` names, else what is on `PATH`, else what can be installed.
///
/// # Errors
/// When it is missing and cannot be installed.
pub fn firefox() -> Result<PathBuf> {
    if let Some(chosen) = env::var_os("FIREFOX") {
        return Ok(chosen.into());
    }
    install_missing(FIREFOX)?;
    let found = FIREFOX.iter().find_map(Need::find);
    found.context("Firefox is not on PATH")
}

/// npm, which comes with Node.js.
///
/// # Errors
/// When it is missing and cannot be installed.
pub fn npm() -> Result<()> {
    install_missing(NPM)
}

/// skopeo, which asks registries.
///
/// # Errors
/// When it is missing and cannot be installed.
pub fn skopeo() -> Result<()> {
    let is_skopeo = |need: &&Need| need.programs == ["skopeo"];
    match IMAGE_TOOLS.iter().find(is_skopeo) {
        Some(need) => install_missing(std::slice::from_ref(need)),
        None => unreachable!("skopeo is one of the tools"),
    }
}

/// The registry, the tools that fill it, and the servers that stand before it.
///
/// # Errors
/// When something is missing and cannot be installed.
pub fn servers_and_image_tools(tools: &mut Tools) -> Result<()> {
    install_missing(IMAGE_TOOLS)?;
    for (need, folder) in SERVERS {
        if need.find().is_some() {
            continue;
        }
        let unpacked = workspace::tools_cache()?.join(need.debian);
        let programs = unpacked.join(folder);
        let is_there = |program: &&str| programs.join(program).is_file();
        if !need.programs.iter().any(is_there) {
            if apt::distribution().is_none() {
                bail!("{}", missing_elsewhere(&[need]));
            }
            say(format!("Unpacking {}", need.debian));
            apt::unpack(need.debian, &unpacked)?;
            if !need.programs.iter().any(is_there) {
                bail!(
                    "the package {} holds no {folder}/{}, as that of Debian 12 does; {}",
                    need.debian,
                    need.programs.join(" or "),
                    missing_elsewhere(&[need])
                );
            }
        }
        tools.add_folder(programs);
    }
    Ok(())
}

impl Need {
    fn find(&self) -> Option<PathBuf> {
        self.programs
            .iter()
            .find_map(|program| process::find(program))
    }
}

fn install_missing(needs: &[Need]) -> Result<()> {
    let missing: Vec<&Need> = needs.iter().filter(|need| need.find().is_none()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let Some(distribution) = apt::distribution() else {
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
    apt::install(&names)
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
    fn what_is_missing_elsewhere_is_named_with_its_reason() {
        let (registry, _) = &SERVERS[0];
        let text = missing_elsewhere(&[registry]);
        assert_eq!(
            text.lines().nth(1),
            Some("  docker-registry  the registry that the page reads")
        );
    }
}
