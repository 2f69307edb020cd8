//! What refers to a document: signatures, attestations, bills of materials (OCI distribution specification 1.1, "Listing Referrers").
//!
//! Three ways lead to them, and all are tried:
//! - the registry's referrers API;
//! - the tag that clients write where there is no such API (`sha256-<encoded>`, an index);
//! - the tags that cosign wrote before there was either (`sha256-<encoded>.sig`, `.att`, `.sbom`, each a manifest).
//!
//! A layout has no API: its `index.json` is looked through.

use super::{Served, SourceError};
use crate::oci::{Descriptor, Digest};

/// What the tags of cosign end with: signatures, attestations, bills of materials.
pub const COSIGN_SUFFIXES: [&str; 3] = [".sig", ".att", ".sbom"];

/// So many referrers are listed at most.
pub const MOST_REFERRERS: usize = 1_000;

/// A document that refers to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Referrer {
    /// What is said of it where it was found; of what was found by its tag, what follows from its bytes.
    pub descriptor: Descriptor,
    /// Where it was found.
    pub found: FoundBy,
    /// The document itself, if it had to be read to find it.
    pub served: Option<Served>,
}

/// Where a referrer was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FoundBy {
    /// The registry's API.
    Api,
    /// The index under the tag of the referrers tag schema.
    TagSchema,
    /// A tag of cosign's.
    CosignTag(String),
    /// An entry of a layout's `index.json`.
    Layout,
}

/// What refers to a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Referrers {
    /// Each once, in the order in which they were found.
    pub found: Vec<Referrer>,
    /// What is not known, although it was asked for.
    pub gaps: Vec<Gap>,
}

/// Something that is not known.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Gap {
    /// The API answered something else than a list; only tags were looked at.
    #[error("the referrers API answered {status}")]
    Refused {
        /// The status.
        status: u16,
    },
    /// The API answered with success and something that cannot be read; only tags were looked at.
    #[error("the referrers API could not be read: {error}")]
    Unreadable {
        /// What was wrong.
        error: Box<SourceError>,
    },
    /// A page of the API's list other than the first could not be read.
    #[error("the list breaks off after {read}: {error}")]
    BrokenOff {
        /// How many were read before.
        read: usize,
        /// Why.
        error: Box<SourceError>,
    },
    /// A tag could not be asked for.
    #[error("{tag} could not be read: {error}")]
    Tag {
        /// The tag.
        tag: String,
        /// Why.
        error: Box<SourceError>,
    },
    /// The API's list may go on: the registry is of another origin, and lets pages read no header that would say so.
    #[error("the list may go on: the registry does not let pages read the header Link")]
    Unlinked,
    /// There are more than were read.
    #[error("there are more than {read}")]
    More {
        /// How many were read.
        read: usize,
    },
}

impl Referrers {
    /// Adds what was found by another name of the same document.
    pub(super) fn join(&mut self, others: Self) {
        for referrer in others.found {
            self.add(referrer);
        }
        for gap in others.gaps {
            if !self.gaps.contains(&gap) {
                self.gaps.push(gap);
            }
        }
    }

    /// The rest of the list cannot be read.
    pub(super) fn break_off(&mut self, error: SourceError) {
        self.gaps.push(Gap::BrokenOff {
            read: self.found.len(),
            error: Box::new(error),
        });
    }

    /// Adds one, unless it is known already.
    pub(super) fn add(&mut self, referrer: Referrer) {
        if self.found.len() == MOST_REFERRERS {
            if !self.gaps.iter().any(|gap| matches!(gap, Gap::More { .. })) {
                self.gaps.push(Gap::More {
                    read: MOST_REFERRERS,
                });
            }
            return;
        }
        let is_known = self
            .found
            .iter()
            .any(|known| known.descriptor.digest_text == referrer.descriptor.digest_text);
        if !is_known {
            self.found.push(referrer);
        }
    }
}

/// The tag of the referrers tag schema: `<algorithm>-<encoded>`, both cut to what a tag may hold.
///
/// ```
/// use porthole::source::referrers::schema_tag;
///
/// let digest = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a".parse()?;
/// assert_eq!(schema_tag(&digest), "sha256-44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
/// # Ok::<(), porthole::oci::digest::DigestError>(())
/// ```
pub fn schema_tag(digest: &Digest) -> String {
    let cut = |text: &str, most: usize| -> String {
        let characters = text.chars().take(most);
        characters
            .map(|one| match one {
                'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '_' | '-' => one,
                _ => '-',
            })
            .collect()
    };
    let algorithm = cut(digest.algorithm().as_str(), 32);
    format!("{algorithm}-{}", cut(digest.encoded(), 64))
}

/// The tags of cosign for a digest; none for one that is too long to be part of a tag.
pub fn cosign_tags(digest: &Digest) -> Vec<String> {
    /// Of a tag (distribution specification 1.1, "Pulling manifests").
    const LONGEST: usize = 128;
    let tags = COSIGN_SUFFIXES
        .iter()
        .map(|suffix| format!("{}-{}{suffix}", digest.algorithm(), digest.encoded()));
    tags.filter(|tag| tag.len() <= LONGEST).collect()
}
