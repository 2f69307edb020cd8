//! A manifest of any kind: the bytes as served, beside what they say.
//!
//! What a document is follows from Content-Type, `mediaType`, structure and the descriptor that led here together: see the module `kind`.

mod kind;

use super::{
    Algorithm, Digest, Index, Manifest, MediaType, Problem, Schema1, Verdict, Verifier,
    fields::Fields,
    json::Json,
    problem::Problems,
    rule,
    schema1::{Envelope, is_in_signatures},
};
use kind::Shape;
use std::rc::Rc;

/// A document with its bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// As served.
    pub bytes: Rc<[u8]>,
    /// What the document was taken for, after weighing Content-Type, `mediaType` and structure; empty if nothing says what it is.
    pub media_type: MediaType,
    /// Computed: SHA-256, or what it was asked for by, over the bytes, or over the payload of a signed schema 1.
    ///
    /// If the payload of a signed schema 1 cannot be told (problem `schema1-signature-format`), this is the digest of the bytes, which
    /// is not the manifest's digest.
    pub digest: Digest,
    /// What it says.
    pub body: Body,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// What a document says.
#[derive(Clone, Debug, PartialEq)]
#[allow(
    clippy::large_enum_variant,
    reason = "there is one body a document, behind an Rc wherever it is passed on"
)]
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
    /// No bytes, or only blanks.
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
    #[error("the document is {found}, not an object, at line {line}, column {column}")]
    NotAnObject {
        /// `an array`, `a string`, …
        found: &'static str,
        /// From 1.
        line: usize,
        /// From 1, in bytes.
        column: usize,
    },
}

impl Document {
    /// Reads a manifest of any kind.
    ///
    /// `content_type` is the header's value; `expected` the media type of the descriptor that led here.
    ///
    /// ```
    /// use porthole::oci::{Body, Document};
    ///
    /// let bytes = br#"{"schemaVersion": 2, "manifests": []}"#;
    /// let document = Document::parse(bytes.as_slice().into(), None, None)?;
    /// assert!(matches!(document.body, Body::Index(_)));
    /// assert_eq!(document.media_type.name(), "OCI image index");
    /// assert_eq!(document.problems, []);
    /// # Ok::<(), porthole::oci::DocumentError>(())
    /// ```
    pub fn parse(
        bytes: Rc<[u8]>,
        content_type: Option<&str>,
        expected: Option<&MediaType>,
    ) -> Result<Self, DocumentError> {
        let content_type = MediaType::new(content_type.unwrap_or_default());
        let json = read_json(&bytes, &content_type)?;
        let served_problems = Problems::default();
        let served = Fields::of_root(&json, &served_problems)?;
        let mut evidence = kind::Evidence {
            content_type,
            expected,
            is_signed: false,
        };
        // Of a signed schema 1 only the payload says what it is. To other documents a member of this name means nothing.
        let envelope = kind::may_be_schema1(served, &evidence)
            .then(|| Envelope::open(served))
            .flatten();
        evidence.is_signed = envelope.as_ref().is_some_and(Envelope::is_signed);
        let payload = envelope.as_ref().and_then(Envelope::payload).cloned();
        let payload_json = payload
            .as_ref()
            .and_then(|payload| Json::parse(payload).ok());
        let payload_problems = Problems::default();
        let signed = payload_json
            .as_ref()
            .and_then(|json| Fields::of_root(json, &payload_problems).ok());
        let decided = signed
            .map(|signed| kind::decide(signed, &evidence))
            .filter(|decided| decided.shape == Shape::Schema1)
            // What is read from the bytes that were served is also judged by them.
            .unwrap_or_else(|| kind::decide(served, &evidence));
        let body = match decided.shape {
            Shape::Schema1 => {
                Body::Schema1(Schema1::read(signed.unwrap_or(served), served, envelope))
            }
            Shape::Index => Body::Index(Index::read(served)),
            Shape::Manifest => Body::Manifest(Manifest::read(served, decided.is_artifact_manifest)),
        };
        let digest = Digest::sha256_of(hashed(&body, &bytes));
        let said_problems = payload_json
            .as_ref()
            .filter(|_| signed.is_some() && decided.shape == Shape::Schema1)
            .map(|payload| &payload.problems);
        if let Some(said_problems) = said_problems {
            // What stands in the payload is reported from the payload.
            json.problems.forget(said_problems, |problem| {
                problem.pointer.is_empty() || is_in_signatures(&problem.pointer)
            });
        }
        let problems = Problems::default();
        let found = [
            Some(&json.problems),
            said_problems,
            Some(&decided.problems),
            Some(&payload_problems),
            Some(&served_problems),
        ];
        for found in found.into_iter().flatten() {
            problems.absorb(found, &|problem| problem);
        }
        Ok(Self {
            media_type: decided.media_type,
            digest,
            body,
            problems: problems.into_vec(),
            bytes,
        })
    }

    /// The SHA-256 of this document (of the payload, for a signed schema 1), by which clients name it where nobody says otherwise.
    pub fn sha256(&self) -> Digest {
        Digest::sha256_of(hashed(&self.body, &self.bytes))
    }

    /// The digest of this document by the algorithm of `like`, as [`Document::digest_by`].
    pub fn digest_like(&self, like: &Digest) -> Option<Digest> {
        self.digest_by(like.algorithm())
    }

    /// The digest of this document by an algorithm (of the payload, for a signed schema 1); `None` if that is not one that Porthole computes.
    pub fn digest_by(&self, algorithm: &Algorithm) -> Option<Digest> {
        Digest::compute(algorithm, hashed(&self.body, &self.bytes))
    }

    /// Whether the document has a digest at all. That of a signed schema 1 is over the payload: if no signature tells what is signed,
    /// [`Document::digest`] is only that of the bytes.
    pub fn has_digest(&self) -> bool {
        !matches!(&self.body, Body::Schema1(schema1) if schema1.has_lost_payload())
    }

    /// Compares with a digest asked for, and with a declared size. For a signed schema 1 the payload is compared, and the size is not.
    ///
    /// Where the payload cannot be told (problem `schema1-signature-format`) the bytes are compared, as for every other document.
    pub fn verdict(&self, expected: &Digest, size: Option<u64>) -> Verdict {
        let is_payload = payload(&self.body).is_some();
        let mut verifier = Verifier::new(expected.clone(), size.filter(|_| !is_payload));
        verifier.push(hashed(&self.body, &self.bytes));
        verifier.verdict()
    }

    /// Compares the bytes as served: what a digest means in an OCI image layout, where a document is a blob like any other, signed
    /// schema 1 too.
    pub fn blob_verdict(&self, expected: &Digest, size: Option<u64>) -> Verdict {
        let mut verifier = Verifier::new(expected.clone(), size);
        verifier.push(&self.bytes);
        verifier.verdict()
    }
}

fn payload(body: &Body) -> Option<&[u8]> {
    match body {
        Body::Schema1(schema1) => schema1.payload.as_deref(),
        _ => None,
    }
}

/// What the digest of a document is over.
fn hashed<'a>(body: &'a Body, bytes: &'a [u8]) -> &'a [u8] {
    payload(body).unwrap_or(bytes)
}

/// Reads bytes as JSON. What a web server calls HTML is that.
fn read_json<'a>(bytes: &'a [u8], content_type: &MediaType) -> Result<Json<'a>, DocumentError> {
    Json::parse(bytes).map_err(|error| match error {
        DocumentError::Json { .. } | DocumentError::Utf8 { .. }
            if content_type.as_str() == "text/html" =>
        {
            DocumentError::Html
        }
        other => other,
    })
}

/// Checks `schemaVersion`.
fn check_schema_version(fields: Fields<'_>, rule: &rule::Rule, expected: &str) {
    match fields.get("schemaVersion") {
        None => fields.report_missing(rule, "schemaVersion"),
        Some(value) if fields.json.text_of(value) == expected => {}
        Some(value) => {
            let text = super::problem::value_excerpt(fields.json.text_of(value));
            let message = format!("\"schemaVersion\" is {text}, not {expected}");
            fields.report(rule, "schemaVersion", message);
        }
    }
}
