//! Memory while a large layer is read: of the process that runs page and workers, above what it had before.

use crate::{
    layers::push,
    report::{Bound, Report},
    stopwatch::{list, median},
};
use end_to_end::{browser::Browser, registry::Registry};
use std::{
    fs, iter,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

const MIB: usize = 1024 * 1024;

/// Runs, each in a tab of its own.
const RUNS: usize = 3;

/// A layer of 1 GiB.
pub async fn of_a_large_layer(report: &mut Report) {
    let registry = Registry::start();
    let name = push(&registry, "large", &[1024 * MIB]).await;
    let mut above = Vec::new();
    for _ in 0..RUNS {
        above.push(growth(&registry.reference(&name)).await);
    }
    let detail = list(&above, 0);
    report.add(
        "memory while a 1 GiB layer is read, above idle",
        median(&above),
        "MiB",
        Bound::AtMost(64.0),
        detail,
    );
}

/// MiB that the page's process takes more at the most while its only layer is verified.
pub async fn growth(reference: &str) -> f64 {
    let browser = Browser::inspect(reference).await;
    let digest = browser.parts("layer").await[0]
        .attribute("data-digest")
        .to_owned();
    // A browser keeps a spare renderer, which is smaller than the one that shows a page.
    let (page, idle) = renderers()
        .into_iter()
        .max_by_key(|(_, bytes)| *bytes)
        .expect("a process that shows the page");
    let stop = Arc::new(AtomicBool::new(false));
    let watcher = thread::spawn({
        let stop = Arc::clone(&stop);
        move || {
            let mut peak = idle;
            while !stop.load(Ordering::Relaxed) {
                let now = renderers()
                    .into_iter()
                    .find(|(process, _)| *process == page);
                let (_, now) = now.expect("the process that shows the page still runs");
                peak = peak.max(now);
                // A sampling rate, not a wait for anything.
                thread::sleep(Duration::from_millis(20));
            }
            peak
        }
    });
    browser.click("verify-button").await;
    let layer = browser
        .wait_layer(&digest, &["verified", "failed", "mismatch"])
        .await;
    assert_eq!(layer.attribute("data-state"), "verified");
    stop.store(true, Ordering::Relaxed);
    let peak = watcher.join().expect("the watcher");
    (peak - idle) as f64 / MIB as f64
}

/// Processes of this program's browser that render pages (and run their workers), each with its resident bytes. There may be other browsers, and
/// other programs that are made like one.
fn renderers() -> Vec<(u32, u64)> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let renderer = |process: fs::DirEntry| {
        let number = process.file_name().to_str()?.parse().ok()?;
        let command = fs::read(process.path().join("cmdline")).ok()?;
        let is_renderer = command.windows(15).any(|part| part == b"--type=renderer");
        (is_renderer && is_of_this_program(number))
            .then(|| Some((number, status(number, "VmRSS:")? * 1024)))?
    };
    processes.filter_map(renderer).collect()
}

/// Whether this program started a process, or what started it.
fn is_of_this_program(process: u32) -> bool {
    let parent = |process: &u32| Some(status(*process, "PPid:")? as u32);
    iter::successors(Some(process), parent).any(|ancestor| ancestor == std::process::id())
}

/// A number that the system tells of a process.
fn status(process: u32, name: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
