//! The worker's decoders, each in a module of its own, which is loaded when a layer needs it. Built without the feature `split-worker` (tests),
//! they are in the worker's module and there at once.

use crate::layer::{Compression, Decoder, decoder};

/// Makes a decoder.
type Make = fn() -> Box<dyn Decoder>;

/// The decoders that are there: see [`Decoders`](crate::layer::Decoders).
pub fn there(compression: Compression) -> Option<Box<dyn Decoder>> {
    let make = match compression {
        Compression::None => None,
        Compression::Gzip => gzip::loaded(),
        Compression::Zstd => zstd::loaded(),
    };
    make.map(|make| make())
}

/// Loads the decoder of a compression, unless it is there. If that fails, it is not there afterwards; it can be tried again.
pub async fn load(compression: Compression) {
    match compression {
        Compression::None => {}
        Compression::Gzip => gzip::load().await,
        Compression::Zstd => zstd::load().await,
    }
}

/// The decoder that is called so, and how it is loaded.
macro_rules! decoder_module {
    ($name:ident) => {
        #[cfg(all(feature = "split-worker", target_arch = "wasm32"))]
        #[allow(
            unsafe_code,
            reason = "the macro declares what the other module exports"
        )]
        mod $name {
            use super::{Make, decoder};
            use std::cell::Cell;
            use wasm_split_helpers::{SplitLoaderError, wasm_split};

            thread_local! {
                static LOADED: Cell<Option<Make>> = const { Cell::new(None) };
            }

            #[wasm_split($name, fallible)]
            fn enter() -> Result<Make, SplitLoaderError> {
                Ok(decoder::$name)
            }

            pub async fn load() {
                LOADED.set(enter().await.ok());
            }

            pub fn loaded() -> Option<Make> {
                LOADED.get()
            }
        }

        #[cfg(not(all(feature = "split-worker", target_arch = "wasm32")))]
        mod $name {
            use super::{Make, decoder};
            use std::future::{Ready, ready};

            pub fn load() -> Ready<()> {
                ready(())
            }

            pub fn loaded() -> Option<Make> {
                Some(decoder::$name)
            }
        }
    };
}

decoder_module!(gzip);
decoder_module!(zstd);
