//! The worker's half: reads and hashes one blob at a time.
fn main() {}
