//! Proving bytes: jobs for workers, the reading of a blob with its resumes, what it unpacks to, the state of a layer, signatures.

pub mod attached;
pub mod certificate;
pub mod content;
pub mod job;
pub mod layer_state;
pub mod message;
pub mod progress;
pub mod reading;
pub mod signature;
