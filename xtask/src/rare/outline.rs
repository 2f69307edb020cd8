//! Steps as a function of their own, and the call in their place.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{BlockType, Function, Instruction};
use wasmparser::{Operator, ValType};

use super::body::Body;
use super::liveness::{Leaving, labels};
use super::region::{Choice, Exit, Region, is_through};
use super::types::Types;

/// How a function that was made of steps is called.
#[derive(Clone, Copy)]
pub struct Call {
    /// What calls functions of its type, once they are there.
    pub caller: u32,
    /// Its place in the table of functions, which the caller must know: the last parameter.
    pub slot: u32,
}

/// The type of the function that the steps become. If it `has_place` in the table, that is its last parameter, for those who call it.
pub fn ty(body: &Body<'_>, region: &Region, has_place: bool, types: &mut Types) -> u32 {
    if region.is_whole && !has_place {
        return body.ty;
    }
    if region.is_whole {
        let own = &types.0[body.ty as usize];
        let takes = own.params().iter().copied().chain([ValType::I32]);
        let (takes, gives) = (takes.collect(), own.results().to_vec());
        return types.number(takes, gives);
    }
    let local = |local: &u32| body.locals[*local as usize];
    let takes = region.inputs.iter().copied();
    let takes = takes
        .chain(region.gets.iter().map(local))
        .chain([ValType::I32]);
    let mut gives = region.values().to_vec();
    match region.choice() {
        Choice::None => {}
        Choice::Flags(flags) => gives.extend(std::iter::repeat_n(ValType::I32, flags)),
        Choice::Number => gives.push(ValType::I32),
    }
    gives.extend(region.sets.iter().map(local));
    types.number(takes.collect(), gives)
}

/// Writes the call in the place of the steps.
pub fn call(function: &mut Function, body: &Body<'_>, region: &Region, call: Call) {
    let steps = &region.steps;
    let within = u32::from(region.needs_block());
    let leave = |function: &mut Function, leaving: Leaving| match leaving {
        Leaving::Through => {}
        Leaving::To(None) => {
            function.instruction(&Instruction::Return);
        }
        Leaving::To(label) => {
            let depth = body.depth(steps.start, label) + within;
            function.instruction(&Instruction::Br(depth));
        }
    };
    let depth = |leaving: Leaving| match leaving {
        Leaving::Through => 0,
        Leaving::To(label) => body.depth(steps.start, label) + within,
    };
    if region.needs_block() {
        function.instruction(&Instruction::Block(BlockType::Empty));
    }
    for local in &region.gets {
        function.instruction(&Instruction::LocalGet(*local));
    }
    function.instruction(&Instruction::I32Const(call.slot.cast_signed()));
    function.instruction(&Instruction::Call(call.caller));
    for local in region.sets.iter().rev() {
        function.instruction(&Instruction::LocalSet(*local));
    }
    match region.exits.as_slice() {
        [] => {
            function.instruction(&Instruction::Unreachable);
        }
        [others @ .., last] if region.choice() == Choice::Number => {
            let others: Vec<u32> = others.iter().map(|exit| depth(exit.leaving)).collect();
            function.instruction(&Instruction::BrTable(others.into(), depth(last.leaving)));
        }
        [others @ .., last] => {
            for exit in others {
                function.instruction(&Instruction::BrIf(depth(exit.leaving)));
            }
            leave(function, last.leaving);
        }
    }
    if region.needs_block() {
        function.instruction(&Instruction::End);
    }
}

/// The function that the steps become.
///
/// # Errors
/// When it has something that this does not know.
pub fn function(
    body: &Body<'_>,
    region: &Region,
    has_place: bool,
    types: &mut Types,
    step: &mut impl FnMut(&mut Function, &Operator<'_>) -> Result<()>,
) -> Result<Function> {
    let inputs = u32::try_from(region.inputs.len())?;
    let (locals, numbers) = locals(body, region, has_place)?;
    let mut function = Function::new_with_locals_types(locals);
    // What goes on leaves the innermost block, by its end.
    let mut nested: Vec<(usize, &Exit)> = region.exits.iter().enumerate().collect();
    nested.sort_by_key(|(_, exit)| exit.leaving != Leaving::Through);
    for (_, exit) in nested.iter().rev() {
        function.instruction(&Instruction::Block(types.block(&exit.values)?));
    }
    for input in 0..inputs {
        function.instruction(&Instruction::LocalGet(input));
    }
    let mut within = 0;
    for number in region.steps.clone() {
        let here = &body.steps[number];
        if matches!(here.operator, Operator::End) {
            within -= 1;
        }
        let out = |label: Option<usize>| -> Result<u32> {
            let floor = body.steps[region.steps.start].stack.len() - region.inputs.len();
            let leaving = if is_through(body, &region.steps, label, floor) {
                Leaving::Through
            } else {
                Leaving::To(label)
            };
            let exit = nested.iter().position(|(_, exit)| exit.leaving == leaving);
            Ok(within + u32::try_from(exit.context("a way out is missing")?)?)
        };
        let depth = |depth: u32| {
            let label = body.label(number, depth);
            if label.is_some_and(|opener| region.steps.contains(&opener)) {
                Ok(depth)
            } else {
                out(label)
            }
        };
        let local = |local: &u32| -> Result<u32> {
            numbers.get(local).copied().context("a local is missing")
        };
        let instruction = match &here.operator {
            Operator::LocalGet { local_index } => Instruction::LocalGet(local(local_index)?),
            Operator::LocalSet { local_index } => Instruction::LocalSet(local(local_index)?),
            Operator::LocalTee { local_index } => Instruction::LocalTee(local(local_index)?),
            Operator::Return => Instruction::Br(out(None)?),
            Operator::Br { relative_depth } => Instruction::Br(depth(*relative_depth)?),
            Operator::BrIf { relative_depth } => Instruction::BrIf(depth(*relative_depth)?),
            Operator::BrTable { targets } => {
                let mut others = Vec::new();
                for target in targets.targets() {
                    others.push(depth(target?)?);
                }
                Instruction::BrTable(others.into(), depth(targets.default())?)
            }
            other => {
                if !labels(body, number).is_empty() {
                    bail!("a branch of another kind");
                }
                step(&mut function, other)?;
                within += u32::from(here.opens());
                continue;
            }
        };
        function.instruction(&instruction);
    }
    let (last, values) = (nested.len(), region.values());
    for (at, (number, exit)) in nested.iter().enumerate() {
        function.instruction(&Instruction::End);
        if exit.values.is_empty() {
            for value in values {
                function.instruction(&zero(*value)?);
            }
        }
        match region.choice() {
            Choice::None => {}
            Choice::Flags(flags) => {
                for flag in (0..flags).rev() {
                    function.instruction(&Instruction::I32Const(i32::from(flag == *number)));
                }
            }
            Choice::Number => {
                function.instruction(&Instruction::I32Const(i32::try_from(*number)?));
            }
        }
        for local in &region.sets {
            let local = numbers.get(local).context("a local is missing")?;
            function.instruction(&Instruction::LocalGet(*local));
        }
        if at + 1 < last {
            function.instruction(&Instruction::Return);
        }
    }
    function.instruction(&Instruction::End);
    Ok(function)
}

/// What the function keeps beside its parameters, and how it calls the locals of before.
fn locals(
    body: &Body<'_>,
    region: &Region,
    has_place: bool,
) -> Result<(Vec<wasm_encoder::ValType>, BTreeMap<u32, u32>)> {
    let mut numbers = BTreeMap::new();
    let mut next = u32::try_from(region.inputs.len())?;
    for local in &region.gets {
        numbers.insert(*local, next);
        next += 1;
    }
    next += u32::from(has_place);
    let mut types = Vec::new();
    for step in region.steps.clone() {
        if let Operator::LocalGet { local_index }
        | Operator::LocalSet { local_index }
        | Operator::LocalTee { local_index } = body.steps[step].operator
            && !numbers.contains_key(&local_index)
        {
            numbers.insert(local_index, next);
            next += 1;
            types.push(RoundtripReencoder.val_type(body.locals[local_index as usize])?);
        }
    }
    Ok((types, numbers))
}

/// In the place of a value that is not read.
fn zero(ty: ValType) -> Result<Instruction<'static>> {
    Ok(match ty {
        ValType::I32 => Instruction::I32Const(0),
        ValType::I64 => Instruction::I64Const(0),
        ValType::F32 => Instruction::F32Const(0.0.into()),
        ValType::F64 => Instruction::F64Const(0.0.into()),
        ValType::V128 => Instruction::V128Const(0),
        ValType::Ref(ty) => Instruction::RefNull(RoundtripReencoder.heap_type(ty.heap_type())?),
    })
}
