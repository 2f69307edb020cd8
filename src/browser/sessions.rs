//! What the elements of one page know of registries together: tokens and credentials, for all that name the same gateways.

use super::address;
use crate::source::Session;
use std::{
    cell::RefCell,
    rc::{Rc, Weak},
};

thread_local! {
    static SESSIONS: RefCell<Vec<(Option<String>, Weak<Session>)>> = RefCell::default();
}

/// The session of all elements that name these gateways (the address of a `gateways.json`, as it is written). It ends with the last of them.
///
/// Other gateways, another session: what was given to one server is nothing to the next.
pub fn shared(gateways: Option<&str>) -> Rc<Session> {
    let key = gateways.map(|url| address::resolve(url).unwrap_or_else(|| url.to_owned()));
    SESSIONS.with_borrow_mut(|sessions| {
        sessions.retain(|(_, session)| session.strong_count() > 0);
        let known = sessions.iter().find(|(other, _)| *other == key);
        if let Some(session) = known.and_then(|(_, session)| session.upgrade()) {
            return session;
        }
        let session = Rc::new(Session::new(address::origin()));
        sessions.push((key, Rc::downgrade(&session)));
        session
    })
}
