//! Signatures and attestations that are attached to an image: what is signed, what that says of which image, and what a check needs.
//!
//! | a layer of the type | holds | specified in |
//! |---|---|---|
//! | `application/vnd.dev.cosign.simplesigning.v1+json` | what is signed; the signature is an annotation of its descriptor | cosign, `specs/SIGNATURE_SPEC.md` |
//! | `application/vnd.dsse.envelope.v1+json` | a [DSSE envelope](dsse) | DSSE 1.0.2 |
//! | `application/vnd.dev.sigstore.bundle…` | a [Sigstore bundle](bundle) | Sigstore, `sigstore_bundle.proto` 0.1 to 0.3 |
//! | `application/jose+json` | a [JWS of the Notary Project](notation) | Notary Project, `signature-envelope-jws.md` 1.0 |
//! | `application/vnd.in-toto+json` | a [statement](statement) without a signature, or in a DSSE envelope | in-toto attestation 0.1 and 1 |
//!
//! The check itself is the browser's. Keys come with the signature, in a certificate, or from the person who asks. Not judged: whom a certificate is
//! to be trusted with, and what stands in a transparency log. Refused: envelopes in COSE, and signatures by any other algorithm than those of
//! [`SignatureAlgorithm`].

mod bundle;
mod dsse;
mod ecdsa;
mod notation;
pub mod pem;
mod prepare;
mod simple_signing;
mod statement;

use super::signature::SignatureAlgorithm;
use crate::oci::{
    Algorithm, Document, DocumentError, MediaType,
    json::{Json, Value},
};
use std::rc::Rc;

pub use ecdsa::fixed_length;
pub use prepare::prepare;

/// Media type of what cosign signs.
pub const SIMPLE_SIGNING: &str = "application/vnd.dev.cosign.simplesigning.v1+json";
/// Media type of a DSSE envelope.
pub const DSSE: &str = "application/vnd.dsse.envelope.v1+json";
/// What the media types of Sigstore bundles begin with.
pub const BUNDLE: &str = "application/vnd.dev.sigstore.bundle";
/// Media type of a JWS, as the Notary Project uses it.
pub const JOSE: &str = "application/jose+json";
/// Media type of an envelope in COSE.
pub const COSE: &str = "application/cose";
/// Media type of an in-toto statement.
pub const IN_TOTO: &str = crate::oci::media_type::IN_TOTO;

/// What a layer of a document that refers to an image holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attachment {
    /// What it says of which image; `None` if that cannot be read.
    pub claim: Option<Claim>,
    /// Who signed that; nobody, if it is empty.
    pub signatures: Vec<Signed>,
}

/// What is said of an image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claim {
    /// Digests of what it is said of.
    pub subjects: Vec<String>,
    /// Whether one of them is that of the document that it is attached to, by whatever algorithm.
    pub is_of_subject: bool,
    /// What kind of statement it is (in-toto): a URI.
    pub predicate_type: Option<String>,
    /// What else is worth reading: a label, and the text.
    pub facts: Vec<(&'static str, String)>,
}

/// A signature, and all that comes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// What is signed, byte for byte.
    pub message: Rc<[u8]>,
    /// The signature: for [`Scheme::Named`] as RFC 7518 has it, for [`Scheme::OfKey`] in DER where that is the habit (ECDSA).
    pub signature: Vec<u8>,
    /// By what it was made.
    pub scheme: Scheme,
    /// Until when its signer wants it to be relied on: RFC 3339, or whatever stands in its place, for which it is not checked.
    pub expires: Option<String>,
    /// A header that its signer calls critical, and that is not understood here.
    pub not_understood: Option<String>,
    /// Certificates in DER, that of the key first. Empty: the key does not come with the signature.
    pub certificates: Vec<Vec<u8>>,
    /// What the signer calls the key.
    pub key_hint: Option<String>,
    /// When it was made, by the signer's own word (RFC 3339).
    pub time: Option<String>,
    /// How many entries of a transparency log come with it.
    pub log_entries: usize,
}

/// By what a signature was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// What its header says.
    Named(String),
    /// What the kind of the key makes usual.
    OfKey,
}

/// Why a layer cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttachmentFault {
    /// It is no JSON, or no object.
    #[error("{0}")]
    Json(#[from] DocumentError),
    /// A member is missing, or is not what it should be.
    #[error("{0:?} is missing, or is not what it should be")]
    Member(&'static str),
    /// A member stands more than once, where each must be there once.
    #[error("{0:?} stands there more than once")]
    Twice(String),
    /// A member is no base64.
    #[error("{0:?} is no base64")]
    Base64(&'static str),
    /// The annotation with the signature is missing.
    #[error("its descriptor has no annotation {0:?}")]
    Annotation(&'static str),
    /// A text is no PEM.
    #[error("{0:?} is no PEM")]
    Pem(&'static str),
    /// The envelope is in COSE.
    #[error("envelopes in COSE are not read")]
    Cose,
}

/// Whether layers of this type are signatures or statements, which are worth reading.
pub fn is_read(media_type: &MediaType) -> bool {
    let media_type = media_type.as_str();
    matches!(media_type, SIMPLE_SIGNING | DSSE | JOSE | COSE | IN_TOTO)
        || media_type.starts_with(BUNDLE)
}

/// Reads a layer. `annotation` gives the annotations of its descriptor; `subject` is the document that it is attached to: some signatures are made
/// over its very bytes.
///
/// # Errors
/// It is not what its media type says, or of a type that is not [read](is_read).
pub fn read<'a>(
    media_type: &MediaType,
    annotation: impl Fn(&str) -> Option<&'a str>,
    bytes: &Rc<[u8]>,
    subject: &Document,
) -> Result<Attachment, AttachmentFault> {
    let mut attachment = read_unweighed(media_type, annotation, bytes, subject)?;
    if let Some(claim) = &mut attachment.claim {
        claim.is_of_subject = names(&claim.subjects, subject);
    }
    Ok(attachment)
}

/// Whether one of these digests is that of the document. There may be a hundred thousand of them, so that it is hashed once by each algorithm.
fn names(subjects: &[String], document: &Document) -> bool {
    let algorithms = [Algorithm::Sha256, Algorithm::Sha512];
    algorithms.iter().any(|algorithm| {
        let is_by = |text: &&String| text.starts_with(algorithm.as_str());
        let named = subjects.iter().find(is_by);
        let digest = named.and_then(|_| document.digest_by(algorithm));
        digest.is_some_and(|digest| subjects.contains(&digest.to_string()))
    })
}

fn read_unweighed<'a>(
    media_type: &MediaType,
    annotation: impl Fn(&str) -> Option<&'a str>,
    bytes: &Rc<[u8]>,
    subject: &Document,
) -> Result<Attachment, AttachmentFault> {
    match media_type.as_str() {
        SIMPLE_SIGNING => simple_signing::read(annotation, bytes),
        DSSE => dsse::read_layer(annotation, bytes),
        JOSE => notation::read(bytes),
        COSE => Err(AttachmentFault::Cose),
        IN_TOTO if Json::parse(bytes)?.root.member("payloadType").is_some() => {
            dsse::read_layer(annotation, bytes)
        }
        IN_TOTO => Ok(Attachment {
            claim: statement::read(bytes),
            signatures: Vec::new(),
        }),
        _ => bundle::read(bytes, subject),
    }
}

/// The value behind a path of keys.
fn descend<'v>(value: &'v Value, path: &[&str]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, key| value.member(key))
}

/// The text behind a path of keys, if it is one with something in it.
fn text_at<'v>(value: &'v Value, path: &[&str]) -> Option<&'v str> {
    descend(value, path)?
        .as_text()
        .filter(|text| !text.is_empty())
}
