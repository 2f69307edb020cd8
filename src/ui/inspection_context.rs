//! What the parts of a view need of its inspection, beside what is shown: handed down as context.

use super::{
    inspection_state::InspectionState, referrers::evidence::Evidence, use_inspection::PageSource,
};
use crate::inspection::{ImageDocument, given::Given};
use std::{cell::RefCell, rc::Rc};
use yew::{Callback, UseReducerDispatcher};

/// Where tokens are, who takes what a person brings, and what one part leaves for another.
#[derive(Clone)]
pub struct InspectionContext {
    /// The source of what is shown.
    pub source: Rc<RefCell<Option<Rc<PageSource>>>>,
    /// Takes what a person brings.
    pub on_give: Callback<Given>,
    /// What is known of what refers to it, for the report.
    pub evidence: Rc<Evidence>,
    /// Takes what else becomes known of it.
    pub dispatcher: UseReducerDispatcher<InspectionState>,
    /// Whether what was proven is to be said.
    pub claims: bool,
}

impl InspectionContext {
    /// A manifest, whose proof is not claimed where none is to be.
    pub fn claim(&self, image: ImageDocument) -> ImageDocument {
        if self.claims {
            return image;
        }
        ImageDocument {
            proof: image.proof.unclaimed(),
            ..image
        }
    }
}

impl PartialEq for InspectionContext {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.source, &other.source)
            && self.on_give == other.on_give
            && Rc::ptr_eq(&self.evidence, &other.evidence)
            && self.dispatcher == other.dispatcher
            && self.claims == other.claims
    }
}
