//! Time that only goes forward, in pages and workers.

use std::time::Duration;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

/// Milliseconds since the page or worker began.
pub fn now_ms() -> f64 {
    performance_now()
}

/// Time since the page or worker began.
pub fn now() -> Duration {
    Duration::from_secs_f64(now_ms().max(0.0) / 1000.0)
}

/// The time by the clock of this machine, in milliseconds since 1970 (UTC).
pub fn unix_ms() -> u64 {
    // Casting saturates: a clock before 1970 is at 0.
    js_sys::Date::now() as u64
}

/// Waits.
pub async fn sleep(duration: Duration) {
    gloo_timers::future::sleep(duration).await;
}
