//! Proving bytes: jobs for workers, the reading of a blob with its resumes, the state of a layer, the schema-1 signature.

pub mod job;
pub mod layer_state;
pub mod message;
pub mod progress;
pub mod reading;
pub mod signature;
