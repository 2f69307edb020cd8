//! Answers that come quickly one after the other are shown together.
//!
//! To show an index, then its manifest and then the config takes longer than a near server takes to send them, and a browser that is busy
//! with the first of them looks at the second only afterwards. So what is to be followed by more is held back, but only as long as nobody notices: there are three documents at most.

use super::inspection_state::Action;
use crate::browser::{clock, task::Task};
use std::{cell::RefCell, rc::Rc, time::Duration};

/// How long an answer waits for the next one.
const MOMENT: Duration = Duration::from_millis(50);

/// Changes what is shown, several steps at a time.
#[derive(Clone)]
pub struct Pace(Rc<Steps>);

struct Steps {
    apply: Box<dyn Fn(Action)>,
    held: RefCell<Vec<Action>>,
    timer: RefCell<Option<Task>>,
}

impl Pace {
    /// `apply` makes one change; the view is rendered once for several that are made in one go.
    pub fn new(apply: impl Fn(Action) + 'static) -> Self {
        Self(Rc::new(Steps {
            apply: Box::new(apply),
            held: RefCell::default(),
            timer: RefCell::default(),
        }))
    }

    /// Shows it, and all that was held back before it.
    pub fn now(&self, action: Action) {
        self.0.held.borrow_mut().push(action);
        self.0.show();
    }

    /// Shows it in a moment, with what comes in that time and in a moment after.
    pub fn soon(&self, action: Action) {
        self.0.held.borrow_mut().push(action);
        let steps = Rc::downgrade(&self.0);
        *self.0.timer.borrow_mut() = Some(Task::spawn(async move {
            clock::sleep(MOMENT).await;
            if let Some(steps) = steps.upgrade() {
                steps.show();
            }
        }));
    }

    /// Shows what was held back: nothing more follows.
    pub fn end(&self) {
        self.0.show();
    }

    /// Never shows what was held back.
    pub fn forget(&self) {
        self.0.timer.borrow_mut().take();
        self.0.held.borrow_mut().clear();
    }
}

impl Steps {
    fn show(&self) {
        self.timer.borrow_mut().take();
        for action in self.held.take() {
            (self.apply)(action);
        }
    }
}
