//! Why a text names no image, and where it went wrong.

use crate::oci::{
    deceptive::shown,
    digest::{DigestError, characters},
};
use std::fmt;

/// Why a text names no image, and where it went wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct ReferenceError {
    /// What is wrong.
    pub kind: ReferenceErrorKind,
    /// Byte offset in the text as it was given (leading blanks and `docker pull ` counted); at most its length.
    pub position: usize,
}

impl ReferenceError {
    pub(in crate::oci) fn new(kind: ReferenceErrorKind, position: usize) -> Self {
        Self { kind, position }
    }
}

/// What can be wrong with a reference: a closed set. No message repeats what could be a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceErrorKind {
    /// Nothing was given.
    #[error("no image is named")]
    Empty,
    /// `user:password@` in front of the host.
    #[error("a reference must not contain a user name or password")]
    Userinfo,
    /// A character that this part of a reference cannot have.
    #[error("{} does not belong into {part}", shown(*found))]
    Character {
        /// The character.
        found: char,
        /// Where it stands.
        part: Part,
    },
    /// A part that begins or ends with a separator, or has two in a row that do not go together.
    #[error("{} must stand between letters or digits in {part}", shown(*found))]
    Separator {
        /// The separator.
        found: char,
        /// Where it stands.
        part: Part,
    },
    /// An upper-case letter in the repository.
    #[error("the repository must be in lower case")]
    UpperCase,
    /// Nothing stands where a part is due: between two slashes, behind a colon.
    #[error("{0} is empty")]
    EmptyPart(Part),
    /// More than 255 characters.
    #[error("the repository has {length} characters, 255 are allowed")]
    RepositoryTooLong {
        /// How many there are.
        length: usize,
    },
    /// More than 128 characters.
    #[error("the tag has {length} characters, 128 are allowed")]
    TagTooLong {
        /// How many there are.
        length: usize,
    },
    /// 64 hexadecimal digits and nothing else: an image ID, or a digest without its algorithm.
    #[error(
        "64 hexadecimal digits alone are no image name: a digest stands behind one (name@sha256:…)"
    )]
    Hexadecimal,
    /// A digest and nothing else.
    #[error("a digest alone names no image: it stands behind a name (name@sha256:…)")]
    DigestAlone,
    /// An address in brackets that is no IPv6 address.
    #[error("there is no IPv6 address in the brackets")]
    Ipv6,
    /// A port that is no number up to 65535.
    #[error("a port is a number from 0 to 65535")]
    Port,
    /// The part behind the `@` is no digest.
    #[error("{0}")]
    Digest(DigestError),
    /// The encoded part of a digest of unknown algorithm is too short to be one.
    #[error("the encoded part of the digest has {}, 32 at least are needed", characters(*length))]
    DigestTooShort {
        /// How many there are.
        length: usize,
    },
    /// More than one word where one image is due.
    #[error("no image can be told among these words")]
    Words,
    /// A scheme or transport that is not one of those understood.
    #[error(
        "{scheme:?} is not understood: an image is named as host/repository:tag, docker://…, https://…, oci:<url> or file:<name>"
    )]
    Scheme {
        /// The scheme, without what follows.
        scheme: String,
    },
    /// The address of a web page that names no image.
    #[error("the address of that page names no image")]
    Page,
    /// A `?` or `#` in the address of a layout.
    #[error("the address of a layout must have no query and no fragment")]
    QueryOrFragment,
}

/// A part of a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The registry's host.
    Registry,
    /// The registry's port.
    Port,
    /// The repository.
    Repository,
    /// What stands between two slashes in the repository.
    Component,
    /// The tag.
    Tag,
    /// The digest.
    Digest,
    /// The address of a layout.
    Layout,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Registry => "the registry's name",
            Self::Port => "the registry's port",
            Self::Repository => "the repository",
            Self::Component => "a part of the repository",
            Self::Tag => "the tag",
            Self::Digest => "the digest",
            Self::Layout => "the address of the layout",
        })
    }
}
