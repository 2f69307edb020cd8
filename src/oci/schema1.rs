//! Docker image manifest, version 2 schema 1, signed and unsigned.

use super::{Digest, HistoryEntry};

/// A schema-1 manifest. Of a signed document everything here is read from the payload.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema1 {
    /// `name`.
    pub name: String,
    /// `tag`.
    pub tag: String,
    /// `architecture`.
    pub architecture: String,
    /// Steps, oldest first (the document has them newest first).
    pub steps: Vec<Step>,
    /// Signatures in the document's order; empty for an unsigned document.
    pub signatures: Vec<Signature>,
    /// Members that stand outside the signed range of a signed document: key and JSON text. Never believed.
    pub unsigned_members: Vec<(String, String)>,
    /// How many leading bytes of the document are signed (formatLength).
    pub signed_length: Option<usize>,
    /// The signed payload: `bytes[..signed_length]` and the formatTail.
    pub payload: Option<std::rc::Rc<[u8]>>,
}

/// One `fsLayers` item with its `history` item.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// `blobSum`.
    pub blob_sum: Option<Digest>,
    /// What stood in `blobSum`.
    pub blob_sum_text: String,
    /// `id` of the v1Compatibility.
    pub id: Option<String>,
    /// `parent` of the v1Compatibility.
    pub parent: Option<String>,
    /// `throwaway`: made no layer; its blob is the well-known empty one.
    pub throwaway: bool,
    /// Created, command, author, comment.
    pub entry: HistoryEntry,
    /// `os` of the v1Compatibility, else none.
    pub os: Option<String>,
    /// Whether `parent` is the `id` of the step below (for the lowest: whether there is no parent).
    pub chain_holds: bool,
    /// The v1Compatibility text, as far as it is JSON.
    pub v1_compatibility: String,
}

/// One JWS of a signed document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signature {
    /// `header.alg`: `ES256`, `RS256`, …
    pub algorithm: String,
    /// Key id as the header gives it (`header.jwk.kid`).
    pub key_id: Option<String>,
    /// The key, as JSON text of `header.jwk`.
    pub jwk: Option<String>,
    /// `protected` as it stands (base64url).
    pub protected: String,
    /// `signature` decoded.
    pub signature: Vec<u8>,
    /// `time` of the protected header.
    pub time: Option<String>,
    /// Why this signature cannot be checked, if it is malformed.
    pub fault: Option<String>,
}

impl Schema1 {
    /// The config of the newest step as the v1Compatibility has it: rows for the config table.
    pub fn config_entries(&self) -> Vec<super::config::ConfigEntry> {
        todo!()
    }
}
