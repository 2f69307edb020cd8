//! The well-known empty layer: a tar archive without entries, as Docker's tools write it where a step changed no file.

use super::{Algorithm, Digest};

/// Encoded SHA-256 of its gzip form: the `blobSum` of every schema-1 step that made no layer.
const GZIP: &str = "a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4";

/// Encoded SHA-256 of the archive itself, 1,024 bytes of zeros: its diff ID.
const TAR: &str = "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef";

/// Whether `digest` is that of the archive, or of its gzip form.
///
/// ```
/// use porthole::oci::{Digest, empty_layer};
///
/// assert!(empty_layer::is_digest(&Digest::sha256_of(&[0; 1024])));
/// ```
pub fn is_digest(digest: &Digest) -> bool {
    *digest.algorithm() == Algorithm::Sha256 && matches!(digest.encoded(), GZIP | TAR)
}
