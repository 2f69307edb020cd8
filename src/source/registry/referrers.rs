//! What a registry knows to refer to a document.

use super::{
    Registry, accept,
    link::next_query,
    negotiation::{self, Cache},
};
use crate::{
    oci::{
        Body, Descriptor, Digest, Document, Index, MediaType,
        json::{self, Json, Kind},
    },
    source::{
        Cause, Request, Response, SourceError, Transport,
        client::Answer,
        error_body::start,
        referrers::{FoundBy, Gap, Referrer, Referrers, cosign_tags, schema_tag},
    },
};
use futures::future::join_all;

/// A page may have this many bytes (4 MiB, as a manifest).
const PAGE_LIMIT: u64 = crate::source::MANIFEST_LIMIT;

/// So many pages are read.
const MOST_PAGES: usize = 20;

/// Where an index lists what is in it.
const MEMBER: &str = "manifests";

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
            let is_first = urls.len() == 1;
            let answer = match self.get(list_request(url.clone())).await {
                Ok(answer) => answer,
                Err(error) if is_first && is_unrouted(&error) => return Ok(Api::Absent(None)),
                Err(error) if is_first => return Err(error),
                Err(error) => {
                    referrers.break_off(error);
                    break;
                }
            };
            let response = &answer.response;
            let index = match self.list_in(answer.clone()) {
                Ok(Some(index)) => index,
                other if is_first => {
                    return Ok(Api::Absent(gap_of_api(response.status, other.err())));
                }
                // What has begun as a list is no other address.
                Ok(None) => {
                    referrers.break_off(not_a_list(response));
                    break;
                }
                Err(error) => {
                    referrers.break_off(error);
                    break;
                }
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
        if self.same_origin {
            let answer = self.manifest(tag, accept::every_type(), Cache::Pass);
            return Ok(unless_missing(answer.await?));
        }
        // Nearly everything is attached in these formats: of a tag that is not there nothing more is asked.
        let first = self.manifest(tag, accept::oci_pair(), Cache::Pass).await?;
        if !negotiation::may_be_dockers(&first.response) {
            return Ok(unless_missing(first));
        }
        // cosign can be told to write Docker's manifests, of which a registry makes schema 1 if it can.
        let second = self.manifest(tag, accept::docker_pair(), Cache::Pass);
        let second = second.await?;
        let is_it = second.response.is_success();
        Ok(Some(if is_it { second } else { first }))
    }

    /// Adds what a tag leads to: all that the index of the tag schema lists, or the very manifest.
    fn add_tagged(&self, tag: String, answer: Answer, subject: &Digest, referrers: &mut Referrers) {
        // GitLab takes such a tag for the digest, and answers with the document itself.
        let body = &answer.response.body;
        if Digest::compute(subject.algorithm(), body).as_ref() == Some(subject) {
            return;
        }
        if tag == schema_tag(subject) {
            match self.list_in(answer) {
                // Some other document has the tag.
                Ok(None) => {}
                Ok(Some(index)) => {
                    for descriptor in index.manifests {
                        referrers.add(Referrer {
                            descriptor,
                            found: FoundBy::TagSchema,
                            served: None,
                        });
                    }
                }
                Err(error) => referrers.gaps.push(Gap::Tag {
                    tag,
                    error: Box::new(error),
                }),
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

    /// The index in an answer; `None` if it holds another document.
    fn list_in(&self, answer: Answer) -> Result<Option<Index>, SourceError> {
        let response = answer.response.clone();
        let served = self.served(answer)?;
        let content_type = served.content_type.as_deref();
        match Document::parse(served.bytes, content_type, None) {
            Ok(Document {
                body: Body::Index(index),
                ..
            }) if has_list(&response.body) => Ok(Some(index)),
            Ok(Document {
                body: Body::Index(_),
                ..
            })
            | Err(_) => Err(not_a_list(&response)),
            Ok(_) => Ok(None),
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

/// What is not known where the API answered this at once, and no list. 404 is how a registry says that it has no such API; a page of HTML, or another
/// document, says the same.
fn gap_of_api(status: u16, error: Option<SourceError>) -> Option<Gap> {
    match (status, error) {
        (404, _) | (200 | 203, None | Some(SourceError::NotARegistry { .. })) => None,
        (200 | 203, Some(error)) => Some(Gap::Unreadable {
            error: Box::new(error),
        }),
        (status, _) => Some(Gap::Refused { status }),
    }
}

fn not_a_list(response: &Response) -> SourceError {
    SourceError::NotAList {
        url: response.url.clone(),
        member: MEMBER,
        start: start(&response.body),
    }
}

/// Whether an index says what is in it. An empty list of Go is `null`.
fn has_list(body: &[u8]) -> bool {
    let json = Json::parse(body).ok();
    let members = json.as_ref().and_then(|json| json.root.members());
    let list = members.and_then(|members| json::find(members, MEMBER));
    list.is_some_and(|list| matches!(list.kind, Kind::Array(_) | Kind::Null))
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

fn unless_missing(answer: Answer) -> Option<Answer> {
    (answer.response.status != 404).then_some(answer)
}
