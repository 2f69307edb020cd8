//! What many sizes make together, not all of which may be known.

use std::collections::HashMap;

/// A sum of sizes.
///
/// ```
/// use porthole::oci::TotalSize;
///
/// let total: TotalSize = [Some(5), None, Some(7)].into_iter().collect();
/// assert_eq!(total, TotalSize { known: 12, unknown: 1 });
/// assert_eq!(total.whole(), None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TotalSize {
    /// Bytes of all whose sizes are known, saturating.
    pub known: u64,
    /// How many sizes are not, or do not fit into the sum: it is less than what they make together.
    pub unknown: usize,
}

impl TotalSize {
    /// The sum of these.
    pub fn of(sizes: &[Option<u64>]) -> Self {
        let mut total = Self::default();
        for size in sizes {
            let (known, is_too_large) = total.known.overflowing_add(size.unwrap_or(0));
            total.known = if is_too_large { u64::MAX } else { known };
            total.unknown += usize::from(is_too_large || size.is_none());
        }
        total
    }

    /// Whether the sum says anything.
    pub fn is_known(self) -> bool {
        self.known > 0 || self.unknown == 0
    }

    /// The sum, if all sizes are known.
    pub fn whole(self) -> Option<u64> {
        (self.unknown == 0).then_some(self.known)
    }
}

/// The positions of blobs, told by digest and size, in whose place another one of the same digest counts: a client fetches it once.
///
/// The first whose size is known counts. Without a digest nothing tells whether two are the same: each counts.
///
/// ```
/// use porthole::oci::repeated;
///
/// let blobs = [(Some("a"), None), (Some("a"), Some(5)), (None, Some(5)), (None, Some(5)), (Some("a"), Some(5))];
/// assert_eq!(repeated(&blobs), [4, 0]);
/// ```
pub fn repeated(blobs: &[(Option<&str>, Option<u64>)]) -> Vec<usize> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut repeated = Vec::new();
    for has_size in [true, false] {
        for (position, (digest, size)) in blobs.iter().enumerate() {
            if let Some(digest) = digest
                && size.is_some() == has_size
                && *counts.entry(digest).or_insert(position) != position
            {
                repeated.push(position);
            }
        }
    }
    repeated
}

impl FromIterator<Option<u64>> for TotalSize {
    fn from_iter<I: IntoIterator<Item = Option<u64>>>(sizes: I) -> Self {
        Self::of(&sizes.into_iter().collect::<Vec<_>>())
    }
}
