//! What an index does not have may be in one of the indexes that it lists: tools go into those, and here a link leads there.

use super::{
    element::{element, list, text},
    inspection_context::InspectionContext,
    inspection_state::InspectionState,
    navigation::{Target, view_go},
    shared::Shared,
    use_inspection::PageSource,
    use_on_change::{ending, use_on_change},
};
use crate::{
    browser::task::Task,
    inspection::{Proof, Root, read_entry},
    oci::{Body, Digest, ImageReference, Index},
};
use yew::prelude::*;

/// So many are looked into: images that have any have one or two.
const MOST: usize = 16;

/// What came of looking.
#[derive(Clone, PartialEq)]
enum Search {
    Running,
    /// In the index with this digest.
    Found(Digest),
    /// Whether everything was looked into.
    InVain {
        is_whole: bool,
    },
}

#[derive(Properties, PartialEq)]
struct NestedProps {
    /// The index that does not have it.
    root: Shared<Root>,
    /// What names it.
    reference: ImageReference,
    /// The platform, or the digest of an image.
    wanted: AttrValue,
}

/// Looks for what is missing in the indexes that the index of `state` lists, if it lists any.
pub(super) fn view_nested(state: &InspectionState) -> Option<Html> {
    let (phase, index) = state.index()?;
    index.indexes().next()?;
    let wanted = phase.missing.clone()?;
    let (root, reference) = (phase.root.clone(), state.reference.clone()?);
    Some(html! { <Nested {root} {reference} {wanted} /> })
}

#[component]
fn Nested(props: &NestedProps) -> Html {
    let search = use_state_eq(|| Search::Running);
    let source = use_context::<InspectionContext>().map(|context| context.source);
    {
        let search = search.clone();
        let (root, wanted) = (props.root.clone(), props.wanted.clone());
        use_on_change((root.clone(), wanted.clone()), move || {
            search.set(Search::Running);
            let source = source.and_then(|source| source.borrow().clone());
            let task = source.map(|source| {
                Task::spawn(async move {
                    if let Body::Index(index) = &root.document.body {
                        search.set(look(&source, index, &wanted).await);
                    }
                })
            });
            ending(move || drop(task))
        });
    }
    let words = match &*search {
        Search::Running => text("Looking into the indexes that it lists…"),
        Search::Found(digest) => {
            let target = Target {
                image: props
                    .reference
                    .with_digest(digest.clone())
                    .to_string()
                    .into(),
                platform: Some(props.wanted.clone()),
            };
            list([
                text("An index that it lists has one: "),
                view_go(target, text("look into it")),
            ])
        }
        Search::InVain { is_whole: true } => text("No index that it lists has one either."),
        Search::InVain { is_whole: false } => {
            text("Not everything that it lists could be looked into.")
        }
    };
    element("p")
        .class("aside")
        .part("nested")
        .fixed("role", "status")
        .child(words)
        .into()
}

async fn look(source: &PageSource, index: &Index, wanted: &str) -> Search {
    let mut is_whole = index.indexes().count() <= MOST;
    for entry in index.indexes().take(MOST) {
        let read = read_entry(source, entry).await.ok();
        let read = read.filter(|read| !matches!(read.proof, Proof::Mismatch(_)));
        match (read.as_ref().map(|read| &read.document.body), &entry.digest) {
            (Some(Body::Index(inner)), Some(digest)) if inner.choose_named(wanted).is_some() => {
                return Search::Found(digest.clone());
            }
            (Some(Body::Index(inner)), _) if inner.indexes().next().is_none() => {}
            _ => is_whole = false,
        }
    }
    Search::InVain { is_whole }
}
