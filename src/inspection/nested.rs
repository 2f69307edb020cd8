//! The indexes within an index: what it does not have itself may be in one of those that it lists, or that they list.

use super::{Proof, read_entry};
use crate::{
    oci::{Body, Descriptor, Digest, Index},
    source::{Source, Transport},
};
use std::collections::VecDeque;

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
    let mut known = vec![own.clone()];
    let mut waiting: VecDeque<(Descriptor, usize)> = VecDeque::new();
    let mut is_whole = true;
    list(index, 1, &mut known, &mut waiting, &mut is_whole);
    let mut number_read = 0;
    while let Some((entry, depth)) = waiting.pop_front() {
        if number_read == MOST || depth > DEEPEST {
            return Found::Nowhere { is_whole: false };
        }
        number_read += 1;
        let read = read_entry(source, &entry).await.ok();
        let read = read.filter(|read| !matches!(read.proof, Proof::Mismatch(_)));
        match (read.map(|read| read.document.body), entry.digest) {
            (Some(Body::Index(inner)), Some(digest)) => {
                if inner.choose_named(wanted).is_some() {
                    return Found::In(digest);
                }
                list(&inner, depth + 1, &mut known, &mut waiting, &mut is_whole);
            }
            _ => is_whole = false,
        }
    }
    Found::Nowhere { is_whole }
}

/// Puts the indexes that an index lists behind those that wait, without those that are known.
fn list(
    index: &Index,
    depth: usize,
    known: &mut Vec<Digest>,
    waiting: &mut VecDeque<(Descriptor, usize)>,
    is_whole: &mut bool,
) {
    for entry in index.indexes() {
        match &entry.digest {
            // More than are read need not wait: that they are too many is said by those that do.
            _ if known.len() > MOST + 1 => return,
            Some(digest) if known.contains(digest) => {}
            Some(digest) => {
                known.push(digest.clone());
                waiting.push_back((entry.clone(), depth));
            }
            None => *is_whole = false,
        }
    }
}
