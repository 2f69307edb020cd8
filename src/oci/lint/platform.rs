//! What platforms name: image-spec 1.1.1 wants the values that Go has for GOOS and GOARCH.

use super::rules;
use crate::oci::{Platform, json::Pointer, problem::Problems, problem::excerpt};

/// GOOS of Go 1.24, and of earlier releases.
const SYSTEMS: [&str; 18] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "wasip1",
    "windows",
    "zos",
];

/// GOARCH of Go 1.24, and those that Go reserves.
const ARCHITECTURES: [&str; 24] = [
    "386",
    "amd64",
    "amd64p32",
    "arm",
    "arm64",
    "arm64be",
    "armbe",
    "loong64",
    "mips",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "mipsle",
    "ppc",
    "ppc64",
    "ppc64le",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
];

/// What other systems call an architecture, and what Go calls it.
const ALIASES: [(&str, &str); 12] = [
    ("x86_64", "amd64"),
    ("x86-64", "amd64"),
    ("x64", "amd64"),
    ("i386", "386"),
    ("i686", "386"),
    ("x86", "386"),
    ("aarch64", "arm64"),
    ("armhf", "arm"),
    ("armel", "arm"),
    ("armv7l", "arm"),
    ("ppc64el", "ppc64le"),
    ("loongarch64", "loong64"),
];

/// Checks os and architecture of a platform at `pointer`. `unknown`, which BuildKit writes, and what is missing say nothing.
pub(super) fn check(problems: &Problems, pointer: Pointer<'_>, platform: &Platform) {
    let is_silent = |value: &str| value.is_empty() || value == "unknown";
    let os = platform.os.as_str();
    if !is_silent(os) && !SYSTEMS.contains(&os) {
        let message = format!("\"os\" is {}, which is no GOOS of Go", excerpt(os));
        problems.report(&rules::PLATFORM_VALUE, pointer.key("os"), message);
    }
    let architecture = platform.architecture.as_str();
    if !is_silent(architecture) && !ARCHITECTURES.contains(&architecture) {
        let alias = ALIASES.iter().find(|(alias, _)| *alias == architecture);
        let instead = alias.map_or(String::new(), |(_, name)| format!("; Go calls it {name}"));
        let message = format!(
            "\"architecture\" is {}, which is no GOARCH of Go{instead}",
            excerpt(architecture)
        );
        problems.report(&rules::PLATFORM_VALUE, pointer.key("architecture"), message);
    }
}
