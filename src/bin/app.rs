//! The page's half: what JavaScript may call.
fn main() {}
