//! A module with its functions in another order, those that are alike side by side: see `likeness`.

use anyhow::{Context as _, Result, anyhow};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    CodeSection, ElementSection, ExportSection, FunctionSection, GlobalSection, Module,
    StartSection,
};
use wasmparser::{FunctionBody, Parser, Payload, TypeRef};

use crate::likeness::{GRAMS, WINDOWS, by_likeness};
use crate::sections;
use crate::sizes;

/// The module with its functions in another order, that of which gzip makes the least; it does what it did.
///
/// # Errors
/// When it is no module.
pub fn reorder(module: &[u8]) -> Result<Vec<u8>> {
    let mut shortest: Option<(u64, Vec<u8>)> = None;
    let ways = GRAMS
        .iter()
        .flat_map(|grams| WINDOWS.map(|window| (*grams, window)));
    for (grams, window) in ways {
        let reordered = reorder_within(module, grams, window)?;
        // Numbers of functions stand all over the module: the whole of it is weighed.
        let length = sizes::gzip(&reordered)?;
        if shortest.as_ref().is_none_or(|(least, _)| length < *least) {
            shortest = Some((length, reordered));
        }
    }
    let (_, reordered) = shortest.context("there is no order")?;
    Ok(reordered)
}

fn reorder_within(module: &[u8], grams: &[usize], window: usize) -> Result<Vec<u8>> {
    let payloads = Parser::new(0)
        .parse_all(module)
        .collect::<Result<Vec<_>, _>>()
        .context("the module cannot be read")?;
    let mut imported = 0;
    let mut bodies = Vec::new();
    let mut types = Vec::new();
    for payload in &payloads {
        match payload {
            Payload::ImportSection(imports) => {
                for import in imports.clone().into_imports() {
                    let is_function =
                        matches!(import?.ty, TypeRef::Func(_) | TypeRef::FuncExact(_));
                    imported += u32::from(is_function);
                }
            }
            Payload::FunctionSection(functions) => {
                types = functions.clone().into_iter().collect::<Result<_, _>>()?;
            }
            Payload::CodeSectionEntry(body) => bodies.push(body),
            _ => {}
        }
    }
    let bytes: Vec<&[u8]> = bodies.iter().map(|body| body.as_bytes()).collect();
    let order = by_likeness(&bytes, grams, window);
    let mut renumbering = Renumbering::new(imported, &order);
    let mut reordered = Module::new();
    for payload in &payloads {
        match payload {
            Payload::FunctionSection(_) => {
                let mut section = FunctionSection::new();
                for function in &order {
                    let ty = types.get(*function);
                    section.function(*ty.context("a function has no type")?);
                }
                reordered.section(&section);
            }
            Payload::GlobalSection(globals) => {
                let mut section = GlobalSection::new();
                let done = renumbering.parse_global_section(&mut section, globals.clone());
                done.map_err(describe)?;
                reordered.section(&section);
            }
            Payload::ExportSection(exports) => {
                let mut section = ExportSection::new();
                let done = renumbering.parse_export_section(&mut section, exports.clone());
                done.map_err(describe)?;
                reordered.section(&section);
            }
            Payload::StartSection { func, .. } => {
                let function_index = renumbering.start_section(*func).map_err(describe)?;
                reordered.section(&StartSection { function_index });
            }
            Payload::ElementSection(elements) => {
                let mut section = ElementSection::new();
                let done = renumbering.parse_element_section(&mut section, elements.clone());
                done.map_err(describe)?;
                reordered.section(&section);
            }
            Payload::CodeSectionStart { .. } => {
                let mut section = CodeSection::new();
                for function in &order {
                    let body: &FunctionBody<'_> = bodies[*function];
                    let done = renumbering.parse_function_body(&mut section, body.clone());
                    done.map_err(describe)?;
                }
                reordered.section(&section);
            }
            // Names are for the order of before; and functions come with their section, above.
            Payload::CustomSection(custom) if custom.name() == "name" => {}
            Payload::CodeSectionEntry(_) => {}
            other => sections::copy(module, other, &mut reordered)?,
        }
    }
    Ok(reordered.finish())
}

fn describe(error: Error) -> anyhow::Error {
    anyhow!("the module cannot be written: {error}")
}

/// New numbers for functions: those that are imported keep theirs.
struct Renumbering {
    imported: u32,
    /// By the number of before, without the imported ones.
    numbers: Vec<u32>,
}

impl Renumbering {
    fn new(imported: u32, order: &[usize]) -> Self {
        let mut numbers = vec![0; order.len()];
        for (number, function) in (imported..).zip(order) {
            numbers[*function] = number;
        }
        Self { imported, numbers }
    }
}

impl Reencode for Renumbering {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Self::Error>> {
        let own = function.checked_sub(self.imported);
        let new = own.and_then(|own| self.numbers.get(own as usize));
        Ok(*new.unwrap_or(&function))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module with an imported function and three of its own, of which the first calls the last, which is exported.
    fn module() -> Vec<u8> {
        use wasm_encoder::{
            EntityType, ExportKind, Function, ImportSection, Instruction, TypeSection,
        };
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([], []);
        types.ty().function([], [wasm_encoder::ValType::I32]);
        let mut imports = ImportSection::new();
        imports.import("page", "call", EntityType::Function(0));
        let mut functions = FunctionSection::new();
        functions.function(1).function(0).function(1);
        let mut exports = ExportSection::new();
        exports.export("last", ExportKind::Func, 3);
        let mut code = CodeSection::new();
        let constants = |length: i32| {
            (0..length).flat_map(|_| [Instruction::I32Const(70_000), Instruction::Drop])
        };
        let bodies = [
            constants(9)
                .chain([Instruction::Call(3)])
                .collect::<Vec<_>>(),
            vec![
                Instruction::Call(0),
                Instruction::Nop,
                Instruction::Nop,
                Instruction::Nop,
            ],
            constants(8).chain([Instruction::I32Const(5)]).collect(),
        ];
        for body in bodies {
            let mut function = Function::new([]);
            for instruction in body.iter().chain([&Instruction::End]) {
                function.instruction(instruction);
            }
            code.function(&function);
        }
        module
            .section(&types)
            .section(&imports)
            .section(&functions)
            .section(&exports)
            .section(&code);
        module.finish()
    }

    /// The names of what is exported, with the numbers of its functions, and the calls in each function.
    fn links(module: &[u8]) -> (Vec<(String, u32)>, Vec<Vec<u32>>) {
        let (mut exports, mut calls) = (Vec::new(), Vec::new());
        for payload in Parser::new(0).parse_all(module) {
            match payload.expect("it is a module") {
                Payload::ExportSection(section) => {
                    exports.extend(
                        section
                            .into_iter()
                            .flatten()
                            .map(|export| (export.name.to_owned(), export.index)),
                    );
                }
                Payload::CodeSectionEntry(body) => {
                    let operators = body.get_operators_reader().expect("it has a body");
                    let called =
                        operators
                            .into_iter()
                            .flatten()
                            .filter_map(|operator| match operator {
                                wasmparser::Operator::Call { function_index } => {
                                    Some(function_index)
                                }
                                _ => None,
                            });
                    calls.push(called.collect());
                }
                _ => {}
            }
        }
        (exports, calls)
    }

    #[test]
    fn what_is_alike_stands_side_by_side_and_is_called_by_its_new_number() {
        let before = module();
        assert_eq!(
            links(&before),
            (vec![("last".to_owned(), 3)], vec![vec![3], vec![0], vec![]])
        );
        let after = reorder(&before).expect("it is a module");
        assert_eq!(
            links(&after),
            (vec![("last".to_owned(), 2)], vec![vec![2], vec![], vec![0]])
        );
        assert_eq!(reorder(&after).expect("it is one still"), after);
    }

    #[test]
    fn what_is_no_module_is_refused() {
        let error = reorder(b"no module").expect_err("it is refused");
        assert_eq!(error.to_string(), "the module cannot be read");
    }
}
