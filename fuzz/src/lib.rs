//! What the fuzzing targets call. `tests/fuzzed.rs` of the crate above runs the same over the inputs that are kept.

pub mod properties;
