//! The schema-1 signature.
