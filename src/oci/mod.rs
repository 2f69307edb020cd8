//! What the documents say: pure parsing, no input or output, no browser crate.
//!
//! Implements the OCI image specification 1.1 and Docker's image manifest formats (version 2 schema 1 and 2).
//! Everything here is lenient: a document with a wrong or missing field is read as far as it goes, and what is wrong
//! with it becomes a [`Problem`]. Only what is not JSON, or not an object, fails.

pub mod annotations;
pub mod base64;
pub mod chain_id;
pub mod config;
pub mod deceptive;
pub mod descriptor;
pub mod digest;
pub mod document;
pub mod empty_layer;
mod fields;
mod grouped;
pub mod history;
pub mod index;
pub mod json;
pub mod lint;
pub mod manifest;
pub mod media_type;
pub mod pasted;
pub mod place;
pub mod platform;
pub mod problem;
pub mod public_key;
pub mod purpose;
pub mod reference;
pub(crate) mod rule;
pub mod schema1;
pub mod tag_order;
pub mod time;
mod total_size;

pub use annotations::Annotations;
pub use config::Config;
pub use descriptor::Descriptor;
pub use digest::{Algorithm, Digest, Verdict, Verifier};
pub use document::{Body, Document, DocumentError};
pub use grouped::grouped;
pub use history::HistoryEntry;
pub use index::Index;
pub use manifest::Manifest;
pub use media_type::MediaType;
pub use pasted::ImageReference;
pub use place::Place;
pub use platform::Platform;
pub use problem::{Problem, Severity};
pub use reference::{LayoutReference, Reference, ReferenceError};
pub use schema1::Schema1;
pub use total_size::{TotalSize, repeated};
