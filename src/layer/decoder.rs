//! What unpacks one kind of compressed data, and where it comes from: the decoders are two fifths of all that the worker may load, and a layer
//! needs one of them at most, so that each comes when the first layer needs it.

use super::{Compression, error::Stop, gzip::Gzip, zstd::Zstd};

/// Takes what comes out of a decoder, and may stop it.
pub type Sink<'a> = dyn FnMut(&[u8]) -> Result<(), Stop> + 'a;

/// Unpacks one kind of compressed data, piece by piece.
pub trait Decoder {
    /// Unpacks what can be unpacked.
    ///
    /// # Errors
    /// What stops it. Nothing more can be pushed then.
    fn push(&mut self, input: &[u8], sink: &mut Sink<'_>) -> Result<(), Stop>;

    /// Whether the data may end here.
    fn is_complete(&self) -> bool;
}

/// Makes decoders: `None` while the one for a compression is not there yet, and always for what is not compressed.
pub type Decoders = fn(Compression) -> Option<Box<dyn Decoder>>;

/// All decoders, there at once.
pub fn all(compression: Compression) -> Option<Box<dyn Decoder>> {
    match compression {
        Compression::None => None,
        Compression::Gzip => Some(gzip()),
        Compression::Zstd => Some(zstd()),
    }
}

/// The decoder of gzip.
pub fn gzip() -> Box<dyn Decoder> {
    Box::new(Gzip::new())
}

/// The decoder of zstd.
pub fn zstd() -> Box<dyn Decoder> {
    Box::new(Zstd::new())
}
