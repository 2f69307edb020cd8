//! How signatures are made.

use super::UncheckedReason;
use crate::oci::public_key::{Curve, KeyKind};

/// A hash function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// How long the salt of RSASSA-PSS is, which a verifier has to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Salt {
    /// As long as the hash, as RFC 7518 has it.
    AsHash,
    /// As long as there is room, as Go's and OpenSSL's libraries make it unless they are told.
    Longest,
}

/// A signature algorithm. Those of RFC 7518, section 3, are constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureAlgorithm {
    /// ECDSA; the signature is `r` and `s`.
    Ecdsa(Curve, Hash),
    /// RSASSA-PKCS1-v1_5.
    Pkcs1(Hash),
    /// RSASSA-PSS.
    Pss(Hash, Salt),
    /// Ed25519 (RFC 8032).
    Ed25519,
}

impl Hash {
    /// As Web Cryptography calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }

    /// Bytes of a hash.
    pub fn length(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }
}

impl Salt {
    /// Bytes of the salt in a signature of `signature_length` bytes, which are those of the key's modulus.
    pub fn length(self, hash: Hash, signature_length: usize) -> usize {
        match self {
            Self::AsHash => hash.length(),
            Self::Longest => signature_length.saturating_sub(hash.length() + 2),
        }
    }
}

impl SignatureAlgorithm {
    /// ECDSA over P-256 with SHA-256.
    pub const ES256: Self = Self::Ecdsa(Curve::P256, Hash::Sha256);
    /// ECDSA over P-384 with SHA-384.
    pub const ES384: Self = Self::Ecdsa(Curve::P384, Hash::Sha384);
    /// ECDSA over P-521 with SHA-512.
    pub const ES512: Self = Self::Ecdsa(Curve::P521, Hash::Sha512);
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    pub const RS256: Self = Self::Pkcs1(Hash::Sha256);
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    pub const RS384: Self = Self::Pkcs1(Hash::Sha384);
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    pub const RS512: Self = Self::Pkcs1(Hash::Sha512);
    /// RSASSA-PSS with SHA-256.
    pub const PS256: Self = Self::Pss(Hash::Sha256, Salt::AsHash);
    /// RSASSA-PSS with SHA-384.
    pub const PS384: Self = Self::Pss(Hash::Sha384, Salt::AsHash);
    /// RSASSA-PSS with SHA-512.
    pub const PS512: Self = Self::Pss(Hash::Sha512, Salt::AsHash);

    /// Those of schema-1 manifests: what libtrust signs with.
    pub(super) const SCHEMA1: [Self; 6] = [
        Self::ES256,
        Self::ES384,
        Self::ES512,
        Self::RS256,
        Self::RS384,
        Self::RS512,
    ];

    /// `ES256`, `RS256`, `PS384`, …; in words, where RFC 7518 has no name.
    pub fn name(self) -> &'static str {
        match self {
            Self::ES256 => "ES256",
            Self::ES384 => "ES384",
            Self::ES512 => "ES512",
            Self::Pkcs1(Hash::Sha256) => "RS256",
            Self::Pkcs1(Hash::Sha384) => "RS384",
            Self::Pkcs1(Hash::Sha512) => "RS512",
            Self::Pss(Hash::Sha256, _) => "PS256",
            Self::Pss(Hash::Sha384, _) => "PS384",
            Self::Pss(Hash::Sha512, _) => "PS512",
            Self::Ed25519 => "Ed25519",
            Self::Ecdsa(Curve::P256, _) => "ECDSA over P-256",
            Self::Ecdsa(Curve::P384, _) => "ECDSA over P-384",
            Self::Ecdsa(Curve::P521, _) => "ECDSA over P-521",
        }
    }

    /// The kind of key that it takes.
    pub fn key_kind(self) -> KeyKind {
        match self {
            Self::Ecdsa(curve, _) => KeyKind::Ec(curve),
            Self::Pkcs1(_) | Self::Pss(..) => KeyKind::Rsa,
            Self::Ed25519 => KeyKind::Ed25519,
        }
    }

    /// How many bytes a signature has, if all have the same.
    pub fn signature_length(self) -> Option<usize> {
        match self.key_kind() {
            KeyKind::Ec(curve) => Some(2 * curve.coordinate()),
            KeyKind::Ed25519 => Some(64),
            KeyKind::Rsa => None,
        }
    }

    /// Whether a signature can be one of this algorithm.
    pub(in crate::verify) fn check_length(self, actual: usize) -> Result<(), UncheckedReason> {
        match self.signature_length() {
            Some(expected) if expected != actual => Err(UncheckedReason::Length {
                algorithm: self.name(),
                expected,
                actual,
            }),
            _ => Ok(()),
        }
    }
}
