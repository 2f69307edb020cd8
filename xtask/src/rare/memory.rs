//! What memory begins with, and which numbers in a module may be addresses of it.

use std::collections::BTreeSet;
use std::ops::Range;

use anyhow::{Context as _, Result};
use wasmparser::{DataKind, DataSectionReader, GlobalSectionReader, Operator, Parser, Payload};

/// What memory begins with: bytes and their address.
#[derive(Default)]
pub struct Memory(pub Vec<(u32, Vec<u8>)>);

impl Memory {
    /// Adds what a section has.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn add(&mut self, data: DataSectionReader<'_>) -> Result<()> {
        for segment in data {
            let segment = segment?;
            if let Some(address) = address(&segment.kind)? {
                self.0.push((address, segment.data.to_vec()));
            }
        }
        Ok(())
    }

    /// The byte at an address, if any is known.
    pub fn byte(&mut self, address: u32) -> Option<&mut u8> {
        self.0.iter_mut().find_map(|(start, bytes)| {
            bytes.get_mut(usize::try_from(address.checked_sub(*start)?).ok()?)
        })
    }

    /// The same, to be looked at.
    pub fn get(&self, address: u32) -> Option<u8> {
        self.0.iter().find_map(|(start, bytes)| {
            let at = usize::try_from(address.checked_sub(*start)?).ok()?;
            bytes.get(at).copied()
        })
    }

    /// Whether what is there ends with this.
    pub fn ends_with(&self, range: &Range<u32>, end: &[u8]) -> bool {
        let from = range.end.saturating_sub(end.len() as u32).max(range.start);
        (from..range.end)
            .map(|address| self.get(address))
            .eq(end.iter().map(|byte| Some(*byte)))
    }

    /// The numbers that stand there, as addresses do.
    pub fn words(&self, range: &Range<u32>) -> Vec<u32> {
        let mut words = Vec::new();
        let mut at = range.start.next_multiple_of(4);
        while at + 4 <= range.end {
            // What several segments hold has zeros between.
            let mut word = [0; 4];
            for (byte, address) in word.iter_mut().zip(at..) {
                *byte = self.get(address).unwrap_or_default();
            }
            words.push(u32::from_le_bytes(word));
            at += 4;
        }
        words
    }
}

/// All numbers that memory begins with, where such numbers stand.
///
/// # Errors
/// When the module cannot be read.
pub fn words(module: &[u8]) -> Result<BTreeSet<u32>> {
    let (mut memory, mut words) = (Memory::default(), Vec::new());
    for payload in Parser::new(0).parse_all(module) {
        match payload.context("the module cannot be read")? {
            Payload::DataSection(data) => memory.add(data)?,
            Payload::GlobalSection(globals) => name_all(globals, &mut words)?,
            _ => {}
        }
    }
    for (start, bytes) in &memory.0 {
        let end = start + u32::try_from(bytes.len())?;
        words.extend(memory.words(&(start / 4 * 4..end.next_multiple_of(4))));
    }
    Ok(words.into_iter().collect())
}

/// Adds the numbers that globals begin with.
pub fn name_all(globals: GlobalSectionReader<'_>, named: &mut Vec<u32>) -> Result<()> {
    for global in globals {
        for operator in global?.init_expr.get_operators_reader() {
            name(&operator?, named);
        }
    }
    Ok(())
}

/// Where a segment begins, if that is known.
///
/// # Errors
/// When it cannot be read.
pub fn address(kind: &DataKind<'_>) -> Result<Option<u32>> {
    let DataKind::Active { offset_expr, .. } = kind else {
        return Ok(None);
    };
    Ok(match offset_expr.get_operators_reader().read()? {
        Operator::I32Const { value } => Some(value.cast_unsigned()),
        _ => None,
    })
}

/// Adds the numbers in an instruction that may be addresses, or places in a table.
pub fn name(operator: &Operator<'_>, named: &mut Vec<u32>) {
    match operator {
        Operator::I32Const { value } => named.push(value.cast_unsigned()),
        // Two side by side.
        Operator::I64Const { value } => named.extend(halves(&value.to_le_bytes())),
        Operator::V128Const { value } => named.extend(halves(value.bytes())),
        other => {
            // An address with a number to be added, in any of the many instructions that read memory.
            let described = format!("{other:?}");
            if let Some((_, rest)) = described.split_once("offset: ") {
                let end = rest.find(|digit: char| !digit.is_ascii_digit());
                let digits = &rest[..end.unwrap_or(rest.len())];
                named.extend(digits.parse::<u32>());
            }
        }
    }
}

fn halves(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|word| {
        word.iter()
            .rev()
            .fold(0, |number, byte| number << 8 | u32::from(*byte))
    })
}
