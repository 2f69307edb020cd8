//! What the code of a module names.

use std::collections::BTreeSet;

use wasmparser::Operator;

use super::body::Body;
use super::memory;
use super::region::Region;

/// What code names.
#[derive(Default)]
pub struct Uses {
    /// Functions that are called by what stays.
    pub called: BTreeSet<u32>,
    /// Numbers in what stays, which may be places in the table.
    pub numbers: Vec<u32>,
    /// Functions that are called by what moves.
    pub called_by_moving: BTreeSet<u32>,
    pub globals: BTreeSet<u32>,
    pub tables: BTreeSet<u32>,
}

impl Uses {
    /// Reads it, by what moves and what stays.
    pub fn of(bodies: &[Body<'_>], regions: &[(usize, Region)]) -> Self {
        let mut uses = Self::default();
        for (function, body) in bodies.iter().enumerate() {
            let mut own = regions.iter().filter(|(of, _)| *of == function).peekable();
            for (step, here) in body.steps.iter().enumerate() {
                while own
                    .next_if(|(_, region)| region.steps.end <= step)
                    .is_some()
                {}
                let moves = own
                    .peek()
                    .is_some_and(|(_, region)| region.steps.contains(&step));
                if moves {
                    uses.by_moving(&here.operator);
                } else {
                    uses.by_staying(&here.operator);
                }
            }
        }
        uses
    }

    fn by_staying(&mut self, operator: &Operator<'_>) {
        match operator {
            Operator::Call { function_index } | Operator::RefFunc { function_index } => {
                self.called.insert(*function_index);
            }
            other => memory::name(other, &mut self.numbers),
        }
    }

    fn by_moving(&mut self, operator: &Operator<'_>) {
        match operator {
            Operator::Call { function_index } => {
                self.called_by_moving.insert(*function_index);
            }
            Operator::GlobalGet { global_index } | Operator::GlobalSet { global_index } => {
                self.globals.insert(*global_index);
            }
            Operator::CallIndirect {
                table_index: table, ..
            }
            | Operator::TableGet { table }
            | Operator::TableSet { table }
            | Operator::TableGrow { table }
            | Operator::TableSize { table }
            | Operator::TableFill { table } => {
                self.tables.insert(*table);
            }
            _ => {}
        }
    }
}
