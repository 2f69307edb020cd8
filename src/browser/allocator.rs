//! The allocator of page and worker: that of the crate `rlsf`, which weighs 3.5 kB less than the standard library's.

use rlsf::{GlobalTlsf, GlobalTlsfOptions};

/// Gives out memory, and takes it back.
pub type Allocator = GlobalTlsf<Options>;

/// How it does so.
#[derive(Debug)]
pub struct Options;

impl GlobalTlsfOptions for Options {
    // Longer lists are copied: what grows in place is half as large again.
    const ENABLE_REALLOCATION: bool = false;
    // Documents and layers take many pages at a time: without it each of these would be lost once it is given back.
    const COALESCE_POOLS: bool = true;
}
