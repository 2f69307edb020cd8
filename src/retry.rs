//! When something is tried again that a server refused or a network lost: one policy for documents and for layers.

use std::time::Duration;

/// How often in a row it is tried again.
pub const RETRIES: u32 = 3;

/// A server that asks for a longer wait than this is not asked again.
pub const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// The wait before retry `retry` (from 1): 0.5, 1, 2 seconds.
pub fn backoff(retry: u32) -> Duration {
    Duration::from_millis(250 << retry.clamp(1, RETRIES))
}

/// Whether the same request may be answered otherwise in a moment.
pub fn is_transient(status: u16) -> bool {
    matches!(status, 429 | 502 | 503 | 504)
}
