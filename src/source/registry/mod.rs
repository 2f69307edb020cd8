//! A registry that speaks the distribution protocol (OCI distribution specification 1.1, "Pull"), read anonymously.

pub mod accept;
pub mod challenge;
pub mod endpoints;
pub mod link;
pub mod listing;
mod negotiation;
pub mod token;

use super::{
    BlobRequest, MANIFEST_LIMIT, Request, Response, Served, Session, SourceError, Transport,
    client::{Answer, Client},
    error_body::{is_html, not_a_registry, status_error},
    secret::Secret,
    url::same_origin,
};
use crate::oci::{Descriptor, Digest, Reference};
use futures::lock::Mutex;
use std::rc::Rc;
use token::{TokenRequest, Tokens};

/// One repository of a registry; with an empty repository, the registry itself and its catalog.
pub struct Registry<T> {
    client: Client<T>,
    base_url: String,
    reference: Reference,
    /// Whether the page comes from the registry's own origin, so that no request needs permission.
    same_origin: bool,
    tokens: Mutex<Tokens>,
}

impl<T: Transport> Registry<T> {
    pub(super) fn new(reference: &Reference, transport: Rc<T>, session: &Rc<Session>) -> Self {
        let base_url = reference.base_url();
        // With the slash: without it distribution redirects, and the redirect carries no CORS headers.
        let client = Client::new(transport, &session.page_origin, format!("{base_url}/v2/"));
        Self {
            client,
            same_origin: same_origin(&base_url, &session.page_origin),
            base_url,
            reference: reference.clone(),
            tokens: Mutex::default(),
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
                limit,
            })
            .await?;
        self.served(answer)
    }

    /// Where a blob is and with which token. Asks nothing if anything was read from here before, except for a new token when the old one
    /// expires.
    pub(super) async fn blob_request(&self, digest: &Digest) -> Result<BlobRequest, SourceError> {
        if !self.client.was_read() {
            self.get(Request {
                url: format!("{}/v2/", self.base_url),
                accept: None,
                authorization: None,
                no_store: false,
                limit: MANIFEST_LIMIT,
            })
            .await?;
        }
        let token = self
            .tokens
            .lock()
            .await
            .current(&self.client, &self.base_url)
            .await?;
        Ok(BlobRequest {
            url: self.blob_url(digest),
            authorization: token.map(|token| token.bearer()),
        })
    }

    fn blob_url(&self, digest: &Digest) -> String {
        format!(
            "{}/v2/{}/blobs/{digest}",
            self.base_url, self.reference.repository
        )
    }

    /// Sends with the token that the registry wants, if it does; a 401 is tried once more with a fresh token.
    async fn get(&self, mut request: Request) -> Result<Answer, SourceError> {
        let token = self
            .tokens
            .lock()
            .await
            .current(&self.client, &self.base_url)
            .await?;
        request.authorization = token.as_ref().map(Secret::bearer);
        let answer = self.client.send(&request).await?;
        if answer.response.status != 401 {
            return Ok(answer);
        }
        let Some(wanted) = self.wanted_token(&answer.response) else {
            return Ok(answer);
        };
        let fresh = self
            .tokens
            .lock()
            .await
            .obtain(&self.client, &self.base_url, wanted, token.as_ref())
            .await?;
        request.authorization = Some(fresh.bearer());
        self.client.send(&request).await
    }

    /// What a 401 asks for; without a readable challenge, what this registry is known to ask for.
    fn wanted_token(&self, response: &Response) -> Option<TokenRequest> {
        let reference = &self.reference;
        match response.header("www-authenticate") {
            Some(value) => challenge::parse(value).iter().find_map(|challenge| {
                TokenRequest::from_challenge(challenge, &reference.repository)
            }),
            None => endpoints::known(&reference.registry, &reference.repository),
        }
    }

    fn served(&self, answer: Answer) -> Result<Served, SourceError> {
        let response = &answer.response;
        if response.status == 200 && is_html(response) {
            return Err(not_a_registry(&response.url, response));
        }
        if response.status != 200 {
            return Err(status_error(&response.url, &answer));
        }
        Ok(Served {
            bytes: Rc::clone(&response.body),
            content_type: response.header("content-type").map(str::to_owned),
            url: response.url.clone(),
            header_digest: response
                .header("docker-content-digest")
                .and_then(|value| value.trim().parse().ok()),
            descriptor: None,
            converted: false,
            problems: Vec::new(),
        })
    }
}
