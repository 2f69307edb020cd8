//! The reading of one blob: a state machine that the worker drives (no I/O here, so every fault is tested natively).

use serde::{Deserialize, Serialize};

/// Why a read failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum ReadError {
    /// The server answered with a status that is not a blob.
    #[error("the server answered {status}")]
    Status {
        /// HTTP status.
        status: u16,
    },
    // H3 completes: refused or lost, interrupted after n bytes and k attempts, stalled, ended early, Content-Encoding added by the server …
}
