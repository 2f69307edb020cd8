//! What `docker save` wrote before Docker 25, and podman, skopeo (`docker-archive`), kaniko and others still write: `manifest.json` lists
//! images, each with the path of its config, its names and the paths of its layers.
//!
//! There is no manifest in it that a registry would know, so one is made: of Docker's schema 2, with what can be known. The digest of a config
//! is the image ID, by which its file is called; where it has another name, the digest is computed here, and proves nothing. The digest of a layer that is not compressed is its diff ID, of which the config speaks; that
//! of another one stands in the name of its file, if anywhere. All of them are compared with the bytes, like those of any other image.

use super::{Archive, ArchiveFault, Bytes, Extent, Part};
use crate::{
    oci::{
        Digest,
        json::{Json, Value, Writer},
        media_type::{
            DOCKER_CONFIG, DOCKER_LAYER, DOCKER_LAYER_GZIP, DOCKER_LAYER_ZSTD, DOCKER_MANIFEST,
            OCI_INDEX,
        },
    },
    source::{CONFIG_LIMIT, MANIFEST_LIMIT, layout::CONTAINERD_NAME},
};

/// One image of `manifest.json`.
struct Image<'a> {
    /// Path of its config.
    config: &'a str,
    names: Vec<&'a str>,
    /// Paths of its layers.
    layers: Vec<&'a str>,
}

/// A descriptor that is made: what is not known is left out.
struct Made {
    media_type: &'static str,
    digest: Option<Digest>,
    size: Option<u64>,
    /// `architecture`, `os` and `variant`, of a manifest.
    platform: Vec<(&'static str, String)>,
}

/// Makes a layout of what an archive holds.
pub(super) async fn make_layout(
    archive: &mut Archive,
    bytes: &impl Bytes,
) -> Result<(), ArchiveFault> {
    let list = read(archive, bytes, "manifest.json", MANIFEST_LIMIT).await?;
    let fault = |error: String| ArchiveFault::Manifest { error };
    let list = list.ok_or_else(|| fault(format!("it has more than {MANIFEST_LIMIT} bytes")))?;
    let list = Json::parse(&list).map_err(|error| fault(error.to_string()))?;
    let images = images_of(&list.root).ok_or_else(|| {
        let found = list.root.kind_name();
        fault(format!("it is {found}, or one of its images has no Config"))
    })?;
    let mut out = Writer::default();
    out.open('{');
    version(&mut out, OCI_INDEX);
    out.key("manifests");
    out.open('[');
    for image in &images {
        let entry = add_image(image, archive, bytes).await?;
        if image.names.is_empty() {
            out.item();
            entry.write(&mut out, None);
        }
        for name in &image.names {
            out.item();
            entry.write(&mut out, Some(name));
        }
    }
    out.close(']');
    out.close('}');
    archive.make("index.json".to_owned(), out);
    let mut out = Writer::default();
    out.open('{');
    text(&mut out, "imageLayoutVersion", "1.0.0");
    out.close('}');
    archive.make("oci-layout".to_owned(), out);
    Ok(())
}

/// What `manifest.json` lists; `None` if it is no list of images.
fn images_of(list: &Value) -> Option<Vec<Image<'_>>> {
    let images = list.elements()?.iter().map(|image| {
        let texts = |key| {
            let texts = image.member(key).and_then(Value::elements);
            let texts = texts.unwrap_or_default().iter();
            texts.filter_map(Value::as_text).collect()
        };
        Some(Image {
            config: image.text_member("Config")?,
            names: texts("RepoTags"),
            layers: texts("Layers"),
        })
    });
    images.collect()
}

/// Makes the manifest of an image, and the descriptor that leads to it.
async fn add_image(
    image: &Image<'_>,
    archive: &mut Archive,
    bytes: &impl Bytes,
) -> Result<Made, ArchiveFault> {
    let path = image.config;
    let config = read(archive, bytes, path, CONFIG_LIMIT).await?;
    let config = config.ok_or_else(|| ArchiveFault::Config {
        path: path.to_owned(),
    })?;
    let named = digest_of_name(path);
    let part = match named {
        Some(_) => Part::Extent,
        None => Part::Unnamed,
    };
    let digest = named.unwrap_or_else(|| Digest::sha256_of(&config));
    archive.alias(&digest, path, part);
    let descriptor = Made {
        media_type: DOCKER_CONFIG,
        digest: Some(digest),
        size: Some(config.len() as u64),
        platform: Vec::new(),
    };
    // What is wrong with it, the page tells; here only what the manifest takes from it.
    let config = Json::parse(&config).ok();
    let config = config.as_ref().map(|config| &config.root);
    let diff_ids = config.and_then(|config| config.member("rootfs")?.member("diff_ids"));
    let diff_ids = diff_ids.and_then(Value::elements).unwrap_or_default();
    let mut out = Writer::default();
    out.open('{');
    version(&mut out, DOCKER_MANIFEST);
    out.key("config");
    descriptor.write(&mut out, None);
    out.key("layers");
    out.open('[');
    for (position, path) in image.layers.iter().enumerate() {
        let diff_id = diff_ids.get(position).and_then(Value::as_text);
        let layer = add_layer(path, diff_id, archive, bytes).await?;
        out.item();
        layer.write(&mut out, None);
    }
    out.close(']');
    out.close('}');
    let platform = ["architecture", "os", "variant"].into_iter();
    let platform = platform.filter_map(|key| {
        let value = config?.text_member(key)?;
        (!value.is_empty()).then(|| (key, value.to_owned()))
    });
    let platform = platform.collect();
    let manifest = out.finish().into_bytes();
    let digest = Digest::sha256_of(&manifest);
    let made = Made {
        media_type: DOCKER_MANIFEST,
        digest: Some(digest.clone()),
        size: Some(manifest.len() as u64),
        platform,
    };
    let part = Part::Made(manifest.into());
    archive.made.entry(blob_path(&digest)).or_insert(part);
    Ok(made)
}

/// Makes the descriptor of a layer.
async fn add_layer(
    path: &str,
    diff_id: Option<&str>,
    archive: &mut Archive,
    bytes: &impl Bytes,
) -> Result<Made, ArchiveFault> {
    let extent = archive.extent(path);
    let start = match extent {
        Some(Extent { offset, size }) => {
            let size = size.min(4);
            let start = bytes.read(Extent { offset, size }).await;
            start.ok_or(ArchiveFault::Unreadable)?
        }
        None => Vec::new(),
    };
    let media_type = match start.as_slice() {
        [0x1f, 0x8b, ..] => DOCKER_LAYER_GZIP,
        [0x28, 0xb5, 0x2f, 0xfd] => DOCKER_LAYER_ZSTD,
        _ => DOCKER_LAYER,
    };
    let digest = if media_type == DOCKER_LAYER {
        diff_id.and_then(|diff_id| diff_id.parse().ok())
    } else {
        digest_of_name(path)
    };
    if let Some(digest) = &digest {
        archive.alias(digest, path, Part::Extent);
    }
    Ok(Made {
        media_type,
        digest,
        size: extent.map(|extent| extent.size),
        platform: Vec::new(),
    })
}

impl Made {
    fn write(&self, out: &mut Writer, name: Option<&str>) {
        out.open('{');
        text(out, "mediaType", self.media_type);
        if let Some(size) = self.size {
            out.key("size");
            out.literal(&size.to_string());
        }
        if let Some(digest) = &self.digest {
            text(out, "digest", &digest.to_string());
        }
        if !self.platform.is_empty() {
            out.key("platform");
            out.open('{');
            for (key, value) in &self.platform {
                text(out, key, value);
            }
            out.close('}');
        }
        if let Some(name) = name {
            out.key("annotations");
            out.open('{');
            text(out, CONTAINERD_NAME, name);
            out.close('}');
        }
        out.close('}');
    }
}

/// What each document begins with.
fn version(out: &mut Writer, media_type: &str) {
    out.key("schemaVersion");
    out.literal("2");
    text(out, "mediaType", media_type);
}

fn text(out: &mut Writer, key: &str, value: &str) {
    out.key(key);
    out.string(value);
}

/// The digest in the name of a file: `<hex>.json`, `<hex>.tar.gz`, `sha256:<hex>`, `blobs/sha256/<hex>`.
fn digest_of_name(path: &str) -> Option<Digest> {
    let name = path.rsplit('/').next()?;
    let name = name.strip_prefix("sha256:").unwrap_or(name);
    let encoded = name.split('.').next()?;
    format!("sha256:{encoded}").parse().ok()
}

fn blob_path(digest: &Digest) -> String {
    format!("blobs/{}", digest.to_string().replacen(':', "/", 1))
}

/// A file of the archive; `None` if there is none, or it is larger than `limit`.
async fn read(
    archive: &Archive,
    bytes: &impl Bytes,
    path: &str,
    limit: u64,
) -> Result<Option<Vec<u8>>, ArchiveFault> {
    match archive.extent(path) {
        Some(extent) if extent.size <= limit => {
            let content = bytes.read(extent).await;
            content.ok_or(ArchiveFault::Unreadable).map(Some)
        }
        _ => Ok(None),
    }
}

impl Archive {
    fn make(&mut self, path: String, out: Writer) {
        let part = Part::Made(out.finish().into_bytes().into());
        self.made.entry(path).or_insert(part);
    }

    /// Makes what lies under a path the blob of a digest.
    fn alias(&mut self, digest: &Digest, path: &str, part: fn(Extent) -> Part) {
        if let Some(extent) = self.extent(path) {
            self.made.entry(blob_path(digest)).or_insert(part(extent));
        }
    }
}
