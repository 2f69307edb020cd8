//! What the sources of a page have in common, whatever image is asked for.

use super::{
    Transport,
    credentials::{Credentials, Keychain},
    gateways::{Gateways, GatewaysError, Through},
    registry::{memory::Memory, tokens::Tokens},
    url::origin,
};
use futures::lock::Mutex;
use std::{
    cell::{Cell, OnceCell, RefCell},
    rc::Rc,
};

/// Shared by all elements that name the same gateways, and gone with the last of them; handed to every [`Source`](super::Source).
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
    /// What came of reading `gateways.json`; empty before, and as long as nothing came of it that lasts.
    gateways: OnceCell<Result<Gateways, GatewaysError>>,
    /// Held while it is being read.
    reading: Mutex<()>,
    /// How often it was read in vain, and why the last time: for those who waited meanwhile.
    failures: Cell<u32>,
    failure: RefCell<Option<GatewaysError>>,
}

impl Session {
    /// The session of a page without gateways.
    pub fn new(page_origin: impl Into<String>) -> Self {
        Self {
            page_origin: page_origin.into(),
            keychain: Keychain::default(),
            tokens: Tokens::default(),
            memory: Memory::default(),
            gateways: OnceCell::new(),
            reading: Mutex::default(),
            failures: Cell::default(),
            failure: RefCell::default(),
        }
    }

    /// Reads the registry at `url` with these credentials from now on, where it asks for any.
    pub fn sign_in(&self, url: &str, credentials: Credentials) {
        let registry = registry_key(url);
        self.tokens.forget(&registry);
        self.keychain.put(&registry, credentials);
    }

    /// Forgets the credentials for the registry at `url`, where they may go, and the tokens that they brought.
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

    /// Whether the registry at `url` has asked for a password or a token. Where nothing is asked for, nothing is sent.
    pub fn has_asked(&self, url: &str) -> bool {
        self.memory.has_asked(&registry_key(url))
    }

    /// Whether the registry at `url`, or its token service, has taken what was entered for it: it gave a token or what was asked for, or said that this is missing,
    /// or not for this user.
    pub fn is_accepted(&self, url: &str) -> bool {
        self.keychain.is_accepted(&registry_key(url))
    }

    /// Keeps what a person answered to [`RealmUnknown`](super::SourceError::RealmUnknown): whether the password for the registry at `url`
    /// may go to `realm`, the origin of a token service.
    pub fn set_consent(&self, url: &str, realm: &str, given: bool) {
        self.keychain.set_consent(&registry_key(url), realm, given);
    }

    /// Reads the gateways from `url`, or only waits until somebody else has: what the file says is asked for once. What [may pass](GatewaysError::may_pass) is told
    /// to those who waited for the same answer; who comes later asks again.
    ///
    /// # Errors
    /// Why there are none, if there could be.
    pub async fn read_gateways<T: Transport>(
        &self,
        transport: &Rc<T>,
        url: &str,
        resolve: &dyn Fn(&str) -> Option<String>,
    ) -> Result<(), GatewaysError> {
        let failures = self.failures.get();
        let _reading = self.reading.lock().await;
        if self.gateways.get().is_none() {
            if self.failures.get() != failures
                && let Some(error) = self.failure.borrow().clone()
            {
                return Err(error);
            }
            let read = Gateways::read(Rc::clone(transport), &self.page_origin, url, resolve).await;
            match read {
                Err(error) if error.may_pass() => {
                    self.failures.set(failures.wrapping_add(1));
                    self.failure.replace(Some(error.clone()));
                    return Err(error);
                }
                // Nobody else has set it: they wait.
                read => drop(self.gateways.set(read)),
            }
        }
        match self.gateways.get() {
            Some(Err(error)) => Err(error.clone()),
            _ => Ok(()),
        }
    }

    /// The gateway through which `host` is asked, if there is one.
    pub fn gateway(&self, host: &str) -> Option<Through> {
        let base = self.gateways()?.base(host)?;
        Some(Through {
            host: host.to_owned(),
            base: base.to_owned(),
        })
    }

    /// Where an absolute URL is asked: on the gateway of its host, if there is one, else where it points.
    pub fn route(&self, url: String) -> (String, Option<Through>) {
        let rebased = self.gateways().and_then(|gateways| gateways.rebase(&url));
        match rebased {
            Some(rebased) => {
                let host = super::url::authority(&url);
                (rebased, host.and_then(|host| self.gateway(&host)))
            }
            None => (url, None),
        }
    }

    fn gateways(&self) -> Option<&Gateways> {
        self.gateways.get()?.as_ref().ok()
    }
}

/// What credentials are kept by: the origin of the registry's address.
pub(super) fn registry_key(url: &str) -> String {
    origin(url).unwrap_or_else(|| url.to_owned())
}
