//! Tells the page how far a read has come.

use super::post;
use crate::{
    browser::{clock, task::Task},
    verify::{job::Event, progress::Throttle},
};
use std::{cell::RefCell, rc::Rc, time::Duration};

/// Tells it at once or, where that would be too often, a moment later: who looks at a connection that stands still sees all that came by it.
pub struct Telling {
    state: Rc<RefCell<State>>,
    later: Option<Task>,
}

struct State {
    id: u32,
    throttle: Throttle,
    bytes_read: u64,
    is_told: bool,
}

impl Telling {
    /// Of the job `id`.
    pub fn new(id: u32) -> Self {
        let state = State {
            id,
            throttle: Throttle::TEN_A_SECOND,
            bytes_read: 0,
            is_told: true,
        };
        Self {
            state: Rc::new(RefCell::new(state)),
            later: None,
        }
    }

    /// So many bytes are read by now.
    pub fn tell(&mut self, bytes_read: u64) {
        {
            let mut state = self.state.borrow_mut();
            state.bytes_read = bytes_read;
            state.is_told = false;
            state.tell();
        }
        if self.later.is_none() && !self.state.borrow().is_told {
            self.later = Some(Task::spawn(tell_later(Rc::clone(&self.state))));
        }
    }

    /// What was read and not told any more is not news any more.
    pub fn end(&mut self) {
        self.later = None;
    }
}

/// One timer for all that is read meanwhile.
async fn tell_later(state: Rc<RefCell<State>>) {
    loop {
        clock::sleep(Duration::from_millis(100)).await;
        state.borrow_mut().tell();
    }
}

impl State {
    fn tell(&mut self) {
        if !self.is_told && self.throttle.allows(clock::now_ms()) {
            self.is_told = true;
            post(&Event::Progress {
                id: self.id,
                bytes_read: self.bytes_read,
            });
        }
    }
}
