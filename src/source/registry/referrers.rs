//! What a registry knows to refer to a document.

use super::{Registry, accept, link::next_query, negotiation::Cache};
use crate::{
    oci::{Body, Descriptor, Digest, Document, Index, MediaType},
    source::{
        Cause, Request, Response, SourceError, Transport,
        client::Answer,
        referrers::{FoundBy, Gap, Referrer, Referrers, cosign_tags, schema_tag},
    },
};
use futures::future::join_all;
use std::rc::Rc;

/// A page may have this many bytes (4 MiB, as a manifest).
const PAGE_LIMIT: u64 = crate::source::MANIFEST_LIMIT;

/// So many pages are read.
const MOST_PAGES: usize = 20;

/// What the API said.
enum Api {
    Listed,
    /// There is none, or it is not for everybody.
    Absent(Option<Gap>),
}

impl<T: Transport> Registry<T> {
    pub(in crate::source) async fn referrers(
        &self,
        subject: &Digest,
    ) -> Result<Referrers, SourceError> {
        let mut referrers = Referrers::default();
        // First, and alone: it is known then whether a token is needed.
        let api = self.ask_api(subject, &mut referrers).await?;
        let mut tags = cosign_tags(subject);
        if let Api::Absent(gap) = api {
            referrers.gaps.extend(gap);
            tags.insert(0, schema_tag(subject));
        }
        let answers = tags.into_iter().map(|tag| async {
            let answer = self.tagged(&tag).await;
            (tag, answer)
        });
        for (tag, answer) in join_all(answers).await {
            match answer {
                Ok(Some(answer)) => self.add_tagged(tag, answer, subject, &mut referrers),
                Ok(None) => {}
                Err(error) => referrers.gaps.push(Gap::Tag {
                    tag,
                    error: Box::new(error),
                }),
            }
        }
        Ok(referrers)
    }

    /// Reads the list of the API, page by page.
    async fn ask_api(
        &self,
        subject: &Digest,
        referrers: &mut Referrers,
    ) -> Result<Api, SourceError> {
        let path = format!(
            "{}/v2/{}/referrers/{subject}",
            self.base_url, self.reference.repository
        );
        let mut urls = vec![path.clone()];
        while let Some(url) = urls.last() {
            let answer = match self.get(list_request(url.clone())).await {
                Ok(answer) => answer,
                Err(error) if is_unrouted(&error) => return Ok(Api::Absent(None)),
                Err(error) => return Err(error),
            };
            let response = &answer.response;
            let Some(index) = index_of(response) else {
                // 404 is how a registry says that it has no such API; a page of HTML, or another document, says the same.
                let status = response.status;
                let gap = (!matches!(status, 200 | 404)).then_some(Gap::Refused { status });
                return Ok(Api::Absent(gap));
            };
            let hides_links = !self.same_origin && !exposes_headers(response);
            if hides_links && !index.manifests.is_empty() {
                referrers.gaps.push(Gap::Unlinked);
            }
            for descriptor in index.manifests {
                referrers.add(Referrer {
                    descriptor,
                    found: FoundBy::Api,
                    served: None,
                });
            }
            let next = response.header("link").and_then(next_query);
            let next = next.map(|query| format!("{path}?{query}"));
            // A link that leads back is the end.
            let Some(next) = next.filter(|next| !urls.contains(next)) else {
                break;
            };
            if urls.len() == MOST_PAGES {
                let read = referrers.found.len();
                referrers.gaps.push(Gap::More { read });
                break;
            }
            urls.push(next);
        }
        Ok(Api::Listed)
    }

    /// The manifest under a tag, if there is one.
    async fn tagged(&self, tag: &str) -> Result<Option<Answer>, SourceError> {
        let accept = if self.same_origin {
            accept::every_type()
        } else {
            // Nobody attaches anything in another format.
            accept::oci_pair()
        };
        let answer = self.manifest(tag, accept, Cache::Pass).await?;
        match answer.response.status {
            404 => Ok(None),
            _ => Ok(Some(answer)),
        }
    }

    /// Adds what a tag leads to: all that the index of the tag schema lists, or the very manifest.
    fn add_tagged(&self, tag: String, answer: Answer, subject: &Digest, referrers: &mut Referrers) {
        // GitLab takes such a tag for the digest, and answers with the document itself.
        let body = &answer.response.body;
        if Digest::compute(subject.algorithm(), body).as_ref() == Some(subject) {
            return;
        }
        if tag == schema_tag(subject) {
            let index = index_of(&answer.response);
            for descriptor in index.into_iter().flat_map(|index| index.manifests) {
                referrers.add(Referrer {
                    descriptor,
                    found: FoundBy::TagSchema,
                    served: None,
                });
            }
            return;
        }
        match self.served(answer) {
            Ok(served) => {
                let digest = Digest::sha256_of(&served.bytes);
                referrers.add(Referrer {
                    descriptor: Descriptor {
                        media_type: MediaType::new(
                            served.content_type.as_deref().unwrap_or_default(),
                        ),
                        digest_text: digest.to_string(),
                        digest: Some(digest),
                        size: Some(served.bytes.len() as u64),
                        ..Descriptor::default()
                    },
                    found: FoundBy::CosignTag(tag),
                    served: Some(served),
                });
            }
            Err(error) => referrers.gaps.push(Gap::Tag {
                tag,
                error: Box::new(error),
            }),
        }
    }
}

fn list_request(url: String) -> Request {
    Request {
        url,
        // Without one, so that no preflight is needed; there is one type only.
        accept: None,
        authorization: None,
        // Anybody may attach something at any time.
        no_store: true,
        may_be_missing: true,
        limit: PAGE_LIMIT,
    }
}

/// Whether headers beyond those that every page may read were let through. `Date` is in every answer, and whoever lets pages read `Link` names it too, by the list
/// in the documentation or by `*`.
fn exposes_headers(response: &Response) -> bool {
    ["link", "date"]
        .iter()
        .any(|name| response.header(name).is_some())
}

/// The index in an answer, if it is one.
fn index_of(response: &Response) -> Option<Index> {
    if response.status != 200 {
        return None;
    }
    let content_type = response.header("content-type");
    match Document::parse(Rc::clone(&response.body), content_type, None) {
        Ok(Document {
            body: Body::Index(index),
            ..
        }) => Some(index),
        _ => None,
    }
}

/// distribution answers addresses that it does not know without CORS headers, so that the browser tells nothing but a failure.
fn is_unrouted(error: &SourceError) -> bool {
    matches!(
        error,
        SourceError::NoAnswer {
            cause: Cause::RouteWithoutCors { .. },
            ..
        }
    )
}
