//! Porthole's hash core alone: what the worker does with each piece of a layer, callable from a page.

use porthole::oci::{Algorithm, digest::Hasher};
use wasm_bindgen::prelude::*;

/// A running SHA-256.
#[wasm_bindgen]
pub struct HashCore(Hasher);

#[wasm_bindgen]
impl HashCore {
    /// Starts.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::new_without_default, reason = "JavaScript has no Default")]
    pub fn new() -> Self {
        Self(Hasher::new(&Algorithm::Sha256).expect("SHA-256 is computed"))
    }

    /// Adds a piece, copied into the module's memory as the worker does it.
    pub fn push(&mut self, piece: &[u8]) {
        self.0.push(piece);
    }

    /// The digest.
    pub fn finish(self) -> String {
        self.0.finish().to_string()
    }
}
