//! The door to a part of the program that lies in a module of its own and is loaded when it is first needed.
//!
//! Only a program can be split: so the programs (`src/bin`) say how their parts come. Built without the feature `split` (tests), everything is in one
//! module and there at once.

use futures::future::LocalBoxFuture;
use std::{cell::Cell, thread::LocalKey};

/// Whether parts of the program lie in modules of their own.
pub const IS_SPLIT: bool = cfg!(all(feature = "split", target_arch = "wasm32"));

/// A part could not be loaded: the network is away, or a file is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a part of Porthole itself, a file split_….wasm, could not be loaded")]
pub struct NotLoaded;

#[cfg(all(feature = "split", target_arch = "wasm32"))]
impl From<wasm_split_helpers::SplitLoaderError> for NotLoaded {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

/// Loads a part. What fails can be tried again.
pub type Loader<T> = fn() -> LocalBoxFuture<'static, Result<T, NotLoaded>>;

/// Leads to a part: functions, as a rule, that are named nowhere else.
pub struct Door<T> {
    part: Cell<Option<T>>,
    loader: Cell<Option<Loader<T>>>,
}

impl<T: Copy> Door<T> {
    /// The part has to be loaded.
    pub const fn closed() -> Self {
        Self {
            part: Cell::new(None),
            loader: Cell::new(None),
        }
    }

    /// The part is there.
    pub const fn open(part: T) -> Self {
        Self {
            part: Cell::new(Some(part)),
            loader: Cell::new(None),
        }
    }

    /// How the part comes, if it is not there.
    pub fn comes_by(&self, loader: Loader<T>) {
        self.loader.set(Some(loader));
    }

    /// The part, if it is there.
    pub fn part(&self) -> Option<T> {
        self.part.get()
    }
}

/// The part behind a door, which is loaded unless it is there.
///
/// # Errors
/// [`NotLoaded`].
pub async fn load<T: Copy>(door: &'static LocalKey<Door<T>>) -> Result<T, NotLoaded> {
    if let Some(part) = door.with(Door::part) {
        return Ok(part);
    }
    let loader = door.with(|door| door.loader.get()).ok_or(NotLoaded)?;
    let part = loader().await?;
    door.with(|door| door.part.set(Some(part)));
    Ok(part)
}
