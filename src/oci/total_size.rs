//! What many sizes make together, not all of which may be known.

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
    /// The sum, if all sizes are known.
    pub fn whole(self) -> Option<u64> {
        (self.unknown == 0).then_some(self.known)
    }
}

impl FromIterator<Option<u64>> for TotalSize {
    fn from_iter<I: IntoIterator<Item = Option<u64>>>(sizes: I) -> Self {
        let mut total = Self::default();
        for size in sizes {
            match size {
                Some(size) => {
                    let (known, is_too_large) = total.known.overflowing_add(size);
                    total.known = if is_too_large { u64::MAX } else { known };
                    total.unknown += usize::from(is_too_large);
                }
                None => total.unknown += 1,
            }
        }
        total
    }
}
