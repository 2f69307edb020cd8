//! The worker's half: reads and hashes one blob at a time.

fn main() {
    #[cfg(target_arch = "wasm32")]
    porthole::browser::worker::run();
}
