//! A browser that has finished starting.
//!
//! For about a second after it has opened, a browser works for itself. Who follows a link does so in one that runs already: a navigation
//! that is timed right after the start is timed together with the start (twice as long, on two cores).

use end_to_end::{DEADLINE, browser::Browser};
use std::{
    fs,
    time::{Duration, Instant},
};

/// How often is looked, and how often in a row it must be quiet.
const LOOK: Duration = Duration::from_millis(100);
const QUIET: u32 = 3;

/// What all other processes may work from one look to the next, in hundredths of a second.
const WORK: u64 = 1;

/// A fresh browser with an empty cache, at rest.
pub async fn browser() -> Browser {
    let browser = Browser::launch(&[]).await;
    let start = Instant::now();
    let (mut quiet, mut work) = (0, processor_time());
    while quiet < QUIET {
        // A sampling rate: what is waited for is that nothing works.
        tokio::time::sleep(LOOK).await;
        let now = processor_time();
        // Less than before: a process has ended.
        quiet = if now.abs_diff(work) > WORK {
            0
        } else {
            quiet + 1
        };
        work = now;
        assert!(
            start.elapsed() < DEADLINE,
            "something works on this machine all the time: nothing can be measured meanwhile"
        );
    }
    browser
}

/// What all processes but this one have worked so far, in hundredths of a second.
fn processor_time() -> u64 {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let worked = |process: fs::DirEntry| {
        let number: u32 = process.file_name().to_str()?.parse().ok()?;
        let stat = fs::read_to_string(process.path().join("stat")).ok()?;
        // The name stands in parentheses and may hold anything; the times in user and kernel mode are fields 14 and 15.
        let fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
        let ticks = fields.take(2).map(|ticks| ticks.parse::<u64>().ok());
        let ticks = ticks.sum::<Option<u64>>()?;
        (number != std::process::id()).then_some(ticks)
    };
    processes.filter_map(worked).sum()
}
