//! The module without what has moved.

use anyhow::{Context as _, Result};
use wasm_encoder::reencode::{Error, Reencode, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection,
    Function, FunctionSection, GlobalSection, ImportSection, Instruction, Module, StartSection,
    TableSection,
};
use wasmparser::{Element, ElementKind, Parser, Payload};

use super::body::Body;
use super::link::{IS_LOADED, LOADED, LOADER, describe};
use super::outline::{self, Call};
use super::parts::{self, Parts};
use super::plan::Plan;
use super::region::Region;
use crate::sections;

impl Plan {
    /// The module without it.
    ///
    /// # Errors
    /// When it is no module.
    pub fn main(
        &self,
        module: &[u8],
        parts: &Parts,
        bodies: &[Body<'_>],
        regions: &[(usize, Region)],
    ) -> Result<Vec<u8>> {
        let mut staying = Staying {
            imported: self.imported,
        };
        let mut main = Module::new();
        for payload in Parser::new(0).parse_all(module) {
            let payload = payload.context("the module cannot be read")?;
            match &payload {
                Payload::TypeSection(_) => {
                    main.section(&parts.types.section()?);
                }
                Payload::ImportSection(imports) => {
                    let mut section = ImportSection::new();
                    let done = staying.parse_import_section(&mut section, imports.clone());
                    done.map_err(describe)?;
                    section.import(
                        LOADER.0,
                        LOADER.1,
                        EntityType::Function(self.nothing(parts)?),
                    );
                    main.section(&section);
                }
                Payload::FunctionSection(_) => {
                    let mut section = FunctionSection::new();
                    for ty in &parts.functions[self.imported as usize..] {
                        section.function(*ty);
                    }
                    section.function(self.nothing(parts)?);
                    for ty in self.callers.keys() {
                        section.function(*ty);
                    }
                    main.section(&section);
                }
                Payload::TableSection(_) => {
                    let mut section = TableSection::new();
                    for (number, table) in (0..).zip(&parts.tables) {
                        let mut table = RoundtripReencoder.table_type(*table)?;
                        if number == parts.table {
                            table.minimum = self.table();
                            table.maximum = table.maximum.map(|most| most.max(self.table()));
                        }
                        section.table(table);
                    }
                    main.section(&section);
                }
                Payload::GlobalSection(globals) => {
                    let mut section = GlobalSection::new();
                    let done = staying.parse_global_section(&mut section, globals.clone());
                    done.map_err(describe)?;
                    section.global(LOADED, &ConstExpr::i32_const(0));
                    main.section(&section);
                }
                Payload::ExportSection(exports) => {
                    let mut section = ExportSection::new();
                    let done = staying.parse_export_section(&mut section, exports.clone());
                    done.map_err(describe)?;
                    for global in &self.globals {
                        if !parts.exported_globals.contains_key(global) {
                            let name = Self::global_name(parts, *global);
                            section.export(&name, ExportKind::Global, *global);
                        }
                    }
                    for table in &self.tables {
                        if !parts.exported_tables.contains_key(table) {
                            let name = Self::table_name(parts, *table);
                            section.export(&name, ExportKind::Table, *table);
                        }
                    }
                    section.export(IS_LOADED, ExportKind::Global, self.is_loaded);
                    main.section(&section);
                }
                Payload::StartSection { func, .. } => {
                    let function_index = staying.function_index(*func).map_err(describe)?;
                    main.section(&StartSection { function_index });
                }
                Payload::ElementSection(elements) => {
                    let mut section = ElementSection::new();
                    for element in elements.clone() {
                        self.element(parts, &mut section, element?, &mut staying)?;
                    }
                    let shared = self.shared.iter();
                    let shared = shared.map(|function| staying.number(*function));
                    section.active(
                        Some(parts.table).filter(|table| *table != 0),
                        &ConstExpr::i32_const(self.shared_at.cast_signed()),
                        Elements::Functions(shared.collect::<Vec<_>>().into()),
                    );
                    main.section(&section);
                }
                Payload::CodeSectionStart { .. } => {
                    main.section(&self.code(parts, bodies, regions, &mut staying)?);
                }
                Payload::CustomSection(custom) if custom.name() == "name" => {}
                Payload::CodeSectionEntry(_) => {}
                other => sections::copy(module, other, &mut main)?,
            }
        }
        Ok(main.finish())
    }

    /// Writes a segment of a table, without what is there only later: anything does in its place.
    fn element(
        &self,
        parts: &Parts,
        section: &mut ElementSection,
        element: Element<'_>,
        staying: &mut Staying,
    ) -> Result<()> {
        let Some(functions) = parts::functions(&element)? else {
            return Ok(());
        };
        let ElementKind::Active {
            table_index,
            offset_expr,
        } = &element.kind
        else {
            return staying.parse_element(section, element).map_err(describe);
        };
        let start = parts::place(offset_expr)?;
        let is_here = table_index.unwrap_or_default() == parts.table;
        let mut numbers = Vec::new();
        for (slot, function) in (start..).zip(functions) {
            let is_moved = is_here && self.moved.contains_key(&slot);
            numbers.push(staying.number(if is_moved { 0 } else { function }));
        }
        section.active(
            *table_index,
            &ConstExpr::i32_const(start.cast_signed()),
            Elements::Functions(numbers.into()),
        );
        Ok(())
    }

    /// The type of a function that takes and gives nothing.
    fn nothing(&self, parts: &Parts) -> Result<u32> {
        let position = parts
            .types
            .0
            .iter()
            .position(|ty| ty.params().is_empty() && ty.results().is_empty());
        Ok(u32::try_from(position.context("there is no such type")?)?)
    }

    fn code(
        &self,
        parts: &Parts,
        bodies: &[Body<'_>],
        regions: &[(usize, Region)],
        staying: &mut Staying,
    ) -> Result<CodeSection> {
        let mut section = CodeSection::new();
        let mut next = regions.iter().enumerate().peekable();
        for (number, body) in bodies.iter().enumerate() {
            let locals = body.locals[body.parameters..].iter();
            let locals = locals.map(|ty| RoundtripReencoder.val_type(*ty));
            let mut function =
                Function::new_with_locals_types(locals.collect::<Result<Vec<_>, _>>()?);
            let mut step = 0;
            while step < body.steps.len() {
                let region =
                    next.next_if(|(_, (of, region))| *of == number && region.steps.start == step);
                if let Some((rare, (_, region))) = region {
                    match self.slots[rare] {
                        Some(slot) => {
                            let caller = self.callers.get(&self.types[rare]);
                            let caller = *caller.context("nothing calls such a function")?;
                            outline::call(&mut function, body, region, Call { caller, slot });
                        }
                        // Nobody here calls it.
                        None => {
                            function.instruction(&Instruction::Unreachable);
                        }
                    }
                    step = region.steps.end;
                    continue;
                }
                let operator = body.steps[step].operator.clone();
                function.instruction(&staying.instruction(operator).map_err(describe)?);
                step += 1;
            }
            section.function(&function);
        }
        let mut ensure = Function::new([]);
        ensure
            .instruction(&Instruction::GlobalGet(self.is_loaded))
            .instruction(&Instruction::I32Eqz)
            .instruction(&Instruction::If(wasm_encoder::BlockType::Empty))
            .instruction(&Instruction::Call(self.imported))
            .instruction(&Instruction::End)
            .instruction(&Instruction::End);
        section.function(&ensure);
        for ty in self.callers.keys() {
            let takes = parts.types.0[*ty as usize].params().len();
            let slot = u32::try_from(takes)? - 1;
            let mut caller = Function::new([]);
            caller.instruction(&Instruction::Call(self.ensure));
            for local in (0..=slot).chain([slot]) {
                caller.instruction(&Instruction::LocalGet(local));
            }
            caller.instruction(&Instruction::CallIndirect {
                type_index: *ty,
                table_index: parts.table,
            });
            caller.instruction(&Instruction::End);
            section.function(&caller);
        }
        Ok(section)
    }
}

/// In the first module: one more function is imported.
struct Staying {
    imported: u32,
}

impl Staying {
    const fn number(&self, function: u32) -> u32 {
        if function < self.imported {
            function
        } else {
            function + 1
        }
    }
}

impl Reencode for Staying {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Self::Error>> {
        Ok(self.number(function))
    }
}
