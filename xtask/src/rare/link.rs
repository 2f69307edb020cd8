//! The two modules, of one.

use anyhow::{Result, anyhow};
use wasm_encoder::reencode::Error;
use wasm_encoder::{ConstExpr, DataSection, GlobalType, ValType};

use super::body::{self, Body};
use super::data::Objects;
use super::liveness::{Locals, live};
use super::memory;
use super::parts::Parts;
use super::plan::Plan;
use super::profile::Profile;
use super::region::{self, Region};
use super::runs;
use super::shape::shape;
use super::types::Types;

/// What the first module imports, to have the other one loaded at once: a module and a name.
pub const LOADER: (&str, &str) = ("./split.js", "rare");

/// The name under which the other module imports what the first one exports.
pub const EXPORTS: &str = "page";

/// The global that says whether the other module is there, by the name of its export.
pub const IS_LOADED: &str = "isRareLoaded";

/// That global.
pub const LOADED: GlobalType = GlobalType {
    val_type: ValType::I32,
    mutable: true,
    shared: false,
};

/// What became of a module.
pub struct Split {
    pub main: Vec<u8>,
    pub rare: Vec<u8>,
}

/// Splits a module by what ran.
///
/// # Errors
/// When it is no module, or none like those that wasm-bindgen writes.
pub fn split(module: &[u8], constants: &Objects, profile: &Profile) -> Result<Split> {
    let mut parts = Parts::read(module)?;
    let bodies = body::read(module)?;
    let mut regions = Vec::new();
    for (number, body) in bodies.iter().enumerate() {
        regions.extend(
            regions_of(body, &parts.types, profile)
                .into_iter()
                .map(|region| (number, region)),
        );
    }
    let plan = Plan::new(&mut parts, &bodies, &regions, memory::words(module)?)?;
    let mut rare = plan.rare(&mut parts, &bodies, &regions)?;
    let main = plan.main(module, &parts, &bodies, &regions)?;
    let (main, moved) = constants.divide(&main)?;
    let mut data = DataSection::new();
    for (address, bytes) in moved {
        data.active(0, &ConstExpr::i32_const(address.cast_signed()), bytes);
    }
    rare.section(&data);
    Ok(Split {
        main,
        rare: rare.finish(),
    })
}

fn regions_of(body: &Body<'_>, types: &Types, profile: &Profile) -> Vec<Region> {
    let Some(ran) = profile.get(shape(body), body.blocks) else {
        return Vec::new();
    };
    let runs = runs::find(body, |block| ran[block]);
    if runs.is_empty() {
        return Vec::new();
    }
    let lives = live(body, 0..body.steps.len(), |_| {
        Locals::none(body.locals.len())
    });
    runs.into_iter()
        .filter_map(|steps| region::describe(body, &types.0, &lives, steps))
        .collect()
}

/// What the writer of modules says.
pub fn describe(error: Error) -> anyhow::Error {
    anyhow!("the module cannot be written: {error}")
}
