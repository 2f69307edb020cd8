//! Rules over several documents of one image at once.

use super::{Config, Descriptor, Manifest, Problem};

/// What an image's manifest, its config and the index entry that led to it say of each other: counts of layers, diff IDs and
/// history, platform of entry and config.
pub fn image(_entry: Option<&Descriptor>, _manifest: &Manifest, _config: &Config) -> Vec<Problem> {
    todo!()
}
