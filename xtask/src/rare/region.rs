//! Steps of a function that did not run, and what they have to do with the rest of it.

use std::ops::Range;

use wasmparser::{BlockType, FuncType, Operator, ValType};

use super::body::Body;
use super::liveness::{Leaving, Locals, labels, live};

/// Steps that become a function of their own.
pub struct Region {
    pub steps: Range<usize>,
    /// What they take from the stack.
    pub inputs: Vec<ValType>,
    /// Locals that they read, those of a type side by side: fewer types of functions.
    pub gets: Vec<u32>,
    /// Locals that they write, and that are read later on.
    pub sets: Vec<u32>,
    /// The ways out of them; without any they never end.
    pub exits: Vec<Exit>,
    /// Whether they are the whole function.
    pub is_whole: bool,
}

/// How the function that steps became says which way out it took.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// There is no other.
    None,
    /// By a flag for each but the last, the first one on top.
    Flags(usize),
    /// By its number.
    Number,
}

/// A way out.
pub struct Exit {
    pub leaving: Leaving,
    /// What is on the stack then.
    pub values: Vec<ValType>,
}

impl Region {
    /// What one of the exits takes along, if any does.
    pub fn values(&self) -> &[ValType] {
        self.exits
            .iter()
            .map(|exit| exit.values.as_slice())
            .find(|values| !values.is_empty())
            .unwrap_or_default()
    }

    /// How the function that is called says which way out it took.
    pub fn choice(&self) -> Choice {
        let takes = self.exits.iter().filter(|exit| !exit.values.is_empty());
        match (self.exits.len(), takes.count()) {
            (0 | 1, _) => Choice::None,
            (exits, takes) if exits > 2 && (takes == 0 || takes == exits) => Choice::Number,
            (exits, _) => Choice::Flags(exits - 1),
        }
    }

    /// Whether the call needs a block around it, to be left for what comes behind.
    pub fn needs_block(&self) -> bool {
        let last = self.exits.last().map(|exit| exit.leaving);
        match self.choice() {
            Choice::None => false,
            Choice::Flags(_) => last != Some(Leaving::Through) && self.goes_on(),
            Choice::Number => last == Some(Leaving::Through),
        }
    }

    fn goes_on(&self) -> bool {
        self.exits
            .iter()
            .any(|exit| exit.leaving == Leaving::Through)
    }

    /// How many bytes a call of it takes, about.
    fn call(&self) -> usize {
        let leave = match self.exits.len() {
            1 => 1,
            many => 3 * many,
        };
        6 + 2 * (self.gets.len() + self.sets.len()) + leave
    }
}

/// How many bytes must become fewer for a call to be worth it.
const GAIN: usize = 2;

/// What these steps need, if they can become a function and that is worth it.
pub fn describe(
    body: &Body<'_>,
    types: &[FuncType],
    lives: &[Locals],
    steps: Range<usize>,
) -> Option<Region> {
    let first = body.steps.get(steps.start)?;
    if !first.is_reachable
        || steps
            .clone()
            .any(|step| is_bound(&body.steps[step].operator))
    {
        return None;
    }
    let is_whole = steps.start == 0 && steps.end == body.steps.len() - 1;
    let floor = floor(body, &steps);
    let inputs = first.stack[floor..].to_vec();
    let exits = exits(body, types, &steps, floor)?;
    let at = |leaving| match leaving {
        Leaving::Through => lives[steps.end].clone(),
        Leaving::To(None) => Locals::none(body.locals.len()),
        Leaving::To(Some(opener)) => match body.steps[opener].operator {
            Operator::Loop { .. } => lives[opener + 1].clone(),
            _ => lives[body.steps[opener].end + 1].clone(),
        },
    };
    let mut wanted = Locals::none(body.locals.len());
    for exit in &exits {
        wanted.add(&at(exit.leaving));
    }
    let numbers = 0..u32::try_from(body.locals.len()).ok()?;
    let is_written = |local: u32| {
        steps.clone().any(|step| {
            matches!(body.steps[step].operator,
                Operator::LocalSet { local_index } | Operator::LocalTee { local_index } if local_index == local)
        })
    };
    let is_used = |local: u32| {
        steps.clone().any(|step| {
            matches!(body.steps[step].operator,
                Operator::LocalGet { local_index } | Operator::LocalSet { local_index } | Operator::LocalTee { local_index } if local_index == local)
        })
    };
    let by_type = |locals: &mut Vec<u32>| {
        locals.sort_by_key(|local| (format!("{:?}", body.locals[*local as usize]), *local));
    };
    let mut sets: Vec<u32> = numbers
        .clone()
        .filter(|local| wanted.contains(*local) && is_written(*local))
        .collect();
    by_type(&mut sets);
    let mut back = Locals::none(body.locals.len());
    for local in &sets {
        back.insert(*local);
    }
    let from = live(body, steps.clone(), |_| back.clone());
    let mut gets: Vec<u32> = numbers
        .filter(|local| from[0].contains(*local) && is_used(*local))
        .collect();
    by_type(&mut gets);
    if is_whole {
        // As others call it.
        gets = (0..u32::try_from(body.parameters).ok()?).collect();
        sets.clear();
    }
    let region = Region {
        steps,
        inputs,
        gets,
        sets,
        exits,
        is_whole,
    };
    let end = body.steps[region.steps.end].place;
    let length = end - body.steps[region.steps.start].place;
    let can_call = !region.needs_block() || region.inputs.is_empty();
    (can_call && length >= region.call() + GAIN).then_some(region)
}

/// Whether an instruction must stay where it is: what is not known here.
fn is_bound(operator: &Operator<'_>) -> bool {
    matches!(
        operator,
        Operator::RefFunc { .. }
            | Operator::MemoryInit { .. }
            | Operator::DataDrop { .. }
            | Operator::TableInit { .. }
            | Operator::ElemDrop { .. }
            | Operator::ReturnCall { .. }
            | Operator::ReturnCallIndirect { .. }
            | Operator::Try { .. }
            | Operator::TryTable { .. }
            | Operator::BrOnNull { .. }
            | Operator::BrOnNonNull { .. }
            | Operator::CallRef { .. }
    )
}

/// How low the stack becomes.
fn floor(body: &Body<'_>, steps: &Range<usize>) -> usize {
    let mut floor = body.steps[steps.start].stack.len();
    let mut step = steps.start;
    while step < steps.end {
        let here = &body.steps[step];
        if here.is_reachable {
            floor = floor.min(here.stack.len() - here.takes.min(here.stack.len()));
        }
        step = body.next(step);
    }
    floor
}

fn exits(
    body: &Body<'_>,
    types: &[FuncType],
    steps: &Range<usize>,
    floor: usize,
) -> Option<Vec<Exit>> {
    let behind = &body.steps[steps.end];
    let mut exits: Vec<Exit> = Vec::new();
    let mut add = |leaving, values: Vec<ValType>| {
        if exits.iter().all(|exit| exit.leaving != leaving) {
            exits.push(Exit { leaving, values });
        }
    };
    if behind.is_reachable {
        add(Leaving::Through, behind.stack[floor..].to_vec());
    }
    for step in steps.clone() {
        if !body.steps[step].is_reachable {
            continue;
        }
        for label in labels(body, step) {
            if label.is_some_and(|opener| steps.contains(&opener)) {
                continue;
            }
            let values = values(body, types, label)?;
            let is_through = is_through(body, steps, label, floor);
            add(
                if is_through {
                    Leaving::Through
                } else {
                    Leaving::To(label)
                },
                values,
            );
        }
    }
    let mut valued = exits
        .iter()
        .map(|exit| &exit.values)
        .filter(|values| !values.is_empty());
    let first = valued.next();
    if first.is_some_and(|first| valued.any(|values| values != first)) {
        return None;
    }
    // What takes something along comes last, or else what goes on.
    exits.sort_by_key(|exit| (!exit.values.is_empty(), exit.leaving == Leaving::Through));
    Some(exits)
}

/// Whether a branch to this construct leads to just behind the steps, with nothing else on the stack.
pub fn is_through(
    body: &Body<'_>,
    steps: &Range<usize>,
    label: Option<usize>,
    floor: usize,
) -> bool {
    if label != body.steps[steps.start].parent {
        return false;
    }
    match label {
        // The stack of the function begins with nothing.
        None => floor == 0,
        Some(opener) => {
            let is_loop = matches!(body.steps[opener].operator, Operator::Loop { .. });
            let takes = usize::from(matches!(body.steps[opener].operator, Operator::If { .. }));
            !is_loop && body.steps[opener].stack.len() - takes == floor
        }
    }
}

/// What a branch to a construct takes along.
fn values(body: &Body<'_>, types: &[FuncType], label: Option<usize>) -> Option<Vec<ValType>> {
    let of_type = |ty: u32| Some(types.get(ty as usize)?.results().to_vec());
    let Some(opener) = label else {
        return of_type(body.ty);
    };
    match body.steps[opener].operator {
        Operator::Block { blockty } | Operator::If { blockty } => match blockty {
            BlockType::Empty => Some(Vec::new()),
            BlockType::Type(ty) => Some(vec![ty]),
            BlockType::FuncType(ty) => of_type(ty),
        },
        Operator::Loop { blockty } => match blockty {
            BlockType::FuncType(_) => None,
            _ => Some(Vec::new()),
        },
        _ => None,
    }
}
