//! The worker's decoders, each of which may lie in a module of its own.

use super::door::{self, Door, IS_SPLIT, Loader};
use crate::layer::{Compression, Decoder, decoder};

/// Makes a decoder.
pub type Make = fn() -> Box<dyn Decoder>;

thread_local! {
    static GZIP: Door<Make> = const {
        if IS_SPLIT { Door::closed() } else { Door::open(decoder::gzip as Make) }
    };
    static ZSTD: Door<Make> = const {
        if IS_SPLIT { Door::closed() } else { Door::open(decoder::zstd as Make) }
    };
}

/// How the decoders come.
pub fn come_by(gzip: Loader<Make>, zstd: Loader<Make>) {
    GZIP.with(|door| door.comes_by(gzip));
    ZSTD.with(|door| door.comes_by(zstd));
}

/// The decoders that are there: see [`Decoders`](crate::layer::Decoders).
pub fn there(compression: Compression) -> Option<Box<dyn Decoder>> {
    let make = match compression {
        Compression::None => None,
        Compression::Gzip => GZIP.with(Door::part),
        Compression::Zstd => ZSTD.with(Door::part),
    };
    make.map(|make| make())
}

/// Loads the decoder of a compression, unless it is there. If that fails, it is not there afterwards; it can be tried again.
pub async fn load(compression: Compression) {
    let door = match compression {
        Compression::None => return,
        Compression::Gzip => &GZIP,
        Compression::Zstd => &ZSTD,
    };
    // Whoever needs it asks whether it is there.
    let _ = door::load(door).await;
}
