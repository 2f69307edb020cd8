//! Times and medians.

use std::{
    process::Command,
    time::{Duration, Instant},
};

/// The middle one.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// All of them, with so many digits behind the point.
pub fn list(values: &[f64], digits: usize) -> String {
    let values = values.iter().map(|value| format!("{value:.digits$}"));
    values.collect::<Vec<_>>().join(" ")
}

/// How long a shell line takes. Panics if it fails: a peer that does nothing is fast.
pub fn shell(line: &str) -> Duration {
    let start = Instant::now();
    let output = Command::new("bash")
        .args(["-ec", &format!("set -o pipefail; {line}")])
        .output()
        .expect("bash");
    let elapsed = start.elapsed();
    assert!(
        output.status.success(),
        "{line}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    elapsed
}
