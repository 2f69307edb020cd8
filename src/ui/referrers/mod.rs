//! What refers to an image: signatures, attestations, bills of materials. Its door is in the second module, all else in the third.

mod card;
pub mod evidence;
mod invitation;
mod key;
pub(super) mod signature;
pub mod state;
mod use_checks;
mod use_referrers;
mod view;
pub(super) mod words;

use super::{inspection_state::InspectionState, later::view_later};
use crate::oci::{Digest, Document, ImageReference};
use std::rc::Rc;
use yew::prelude::*;

use invitation::ReferrersDoor;
pub use view::ReferrersSection;

/// Properties of [`ReferrersSection`].
#[derive(Clone, Properties, PartialEq)]
pub struct ReferrersProps {
    /// What is shown.
    pub state: Rc<InspectionState>,
}

/// A document that others may refer to.
#[derive(Clone)]
pub struct Subject<'a> {
    /// What it is called on the page.
    pub name: &'static str,
    /// The document.
    pub document: &'a Document,
    /// The digest that it was asked for by, if it was: it may be of another algorithm than the document's own.
    asked_for: Option<&'a Digest>,
}

impl Subject<'_> {
    /// All digests by which others may refer to it, its own first: of a document that is not the one that was asked for, what refers to that one is looked
    /// for too, and of one that was asked for by another algorithm, what refers to it by SHA-256.
    pub fn digests(&self) -> Vec<Digest> {
        let own = self.document.digest.clone();
        let mut digests = vec![own];
        for other in [self.asked_for.cloned(), Some(self.document.sha256())] {
            digests.extend(other.filter(|other| !digests.contains(other)));
        }
        digests
    }
}

impl ReferrersProps {
    /// What others may refer to: the document that the reference names, and the image that was chosen of an index.
    pub fn subjects(&self) -> Vec<Subject<'_>> {
        let state = &self.state;
        let root = state.root().map(|root| Subject {
            name: if state.index().is_some() {
                "index"
            } else {
                "manifest"
            },
            document: &root.document,
            asked_for: self.reference().and_then(ImageReference::digest),
        });
        let chosen = state.index().and_then(|_| {
            Some(Subject {
                name: "image manifest",
                document: state.manifest()?.0,
                asked_for: state
                    .chosen_descriptor()
                    .and_then(|entry| entry.digest.as_ref()),
            })
        });
        let subjects = [root, chosen].into_iter().flatten();
        subjects
            .filter(|subject| subject.document.has_digest())
            .collect()
    }

    /// What names the image.
    pub fn reference(&self) -> Option<&ImageReference> {
        self.state.reference.as_ref()
    }

    /// Digest of the document that the reference names: with another one everything begins anew.
    fn root(&self) -> Option<&Digest> {
        Some(&self.state.root()?.document.digest)
    }
}

/// What refers to the image, or the way to it.
pub fn view_referrers(state: &Rc<InspectionState>) -> Html {
    let props = ReferrersProps {
        state: Rc::clone(state),
    };
    // Without a document of a server's there is nothing to ask for.
    match props.root() {
        None => Html::default(),
        Some(_) => view_later(move |later| (later.referrers)(&props)),
    }
}

/// The door, which is in the second module.
pub fn view_section(props: &ReferrersProps) -> Html {
    let key = props.root().map(ToString::to_string).unwrap_or_default();
    html! { <ReferrersDoor key={key} ..props.clone() /> }
}
