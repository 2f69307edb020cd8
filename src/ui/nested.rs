//! What an index does not have may be in one of the indexes within it: tools go into those, and here a link leads there.

use super::{
    element::{element, list, text},
    inspection_context::InspectionContext,
    inspection_state::InspectionState,
    navigation::{Target, view_go},
    shared::Shared,
    use_on_change::{ending, use_on_change},
};
use crate::{
    browser::task::Task,
    inspection::{
        Root,
        nested::{Found, find},
    },
    oci::{Body, ImageReference},
};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
struct NestedProps {
    /// The index that does not have it.
    root: Shared<Root>,
    /// What names it.
    reference: ImageReference,
    /// The platform, or the digest of an image.
    wanted: AttrValue,
}

/// Looks for what is missing in the indexes within the index of `state`, if it lists any.
pub(super) fn view_nested(state: &InspectionState) -> Option<Html> {
    let (phase, index) = state.index()?;
    index.indexes().next()?;
    let wanted = phase.missing.clone()?;
    let (root, reference) = (phase.root.clone(), state.reference.clone()?);
    Some(html! { <Nested {root} {reference} {wanted} /> })
}

#[component]
fn Nested(props: &NestedProps) -> Html {
    let search = use_state_eq(|| None);
    let source = use_context::<InspectionContext>().map(|context| context.source);
    {
        let search = search.clone();
        let (root, wanted) = (props.root.clone(), props.wanted.clone());
        use_on_change((root.clone(), wanted.clone()), move || {
            search.set(None);
            let source = source.and_then(|source| source.borrow().clone());
            let task = source.map(|source| {
                Task::spawn(async move {
                    if let Body::Index(index) = &root.document.body {
                        let own = &root.document.digest;
                        search.set(Some(find(&source, index, own, &wanted).await));
                    }
                })
            });
            ending(move || drop(task))
        });
    }
    let words = match &*search {
        None => text("Looking into the indexes within it…"),
        Some(Found::In(digest)) => {
            let target = Target {
                image: props
                    .reference
                    .with_digest(digest.clone())
                    .to_string()
                    .into(),
                platform: Some(props.wanted.clone()),
            };
            list([
                text("An index within it has one: "),
                view_go(target, text("look into it")),
            ])
        }
        Some(Found::Nowhere { is_whole: true }) => text("No index within it has one either."),
        Some(Found::Nowhere { is_whole: false }) => text(
            "No index that was looked into has one either. Others within it were not: they are too many, too deep, or could not be read.",
        ),
    };
    element("p")
        .class("aside")
        .part("nested")
        .fixed("role", "status")
        .child(words)
        .into()
}
