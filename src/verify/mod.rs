//! Proving bytes: jobs for workers, the reading of a blob with its resumes, chain IDs, the schema-1 signature.

pub mod chain_id;
pub mod job;
pub mod reading;
pub mod signature;
