//! A manifest of any kind: the bytes as served, beside what they say.

use super::{Digest, Index, Manifest, MediaType, Problem, Schema1};
use std::rc::Rc;

/// A document with its bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// As served.
    pub bytes: Rc<[u8]>,
    /// What the document was taken for, after weighing Content-Type, `mediaType` and structure.
    pub media_type: MediaType,
    /// Computed: SHA-256 over the bytes, or over the payload of a signed schema 1.
    pub digest: Digest,
    /// What it says.
    pub body: Body,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// What a document says.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// OCI image index or Docker manifest list.
    Index(Index),
    /// OCI image manifest, Docker schema 2, artifact.
    Manifest(Manifest),
    /// Docker schema 1.
    Schema1(Schema1),
}

/// Why bytes are no document at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// No bytes.
    #[error("the document is empty")]
    Empty,
    /// HTML where JSON is due: a web server's fallback page.
    #[error("the document is HTML, not JSON")]
    Html,
    /// Not UTF-8.
    #[error("invalid UTF-8 at line {line}, column {column}")]
    Utf8 {
        /// From 1.
        line: usize,
        /// From 1, in bytes.
        column: usize,
    },
    /// Not JSON.
    #[error("{message} at line {line}, column {column}")]
    Json {
        /// The parser's words, without the position.
        message: String,
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// JSON, but no object.
    #[error("the document is {found}, not an object")]
    NotAnObject {
        /// `an array`, `a string`, …
        found: &'static str,
    },
}

impl Document {
    /// Reads a manifest of any kind.
    ///
    /// `content_type` is the header's value; `expected` the media type of the descriptor that led here.
    pub fn parse(
        _bytes: Rc<[u8]>,
        _content_type: Option<&str>,
        _expected: Option<&MediaType>,
    ) -> Result<Self, DocumentError> {
        todo!()
    }
    /// The digest of this document by the algorithm of `like` (of the payload, for a signed schema 1);
    /// `None` if that is not one that Porthole computes.
    pub fn digest_like(&self, _like: &Digest) -> Option<Digest> {
        todo!()
    }
    /// Compares with a digest asked for, and with a declared size. For a signed schema 1 the size is not compared with the payload.
    pub fn verdict(&self, _expected: &Digest, _size: Option<u64>) -> super::Verdict {
        todo!()
    }
}
