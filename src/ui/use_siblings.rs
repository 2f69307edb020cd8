//! Other tags that lead to the image that is shown, as far as they were read in this page.

use super::{
    browse::reading::Library, inspection_state::InspectionState, later,
    use_on_change::use_on_change,
};
use crate::oci::{ImageReference, Place};
use std::rc::Rc;
use yew::prelude::*;

/// The other tags that are known to lead to what is shown; and makes its own tag known.
#[hook]
pub fn use_siblings(state: &Rc<InspectionState>, library: &Rc<Library>) -> Rc<[AttrValue]> {
    let found = state.reference.as_ref().zip(state.root());
    let found = found.map(|(reference, root)| {
        let tag = match reference {
            _ if reference.digest().is_some() => None,
            ImageReference::Registry(reference) => reference.tag.clone(),
            ImageReference::Layout(layout) => layout.tag.clone(),
        };
        let place = Place::of_image(reference).to_string();
        (place, tag, root.document.digest.clone())
    });
    let siblings = found.as_ref().map(|(place, tag, digest)| {
        let readings = library.of(place);
        // What has an order of tags is in the second module: it is there when a tag was looked at before this one.
        let found =
            later::loaded().map(|later| (later.siblings)(&readings, tag.as_deref(), digest));
        found.unwrap_or_default().into()
    });
    let library = Rc::clone(library);
    use_on_change(found.clone(), move || {
        if let Some((place, Some(tag), digest)) = found {
            library.learn(place, tag.into(), digest);
        }
        None
    });
    siblings.unwrap_or_else(|| Rc::from([]))
}
