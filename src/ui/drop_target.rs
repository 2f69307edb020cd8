//! Files that are opened, or dropped anywhere on the page: images are shown, reports are left to what reads them, as long as something does.

use super::{
    element::element,
    navigation::{Destination, Navigator, Target},
    use_on_change::{ending, use_on_change},
};
use crate::{
    browser::{
        archives, clock,
        listener::{DropListener, Listener},
        task::Task,
    },
    oci::ImageReference,
};
use std::{cell::RefCell, time::Duration};
use web_sys::File;
use yew::prelude::*;

/// Who drags something over the page tells so several times a second; who does not, is away.
const AWAY: Duration = Duration::from_secs(1);

/// Properties of [`DropTarget`].
#[derive(Clone, PartialEq, Properties)]
pub struct DropTargetProps {
    /// What is shown, or was asked for in vain.
    pub image: AttrValue,
    /// Shows what is dropped.
    pub navigator: Navigator,
}

/// Takes what is dropped on the page, as long as it is there, and says so to who drags something over it.
#[component]
pub fn DropTarget(props: &DropTargetProps) -> Html {
    let latest = use_mut_ref(|| props.clone());
    latest.replace(props.clone());
    let is_over = use_state_eq(|| false);
    {
        let is_over = is_over.setter();
        use_on_change((), move || {
            // A browser opens in the place of the page what nothing on it takes.
            let is_ours = |file: &File| !is_report(file) || DropListener::is_only();
            let dropped = {
                let is_over = is_over.clone();
                DropListener::new(is_ours, move |file| {
                    is_over.set(false);
                    let props = latest.borrow().clone();
                    open(file, &props.image, &props.navigator);
                })
            };
            let ending_soon = RefCell::new(None);
            let dragged = Listener::on_drag(move || {
                is_over.set(true);
                let is_over = is_over.clone();
                ending_soon.replace(Some(Task::spawn(async move {
                    clock::sleep(AWAY).await;
                    is_over.set(false);
                })));
            });
            ending(move || drop((dropped, dragged)))
        });
    }
    if !*is_over {
        return Html::default();
    }
    element("div")
        .class("drop-hint")
        .part("drop-hint")
        .fixed("aria-hidden", "true")
        .text("Drop it to look inside")
        .into()
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
