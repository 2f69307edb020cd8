//! How many layers are in which state.

use super::{layer::Layer, verification_state::VerificationState};
use crate::verify::layer_state::LayerState;

/// How many layers are in which state. A layer that stands more than once counts each time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All.
    pub layers: usize,
    /// Size and digest are the expected ones, whatever they unpack to.
    pub verified: usize,
    /// Other bytes, or more or fewer.
    pub mismatch: usize,
    /// The read failed.
    pub failed: usize,
    /// There is nothing to read, or the digest is of an algorithm that is not computed.
    pub not_checkable: usize,
    /// Of those that are verified: they unpack to something else than the config names.
    pub unpacks_wrong: usize,
}

impl Tally {
    /// Counts.
    pub fn of(layers: &[Layer], verification: &VerificationState) -> Self {
        let mut tally = Self {
            layers: layers.len(),
            ..Self::default()
        };
        for (position, layer) in layers.iter().enumerate() {
            match verification.layer(position) {
                LayerState::Verified { .. } => tally.verified += 1,
                state if state.is_mismatch() => tally.mismatch += 1,
                LayerState::Failed(error) if !error.is_missing() => tally.failed += 1,
                LayerState::Failed(_) | LayerState::NotChecked { .. } => tally.not_checkable += 1,
                _ => {}
            }
            if layer.unpacks_wrong(verification.content(position)) {
                tally.unpacks_wrong += 1;
            }
        }
        tally
    }
}
