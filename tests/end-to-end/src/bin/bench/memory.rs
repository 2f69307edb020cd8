//! Memory while a large layer is read: of the process that runs page and workers, above what it had before.

use crate::{
    layers::push,
    report::{Bound, Report},
};
use end_to_end::{browser::Browser, registry::Registry};
use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

const MIB: usize = 1024 * 1024;

/// A layer of 1 GiB.
pub async fn of_a_large_layer(report: &mut Report) {
    let registry = Registry::start();
    let name = push(&registry, "large", &[1024 * MIB]).await;
    let browser = Browser::inspect(&registry.reference(&name)).await;
    let digest = browser.parts("layer").await[0]
        .attribute("data-digest")
        .to_owned();
    let idle = renderers();
    let stop = Arc::new(AtomicBool::new(false));
    let peak = Arc::new(AtomicU64::new(0));
    let watcher = thread::spawn({
        let (stop, peak) = (Arc::clone(&stop), Arc::clone(&peak));
        move || {
            while !stop.load(Ordering::Relaxed) {
                peak.fetch_max(renderers(), Ordering::Relaxed);
                // A sampling rate, not a wait for anything.
                thread::sleep(Duration::from_millis(20));
            }
        }
    });
    browser.click("verify-button").await;
    let layer = browser
        .wait_layer(&digest, &["verified", "failed", "mismatch"])
        .await;
    assert_eq!(layer.attribute("data-state"), "verified");
    stop.store(true, Ordering::Relaxed);
    watcher.join().expect("the watcher");
    let above = (peak.load(Ordering::Relaxed).saturating_sub(idle)) as f64 / MIB as f64;
    let detail = format!(
        "idle {} MiB, peak {} MiB",
        idle / MIB as u64,
        peak.load(Ordering::Relaxed) / MIB as u64
    );
    report.add(
        "memory while a 1 GiB layer is read, above idle",
        above,
        "MiB",
        Bound::AtMost(64.0),
        detail,
    );
}

/// Resident bytes of all processes that render pages (and run their workers).
fn renderers() -> u64 {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    processes
        .filter_map(|process| {
            let command = fs::read(process.path().join("cmdline")).ok()?;
            let is_renderer = command.windows(15).any(|part| part == b"--type=renderer");
            let status = is_renderer
                .then(|| fs::read_to_string(process.path().join("status")).ok())
                .flatten()?;
            let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
            line.split_whitespace().nth(1)?.parse::<u64>().ok()
        })
        .map(|kib| kib * 1024)
        .sum()
}
