//! Where the files of a tar archive lie. Its headers are read in [`crate::tar`]; here is what goes from one to the next without
//! reading what lies between.

use super::{ArchiveFault, Bytes, start::what_else, window::Window};
use crate::tar::{
    Extension, LONGEST_EXTENSION, MOST_BYTES, MOST_ENTRIES,
    header::{BLOCK, header_of, padded, plain},
};
use std::{collections::HashMap, rc::Rc};
use tar::{GnuExtSparseHeader, Header};

/// How many links lead from one to the next.
const MOST_LINKS: usize = 8;

/// No file system has a longer path, in bytes. An entry with one is passed over: a chain of links with names of a megabyte would be slow to follow.
const LONGEST_PATH: usize = 4096;

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
    /// A sparse file: a map of it, and pieces.
    Sparse,
}

impl Lies {
    /// What an entry puts under its path: its content lies at `extent`. `None` if it is neither a file nor a link.
    fn of(header: &Header, extension: &mut Extension, path: &str, extent: Extent) -> Option<Self> {
        let kind = header.entry_type();
        if kind.is_symlink() || kind.is_hard_link() {
            let link = extension.link(header);
            Some(Self::At(match path.rsplit_once('/') {
                Some((folder, _)) if kind.is_symlink() && !link.starts_with('/') => {
                    plain(&format!("{folder}/{link}"))
                }
                _ => plain(&link),
            }))
        } else if kind.is_gnu_sparse() || extension.is_sparse() {
            Some(Self::Sparse)
        } else if kind.is_file() || kind.is_contiguous() {
            Some(Self::Here(extent))
        } else {
            None
        }
    }
}

impl Entries {
    /// Goes through an archive. One that breaks off is known as far as it goes.
    pub async fn read(bytes: &impl Bytes) -> Result<Self, ArchiveFault> {
        let mut entries = Self::default();
        let mut window = Window::new(bytes);
        let mut extension = Extension::default();
        let (mut offset, mut headers, mut names) = (0, 0, 0);
        while offset < bytes.size() {
            let block = window.get(offset, BLOCK).await?;
            if is_zeros(block) {
                // Of a lone one other tools say, too, that it is not the end.
                let next = offset + BLOCK;
                if next < bytes.size() && !is_zeros(window.get(next, BLOCK).await?) {
                    entries.broken_at = Some(next);
                }
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
            let mut start = offset + BLOCK;
            let gnu = header.as_gnu().filter(|_| kind.is_gnu_sparse());
            let mut is_extended = gnu.is_some_and(|gnu| gnu.is_extended());
            while is_extended && headers < MOST_ENTRIES && start + BLOCK <= bytes.size() {
                let mut map = GnuExtSparseHeader::new();
                map.as_mut_bytes()
                    .copy_from_slice(window.get(start, BLOCK).await?);
                is_extended = map.is_extended();
                start += BLOCK;
                headers += 1;
            }
            headers += 1;
            for (count, what, most) in [
                (headers, "entries", MOST_ENTRIES),
                (names, "bytes of names", MOST_BYTES),
            ] {
                if count > most {
                    let most = most as u64;
                    return Err(ArchiveFault::TooMany { what, most });
                }
            }
            let end = start.saturating_add(size);
            if is_extended || end > bytes.size() {
                entries.broken_at = Some(bytes.size());
                break;
            }
            offset = padded(end);
            if Extension::is_extension(kind) {
                if size <= LONGEST_EXTENSION {
                    let content = window.get(start, size).await?;
                    extension.read(kind, content);
                    names += size as usize;
                }
                continue;
            }
            if kind.is_pax_global_extensions() {
                continue;
            }
            let mut extension = std::mem::take(&mut extension);
            let path = plain(&extension.path(&header));
            let Some(lies) = Lies::of(
                &header,
                &mut extension,
                &path,
                Extent {
                    offset: start,
                    size,
                },
            ) else {
                continue;
            };
            let link = match &lies {
                Lies::At(link) => link.len(),
                _ => 0,
            };
            if path.len().max(link) > LONGEST_PATH {
                continue;
            }
            names += path.len() + link;
            entries.push(path, lies);
        }
        // Behind an extended header an entry was to come.
        if entries.broken_at.is_none() && extension != Extension::default() {
            entries.broken_at = Some(bytes.size());
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
        match self.lies(path)? {
            Lies::Here(extent) => Some(*extent),
            _ => None,
        }
    }

    /// Whether that is a sparse file.
    pub fn is_sparse(&self, path: &str) -> bool {
        matches!(self.lies(path), Some(Lies::Sparse))
    }

    fn lies(&self, path: &str) -> Option<&Lies> {
        let mut path = plain(path);
        for _ in 0..MOST_LINKS {
            match &self.files[*self.positions.get(&*path)?].1 {
                Lies::At(other) => path.clone_from(other),
                lies => return Some(lies),
            }
        }
        None
    }

    /// The folder with a file of one of these names, with a slash behind it, or nothing for the root: the root, where all tools look for them, or
    /// else the only folder that has one.
    pub fn folder_of(&self, names: &[&str]) -> Option<String> {
        if names.iter().any(|name| self.lies(name).is_some()) {
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

fn is_zeros(block: &[u8]) -> bool {
    block.iter().all(|byte| *byte == 0)
}
