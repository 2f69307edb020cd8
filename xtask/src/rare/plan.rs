//! Numbers and places of what is new in two modules that were one.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};

use super::body::Body;
use super::outline;
use super::parts::Parts;
use super::region::Region;
use super::uses::Uses;

/// Numbers and places of what is new.
pub struct Plan {
    pub imported: u32,
    /// What sees to it that the other module is there.
    pub ensure: u32,
    /// The global that says whether it is.
    pub is_loaded: u32,
    /// Types of the functions that steps became.
    pub types: Vec<u32>,
    /// What calls functions of each type that are called from the first module, once they are there.
    pub callers: BTreeMap<u32, u32>,
    /// Their places in the table; those that only the other module calls have none.
    pub slots: Vec<Option<u32>>,
    /// Places in the table that nothing names but what is loaded later, with what is there then.
    pub moved: BTreeMap<u32, u32>,
    /// Functions of which all steps moved, by what they became.
    pub whole: BTreeMap<u32, u32>,
    /// Functions of the first module that get a place in the table, in its order, and the first such place.
    pub shared: Vec<u32>,
    pub shared_at: u32,
    /// What the other module imports.
    pub globals: Vec<u32>,
    pub tables: Vec<u32>,
}

impl Plan {
    /// Finds them. `numbers` may be places in the table, and are named by what is no code.
    ///
    /// # Errors
    /// When a module has no table, or too much of something.
    pub fn new(
        parts: &mut Parts,
        bodies: &[Body<'_>],
        regions: &[(usize, Region)],
        mut numbers: BTreeSet<u32>,
    ) -> Result<Self> {
        let imported = parts.imported;
        let number =
            |function: usize| Ok::<u32, anyhow::Error>(imported + u32::try_from(function)?);
        let mut whole = BTreeMap::new();
        for (rare, (function, region)) in (0..).zip(regions) {
            if region.is_whole {
                whole.insert(number(*function)?, rare);
            }
        }
        let uses = Uses::of(bodies, regions);
        numbers.extend(uses.numbers);
        let mut called = uses.called;
        called.extend(&parts.named);
        for (slot, function) in &parts.placed {
            if numbers.contains(slot) {
                called.insert(*function);
            }
        }
        let mut shared = uses.called_by_moving;
        shared.retain(|function| {
            !whole.contains_key(function) && !parts.slots.contains_key(function)
        });
        let table = parts
            .tables
            .get(parts.table as usize)
            .context("there is no table")?;
        let shared_at = u32::try_from(table.initial)?;
        let mut next = shared_at;
        for function in &shared {
            parts.slots.insert(*function, next);
            next += 1;
        }
        let mut slots = Vec::new();
        let mut types = Vec::new();
        for (function, region) in regions {
            let is_called = !region.is_whole || called.contains(&number(*function)?);
            slots.push(is_called.then_some(next));
            next += u32::from(is_called);
            let body = &bodies[*function];
            types.push(outline::ty(body, region, is_called, &mut parts.types));
        }
        let ensure = u32::try_from(parts.functions.len())? + 1;
        let called = types.iter().zip(&slots).filter(|(_, slot)| slot.is_some());
        let called: BTreeSet<u32> = called.map(|(ty, _)| *ty).collect();
        let mut tables = uses.tables;
        tables.insert(parts.table);
        let moved = parts.placed.iter().filter_map(|(slot, function)| {
            let rare: &u32 = whole.get(function)?;
            slots[*rare as usize].is_none().then_some((*slot, *rare))
        });
        Ok(Self {
            imported,
            ensure,
            callers: called.into_iter().zip(ensure + 1..).collect(),
            is_loaded: u32::try_from(parts.globals.len())?,
            types,
            moved: moved.collect(),
            slots,
            whole,
            shared: shared.into_iter().collect(),
            shared_at,
            globals: uses.globals.into_iter().collect(),
            tables: tables.into_iter().collect(),
        })
    }

    /// How long the table of functions becomes.
    pub fn table(&self) -> u64 {
        let added = self.shared.len() + self.slots.iter().flatten().count();
        u64::from(self.shared_at) + added as u64
    }

    /// The name under which a global is exported.
    pub fn global_name(parts: &Parts, global: u32) -> String {
        let known = parts.exported_globals.get(&global);
        known.cloned().unwrap_or_else(|| format!("g{global}"))
    }

    /// The name under which a table is exported.
    pub fn table_name(parts: &Parts, table: u32) -> String {
        let known = parts.exported_tables.get(&table);
        known.cloned().unwrap_or_else(|| format!("t{table}"))
    }
}
