//! `manifest.json` of a docker archive: which images it names.

use super::{Archive, ArchiveFault, Bytes};
use crate::{
    oci::{
        Digest, grouped,
        json::{Json, Value},
    },
    source::MANIFEST_LIMIT,
};

/// The file.
pub(super) const LIST: &str = "manifest.json";

/// So many images, names and layers are read, all together: with as many layers as Docker takes in one, 78 images. A list of a few bytes for each
/// of them could hold up the page with a hundred times as many.
pub(super) const MOST: usize = 10_000;

/// One image of `manifest.json`.
pub(super) struct Image<'a> {
    /// Path of its config.
    pub config: &'a str,
    pub names: Vec<&'a str>,
    /// Paths of its layers.
    pub layers: Vec<&'a str>,
}

/// The text of `manifest.json`.
pub(super) async fn read_list(
    archive: &Archive,
    bytes: &impl Bytes,
) -> Result<Vec<u8>, ArchiveFault> {
    let list = archive.read(bytes, LIST, MANIFEST_LIMIT).await?;
    list.ok_or_else(|| {
        fault(format!(
            "it has more than {} bytes",
            grouped(MANIFEST_LIMIT)
        ))
    })
}

/// Parses that text.
pub(super) fn parse_list(list: &[u8]) -> Result<Json<'_>, ArchiveFault> {
    Json::parse(list).map_err(|error| fault(error.to_string()))
}

/// What it lists.
pub(super) fn images_of<'a>(list: &'a Json<'_>) -> Result<Vec<Image<'a>>, ArchiveFault> {
    let list = &list.root;
    let images = list.elements().unwrap_or_default();
    let counts = images.iter().map(|image| {
        let of = |key| list_of(image, key).len();
        1 + of("RepoTags") + of("Layers")
    });
    if counts.sum::<usize>() > MOST {
        return Err(ArchiveFault::TooMany {
            what: "images, names and layers in its manifest.json",
            most: MOST as u64,
        });
    }
    let texts = |image, key| {
        let texts = list_of(image, key).iter();
        texts.filter_map(Value::as_text).collect()
    };
    let images = images.iter().map(|image| {
        Some(Image {
            config: image.text_member("Config")?,
            names: texts(image, "RepoTags"),
            layers: texts(image, "Layers"),
        })
    });
    let images = list.elements().and_then(|_| images.collect());
    images.ok_or_else(|| {
        let found = list.kind_name();
        fault(format!("it is {found}, or one of its images has no Config"))
    })
}

fn list_of<'a>(image: &'a Value, key: &str) -> &'a [Value] {
    let list = image.member(key).and_then(Value::elements);
    list.unwrap_or_default()
}

fn fault(error: String) -> ArchiveFault {
    ArchiveFault::Manifest { error }
}

/// The digest in the name of a file: `<hex>.json`, `<hex>.tar.gz`, `sha256:<hex>`, `blobs/sha256/<hex>`.
pub(super) fn digest_of_name(path: &str) -> Option<Digest> {
    let name = path.rsplit('/').next()?;
    let name = name.strip_prefix("sha256:").unwrap_or(name);
    let encoded = name.split('.').next()?;
    format!("sha256:{encoded}").parse().ok()
}
