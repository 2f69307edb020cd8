//! Inside a layer: what its bytes are compressed with, what they unpack to, and what layers make of the files in them.
//!
//! Image specification 1.1, "Image Layer Filesystem Changeset": a layer is a tar archive, as it is or compressed by gzip (RFC 1952) or zstd
//! (RFC 8878). Which of them is told by the first bytes, never by the media type, which may lie.

pub mod compression;
pub mod decoder;
mod error;
mod gzip;
mod inflate;
pub mod tree;
mod zstd;

pub use compression::{Compression, OtherCompression};
pub use decoder::{Decoder, Decoders};
pub use error::InflateError;
pub use inflate::{Finished, Inflater};
