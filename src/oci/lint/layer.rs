//! What is known of a layer only once it was read.

use super::rules;
use crate::oci::{MediaType, Problem, json::Pointer};

/// The layer at `position` says by its media type that it is compressed in one way, and its bytes are in another: `said` and `found` are
/// the words for both (`gzip`, `zstd`, `uncompressed`). The pointer points into the manifest.
pub fn compression(position: usize, media_type: &MediaType, said: &str, found: &str) -> Problem {
    let layers = Pointer::ROOT.key("layers");
    let layer = layers.position(position);
    let message = format!(
        "the bytes of layer {} are {found}, and {:?} says {said}",
        position + 1,
        media_type.as_str()
    );
    Problem::new(&rules::LAYER_COMPRESSION, layer.key("mediaType"), message)
}
