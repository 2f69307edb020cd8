//! Asking for a manifest so that what is stored is served, and not what the registry makes of it: see [`accept`].

use super::{
    Registry,
    accept::{self, Choice},
};
use crate::source::{
    MANIFEST_LIMIT, Request, Response, Served, SourceError, Transport, Unknown, Wanted,
    client::Answer,
    digest_of,
    error_body::{errors_in, is_html},
};

impl<T: Transport> Registry<T> {
    pub(in crate::source) async fn document(&self, wanted: &Wanted) -> Result<Served, SourceError> {
        match wanted {
            Wanted::Descriptor(descriptor) => {
                let digest = digest_of(descriptor)?.to_string();
                let served = match accept::exactly(descriptor.media_type.as_str()) {
                    Some(accept) => {
                        let answer = self.manifest(&digest, accept, Cache::Use).await?;
                        if may_be_hidden(&answer.response) {
                            // It may be of another type than its descriptor says.
                            self.by_digest(&digest).await
                        } else {
                            self.served(answer)
                        }
                    }
                    None => self.by_digest(&digest).await,
                };
                served.map_err(|error| error.about(Unknown::Entry))
            }
            Wanted::Tag(tag) => self.by_tag(tag).await,
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
        } else if !may_be_hidden(&first.response) && !is_not_convertible(&first.response) {
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

    pub(super) async fn manifest(
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
            may_be_missing: false,
            limit: MANIFEST_LIMIT,
        })
        .await
    }
}

/// Whether the browser's cache may answer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Cache {
    /// What a digest names does not change.
    Use,
    /// A tag moves, and registries send neither `Vary` nor `Cache-Control`.
    Pass,
}

fn content_type(response: &Response) -> Option<&str> {
    response.header("content-type")
}

fn is_document(response: &Response) -> bool {
    response.is_success() && !is_html(response)
}

/// Whether the registry may hold a document of a type that was not asked for: it answers 404 (MANIFEST_UNKNOWN) or 406 then.
fn may_be_hidden(response: &Response) -> bool {
    matches!(response.status, 404 | 406) && !is_html(response)
}

/// Whether the registry may hold a document that it cannot convert to schema 1: distribution answers 400 (MANIFEST_INVALID) to a tag's question if the
/// config of a schema-2 manifest has no history, or is lost.
fn is_not_convertible(response: &Response) -> bool {
    response.status == 400
        && errors_in(&response.body)
            .iter()
            .any(|error| error.code == "MANIFEST_INVALID")
}

/// Whether a registry that was asked for OCI's documents holds one of Docker's: it made schema 1 of that, or could not.
pub(super) fn may_be_dockers(response: &Response) -> bool {
    is_document(response) && accept::is_schema1(content_type(response))
        || is_not_convertible(response)
}

/// The second answer, unless it says as little: that there is no document of its types, or a web page in the place of one. A registry that wants a pause, or
/// that fails, has not said that there is none.
fn document_of(first: Answer, second: Answer) -> Answer {
    let says_little = matches!(second.response.status, 404 | 406)
        || second.response.is_success() && is_html(&second.response);
    if says_little { first } else { second }
}
