//! What repositories asked for last, so that the next question brings it along and is not asked twice. Nothing of this is secret.

use super::token::TokenRequest;
use std::cell::RefCell;

/// How a registry wants to be asked (RFC 9110's authentication schemes, as far as registries use them).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::source) enum Authentication {
    /// With user and password.
    Basic,
    /// With a token.
    Bearer(TokenRequest),
}

/// By registry and repository.
#[derive(Debug, Default)]
pub(in crate::source) struct Memory {
    entries: RefCell<Vec<((String, String), Authentication)>>,
}

impl Memory {
    pub fn get(&self, registry: &str, repository: &str) -> Option<Authentication> {
        let entries = self.entries.borrow();
        let mut entries = entries.iter();
        let entry = entries.find(|((known, name), _)| known == registry && name == repository);
        entry.map(|(_, authentication)| authentication.clone())
    }

    /// Whether anything of a registry asked for something.
    pub fn has_asked(&self, registry: &str) -> bool {
        let entries = self.entries.borrow();
        entries.iter().any(|((known, _), _)| known == registry)
    }

    pub fn put(&self, registry: &str, repository: &str, authentication: Authentication) {
        self.remove(registry, repository);
        let key = (registry.to_owned(), repository.to_owned());
        self.entries.borrow_mut().push((key, authentication));
    }

    pub fn remove(&self, registry: &str, repository: &str) {
        self.entries
            .borrow_mut()
            .retain(|((known, name), _)| known != registry || name != repository);
    }
}
