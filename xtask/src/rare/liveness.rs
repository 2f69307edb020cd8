//! Which locals of a function are read later on, and so must be handed over.

use std::ops::Range;

use wasmparser::Operator;

use super::body::Body;

/// A set of locals.
#[derive(Clone, PartialEq, Eq)]
pub struct Locals(Vec<u64>);

impl Locals {
    pub fn none(of: usize) -> Self {
        Self(vec![0; of.div_ceil(64)])
    }

    pub fn insert(&mut self, local: u32) {
        self.0[local as usize / 64] |= 1 << (local % 64);
    }

    fn remove(&mut self, local: u32) {
        self.0[local as usize / 64] &= !(1 << (local % 64));
    }

    pub fn contains(&self, local: u32) -> bool {
        self.0[local as usize / 64] & (1 << (local % 64)) != 0
    }

    pub fn add(&mut self, others: &Self) {
        for (word, other) in self.0.iter_mut().zip(&others.0) {
            *word |= other;
        }
    }
}

/// Where control goes when it leaves some steps of a function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Leaving {
    /// On to the step behind them.
    Through,
    /// By a branch to a construct around them, or out of the function.
    To(Option<usize>),
}

/// Where a branch leads, seen from some steps of a function.
enum Target {
    Step(usize),
    Leaving(Leaving),
}

fn target(body: &Body<'_>, steps: &Range<usize>, label: Option<usize>) -> Target {
    match label {
        Some(opener) if steps.contains(&opener) => {
            Target::Step(match body.steps[opener].operator {
                Operator::Loop { .. } => opener + 1,
                _ => body.steps[opener].end + 1,
            })
        }
        outside => Target::Leaving(Leaving::To(outside)),
    }
}

/// All labels that a step may branch to: none stands for the function, as for `return`.
pub fn labels(body: &Body<'_>, step: usize) -> Vec<Option<usize>> {
    match &body.steps[step].operator {
        Operator::Br { relative_depth } | Operator::BrIf { relative_depth } => {
            vec![body.label(step, *relative_depth)]
        }
        Operator::BrTable { targets } => {
            let mut labels = vec![body.label(step, targets.default())];
            labels.extend(
                targets
                    .targets()
                    .flatten()
                    .map(|depth| body.label(step, depth)),
            );
            labels
        }
        Operator::Return => vec![None],
        _ => Vec::new(),
    }
}

/// For each of these steps, and for what is behind the last one, the locals that are read from there on before they are written; `behind` says it of
/// the ways out.
pub fn live(
    body: &Body<'_>,
    steps: Range<usize>,
    behind: impl Fn(Leaving) -> Locals,
) -> Vec<Locals> {
    let first = steps.start;
    let mut live = vec![Locals::none(body.locals.len()); steps.len() + 1];
    live[steps.len()] = behind(Leaving::Through);
    loop {
        let mut has_changed = false;
        for number in steps.clone().rev() {
            let step = &body.steps[number];
            let here = number - first;
            let mut set = match step.operator {
                Operator::Br { .. }
                | Operator::BrTable { .. }
                | Operator::Return
                | Operator::Unreachable => Locals::none(body.locals.len()),
                // The end of the first arm: the second one is not for it.
                Operator::Else => live[step.end + 1 - first].clone(),
                _ => live[here + 1].clone(),
            };
            if let Operator::If { .. } = step.operator {
                let second = step.otherwise.unwrap_or(step.end) + 1;
                set.add(&live[second - first]);
            }
            for label in labels(body, number) {
                match target(body, &steps, label) {
                    Target::Step(step) => set.add(&live[step - first]),
                    Target::Leaving(leaving) => set.add(&behind(leaving)),
                }
            }
            match step.operator {
                Operator::LocalGet { local_index } => set.insert(local_index),
                Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
                    set.remove(local_index);
                }
                _ => {}
            }
            if live[here] != set {
                live[here] = set;
                has_changed = true;
            }
        }
        if !has_changed {
            return live;
        }
    }
}
