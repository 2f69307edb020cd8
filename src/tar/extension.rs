//! What an extended header says of the entry behind it: names that are too long for its own header, sizes that are too large.

use super::header::text;
use tar::{EntryType, Header, PaxExtensions};

/// Long names and pax headers may have this many bytes; longer ones are passed over.
pub const LONGEST_EXTENSION: u64 = 1024 * 1024;

/// What an extended header says of the entry behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extension {
    path: Option<String>,
    link: Option<String>,
    size: Option<u64>,
    real_size: Option<u64>,
    owner: Option<u64>,
    group: Option<u64>,
    modified: Option<u64>,
    is_sparse: bool,
}

impl Extension {
    /// Whether an entry of this type speaks of the one behind it.
    pub fn is_extension(kind: EntryType) -> bool {
        kind.is_pax_local_extensions() || kind.is_gnu_longname() || kind.is_gnu_longlink()
    }

    /// Adds what an entry says for which [`is_extension`](Self::is_extension) holds.
    pub fn read(&mut self, kind: EntryType, content: &[u8]) {
        if kind.is_gnu_longname() {
            self.path = Some(text(content));
        } else if kind.is_gnu_longlink() {
            self.link = Some(text(content));
        } else {
            for record in PaxExtensions::new(content).flatten() {
                let value = text(record.value_bytes());
                // Times have fractions of a second.
                let number = || value.split('.').next()?.parse().ok();
                let key = record.key_bytes();
                self.is_sparse |= key.starts_with(b"GNU.sparse.");
                match key {
                    b"path" | b"GNU.sparse.name" => self.path = Some(value),
                    b"linkpath" => self.link = Some(value),
                    b"size" => self.size = number(),
                    b"GNU.sparse.realsize" | b"GNU.sparse.size" => self.real_size = number(),
                    b"uid" => self.owner = number(),
                    b"gid" => self.group = number(),
                    b"mtime" => self.modified = number(),
                    _ => {}
                }
            }
        }
    }

    /// Bytes that the entry of this header takes in the archive.
    pub fn stored_size(&self, header: &Header) -> u64 {
        let kind = header.entry_type();
        let has_content = !(kind.is_hard_link()
            || kind.is_symlink()
            || kind.is_dir()
            || kind.is_character_special()
            || kind.is_block_special()
            || kind.is_fifo());
        // Whatever their size field says, nothing lies behind these.
        if !has_content {
            return 0;
        }
        // An extended header has its size in no other one.
        let size = self.size.filter(|_| !Self::is_extension(kind));
        // A field that is no number was refused with its header.
        size.unwrap_or_else(|| header.entry_size().unwrap_or_default())
    }

    /// Bytes that its file has once it is unpacked: a sparse one has more than the archive stores.
    pub fn real_size(&self, header: &Header) -> u64 {
        let of_header = || match header.as_gnu() {
            Some(gnu) if header.entry_type().is_gnu_sparse() => gnu.real_size().ok(),
            _ => None,
        };
        self.real_size
            .or_else(of_header)
            .unwrap_or_else(|| self.stored_size(header))
    }

    /// Whether it speaks of a sparse file: a map lies in front of its content, or only pieces of it are stored.
    pub fn is_sparse(&self) -> bool {
        self.is_sparse
    }

    /// Its path, as it stands there.
    pub fn path(&mut self, header: &Header) -> String {
        self.path
            .take()
            .unwrap_or_else(|| text(&header.path_bytes()))
    }

    /// Where its link leads, as it stands there; empty if it does not say.
    pub fn link(&mut self, header: &Header) -> String {
        let of_header = || header.link_name_bytes().map(|link| text(&link));
        self.link.take().or_else(of_header).unwrap_or_default()
    }

    /// Number of the user whose it is.
    pub fn owner(&self, header: &Header) -> u64 {
        self.owner
            .unwrap_or_else(|| header.uid().unwrap_or_default())
    }

    /// Number of the group whose it is.
    pub fn group(&self, header: &Header) -> u64 {
        self.group
            .unwrap_or_else(|| header.gid().unwrap_or_default())
    }

    /// When it was last changed, in seconds since 1970.
    pub fn modified(&self, header: &Header) -> u64 {
        self.modified
            .unwrap_or_else(|| header.mtime().unwrap_or_default())
    }
}
