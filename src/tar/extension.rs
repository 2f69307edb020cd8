//! What an extended header says of the entry behind it: names that are too long for its own header, sizes that are too large.

use super::header::text;
use tar::{EntryType, Header};

/// Long names and pax headers may have this many bytes; longer ones are passed over.
pub const LONGEST_EXTENSION: u64 = 1024 * 1024;

/// What an extended header says of the entry behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extension {
    /// GNU's long names: they come before what pax says, as in Go's reader.
    path: Option<String>,
    link: Option<String>,
    pax: Pax,
}

/// What a pax header says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Pax {
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
            // Of two, the second counts.
            self.pax = Pax::read(content);
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
        let size = self.pax.size.filter(|_| !Self::is_extension(kind));
        // A field that is no number was refused with its header.
        size.unwrap_or_else(|| header.entry_size().unwrap_or_default())
    }

    /// Bytes that its file has once it is unpacked: a sparse one has more than the archive stores.
    pub fn real_size(&self, header: &Header) -> u64 {
        let of_header = || match header.as_gnu() {
            Some(gnu) if header.entry_type().is_gnu_sparse() => gnu.real_size().ok(),
            _ => None,
        };
        self.pax
            .real_size
            .or_else(of_header)
            .unwrap_or_else(|| self.stored_size(header))
    }

    /// Whether it speaks of a sparse file: a map lies in front of its content, or only pieces of it are stored.
    pub fn is_sparse(&self) -> bool {
        self.pax.is_sparse
    }

    /// Its path, as it stands there.
    pub fn path(&mut self, header: &Header) -> String {
        let said = self.path.take().or(self.pax.path.take());
        said.unwrap_or_else(|| text(&header.path_bytes()))
    }

    /// Where its link leads, as it stands there; empty if it does not say.
    pub fn link(&mut self, header: &Header) -> String {
        let of_header = || header.link_name_bytes().map(|link| text(&link));
        let said = self.link.take().or(self.pax.link.take());
        said.or_else(of_header).unwrap_or_default()
    }

    /// Number of the user whose it is.
    pub fn owner(&self, header: &Header) -> u64 {
        self.pax
            .owner
            .unwrap_or_else(|| header.uid().unwrap_or_default())
    }

    /// Number of the group whose it is.
    pub fn group(&self, header: &Header) -> u64 {
        self.pax
            .group
            .unwrap_or_else(|| header.gid().unwrap_or_default())
    }

    /// When it was last changed, in seconds since 1970.
    pub fn modified(&self, header: &Header) -> u64 {
        self.pax
            .modified
            .unwrap_or_else(|| header.mtime().unwrap_or_default())
    }
}

impl Pax {
    fn read(content: &[u8]) -> Self {
        let mut pax = Self::default();
        let mut rest = content;
        while let Some((key, value, behind)) = record(rest) {
            rest = behind;
            pax.is_sparse |= key.starts_with(b"GNU.sparse.");
            // An empty one takes back what was said before.
            let value = Some(text(value)).filter(|value| !value.is_empty());
            // Times have fractions of a second.
            let number = || value.as_deref()?.split('.').next()?.parse().ok();
            match key {
                b"path" | b"GNU.sparse.name" => pax.path = value,
                b"linkpath" => pax.link = value,
                b"size" => pax.size = number(),
                b"GNU.sparse.realsize" | b"GNU.sparse.size" => pax.real_size = number(),
                b"uid" => pax.owner = number(),
                b"gid" => pax.group = number(),
                b"mtime" => pax.modified = number(),
                _ => {}
            }
        }
        pax
    }
}

/// The first record of a pax header, and what is behind it: `29 path=usr/share/doc/readme\n`, as many bytes as it says (a value may hold
/// line breaks, and look like a record). `None` at the end, and where something else stands.
fn record(content: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let blank = content.iter().position(|byte| *byte == b' ')?;
    let length: usize = str::from_utf8(&content[..blank]).ok()?.parse().ok()?;
    let record = content.get(blank + 1..length)?.strip_suffix(b"\n")?;
    let equals = record.iter().position(|byte| *byte == b'=')?;
    Some((&record[..equals], &record[equals + 1..], &content[length..]))
}
