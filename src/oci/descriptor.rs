//! Descriptors: what a document says of another, image-spec 1.1.1 `descriptor.md`.

use super::{
    Annotations, Digest, MediaType, Platform, Verdict, Verifier, base64, fields::Fields,
    json::Pointer, platform, problem::excerpt, rule,
};
use std::rc::Rc;

/// A descriptor, read leniently.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Descriptor {
    /// Empty if missing.
    pub media_type: MediaType,
    /// `None` if missing or no digest.
    pub digest: Option<Digest>,
    /// What stood in `digest`, for a document whose digest is none.
    pub digest_text: String,
    /// Bytes; `None` if missing, negative, fractional or above 2^63-1.
    pub size: Option<u64>,
    /// Where else the content may be had.
    pub urls: Vec<String>,
    /// Annotations.
    pub annotations: Annotations,
    /// The content itself, decoded from base64. Nothing says that it is what digest and size declare: see [`Descriptor::verified_data`].
    pub data: Option<Rc<[u8]>>,
    /// Type of the artifact behind it.
    pub artifact_type: Option<String>,
    /// In an index: what the image runs on.
    pub platform: Option<Platform>,
    /// Members that no specification names, its own and those of its platform: key and JSON text.
    pub unknown: Vec<(String, String)>,
}

impl Descriptor {
    /// Its digest, if that is one, and its size: as [`repeated`](super::repeated) takes them.
    pub(super) fn name_and_size(&self) -> (Option<&str>, Option<u64>) {
        let digest = self.digest.as_ref().map(|_| &*self.digest_text);
        (digest, self.size)
    }

    /// The embedded content, if it is what digest and size declare.
    pub fn verified_data(&self) -> Option<&Rc<[u8]>> {
        let data = self.data.as_ref()?;
        let mut verifier = Verifier::new(self.digest.clone()?, self.size);
        verifier.push(data);
        matches!(verifier.verdict(), Verdict::Match { .. }).then_some(data)
    }

    /// Whether it says more than what it leads to and what that is: annotations, addresses, an artifact type, what is reserved of a platform, or members that no
    /// specification names.
    pub fn says_more(&self) -> bool {
        let platform = self.platform.as_ref();
        let says_nothing = self.artifact_type.is_none()
            && self.urls.is_empty()
            && self.annotations.is_empty()
            && self.unknown.is_empty()
            && platform.is_none_or(|platform| platform.features.is_empty());
        !says_nothing
    }

    /// Reads a descriptor.
    pub(super) fn read(fields: Fields<'_>) -> Self {
        let mut unknown = fields.unknown(&[
            "mediaType",
            "digest",
            "size",
            "urls",
            "annotations",
            "data",
            "artifactType",
            "platform",
        ]);
        let media_type = fields
            .required_text("mediaType", &rule::DESCRIPTOR_MEDIA_TYPE)
            .unwrap_or_default();
        let (digest, digest_text) = fields.digest("digest", &rule::DESCRIPTOR_DIGEST);
        let descriptor = Self {
            media_type: MediaType::new(&media_type),
            digest,
            digest_text,
            size: fields.size("size", &rule::DESCRIPTOR_SIZE),
            urls: fields
                .texts("urls", &rule::DESCRIPTOR_URLS)
                .unwrap_or_default(),
            annotations: fields.annotations("annotations", &rule::ANNOTATIONS),
            data: read_data(fields),
            artifact_type: fields.text("artifactType", &rule::ARTIFACT_TYPE),
            platform: fields.object("platform", &rule::PLATFORM, |platform| {
                unknown.append(&mut platform.unknown(&platform::KEYS));
                Platform::read(platform)
            }),
            unknown,
        };
        if fields.has("mediaType") && !descriptor.media_type.is_well_formed() {
            let message = format!("no media type: {}", excerpt(&media_type));
            fields.report(&rule::DESCRIPTOR_MEDIA_TYPE, "mediaType", message);
        } else {
            fields.report_altered_type(&rule::DESCRIPTOR_MEDIA_TYPE, &media_type);
        }
        descriptor.check_data(fields);
        descriptor
    }

    /// Reads the descriptors of a list. What is no object stays in its place, empty, so that positions hold.
    pub(super) fn read_list(fields: Fields<'_>, key: &str, rule: &rule::Rule) -> Option<Vec<Self>> {
        let elements = fields.list(key, rule)?;
        let list = fields.pointer.key(key);
        let read = elements.iter().enumerate().map(|(position, element)| {
            let pointer: Pointer<'_> = list.position(position);
            fields
                .object_of(element, &pointer, &rule::DESCRIPTOR_OBJECT, Self::read)
                .unwrap_or_default()
        });
        Some(read.collect())
    }

    fn check_data(&self, fields: Fields<'_>) {
        let (Some(data), Some(expected)) = (&self.data, &self.digest) else {
            return;
        };
        let mut verifier = Verifier::new(expected.clone(), self.size);
        verifier.push(data);
        let message = match verifier.verdict() {
            Verdict::Match { .. } | Verdict::Unsupported { .. } => return,
            Verdict::SizeMismatch {
                expected, actual, ..
            } => {
                format!("\"data\" holds {actual} bytes, \"size\" says {expected}")
            }
            Verdict::DigestMismatch { actual, .. } => {
                format!("\"data\" is not what \"digest\" names: it has {actual}")
            }
        };
        fields.report(&rule::DESCRIPTOR_DATA, "data", message);
    }
}

fn read_data(fields: Fields<'_>) -> Option<Rc<[u8]>> {
    let text = fields.text("data", &rule::DESCRIPTOR_DATA)?;
    match base64::decode(&text) {
        Ok(data) => Some(data.into()),
        Err(error) => {
            let message = format!("\"data\" is no base64: {error}: {}", excerpt(&text));
            fields.report(&rule::DESCRIPTOR_DATA, "data", message);
            None
        }
    }
}
