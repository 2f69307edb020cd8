//! What is known of the referrers, for the report: that is made by another component, which asks to be told of changes.

use super::state::{Checks, ReferrersState};
use std::{cell::RefCell, rc::Rc};
use yew::Callback;

/// What the section knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// The referrers, by what they refer to.
    pub state: ReferrersState,
    /// Their signatures.
    pub checks: Checks,
}

/// Where the section leaves what it knows. There is one in a view.
#[derive(Debug, Default)]
pub struct Evidence {
    known: RefCell<Option<Rc<Known>>>,
    on_change: RefCell<Option<Callback<()>>>,
}

impl Evidence {
    /// What the section knows; `None` if nobody looked.
    pub fn known(&self) -> Option<Rc<Known>> {
        self.known.borrow().clone()
    }

    /// Leaves what is known now, or that nothing is.
    pub fn leave(&self, known: Option<Known>) {
        let is_same = self.known.borrow().as_deref() == known.as_ref();
        if !is_same {
            *self.known.borrow_mut() = known.map(Rc::new);
            let on_change = self.on_change.borrow().clone();
            if let Some(on_change) = on_change {
                on_change.emit(());
            }
        }
    }

    /// Who is to be told of changes.
    pub fn listen(&self, on_change: Callback<()>) {
        *self.on_change.borrow_mut() = Some(on_change);
    }
}
