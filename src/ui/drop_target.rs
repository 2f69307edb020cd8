//! Files that are dropped anywhere on the page: images are shown, reports are left to what reads them.

use super::{
    navigation::{Destination, Navigator, Target},
    use_on_change::{ending, use_on_change},
};
use crate::{
    browser::{archives, listener::DropListener},
    oci::ImageReference,
};
use web_sys::File;
use yew::prelude::*;

/// Properties of [`DropTarget`].
#[derive(Clone, PartialEq, Properties)]
pub struct DropTargetProps {
    /// What is shown, or was asked for in vain.
    pub image: AttrValue,
    /// Shows what is dropped.
    pub navigator: Navigator,
}

/// Takes what is dropped on the page, as long as it is there.
#[component]
pub fn DropTarget(props: &DropTargetProps) -> Html {
    let latest = use_mut_ref(|| props.clone());
    latest.replace(props.clone());
    use_on_change((), move || {
        let is_archive = |file: &File| !is_report(file);
        let listener = DropListener::new(is_archive, move |file| {
            let props = latest.borrow().clone();
            open(file, &props.image, &props.navigator);
        });
        ending(move || drop(listener))
    });
    Html::default()
}

/// Whether a file is meant to be a report.
pub fn is_report(file: &File) -> bool {
    file.name().ends_with(".json")
}

/// Shows the only image of a file, or all of them; the one that `image` names, if it is of this file.
pub fn open(file: File, image: &str, navigator: &Navigator) {
    let given = archives::give(file);
    let target = match image.parse::<ImageReference>() {
        Ok(ImageReference::Layout(layout)) if layout.url == given.url => layout,
        _ => given,
    };
    let target = Target::new(target.to_string());
    navigator.on_ask.emit(Destination::Image(target));
}
