//! An OCI image layout (image specification 1.1, "OCI Image Layout Specification") on any static web host, or in an
//! [archive](super::archive) that somebody opened.
//!
//! Nothing but GET is expected of the host: no content types, no tags, no listing; and a page where a file is missing may come with 200.

mod choice;
mod file;
mod referrers;

use super::{
    BlobRequest, MANIFEST_LIMIT, Request, Served, SourceError, Transport, Wanted,
    client::{Answer, Client},
    digest_of,
    error_body::status_error,
};
use crate::oci::{Descriptor, Digest, LayoutReference};
use choice::{Found, choose, tags_of};
use file::{IndexFile, check_marker, file_of, is_missing, parse_index};
use std::{cell::RefCell, rc::Rc};

pub(super) use choice::CONTAINERD_NAME;
pub(super) use choice::tag_in;
pub use choice::tag_of_entry;

/// How much of `oci-layout` is read.
const MARKER_LIMIT: u64 = 64 * 1024;

/// A layout.
pub struct Layout<T> {
    client: Client<T>,
    reference: LayoutReference,
    /// Absolute, without a trailing slash; `None` if the reference's URL cannot be made absolute.
    base_url: Option<String>,
    index: RefCell<Option<Rc<IndexFile>>>,
}

/// Where a layout has the blob of a digest: the grammar of digests allows neither a slash nor an empty part.
pub(super) fn blob_path(digest: &Digest) -> String {
    format!("blobs/{}", digest.to_string().replacen(':', "/", 1))
}

impl<T: Transport> Layout<T> {
    pub(super) fn new(
        reference: &LayoutReference,
        transport: Rc<T>,
        page_origin: &str,
        base_url: Option<String>,
    ) -> Self {
        let base_url = base_url
            .as_deref()
            .map(|url| url.trim_end_matches('/').to_owned());
        let probe_url = format!("{}/oci-layout", base_url.as_deref().unwrap_or_default());
        Self {
            client: Client::new(transport, page_origin, probe_url),
            reference: reference.clone(),
            base_url,
            index: RefCell::new(None),
        }
    }

    pub(super) async fn document(&self, wanted: &Wanted) -> Result<Served, SourceError> {
        match wanted {
            Wanted::Root => self.named(&self.reference).await,
            Wanted::Tag(tag) => {
                let reference = LayoutReference {
                    tag: Some(tag.clone()),
                    digest: None,
                    ..self.reference.clone()
                };
                self.named(&reference).await
            }
            Wanted::Descriptor(descriptor) => self.blob(descriptor, MANIFEST_LIMIT).await,
        }
    }

    async fn named(&self, reference: &LayoutReference) -> Result<Served, SourceError> {
        let file = self.read_index().await?;
        let mut served = match choose(&file.index, reference) {
            Found::Entry {
                descriptor,
                problem,
            } => {
                let served = self.blob(&descriptor, MANIFEST_LIMIT).await?;
                Served {
                    descriptor: Some(*descriptor),
                    problems: problem.into_iter().collect(),
                    ..served
                }
            }
            Found::Digest(digest) => {
                let descriptor = Descriptor {
                    digest: Some(digest),
                    ..Descriptor::default()
                };
                self.blob(&descriptor, MANIFEST_LIMIT).await?
            }
            Found::Whole => Served {
                bytes: Rc::clone(&file.bytes),
                url: file.url.clone(),
                is_blob: true,
                made: file.made,
                receipt: file.receipt.clone(),
                ..Served::default()
            },
            Found::Nothing { tag } => {
                return Err(SourceError::UnknownTag {
                    url: file.url.clone(),
                    tag,
                    tags: tags_of(&file.index),
                });
            }
        };
        served.problems.extend_from_slice(&file.problems);
        Ok(served)
    }

    pub(super) async fn blob(
        &self,
        descriptor: &Descriptor,
        limit: u64,
    ) -> Result<Served, SourceError> {
        let digest = digest_of(descriptor)?;
        let url = self.blob_url(digest)?;
        let answer = self.get(url.clone(), false, limit).await?;
        let response = &answer.response;
        if is_missing(response) {
            return Err(SourceError::UnknownBlob {
                url,
                digest: digest.to_string(),
            });
        }
        if !response.is_success() {
            return Err(status_error(&url, &answer));
        }
        Ok(Served {
            bytes: Rc::clone(&response.body),
            url: response.url.clone(),
            is_blob: true,
            made: response.made,
            receipt: answer.receipt(),
            ..Served::default()
        })
    }

    pub(super) fn blob_request(&self, digest: &Digest) -> Result<BlobRequest, SourceError> {
        Ok(BlobRequest {
            url: self.blob_url(digest)?,
            authorization: None,
        })
    }

    pub(super) fn tags(&self) -> Vec<String> {
        self.index
            .borrow()
            .as_ref()
            .map(|file| tags_of(&file.index))
            .unwrap_or_default()
    }

    /// The tags of `index.json`, which is read for it if it was not.
    pub(super) async fn list(&self) -> Result<Vec<String>, SourceError> {
        Ok(tags_of(&self.read_index().await?.index))
    }

    fn url(&self, path: &str) -> Result<String, SourceError> {
        match &self.base_url {
            Some(base_url) => Ok(format!("{base_url}/{path}")),
            None => Err(SourceError::NoUrl {
                url: self.reference.url.clone(),
            }),
        }
    }

    fn blob_url(&self, digest: &Digest) -> Result<String, SourceError> {
        self.url(&blob_path(digest))
    }

    async fn get(&self, url: String, no_store: bool, limit: u64) -> Result<Answer, SourceError> {
        self.client
            .send(&Request {
                url,
                accept: None,
                authorization: None,
                no_store,
                may_be_missing: false,
                limit,
            })
            .await
    }

    /// Reads `oci-layout` and `index.json`, both at once, the first time only.
    async fn read_index(&self) -> Result<Rc<IndexFile>, SourceError> {
        if let Some(file) = self.index.borrow().as_ref() {
            return Ok(Rc::clone(file));
        }
        let marker_url = self.url("oci-layout")?;
        let index_url = self.url("index.json")?;
        let (marker, index) = futures::join!(
            self.get(marker_url.clone(), false, MARKER_LIMIT),
            self.get(index_url.clone(), true, MANIFEST_LIMIT)
        );
        check_marker(&file_of(marker_url, marker?)?)?;
        let file = Rc::new(parse_index(file_of(index_url, index?)?)?);
        *self.index.borrow_mut() = Some(Rc::clone(&file));
        Ok(file)
    }
}
