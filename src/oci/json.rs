//! JSON with positions and duplicate keys: strict syntax by serde_json, a tree of our own above it.
