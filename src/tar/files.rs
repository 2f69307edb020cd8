//! The entries of a tar archive that arrives piece by piece. What lies between the headers is passed over, so that memory is taken by names alone.

use super::{
    Entry, EntryKind, Extension, LONGEST_EXTENSION,
    header::{BLOCK, header_of, padded},
};
use std::rc::Rc;
use tar::{EntryType, GnuExtSparseHeader};

/// More entries than this are not listed. Large images have a tenth of them.
pub const MOST_ENTRIES: usize = 500_000;

/// Names of more bytes than this in all are not listed.
pub const MOST_BYTES: usize = 64 * 1024 * 1024;

/// A longer file is not kept, in bytes.
pub const LARGEST_KEPT: u64 = 16 * 1024 * 1024;

/// What is in a tar archive, as far as it could be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// In the order of the archive.
    pub entries: Vec<Entry>,
    /// Why there may be more.
    pub fault: Option<TarFault>,
}

impl Files {
    /// Whether anything is known of what is in the archive, and be it that there is nothing.
    pub fn says_something(&self) -> bool {
        self.fault.is_none() || !self.entries.is_empty()
    }
}

/// The content of a file in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Position of its entry.
    pub entry: u32,
    /// Its bytes.
    pub bytes: Rc<[u8]>,
}

/// Why not all of an archive is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TarFault {
    /// It does not begin as a tar archive does.
    #[error("it is no tar archive")]
    NotTar,
    /// Where a header should be is none.
    #[error("it is no tar archive any more at byte {position}")]
    Broken {
        /// Where, counted in unpacked bytes.
        position: u64,
    },
    /// It ends within an entry.
    #[error("it ends in the middle of an entry, at byte {position}")]
    Truncated {
        /// Where, counted in unpacked bytes.
        position: u64,
    },
    /// It has more entries, or longer names, than Porthole keeps.
    #[error("it has more entries than the {listed} that are listed")]
    TooMany {
        /// Entries that are listed.
        listed: u64,
    },
}

/// What the next bytes are.
#[derive(Debug)]
enum Next {
    /// A header.
    Header,
    /// The text of an extended header, and what fills its last block.
    Extension { kind: EntryType, size: u64 },
    /// More of the map of a GNU sparse file, whose content has so many bytes.
    SparseMap { content: u64 },
    /// Bytes that nobody asks for.
    Skip(u64),
    /// The second of the two blocks of zeros at the end. Runtimes refuse what comes behind a lone one.
    SecondZeros,
    /// The archive is at its end, or nothing more can be known of it.
    End,
}

/// Lists an archive: push bytes, then say that they are all.
///
/// ```
/// use porthole::tar::{Lister, TarFault};
///
/// let mut lister = Lister::default();
/// lister.push(&[0; 1024]);
/// assert_eq!(lister.finish().fault, None);
///
/// let mut lister = Lister::default();
/// lister.push(&[b'#'; 1024]);
/// assert_eq!(lister.finish().fault, Some(TarFault::NotTar));
/// ```
#[derive(Debug)]
pub struct Lister {
    files: Files,
    bytes_of_names: usize,
    next: Next,
    /// Of what comes next, what came.
    pending: Vec<u8>,
    extension: Extension,
    /// Where the next byte is.
    position: u64,
    /// The entry whose content is kept.
    wanted: Option<u32>,
    kept: Option<Vec<u8>>,
    /// Bytes of it that are still to come.
    to_keep: u64,
}

impl Default for Lister {
    fn default() -> Self {
        Self {
            files: Files::default(),
            bytes_of_names: 0,
            next: Next::Header,
            pending: Vec::new(),
            extension: Extension::default(),
            position: 0,
            wanted: None,
            kept: None,
            to_keep: 0,
        }
    }
}

impl Lister {
    /// Keeps the content of an entry, given by its position, besides listing all: if it is a file of [`LARGEST_KEPT`] at most.
    pub fn keeping(mut self, entry: u32) -> Self {
        self.wanted = Some(entry);
        self
    }

    /// What was kept, if it is there as a whole.
    pub fn take_kept(&mut self) -> Option<Kept> {
        let bytes = self.kept.take().filter(|_| self.to_keep == 0)?;
        Some(Kept {
            entry: self.wanted?,
            bytes: bytes.into(),
        })
    }

    /// Adds bytes.
    pub fn push(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let wanted = match &mut self.next {
                Next::End => return,
                Next::Skip(rest) => {
                    let skipped = (*rest).min(bytes.len() as u64);
                    *rest -= skipped;
                    if *rest == 0 {
                        self.next = Next::Header;
                    }
                    self.position += skipped;
                    let (piece, behind) = bytes.split_at(skipped as usize);
                    bytes = behind;
                    if let Some(kept) = &mut self.kept {
                        let more = self.to_keep.min(skipped);
                        kept.extend_from_slice(&piece[..more as usize]);
                        self.to_keep -= more;
                    }
                    continue;
                }
                Next::Header | Next::SecondZeros | Next::SparseMap { .. } => BLOCK,
                Next::Extension { size, .. } => padded(*size),
            };
            let missing = wanted as usize - self.pending.len();
            let (piece, rest) = bytes.split_at(missing.min(bytes.len()));
            bytes = rest;
            // A whole block in the piece needs no copy.
            if self.pending.is_empty() && piece.len() == missing {
                self.take(piece);
            } else {
                self.pending.extend_from_slice(piece);
                if self.pending.len() as u64 == wanted {
                    let block = std::mem::take(&mut self.pending);
                    self.take(&block);
                }
            }
            self.position += piece.len() as u64;
        }
    }

    /// No more bytes come.
    pub fn finish(mut self) -> Files {
        let is_between = match self.next {
            // Archives that end without the two blocks of zeros are taken by all tools.
            Next::Header => self.pending.is_empty() && self.extension == Extension::default(),
            Next::SecondZeros | Next::End => true,
            Next::Extension { .. } | Next::SparseMap { .. } | Next::Skip(_) => false,
        };
        if !is_between {
            self.files.fault = Some(if self.position < BLOCK {
                TarFault::NotTar
            } else {
                TarFault::Truncated {
                    position: self.position,
                }
            });
        }
        self.files
    }

    /// What is next, whole. Its last byte is not counted in `position` yet.
    fn take(&mut self, block: &[u8]) {
        self.next = match std::mem::replace(&mut self.next, Next::End) {
            Next::Header => self.header(block),
            Next::SecondZeros if is_zeros(block) => Next::End,
            Next::SecondZeros => self.stop(TarFault::Broken {
                position: self.position / BLOCK * BLOCK,
            }),
            Next::Extension { kind, size } => {
                self.extension.read(kind, &block[..size as usize]);
                Next::Header
            }
            Next::SparseMap { content } => {
                let mut map = GnuExtSparseHeader::new();
                map.as_mut_bytes().copy_from_slice(block);
                sparse(map.is_extended(), content)
            }
            next @ (Next::Skip(_) | Next::End) => next,
        };
    }

    fn header(&mut self, block: &[u8]) -> Next {
        if is_zeros(block) {
            return Next::SecondZeros;
        }
        let Some(header) = header_of(block) else {
            let position = self.position / BLOCK * BLOCK;
            return self.stop(match position {
                0 => TarFault::NotTar,
                position => TarFault::Broken { position },
            });
        };
        let kind = header.entry_type();
        let size = self.extension.stored_size(header);
        if Extension::is_extension(kind) {
            return match size {
                1..=LONGEST_EXTENSION => Next::Extension { kind, size },
                _ => skip(size),
            };
        }
        if kind.is_pax_global_extensions() {
            return skip(size);
        }
        let extension = std::mem::take(&mut self.extension);
        let is_sparse = extension.is_sparse();
        let entry = Entry::new(header, extension);
        self.bytes_of_names += entry.path.len() + entry.link.len();
        let listed = self.files.entries.len();
        if listed == MOST_ENTRIES || self.bytes_of_names > MOST_BYTES {
            return self.stop(TarFault::TooMany {
                listed: listed as u64,
            });
        }
        // Of a sparse file only pieces are stored, and maybe a map in front of them, which may have the size of its holes.
        let is_whole = entry.kind == EntryKind::File && entry.size == size && !is_sparse;
        let is_wanted = self.wanted.is_some_and(|wanted| wanted as usize == listed);
        if is_wanted && is_whole && size <= LARGEST_KEPT {
            self.kept = Some(Vec::new());
            self.to_keep = size;
        }
        self.files.entries.push(entry);
        match header.as_gnu() {
            Some(gnu) if kind.is_gnu_sparse() => sparse(gnu.is_extended(), size),
            _ => skip(size),
        }
    }

    fn stop(&mut self, fault: TarFault) -> Next {
        self.files.fault = Some(fault);
        Next::End
    }
}

fn is_zeros(block: &[u8]) -> bool {
    block.iter().all(|byte| *byte == 0)
}

/// Behind a part of a sparse file's map.
fn sparse(is_extended: bool, content: u64) -> Next {
    if is_extended {
        Next::SparseMap { content }
    } else {
        skip(content)
    }
}

/// Behind a header whose entry has so many bytes.
fn skip(size: u64) -> Next {
    match padded(size) {
        0 => Next::Header,
        padded => Next::Skip(padded),
    }
}
