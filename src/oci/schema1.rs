//! Docker image manifest, version 2 schema 1, signed and unsigned.
//!
//! Implements Docker's "Image Manifest Version 2, Schema 1" and the JWS of libtrust around it. A signed document is
//! `payload minus its end`, `signatures`, and the rest of the JSON: each signature's protected header says how many leading bytes are
//! signed (formatLength) and what follows them in the payload (formatTail). The manifest's digest is that of the payload, and everything
//! here is read from the payload: what stands outside is never believed.

mod envelope;
mod signature;
mod step;
mod unsigned;

pub(super) use envelope::Envelope;
pub use envelope::{Format, is_in_signatures};
pub use signature::Signature;
pub use step::Step;

use super::{
    config::{ConfigEntry, entries},
    fields::Fields,
    json::Json,
    problem::Problems,
    rule,
};

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
    /// What stands outside the signed range of a signed document, short of what signatures are made of: key and JSON text of each
    /// member; of those inside `signatures` the path (`signatures/0/comment`). Never believed.
    pub unsigned_members: Vec<(String, String)>,
    /// How many leading bytes of the document are signed (formatLength).
    pub signed_length: Option<usize>,
    /// The signed payload: `bytes[..signed_length]` and the formatTail.
    pub payload: Option<std::rc::Rc<[u8]>>,
    /// Members that no specification names: key and JSON text.
    pub unknown: Vec<(String, String)>,
}

impl Schema1 {
    /// The config of the newest step as the v1Compatibility has it: rows for the config table.
    pub fn config_entries(&self) -> Vec<ConfigEntry> {
        let Some(newest) = self.steps.last() else {
            return Vec::new();
        };
        let Ok(json) = Json::parse(newest.v1_compatibility.as_bytes()) else {
            return Vec::new();
        };
        // What is wrong with it was reported when the document was read.
        let problems = Problems::default();
        Fields::of_root(&json, &problems).map_or_else(|_| Vec::new(), entries)
    }

    /// Whether it carries signatures, and none of them tells what is signed: such a document has no digest.
    pub fn has_lost_payload(&self) -> bool {
        !self.signatures.is_empty() && self.payload.is_none()
    }

    /// Reads a schema-1 manifest from `said` (the payload of a signed document, else the document). `served` is the document itself.
    pub(super) fn read(said: Fields<'_>, served: Fields<'_>, envelope: Option<Envelope>) -> Self {
        let text = |key| {
            said.required_text(key, &rule::SCHEMA1_FIELD)
                .unwrap_or_default()
        };
        let mut schema1 = Self {
            name: text("name"),
            tag: text("tag"),
            architecture: text("architecture"),
            steps: step::read_all(said),
            ..Self::default()
        };
        let known = [
            "schemaVersion",
            "name",
            "tag",
            "architecture",
            "fsLayers",
            "history",
        ];
        match envelope {
            Some(envelope) => {
                envelope.report(served);
                schema1.unknown = said.unknown(&known);
                if envelope.payload().is_none() {
                    schema1.unknown.retain(|(key, _)| key != "signatures");
                }
                schema1.signed_length = envelope.signed_length();
                schema1.unsigned_members = unsigned::members(served, envelope.signed_length());
                schema1.payload = envelope.payload().cloned();
                schema1.signatures = envelope.signatures;
            }
            None => {
                if let Some(signatures) = served.get("signatures") {
                    let message = format!(
                        "\"signatures\" is {}, not a list: the document is taken for unsigned",
                        signatures.kind_name()
                    );
                    served.report(&rule::SCHEMA1_SIGNATURE, "signatures", message);
                }
                schema1.unknown = said.unknown(&known);
            }
        }
        schema1
    }
}
