//! The documents that can be looked at byte for byte: those that were read, and those that could not be.

use super::Bytes;
use crate::{
    inspection::InspectionError,
    oci::{Digest, Problem, rule},
    ui::inspection_state::{
        ConfigPhase, Entry, Failure, Image, InspectionState, ManifestDocument, Phase,
    },
};
use std::rc::Rc;

/// A document that can be looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct RawDocument {
    /// `Index`, `Manifest`, `Config`; `Answer` for what was served in place of a document.
    pub name: &'static str,
    /// As served.
    pub bytes: Bytes,
    /// Its digest, if it has one.
    pub digest: Option<Digest>,
    /// How many leading bytes are signed, of a signed schema 1.
    pub signed_length: Option<usize>,
    /// What is signed, of a signed schema 1.
    pub payload: Option<Bytes>,
    /// Pointers to the keys that stand more than once.
    pub duplicates: Rc<[String]>,
    /// Whether it could be read: what could not may be no text at all.
    pub is_read: bool,
}

impl RawDocument {
    /// A document that was read.
    fn new(name: &'static str, bytes: &Rc<[u8]>, problems: &[Problem]) -> Self {
        // They are marked wherever they stand.
        let duplicates = problems
            .iter()
            .filter(|problem| problem.rule == rule::DUPLICATE_KEY.id);
        Self {
            name,
            bytes: Bytes(Rc::clone(bytes)),
            digest: None,
            signed_length: None,
            payload: None,
            duplicates: duplicates.map(|problem| problem.pointer.clone()).collect(),
            is_read: true,
        }
    }

    /// What was served in place of a document, if that is what the error says.
    fn unread(name: &'static str, error: &InspectionError) -> Option<Self> {
        let InspectionError::Unreadable(unreadable) = error else {
            return None;
        };
        let bytes = &unreadable.bytes;
        (!bytes.is_empty()).then(|| Self {
            is_read: false,
            ..Self::new(name, bytes, &[])
        })
    }

    /// The name that buttons give it in `data-document`.
    pub fn key(&self) -> String {
        self.name.to_ascii_lowercase()
    }

    /// The name of the file that it is saved as.
    pub fn file_name(&self) -> String {
        let name = self.key();
        match &self.digest {
            Some(digest) => format!("{name}-{}.json", digest.short()),
            None if self.is_read => format!("{name}.json"),
            None => name,
        }
    }
}

/// The documents of what is shown, from the one that the reference names down to the config.
pub fn documents(state: &InspectionState) -> Vec<RawDocument> {
    let mut documents = Vec::new();
    if let Phase::Failed(failure) = &state.phase
        && let Failure::Inspection(error) = &**failure
    {
        documents.extend(RawDocument::unread("Answer", error));
    }
    if let Some(root) = state.root() {
        let name = if state.index().is_some() {
            "Index"
        } else {
            "Manifest"
        };
        let document = &root.document;
        let schema1 = state.schema1();
        documents.push(RawDocument {
            digest: document.has_digest().then(|| document.digest.clone()),
            signed_length: schema1.and_then(|schema1| schema1.signed_length),
            payload: schema1.and_then(|schema1| schema1.payload.clone().map(Bytes)),
            ..RawDocument::new(name, &document.bytes, &document.problems)
        });
    }
    if let Some(Entry::Failed(error)) = state.chosen_entry() {
        documents.extend(RawDocument::unread("Manifest", error));
    }
    if let Some(image) = state.image() {
        documents.extend(entry(image));
        documents.extend(config(state, image));
    }
    documents
}

fn entry(image: &Image) -> Option<RawDocument> {
    let ManifestDocument::Entry(entry) = &image.manifest else {
        return None;
    };
    let document = &entry.document;
    Some(RawDocument {
        digest: Some(document.digest.clone()),
        ..RawDocument::new("Manifest", &document.bytes, &document.problems)
    })
}

fn config(state: &InspectionState, image: &Image) -> Option<RawDocument> {
    let config = match &image.config {
        ConfigPhase::Read(document) => &document.config,
        ConfigPhase::Failed(error) => return RawDocument::unread("Config", error),
        ConfigPhase::None | ConfigPhase::Loading => return None,
    };
    let (_, manifest) = state.manifest()?;
    Some(RawDocument {
        digest: manifest
            .config
            .as_ref()
            .and_then(|config| config.digest.clone()),
        ..RawDocument::new("Config", &config.bytes, &config.problems)
    })
}

/// The digests of documents that can be inspected: those of manifests, not of layers.
pub fn linked(state: &InspectionState) -> Rc<[Digest]> {
    let entries = state
        .index()
        .into_iter()
        .flat_map(|(_, index)| &index.manifests);
    let subjects = state
        .manifest()
        .into_iter()
        .filter_map(|(_, manifest)| manifest.subject.as_ref());
    entries
        .chain(subjects)
        .filter_map(|descriptor| descriptor.digest.clone())
        .collect()
}
