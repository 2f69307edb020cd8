//! The module with what has moved.

use anyhow::{Context as _, Result};
use wasm_encoder::reencode::{Error, Reencode, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, Function, FunctionSection,
    ImportSection, Instruction, Module, StartSection,
};
use wasmparser::Operator;

use super::body::Body;
use super::link::{EXPORTS, IS_LOADED, LOADED, describe};
use super::outline;
use super::parts::Parts;
use super::plan::Plan;
use super::region::Region;

impl Plan {
    /// The module with what has moved, but for data, which come last.
    ///
    /// # Errors
    /// When it has something that this does not know.
    pub fn rare(
        &self,
        parts: &mut Parts,
        bodies: &[Body<'_>],
        regions: &[(usize, Region)],
    ) -> Result<Module> {
        let mut imports = ImportSection::new();
        let memory = parts.memory.context("there is no memory")?;
        let memory_name = parts
            .exported_memory
            .clone()
            .context("the memory has no name")?;
        imports.import(
            EXPORTS,
            &memory_name,
            RoundtripReencoder.memory_type(memory)?,
        );
        for table in &self.tables {
            let mut ty = RoundtripReencoder.table_type(parts.tables[*table as usize])?;
            if *table == parts.table {
                ty.minimum = self.table();
            }
            ty.maximum = None;
            imports.import(EXPORTS, &Self::table_name(parts, *table), ty);
        }
        for global in &self.globals {
            let ty = RoundtripReencoder.global_type(parts.globals[*global as usize])?;
            imports.import(EXPORTS, &Self::global_name(parts, *global), ty);
        }
        imports.import(EXPORTS, IS_LOADED, EntityType::Global(LOADED));
        let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
        let mut moving = Moving {
            globals: &self.globals,
            tables: &self.tables,
        };
        let (slots, called) = (parts.slots.clone(), parts.functions.clone());
        let table = moving.table_index(parts.table).map_err(describe)?;
        for (rare, (function, region)) in regions.iter().enumerate() {
            let mut step = |function: &mut Function, operator: &Operator<'_>| {
                if let Operator::Call { function_index } = operator {
                    if let Some(rare) = self.whole.get(function_index) {
                        if self.slots[*rare as usize].is_some() {
                            function.instruction(&Instruction::I32Const(0));
                        }
                        function.instruction(&Instruction::Call(*rare));
                    } else {
                        let slot = slots
                            .get(function_index)
                            .context("a function has no place")?;
                        function.instruction(&Instruction::I32Const(slot.cast_signed()));
                        function.instruction(&Instruction::CallIndirect {
                            type_index: called[*function_index as usize],
                            table_index: table,
                        });
                    }
                } else {
                    let instruction = moving.instruction(operator.clone()).map_err(describe)?;
                    function.instruction(&instruction);
                }
                Ok(())
            };
            let body = &bodies[*function];
            let has_place = self.slots[rare].is_some();
            code.function(&outline::function(
                body,
                region,
                has_place,
                &mut parts.types,
                &mut step,
            )?);
            functions.function(self.types[rare]);
        }
        // What says that all of it is there.
        let start = u32::try_from(regions.len())?;
        functions.function(parts.types.number(Vec::new(), Vec::new()));
        let mut loaded = Function::new([]);
        loaded
            .instruction(&Instruction::I32Const(1))
            .instruction(&Instruction::GlobalSet(u32::try_from(self.globals.len())?))
            .instruction(&Instruction::End);
        code.function(&loaded);
        let rare: Vec<u32> = (0..)
            .zip(&self.slots)
            .filter_map(|(function, slot)| slot.map(|_| function))
            .collect();
        let mut elements = ElementSection::new();
        let at = u32::try_from(u64::from(self.shared_at) + self.shared.len() as u64)?;
        elements.active(
            Some(table).filter(|table| *table != 0),
            &ConstExpr::i32_const(at.cast_signed()),
            Elements::Functions(rare.into()),
        );
        for (slot, rare) in &self.moved {
            elements.active(
                Some(table).filter(|table| *table != 0),
                &ConstExpr::i32_const(slot.cast_signed()),
                Elements::Functions(vec![*rare].into()),
            );
        }
        let mut module = Module::new();
        module
            .section(&parts.types.section()?)
            .section(&imports)
            .section(&functions)
            .section(&StartSection {
                function_index: start,
            })
            .section(&elements)
            .section(&code);
        Ok(module)
    }
}

/// In the other one: it imports only some of the tables and globals.
struct Moving<'a> {
    globals: &'a [u32],
    tables: &'a [u32],
}

fn position(of: u32, all: &[u32]) -> u32 {
    let position = all.iter().position(|number| *number == of);
    position
        .and_then(|position| u32::try_from(position).ok())
        .unwrap_or(u32::MAX)
}

impl Reencode for Moving<'_> {
    type Error = std::convert::Infallible;

    fn global_index(&mut self, global: u32) -> Result<u32, Error<Self::Error>> {
        Ok(position(global, self.globals))
    }

    fn table_index(&mut self, table: u32) -> Result<u32, Error<Self::Error>> {
        Ok(position(table, self.tables))
    }
}
