//! `cargo xtask test`: every test there is, in steps that do not hide each other's failures.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use lexopt::prelude::*;

use crate::npm;
use crate::packages::{self, Browser};
use crate::process::{self, say};
use crate::site;
use crate::sizes;
use crate::tools::{self, Tools};
use crate::workspace;

const WASM: [&str; 2] = ["--target", "wasm32-unknown-unknown"];
const DENY_WARNINGS: [&str; 3] = ["--", "--deny", "warnings"];

/// A part of the tests that is run, and fails, by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// `cargo fmt --check`.
    Format,
    /// Clippy for the host and for wasm32; a warning is an error.
    Clippy,
    /// Unit, integration and doc tests on the host.
    Native,
    /// Tests of the library inside a browser.
    Browser,
    /// The site builds, and is not too heavy.
    Site,
    /// The site in a browser, against real registries.
    EndToEnd,
}

const STEPS: [Step; 6] = [
    Step::Format,
    Step::Clippy,
    Step::Native,
    Step::Browser,
    Step::Site,
    Step::EndToEnd,
];

impl Step {
    fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Clippy => "clippy",
            Self::Native => "native",
            Self::Browser => "browser",
            Self::Site => "site",
            Self::EndToEnd => "end-to-end",
        }
    }

    fn run(self) -> Result<()> {
        match self {
            Self::Format => format(),
            Self::Clippy => clippy(),
            Self::Native => native(),
            Self::Browser => in_the_browser(),
            Self::Site => build_site().map(drop),
            Self::EndToEnd => end_to_end(),
        }
    }
}

/// Runs the steps that are named, or all of them.
///
/// # Errors
/// When no step has a name that was given, or a step fails.
pub fn run(mut arguments: lexopt::Parser) -> Result<()> {
    let mut chosen = Vec::new();
    while let Some(argument) = arguments.next()? {
        match argument {
            Value(name) => match STEPS.into_iter().find(|step| name == step.name()) {
                Some(step) => chosen.push(step),
                None => bail!(
                    "no step is named {name:?}; there are {}",
                    STEPS.map(Step::name).join(", ")
                ),
            },
            Short('h') | Long("help") => return crate::usage(),
            unexpected => return Err(unexpected.unexpected().into()),
        }
    }
    steps(if chosen.is_empty() { &STEPS } else { &chosen })
}

/// Runs steps one after the other, says how each ended, and last how many did.
///
/// # Errors
/// When a step fails; those after it are run all the same.
#[expect(clippy::print_stdout, reason = "the summary is the command's answer")]
pub fn steps(steps: &[Step]) -> Result<()> {
    let outcomes: Vec<Outcome> = steps
        .iter()
        .map(|step| {
            say(format!("\n== {}", step.name()));
            let start = Instant::now();
            let error = step.run().err().map(|error| format!("{error:#}"));
            if let Some(error) = &error {
                say(format!("error: {error}"));
            }
            Outcome {
                name: step.name(),
                error,
                duration: start.elapsed(),
            }
        })
        .collect();
    let failed = outcomes
        .iter()
        .filter(|outcome| outcome.error.is_some())
        .count();
    println!();
    for outcome in &outcomes {
        println!("{outcome}");
    }
    println!("{} passed, {failed} failed", outcomes.len() - failed);
    if failed > 0 {
        bail!("{failed} of {} steps failed", outcomes.len())
    } else {
        Ok(())
    }
}

struct Outcome {
    name: &'static str,
    error: Option<String>,
    duration: Duration,
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.error.is_none() {
            "passed"
        } else {
            "FAILED"
        };
        write!(
            formatter,
            "{:<12}{word}{:>8.1} s",
            self.name,
            self.duration.as_secs_f64()
        )?;
        match self.error.as_ref().and_then(|error| error.lines().next()) {
            Some(error) => write!(formatter, "  {error}"),
            None => Ok(()),
        }
    }
}

/// Cargo in the workspace, where no other tool is needed.
fn cargo() -> Command {
    let mut cargo = process::cargo();
    cargo.current_dir(workspace::root());
    cargo
}

fn format() -> Result<()> {
    tools::component("fmt", "rustfmt")?;
    process::run(cargo().args(["fmt", "--all", "--check"]))
}

fn clippy() -> Result<()> {
    tools::component("clippy", "clippy")?;
    tools::wasm_target()?;
    let host = process::run(
        cargo()
            .args(["clippy", "--workspace", "--all-targets"])
            .args(DENY_WARNINGS),
    );
    let mut wasm = cargo();
    wasm.args(["clippy", "--package", "porthole", "--lib", "--bins"])
        .args(WASM);
    if has_browser_tests() {
        wasm.args(["--test", "browser"]);
    }
    // Both, whatever becomes of the first.
    host.and(process::run(wasm.args(DENY_WARNINGS)))
}

fn native() -> Result<()> {
    process::run(cargo().args([
        "test",
        "--workspace",
        "--exclude",
        "end-to-end",
        "--no-fail-fast",
    ]))
}

fn has_browser_tests() -> bool {
    workspace::root().join("tests/browser.rs").is_file()
}

fn in_the_browser() -> Result<()> {
    if !has_browser_tests() {
        say("There is no tests/browser.rs: nothing to run");
        return Ok(());
    }
    let tools = Tools::for_wasm_tests()?;
    let browser = packages::browser()?;
    process::run(
        tools
            .cargo()?
            .args(["test", "--package", "porthole", "--test", "browser"])
            .args(WASM)
            .env("CHROMEDRIVER", &browser.chromedriver)
            .env(
                "WASM_BINDGEN_TEST_WEBDRIVER_JSON",
                workspace::root().join("tests/webdriver.json"),
            )
            // In seconds, for all tests together: the default of 20 is short for a machine with other work to do.
            .env("WASM_BINDGEN_TEST_TIMEOUT", "300")
            .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60"),
    )
}

fn build_site() -> Result<PathBuf> {
    let site = site::build(&Tools::for_the_site()?)?;
    let sizes = sizes::measure(&site)?;
    sizes.print();
    sizes.check()?;
    Ok(site)
}

fn end_to_end() -> Result<()> {
    let mut tools = Tools::for_the_site()?;
    // When the step before has built it, this takes no more than packing it.
    let site = site::build(&tools).context("there is no site to test")?;
    packages::registry_and_image_tools(&mut tools)?;
    packages::npm()?;
    let browser = packages::browser()?;
    let mut cargo = tools.cargo()?;
    cargo.args(["test", "--package", "end-to-end", "--no-fail-fast"]);
    name_surroundings(&mut cargo, &site, &browser, &npm::AXE_CORE.install()?);
    process::run(&mut cargo)
}

/// Tells the end-to-end tests where the site, the browser and axe-core are.
pub fn name_surroundings(command: &mut Command, site: &Path, browser: &Browser, axe_core: &Path) {
    command
        .env("PORTHOLE_SITE", site)
        .env("CHROMIUM", &browser.chromium)
        .env("CHROMEDRIVER", &browser.chromedriver)
        .env("AXE_CORE", axe_core.join("axe.min.js"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_step_is_answered_with_those_that_there_are() {
        let error = run(lexopt::Parser::from_args(["unit"])).expect_err("no step is named so");
        let want = "no step is named \"unit\"; there are format, clippy, native, browser, site, end-to-end";
        assert_eq!(error.to_string(), want);
    }

    #[test]
    fn an_outcome_is_one_line() {
        let outcome = |error: Option<&str>| Outcome {
            name: "clippy",
            error: error.map(str::to_owned),
            duration: Duration::from_millis(12_340),
        };
        for (error, want) in [
            (None, "clippy      passed    12.3 s"),
            (
                Some("it broke\nin two lines"),
                "clippy      FAILED    12.3 s  it broke",
            ),
        ] {
            assert_eq!(outcome(error).to_string(), want);
        }
    }
}
