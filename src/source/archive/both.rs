//! An archive of both forms, as `docker save` writes it since Docker 25: the same images, once in `index.json` and once in `manifest.json`. Some tools
//! read the one, some the other: where they differ, what is shown is not what another tool loads.

use super::{
    Archive, ArchiveFault, Bytes, Extent,
    list::{Image, LIST, digest_of_name, images_of, parse_list, read_list},
};
use crate::{
    oci::{
        Body, Descriptor, Digest, Document, Manifest, MediaType, Problem, json::Pointer,
        media_type::OCI_INDEX, problem::excerpt, rule,
    },
    source::{
        MANIFEST_LIMIT,
        layout::{blob_path, tag_in, tag_of_entry},
    },
};
use std::rc::Rc;

/// So many documents are read to see what the index leads to, and so many bytes of them: far more than `docker save` writes.
const MOST: usize = 1_000;
const MOST_BYTES: u64 = 4 * MANIFEST_LIMIT;

/// Where a file lies; of one that is missing, its digest.
type Place = Result<Extent, Option<Digest>>;

/// What an image consists of: its config, and its layers.
type Files = (Place, Vec<Place>);

/// Compares what both forms name. Both are to be there.
///
/// # Errors
/// When the file cannot be read any more.
pub(super) async fn compare(
    archive: &Archive,
    bytes: &impl Bytes,
) -> Result<Option<Problem>, ArchiveFault> {
    let difference = match difference(archive, bytes).await {
        Err(ArchiveFault::Unreadable) => return Err(ArchiveFault::Unreadable),
        Err(fault) => Some(fault.to_string()),
        Ok(difference) => difference,
    };
    Ok(difference.map(|difference| {
        let message = format!(
            "{difference}: tools that read {LIST} (docker load without containerd) may load another image than is shown"
        );
        Problem::new(&rule::ARCHIVE_TWO_IMAGES, Pointer::ROOT, message)
    }))
}

async fn difference(archive: &Archive, bytes: &impl Bytes) -> Result<Option<String>, ArchiveFault> {
    let Some(index) = archive.read(bytes, "index.json", MANIFEST_LIMIT).await? else {
        return Ok(None);
    };
    let Some(Body::Index(index)) = body_of(index.into(), &MediaType::new(OCI_INDEX)) else {
        // It is said why nothing can be shown.
        return Ok(None);
    };
    let list = read_list(archive, bytes).await?;
    let list = parse_list(&list)?;
    let images = images_of(&list)?;
    let listed: Vec<Files> = images.iter().map(|image| archive.listed(image)).collect();
    let mut is_led_to = vec![false; images.len()];
    let (mut documents, mut read) = (0, 0);
    for entry in &index.manifests {
        let tag = tag_of_entry(entry);
        let (mut is_listed, mut image) = (false, None);
        let mut ahead = vec![entry.clone()];
        while let Some(descriptor) = ahead.pop() {
            if documents == MOST || read > MOST_BYTES {
                return Ok(Some(format!(
                    "its index.json leads to more documents than are compared with its {LIST}"
                )));
            }
            documents += 1;
            let content = match descriptor.verified_data() {
                Some(data) => Some(Rc::clone(data)),
                None => archive.document(bytes, &descriptor).await?,
            };
            let Some(content) = content else {
                continue;
            };
            read += content.len() as u64;
            match body_of(content, &descriptor.media_type) {
                Some(Body::Index(index)) => ahead.extend(index.manifests),
                Some(Body::Manifest(manifest)) if manifest.is_image() => {
                    let files = archive.led_to(&manifest);
                    for (position, image) in images.iter().enumerate() {
                        let has_name = |name: &&str| Some(tag_in(name)) == tag;
                        if listed[position] == files
                            && (tag.is_none()
                                || image.names.is_empty()
                                || image.names.iter().any(has_name))
                        {
                            is_led_to[position] = true;
                            is_listed = true;
                        }
                    }
                    image = Some(descriptor.digest_text);
                }
                _ => {}
            }
        }
        // One of the images of an entry, which may be of several platforms.
        if let Some(digest) = image.filter(|_| !is_listed) {
            return Ok(Some(format!(
                "its {LIST} does not name, by this name, the image that its index.json leads to, {}",
                excerpt(&digest)
            )));
        }
    }
    let other = is_led_to.iter().position(|is_led_to| !is_led_to);
    Ok(other.map(|position| {
        format!(
            "its index.json does not lead, by this name, to the image that its {LIST} names, with the config {}",
            excerpt(images[position].config)
        )
    }))
}

fn body_of(content: Rc<[u8]>, media_type: &MediaType) -> Option<Body> {
    let document = Document::parse(content, None, Some(media_type)).ok()?;
    Some(document.body)
}

impl Archive {
    async fn document(
        &self,
        bytes: &impl Bytes,
        descriptor: &Descriptor,
    ) -> Result<Option<Rc<[u8]>>, ArchiveFault> {
        let Some(digest) = &descriptor.digest else {
            return Ok(None);
        };
        let content = self.read(bytes, &blob_path(digest), MANIFEST_LIMIT).await?;
        Ok(content.map(Rc::from))
    }

    /// Files of the same bytes lie at the same place, if they are there once: `docker save` names the same file in both forms.
    fn place(&self, path: &str) -> Place {
        self.extent(path).ok_or_else(|| digest_of_name(path))
    }

    fn listed(&self, image: &Image<'_>) -> Files {
        let layers = image.layers.iter().map(|path| self.place(path));
        (self.place(image.config), layers.collect())
    }

    fn led_to(&self, manifest: &Manifest) -> Files {
        let place = |descriptor: &Descriptor| match &descriptor.digest {
            Some(digest) => self.place(&blob_path(digest)),
            None => Err(None),
        };
        let config = manifest.config.as_ref();
        let layers = manifest.layers.iter().map(place);
        (config.map_or(Err(None), place), layers.collect())
    }
}
