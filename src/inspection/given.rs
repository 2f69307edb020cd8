//! Bytes that a person brings, because the page could not fetch them: weighed against what was expected, then read as if they had been served.
//!
//! What a terminal prints and what a clipboard keeps may differ from what was served by one line break at the end. Where the digest is known,
//! that is tried, and said; nothing else is guessed.

use crate::{
    oci::{
        Digest, Document, DocumentError, Problem, Verdict, Verifier,
        json::{Json, Pointer, Value},
        rule,
    },
    source::{CONFIG_LIMIT, MANIFEST_LIMIT, Served},
};
use std::rc::Rc;

/// The rule of the note that every document has which a person brought.
pub const BY_HAND: &str = rule::GIVEN_BY_HAND.id;

/// What could not be fetched.
#[derive(Clone, Debug, PartialEq)]
pub struct Missing {
    /// Which part of the image it is.
    pub object: Object,
    /// The digest that was asked for, or that the descriptor names; `None` by tag.
    pub expected: Option<Digest>,
    /// The descriptor's size in bytes.
    pub size: Option<u64>,
    /// Of a config: the manifest that names it.
    pub manifest: Option<Digest>,
}

/// A part of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Object {
    /// What the reference names.
    Root,
    /// The manifest behind the entry of the index at this position.
    Entry(usize),
    /// The config: of the entry at this position, or of the root itself.
    Config(Option<usize>),
}

/// What was brought, and fits.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// What it stands for.
    pub object: Object,
    /// The bytes that fit: those that were brought, but for a line break at the end.
    pub bytes: Rc<[u8]>,
    /// What was done to the line break.
    pub newline: Newline,
}

/// What became of the line break at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Newline {
    /// Nothing was done.
    Kept,
    /// One was taken away: without it the digest is the expected one.
    Removed,
    /// One was added: with it the digest is the expected one.
    Added,
}

/// Why what was brought is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GivenError {
    /// Nothing, or blanks.
    #[error("there is nothing in it")]
    Empty,
    /// A file whose bytes are not to be had.
    #[error("it cannot be read, or is larger than 64 MiB")]
    Unread,
    /// More than Porthole reads of such a document.
    #[error("it has {size} bytes, Porthole reads {limit} at most")]
    TooLarge {
        /// Its size in bytes.
        size: u64,
        /// What is allowed, in bytes.
        limit: u64,
    },
    /// Not JSON, or no object.
    #[error("it is no document: {0}")]
    Document(DocumentError),
    /// What a registry answers when it refuses.
    #[error("it is not the document but the registry's refusal: {words}")]
    Refusal {
        /// Code and message.
        words: String,
    },
    /// JSON without anything that makes a manifest.
    #[error("it is JSON, but no manifest: it has neither manifests nor layers")]
    NoManifest,
    /// Something else than was asked for.
    #[error("its digest is {actual}, expected is {expected}")]
    Other {
        /// The digest that was asked for.
        expected: Digest,
        /// The digest of what was brought.
        actual: Digest,
    },
    /// The digest is right, the descriptor's size is not.
    #[error("it has {actual} bytes, the descriptor says {expected}")]
    Size {
        /// The descriptor's size.
        expected: u64,
        /// The size of what was brought.
        actual: u64,
    },
}

/// Weighs what was brought for `missing`.
///
/// # Errors
/// When it is not what was asked for, or cannot be.
pub fn weigh(missing: &Missing, bytes: &[u8]) -> Result<Given, GivenError> {
    if bytes.trim_ascii().is_empty() {
        return Err(GivenError::Empty);
    }
    let is_config = matches!(missing.object, Object::Config(_));
    let limit = if is_config {
        CONFIG_LIMIT
    } else {
        MANIFEST_LIMIT
    };
    if bytes.len() as u64 > limit {
        return Err(GivenError::TooLarge {
            size: bytes.len() as u64,
            limit,
        });
    }
    let json = Json::parse(bytes).map_err(GivenError::Document)?;
    json.members().map_err(GivenError::Document)?;
    if let Some(words) = refusal(&json.root) {
        return Err(GivenError::Refusal { words });
    }
    let given = |bytes: &[u8], newline| Given {
        object: missing.object,
        bytes: Rc::from(bytes),
        newline,
    };
    let Some(expected) = &missing.expected else {
        return if is_config || is_manifest(&json.root) {
            Ok(given(bytes, Newline::Kept))
        } else {
            Err(GivenError::NoManifest)
        };
    };
    let verdict = |bytes: &[u8]| verdict(bytes, expected, missing.size, is_config);
    let first = verdict(bytes);
    let fits =
        |verdict: &Verdict| matches!(verdict, Verdict::Match { .. } | Verdict::Unsupported { .. });
    if fits(&first) {
        return Ok(given(bytes, Newline::Kept));
    }
    let shorter = bytes
        .strip_suffix(b"\r\n")
        .or_else(|| bytes.strip_suffix(b"\n"));
    if let Some(shorter) = shorter.filter(|shorter| fits(&verdict(shorter))) {
        return Ok(given(shorter, Newline::Removed));
    }
    let longer = [bytes, b"\n"].concat();
    if fits(&verdict(&longer)) {
        return Ok(given(&longer, Newline::Added));
    }
    Err(match first {
        Verdict::SizeMismatch {
            expected: size,
            actual,
            ..
        } => match self::verdict(bytes, expected, None, is_config) {
            Verdict::DigestMismatch {
                expected, actual, ..
            } => GivenError::Other { expected, actual },
            _ => GivenError::Size {
                expected: size,
                actual,
            },
        },
        Verdict::DigestMismatch {
            expected, actual, ..
        } => GivenError::Other { expected, actual },
        Verdict::Match { .. } | Verdict::Unsupported { .. } => {
            unreachable!("what fits was taken")
        }
    })
}

impl Given {
    /// In the shape of something served.
    pub fn served(&self) -> Served {
        let newline = match self.newline {
            Newline::Kept => "",
            Newline::Removed => {
                "; one line break at its end was left out, which the document does not have"
            }
            Newline::Added => "; one line break was added at its end, which the document has",
        };
        Served {
            bytes: Rc::clone(&self.bytes),
            url: "what was pasted here".to_owned(),
            problems: vec![Problem::new(
                &rule::GIVEN_BY_HAND,
                Pointer::ROOT,
                format!("a person brought this document, the page could not fetch it{newline}"),
            )],
            ..Served::default()
        }
    }
}

/// The digest of a document is that of its payload, where it is a signed schema 1; that of a config is over its bytes.
fn verdict(bytes: &[u8], expected: &Digest, size: Option<u64>, is_config: bool) -> Verdict {
    if !is_config && let Ok(document) = Document::parse(Rc::from(bytes), None, None) {
        return document.verdict(expected, size);
    }
    let mut verifier = Verifier::new(expected.clone(), size);
    verifier.push(bytes);
    verifier.verdict()
}

fn is_manifest(root: &Value) -> bool {
    ["manifests", "layers", "fsLayers"]
        .iter()
        .any(|name| root.member(name).is_some())
}

/// Code and message of the first of a registry's `errors[]`.
fn refusal(root: &Value) -> Option<String> {
    if is_manifest(root) || root.member("rootfs").is_some() {
        return None;
    }
    let first = root.member("errors")?.elements()?.first()?;
    let text = |name| first.text_member(name).unwrap_or_default();
    Some(format!("{} {}", text("code"), text("message")))
}
