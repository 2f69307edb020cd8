//! `cargo xtask lint`: the fast half of the tests.

use anyhow::Result;

/// Runs the steps `format` and `clippy`.
///
/// # Errors
/// When one of them fails.
pub fn run(mut arguments: lexopt::Parser) -> Result<()> {
    match arguments.next()? {
        None => crate::test::steps(&[crate::test::Step::Format, crate::test::Step::Clippy]),
        Some(lexopt::Arg::Short('h') | lexopt::Arg::Long("help")) => crate::usage(),
        Some(unexpected) => Err(unexpected.unexpected().into()),
    }
}
