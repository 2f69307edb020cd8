//! The allocator of both modules: a third of the size of the standard library's, with the same bounds on time.

use rlsf::{GlobalTlsf, GlobalTlsfOptions};

#[global_allocator]
static ALLOCATOR: GlobalTlsf<Options> = GlobalTlsf::new();

struct Options;

impl GlobalTlsfOptions for Options {
    // Growing in place saves a copy now and then, and costs more code than all else.
    const ENABLE_REALLOCATION: bool = false;
}
