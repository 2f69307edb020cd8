//! What is in a tar archive: POSIX ustar and pax, and GNU. The crate `tar` reads the headers.

mod entry;
mod extension;
mod files;
pub mod header;
pub mod magic;

pub use entry::{Entry, EntryKind};
pub use extension::{Extension, LONGEST_EXTENSION};
pub use files::{Files, Kept, LARGEST_KEPT, Lister, MOST_BYTES, MOST_ENTRIES, TarFault};
