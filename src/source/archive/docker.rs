//! What `docker save` wrote before Docker 25, and podman, skopeo (`docker-archive`), kaniko and others still write: `manifest.json` lists
//! images, each with the path of its config, its names and the paths of its layers.
//!
//! There is no manifest in it that a registry would know, so one is made: of Docker's schema 2, with what can be known. The digest of a config
//! is the image ID, by which its file is called; where it has another name, the digest is computed here, and proves nothing. The digest of a layer that is not compressed is its diff ID, of which the config speaks; that
//! of another one stands in the name of its file, if anywhere. All of them are compared with the bytes, like those of any other image.
//!
//! What a list names again and again is read once, and no text of a config is copied that is longer than [`LONGEST`]: a list of a few bytes for each
//! image could make gigabytes of one config.

use super::{
    Archive, ArchiveFault, Bytes, Extent, Part,
    list::{Image, digest_of_name, images_of, parse_list, read_list},
    made::{Made, Platform, text, version},
};
use crate::{
    oci::{
        Digest, Problem,
        json::{Json, Pointer, Value, Writer},
        media_type::{
            DOCKER_CONFIG, DOCKER_LAYER, DOCKER_LAYER_GZIP, DOCKER_LAYER_ZSTD, DOCKER_MANIFEST,
            OCI_INDEX,
        },
        problem::excerpt,
        rule,
    },
    source::{CONFIG_LIMIT, MANIFEST_LIMIT, layout::blob_path},
    tar::magic,
};
use std::{
    collections::{HashMap, hash_map::Entry},
    rc::Rc,
};

/// Configs of so many bytes in all are read (64 MiB).
const MOST_OF_CONFIGS: u64 = 8 * CONFIG_LIMIT;

/// A platform, or a diff ID, of more bytes is none.
const LONGEST: usize = 256;

/// Makes a layout of what an archive holds.
pub(super) async fn make_layout(
    archive: &mut Archive,
    bytes: &impl Bytes,
) -> Result<(), ArchiveFault> {
    let list = read_list(archive, bytes).await?;
    let list = parse_list(&list)?;
    let images = images_of(&list)?;
    let mut maker = Maker {
        archive,
        bytes,
        configs: HashMap::new(),
        bytes_of_configs: 0,
        layers: HashMap::new(),
        files: HashMap::new(),
    };
    let mut out = Writer::default();
    out.open('{');
    version(&mut out, OCI_INDEX);
    out.key("manifests");
    out.open('[');
    for image in &images {
        let entry = maker.add_image(image).await?;
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
    let index = out.finish().into_bytes();
    if index.len() as u64 > MANIFEST_LIMIT {
        return Err(ArchiveFault::TooMany {
            what: "bytes in the index that is made of its manifest.json",
            most: MANIFEST_LIMIT,
        });
    }
    let mut out = Writer::default();
    out.open('{');
    text(&mut out, "imageLayoutVersion", "1.0.0");
    out.close('}');
    let marker = out.finish().into_bytes();
    for (path, content) in [("index.json", index), ("oci-layout", marker)] {
        let part = Part::Made(content.into());
        archive.made.insert(path.to_owned(), part);
    }
    Ok(())
}

/// What a manifest takes from a config.
struct Config {
    descriptor: Made,
    diff_ids: Vec<Option<Digest>>,
    platform: Platform,
}

/// Makes manifests.
struct Maker<'a, B> {
    archive: &'a mut Archive,
    bytes: &'a B,
    /// By path, as the layers.
    configs: HashMap<&'a str, Rc<Config>>,
    bytes_of_configs: u64,
    layers: HashMap<&'a str, (Option<Extent>, &'static str)>,
    /// What is to have a digest, where it lies, and whether it was said that something else is to have it too.
    files: HashMap<Digest, (&'a str, Option<Extent>, bool)>,
}

impl<'a, B: Bytes> Maker<'a, B> {
    /// Makes the manifest of an image, and the descriptor that leads to it.
    async fn add_image(&mut self, image: &Image<'a>) -> Result<Made, ArchiveFault> {
        let config = match self.configs.get(image.config) {
            Some(config) => Rc::clone(config),
            None => {
                let config = Rc::new(self.read_config(image.config).await?);
                self.configs.insert(image.config, Rc::clone(&config));
                config
            }
        };
        let mut out = Writer::default();
        out.open('{');
        version(&mut out, DOCKER_MANIFEST);
        out.key("config");
        config.descriptor.write(&mut out, None);
        out.key("layers");
        out.open('[');
        for (position, path) in image.layers.iter().enumerate() {
            let diff_id = config.diff_ids.get(position).and_then(Option::as_ref);
            let layer = self.add_layer(path, diff_id).await?;
            out.item();
            layer.write(&mut out, None);
        }
        out.close(']');
        out.close('}');
        let manifest = out.finish().into_bytes();
        let digest = Digest::sha256_of(&manifest);
        let size = manifest.len() as u64;
        self.archive.put(&digest, Part::Made(manifest.into()));
        Ok(Made {
            media_type: DOCKER_MANIFEST,
            digest: Some(digest),
            size: Some(size),
            platform: config.platform.clone(),
        })
    }

    async fn read_config(&mut self, path: &'a str) -> Result<Config, ArchiveFault> {
        let extent = self.archive.extent(path);
        let content = self.archive.read(self.bytes, path, CONFIG_LIMIT).await?;
        let (Some(extent), Some(content)) = (extent, content) else {
            let reason = self.archive.reason(path).filter(|_| extent.is_none());
            return Err(reason.unwrap_or_else(|| ArchiveFault::Config {
                path: path.to_owned(),
            }));
        };
        self.bytes_of_configs += extent.size;
        if self.bytes_of_configs > MOST_OF_CONFIGS {
            return Err(ArchiveFault::TooMany {
                what: "bytes in its configs",
                most: MOST_OF_CONFIGS,
            });
        }
        let named = digest_of_name(path);
        let part = match named {
            Some(_) => Part::Extent(extent),
            None => Part::Unnamed(extent),
        };
        let digest = named.unwrap_or_else(|| Digest::sha256_of(&content));
        self.tell_of_another(path, &digest, Some(extent));
        self.archive.put(&digest, part);
        // What is wrong with it, the page tells; here only what the manifest takes from it.
        let json = Json::parse(&content).ok();
        let root = json.as_ref().map(|json| &json.root);
        let diff_ids = root.and_then(|config| config.member("rootfs")?.member("diff_ids"));
        let diff_ids = diff_ids.and_then(Value::elements).unwrap_or_default();
        let diff_ids = diff_ids.iter().map(|diff_id| {
            let text = diff_id.as_text().filter(|text| text.len() <= LONGEST)?;
            text.parse().ok()
        });
        let platform = ["architecture", "os", "variant"].into_iter();
        let platform = platform.filter_map(|key| {
            let value = root?.text_member(key)?;
            (1..=LONGEST)
                .contains(&value.len())
                .then(|| (key, value.to_owned()))
        });
        Ok(Config {
            descriptor: Made {
                media_type: DOCKER_CONFIG,
                digest: Some(digest),
                size: Some(extent.size),
                platform: Vec::new(),
            },
            diff_ids: diff_ids.take(super::list::MOST).collect(),
            platform: platform.collect(),
        })
    }

    /// Makes the descriptor of a layer.
    async fn add_layer(
        &mut self,
        path: &'a str,
        diff_id: Option<&Digest>,
    ) -> Result<Made, ArchiveFault> {
        let (extent, media_type) = match self.layers.get(path) {
            Some(known) => *known,
            None => {
                let known = self.look_at_layer(path).await?;
                self.layers.insert(path, known);
                known
            }
        };
        let digest = if media_type == DOCKER_LAYER {
            diff_id.cloned()
        } else {
            digest_of_name(path)
        };
        if let Some(digest) = &digest {
            self.tell_of_another(path, digest, extent);
        }
        let part = match extent {
            Some(extent) => Some(Part::Extent(extent)),
            None => self.archive.reason(path).map(Part::Missing),
        };
        if let (Some(digest), Some(part)) = (&digest, part) {
            self.archive.put(digest, part);
        }
        Ok(Made {
            media_type,
            digest,
            size: extent.map(|extent| extent.size),
            platform: Vec::new(),
        })
    }

    /// A digest leads to one file, which is read for all that are to have it. That another is there, or missing, nobody would see.
    fn tell_of_another(&mut self, path: &'a str, digest: &Digest, extent: Option<Extent>) {
        let known = self.files.entry(digest.clone());
        let (other, place, is_told) = known.or_insert((path, extent, false));
        if *place == extent || *is_told {
            return;
        }
        *is_told = true;
        let (read, missing) = match (*place, extent) {
            (Some(_), Some(_)) => {
                self.archive.tell(format!(
                    "{} and {} are two files that are to have the digest {digest}: one is read for both, and the other is not compared",
                    excerpt(other),
                    excerpt(path)
                ));
                return;
            }
            (None, _) => (path, *other),
            (_, None) => (*other, path),
        };
        self.archive.tell(format!(
            "{} is missing: {}, which is to have the same digest, {digest}, is read in its place",
            excerpt(missing),
            excerpt(read)
        ));
    }

    /// Where a layer lies, and how it is compressed.
    async fn look_at_layer(
        &self,
        path: &str,
    ) -> Result<(Option<Extent>, &'static str), ArchiveFault> {
        let extent = self.archive.extent(path);
        let start = match extent {
            Some(Extent { offset, size }) => {
                let size = size.min(magic::ZSTD.len() as u64);
                let start = self.bytes.read(Extent { offset, size }).await;
                start.ok_or(ArchiveFault::Unreadable)?
            }
            None => Vec::new(),
        };
        let media_type = if start.starts_with(&magic::GZIP) {
            DOCKER_LAYER_GZIP
        } else if start == magic::ZSTD {
            DOCKER_LAYER_ZSTD
        } else {
            DOCKER_LAYER
        };
        Ok((extent, media_type))
    }
}

impl Archive {
    fn tell(&mut self, message: String) {
        let problem = Problem::new(&rule::ARCHIVE_TWO_FILES, Pointer::ROOT, message);
        self.problems.push(problem);
    }

    /// Makes something the blob of a digest. What was made here, or has a digest that was computed here, is known to be so, whatever else has the
    /// same bytes.
    fn put(&mut self, digest: &Digest, part: Part) {
        let strength = |part: &Part| match part {
            Part::Missing(_) => 0,
            Part::Extent(_) => 1,
            Part::Unnamed(_) => 2,
            Part::Made(_) => 3,
        };
        match self.made.entry(blob_path(digest)) {
            Entry::Vacant(entry) => {
                entry.insert(part);
            }
            Entry::Occupied(mut entry) => {
                if strength(&part) > strength(entry.get()) {
                    entry.insert(part);
                }
            }
        }
    }
}
