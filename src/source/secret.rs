//! A text that must not reach a log, an error or the screen.

use crate::oci::base64;
use std::fmt;

/// A token or a password. `Debug` gives `…`, and there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The value of an `Authorization` header, for a token.
    pub fn bearer(&self) -> String {
        format!("Bearer {}", self.0)
    }

    /// The value of an `Authorization` header, for the password of `user` (RFC 7617, in UTF-8).
    pub fn basic(&self, user: &str) -> String {
        format!("Basic {}", self.with_user(user))
    }

    /// `text` without this secret, as it is and as [`Secret::basic`] writes it: a server may repeat in an error what it was sent.
    pub fn strike_out(&self, user: &str, text: &str) -> String {
        if self.0.is_empty() {
            return text.to_owned();
        }
        text.replace(&self.with_user(user), "…")
            .replace(&self.0, "…")
    }

    fn with_user(&self, user: &str) -> String {
        base64::encode(format!("{user}:{}", self.0).as_bytes())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}
