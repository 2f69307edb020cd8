//! Which image a text names: known at once where its name stands alone, else by the second module, which knows what people paste.

use super::{
    later::{self, NotLoaded},
    navigation::{Destination, Target},
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

/// Where the image of a link or of an attribute leads, if it is none as it stands. `is_address`: the address names it, and is to name what it leads to.
pub async fn linked(target: &Target, is_address: bool) -> Option<Destination> {
    if ImageReference::plain(&target.image).is_some() {
        return None;
    }
    let later = later::load().await.ok()?;
    (later.linked)(target, is_address)
}

/// Goes where a text leads that a person typed, or a script gave: to an image or to a place. The task, if there is one, waits for the second module: who drops
/// it does not go.
#[must_use]
pub fn go(text: &str, on_go: &Callback<Destination>) -> Option<Task> {
    if let Some(later) = later::loaded() {
        on_go.emit((later.typed)(text));
        return None;
    }
    // Nothing has to be waited for.
    if is_image(text) {
        on_go.emit(Destination::unread(text));
        return None;
    }
    let (text, on_go) = (text.to_owned(), on_go.clone());
    Some(Task::spawn(async move {
        on_go.emit(match later::load().await {
            Ok(later) => (later.typed)(&text),
            Err(_) => Destination::unread(&text),
        });
    }))
}

/// Whether a text is the name of an image and nothing else: no place is written so.
fn is_image(text: &str) -> bool {
    match ImageReference::plain(text) {
        Some(ImageReference::Registry(_)) => text.contains('/') && !text.contains("://"),
        Some(ImageReference::Layout(_)) => true,
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_surely_an_image_is_known_at_once() {
        for (text, want) in [
            ("ghcr.io/o/n:1", true),
            ("oci:sample:latest", true),
            // A repository of Docker Hub, or its list of tags; registries.
            ("alpine", false),
            ("alpine:", false),
            ("localhost:5000", false),
            ("ghcr.io", false),
            ("http://h.example/a", false),
            ("docker pull o/n", false),
        ] {
            assert_eq!(is_image(text), want, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_place_is_taken_for_an_image(text in "(oci:|file:|https?://|ghcr.io)?[a-z.:/0-9-]{0,20}") {
            let typed = Destination::typed(&text);
            prop_assert!(!is_image(&text) || typed == Destination::unread(&text), "{typed:?}");
        }
    }
}
