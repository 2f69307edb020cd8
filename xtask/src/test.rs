//! `cargo xtask test`: every test there is, in steps that do not hide each other's failures.

use std::fmt;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use lexopt::prelude::*;

use crate::process::say;
use crate::suites;

/// A part of the tests that is run, and fails, by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// `cargo fmt --check`.
    Format,
    /// Clippy for the host and for wasm32; a warning is an error.
    Clippy,
    /// Unit, integration and doc tests on the host.
    Native,
    /// The declarations of the element.
    Types,
    /// Tests of the library inside a browser.
    Browser,
    /// The site builds, and is not too heavy.
    Site,
    /// The site in a browser, against real registries.
    EndToEnd,
    /// The same in Firefox, as far as most people go.
    Firefox,
    /// Documentation sites by their real generators, in two browsers.
    DocsSites,
}

const STEPS: [Step; 9] = [
    Step::Format,
    Step::Clippy,
    Step::Native,
    Step::Types,
    Step::Browser,
    Step::Site,
    Step::EndToEnd,
    Step::Firefox,
    Step::DocsSites,
];

impl Step {
    fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Clippy => "clippy",
            Self::Native => "native",
            Self::Types => "types",
            Self::Browser => "browser",
            Self::Site => "site",
            Self::EndToEnd => "end-to-end",
            Self::Firefox => "firefox",
            Self::DocsSites => "docs-sites",
        }
    }

    fn run(self) -> Result<()> {
        match self {
            Self::Format => suites::format(),
            Self::Clippy => suites::clippy(),
            Self::Native => suites::native(),
            Self::Types => suites::types(),
            Self::Browser => suites::in_the_browser(),
            Self::Site => suites::build_site().map(drop),
            Self::EndToEnd => suites::end_to_end(),
            Self::Firefox => suites::in_firefox(),
            Self::DocsSites => suites::docs_sites(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_step_is_answered_with_those_that_there_are() {
        let error = run(lexopt::Parser::from_args(["unit"])).expect_err("no step is named so");
        let want = "no step is named \"unit\"; there are format, clippy, native, types, browser, site, end-to-end, firefox, docs-sites";
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
