//! A registry that speaks the distribution protocol (OCI distribution specification 1.1, "Pull").

pub mod accept;
mod authorization;
pub mod challenge;
pub mod endpoints;
pub mod link;
pub mod listing;
pub(super) mod memory;
mod negotiation;
mod referrers;
mod refusal;
pub mod token;
pub(super) mod tokens;
pub mod warning;

use super::{
    BlobRequest, MANIFEST_LIMIT, Request, Served, Session, SourceError, Transport, Unknown,
    client::{Answer, Client},
    error_body::{is_html, not_a_registry},
    session::registry_key,
    url::same_origin,
};
use crate::oci::{Descriptor, Digest, Reference};
use std::rc::Rc;

/// One repository of a registry; with an empty repository, the registry itself and its catalog.
pub struct Registry<T> {
    client: Client<T>,
    /// Where it is asked: its own address, or its gateway.
    base_url: String,
    reference: Reference,
    /// Whether the page comes from the registry's own origin, so that no request needs permission.
    same_origin: bool,
    session: Rc<Session>,
    /// What the registry's credentials are kept by in the session.
    key: String,
}

impl<T: Transport> Registry<T> {
    pub(super) fn new(reference: &Reference, transport: Rc<T>, session: &Rc<Session>) -> Self {
        let home_url = reference.base_url();
        let through = session.gateway(&reference.registry);
        let base_url = through
            .as_ref()
            .map_or_else(|| home_url.clone(), |through| through.base.clone());
        // With the slash: without it distribution redirects, and the redirect carries no CORS headers.
        let client = Client::new(transport, &session.page_origin, format!("{base_url}/v2/"))
            .through(through);
        Self {
            client,
            same_origin: same_origin(&base_url, &session.page_origin),
            base_url,
            reference: reference.clone(),
            session: Rc::clone(session),
            key: registry_key(&home_url),
        }
    }

    pub(super) async fn blob(
        &self,
        descriptor: &Descriptor,
        limit: u64,
    ) -> Result<Served, SourceError> {
        let digest = super::digest_of(descriptor)?;
        let answer = self
            .get(Request {
                url: self.blob_url(digest),
                // A redirected blob would have a long Accept preflighted again at its new place.
                accept: None,
                authorization: None,
                no_store: false,
                may_be_missing: false,
                limit,
            })
            .await?;
        self.served(answer)
            .map_err(|error| error.about(Unknown::Blob))
    }

    /// Where a blob is and with which token. Asks nothing if anything was read from here before, except for a new token when the old one
    /// expires or was refused, and for what the registry wants if that is not known and a blob was refused without anything.
    pub(super) async fn blob_request(
        &self,
        digest: &Digest,
        refused: Option<&BlobRequest>,
    ) -> Result<BlobRequest, SourceError> {
        let is_asked = match refused {
            None => !self.client.was_read(),
            Some(refused) => refused.authorization.is_none() && self.remembered().is_none(),
        };
        if is_asked {
            let answer = self
                .get(Request {
                    url: format!("{}/v2/", self.base_url),
                    accept: None,
                    authorization: None,
                    no_store: false,
                    may_be_missing: false,
                    limit: MANIFEST_LIMIT,
                })
                .await;
            // What it answered a blob is the error, if it does not answer this.
            if refused.is_none() {
                answer?;
            }
        }
        let refused = refused.and_then(|refused| refused.authorization.as_deref());
        Ok(BlobRequest {
            url: self.blob_url(digest),
            authorization: self.authorization(refused).await?,
        })
    }

    /// What a server said, without the password that was entered for this registry.
    pub(super) fn conceal(&self, said: &str) -> String {
        match self.session.keychain.get(&self.key) {
            Some(credentials) => credentials.conceal(said),
            None => said.to_owned(),
        }
    }

    fn blob_url(&self, digest: &Digest) -> String {
        format!(
            "{}/v2/{}/blobs/{digest}",
            self.base_url, self.reference.repository
        )
    }

    fn served(&self, answer: Answer) -> Result<Served, SourceError> {
        let response = &answer.response;
        if response.is_success() && is_html(response) {
            return Err(not_a_registry(&response.url, &answer));
        }
        if !response.is_success() {
            return Err(self.failure(&answer));
        }
        Ok(Served {
            bytes: Rc::clone(&response.body),
            content_type: response.header("content-type").map(str::to_owned),
            url: response.url.clone(),
            header_digest: response
                .header("docker-content-digest")
                .and_then(|value| value.trim().parse().ok()),
            problems: response
                .header("warning")
                .map(warning::warnings)
                .unwrap_or_default(),
            receipt: answer.receipt(),
            ..Served::default()
        })
    }
}
