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

/// Waits.
pub async fn sleep(duration: Duration) {
    gloo_timers::future::sleep(duration).await;
}
