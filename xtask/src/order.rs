//! The order of a module's functions: those that are alike stand side by side.
//!
//! gzip finds what it has seen a moment ago, and the sooner the cheaper. A compiler leaves functions in the order in which it met them; here
//! each is followed by the one that has most in common with the last few.

use std::collections::{HashMap, VecDeque};

use anyhow::{Context as _, Result, anyhow};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    CodeSection, ElementSection, ExportSection, FunctionSection, GlobalSection, Module, RawSection,
    StartSection,
};
use wasmparser::{FunctionBody, Parser, Payload, TypeRef};

/// How many bytes in a row two functions must share for it to count.
const GRAM: usize = 5;

/// How many bytes of functions count as the last few.
const WINDOW: usize = 4_000;

/// Added to the length of each function, so that the shortest do not come first for sharing the little they have.
const HANDICAP: u64 = 8;

/// The module with its functions in another order; it does what it did.
///
/// # Errors
/// When it is no module.
pub fn reorder(module: &[u8]) -> Result<Vec<u8>> {
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
    let order = by_likeness(&bytes);
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
            other => {
                if let Some((id, range)) = other.as_section() {
                    let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
                    let data = module.get(range).context("a section has no bytes")?;
                    reordered.section(&RawSection { id, data });
                }
            }
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

/// Positions in an order in which each has much in common with what stands before it.
fn by_likeness(bodies: &[&[u8]]) -> Vec<usize> {
    let mut likeness = Likeness::of(bodies);
    let mut left: Vec<usize> = (0..bodies.len()).collect();
    let mut order = Vec::with_capacity(bodies.len());
    let mut window = VecDeque::new();
    let mut window_length = 0;
    while let Some(next) = likeness.nearest(&left) {
        let function = left.remove(next);
        order.push(function);
        likeness.enter(function);
        window.push_back(function);
        window_length += bodies[function].len();
        while window_length > WINDOW && window.len() > 1 {
            if let Some(oldest) = window.pop_front() {
                window_length -= bodies[oldest].len();
                likeness.leave(oldest);
            }
        }
    }
    order
}

/// What each function has in common with the last few.
struct Likeness {
    /// The sequences of bytes in each function, by number, each once.
    grams: Vec<Vec<usize>>,
    /// The functions in which each sequence is.
    functions: Vec<Vec<usize>>,
    /// How many of the last few functions have each sequence.
    recent: Vec<u32>,
    /// How many of its sequences are recent, for each function.
    shared: Vec<u64>,
}

impl Likeness {
    fn of(bodies: &[&[u8]]) -> Self {
        let mut numbers = HashMap::new();
        let mut functions: Vec<Vec<usize>> = Vec::new();
        let mut grams = Vec::with_capacity(bodies.len());
        for (function, body) in bodies.iter().enumerate() {
            let mut own = Vec::new();
            for gram in body.windows(GRAM) {
                let number = *numbers.entry(gram).or_insert_with(|| {
                    functions.push(Vec::new());
                    functions.len() - 1
                });
                // The last one in the list is the function in hand, if it is there already.
                if functions[number].last() != Some(&function) {
                    functions[number].push(function);
                    own.push(number);
                }
            }
            grams.push(own);
        }
        Self {
            recent: vec![0; functions.len()],
            shared: vec![0; bodies.len()],
            grams,
            functions,
        }
    }

    fn enter(&mut self, function: usize) {
        for gram in &self.grams[function] {
            self.recent[*gram] += 1;
            if self.recent[*gram] == 1 {
                for other in &self.functions[*gram] {
                    self.shared[*other] += 1;
                }
            }
        }
    }

    fn leave(&mut self, function: usize) {
        for gram in &self.grams[function] {
            self.recent[*gram] -= 1;
            if self.recent[*gram] == 0 {
                for other in &self.functions[*gram] {
                    self.shared[*other] -= 1;
                }
            }
        }
    }

    /// The position in `left` of the function of which the largest part is recent; the first of them, if there are several.
    fn nearest(&self, left: &[usize]) -> Option<usize> {
        let part = |position: &usize| {
            let function = left[*position];
            (
                self.shared[function],
                self.grams[function].len() as u64 + HANDICAP,
            )
        };
        (0..left.len()).reduce(|best, other| {
            let ((shared, length), (other_shared, other_length)) = (part(&best), part(&other));
            if other_shared * length > shared * other_length {
                other
            } else {
                best
            }
        })
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
