//! Tells the host element what came of a layer: the events of the DOM contract.

use super::{notice::code_of_read, use_host::send_error, verification_state::Blob};
use crate::{
    browser::{Host, host::Detail},
    verify::layer_state::LayerState,
};

/// Sends `porthole-verdict`, or `porthole-error` for a layer that could not be read.
pub fn tell_layer(host: &Host, blob: &Blob, known: &LayerState) {
    let digest = blob.digest.to_string();
    let verdict = |verdict: &str, size: u64| {
        let detail = [
            ("digest", Detail::Text(&digest)),
            ("verdict", Detail::Text(verdict)),
            ("size", Detail::Size(size)),
        ];
        host.dispatch("porthole-verdict", &detail);
    };
    match known {
        LayerState::Verified { size } => verdict("match", *size),
        LayerState::DigestMismatch { size, .. } => verdict("mismatch", *size),
        LayerState::SizeMismatch { actual, .. } => verdict("mismatch", *actual),
        LayerState::NotChecked { .. } => verdict("unchecked", 0),
        LayerState::Failed(error) => {
            let message = format!("layer {digest}: {error}");
            send_error(host, code_of_read(error), &message);
        }
        LayerState::Unverified | LayerState::Queued | LayerState::Reading(_) => {}
    }
}
