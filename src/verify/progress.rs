//! How fast a read goes, and how often that is told. Time comes from outside, in milliseconds since any fixed moment.

use std::time::Duration;

/// How much of the past the rate remembers, in milliseconds.
const MEMORY_MS: f64 = 2000.0;

/// A rate is told only after so long: the first bytes say nothing.
const SETTLING_MS: f64 = 300.0;

/// Lets through one message an interval at most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Throttle {
    interval_ms: f64,
    last_ms: Option<f64>,
}

impl Throttle {
    /// Ten times a second.
    pub const TEN_A_SECOND: Self = Self::new(100.0);

    /// One message each `interval_ms` milliseconds.
    pub const fn new(interval_ms: f64) -> Self {
        Self {
            interval_ms,
            last_ms: None,
        }
    }

    /// Whether a message may be sent now; if so, the interval begins anew. The first always may.
    pub fn allows(&mut self, now_ms: f64) -> bool {
        let due = self
            .last_ms
            .is_none_or(|last_ms| now_ms - last_ms >= self.interval_ms);
        if due {
            self.last_ms = Some(now_ms);
        }
        due
    }
}

/// A smoothed rate.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rate {
    started_ms: Option<f64>,
    last_ms: f64,
    last_bytes: u64,
    bytes_per_ms: f64,
}

impl Rate {
    /// Takes note of how many bytes were read until now. Fewer than before mean that the read began again.
    pub fn observe(&mut self, bytes_read: u64, now_ms: f64) {
        let elapsed_ms = now_ms - self.last_ms;
        if self.started_ms.is_none() {
            self.started_ms = Some(now_ms);
        } else if bytes_read >= self.last_bytes && elapsed_ms > 0.0 {
            let now = (bytes_read - self.last_bytes) as f64 / elapsed_ms;
            let weight = if self.bytes_per_ms == 0.0 {
                1.0
            } else {
                1.0 - (-elapsed_ms / MEMORY_MS).exp()
            };
            self.bytes_per_ms += (now - self.bytes_per_ms) * weight;
        } else if elapsed_ms <= 0.0 {
            // Two notes at one moment: the later counts with the next one.
            return;
        }
        self.last_ms = now_ms;
        self.last_bytes = bytes_read;
    }

    /// Bytes a second; `None` as long as too little is known.
    pub fn bytes_per_second(&self) -> Option<u64> {
        let settled = self
            .started_ms
            .is_some_and(|started_ms| self.last_ms - started_ms >= SETTLING_MS);
        (settled && self.bytes_per_ms > 0.0).then_some((self.bytes_per_ms * 1000.0) as u64)
    }

    /// How long `bytes` more will take; `None` as long as too little is known.
    pub fn time_for(&self, bytes: u64) -> Option<Duration> {
        self.bytes_per_second()?;
        Some(Duration::from_millis(
            (bytes as f64 / self.bytes_per_ms) as u64,
        ))
    }
}
