//! Where the files of a tar archive lie. Its headers are read in [`crate::tar`]; here is what goes from one to the next without
//! reading what lies between.

use super::{ArchiveFault, Bytes};
use crate::tar::{
    Extension, LONGEST_EXTENSION,
    header::{BLOCK, header_of, padded, plain},
};
use std::{collections::HashMap, rc::Rc};

/// How much is read at once, to find many small files close to each other.
const WINDOW: u64 = 64 * 1024;

/// How many links lead from one to the next.
const MOST_LINKS: usize = 8;

/// Some bytes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Where they begin.
    pub offset: u64,
    /// How many they are.
    pub size: u64,
}

/// Where the files of a tar archive lie.
#[derive(Debug, Default)]
pub(super) struct Entries {
    /// In the order of the archive. When it is unpacked, a later file takes the place of an earlier one of the same path.
    files: Vec<(Rc<str>, Lies)>,
    /// The last of each path.
    positions: HashMap<Rc<str>, usize>,
    broken_at: Option<u64>,
}

/// What is under a path.
#[derive(Debug)]
enum Lies {
    /// A file.
    Here(Extent),
    /// A link to another path.
    At(String),
}

impl Entries {
    /// Goes through an archive. One that breaks off is known as far as it goes.
    pub async fn read(bytes: &impl Bytes) -> Result<Self, ArchiveFault> {
        let mut entries = Self::default();
        let mut window = Window {
            bytes,
            start: 0,
            data: Vec::new(),
        };
        let mut extension = Extension::default();
        let mut offset = 0;
        while offset < bytes.size() {
            let block = window.get(offset, BLOCK).await?;
            if block.iter().all(|byte| *byte == 0) {
                break;
            }
            let Some(header) = header_of(block) else {
                if offset == 0 {
                    return Err(what_else(block));
                }
                entries.broken_at = Some(offset);
                break;
            };
            let header = header.clone();
            let kind = header.entry_type();
            let size = extension.stored_size(&header);
            let start = offset + BLOCK;
            let end = start.saturating_add(size);
            if end > bytes.size() {
                entries.broken_at = Some(bytes.size());
                break;
            }
            offset = padded(end);
            if Extension::is_extension(kind) {
                if size <= LONGEST_EXTENSION {
                    let content = window.get(start, size).await?;
                    extension.read(kind, content);
                }
                continue;
            }
            if kind.is_pax_global_extensions() {
                continue;
            }
            let mut extension = std::mem::take(&mut extension);
            let path = plain(&extension.path(&header));
            if kind.is_symlink() || kind.is_hard_link() {
                let link = extension.link(&header);
                let target = match path.rsplit_once('/') {
                    Some((folder, _)) if kind.is_symlink() && !link.starts_with('/') => {
                        plain(&format!("{folder}/{link}"))
                    }
                    _ => plain(&link),
                };
                entries.push(path, Lies::At(target));
            } else if kind.is_file() || kind.is_contiguous() {
                let extent = Extent {
                    offset: start,
                    size,
                };
                entries.push(path, Lies::Here(extent));
            }
        }
        Ok(entries)
    }

    fn push(&mut self, path: String, lies: Lies) {
        let path = Rc::<str>::from(path);
        self.positions.insert(Rc::clone(&path), self.files.len());
        self.files.push((path, lies));
    }

    /// Where the file of a path lies, or the one that a link of this path leads to.
    pub fn find(&self, path: &str) -> Option<Extent> {
        let mut path = plain(path);
        for _ in 0..MOST_LINKS {
            let (_, lies) = &self.files[*self.positions.get(&*path)?];
            match lies {
                Lies::Here(extent) => return Some(*extent),
                Lies::At(other) => path.clone_from(other),
            }
        }
        None
    }

    /// The folder with a file of one of these names, with a slash behind it, or nothing for the root: the root, where all tools look for them, or
    /// else the only folder that has one.
    pub fn folder_of(&self, names: &[&str]) -> Option<String> {
        if names.iter().any(|name| self.find(name).is_some()) {
            return Some(String::new());
        }
        let mut folders = self.files.iter().filter_map(|(path, _)| {
            let (folder, name) = path.split_once('/')?;
            names.contains(&name).then_some(folder)
        });
        let only = folders.next()?;
        folders
            .all(|other| other == only)
            .then(|| format!("{only}/"))
    }

    /// The first file in the archive.
    pub fn first(&self) -> Option<&str> {
        self.files.first().map(|(path, _)| &**path)
    }

    /// Where the archive breaks off, or is none any more; `None` if it comes to its end.
    pub fn broken_at(&self) -> Option<u64> {
        self.broken_at
    }
}

/// A piece of the archive, read ahead.
struct Window<'a, B> {
    bytes: &'a B,
    start: u64,
    data: Vec<u8>,
}

impl<B: Bytes> Window<'_, B> {
    /// Some bytes; fewer where the archive ends.
    async fn get(&mut self, offset: u64, size: u64) -> Result<&[u8], ArchiveFault> {
        let size = size.min(self.bytes.size().saturating_sub(offset));
        let end = self.start + self.data.len() as u64;
        if offset < self.start || offset + size > end {
            let ahead = size.max(WINDOW).min(self.bytes.size() - offset);
            let extent = Extent {
                offset,
                size: ahead,
            };
            let data = self.bytes.read(extent).await;
            self.data = data.ok_or(ArchiveFault::Unreadable)?;
            self.start = offset;
        }
        let start = (offset - self.start) as usize;
        self.data
            .get(start..start + size as usize)
            .ok_or(ArchiveFault::Unreadable)
    }
}

/// What a file is that does not begin as a tar archive.
fn what_else(start: &[u8]) -> ArchiveFault {
    const COMPRESSED: [(&[u8], &str); 4] = [
        (b"\x28\xb5\x2f\xfd", "zstd"),
        (b"BZh", "bzip2"),
        (b"\xfd7zXZ\0", "xz"),
        (b"\x04\x22\x4d\x18", "lz4"),
    ];
    const OTHER: [(&[u8], &str); 4] = [
        (b"PK\x03\x04", "a zip archive"),
        (b"{", "a JSON document"),
        (b"[", "a JSON document"),
        (b"hsqs", "a squashfs image"),
    ];
    let is_start = |known: &&(&[u8], &'static str)| start.starts_with(known.0);
    if let Some((_, with)) = COMPRESSED.iter().find(is_start) {
        return ArchiveFault::Compressed { with };
    }
    let what = OTHER.iter().find(is_start);
    ArchiveFault::NotTar {
        what: what.map_or("no tar archive", |(_, what)| *what),
    }
}
