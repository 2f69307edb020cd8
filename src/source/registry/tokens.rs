//! The tokens of a tab: kept by realm, service, scope and user until they expire, in memory only.
//!
//! Each has a lock of its own: who needs the same token waits for the one request that is on its way, and a slow token service keeps nobody
//! else waiting.

use super::token::{Token, TokenRequest, read};
use crate::source::{
    Request, SourceError, Transport, Unknown, client::Client, credentials::Credentials,
    error_body::status_error, gateways::Through, secret::Secret,
};
use futures::lock::Mutex;
use std::{cell::RefCell, rc::Rc, time::Duration};

/// How much of a token service's answer is read.
const TOKEN_LIMIT: u64 = 1024 * 1024;

/// What a token is kept by. The user is one of a registry: another registry that names the same realm does not get their tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Key {
    request: TokenRequest,
    /// Registry and user; `None` for an anonymous token.
    user: Option<(String, String)>,
}

type Slot = Rc<Mutex<Option<Token>>>;

/// The tokens of all registries.
#[derive(Debug, Default)]
pub(in crate::source) struct Tokens {
    slots: RefCell<Vec<(Key, Slot)>>,
}

/// For whom a token is.
pub(super) struct Applicant<'a> {
    /// URL to ask, and the gateway that it is on, if it is on one.
    pub route: (String, Option<Through>),
    /// What the registry's credentials are kept by.
    pub registry: &'a str,
    /// Who asks; `None`: anybody.
    pub credentials: Option<&'a Credentials>,
}

/// A token that was obtained.
#[derive(Clone, Debug)]
pub(super) struct Obtained {
    pub secret: Secret,
    /// Whether the token service was asked for it just now.
    pub is_fresh: bool,
}

impl Tokens {
    /// A token for `request`, other than the one that was just `refused`.
    pub(super) async fn obtain<T: Transport>(
        &self,
        client: &Client<T>,
        applicant: &Applicant<'_>,
        request: &TokenRequest,
        refused: Option<&Secret>,
    ) -> Result<Obtained, SourceError> {
        let user = applicant
            .credentials
            .map(|credentials| (applicant.registry.to_owned(), credentials.user().to_owned()));
        let key = Key {
            request: request.clone(),
            user,
        };
        let slot = self.slot(key, client.now());
        let mut token = slot.lock().await;
        let now = client.now();
        if let Some(token) = &*token
            && token.holds(now)
            && Some(&token.secret) != refused
        {
            return Ok(Obtained {
                secret: token.secret.clone(),
                is_fresh: false,
            });
        }
        *token = None;
        let fresh = fetch(client, applicant).await?;
        let secret = fresh.secret.clone();
        *token = Some(fresh);
        Ok(Obtained {
            secret,
            is_fresh: true,
        })
    }

    /// Forgets what was obtained with credentials for a registry. A token that is still on its way is kept by nobody.
    pub fn forget(&self, registry: &str) {
        self.slots
            .borrow_mut()
            .retain(|(key, _)| !matches!(&key.user, Some((known, _)) if known == registry));
    }

    fn slot(&self, key: Key, now: Duration) -> Slot {
        let mut slots = self.slots.borrow_mut();
        if let Some((_, slot)) = slots.iter().find(|(known, _)| *known == key) {
            return Rc::clone(slot);
        }
        slots.retain(|(_, slot)| {
            let is_used = Rc::strong_count(slot) > 1;
            is_used
                || slot
                    .try_lock()
                    .is_some_and(|token| token.as_ref().is_some_and(|token| token.holds(now)))
        });
        let slot = Slot::default();
        slots.push((key, Rc::clone(&slot)));
        slot
    }
}

async fn fetch<T: Transport>(
    registry: &Client<T>,
    applicant: &Applicant<'_>,
) -> Result<Token, SourceError> {
    let (url, through) = applicant.route.clone();
    let answer = registry
        .elsewhere(url.clone())
        .through(through)
        .send(&Request {
            url: url.clone(),
            accept: None,
            authorization: applicant.credentials.map(Credentials::basic),
            no_store: true,
            may_be_missing: false,
            limit: TOKEN_LIMIT,
        })
        .await?;
    if !answer.response.is_success() {
        return Err(status_error(&url, &answer).about(Unknown::TokenService));
    }
    read(&answer.response.body, registry.now())
        .map_err(|fault| SourceError::TokenUnusable { url, fault })
}
