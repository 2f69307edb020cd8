//! What the sources of one tab have in common, whatever image is asked for.

/// Made once, when the page starts; handed to every [`Source`](super::Source).
#[derive(Debug)]
pub struct Session {
    /// Scheme, host and port of the page (`http://127.0.0.1:8080`): decides which `Accept` header may be sent.
    pub page_origin: String,
}

impl Session {
    /// The session of a page.
    pub fn new(page_origin: impl Into<String>) -> Self {
        Self {
            page_origin: page_origin.into(),
        }
    }
}
