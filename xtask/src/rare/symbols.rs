//! What the linker knows of a module's constants, and where they are in a module that was made of it.

use std::collections::HashMap;
use std::ops::Range;

use anyhow::{Context as _, Result, bail};
use wasmparser::{
    KnownCustom, Linking, LinkingSectionReader, Parser, Payload, RelocationType, SymbolInfo,
};

use super::memory::address;

/// The segment of constants, as the linker calls it. Others have what changes.
const CONSTANTS: &str = ".rodata";

/// A constant: where it is in its segment.
#[derive(Debug, PartialEq, Eq)]
pub struct Symbol {
    pub range: Range<u32>,
    /// Whether anything names an address before it or behind it, and means it: nobody could tell from the address which constant that is.
    pub is_left: bool,
}

pub struct Table {
    pub constants: Vec<Symbol>,
    /// Where the bytes of their segment are in the file.
    pub bytes: Range<usize>,
}

/// Reads the linker's table.
///
/// # Errors
/// When it is no module, or has none.
pub fn read(compiled: &[u8]) -> Result<Table> {
    let (mut segments, mut named) = (Vec::new(), Vec::new());
    let (mut constants, mut symbols) = (None, Vec::new());
    for payload in Parser::new(0).parse_all(compiled) {
        match payload.context("the module cannot be read")? {
            Payload::DataSection(data) => {
                for segment in data {
                    let segment = segment?;
                    let end = usize::try_from(segment.range.end)?;
                    segments.push(end - segment.data.len()..end);
                }
            }
            Payload::CustomSection(custom) => match custom.as_known() {
                KnownCustom::Linking(linking) => (constants, symbols) = linked(&linking)?,
                KnownCustom::Reloc(entries) => {
                    for entry in entries.entries() {
                        let entry = entry?;
                        if matches!(
                            entry.ty,
                            RelocationType::MemoryAddrLeb
                                | RelocationType::MemoryAddrSleb
                                | RelocationType::MemoryAddrI32
                        ) {
                            named.push((entry.index as usize, entry.addend));
                        }
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
    let constants = constants.context("the compiler left no table of constants")?;
    let mut is_left = vec![false; symbols.len()];
    for (symbol, addend) in named {
        if let Some(Some((_, range))) = symbols.get(symbol) {
            is_left[symbol] |=
                u32::try_from(addend).map_or(true, |addend| addend >= range.len() as u32);
        }
    }
    Ok(Table {
        bytes: segments
            .get(constants)
            .cloned()
            .context("a segment is missing")?,
        constants: symbols
            .into_iter()
            .zip(is_left)
            .filter_map(|(symbol, is_left)| {
                let (segment, range) = symbol?;
                (segment == constants).then_some(Symbol { range, is_left })
            })
            .collect(),
    })
}

/// By its number, the segment and the place in it of each symbol that has one.
type Symbols = Vec<Option<(usize, Range<u32>)>>;

/// The number of the segment of constants, and all symbols.
fn linked(linking: &LinkingSectionReader<'_>) -> Result<(Option<usize>, Symbols)> {
    let (mut constants, mut symbols) = (None, Vec::new());
    for part in linking.subsections() {
        match part? {
            Linking::SegmentInfo(infos) => {
                for (number, info) in infos.into_iter().enumerate() {
                    if info?.name == CONSTANTS {
                        constants = Some(number);
                    }
                }
            }
            Linking::SymbolTable(table) => {
                for symbol in table {
                    symbols.push(match symbol? {
                        SymbolInfo::Data {
                            symbol: Some(data), ..
                        } => Some((data.index as usize, data.offset..data.offset + data.size)),
                        _ => None,
                    });
                }
            }
            _ => {}
        }
    }
    Ok((constants, symbols))
}

/// Addresses of the constants' bytes, by their place in the segment, in the module that `place` makes of the compiled one: it is given the same module with other
/// constants, three times, by which each byte says where it was. Bytes that it writes anew say nothing.
///
/// # Errors
/// When `place` fails.
pub fn places(
    compiled: &[u8],
    table: &Table,
    place: impl Fn(&[u8]) -> Result<Vec<u8>>,
) -> Result<HashMap<u32, u32>> {
    let length = u32::try_from(table.bytes.len())?;
    if length > MOST {
        bail!("{length} bytes of constants are more than can be told apart");
    }
    let mut found: HashMap<u32, [u8; 3]> = HashMap::new();
    for pass in 0..3 {
        let mut marked = compiled.to_vec();
        for (byte, offset) in marked[table.bytes.clone()].iter_mut().zip(0..) {
            *byte = mark(offset)[pass];
        }
        let module = place(&marked)?;
        for payload in Parser::new(0).parse_all(&module) {
            let Payload::DataSection(data) = payload? else {
                continue;
            };
            for segment in data {
                let segment = segment?;
                if let Some(start) = address(&segment.kind)? {
                    for (byte, address) in segment.data.iter().zip(start..) {
                        found.entry(address).or_default()[pass] = *byte;
                    }
                }
            }
        }
    }
    Ok(found
        .into_iter()
        .filter_map(|(address, marks)| Some((marked(marks)?, address)))
        .filter(|(offset, _)| *offset < length)
        .collect())
}

/// What can be told apart by [`mark`].
const MOST: u32 = 1 << 18;

/// Three bytes that tell a number.
fn mark(number: u32) -> [u8; 3] {
    let [low, middle, high, _] = number.to_le_bytes();
    let check = 4 + (low ^ middle ^ high) % 60;
    [low, middle, high | check << 2]
}

/// The number that [`mark`] told: three times the same byte are something that did not change.
fn marked(marks: [u8; 3]) -> Option<u32> {
    let [low, middle, high] = marks;
    let number = u32::from_le_bytes([low, middle, high & 3, 0]);
    (mark(number) == marks && (low != middle || middle != high)).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_tell_their_numbers_and_nothing_else_does() {
        let mut silent = 0;
        for number in 0..MOST {
            match marked(mark(number)) {
                Some(told) => assert_eq!(told, number),
                None => silent += 1,
            }
        }
        // Of each quarter one at most.
        assert!(silent <= 4, "{silent} numbers cannot be told");
        for byte in 0..=u8::MAX {
            assert_eq!(marked([byte; 3]), None);
        }
    }
}
