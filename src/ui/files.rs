//! The button that opens a file, and the way to what is in one. What looks into files is in the second module.

use super::{
    element::element,
    later,
    navigation::{Destination, Navigator, Target},
};
use crate::{
    browser::{file, task::Task},
    oci::{ImageReference, LayoutReference},
    source::{ArchiveFault, SourceError},
};
use yew::prelude::*;

/// Whether a reference names a file.
pub fn is_file(reference: &ImageReference) -> bool {
    matches!(reference, ImageReference::Layout(layout) if layout.archive().is_some())
}

/// Makes sure that the archive which a reference names, if it names one, was looked into.
///
/// # Errors
/// [`SourceError::Archive`].
pub async fn look_into(layout: &LayoutReference) -> Result<(), SourceError> {
    let Some(name) = layout.archive() else {
        return Ok(());
    };
    let looked = match later::load().await {
        Ok(later) => (later.look_into)(name.to_owned()).await,
        Err(later::NotLoaded) => Err(ArchiveFault::NoReader),
    };
    looked.map_err(|fault| SourceError::Archive {
        name: name.to_owned(),
        fault,
    })
}

/// The button that opens a file. `image`: what is shown, or was asked for in vain.
pub fn view_open(image: &AttrValue, navigator: Navigator) -> Html {
    let image = image.clone();
    let on_change = Callback::from(move |event: Event| {
        if let Some(file) = file::chosen(&event) {
            let (image, navigator) = (image.clone(), navigator.clone());
            let task = Task::spawn(async move {
                match later::load().await {
                    Ok(later) => (later.open)(file, &image, &navigator),
                    // Asked for in vain, it is said why.
                    Err(later::NotLoaded) => {
                        let named = LayoutReference::of_archive(&file.name());
                        let target = Target::new(named.to_string());
                        navigator.on_ask.emit(Destination::Image(target));
                    }
                }
            });
            task.detach();
        }
    });
    let input = element("input")
        .fixed("type", "file")
        .class("hidden")
        .fixed("aria-label", "Open file")
        .part("archive-file")
        .on_change(on_change);
    let arrow = element("path").fixed("d", "M8 11V2M4.5 5.5 8 2l3.5 3.5M2 10v4h12v-4");
    let icon = element("svg")
        .fixed("viewBox", "0 0 16 16")
        .fixed("fill", "none")
        .fixed("stroke", "currentColor")
        .fixed("stroke-width", "1.5")
        .fixed("aria-hidden", "true")
        .child(arrow);
    element("label")
        .class("open")
        .fixed(
            "title",
            "What docker save, podman save or skopeo wrote, or an OCI image layout in a tar archive",
        )
        .child(icon)
        .child(element("span").text("Open file"))
        .child(input)
        .into()
}
