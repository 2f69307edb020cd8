//! A module that leaves a mark for each block of instructions that ran.

use anyhow::{Context as _, Result};
use wasm_encoder::reencode::{Reencode as _, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, ConstExpr, ExportKind, ExportSection, Function, GlobalSection, Instruction,
    MemArg, MemorySection, Module,
};
use wasmparser::{Parser, Payload};

use super::body;
use super::link::{IS_LOADED, LOADED};
use super::profile::Profile;
use super::shape::shape;
use crate::sections;

/// Bytes of a page of memory.
const PAGE: u64 = 1 << 16;

/// Where the marks are in the memory of an instrumented module: a byte each, in the order of functions and their blocks.
pub struct Marks {
    pub address: u64,
    pub length: usize,
    functions: Vec<(u64, usize)>,
}

impl Marks {
    /// What these marks say.
    pub fn profile(&self, marks: &[u8], profile: &mut Profile) {
        let mut rest = marks;
        for (shape, blocks) in &self.functions {
            let (own, behind) = rest.split_at((*blocks).min(rest.len()));
            let ran: Vec<bool> = own.iter().map(|mark| *mark != 0).collect();
            profile.add(*shape, &ran);
            rest = behind;
        }
    }
}

/// The module with marks, which are beyond the memory that it has: nobody else writes there. Like one that was divided, it says that what is rare is not there:
/// the page asks for it, and waits, as it does in use.
///
/// # Errors
/// When it is no module, or has no memory of its own.
pub fn instrument(module: &[u8]) -> Result<(Vec<u8>, Marks)> {
    let bodies = body::read(module)?;
    let mut marks = Marks {
        address: 0,
        length: bodies.iter().map(|body| body.blocks).sum(),
        functions: bodies
            .iter()
            .map(|body| (shape(body), body.blocks))
            .collect(),
    };
    let mut next = 0;
    let mut is_loaded = 0;
    let mut instrumented = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.context("the module cannot be read")?;
        match &payload {
            Payload::GlobalSection(globals) => {
                let mut section = GlobalSection::new();
                RoundtripReencoder.parse_global_section(&mut section, globals.clone())?;
                // It imports none: all are those of the section.
                is_loaded = globals.count();
                section.global(LOADED, &ConstExpr::i32_const(0));
                instrumented.section(&section);
            }
            Payload::ExportSection(exports) => {
                let mut section = ExportSection::new();
                RoundtripReencoder.parse_export_section(&mut section, exports.clone())?;
                section.export(IS_LOADED, ExportKind::Global, is_loaded);
                instrumented.section(&section);
            }
            Payload::MemorySection(memories) => {
                let mut section = MemorySection::new();
                for memory in memories.clone() {
                    let mut memory = RoundtripReencoder.memory_type(memory?)?;
                    marks.address = memory.minimum * PAGE;
                    memory.minimum += (marks.length as u64).div_ceil(PAGE);
                    section.memory(memory);
                }
                instrumented.section(&section);
            }
            Payload::CodeSectionStart { .. } => {
                let mut section = CodeSection::new();
                for body in &bodies {
                    section.function(&with_marks(body, marks.address, &mut next)?);
                }
                instrumented.section(&section);
            }
            Payload::CodeSectionEntry(_) => {}
            other => sections::copy(module, other, &mut instrumented)?,
        }
    }
    Ok((instrumented.finish(), marks))
}

fn with_marks(body: &body::Body<'_>, address: u64, next: &mut i32) -> Result<Function> {
    let locals = body.locals[body.parameters..]
        .iter()
        .map(|ty| RoundtripReencoder.val_type(*ty))
        .collect::<Result<Vec<_>, _>>()?;
    let mut function = Function::new_with_locals_types(locals);
    for (number, step) in body.steps.iter().enumerate() {
        if body.begins_block(number) {
            let place = MemArg {
                offset: address,
                align: 0,
                memory_index: 0,
            };
            function
                .instruction(&Instruction::I32Const(*next))
                .instruction(&Instruction::I32Const(1))
                .instruction(&Instruction::I32Store8(place));
            *next += 1;
        }
        function.instruction(&RoundtripReencoder.instruction(step.operator.clone())?);
    }
    Ok(function)
}
