//! Reading a file from header to header.

use super::{ArchiveFault, Bytes, Extent};

/// How much is read at once, to find many small files close to each other.
const WINDOW: u64 = 64 * 1024;

/// A piece of the archive, read ahead.
pub(super) struct Window<'a, B> {
    bytes: &'a B,
    start: u64,
    data: Vec<u8>,
}

impl<'a, B: Bytes> Window<'a, B> {
    /// Nothing is read yet.
    pub fn new(bytes: &'a B) -> Self {
        Self {
            bytes,
            start: 0,
            data: Vec::new(),
        }
    }

    /// Some bytes; fewer where the archive ends.
    pub async fn get(&mut self, offset: u64, size: u64) -> Result<&[u8], ArchiveFault> {
        let size = size.min(self.bytes.size().saturating_sub(offset));
        let end = self.start + self.data.len() as u64;
        if offset < self.start || offset + size > end {
            let ahead = size.max(WINDOW).min(self.bytes.size() - offset);
            let extent = Extent {
                offset,
                size: ahead,
            };
            let data = self.bytes.read(extent).await;
            self.data = data.ok_or(ArchiveFault::Unreadable)?;
            self.start = offset;
        }
        let start = (offset - self.start) as usize;
        self.data
            .get(start..start + size as usize)
            .ok_or(ArchiveFault::Unreadable)
    }
}
