//! One entry of a tar archive.

use super::{Extension, header::plain};

use tar::Header;

/// One entry of a tar archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// From the root, without a slash before or behind it and without detours; empty for the root itself.
    pub path: String,
    /// What it is.
    pub kind: EntryKind,
    /// Bytes of a file; 0 for all else.
    pub size: u64,
    /// Who may do what: the lower twelve bits of its mode.
    pub mode: u32,
    /// Number of the user whose it is.
    pub owner: u64,
    /// Number of the group whose it is.
    pub group: u64,
    /// When it was last changed, in seconds since 1970.
    pub modified: u64,
    /// Where a link leads, as it stands there; empty for all else.
    pub link: String,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A file.
    File,
    /// A folder.
    Directory,
    /// A link by name.
    Symlink,
    /// Another name of a file.
    Hardlink,
    /// A character device.
    CharacterDevice,
    /// A block device.
    BlockDevice,
    /// A named pipe.
    Fifo,
    /// Something else.
    Other,
}

impl EntryKind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::File,
        Self::Directory,
        Self::Symlink,
        Self::Hardlink,
        Self::CharacterDevice,
        Self::BlockDevice,
        Self::Fifo,
        Self::Other,
    ];

    /// The word of the DOM contract.
    pub fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Directory => "directory",
            Self::Symlink => "symlink",
            Self::Hardlink => "hardlink",
            Self::CharacterDevice => "character-device",
            Self::BlockDevice => "block-device",
            Self::Fifo => "fifo",
            Self::Other => "other",
        }
    }

    /// The letter in front of a mode, as `ls` and `tar` write it.
    pub fn letter(self) -> char {
        match self {
            Self::File => '-',
            Self::Directory => 'd',
            Self::Symlink => 'l',
            Self::Hardlink => 'h',
            Self::CharacterDevice => 'c',
            Self::BlockDevice => 'b',
            Self::Fifo => 'p',
            Self::Other => '?',
        }
    }

    /// `path`: the whole one, as it stands there.
    fn of(header: &Header, path: &str) -> Self {
        let kind = header.entry_type();
        if kind.is_dir() {
            Self::Directory
        } else if kind.is_symlink() {
            Self::Symlink
        } else if kind.is_hard_link() {
            Self::Hardlink
        } else if header.as_old().linkflag == [0] && path.ends_with('/') {
            // Archives from before POSIX have no other sign of a folder. A long path is cut in its header, maybe behind a slash.
            Self::Directory
        } else if kind.is_file() || kind.is_contiguous() || kind.is_gnu_sparse() {
            Self::File
        } else if kind.is_character_special() {
            Self::CharacterDevice
        } else if kind.is_block_special() {
            Self::BlockDevice
        } else if kind.is_fifo() {
            Self::Fifo
        } else {
            Self::Other
        }
    }
}

impl Entry {
    /// What a header says, and the extended headers in front of it.
    pub fn new(header: &Header, mut extension: Extension) -> Self {
        let path = extension.path(header);
        let kind = EntryKind::of(header, &path);
        let link = match kind {
            EntryKind::Symlink | EntryKind::Hardlink => extension.link(header),
            _ => String::new(),
        };
        Self {
            kind,
            size: match kind {
                EntryKind::File => extension.real_size(header),
                _ => 0,
            },
            mode: header.mode().unwrap_or_default() & 0o7777,
            owner: extension.owner(header),
            group: extension.group(header),
            modified: extension.modified(header),
            link,
            path: plain(&path),
        }
    }

    /// Its mode as `ls` writes it.
    ///
    /// ```
    /// use porthole::tar::{Entry, EntryKind};
    /// assert_eq!(Entry::mode_text(EntryKind::File, 0o4755), "-rwsr-xr-x");
    /// assert_eq!(Entry::mode_text(EntryKind::Directory, 0o1777), "drwxrwxrwt");
    /// assert_eq!(Entry::mode_text(EntryKind::File, 0o2640), "-rw-r-S---");
    /// ```
    pub fn mode_text(kind: EntryKind, mode: u32) -> String {
        let mut text = String::from(kind.letter());
        // For whom, and the bit and letter that change the meaning of the last one.
        for (shift, special, letter) in [(6, 0o4000, 's'), (3, 0o2000, 's'), (0, 0o1000, 't')] {
            let bits = mode >> shift;
            text.push(if bits & 4 == 0 { '-' } else { 'r' });
            text.push(if bits & 2 == 0 { '-' } else { 'w' });
            text.push(match (mode & special != 0, bits & 1 != 0) {
                (false, false) => '-',
                (false, true) => 'x',
                (true, false) => letter.to_ascii_uppercase(),
                (true, true) => letter,
            });
        }
        text
    }
}
