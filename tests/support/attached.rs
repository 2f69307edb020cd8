//! Signatures by OpenSSL and by Sigstore's packages, as they are attached to an image: see `tests/fixtures/attached/make.sh`.
#![allow(dead_code, reason = "each suite takes what it needs")]

use porthole::{
    oci::{
        Digest, Document, MediaType,
        public_key::{Curve, PublicKey},
    },
    verify::{
        attached::{Attachment, AttachmentFault, SIMPLE_SIGNING, pem::public_key, read},
        signature::{Hash, Salt, SignatureAlgorithm},
    },
};
use std::rc::Rc;

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../fixtures/attached/", $name))
    };
}

/// The manifest that all of them are for.
pub const SUBJECT: &str = fixture!("subject.json");
/// What cosign signs of it.
pub const PAYLOAD: &str = fixture!("payload.json");
/// A statement about it.
pub const STATEMENT: &str = fixture!("statement.json");
/// A bundle with that statement, by a key.
pub const BUNDLE_BY_KEY: &str = fixture!("statement.key.json");
/// The same with a certificate for one signature.
pub const BUNDLE_BY_CERTIFICATE: &str = fixture!("statement.certificate.json");
/// A bundle with a signature of the manifest itself.
pub const BUNDLE_OF_MESSAGE: &str = fixture!("message.json");
/// A certificate for one signature.
pub const KEYLESS: &str = fixture!("keyless.crt");
/// A certificate of a company.
pub const COMPANY: &str = fixture!("company.crt");
/// The key of most of them.
pub const KEY: &str = fixture!("prime256v1.pub");
/// Envelopes of the Notary Project, by algorithm.
pub const NOTATION: [(SignatureAlgorithm, &str); 3] = [
    (SignatureAlgorithm::PS256, fixture!("notation.PS256.json")),
    (SignatureAlgorithm::PS384, fixture!("notation.PS384.json")),
    (SignatureAlgorithm::PS512, fixture!("notation.PS512.json")),
];
/// Media type of a bundle.
pub const BUNDLE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";
/// Media type of a JWS.
pub const JOSE: &str = "application/jose+json";

/// Signatures of [`PAYLOAD`]: the algorithm, the key, the signature as the annotation has it.
pub const SIGNATURES: [(SignatureAlgorithm, &str, &str); 19] = [
    (
        SignatureAlgorithm::Ecdsa(Curve::P256, Hash::Sha256),
        fixture!("prime256v1.pub"),
        fixture!("prime256v1.sha256.sig"),
    ),
    (
        SignatureAlgorithm::Ecdsa(Curve::P256, Hash::Sha384),
        fixture!("prime256v1.pub"),
        fixture!("prime256v1.sha384.sig"),
    ),
    (
        SignatureAlgorithm::Ecdsa(Curve::P256, Hash::Sha512),
        fixture!("prime256v1.pub"),
        fixture!("prime256v1.sha512.sig"),
    ),
    (
        SignatureAlgorithm::Ecdsa(Curve::P384, Hash::Sha256),
        fixture!("secp384r1.pub"),
        fixture!("secp384r1.sha256.sig"),
    ),
    (
        SignatureAlgorithm::Ecdsa(Curve::P384, Hash::Sha384),
        fixture!("secp384r1.pub"),
        fixture!("secp384r1.sha384.sig"),
    ),
    (
        SignatureAlgorithm::Ecdsa(Curve::P384, Hash::Sha512),
        fixture!("secp384r1.pub"),
        fixture!("secp384r1.sha512.sig"),
    ),
    (
        SignatureAlgorithm::Ecdsa(Curve::P521, Hash::Sha256),
        fixture!("secp521r1.pub"),
        fixture!("secp521r1.sha256.sig"),
    ),
    (
        SignatureAlgorithm::Ecdsa(Curve::P521, Hash::Sha384),
        fixture!("secp521r1.pub"),
        fixture!("secp521r1.sha384.sig"),
    ),
    (
        SignatureAlgorithm::Ecdsa(Curve::P521, Hash::Sha512),
        fixture!("secp521r1.pub"),
        fixture!("secp521r1.sha512.sig"),
    ),
    (
        SignatureAlgorithm::RS256,
        fixture!("rsa.pub"),
        fixture!("rsa.sha256.sig"),
    ),
    (
        SignatureAlgorithm::RS384,
        fixture!("rsa.pub"),
        fixture!("rsa.sha384.sig"),
    ),
    (
        SignatureAlgorithm::RS512,
        fixture!("rsa.pub"),
        fixture!("rsa.sha512.sig"),
    ),
    (
        SignatureAlgorithm::Pss(Hash::Sha256, Salt::AsHash),
        fixture!("rsa.pub"),
        fixture!("rsa.pss.digest.sha256.sig"),
    ),
    (
        SignatureAlgorithm::Pss(Hash::Sha384, Salt::AsHash),
        fixture!("rsa.pub"),
        fixture!("rsa.pss.digest.sha384.sig"),
    ),
    (
        SignatureAlgorithm::Pss(Hash::Sha512, Salt::AsHash),
        fixture!("rsa.pub"),
        fixture!("rsa.pss.digest.sha512.sig"),
    ),
    (
        SignatureAlgorithm::Pss(Hash::Sha256, Salt::Longest),
        fixture!("rsa.pub"),
        fixture!("rsa.pss.max.sha256.sig"),
    ),
    (
        SignatureAlgorithm::Pss(Hash::Sha384, Salt::Longest),
        fixture!("rsa.pub"),
        fixture!("rsa.pss.max.sha384.sig"),
    ),
    (
        SignatureAlgorithm::Pss(Hash::Sha512, Salt::Longest),
        fixture!("rsa.pub"),
        fixture!("rsa.pss.max.sha512.sig"),
    ),
    (
        SignatureAlgorithm::Ed25519,
        fixture!("ed25519.pub"),
        fixture!("ed25519.sig"),
    ),
];

/// [`SUBJECT`], read.
pub fn subject() -> Document {
    Document::parse(SUBJECT.as_bytes().into(), None, None).expect("a manifest")
}

/// Digest of [`SUBJECT`].
pub fn digest() -> Digest {
    Digest::sha256_of(SUBJECT.as_bytes())
}

/// A key that was pasted.
pub fn key(text: &str) -> PublicKey {
    public_key(text).expect("a public key")
}

/// Reads a layer of [`SUBJECT`]'s with these annotations.
pub fn layer(
    media_type: &str,
    annotations: &[(&str, &str)],
    content: &str,
) -> Result<Attachment, AttachmentFault> {
    let annotation = |name: &str| {
        let mut annotations = annotations.iter();
        annotations
            .find(|(key, _)| *key == name)
            .map(|(_, value)| *value)
    };
    read(
        &MediaType::new(media_type),
        annotation,
        &Rc::from(content.as_bytes()),
        &subject(),
    )
}

/// What cosign attaches: [`PAYLOAD`] with a signature.
pub fn cosign(signature: &str) -> Attachment {
    let annotations = [("dev.cosignproject.cosign/signature", signature)];
    layer(SIMPLE_SIGNING, &annotations, PAYLOAD).expect("a signature")
}
