//! What each step of the tests runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::docs_tools::DocsTools;
use crate::firefox::{self, Firefox};
use crate::no_proxy;
use crate::npm;
use crate::packages::{self, Browser};
use crate::process;
use crate::profile;
use crate::site;
use crate::sizes;
use crate::toolchain::{self, WASM_TARGET};
use crate::tools::Tools;
use crate::workspace;

const WASM: [&str; 2] = ["--target", WASM_TARGET];
const DENY_WARNINGS: [&str; 3] = ["--", "--deny", "warnings"];

/// Cargo in the workspace, where no other tool is needed.
fn cargo() -> Command {
    let mut cargo = process::cargo();
    cargo.current_dir(workspace::root());
    cargo
}

/// `cargo fmt --check`.
///
/// # Errors
/// When it fails, or what it takes cannot be had.
pub fn format() -> Result<()> {
    toolchain::component("fmt", "rustfmt")?;
    process::run(cargo().args(["fmt", "--all", "--check"]))?;
    // A workspace of its own.
    process::run(cargo().args(["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"]))
}

/// Clippy for the host and for wasm32.
///
/// # Errors
/// When it fails, or what it takes cannot be had.
pub fn clippy() -> Result<()> {
    toolchain::component("clippy", "clippy")?;
    toolchain::wasm_target()?;
    let host = process::run(
        cargo()
            .args(["clippy", "--workspace", "--all-targets"])
            .args(DENY_WARNINGS),
    );
    let mut wasm = cargo();
    wasm.args(["clippy", "--package", "porthole", "--lib", "--bins"])
        .args(["--features", "split"])
        .args(["--test", "browser"])
        .args(WASM);
    // Both, whatever becomes of the first.
    host.and(process::run(wasm.args(DENY_WARNINGS)))
}

/// What the random input of the tests of properties begins with: whether a commit passes is a matter of that commit, not of luck.
const SEED: (&str, &str) = ("PROPTEST_RNG_SEED", "20180913");

/// Unit, integration and doc tests on the host.
///
/// # Errors
/// When it fails, or what it takes cannot be had.
pub fn native() -> Result<()> {
    let mut tests = cargo();
    tests.args([
        "test",
        "--workspace",
        "--exclude",
        "end-to-end",
        "--no-fail-fast",
    ]);
    if std::env::var_os(SEED.0).is_none() {
        tests.env(SEED.0, SEED.1);
    }
    process::run(&mut tests)
}

/// The declarations of the element, by the compiler of TypeScript.
///
/// # Errors
/// When it fails, or what it takes cannot be had.
pub fn types() -> Result<()> {
    packages::npm()?;
    let compiler = npm::TYPESCRIPT.install()?.join("lib/tsc.js");
    let project = workspace::root().join("tests/types");
    process::run(
        Command::new("node")
            .arg(compiler)
            .arg("--project")
            .arg(project),
    )
}

/// The library's tests inside a browser.
///
/// # Errors
/// When it fails, or what it takes cannot be had.
pub fn in_the_browser() -> Result<()> {
    let tools = Tools::for_wasm_tests()?;
    let browser = packages::browser()?;
    let mut cargo = tools.cargo()?;
    no_proxy::for_loopback(&mut cargo);
    process::run(
        cargo
            .args(["test", "--package", "porthole", "--test", "browser"])
            .args(WASM)
            .env("CHROMEDRIVER", &browser.chromedriver)
            .env(
                "WASM_BINDGEN_TEST_WEBDRIVER_JSON",
                capabilities(&browser.chromium)?,
            )
            // In seconds, for all tests together: the default of 20 is short for a machine with other work to do.
            .env("WASM_BINDGEN_TEST_TIMEOUT", "300")
            .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60"),
    )
}

/// What the driver is asked for: the settings of `tests/webdriver.json`, for this very browser, in a file below `target/`.
fn capabilities(chromium: &Path) -> Result<PathBuf> {
    let settings = workspace::root().join("tests/webdriver.json");
    let read =
        || -> Result<serde_json::Value> { Ok(serde_json::from_slice(&fs::read(&settings)?)?) };
    let mut capabilities = read().with_context(|| settings.display().to_string())?;
    capabilities["goog:chromeOptions"]["binary"] = chromium.to_string_lossy().into();
    let file = workspace::target().join("webdriver.json");
    fs::create_dir_all(workspace::target())?;
    fs::write(&file, capabilities.to_string())
        .with_context(|| format!("cannot write {}", file.display()))?;
    Ok(file)
}

/// The site, and what it weighs.
///
/// # Errors
/// When it fails, or what it takes cannot be had.
pub fn build_site() -> Result<PathBuf> {
    let site = site::build(&Tools::for_the_site()?)?;
    let sizes = sizes::measure(&site)?;
    sizes.print();
    sizes.check(profile::fits())?;
    Ok(site)
}

/// The site in a browser, against real registries.
///
/// # Errors
/// When it fails, or what it takes cannot be had.
pub fn end_to_end() -> Result<()> {
    in_real_browsers(|cargo| {
        cargo.arg("--no-fail-fast");
        Ok(())
    })
}

/// The main flows of the page in Firefox.
///
/// # Errors
/// When it fails, or what it takes cannot be had.
pub fn in_firefox() -> Result<()> {
    in_real_browsers(|cargo| {
        Firefox::find_or_install()?.name(cargo);
        cargo
            .env("BROWSER", "firefox")
            .args(["--test", "porthole", "--no-fail-fast", "--"])
            .args(firefox::TESTS);
        for name in firefox::NOT_HERE {
            cargo.args(["--skip", name]);
        }
        Ok(())
    })
}

/// Documentation sites with the element, built by their generators, in Chromium and Firefox.
///
/// # Errors
/// When it fails, or what it takes cannot be had.
pub fn docs_sites() -> Result<()> {
    in_real_browsers(|cargo| {
        DocsTools::find_or_install()?.name(cargo);
        cargo.args(["--test", "docs-sites", "--no-fail-fast"]);
        Ok(())
    })
}

/// Tests of the package `end-to-end`, with the site and everything that all of them need.
fn in_real_browsers(choose: impl FnOnce(&mut Command) -> Result<()>) -> Result<()> {
    let mut tools = Tools::for_the_site()?;
    // When the step before has built it, this takes no more than packing it.
    let site = site::build(&tools).context("there is no site to test")?;
    packages::servers_and_image_tools(&mut tools)?;
    packages::npm()?;
    let browser = packages::browser()?;
    let mut cargo = tools.cargo()?;
    cargo.args(["test", "--package", "end-to-end"]);
    choose(&mut cargo)?;
    name_surroundings(&mut cargo, &site, &browser)?;
    process::run(&mut cargo)
}

/// Tells the end-to-end tests where the site, the browser and the packages of npm are, which are installed for it.
///
/// # Errors
/// When npm fails.
pub fn name_surroundings(command: &mut Command, site: &Path, browser: &Browser) -> Result<()> {
    no_proxy::for_loopback(command);
    command
        .env("PORTHOLE_SITE", site)
        .env("CHROMIUM", &browser.chromium)
        .env("CHROMEDRIVER", &browser.chromedriver)
        .env("AXE_CORE", npm::AXE_CORE.install()?.join("axe.min.js"))
        .env("SIGSTORE_SIGN", npm::SIGSTORE_SIGN.install()?)
        .env("SIGSTORE_OCI", npm::SIGSTORE_OCI.install()?);
    Ok(())
}
