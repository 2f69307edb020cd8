//! Porthole looks inside container images from a browser tab and proves their digests there.
//!
//! The modules depend on each other in one direction only, which `tests/layering.rs` enforces:
//!
//! ```text
//! tar, oci, retry <- source <- inspection <- browser <- ui <- bin
//!        ^-- layer <- verify -----^-----------^         |
//!        ^-- report ------------------------------------^
//! ```
//!
//! | module | what it holds | may name browser crates |
//! |---|---|---|
//! | [`oci`] | what the documents say | no |
//! | `retry` | when something is tried again | no |
//! | [`tar`] | what is in a tar archive, whether a layer or one that holds images | no |
//! | [`source`] | where bytes come from, over a [`source::Transport`] | no |
//! | [`layer`] | what the bytes of a layer unpack to, and what layers make together | no |
//! | [`verify`] | proving bytes: jobs, verdicts, chain IDs, signatures | no |
//! | [`inspection`] | from a reference to everything that is known about an image | no |
//! | [`report`] | an inspection as evidence to keep, and to compare with | no |
//! | [`browser`] | fetch, streams, workers, clipboard | yes, it alone |
//! | [`ui`] | the components | Yew, and events of web-sys |

pub mod browser;
pub mod inspection;
pub mod layer;
pub mod oci;
pub mod report;
mod retry;
pub mod source;
pub mod tar;
pub mod ui;
pub mod verify;
