//! The types of functions of a module, and those that were added.

use anyhow::{Context as _, Result};
use wasm_encoder::reencode::{Reencode as _, RoundtripReencoder};
use wasm_encoder::{BlockType, TypeSection};
use wasmparser::{FuncType, TypeSectionReader, ValType};

/// All types, by number.
#[derive(Default)]
pub struct Types(pub Vec<FuncType>);

impl Types {
    /// Reads a section that has nothing but types of functions.
    ///
    /// # Errors
    /// When it has others.
    pub fn read(section: TypeSectionReader<'_>) -> Result<Self> {
        section
            .into_iter_err_on_gc_types()
            .collect::<Result<_, _>>()
            .map(Self)
            .context("the module has types that are not those of functions")
    }

    /// The number of a type, which is added unless it is there.
    pub fn number(&mut self, takes: Vec<ValType>, gives: Vec<ValType>) -> u32 {
        let ty = FuncType::new(takes, gives);
        let number = self.0.iter().position(|known| *known == ty);
        let number = number.unwrap_or_else(|| {
            self.0.push(ty);
            self.0.len() - 1
        });
        u32::try_from(number).unwrap_or(u32::MAX)
    }

    /// The type of a block that leaves these on the stack.
    pub fn block(&mut self, gives: &[ValType]) -> Result<BlockType> {
        Ok(match gives {
            [] => BlockType::Empty,
            [one] => BlockType::Result(RoundtripReencoder.val_type(*one)?),
            many => BlockType::FunctionType(self.number(Vec::new(), many.to_vec())),
        })
    }

    /// All of them as a section.
    ///
    /// # Errors
    /// When one cannot be written.
    pub fn section(&self) -> Result<TypeSection> {
        let mut section = TypeSection::new();
        for ty in &self.0 {
            let write = |types: &[ValType]| {
                types
                    .iter()
                    .map(|ty| RoundtripReencoder.val_type(*ty))
                    .collect::<Result<Vec<_>, _>>()
            };
            section
                .ty()
                .function(write(ty.params())?, write(ty.results())?);
        }
        Ok(section)
    }
}
