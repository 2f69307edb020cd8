//! The manifests behind many entries of an index, a few at a time.

use super::{ImageDocument, InspectionError, read_entry};
use crate::{
    oci::Index,
    source::{Source, SourceError, Transport},
};
use futures::future::{LocalBoxFuture, join, join3};
use std::cell::{Cell, RefCell};

/// How many are read at a time.
pub const AT_ONCE: usize = 6;

/// How many are read in one go.
pub const MOST: usize = 100;

/// Bytes of all that are read in one go. What is on its way when there are so many still comes.
pub const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Why no more are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// All that were asked for were read, or could not be.
    Done,
    /// The registry wants fewer requests.
    RateLimited,
    /// There are [`MOST_BYTES`].
    TooLarge,
}

/// Reads the manifests behind the entries at `positions` of `index`, and tells what came of each as it comes. Positions that the index does not have are left out.
pub async fn read_entries<T: Transport>(
    source: &Source<T>,
    index: &Index,
    positions: &[usize],
    on_read: impl Fn(usize, Result<ImageDocument, InspectionError>),
) -> End {
    let waiting = RefCell::new(positions.iter().copied());
    let (end, bytes) = (Cell::new(End::Done), Cell::new(0));
    let read_one_by_one = async || {
        while end.get() == End::Done {
            let next = waiting.borrow_mut().next();
            let Some(position) = next else {
                break;
            };
            let Some(entry) = index.manifests.get(position) else {
                continue;
            };
            let read = read_entry(source, entry).await;
            match &read {
                Ok(image) => bytes.set(bytes.get() + image.served.bytes.len()),
                Err(error) if is_rate_limit(error) => end.set(End::RateLimited),
                Err(_) => {}
            }
            if end.get() == End::Done && bytes.get() >= MOST_BYTES {
                end.set(End::TooLarge);
            }
            on_read(position, read);
        }
    };
    // What polls them is made anew for each type of future: in boxes it weighs less.
    let one = || -> LocalBoxFuture<'_, ()> { Box::pin(read_one_by_one()) };
    let three = || join3(one(), one(), one());
    join(three(), three()).await;
    end.get()
}

/// Whether the registry wants fewer requests.
pub fn is_rate_limit(error: &InspectionError) -> bool {
    matches!(
        error,
        InspectionError::Source(SourceError::Status { status: 429, .. })
    )
}
