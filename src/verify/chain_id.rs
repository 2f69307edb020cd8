//! Chain IDs.
