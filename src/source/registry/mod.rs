//! A registry that speaks the distribution protocol (OCI distribution specification 1.1, "Pull"), read anonymously.

pub mod accept;
pub mod challenge;
pub mod endpoints;
pub(crate) mod error_body;
pub mod token;

use super::{
    BlobRequest, MANIFEST_LIMIT, Request, Response, Served, SourceError, Transport, Wanted,
    client::{Answer, Client},
    secret::Secret,
    url::same_origin,
};
use crate::oci::{Descriptor, Digest, Reference};
use accept::Choice;
use error_body::{is_html, not_a_registry, status_error};
use futures::lock::Mutex;
use std::rc::Rc;
use token::{TokenRequest, Tokens};

/// One repository of a registry.
pub struct Registry<T> {
    client: Client<T>,
    base_url: String,
    reference: Reference,
    /// Whether the page comes from the registry's own origin, so that no request needs permission.
    same_origin: bool,
    tokens: Mutex<Tokens>,
}

impl<T: Transport> Registry<T> {
    pub(super) fn new(reference: &Reference, transport: Rc<T>, page_origin: &str) -> Self {
        let base_url = reference.base_url();
        // With the slash: without it distribution redirects, and the redirect carries no CORS headers.
        let client = Client::new(transport, page_origin, format!("{base_url}/v2/"));
        Self {
            client,
            same_origin: same_origin(&base_url, page_origin),
            base_url,
            reference: reference.clone(),
            tokens: Mutex::default(),
        }
    }

    pub(super) async fn document(&self, wanted: &Wanted) -> Result<Served, SourceError> {
        match wanted {
            Wanted::Descriptor(descriptor) => {
                let digest = super::digest_of(descriptor)?.to_string();
                match accept::exactly(descriptor.media_type.as_str()) {
                    Some(accept) => {
                        let answer = self.manifest(&digest, accept, Cache::Use).await?;
                        self.served(answer)
                    }
                    None => self.by_digest(&digest).await,
                }
            }
            Wanted::Root => match (&self.reference.digest, &self.reference.tag) {
                (Some(digest), _) => self.by_digest(&digest.to_string()).await,
                (None, tag) => self.by_tag(tag.as_deref().unwrap_or("latest")).await,
            },
        }
    }

    /// A registry does not convert what it is asked for by digest, so any success is the document itself.
    async fn by_digest(&self, digest: &str) -> Result<Served, SourceError> {
        if self.same_origin {
            let answer = self
                .manifest(digest, accept::every_type(), Cache::Use)
                .await?;
            return self.served(answer);
        }
        let first = self
            .manifest(digest, accept::oci_pair(), Cache::Use)
            .await?;
        if !may_be_hidden(&first.response) {
            return self.served(first);
        }
        let second = self
            .manifest(digest, accept::docker_pair(), Cache::Use)
            .await?;
        self.served(document_of(first, second))
    }

    async fn by_tag(&self, tag: &str) -> Result<Served, SourceError> {
        if self.same_origin {
            let answer = self
                .manifest(tag, accept::every_type(), Cache::Pass)
                .await?;
            return self.served(answer);
        }
        let first = self.manifest(tag, accept::oci_pair(), Cache::Pass).await?;
        let first_type = content_type(&first.response);
        let is_schema1 = is_document(&first.response) && accept::is_schema1(first_type);
        if is_document(&first.response) {
            if accept::fits(&accept::oci_pair(), first_type) {
                return self.served(first);
            }
        } else if !may_be_hidden(&first.response) {
            return self.served(first);
        }
        let second = match self.manifest(tag, accept::docker_pair(), Cache::Pass).await {
            Ok(second) => second,
            // What came first is as good as what was asked for, unless it is schema 1: that is not believed alone.
            Err(_) if is_document(&first.response) && !is_schema1 => return self.served(first),
            Err(error) => return Err(error),
        };
        if !is_document(&first.response) {
            return self.served(document_of(first, second));
        }
        if is_schema1 && !is_document(&second.response) && second.response.status != 404 {
            return self.served(second);
        }
        let second_type = is_document(&second.response).then(|| content_type(&second.response));
        match accept::choose(first_type, second_type) {
            Choice::First => self.served(first),
            Choice::FirstConverted => Ok(Served {
                converted: true,
                ..self.served(first)?
            }),
            Choice::Second => self.served(second),
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

    async fn manifest(
        &self,
        tag_or_digest: &str,
        accept: String,
        cache: Cache,
    ) -> Result<Answer, SourceError> {
        self.get(Request {
            url: format!(
                "{}/v2/{}/manifests/{tag_or_digest}",
                self.base_url, self.reference.repository
            ),
            accept: Some(accept),
            authorization: None,
            no_store: cache == Cache::Pass,
            limit: MANIFEST_LIMIT,
        })
        .await
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

/// Whether the browser's cache may answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cache {
    /// What a digest names does not change.
    Use,
    /// A tag moves, and registries send neither `Vary` nor `Cache-Control`.
    Pass,
}

fn content_type(response: &Response) -> Option<&str> {
    response.header("content-type")
}

fn is_document(response: &Response) -> bool {
    response.status == 200 && !is_html(response)
}

/// Whether the registry may hold a document of a type that was not asked for: it answers 404 (MANIFEST_UNKNOWN) or 406 then.
fn may_be_hidden(response: &Response) -> bool {
    matches!(response.status, 404 | 406) && !is_html(response)
}

/// The answer with a document; the first if there is none.
fn document_of(first: Answer, second: Answer) -> Answer {
    if is_document(&second.response) {
        second
    } else {
        first
    }
}
