//! What the page's own Content Security Policy forbade. A rejected fetch does not say so; an event beside it does.

use super::{clock, listener::Listener};
use crate::source::url::same_origin;
use std::{cell::RefCell, rc::Rc, time::Duration};

/// How many forbidden requests are remembered.
const KEPT: usize = 100;

/// The requests that were forbidden since the watch began. It ends when this is dropped.
pub struct Forbidden {
    urls: Rc<RefCell<Vec<String>>>,
    _listener: Option<Listener>,
}

impl Forbidden {
    /// Begins to watch.
    pub fn watch() -> Self {
        let urls: Rc<RefCell<Vec<String>>> = Rc::default();
        let listener = Listener::on_forbidden({
            let urls = Rc::clone(&urls);
            move |url| {
                let mut urls = urls.borrow_mut();
                if urls.len() < KEPT {
                    urls.push(url);
                }
            }
        });
        Self {
            urls,
            _listener: listener,
        }
    }

    /// Lets the events come that tell of a request which was just rejected: they follow it.
    pub async fn told() {
        clock::sleep(Duration::ZERO).await;
    }

    /// Whether a request to the server of `url` was forbidden. (Of a request that was redirected, the event names the origin only.)
    pub fn contains(&self, url: &str) -> bool {
        let urls = self.urls.borrow();
        urls.iter().any(|forbidden| same_origin(forbidden, url))
    }
}
