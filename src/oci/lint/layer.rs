//! What is known of a layer only once it was read.

use super::rules;
use crate::oci::{MediaType, Problem, json::Pointer};

/// The layer at `position`, to which `pointer` leads in the manifest, says by its media type that it is compressed in one way, and its bytes
/// are in another: `said` and `found` are the words for both (`gzip`, `zstd`, `uncompressed`).
pub fn compression(
    position: usize,
    pointer: &str,
    media_type: &MediaType,
    said: &str,
    found: &str,
) -> Problem {
    let message = format!(
        "the bytes of layer {} are {found}, and {:?} says {said}",
        position + 1,
        media_type.as_str()
    );
    Problem {
        pointer: format!("{pointer}/mediaType"),
        ..Problem::new(&rules::LAYER_COMPRESSION, Pointer::ROOT, message)
    }
}
