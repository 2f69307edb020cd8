//! What of a module did not run when first images were shown, in a module of its own that is loaded later: whole functions, and what is rare in others.
//!
//! A profile (`cargo xtask profile`) says which blocks of instructions ran. Every other run of instructions that is worth it becomes a function of the module `rare`:
//! it takes the locals that it reads, gives back those that it writes and that are read later, and says which way out it took. In its place is a call through the
//! table of functions, behind another one which sees to it that the module is there: mostly it has been loaded long before. If not, the script loads it at once,
//! while everybody waits.
//!
//! Both modules share memory, globals and the table. The rare one calls functions of the first one through the table as well: a place there takes
//! two bytes, a name more.

mod body;
mod data;
mod instrument;
mod link;
mod liveness;
mod memory;
mod moving;
mod outline;
mod parts;
mod plan;
mod profile;
mod region;
mod runs;
mod shape;
mod staying;
mod symbols;
mod types;
mod uses;

#[cfg(test)]
mod tests;

pub use data::Objects;
pub use instrument::instrument;
pub use link::split;
pub use profile::{Profile, compiler};
