//! How large layers are together: each digest counts once, as it is fetched once, and what no document says was counted, once it was read.

use super::{format, layer::Layer, verification_state::VerificationState};
use crate::oci::TotalSize;

/// What each layer adds to what is fetched, in bytes: nothing, where another one of its digest counts.
pub fn sizes(layers: &[Layer], verification: &VerificationState) -> Vec<Option<u64>> {
    let layers = layers.iter().enumerate();
    layers
        .map(|(position, layer)| {
            if layer.is_repeated {
                Some(0)
            } else {
                layer.size_by(verification.layer(position))
            }
        })
        .collect()
}

/// What all of them make together.
pub fn download_size(layers: &[Layer], verification: &VerificationState) -> TotalSize {
    TotalSize::of(&sizes(layers, verification))
}

/// How many layers there are: `5`, or `5 (4 different)` where a digest stands more than once.
pub fn number(layers: &[Layer]) -> String {
    let different = layers.iter().filter(|layer| !layer.is_repeated).count();
    let number = format::grouped(layers.len() as u64);
    if different == layers.len() {
        number
    } else {
        format!("{number} ({} different)", format::grouped(different as u64))
    }
}
