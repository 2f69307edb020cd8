//! Constants that only what is rare needs: they come with it.
//!
//! The linker's table says where each constant begins and ends (see `symbols`). One stays when code that stays names an address of it (or the one behind it), or when a constant
//! that stays holds such an address; and so does each of which anything names an address beyond it. What only looks like an address counts as one. The places in
//! source code that panics tell move in any case: what tells them is rare, and without them a message lacks its place.

use std::collections::HashMap;
use std::ops::Range;

use anyhow::{Context as _, Result, bail};
use wasm_encoder::reencode::{Reencode as _, RoundtripReencoder};
use wasm_encoder::{DataSection, Module};
use wasmparser::{Parser, Payload};

use super::memory::{Memory, address, name, name_all};
use super::symbols;
use crate::sections;

/// Addresses that share a number here are looked for side by side.
const NEAR: u32 = 64;

/// One constant.
#[derive(Debug, PartialEq, Eq)]
struct Object {
    range: Range<u32>,
    /// Whether it stays in any case.
    stays: bool,
}

/// All constants of a module.
pub struct Objects {
    objects: Vec<Object>,
    near: HashMap<u32, Vec<usize>>,
    /// Bytes that must be where they were found.
    known: Vec<(u32, u8)>,
}

/// How files of source code end.
const SOURCE: &[u8] = b".rs";

/// Bytes and their address.
pub type Moved = Vec<(u32, Vec<u8>)>;

impl Objects {
    /// Reads the table of the linker, and what it knows of who names what, from a module as the compiler left it. `place` makes the module of it whose constants
    /// these are, in which they have other places: which ones is seen by what becomes of other constants.
    ///
    /// # Errors
    /// When it is no module, or has no such table.
    pub fn read(compiled: &[u8], place: impl Fn(&[u8]) -> Result<Vec<u8>>) -> Result<Self> {
        let table = symbols::read(compiled)?;
        let places = symbols::places(compiled, &table, place)?;
        let mut objects = Vec::new();
        for symbol in &table.constants {
            // Words that name addresses are written anew, and say nothing.
            let start = symbol
                .range
                .clone()
                .find_map(|offset| Some(places.get(&offset)? - (offset - symbol.range.start)));
            let Some(start) = start else {
                // It went into another module, or nothing but addresses is in it.
                continue;
            };
            objects.push(Object {
                range: start..start + symbol.range.len() as u32,
                stays: symbol.is_left,
            });
        }
        if objects.is_empty() {
            bail!("no constant was found in the module");
        }
        let bytes = &compiled[table.bytes.clone()];
        let known = places
            .iter()
            .filter_map(|(offset, address)| Some((*address, *bytes.get(*offset as usize)?)));
        Ok(Self::of(objects, known.collect()))
    }

    /// Of a module of which no constants are known: all stay.
    #[cfg(test)]
    pub fn none() -> Self {
        Self::of(Vec::new(), Vec::new())
    }

    fn of(objects: Vec<Object>, known: Vec<(u32, u8)>) -> Self {
        let mut near: HashMap<u32, Vec<usize>> = HashMap::new();
        for (number, object) in objects.iter().enumerate() {
            for part in object.range.start / NEAR..=object.range.end / NEAR {
                near.entry(part).or_default().push(number);
            }
        }
        Self {
            objects,
            near,
            known,
        }
    }

    /// Where there is something else.
    fn others(&self, memory: &Memory) -> Vec<Range<u32>> {
        let mut known: Vec<&Range<u32>> = self.objects.iter().map(|object| &object.range).collect();
        known.sort_by_key(|range| range.start);
        let mut others = Vec::new();
        for (start, bytes) in &memory.0 {
            let end = start + bytes.len() as u32;
            let mut at = *start;
            for range in known
                .iter()
                .filter(|range| range.end > *start && range.start < end)
            {
                if at < range.start {
                    others.push(at..range.start);
                }
                at = at.max(range.end);
            }
            if at < end {
                others.push(at..end);
            }
        }
        others
    }

    /// Which of them stay, if code names these addresses, by their bytes.
    fn staying(&self, named: Vec<u32>, memory: &Memory) -> Vec<bool> {
        let mut stays: Vec<bool> = vec![false; self.objects.len()];
        let mut waiting = named;
        for (number, object) in self.objects.iter().enumerate() {
            if object.stays {
                stays[number] = true;
                waiting.extend(memory.words(&object.range));
            }
        }
        for range in self.others(memory) {
            // Whole words.
            let range = range.start / 4 * 4..range.end.next_multiple_of(4);
            waiting.extend(memory.words(&range));
        }
        while let Some(address) = waiting.pop() {
            for number in self.near.get(&(address / NEAR)).into_iter().flatten() {
                let range = &self.objects[*number].range;
                // The address behind it, too: who counts down begins there.
                if !stays[*number]
                    && (range.start..=range.end).contains(&address)
                    && !self.is_place_in_source(range, memory)
                {
                    stays[*number] = true;
                    waiting.extend(memory.words(range));
                }
            }
        }
        stays
    }

    /// Whether a constant is a `core::panic::Location`: address and length of the name of a file, line and column.
    fn is_place_in_source(&self, range: &Range<u32>, memory: &Memory) -> bool {
        let [name, length, line, column] = memory.words(range)[..] else {
            return false;
        };
        // A zero may be behind it, for those who read it in C.
        let is_name = |object: &Object| {
            let text = name..name.saturating_add(length);
            object.range.start == name
                && (text.end..=text.end.saturating_add(1)).contains(&object.range.end)
                && memory.ends_with(&text, SOURCE)
        };
        let near = self.near.get(&(name / NEAR)).into_iter().flatten();
        near.map(|number| &self.objects[*number]).any(is_name)
            && [line, column]
                .iter()
                .all(|number| (1..100_000).contains(number))
    }

    /// The module without constants that only others need, and these.
    ///
    /// # Errors
    /// When it is no module.
    pub fn divide(&self, module: &[u8]) -> Result<(Vec<u8>, Moved)> {
        let mut memory = Memory::default();
        let mut named = Vec::new();
        for payload in Parser::new(0).parse_all(module) {
            match payload.context("the module cannot be read")? {
                Payload::DataSection(data) => memory.add(data)?,
                Payload::GlobalSection(globals) => name_all(globals, &mut named)?,
                Payload::CodeSectionEntry(body) => {
                    for operator in body.get_operators_reader()? {
                        name(&operator?, &mut named);
                    }
                }
                _ => {}
            }
        }
        for (address, byte) in &self.known {
            if memory.byte(*address).map_or(0, |known| *known) != *byte {
                bail!("a constant is not at {address:#x}, where it was expected");
            }
        }
        let stays = self.staying(named, &memory);
        let moved = self.take(&stays, &mut memory);
        Ok((with(module, &memory)?, moved))
    }

    /// Takes what does not stay out of memory, byte by byte: constants may share some.
    fn take(&self, stays: &[bool], memory: &mut Memory) -> Moved {
        let mut taken = HashMap::new();
        for keep in [false, true] {
            for (object, stays) in self.objects.iter().zip(stays) {
                if *stays == keep {
                    for address in object.range.clone() {
                        taken.insert(address, !keep);
                    }
                }
            }
        }
        let mut addresses: Vec<u32> = taken
            .into_iter()
            .filter_map(|(address, is_taken)| is_taken.then_some(address))
            .collect();
        addresses.sort_unstable();
        let mut moved = Moved::new();
        for address in addresses {
            let Some(byte) = memory.byte(address) else {
                continue;
            };
            let value = std::mem::take(byte);
            match moved.last_mut() {
                Some((start, bytes)) if *start as usize + bytes.len() == address as usize => {
                    bytes.push(value);
                }
                _ => moved.push((address, vec![value])),
            }
        }
        moved.retain(|(_, bytes)| bytes.iter().any(|byte| *byte != 0));
        moved
    }
}

/// The module with this in its memory.
fn with(module: &[u8], memory: &Memory) -> Result<Vec<u8>> {
    let mut changed = Module::new();
    let mut next = memory.0.iter();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.context("the module cannot be read")?;
        if let Payload::DataSection(data) = &payload {
            let mut section = DataSection::new();
            for segment in data.clone() {
                let segment = segment?;
                if address(&segment.kind)?.is_some() {
                    let (address, bytes) = next.next().context("a segment is missing")?;
                    let at = wasm_encoder::ConstExpr::i32_const(address.cast_signed());
                    section.active(0, &at, bytes.iter().copied());
                } else {
                    RoundtripReencoder.parse_data(&mut section, segment)?;
                }
            }
            changed.section(&section);
        } else {
            sections::copy(module, &payload, &mut changed)?;
        }
    }
    Ok(changed.finish())
}

#[cfg(test)]
#[path = "data_tests.rs"]
mod tests;
