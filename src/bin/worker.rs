//! The worker's half: reads and hashes one blob at a time.

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: porthole::browser::allocator::Allocator =
    porthole::browser::allocator::Allocator::new();

#[cfg(all(feature = "split", target_arch = "wasm32"))]
#[allow(
    unsafe_code,
    reason = "the macro declares what the other modules export"
)]
mod parts {
    use porthole::{
        browser::{
            decoders::{self, Make},
            door::NotLoaded,
        },
        layer::decoder,
    };
    use wasm_split_helpers::wasm_split;

    #[wasm_split(gzip, fallible)]
    fn gzip() -> Result<Make, NotLoaded> {
        Ok(decoder::gzip)
    }

    #[wasm_split(zstd, fallible)]
    fn zstd() -> Result<Make, NotLoaded> {
        Ok(decoder::zstd)
    }

    /// Says how the parts come.
    pub fn announce() {
        decoders::come_by(|| Box::pin(gzip()), || Box::pin(zstd()));
    }
}

fn main() {
    #[cfg(all(feature = "split", target_arch = "wasm32"))]
    parts::announce();
    #[cfg(target_arch = "wasm32")]
    porthole::browser::worker::run();
}
