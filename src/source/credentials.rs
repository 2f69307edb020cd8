//! Who a person is at a registry, and where their password may go: kept in memory, for as long as the session lives.
//!
//! Registries are told apart by the origin of their own address (`https://registry-1.docker.io`), whatever gateway they are read through:
//! what was entered for one never serves another, nor the same host without TLS.

use super::{error::RegistryError, secret::Secret};
use std::{cell::RefCell, rc::Rc};

/// A user and their password, or an access token in its place.
#[derive(Debug, PartialEq, Eq)]
pub struct Credentials {
    user: String,
    secret: Secret,
}

/// Why two texts are no credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialsError {
    /// RFC 7617: what stands behind the first colon is the password.
    #[error("a user name has no colon")]
    Colon,
    /// There is no password.
    #[error("the password is missing")]
    NoSecret,
}

impl Credentials {
    /// `user` may be empty: some registries look at an access token alone.
    ///
    /// # Errors
    /// A user with a colon, an empty password.
    pub fn new(user: String, secret: String) -> Result<Self, CredentialsError> {
        if user.contains(':') {
            return Err(CredentialsError::Colon);
        }
        if secret.is_empty() {
            return Err(CredentialsError::NoSecret);
        }
        Ok(Self {
            user,
            secret: Secret::new(secret),
        })
    }

    /// The user's name, which is no secret.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The value of an `Authorization` header.
    pub(super) fn basic(&self) -> String {
        self.secret.basic(&self.user)
    }

    /// A text without the password, should a server have repeated that in it.
    pub(super) fn conceal(&self, text: &str) -> String {
        self.secret.strike_out(&self.user, text)
    }

    /// A server's words without the password, should it have repeated that.
    pub(super) fn strike_out(&self, errors: &mut [RegistryError], body: &mut String) {
        let struck = |text: &mut String| *text = self.secret.strike_out(&self.user, text);
        struck(body);
        for error in errors {
            struck(&mut error.code);
            struck(&mut error.message);
            error.detail.as_mut().map(struck);
        }
    }
}

/// Whether a password may go to the host of a token service that is not known to be the registry's.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Consent {
    registry: String,
    realm: String,
    given: bool,
}

/// What was entered in this tab, by registry.
#[derive(Debug, Default)]
pub(super) struct Keychain {
    entries: RefCell<Vec<(String, Rc<Credentials>)>>,
    /// Registries that took what was entered, they or their token service.
    accepted: RefCell<Vec<String>>,
    consents: RefCell<Vec<Consent>>,
}

impl Keychain {
    pub fn get(&self, registry: &str) -> Option<Rc<Credentials>> {
        let entries = self.entries.borrow();
        let mut entries = entries.iter();
        let entry = entries.find(|(known, _)| known == registry);
        entry.map(|(_, credentials)| Rc::clone(credentials))
    }

    /// Keeps credentials in place of those of the registry that were there.
    pub fn put(&self, registry: &str, credentials: Credentials) {
        self.remove(registry);
        self.entries
            .borrow_mut()
            .push((registry.to_owned(), Rc::new(credentials)));
    }

    /// Forgets credentials, and where they may go: what a person answered was about this password.
    pub fn remove(&self, registry: &str) {
        self.entries
            .borrow_mut()
            .retain(|(known, _)| known != registry);
        self.accepted.borrow_mut().retain(|known| known != registry);
        self.consents
            .borrow_mut()
            .retain(|consent| consent.registry != registry);
    }

    /// Keeps that a registry took what was entered for it.
    pub fn accept(&self, registry: &str) {
        if !self.is_accepted(registry) {
            self.accepted.borrow_mut().push(registry.to_owned());
        }
    }

    /// Whether a registry took what was entered for it.
    pub fn is_accepted(&self, registry: &str) -> bool {
        self.accepted.borrow().iter().any(|known| known == registry)
    }

    /// What the person answered; `None` if they were not asked yet.
    pub fn consent(&self, registry: &str, realm: &str) -> Option<bool> {
        let consents = self.consents.borrow();
        let mut consents = consents.iter();
        let consent =
            consents.find(|consent| consent.registry == registry && consent.realm == realm);
        consent.map(|consent| consent.given)
    }

    /// Keeps the person's answer.
    pub fn set_consent(&self, registry: &str, realm: &str, given: bool) {
        let mut consents = self.consents.borrow_mut();
        consents.retain(|consent| consent.registry != registry || consent.realm != realm);
        consents.push(Consent {
            registry: registry.to_owned(),
            realm: realm.to_owned(),
            given,
        });
    }
}
