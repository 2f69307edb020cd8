//! Files that a person opened in this tab, and the archives in them. They are known by their names, as in `file:<name>`: a page may read a file
//! as long as it has been given it, and never finds it again by itself.

use super::opened;
use crate::verify::reading::ReadError;
use crate::{
    oci::{LayoutReference, reference::ARCHIVE},
    source::{
        ArchiveFault, Request, Response, TransportError,
        archive::{Archive, Bytes, Extent, Part},
    },
};
use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File, Url};

/// How a gzip file begins.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// A file that a person gave.
struct Given {
    /// As references have it.
    name: String,
    file: File,
    /// Once it was looked into.
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
            Some(Part::Missing(fault)) => {
                let reason = fault.to_string();
                return Err(ReadError::NotInFile { reason });
            }
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
    let given = GIVEN.with_borrow(|given| {
        let given = given.iter().find(|given| given.name == name)?;
        Some((given.file.clone(), given.archive.clone()))
    });
    let (file, archive) = given.ok_or(ArchiveFault::NotOpened)?;
    if let Some(archive) = archive {
        // It may have changed since.
        return archive.bytes.start().await.map(drop);
    }
    let bytes = unpacked(FileBytes(file.clone().into())).await?;
    let archive = Archive::open(&bytes).await?;
    GIVEN.with_borrow_mut(|given| {
        // Another file of this name may have been opened meanwhile.
        if let Some(given) = given.iter_mut().find(|given| given.file == file) {
            given.archive = Some(Rc::new(ArchiveFile {
                bytes,
                archive,
                urls: RefCell::default(),
            }));
        }
    });
    Ok(())
}

/// Where a worker reads a blob: of an opened file at an address of its own.
///
/// # Errors
/// When the file has no such blob.
pub fn blob_url(url: String) -> Result<String, ReadError> {
    if !url.starts_with(ARCHIVE) {
        return Ok(url);
    }
    let (archive, path) = find(&url).ok_or(ReadError::FileGone)?;
    archive.url(path)
}

async fn answer(request: Request) -> Result<Response, TransportError> {
    match find(&request.url) {
        Some((archive, path)) => archive.answer(path, &request).await,
        None => Err(TransportError::Archive(ArchiveFault::NotOpened)),
    }
}

/// The archive that an address leads into, and the path there.
fn find(url: &str) -> Option<(Rc<ArchiveFile>, &str)> {
    let (name, path) = url.strip_prefix(ARCHIVE)?.split_once('/')?;
    let archive = GIVEN.with_borrow(|given| {
        let given = given.iter().find(|given| given.name == name)?;
        given.archive.clone()
    })?;
    Some((archive, path))
}

/// What a file unpacks to, if it begins as a gzip file; else the file. The browser keeps it, on disk where it is large.
async fn unpacked(file: FileBytes) -> Result<FileBytes, ArchiveFault> {
    let start = file.start().await?;
    if start.is_empty() {
        return Err(ArchiveFault::NotTar { what: "empty" });
    }
    if start != GZIP {
        return Ok(file);
    }
    gunzip(&file.0).await.ok_or(ArchiveFault::Gzip)
}

/// Has the browser unpack a file.
async fn gunzip(file: &Blob) -> Option<FileBytes> {
    let class: Function = Reflect::get(&js_sys::global(), &"DecompressionStream".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let stream = Reflect::construct(&class, &Array::of1(&"gzip".into())).ok()?;
    let packed = file.stream();
    let pipe: Function = Reflect::get(&packed, &"pipeThrough".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let unpacked: JsValue = pipe.call1(&packed, &stream).ok()?;
    let response =
        web_sys::Response::new_with_opt_readable_stream(Some(unpacked.unchecked_ref())).ok()?;
    let blob: Promise = response.blob().ok()?;
    let blob = JsFuture::from(blob).await.ok()?;
    Some(FileBytes(blob.unchecked_into()))
}
