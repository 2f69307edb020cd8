//! `cargo xtask fuzz`: random input, guided by what code it reaches, for every parser and decoder.
//!
//! The targets are in `fuzz/`, a workspace of its own, because libFuzzer takes a nightly compiler. What they hold to is in
//! `fuzz/src/properties.rs`, which `tests/fuzzed.rs` runs without one.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Context as _, Result, bail};
use lexopt::prelude::*;

use crate::process::{self, say};
use crate::tools::Tools;
use crate::workspace;

const CARGO_FUZZ_VERSION: &str = "0.13.2";

/// Every target; and where more inputs are to begin with, and which words it is written with.
const TARGETS: [(&str, &[&str], Option<&str>); 11] = [
    ("reference", &[], Some("references")),
    ("digest", &[], Some("references")),
    ("challenge", &[], Some("references")),
    ("manifest", DOCUMENTS, Some("documents")),
    ("index", DOCUMENTS, Some("documents")),
    ("config", DOCUMENTS, Some("documents")),
    ("schema1", DOCUMENTS, Some("documents")),
    ("gzip", &[], None),
    ("zstd", &[], None),
    ("tar", &[], None),
    (
        "attached",
        &["../tests/fixtures/attached"],
        Some("documents"),
    ),
];

const DOCUMENTS: &[&str] = &["../tests/fixtures", "../www/sample/blobs/sha256"];

/// Fuzzes the targets that are named, or all of them, as many at a time as there are processors.
///
/// # Errors
/// When no target has a name that was given, something cannot be installed, or a property does not hold.
pub fn run(mut arguments: lexopt::Parser) -> Result<()> {
    let mut seconds = 600_u32;
    let mut chosen = VecDeque::new();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("seconds") => seconds = arguments.value()?.parse()?,
            Value(name) => match TARGETS.iter().position(|(target, ..)| name == *target) {
                Some(position) => chosen.push_back(position),
                None => bail!(
                    "no target is named {name:?}; there are {}",
                    TARGETS.map(|(target, ..)| target).join(", ")
                ),
            },
            Short('h') | Long("help") => return crate::usage(),
            unexpected => return Err(unexpected.unexpected().into()),
        }
    }
    if chosen.is_empty() {
        chosen.extend(0..TARGETS.len());
    }
    let tools = Tools::for_fuzzing(CARGO_FUZZ_VERSION)?;
    let folder = workspace::root().join("fuzz");
    process::run(
        tools
            .command("rustup")?
            .args(["run", "nightly", "cargo", "fuzz", "build"])
            // Those of the Cargo that runs this command would win over what rustup chooses.
            .env_remove("CARGO")
            .env_remove("RUSTC")
            // A workspace of its own, where `program` finds what is built.
            .env("CARGO_TARGET_DIR", folder.join("target"))
            .current_dir(&folder),
    )?;
    let at_a_time = thread::available_parallelism()?.get().min(chosen.len());
    say(format!(
        "Fuzzing {} targets for {seconds} s each, {at_a_time} at a time",
        chosen.len()
    ));
    let waiting = Mutex::new(chosen);
    let next = || {
        let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.pop_front()
    };
    let failures: Vec<anyhow::Error> = thread::scope(|scope| {
        let worker = || {
            let mut failures = Vec::new();
            while let Some(position) = next() {
                failures.extend(fuzz(&folder, position, seconds).err());
            }
            failures
        };
        let workers: Vec<_> = (0..at_a_time).map(|_| scope.spawn(worker)).collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap_or_default())
            .collect()
    });
    for failure in &failures {
        say(format!("error: {failure:#}"));
    }
    if !failures.is_empty() {
        bail!("{} targets found something", failures.len());
    }
    Ok(())
}

/// Runs one target; what it prints goes to a file beside what it finds.
fn fuzz(folder: &Path, position: usize, seconds: u32) -> Result<()> {
    let (name, more, words) = TARGETS[position];
    let found = folder.join("artifacts").join(name);
    let corpus = folder.join("corpus").join(name);
    for folder in [&found, &corpus] {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let log = found.join("log");
    let mut command = Command::new(program(folder, name)?);
    command.current_dir(folder).arg(&corpus);
    let own = ["seeds", "regressions"].map(|kind| folder.join(kind).join(name));
    command.args(own.iter().filter(|folder| folder.is_dir()));
    command.args(more);
    if let Some(words) = words {
        command.arg(format!("-dict=dictionaries/{words}.dict"));
    }
    command
        .arg(format!("-max_total_time={seconds}"))
        .args(["-timeout=20", "-rss_limit_mb=4096", "-max_len=16384"])
        .arg(format!("-artifact_prefix={}/", found.display()))
        .stdout(Stdio::null())
        .stderr(File::create(&log)?);
    let outcome = process::run(&mut command);
    say(format!("{name}: {}", last_words(&log)?));
    outcome.with_context(|| {
        format!(
            "{name} found an input that breaks what must hold. It is in {}; once the cause is gone, it belongs into fuzz/regressions/{name}/",
            found.display()
        )
    })
}

/// Where the nightly compiler puts a target.
fn program(folder: &Path, name: &str) -> Result<PathBuf> {
    let host = process::first_line(Command::new("rustc").args(["--print", "host-tuple"]))
        .context("rustc does not say what it runs on")?;
    Ok(folder.join("target").join(host).join("release").join(name))
}

/// What a target did last: how many inputs, how much code they reached; or why it panicked.
fn last_words(log: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    File::open(log)?.read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let lines = text.lines().rev();
    let told = lines
        .clone()
        .find(|line| line.contains("panicked at"))
        .or_else(|| lines.clone().find(|line| line.contains(" cov: ")));
    Ok(told.unwrap_or("nothing was said").trim().to_owned())
}
