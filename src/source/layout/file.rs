//! The two files that make a folder a layout: `oci-layout` and `index.json`.

use crate::{
    oci::{
        Body, Document, Index, MediaType, Problem,
        json::Json,
        media_type::OCI_INDEX,
        reference::{ARCHIVE, in_archive},
    },
    source::{
        ArchiveFault, LayoutFault, Receipt, Response, SourceError,
        client::Answer,
        error_body::{looks_like_html, status_error},
    },
};
use std::rc::Rc;

/// `index.json` as it was served.
pub(super) struct IndexFile {
    pub bytes: Rc<[u8]>,
    pub url: String,
    pub receipt: Receipt,
    /// Made of something else: see [`super::super::archive`].
    pub made: bool,
    /// What is wrong with what it comes from.
    pub problems: Vec<Problem>,
    pub index: Index,
}

/// A file that there is.
pub(super) struct File {
    url: String,
    receipt: Receipt,
    made: bool,
    problems: Vec<Problem>,
    bytes: Rc<[u8]>,
}

/// Whether a static host has no such file: 404, or a page in its place. An archive has no start page.
pub(super) fn is_missing(response: &Response) -> bool {
    let may_be_page = response.is_success() && !response.url.starts_with(ARCHIVE);
    response.status == 404 || (may_be_page && looks_like_html(&response.body))
}

/// Why there is no layout, at an address or in an archive.
fn no_layout(url: String, fault: LayoutFault) -> SourceError {
    match in_archive(&url) {
        Some((name, path)) => SourceError::Archive {
            name: name.to_owned(),
            fault: ArchiveFault::Layout {
                error: format!("{path}: {fault}"),
            },
        },
        None => SourceError::NotALayout { url, fault },
    }
}

/// One of the two files, if it is there.
pub(super) fn file_of(url: String, answer: Answer) -> Result<File, SourceError> {
    if is_missing(&answer.response) {
        return Err(no_layout(url, LayoutFault::Missing));
    }
    if !answer.response.is_success() {
        return Err(status_error(&url, &answer));
    }
    Ok(File {
        url,
        receipt: answer.receipt(),
        made: answer.response.made,
        problems: answer.response.problems,
        bytes: answer.response.body,
    })
}

/// Whether `oci-layout` states the version that is known.
pub(super) fn check_marker(file: &File) -> Result<(), SourceError> {
    let marker = Json::parse(&file.bytes).ok();
    let version = marker
        .as_ref()
        .and_then(|marker| marker.root.text_member("imageLayoutVersion"));
    let fault = match version {
        Some("1.0.0") => return Ok(()),
        Some(version) => LayoutFault::Version {
            version: version.to_owned(),
        },
        None => LayoutFault::NoVersion,
    };
    Err(no_layout(file.url.clone(), fault))
}

/// Reads `index.json`.
pub(super) fn parse_index(file: File) -> Result<IndexFile, SourceError> {
    let media_type = MediaType::new(OCI_INDEX);
    let fault = match Document::parse(Rc::clone(&file.bytes), None, Some(&media_type)) {
        Ok(Document {
            body: Body::Index(index),
            ..
        }) => {
            return Ok(IndexFile {
                bytes: file.bytes,
                url: file.url,
                receipt: file.receipt,
                made: file.made,
                problems: file.problems,
                index,
            });
        }
        Ok(_) => LayoutFault::NoIndex,
        Err(error) => LayoutFault::Index(error),
    };
    Err(no_layout(file.url, fault))
}
