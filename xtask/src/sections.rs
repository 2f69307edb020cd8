//! Sections of a module that stay as they are.

use anyhow::{Context as _, Result};
use wasm_encoder::{Module, RawSection};
use wasmparser::Payload;

/// Copies the section that a part of `module` is, byte for byte; what is none (the beginning and the end, each function) comes by itself.
///
/// # Errors
/// When it is no part of this module.
pub fn copy(module: &[u8], part: &Payload<'_>, into: &mut Module) -> Result<()> {
    if let Some((id, range)) = part.as_section() {
        let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
        let data = module.get(range).context("a section has no bytes")?;
        into.section(&RawSection { id, data });
    }
    Ok(())
}
