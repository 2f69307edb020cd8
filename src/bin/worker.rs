//! The worker's half: reads and hashes one blob at a time.

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: porthole::browser::allocator::Allocator =
    porthole::browser::allocator::Allocator::new();

fn main() {
    #[cfg(target_arch = "wasm32")]
    porthole::browser::worker::run();
}
