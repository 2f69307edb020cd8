//! Archives: files that a person opens or drops, with images in them. One of three forms, told apart by what is in them:
//!
//! | form | written by | how it is read |
//! |---|---|---|
//! | an OCI image layout in a tar archive (image specification 1.1, "Image Layout"; skopeo's `oci-archive`) | `docker buildx build -o type=oci`, `docker save` of Docker 25 and later, skopeo, podman | as the layout that it is |
//! | `manifest.json`, configs and layers in a tar archive (skopeo's `docker-archive`) | `docker save` of Docker before 25, `podman save`, skopeo, kaniko, Bazel, Nix | as a layout that is made of it |
//! | either of them below a single folder | `tar cf image.tar layout/` | as if it stood at the root |
//!
//! Nothing is unpacked: an archive is a list of where its files lie, and a layer is read from there. What is compressed as a whole is the
//! business of the caller.

mod both;
mod docker;
mod entries;
mod fault;
mod list;
mod made;
mod start;
mod window;

/// How one begins that the caller is to unpack.
pub use crate::tar::magic::GZIP;
pub use entries::Extent;
pub use fault::ArchiveFault;

use crate::oci::{Problem, json::Pointer, rule};
use entries::Entries;
use std::{collections::HashMap, rc::Rc};

/// Bytes that can be read from any position: a file, or what one unpacks to.
pub trait Bytes {
    /// How many there are.
    fn size(&self) -> u64;

    /// Some of them, all of which there are; `None` if they cannot be read (the file has changed or gone since it was opened).
    fn read(&self, extent: Extent) -> impl Future<Output = Option<Vec<u8>>>;
}

/// A file of the layout that an archive is, or is read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// It lies in the archive.
    Extent(Extent),
    /// It lies in the archive, which says nothing of its digest: that was computed here.
    Unnamed(Extent),
    /// It was made of what lies there.
    Made(Rc<[u8]>),
    /// It is not there, and this may be why.
    Missing(ArchiveFault),
}

impl Part {
    /// How many bytes it has.
    pub fn size(&self) -> u64 {
        match self {
            Self::Extent(extent) | Self::Unnamed(extent) => extent.size,
            Self::Made(bytes) => bytes.len() as u64,
            Self::Missing(_) => 0,
        }
    }
}

/// An archive as an OCI image layout.
#[derive(Debug)]
pub struct Archive {
    entries: Entries,
    /// What stands before each path of the layout: empty, or a folder with its slash.
    folder: String,
    /// What is not in the archive under its path, with that path. Empty for a layout.
    made: HashMap<String, Part>,
    problems: Vec<Problem>,
}

impl Archive {
    /// Reads the list of what is in an archive, and what is needed to see it as a layout.
    ///
    /// # Errors
    /// When it is no archive of images.
    pub async fn open(bytes: &impl Bytes) -> Result<Self, ArchiveFault> {
        let entries = Entries::read(bytes).await?;
        let Some(folder) = entries.folder_of(&["oci-layout", "manifest.json"]) else {
            return Err(match entries.broken_at() {
                Some(size) => ArchiveFault::Cut { size },
                None => ArchiveFault::NoImage {
                    first: entries.first().map(str::to_owned),
                },
            });
        };
        let mut archive = Self {
            entries,
            folder,
            made: HashMap::new(),
            problems: Vec::new(),
        };
        for path in ["oci-layout", "index.json", list::LIST] {
            if archive.entries.is_sparse(&archive.path(path)) {
                return Err(sparse(path));
            }
        }
        archive
            .problems
            .extend(archive.entries.broken_at().map(|position| {
                let message =
                    format!("the archive breaks off at byte {position}: what follows is not known");
                Problem::new(&rule::ARCHIVE_BROKEN, Pointer::ROOT, message)
            }));
        if archive.extent("oci-layout").is_none() {
            docker::make_layout(&mut archive, bytes).await?;
        } else if archive.extent(list::LIST).is_some() {
            let problem = both::compare(&archive, bytes).await?;
            archive.problems.extend(problem);
        }
        Ok(archive)
    }

    /// What is wrong with the archive as a whole.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// A file of the layout, by its path in it: `index.json`, `blobs/sha256/…`.
    pub fn part(&self, path: &str) -> Option<Part> {
        match self.made.get(path) {
            Some(part) => Some(part.clone()),
            None => match self.extent(path) {
                Some(extent) => Some(Part::Extent(extent)),
                None => self.reason(path).map(Part::Missing),
            },
        }
    }

    /// Why a file may be missing that is.
    fn reason(&self, path: &str) -> Option<ArchiveFault> {
        if self.entries.is_sparse(&self.path(path)) {
            return Some(sparse(path));
        }
        let broken_at = self.entries.broken_at();
        broken_at.map(|size| ArchiveFault::Cut { size })
    }

    /// The content of a file, by its path below the folder; `None` if there is none, or it is larger than `limit`.
    async fn read(
        &self,
        bytes: &impl Bytes,
        path: &str,
        limit: u64,
    ) -> Result<Option<Vec<u8>>, ArchiveFault> {
        match self.extent(path) {
            Some(extent) if extent.size <= limit => {
                let content = bytes.read(extent).await;
                content.ok_or(ArchiveFault::Unreadable).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// Where a file of the archive lies, by its path below the folder.
    fn extent(&self, path: &str) -> Option<Extent> {
        self.entries.find(&self.path(path))
    }

    /// The path in the archive.
    fn path(&self, path: &str) -> String {
        format!("{}{path}", self.folder)
    }
}

fn sparse(path: &str) -> ArchiveFault {
    ArchiveFault::Sparse {
        path: path.to_owned(),
    }
}
