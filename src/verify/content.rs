//! What a layer unpacks to: the digest of its uncompressed bytes, which an image's config names as diff ID, and the files in it.
//!
//! Image specification 1.1, "Layer DiffID". Computed in the same pass over the stream as the digest of the transferred bytes.

use crate::{
    layer::{Compression, Decoders, Finished, InflateError, Inflater},
    oci::{Algorithm, digest::Hasher},
    tar::{Files, Kept, Lister},
};
use std::rc::Rc;

/// What came of unpacking a layer whose own digest is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// It unpacks.
    Unpacked {
        /// Digest of the unpacked bytes: the diff ID that they have.
        diff_id: String,
        /// How many they are.
        size: u64,
        /// How it is compressed, by its bytes.
        compression: Compression,
        /// What is in it, if it is a tar archive.
        files: Rc<Files>,
        /// The content of the file that was asked for, if it is one and not too large.
        kept: Option<Kept>,
    },
    /// It does not.
    NotUnpacked(InflateError),
}

/// How a layer is to be unpacked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpack {
    /// Algorithm of the diff ID: `sha256`.
    pub algorithm: String,
    /// So many bytes may come out.
    pub limit: u64,
    /// The file whose content is wanted: the position of its entry in the archive.
    pub keep: Option<u32>,
}

/// Unpacks, hashes what came out, and lists the files in it.
pub(super) struct Unpacking {
    inflater: Inflater,
    hasher: Hasher,
    lister: Lister,
    /// The layer's own digest is of the same algorithm: of a layer that is not compressed it is the diff ID, too.
    is_same_algorithm: bool,
    error: Option<InflateError>,
}

impl Unpacking {
    /// For a blob of this digest. `None` if the algorithm is not one that Porthole computes.
    pub fn new(unpack: &Unpack, decoders: Decoders, digest: &str) -> Option<Self> {
        let algorithm = match unpack.algorithm.as_str() {
            "sha256" => Algorithm::Sha256,
            "sha512" => Algorithm::Sha512,
            _ => return None,
        };
        Some(Self {
            inflater: Inflater::new(unpack.limit, decoders),
            hasher: Hasher::new(&algorithm)?,
            lister: match unpack.keep {
                Some(entry) => Lister::default().keeping(entry),
                None => Lister::default(),
            },
            is_same_algorithm: digest.split(':').next() == Some(&unpack.algorithm),
            error: None,
        })
    }

    /// The compression whose decoder must be there before more bytes are added.
    pub fn waits_for(&self) -> Option<Compression> {
        self.inflater.waits_for()
    }

    /// Adds bytes. After an error they are let pass: the layer's own digest is computed all the same.
    pub fn push(&mut self, bytes: &[u8]) {
        let is_hashed_already = self.is_hashed_already();
        let Self {
            inflater,
            hasher,
            lister,
            error,
            ..
        } = self;
        if error.is_none() {
            let mut take = |piece: &[u8]| {
                if !is_hashed_already {
                    hasher.push(piece);
                }
                lister.push(piece);
            };
            *error = inflater.push(bytes, &mut take).err();
        }
    }

    /// Whether the unpacked bytes are those that are hashed for the layer's own digest.
    fn is_hashed_already(&self) -> bool {
        self.is_same_algorithm && self.inflater.is_plain()
    }

    /// No more bytes come. `digest`: that of the blob, which is right.
    pub fn finish(mut self, digest: &str) -> Content {
        let is_hashed_already = self.is_hashed_already();
        if let Some(error) = self.error {
            return Content::NotUnpacked(error);
        }
        let (hasher, lister) = (&mut self.hasher, &mut self.lister);
        let mut take = |piece: &[u8]| {
            hasher.push(piece);
            lister.push(piece);
        };
        match self.inflater.finish(&mut take) {
            Ok(Finished { compression, size }) => Content::Unpacked {
                diff_id: if is_hashed_already {
                    digest.to_owned()
                } else {
                    self.hasher.finish().to_string()
                },
                size,
                compression,
                kept: self.lister.take_kept(),
                files: self.lister.finish().into(),
            },
            Err(error) => Content::NotUnpacked(error),
        }
    }
}
