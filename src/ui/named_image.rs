//! Which image a text names: known at once where its name stands alone, else by the second module, which knows what people paste.

use super::{
    later::{self, NotLoaded},
    navigation::Destination,
};
use crate::{
    browser::task::Task,
    oci::{ImageReference, ReferenceError},
};
use yew::Callback;

/// The image, as far as that can be told now; `None` if the text names none, or the second module is not there to read it.
pub fn read_now(text: &str) -> Option<ImageReference> {
    ImageReference::plain(text).or_else(|| (later::loaded()?.read)(text).ok())
}

/// The image.
///
/// # Errors
/// [`NotLoaded`], if it takes the second module and that cannot be loaded; else why the text names no image.
pub async fn read(text: &str) -> Result<Result<ImageReference, ReferenceError>, NotLoaded> {
    match ImageReference::plain(text) {
        Some(reference) => Ok(Ok(reference)),
        None => Ok((later::load().await?.read)(text)),
    }
}

/// Goes where a text leads that a person typed, or a script gave: to an image or to a place.
pub fn go(text: &str, on_go: &Callback<Destination>) {
    if let Some(later) = later::loaded() {
        return on_go.emit((later.typed)(text));
    }
    let (text, on_go) = (text.to_owned(), on_go.clone());
    Task::spawn(async move {
        on_go.emit(match later::load().await {
            Ok(later) => (later.typed)(&text),
            Err(_) => Destination::unread(&text),
        });
    })
    .detach();
}
