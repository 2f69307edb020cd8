//! The indexes within an index: what it does not have itself may be in one of those that it lists, or that they list.

use super::{Proof, read_entry};
use crate::{
    oci::{Body, Descriptor, Digest, Index},
    source::{Source, Transport},
};

/// So many indexes are read: images that have any within their own have one or two.
pub const MOST: usize = 16;

/// So many indexes lead to the last that is read, the outermost counted.
pub const DEEPEST: usize = 4;

/// What came of looking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// In the index with this digest.
    In(Digest),
    /// In none.
    Nowhere {
        /// Whether every index within it was looked into.
        is_whole: bool,
    },
}

/// Looks for the image that `wanted` names (see [`Index::choose_named`]) in the indexes within `index`, one after the other, those first that are nearest. None is
/// read twice, and `own`, the digest of the index itself, is not read at all: an index that leads back to itself has an end. What is not what its
/// descriptor says is not looked into.
pub async fn find<T: Transport>(
    source: &Source<T>,
    index: &Index,
    own: &Digest,
    wanted: &str,
) -> Found {
    let mut inner = Inner {
        own,
        entries: Vec::new(),
        is_whole: true,
    };
    inner.list(index, 1);
    let mut next = 0;
    while let Some((entry, depth)) = inner.entries.get(next).cloned() {
        if next == MOST || depth > DEEPEST {
            return Found::Nowhere { is_whole: false };
        }
        next += 1;
        let read = read_entry(source, &entry).await.ok();
        let read = read.filter(|read| !matches!(read.proof, Proof::Mismatch(_)));
        match (read.as_ref().map(|read| &read.document.body), entry.digest) {
            (Some(Body::Index(index)), Some(digest)) => {
                if index.choose_named(wanted).is_some() {
                    return Found::In(digest);
                }
                inner.list(index, depth + 1);
            }
            _ => inner.is_whole = false,
        }
    }
    Found::Nowhere {
        is_whole: inner.is_whole,
    }
}

/// The indexes that are known to be within another, in the order in which they are looked into.
struct Inner<'a> {
    own: &'a Digest,
    /// Each with the number of those that lead to it.
    entries: Vec<(Descriptor, usize)>,
    /// Whether all that were found can be looked into.
    is_whole: bool,
}

impl Inner<'_> {
    /// Takes those that an index lists, but for those that are known.
    fn list(&mut self, index: &Index, depth: usize) {
        for entry in index.indexes() {
            if entry.digest.is_none() {
                self.is_whole = false;
            }
            let is_known = |(known, _): &(Descriptor, usize)| known.digest == entry.digest;
            // One more than are read tells that they are too many.
            if entry.digest.is_some()
                && entry.digest.as_ref() != Some(self.own)
                && self.entries.len() <= MOST
                && !self.entries.iter().any(is_known)
            {
                self.entries.push((entry.clone(), depth));
            }
        }
    }
}
