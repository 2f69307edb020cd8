//! Time that only goes forward, in pages and workers.

use crate::oci::time::unix_seconds;
use std::time::Duration;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
    #[wasm_bindgen(js_namespace = performance, js_name = mark)]
    fn performance_mark(name: &str);
    #[wasm_bindgen(js_namespace = performance, js_name = measure)]
    fn performance_measure(name: &str, start: &str);
}

/// Milliseconds since the page or worker began.
pub fn now_ms() -> f64 {
    performance_now()
}

/// Does `work`, and leaves the time that it took on the page's own record (User Timing) as `name`, for the tools of the browser.
pub fn measure<T>(name: &str, work: impl FnOnce() -> T) -> T {
    performance_mark(name);
    let done = work();
    performance_measure(name, name);
    done
}

/// Time since the page or worker began.
pub fn now() -> Duration {
    // Casting saturates: no time is before the beginning.
    Duration::from_micros((now_ms() * 1000.0) as u64)
}

/// The time by the clock of this machine, in milliseconds since 1970 (UTC).
pub fn unix_ms() -> u64 {
    // Casting saturates: a clock before 1970 is at 0.
    js_sys::Date::now() as u64
}

/// Whether a time (RFC 3339) is past, by the clock of this machine. What is no time never is.
pub fn is_past(time: &str) -> bool {
    let now = i64::try_from(unix_ms() / 1000).unwrap_or(i64::MAX);
    unix_seconds(time).is_some_and(|time| time < now)
}

/// Waits until the page is about to be painted again; for ever, in a tab that is not shown.
pub async fn frame() {
    let next = js_sys::Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            // Fails never: it takes any function.
            let _ = window.request_animation_frame(&resolve);
        }
    });
    // It is never rejected.
    let _ = wasm_bindgen_futures::JsFuture::from(next).await;
}

/// Waits; 24 days at most, since a browser's timer takes no longer: it ends at once.
pub async fn sleep(duration: Duration) {
    const LONGEST: Duration = Duration::from_millis(i32::MAX as u64);
    gloo_timers::future::sleep(duration.min(LONGEST)).await;
}
