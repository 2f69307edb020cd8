//! What the documents say of a layer, and what follows from what it unpacks to.

use super::{format, sentence::full_sentence, shared::Shared, verification_state::Blob};
use crate::{
    layer::{Compression, InflateError},
    oci::{Algorithm, Descriptor, Digest, MediaType, empty_layer, problem::excerpt, repeated},
    tar::LARGEST_KEPT,
    verify::{content::Content, layer_state::LayerState},
};
use std::rc::Rc;

/// What the documents say of a layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layer {
    /// The instruction that made it; empty if it is not known.
    pub instruction: String,
    /// Media type.
    pub media_type: MediaType,
    /// What stood in `digest`.
    pub digest_text: String,
    /// The digest, if it is one.
    pub digest: Option<Digest>,
    /// Declared size in bytes.
    pub size: Option<u64>,
    /// Diff ID: of the uncompressed bytes.
    pub diff_id: Option<Digest>,
    /// The config was read, is the image's, and has no diff ID for this layer.
    pub has_no_diff_id: bool,
    /// Chain ID: of this layer on top of all below.
    pub chain_id: Option<Digest>,
    /// JSON pointer to its descriptor in the manifest.
    pub pointer: String,
    /// Its descriptor, if that says more than all this.
    pub more: Option<Shared<Descriptor>>,
    /// The layer itself, where its descriptor holds it, and it is what digest and size declare.
    pub data: Option<Rc<[u8]>>,
    /// The config, which names the diff IDs, is not the one that the manifest names: what it says proves nothing.
    pub has_wrong_config: bool,
    /// It is a blob of an artifact: no layer of a file system, and made by no instruction.
    pub is_of_artifact: bool,
    /// Another layer of the same digest counts in its place.
    pub is_repeated: bool,
}

impl Layer {
    /// The blob that is to be verified for it; `None` if its digest is none.
    pub fn blob(&self) -> Option<Blob> {
        Some(Blob {
            digest: self.digest.clone()?,
            size: self.size,
            is_foreign: self.media_type.is_foreign_layer(),
        })
    }

    /// Its size in bytes: what no document says was counted, if it is verified.
    pub fn size_by(&self, state: &LayerState) -> Option<u64> {
        match (self.size, state) {
            (None, &LayerState::Verified { size }) => Some(size),
            (size, _) => size,
        }
    }

    /// Where else it may be had: foreign layers.
    pub fn urls(&self) -> &[String] {
        self.more.as_ref().map_or(&[], |more| &more.urls)
    }

    /// What it is called.
    pub fn noun(&self) -> &'static str {
        if self.is_of_artifact { "blob" } else { "layer" }
    }

    /// Algorithm of the digest of what it unpacks to: that of its diff ID, if it has one. `None` if it is not to be unpacked.
    pub fn unpack(&self) -> Option<String> {
        // What an encrypted layer unpacks to, only those know who have the key.
        if self.is_encrypted() || self.is_packed_otherwise() {
            return None;
        }
        match &self.diff_id {
            Some(diff_id) => diff_id
                .is_supported()
                .then(|| diff_id.algorithm().to_string()),
            // Nothing to compare with, but files to list.
            None => self.is_archive().then(|| Algorithm::Sha256.to_string()),
        }
    }

    /// Whether it is neither an archive nor encrypted, and small enough to be looked at as a whole: what artifacts are made of.
    pub fn is_plain(&self) -> bool {
        self.digest.is_some()
            && self.unpack().is_none()
            && self.diff_id.is_none()
            && !self.is_encrypted()
            && !self.media_type.is_foreign_layer()
            && self.size.is_some_and(|size| size <= LARGEST_KEPT)
    }

    /// Whether its media type says that it is encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.media_type.as_str().ends_with("+encrypted")
    }

    /// Whether its media type says that it is a tar archive, packed in a way that nobody here knows.
    pub fn is_packed_otherwise(&self) -> bool {
        let media_type = self.media_type.as_str();
        let has_suffix = |(kind, _): (&str, &str)| kind.ends_with("tar");
        let is_tar =
            self.media_type.is_layer() || media_type.rsplit_once('+').is_some_and(has_suffix);
        is_tar && !self.is_encrypted() && Compression::of_media_type(media_type).is_none()
    }

    /// Whether it is a tar archive, by its media type; schema 1 knows no media types, and no other layers.
    fn is_archive(&self) -> bool {
        self.media_type.is_empty() || Compression::of_media_type(self.media_type.as_str()).is_some()
    }

    /// The words for what its media type says of its compression, and for what its bytes say, where these differ.
    pub fn compression_lie(&self, content: &Content) -> Option<(&'static str, &'static str)> {
        let found = match content {
            Content::Unpacked { compression, .. } => compression.name(),
            Content::NotUnpacked(InflateError::NotUnderstood { compression }) => compression.name(),
            Content::NotUnpacked(_) => return None,
        };
        let said = Compression::of_media_type(self.media_type.as_str())?.name();
        (said != found).then_some((said, found))
    }

    /// Whether it is the empty layer that Docker's tools write where a step made no layer: by its digest, or by its diff ID.
    pub fn is_well_known_empty(&self) -> bool {
        let mut digests = [&self.digest, &self.diff_id].into_iter().flatten();
        digests.any(empty_layer::is_digest)
    }

    /// Whether it does not unpack to what the config names.
    pub fn unpacks_wrong(&self, content: Option<&Content>) -> bool {
        self.diff_id_verdict(content).is_mismatch()
    }

    /// What is known of its diff ID, by what it unpacks to.
    pub fn diff_id_verdict(&self, content: Option<&Content>) -> DiffIdVerdict {
        match (&self.diff_id, content) {
            (None, _) if self.has_no_diff_id => DiffIdVerdict::NotNamed,
            (None, _) => DiffIdVerdict::Unchecked,
            _ if self.is_packed_otherwise() => DiffIdVerdict::PackedOtherwise {
                media_type: self.media_type.clone(),
            },
            _ if self.is_encrypted() => DiffIdVerdict::Encrypted,
            (Some(diff_id), _) if !diff_id.is_supported() => DiffIdVerdict::NotComputed {
                algorithm: diff_id.algorithm().to_string(),
            },
            (_, None) => DiffIdVerdict::Unchecked,
            _ if self.has_wrong_config => DiffIdVerdict::WrongConfig,
            (_, Some(Content::NotUnpacked(error))) => DiffIdVerdict::NotUnpacked(error.clone()),
            (Some(expected), Some(Content::Unpacked { diff_id, size, .. })) => {
                if *diff_id == expected.to_string() {
                    DiffIdVerdict::Match { size: *size }
                } else if !diff_id.starts_with(expected.algorithm().as_str()) {
                    // The config came after it was unpacked.
                    DiffIdVerdict::Unchecked
                } else {
                    DiffIdVerdict::Mismatch {
                        expected: expected.clone(),
                        actual: diff_id.clone(),
                    }
                }
            }
        }
    }
}

/// Layers of which each digest counts once.
pub fn counted_once(mut layers: Vec<Layer>) -> Vec<Layer> {
    let blobs = layers.iter().map(|layer| {
        let digest = layer.digest.as_ref().map(|_| &*layer.digest_text);
        (digest, layer.size)
    });
    for position in repeated(&blobs.collect::<Vec<_>>()) {
        layers[position].is_repeated = true;
    }
    layers
}

/// One sentence on what is known of a layer's bytes; empty as long as nobody looked.
pub fn reason(state: &LayerState) -> String {
    match state {
        LayerState::Unverified | LayerState::Queued | LayerState::Reading(_) => String::new(),
        LayerState::Verified { size } => format!(
            "{} have the digest that the manifest names.",
            format::exact_size(*size)
        ),
        LayerState::DigestMismatch {
            expected, actual, ..
        } => format!("Its bytes have the digest {actual}, the manifest names {expected}."),
        LayerState::SizeMismatch { expected, actual } if actual > expected => format!(
            "It has more than the {} that the manifest names.",
            format::exact_size(*expected)
        ),
        LayerState::SizeMismatch { expected, actual } => format!(
            "It has {}, the manifest names {}.",
            format::exact_size(*actual),
            format::exact_size(*expected)
        ),
        LayerState::NotChecked { algorithm } => format!("Porthole does not compute {algorithm}."),
        LayerState::Failed(error) => full_sentence(&error.to_string()),
    }
}

/// What is known of a layer's diff ID.
#[derive(Clone, Debug, PartialEq)]
pub enum DiffIdVerdict {
    /// Nothing.
    Unchecked,
    /// Nothing: the config names none.
    NotNamed,
    /// Nothing: its media type names a way to pack it that nobody here knows.
    PackedOtherwise {
        /// The media type.
        media_type: MediaType,
    },
    /// Nothing: the layer is encrypted.
    Encrypted,
    /// Nothing: it is of an algorithm that Porthole does not compute.
    NotComputed {
        /// Its name.
        algorithm: String,
    },
    /// Nothing: the config that names it is not the image's.
    WrongConfig,
    /// The layer unpacks to what the config names.
    Match {
        /// Unpacked bytes.
        size: u64,
    },
    /// It unpacks to something else.
    Mismatch {
        /// What the config names.
        expected: Digest,
        /// What came out.
        actual: String,
    },
    /// It does not unpack.
    NotUnpacked(InflateError),
}

impl DiffIdVerdict {
    /// One sentence on a diff ID that does not hold, or could not be checked; empty otherwise.
    pub fn reason(&self) -> String {
        match self {
            Self::Unchecked | Self::Match { .. } => String::new(),
            Self::NotNamed => "Diff ID not checked: the config has none for this layer.".to_owned(),
            Self::PackedOtherwise { media_type } => {
                let media_type = excerpt(media_type.as_str());
                format!("Diff ID not checked: Porthole does not know how {media_type} is packed.")
            }
            Self::Encrypted => "Diff ID not checked: the layer is encrypted.".to_owned(),
            Self::NotComputed { algorithm } => {
                format!("Diff ID not checked: Porthole does not compute {algorithm}.")
            }
            Self::WrongConfig => {
                "Diff ID not checked: the config is not the one that the manifest names.".to_owned()
            }
            Self::Mismatch { expected, actual } => {
                format!("It unpacks to bytes of the digest {actual}, the config names {expected}.")
            }
            Self::NotUnpacked(error) if self.is_mismatch() => {
                format!("Its digest is right, but {error}.")
            }
            Self::NotUnpacked(error) => format!("Diff ID not checked: {error}."),
        }
    }

    /// Whether the layer does not unpack to what the config names: to something else, or not at all.
    pub fn is_mismatch(&self) -> bool {
        matches!(
            self,
            Self::Mismatch { .. }
                | Self::NotUnpacked(
                    InflateError::Broken { .. }
                        | InflateError::Truncated { .. }
                        | InflateError::Trailing { .. },
                )
        )
    }

    /// The word of the DOM contract.
    pub fn attribute(&self) -> &'static str {
        match self {
            Self::Match { .. } => "match",
            verdict if verdict.is_mismatch() => "mismatch",
            _ => "unchecked",
        }
    }
}
