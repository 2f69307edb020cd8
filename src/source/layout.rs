//! An OCI image layout (image specification 1.1, "OCI Image Layout Specification") on any static web host.
//!
//! Nothing but GET is expected of the host: no content types, no tags, no listing; and a page where a file is missing may come with 200.

use super::{
    BlobRequest, LayoutFault, MANIFEST_LIMIT, Request, Served, SourceError, Transport, Wanted,
    client::{Answer, Client},
    digest_of,
    registry::error_body::{looks_like_html, status_error},
};
use crate::oci::{
    Body, Descriptor, Digest, Document, Index, LayoutReference, Problem, Severity,
    media_type::OCI_INDEX,
};
use std::{cell::RefCell, rc::Rc};

/// How much of `oci-layout` is read.
const MARKER_LIMIT: u64 = 64 * 1024;

/// The annotation with an entry's tag.
const REF_NAME: &str = "org.opencontainers.image.ref.name";

/// The annotation with the whole name of an image, written by containerd.
const CONTAINERD_NAME: &str = "io.containerd.image.name";

/// Where the specification says what `index.json` holds.
const INDEX_SPECIFICATION: &str =
    "https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md#indexjson-file";

/// A layout.
pub struct Layout<T> {
    client: Client<T>,
    reference: LayoutReference,
    /// Absolute, without a trailing slash; `None` if the reference's URL cannot be made absolute.
    base_url: Option<String>,
    index: RefCell<Option<Rc<IndexFile>>>,
}

/// `index.json` as it was served.
struct IndexFile {
    bytes: Rc<[u8]>,
    url: String,
    index: Index,
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
            Wanted::Root => self.root().await,
            Wanted::Descriptor(descriptor) => self.blob(descriptor, MANIFEST_LIMIT).await,
        }
    }

    async fn root(&self) -> Result<Served, SourceError> {
        let file = self.read_index().await?;
        match choose(&file.index, &self.reference) {
            Found::Entry {
                descriptor,
                problem,
            } => {
                let served = self.blob(&descriptor, MANIFEST_LIMIT).await?;
                Ok(Served {
                    descriptor: Some(*descriptor),
                    problems: problem.into_iter().collect(),
                    ..served
                })
            }
            Found::Digest(digest) => {
                let descriptor = Descriptor {
                    digest: Some(digest),
                    ..Descriptor::default()
                };
                self.blob(&descriptor, MANIFEST_LIMIT).await
            }
            Found::Whole => Ok(Served {
                bytes: Rc::clone(&file.bytes),
                content_type: None,
                url: file.url.clone(),
                header_digest: None,
                descriptor: None,
                converted: false,
                problems: Vec::new(),
            }),
            Found::Nothing { tag } => Err(SourceError::UnknownTag {
                url: file.url.clone(),
                tag,
                tags: tags_of(&file.index),
            }),
        }
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
        if response.status == 404 || (response.status == 200 && looks_like_html(&response.body)) {
            return Err(SourceError::UnknownBlob {
                url,
                digest: digest.to_string(),
            });
        }
        if response.status != 200 {
            return Err(status_error(&url, &answer));
        }
        Ok(Served {
            bytes: Rc::clone(&response.body),
            content_type: None,
            url: response.url.clone(),
            header_digest: None,
            descriptor: None,
            converted: false,
            problems: Vec::new(),
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

    fn url(&self, path: &str) -> Result<String, SourceError> {
        match &self.base_url {
            Some(base_url) => Ok(format!("{base_url}/{path}")),
            None => Err(SourceError::NoUrl {
                url: self.reference.url.clone(),
            }),
        }
    }

    fn blob_url(&self, digest: &Digest) -> Result<String, SourceError> {
        // The grammar of digests allows neither a slash nor an empty part.
        self.url(&format!(
            "blobs/{}",
            digest.to_string().replacen(':', "/", 1)
        ))
    }

    async fn get(&self, url: String, no_store: bool, limit: u64) -> Result<Answer, SourceError> {
        self.client
            .send(&Request {
                url,
                accept: None,
                authorization: None,
                no_store,
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

/// A file that there is.
struct File {
    url: String,
    bytes: Rc<[u8]>,
}

fn file_of(url: String, answer: Answer) -> Result<File, SourceError> {
    let response = &answer.response;
    if response.status == 404 || (response.status == 200 && looks_like_html(&response.body)) {
        return Err(SourceError::NotALayout {
            url,
            fault: LayoutFault::Missing,
        });
    }
    if response.status != 200 {
        return Err(status_error(&url, &answer));
    }
    Ok(File {
        url,
        bytes: Rc::clone(&response.body),
    })
}

fn check_marker(file: &File) -> Result<(), SourceError> {
    let version = serde_json::from_slice::<serde_json::Value>(&file.bytes)
        .ok()
        .and_then(|marker| Some(marker.get("imageLayoutVersion")?.as_str()?.to_owned()));
    let fault = match version {
        Some(version) if version == "1.0.0" => return Ok(()),
        Some(version) => LayoutFault::Version { version },
        None => LayoutFault::NoVersion,
    };
    Err(SourceError::NotALayout {
        url: file.url.clone(),
        fault,
    })
}

fn parse_index(file: File) -> Result<IndexFile, SourceError> {
    let media_type = crate::oci::MediaType::new(OCI_INDEX);
    let fault = match Document::parse(Rc::clone(&file.bytes), None, Some(&media_type)) {
        Ok(Document {
            body: Body::Index(index),
            ..
        }) => {
            return Ok(IndexFile {
                bytes: file.bytes,
                url: file.url,
                index,
            });
        }
        Ok(_) => LayoutFault::NoIndex,
        Err(error) => LayoutFault::Index(error),
    };
    Err(SourceError::NotALayout {
        url: file.url,
        fault,
    })
}

/// What a reference names in a layout.
#[derive(Debug, PartialEq)]
enum Found {
    Entry {
        descriptor: Box<Descriptor>,
        problem: Option<Problem>,
    },
    /// A blob that `index.json` does not list: one behind a nested index, for instance.
    Digest(Digest),
    /// `index.json` itself.
    Whole,
    Nothing {
        tag: String,
    },
}

/// The entry that a reference names. A digest decides; then the tag; without either the only entry, the one tagged `latest`, or all of them.
fn choose(index: &Index, reference: &LayoutReference) -> Found {
    let entry = |descriptor: &Descriptor| Found::Entry {
        descriptor: Box::new(descriptor.clone()),
        problem: None,
    };
    if let Some(digest) = &reference.digest {
        let listed = index
            .manifests
            .iter()
            .find(|descriptor| descriptor.digest.as_ref() == Some(digest));
        return listed.map_or_else(|| Found::Digest(digest.clone()), entry);
    }
    match (&reference.tag, index.manifests.as_slice()) {
        (Some(tag), _) => tagged(index, tag).unwrap_or_else(|| Found::Nothing { tag: tag.clone() }),
        (None, [only]) => entry(only),
        (None, _) => tagged(index, "latest").unwrap_or(Found::Whole),
    }
}

/// The entry with a tag. If every entry has it, they are one image's platforms, and `index.json` is their index.
fn tagged(index: &Index, tag: &str) -> Option<Found> {
    let exactly = |descriptor: &&Descriptor| descriptor.annotations.get(REF_NAME) == Some(tag);
    let nearly =
        |descriptor: &&Descriptor| names_of(descriptor).any(|name| tag_of(name) == Some(tag));
    let mut matches: Vec<&Descriptor> = index.manifests.iter().filter(exactly).collect();
    if matches.is_empty() {
        matches = index.manifests.iter().filter(nearly).collect();
    }
    let first = *matches.first()?;
    let differ = matches
        .iter()
        .any(|descriptor| descriptor.digest_text != first.digest_text);
    if differ && matches.len() == index.manifests.len() {
        return Some(Found::Whole);
    }
    let problem = differ.then(|| Problem {
        rule: "layout-duplicate-tag",
        severity: Severity::Warning,
        message: format!(
            "{} entries of index.json are tagged {tag:?}; the first is shown",
            matches.len()
        ),
        pointer: String::new(),
        specification: Some(INDEX_SPECIFICATION),
    });
    Some(Found::Entry {
        descriptor: Box::new(first.clone()),
        problem,
    })
}

fn names_of(descriptor: &Descriptor) -> impl Iterator<Item = &str> {
    [REF_NAME, CONTAINERD_NAME]
        .into_iter()
        .filter_map(|key| descriptor.annotations.get(key))
}

/// The tag in a name: `latest` of `latest`, `1.0` of `docker.io/library/alpine:1.0`; none in `localhost:5000/alpine`.
fn tag_of(name: &str) -> Option<&str> {
    let tag = name.rsplit_once(':').map_or(name, |(_, tag)| tag);
    (!tag.is_empty() && !tag.contains(['/', '@'])).then_some(tag)
}

/// The tag of an entry of `index.json`.
pub fn tag_of_entry(descriptor: &Descriptor) -> Option<&str> {
    names_of(descriptor).find_map(tag_of)
}

/// Every tag once, in the order of `index.json`.
fn tags_of(index: &Index) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for descriptor in &index.manifests {
        if let Some(tag) = tag_of_entry(descriptor)
            && !tags.iter().any(|known| known == tag)
        {
            tags.push(tag.to_owned());
        }
    }
    tags
}
