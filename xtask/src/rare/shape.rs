//! What tells a function from others, whatever else is in its module.

use sha2::{Digest as _, Sha256};
use wasmparser::{BlockType, Operator};

use super::body::Body;

/// Numbers below this, without their signs, say something of the function; others are mostly addresses, or places in the table, which move when anything
/// else changes.
const SMALL: u64 = 64;

/// Offsets below this are those of fields; others are addresses.
const OFFSET: u64 = 1 << 16;

/// A number for the function, made of its instructions, without what they name outside of it: the same when only other functions, or data, have changed.
/// Functions of one shape have as many blocks.
pub fn shape(body: &Body<'_>) -> u64 {
    let mut hash = Sha256::new();
    hash.update(body.parameters.to_le_bytes());
    for step in &body.steps {
        let described = format!("{:?}", step.operator);
        let name = described.split([' ', '(']).next().unwrap_or_default();
        hash.update(name);
        let mut number = |number: u64| hash.update(number.to_le_bytes());
        match &step.operator {
            Operator::LocalGet { local_index }
            | Operator::LocalSet { local_index }
            | Operator::LocalTee { local_index } => number((*local_index).into()),
            Operator::Br { relative_depth } | Operator::BrIf { relative_depth } => {
                number((*relative_depth).into());
            }
            Operator::BrTable { targets } => number(targets.len().into()),
            Operator::I32Const { value } if u64::from(value.unsigned_abs()) < SMALL => {
                number(i64::from(*value).cast_unsigned());
            }
            Operator::I64Const { value } if value.unsigned_abs() < SMALL => {
                number(value.cast_unsigned());
            }
            Operator::I32Load { memarg }
            | Operator::I64Load { memarg }
            | Operator::I32Load8U { memarg }
            | Operator::I32Load16U { memarg }
            | Operator::I32Store { memarg }
            | Operator::I64Store { memarg }
            | Operator::I32Store8 { memarg }
            | Operator::I32Store16 { memarg }
                if memarg.offset < OFFSET =>
            {
                number(memarg.offset);
            }
            Operator::Block { blockty } | Operator::Loop { blockty } | Operator::If { blockty } => {
                number(match blockty {
                    BlockType::Empty => 0,
                    BlockType::Type(_) => 1,
                    BlockType::FuncType(_) => 2,
                })
            }
            _ => {}
        }
    }
    let digest = hash.finalize();
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    u64::from_be_bytes(first)
}
