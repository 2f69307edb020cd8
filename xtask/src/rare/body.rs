//! A function of a module as a list of steps, with what validation knows of each.

use anyhow::{Context as _, Result};
use wasmparser::{
    FuncToValidate, FuncValidatorAllocations, FunctionBody, Operator, Parser, ValType,
    ValidPayload, Validator, ValidatorResources,
};

/// A function with all that is known of it.
pub struct Body<'a> {
    /// Number of its type.
    pub ty: u32,
    /// Types of its parameters, and of what else it keeps.
    pub locals: Vec<ValType>,
    /// How many of these are parameters.
    pub parameters: usize,
    pub steps: Vec<Step<'a>>,
    /// How many blocks it has: see [`Step::block`].
    pub blocks: usize,
}

/// One instruction.
pub struct Step<'a> {
    pub operator: Operator<'a>,
    /// Where it stands in the module.
    pub place: usize,
    /// What lies on the stack before it.
    pub stack: Vec<ValType>,
    /// How many of these it takes.
    pub takes: usize,
    /// Whether control can come here at all.
    pub is_reachable: bool,
    /// Number of the run of instructions that it belongs to: whoever comes to the first of one comes to all of it.
    pub block: usize,
    /// The construct around it, by its first step: none is the function itself.
    pub parent: Option<usize>,
    /// Of a construct, and of an `else`, the step that ends it; else its own number.
    pub end: usize,
    /// Of an `if` its `else`.
    pub otherwise: Option<usize>,
}

impl Step<'_> {
    /// Whether it is the first one of a construct.
    pub const fn opens(&self) -> bool {
        matches!(
            self.operator,
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. }
        )
    }

    /// Whether it is a mark of a construct, and nothing that is done.
    const fn is_mark(&self) -> bool {
        matches!(self.operator, Operator::End | Operator::Else)
    }
}

impl Body<'_> {
    /// The construct that a branch leads to: its first step, or none for the function itself.
    pub fn label(&self, step: usize, depth: u32) -> Option<usize> {
        let mut label = self.steps[step].parent;
        for _ in 0..depth {
            label = label.and_then(|label| self.steps[label].parent);
        }
        label
    }

    /// How a branch at this step names a construct around it.
    pub fn depth(&self, step: usize, label: Option<usize>) -> u32 {
        let mut depth = 0;
        let mut around = self.steps[step].parent;
        while around != label {
            around = around.and_then(|around| self.steps[around].parent);
            depth += 1;
        }
        depth
    }

    /// The step behind this one in the same construct.
    pub fn next(&self, step: usize) -> usize {
        self.steps[step].end + 1
    }

    /// Whether a block begins with this step.
    pub fn begins_block(&self, step: usize) -> bool {
        !self.steps[step].is_mark()
            && self.steps[..step]
                .iter()
                .rev()
                .find(|before| !before.is_mark())
                .is_none_or(|before| before.block != self.steps[step].block)
    }
}

/// Reads all functions of a module that has them itself.
///
/// # Errors
/// When it is no module.
pub fn read(module: &[u8]) -> Result<Vec<Body<'_>>> {
    let mut validator = Validator::new();
    let mut bodies = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.context("the module cannot be read")?;
        if let ValidPayload::Func(function, body) = validator.payload(&payload)? {
            bodies.push(read_one(function, &body)?);
        }
    }
    Ok(bodies)
}

fn read_one<'a>(
    function: FuncToValidate<ValidatorResources>,
    body: &FunctionBody<'a>,
) -> Result<Body<'a>> {
    let ty = function.ty;
    let mut validator = function.into_validator(FuncValidatorAllocations::default());
    let parameters = validator.len_locals() as usize;
    validator.read_locals(&mut body.get_binary_reader())?;
    let locals = (0..validator.len_locals())
        .map(|local| {
            validator
                .get_local_type(local)
                .context("a local has no type")
        })
        .collect::<Result<_>>()?;
    let mut steps: Vec<Step<'a>> = Vec::new();
    // The constructs around the step, from the outside.
    let mut around: Vec<usize> = Vec::new();
    let (mut blocks, mut begins) = (0, true);
    let mut operators = body.get_operators_reader()?;
    while !operators.eof() {
        let place = operators.original_position();
        let operator = operators.read()?;
        let number = steps.len();
        let height = validator.operand_stack_height() as usize;
        let stack = (0..height)
            .rev()
            .filter_map(|depth| validator.get_operand_type(depth).flatten())
            .collect();
        let is_reachable = validator
            .get_control_frame(0)
            .is_some_and(|frame| !frame.unreachable);
        let takes = operator
            .operator_arity(&validator)
            .map_or(0, |(takes, _)| takes as usize);
        validator.op(place, &operator)?;
        let is_mark = matches!(operator, Operator::End | Operator::Else);
        if is_mark {
            let opener = match operator {
                Operator::End => around.pop(),
                _ => around.last().copied(),
            };
            if let Some(opener) = opener {
                if matches!(operator, Operator::End) {
                    steps[opener].end = number;
                    if let Some(otherwise) = steps[opener].otherwise {
                        steps[otherwise].end = number;
                    }
                } else {
                    steps[opener].otherwise = Some(number);
                }
            }
        } else if begins {
            blocks += 1;
            begins = false;
        }
        let parent = match operator {
            Operator::Else => around[..around.len() - 1].last().copied(),
            _ => around.last().copied(),
        };
        let step = Step {
            place: usize::try_from(place)?,
            stack,
            takes,
            is_reachable,
            block: usize::saturating_sub(blocks, 1),
            parent,
            end: number,
            otherwise: None,
            operator,
        };
        if step.opens() {
            around.push(number);
        }
        begins |= is_mark
            || matches!(
                step.operator,
                Operator::Loop { .. } | Operator::If { .. } | Operator::BrIf { .. }
            );
        steps.push(step);
    }
    Ok(Body {
        ty,
        locals,
        parameters,
        steps,
        blocks,
    })
}
