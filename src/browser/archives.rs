//! Files that a person opened in this tab, and the archives in them. They are known by their names, as in `file:<name>`: a page may read a file
//! as long as it has been given it, and never finds it again by itself.

use super::{gunzip::gunzip, opened};
use crate::{
    oci::{LayoutReference, reference::in_archive},
    source::{
        ArchiveFault, Request, Response, TransportError,
        archive::{Archive, Bytes, Extent, GZIP, Part},
    },
    verify::reading::ReadError,
};
use js_sys::Uint8Array;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File, Url};

/// A file that a person gave.
struct Given {
    /// As references have it.
    name: String,
    file: File,
    /// Once it was looked into, and until another one is.
    archive: Option<Rc<ArchiveFile>>,
}

thread_local! {
    static GIVEN: RefCell<Vec<Given>> = RefCell::default();
}

/// A file, or a piece of one, as the browser has it.
#[derive(Clone)]
struct FileBytes(Blob);

impl FileBytes {
    /// The first bytes, in which gzip shows.
    async fn start(&self) -> Result<Vec<u8>, ArchiveFault> {
        let size = self.size().min(GZIP.len() as u64);
        let start = self.read(Extent { offset: 0, size }).await;
        start.ok_or(ArchiveFault::Unreadable)
    }

    fn slice(&self, extent: Extent) -> Option<Blob> {
        // Sizes of files are far below 2^53.
        let (start, end) = (extent.offset as f64, (extent.offset + extent.size) as f64);
        self.0.slice_with_f64_and_f64(start, end).ok()
    }
}

impl Bytes for FileBytes {
    fn size(&self) -> u64 {
        self.0.size() as u64
    }

    async fn read(&self, extent: Extent) -> Option<Vec<u8>> {
        let buffer = JsFuture::from(self.slice(extent)?.array_buffer())
            .await
            .ok()?;
        let bytes = Uint8Array::new(&buffer).to_vec();
        (bytes.len() as u64 == extent.size).then_some(bytes)
    }
}

/// A file, or what it unpacks to where it is compressed as a whole, and what lies where in it.
struct ArchiveFile {
    bytes: FileBytes,
    archive: Archive,
    /// Addresses that were given out, by path.
    urls: RefCell<Vec<(String, String)>>,
}

impl ArchiveFile {
    /// Answers as a static host would.
    async fn answer(&self, path: &str, request: &Request) -> Result<Response, TransportError> {
        let part = self.archive.part(path);
        let made = matches!(part, Some(Part::Made(_) | Part::Unnamed(_)));
        let (status, body) = match part {
            None => (404, Rc::from([])),
            Some(Part::Missing(fault)) => return Err(TransportError::Archive(fault)),
            Some(part) if part.size() > request.limit => {
                return Err(TransportError::TooLarge {
                    limit: request.limit,
                });
            }
            Some(Part::Made(bytes)) => (200, bytes),
            Some(Part::Extent(extent) | Part::Unnamed(extent)) => {
                match self.bytes.read(extent).await {
                    Some(bytes) => (200, bytes.into()),
                    None => return Err(TransportError::Archive(ArchiveFault::Unreadable)),
                }
            }
        };
        let problems = match path {
            "index.json" => self.archive.problems().to_vec(),
            _ => Vec::new(),
        };
        Ok(Response {
            status,
            url: request.url.clone(),
            redirected: false,
            headers: Vec::new(),
            body,
            made,
            problems,
        })
    }

    /// An address by which a worker reads a file of the archive.
    fn url(&self, path: &str) -> Result<String, ReadError> {
        let known = self.urls.borrow();
        if let Some((_, url)) = known.iter().find(|(known, _)| known == path) {
            return Ok(url.clone());
        }
        drop(known);
        let extent = match self.archive.part(path) {
            Some(Part::Extent(extent) | Part::Unnamed(extent)) => extent,
            Some(Part::Missing(fault)) => return Err(read_error(fault)),
            Some(Part::Made(_)) | None => return Err(ReadError::NotInCopy),
        };
        let url = self
            .bytes
            .slice(extent)
            .and_then(|slice| Url::create_object_url_with_blob(&slice).ok());
        let url = url.ok_or(ReadError::FileGone)?;
        self.urls.borrow_mut().push((path.to_owned(), url.clone()));
        Ok(url)
    }
}

impl Drop for ArchiveFile {
    fn drop(&mut self) {
        for (_, url) in &*self.urls.borrow() {
            // Fails never: revoking what is not there does nothing.
            let _ = Url::revoke_object_url(url);
        }
    }
}

/// Takes a file, in place of another one of the same name. Returns the reference that leads to it.
pub fn give(file: File) -> LayoutReference {
    let reference = LayoutReference::of_archive(&file.name());
    let name = reference.archive().unwrap_or_default().to_owned();
    GIVEN.with_borrow_mut(|given| {
        given.retain(|given| given.name != name);
        given.push(Given {
            name,
            file,
            archive: None,
        });
    });
    reference
}

/// Looks into the file of a name, unless that was done.
///
/// # Errors
/// When there is no such file, or no images in it.
pub async fn look_into(name: &str) -> Result<(), ArchiveFault> {
    opened::set_reader(|request| Box::pin(answer(request)));
    archive_of(name).await.map(drop)
}

/// An address by which a worker reads a blob.
pub struct BlobUrl {
    /// The address.
    pub url: String,
    /// What it leads into, as long as it is read.
    _file: Option<Rc<ArchiveFile>>,
}

/// Where a worker reads a blob: of an opened file at an address of its own.
///
/// # Errors
/// When the file has no such blob.
pub async fn blob_url(url: String) -> Result<BlobUrl, ReadError> {
    let Some((name, path)) = in_archive(&url) else {
        return Ok(BlobUrl { url, _file: None });
    };
    let file = archive_of(name).await.map_err(read_error)?;
    Ok(BlobUrl {
        url: file.url(path)?,
        _file: Some(file),
    })
}

async fn answer(request: Request) -> Result<Response, TransportError> {
    let (name, path) = in_archive(&request.url).ok_or(TransportError::Rejected)?;
    let archive = archive_of(name).await.map_err(TransportError::Archive)?;
    archive.answer(path, &request).await
}

fn read_error(fault: ArchiveFault) -> ReadError {
    match fault {
        ArchiveFault::Unreadable => ReadError::FileGone,
        fault => ReadError::NotInFile {
            reason: fault.to_string(),
        },
    }
}

/// The archive in the file of a name. It is read if that was not done, or if it was forgotten.
async fn archive_of(name: &str) -> Result<Rc<ArchiveFile>, ArchiveFault> {
    let given = GIVEN.with_borrow(|given| {
        let given = given.iter().find(|given| given.name == name)?;
        Some((given.file.clone(), given.archive.clone()))
    });
    let (file, archive) = given.ok_or(ArchiveFault::NotOpened)?;
    let bytes = FileBytes(file.clone().into());
    // It may have changed since, or gone: what it was unpacked to does not show that.
    let start = bytes.start().await?;
    if let Some(archive) = archive {
        return Ok(archive);
    }
    // One is kept: what another one was unpacked to takes as much of the disk as its layers. Who still shows it has it read again.
    GIVEN.with_borrow_mut(|given| {
        let others = given.iter_mut().filter(|given| given.name != name);
        others.for_each(|given| given.archive = None);
    });
    let bytes = match start.as_slice() {
        [] => return Err(ArchiveFault::NotTar { what: "empty" }),
        start if start == GZIP => FileBytes(gunzip(&bytes.0).await?),
        _ => bytes,
    };
    let archive = Rc::new(ArchiveFile {
        archive: Archive::open(&bytes).await?,
        bytes,
        urls: RefCell::default(),
    });
    GIVEN.with_borrow_mut(|given| {
        // Another file of this name may have been opened meanwhile.
        if let Some(given) = given.iter_mut().find(|given| given.file == file) {
            given.archive = Some(Rc::clone(&archive));
        }
    });
    Ok(archive)
}
