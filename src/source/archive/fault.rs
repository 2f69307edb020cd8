//! Why a file is no archive of images.

use crate::oci::{grouped, problem::excerpt};

/// Why a file is no archive of images.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveFault {
    /// A page cannot read files by itself: somebody must give it one.
    #[error("no file of this name was opened in this tab")]
    NotOpened,
    /// What reads archives could not be loaded.
    #[error("what reads archives could not be loaded")]
    NoReader,
    /// It has changed, moved or gone since it was opened.
    #[error("the file cannot be read any more")]
    Unreadable,
    /// It is compressed as a whole, in a way that browsers do not unpack.
    #[error("it is compressed with {with}")]
    Compressed {
        /// The name of the program.
        with: &'static str,
    },
    /// It begins as a gzip file, but the browser does not unpack it: it is damaged, or unpacks to more than the browser keeps.
    #[error("it begins as a gzip file, but the browser does not unpack it")]
    Gzip,
    /// What it unpacks to is more than is kept.
    #[error("it unpacks to more than {} bytes", grouped(*most))]
    Unpacked {
        /// How many are kept.
        most: u64,
    },
    /// It begins with something else than an entry of a tar archive.
    #[error("it is {what}")]
    NotTar {
        /// What it looks like.
        what: &'static str,
    },
    /// It ends before there is an image.
    #[error("it breaks off after {} bytes", grouped(*size))]
    Cut {
        /// How many bytes can be read.
        size: u64,
    },
    /// A file that is needed is stored as a sparse file: a map of it, and pieces.
    #[error(
        "it holds {} as a sparse file, of which only pieces are stored: make the archive without tar's -S",
        excerpt(path)
    )]
    Sparse {
        /// Its path.
        path: String,
    },
    /// It has more of something than is read: it was made to hold up the page, or for something else than images.
    #[error("it has more than {} {what}", grouped(*most))]
    TooMany {
        /// What there is too much of, in words.
        what: &'static str,
        /// How many are read.
        most: u64,
    },
    /// It is a tar archive of something else.
    #[error("it holds neither oci-layout nor manifest.json{}", first_text(first.as_deref()))]
    NoImage {
        /// The first file in it.
        first: Option<String>,
    },
    /// `oci-layout` or `index.json` is missing, or is something else.
    #[error("its {error}")]
    Layout {
        /// Which of them, and what is wrong with it.
        error: String,
    },
    /// `manifest.json` is no list of images.
    #[error("its manifest.json is no list of images: {error}")]
    Manifest {
        /// What is wrong with it.
        error: String,
    },
    /// A file that `manifest.json` names is missing, or too large to be what it should be.
    #[error(
        "it does not hold the config {} that its manifest.json names",
        excerpt(path)
    )]
    Config {
        /// Its path.
        path: String,
    },
}

fn first_text(first: Option<&str>) -> String {
    first.map_or_else(String::new, |first| {
        format!("; its first file is {}", excerpt(first))
    })
}
