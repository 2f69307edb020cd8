//! What the sources of one tab have in common, whatever image is asked for.

use super::{
    credentials::{Credentials, Keychain},
    registry::{memory::Memory, tokens::Tokens},
    url::origin,
};

/// Made once, when the page starts; handed to every [`Source`](super::Source).
///
/// Credentials and tokens are in memory only. A registry is named by its own address here
/// ([`Reference::base_url`](crate::oci::Reference::base_url)), whatever gateway it is read through.
#[derive(Debug)]
pub struct Session {
    /// Scheme, host and port of the page (`http://127.0.0.1:8080`): decides which `Accept` header may be sent.
    pub page_origin: String,
    pub(super) keychain: Keychain,
    pub(super) tokens: Tokens,
    pub(super) memory: Memory,
}

impl Session {
    /// The session of a page.
    pub fn new(page_origin: impl Into<String>) -> Self {
        Self {
            page_origin: page_origin.into(),
            keychain: Keychain::default(),
            tokens: Tokens::default(),
            memory: Memory::default(),
        }
    }

    /// Reads the registry at `url` with these credentials from now on, where it asks for any.
    pub fn sign_in(&self, url: &str, credentials: Credentials) {
        let registry = registry_key(url);
        self.tokens.forget(&registry);
        self.keychain.put(&registry, credentials);
    }

    /// Forgets the credentials for the registry at `url`, and the tokens that they brought.
    pub fn sign_out(&self, url: &str) {
        let registry = registry_key(url);
        self.keychain.remove(&registry);
        self.tokens.forget(&registry);
    }

    /// The user that the registry at `url` is read as; may be empty, for a token alone. `None` if nobody signed in.
    pub fn user(&self, url: &str) -> Option<String> {
        let credentials = self.keychain.get(&registry_key(url))?;
        Some(credentials.user().to_owned())
    }

    /// Keeps what a person answered to [`RealmUnknown`](super::SourceError::RealmUnknown): whether the password for the registry at `url`
    /// may go to `realm`, the origin of a token service.
    pub fn set_consent(&self, url: &str, realm: &str, given: bool) {
        self.keychain.set_consent(&registry_key(url), realm, given);
    }
}

/// What credentials are kept by: the origin of the registry's address.
pub(super) fn registry_key(url: &str) -> String {
    origin(url).unwrap_or_else(|| url.to_owned())
}
