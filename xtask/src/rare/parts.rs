//! What a module has beside its code, as far as another module that works on its memory must know it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, bail};
use wasmparser::{
    ConstExpr, Element, ElementItems, ElementKind, ExternalKind, GlobalType, MemoryType, Operator,
    Parser, Payload, TableType, TypeRef,
};

use super::types::Types;

/// Under which name wasm-bindgen's modules export the table of functions.
const FUNCTIONS: &str = "__indirect_function_table";

#[derive(Default)]
pub struct Parts {
    pub types: Types,
    /// Types of all functions, the imported ones first.
    pub functions: Vec<u32>,
    /// How many of these are imported.
    pub imported: u32,
    pub tables: Vec<TableType>,
    pub memory: Option<MemoryType>,
    pub globals: Vec<GlobalType>,
    /// The names under which tables, memory and globals are exported, by their number.
    pub exported_tables: BTreeMap<u32, String>,
    pub exported_globals: BTreeMap<u32, String>,
    pub exported_memory: Option<String>,
    /// The table through which functions are called.
    pub table: u32,
    /// A place in it of each function that has one.
    pub slots: BTreeMap<u32, u32>,
    /// What is in its places.
    pub placed: BTreeMap<u32, u32>,
    /// Functions that are named outside of code and of this table.
    pub named: BTreeSet<u32>,
}

impl Parts {
    /// Reads them.
    ///
    /// # Errors
    /// When it is no module, or none like those that wasm-bindgen writes.
    pub fn read(module: &[u8]) -> Result<Self> {
        let mut parts = Self::default();
        for payload in Parser::new(0).parse_all(module) {
            match payload.context("the module cannot be read")? {
                Payload::TypeSection(types) => parts.types = Types::read(types)?,
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let TypeRef::Func(ty) = import?.ty else {
                            bail!("the module imports more than functions");
                        };
                        parts.functions.push(ty);
                        parts.imported += 1;
                    }
                }
                Payload::FunctionSection(functions) => {
                    for function in functions {
                        parts.functions.push(function?);
                    }
                }
                Payload::TableSection(tables) => {
                    for table in tables {
                        parts.tables.push(table?.ty);
                    }
                }
                Payload::MemorySection(memories) => {
                    parts.memory = memories.into_iter().next().transpose()?;
                }
                Payload::GlobalSection(globals) => {
                    for global in globals {
                        parts.globals.push(global?.ty);
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export?;
                        let name = export.name.to_owned();
                        match export.kind {
                            ExternalKind::Table => {
                                if name == FUNCTIONS {
                                    parts.table = export.index;
                                }
                                parts.exported_tables.insert(export.index, name);
                            }
                            ExternalKind::Global => {
                                parts.exported_globals.insert(export.index, name);
                            }
                            ExternalKind::Memory => parts.exported_memory = Some(name),
                            _ => {
                                parts.named.insert(export.index);
                            }
                        }
                    }
                }
                Payload::StartSection { func, .. } => {
                    parts.named.insert(func);
                }
                Payload::ElementSection(elements) => {
                    for element in elements {
                        let element = element?;
                        let Some(functions) = functions(&element)? else {
                            continue;
                        };
                        let ElementKind::Active {
                            table_index,
                            offset_expr,
                        } = element.kind
                        else {
                            parts.named.extend(functions);
                            continue;
                        };
                        let start = place(&offset_expr)?;
                        if table_index.unwrap_or_default() != parts.table {
                            parts.named.extend(functions);
                            continue;
                        }
                        for (slot, function) in (start..).zip(functions) {
                            parts.slots.entry(function).or_insert(slot);
                            parts.placed.insert(slot, function);
                        }
                    }
                }
                _ => {}
            }
        }
        if parts
            .exported_tables
            .get(&parts.table)
            .is_none_or(|name| name != FUNCTIONS)
        {
            bail!("the module does not export {FUNCTIONS}");
        }
        Ok(parts)
    }
}

/// Where a segment of a table begins.
///
/// # Errors
/// When that is not a number.
pub fn place(offset: &ConstExpr<'_>) -> Result<u32> {
    match offset.get_operators_reader().read()? {
        Operator::I32Const { value } => Ok(value.cast_unsigned()),
        _ => bail!("the place of a segment of the table is not a number"),
    }
}

/// What a segment of a table puts there: nothing, if that is nothing but what a table begins with.
///
/// # Errors
/// When it is anything but functions.
pub fn functions(element: &Element<'_>) -> Result<Option<Vec<u32>>> {
    match &element.items {
        ElementItems::Functions(functions) => Ok(Some(
            functions.clone().into_iter().collect::<Result<_, _>>()?,
        )),
        ElementItems::Expressions(_, items) => {
            for item in items.clone() {
                let Operator::RefNull { .. } = item?.get_operators_reader().read()? else {
                    bail!("a segment of a table has more than functions");
                };
            }
            Ok(None)
        }
    }
}
