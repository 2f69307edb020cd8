//! What refers to a document in a layout. There is no list of it, but tools that copy an image with all that refers to it put that into `index.json`:
//! cosign with a word of its own for the kind, others as entries without a tag, whose `subject` tells.

use super::{Layout, choice::tag_of_entry};
use crate::{
    oci::{Body, Descriptor, Digest, Document, Index, MediaType},
    source::{
        Served, SourceError, Transport,
        error_body::start,
        referrers::{FoundBy, Gap, Referrer, Referrers, cosign_tags, schema_tag},
    },
};
use std::rc::Rc;

/// `cosign save` says so what an entry is.
const COSIGN_KIND: &str = "kind";
const COSIGN_IMAGES: [&str; 2] = [
    "dev.cosignproject.cosign/image",
    "dev.cosignproject.cosign/imageIndex",
];
const COSIGN_ATTACHED: [&str; 3] = [
    "dev.cosignproject.cosign/sigs",
    "dev.cosignproject.cosign/atts",
    "dev.cosignproject.cosign/sboms",
];

/// So many entries are read to see what they are about.
const MOST_READ: usize = 100;

/// What an entry of `index.json` is to a document.
#[derive(Debug, PartialEq, Eq)]
enum Entry {
    /// It refers to it, by its name alone.
    Attached,
    /// It lists what refers to it.
    List,
    /// Its `subject` tells.
    Unknown,
    /// Something else.
    Other,
}

impl<T: Transport> Layout<T> {
    pub(in crate::source) async fn referrers(
        &self,
        subject: &Digest,
    ) -> Result<Referrers, SourceError> {
        let file = self.read_index().await?;
        let mut referrers = Referrers::default();
        let names = Names::of(&file.index, subject);
        let mut read = 0;
        for descriptor in &file.index.manifests {
            let kind = names.kind_of(descriptor, subject);
            if kind == Entry::Other {
                continue;
            }
            if read == MOST_READ {
                referrers.gaps.push(Gap::More { read });
                break;
            }
            read += 1;
            let served = match self.blob(descriptor, crate::source::MANIFEST_LIMIT).await {
                Ok(served) => served,
                // Something else may be missing in a copy.
                Err(SourceError::UnknownBlob { .. }) if kind == Entry::Unknown => continue,
                Err(error) => {
                    referrers.gaps.push(Gap::Tag {
                        tag: descriptor.digest_text.clone(),
                        error: Box::new(error),
                    });
                    continue;
                }
            };
            match (kind, body_of(&served, &descriptor.media_type)) {
                (Entry::List, Some(Body::Index(list))) => {
                    for descriptor in list.manifests {
                        referrers.add(referrer(descriptor, None));
                    }
                }
                (Entry::List, None) => referrers.gaps.push(Gap::Tag {
                    tag: names.schema_tag.clone(),
                    error: Box::new(SourceError::NotAList {
                        url: served.url.clone(),
                        member: "manifests",
                        start: start(&served.bytes),
                    }),
                }),
                // Whoever reads it finds out what it is.
                (Entry::Attached, _) => {
                    referrers.add(referrer(descriptor.clone(), Some(served)));
                }
                (_, Some(body)) if subject_of(&body) == Some(subject) => {
                    referrers.add(referrer(descriptor.clone(), Some(served)));
                }
                _ => {}
            }
        }
        Ok(referrers)
    }
}

fn referrer(descriptor: Descriptor, served: Option<Served>) -> Referrer {
    Referrer {
        descriptor,
        found: FoundBy::Layout,
        served,
    }
}

/// By what names entries of `index.json` belong to a document.
struct Names {
    /// It is an image of `cosign save`, whose other entries are attached to it.
    is_saved_by_cosign: bool,
    schema_tag: String,
    cosign_tags: Vec<String>,
}

impl Names {
    fn of(index: &Index, subject: &Digest) -> Self {
        let is_image = |entry: &Descriptor| {
            let kind = entry.annotations.get(COSIGN_KIND);
            entry.digest.as_ref() == Some(subject)
                && kind.is_some_and(|kind| COSIGN_IMAGES.contains(&kind))
        };
        Self {
            is_saved_by_cosign: index.manifests.iter().any(is_image),
            schema_tag: schema_tag(subject),
            cosign_tags: cosign_tags(subject),
        }
    }

    fn kind_of(&self, descriptor: &Descriptor, subject: &Digest) -> Entry {
        if descriptor.digest.as_ref() == Some(subject) {
            return Entry::Other;
        }
        let kind = descriptor.annotations.get(COSIGN_KIND);
        if kind.is_some_and(|kind| COSIGN_ATTACHED.contains(&kind)) {
            return if self.is_saved_by_cosign {
                Entry::Attached
            } else {
                Entry::Other
            };
        }
        match tag_of_entry(descriptor) {
            Some(tag) if tag == self.schema_tag => Entry::List,
            Some(tag) if self.cosign_tags.iter().any(|other| other == tag) => Entry::Attached,
            // Images have tags, and what is attached to them has none as a rule.
            Some(_) if descriptor.artifact_type.is_none() => Entry::Other,
            _ if descriptor.platform.is_some() => Entry::Other,
            _ => Entry::Unknown,
        }
    }
}

fn body_of(served: &Served, media_type: &MediaType) -> Option<Body> {
    let document = Document::parse(Rc::clone(&served.bytes), None, Some(media_type));
    document.ok().map(|document| document.body)
}

fn subject_of(body: &Body) -> Option<&Digest> {
    let subject = match body {
        Body::Manifest(manifest) => &manifest.subject,
        Body::Index(index) => &index.subject,
        Body::Schema1(_) => return None,
    };
    subject.as_ref()?.digest.as_ref()
}
