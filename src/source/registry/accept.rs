//! Which `Accept` a manifest is asked for with, and which of two answers to believe.
//!
//! Cross-origin a value of more than 128 bytes is preflighted (Fetch standard, "CORS-safelisted request-header"), which several registries
//! refuse; only pairs of the manifest types fit. But registries also *convert*: distribution 2.8 answers a tag with schema 1 when the stored
//! type was not asked for, 404 when an OCI document was not, and 3.x picks linux/amd64 out of a manifest list. So a tag is asked for with the
//! OCI pair, and with the Docker pair if the answer is not of a type asked for.

use crate::oci::media_type::{
    DOCKER_MANIFEST, DOCKER_MANIFEST_LIST, DOCKER_SCHEMA1, DOCKER_SCHEMA1_SIGNED, OCI_INDEX,
    OCI_MANIFEST,
};

/// The longest `Accept` that needs no preflight, in bytes.
pub const LONGEST_SAFE: usize = 128;

/// The media type that a `Content-Type` names: without parameters, in lower case.
fn essence(content_type: Option<&str>) -> String {
    content_type
        .and_then(|value| value.split(';').next())
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// OCI image index and manifest: 82 bytes.
pub fn oci_pair() -> String {
    [OCI_INDEX, OCI_MANIFEST].join(",")
}

/// Docker manifest list and manifest: 110 bytes.
pub fn docker_pair() -> String {
    [DOCKER_MANIFEST_LIST, DOCKER_MANIFEST].join(",")
}

/// Every type, best first; for the page's own origin, where nothing is preflighted.
pub fn every_type() -> String {
    [
        OCI_INDEX,
        DOCKER_MANIFEST_LIST,
        OCI_MANIFEST,
        DOCKER_MANIFEST,
        DOCKER_SCHEMA1_SIGNED,
        DOCKER_SCHEMA1,
    ]
    .join(",")
}

/// A descriptor's media type, if it can be sent as it stands without a preflight: `type/subtype` of token characters, 128 bytes at most.
pub fn exactly(media_type: &str) -> Option<String> {
    let token = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&byte))
    };
    let (kind, subtype) = media_type.split_once('/')?;
    (media_type.len() <= LONGEST_SAFE && token(kind) && token(subtype))
        .then(|| media_type.to_owned())
}

/// Whether an answer is of one of the types in `accept`.
pub fn fits(accept: &str, content_type: Option<&str>) -> bool {
    let essence = essence(content_type);
    accept.split(',').any(|asked| asked == essence)
}

/// Whether an answer is a schema-1 manifest.
pub fn is_schema1(content_type: Option<&str>) -> bool {
    let essence = essence(content_type);
    essence == DOCKER_SCHEMA1 || essence == DOCKER_SCHEMA1_SIGNED
}

/// What to do with a successful answer to the OCI pair that is of another type, given the answer to the Docker pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The first answer is what the registry holds, as far as can be known.
    First,
    /// The first answer is schema 1, which the registry made of something that it does not give to either pair.
    FirstConverted,
    /// The second answer is what the registry holds.
    Second,
}

/// Chooses; `second` is the Content-Type of the answer to the Docker pair, `None` if there was no success.
pub fn choose(first: Option<&str>, second: Option<Option<&str>>) -> Choice {
    match second {
        Some(second) if fits(&docker_pair(), second) => Choice::Second,
        // Schema 1 twice: that is what is stored. Schema 1 only now: the first answer was nearer to what is stored.
        Some(second) if is_schema1(first) && !is_schema1(second) => Choice::Second,
        None if is_schema1(first) => Choice::FirstConverted,
        _ => Choice::First,
    }
}
