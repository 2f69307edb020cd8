//! Files that hold images: which of them are archives of images, what lies where in them, and what is made where no manifest is in them.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

#[path = "archive/both.rs"]
mod both;
#[path = "archive/docker.rs"]
mod docker;
#[path = "archive/hostile.rs"]
mod hostile;
#[path = "archive/partial.rs"]
mod partial;

use porthole::{
    oci::{Digest, Document},
    source::{
        ArchiveFault,
        archive::{Archive, Bytes, Extent, Part},
    },
};
use proptest::prelude::*;
use std::{cell::Cell, rc::Rc};
use tar::{Builder, EntryType, Header};

const MARKER: &[u8] = br#"{"imageLayoutVersion":"1.0.0"}"#;

/// A file, of which a part may have become unreadable.
struct File {
    bytes: Vec<u8>,
    readable: u64,
    /// Bytes that were read.
    count: Cell<u64>,
}

impl Bytes for File {
    fn size(&self) -> u64 {
        self.bytes.len() as u64
    }

    async fn read(&self, extent: Extent) -> Option<Vec<u8>> {
        let (start, end) = (
            extent.offset as usize,
            (extent.offset + extent.size) as usize,
        );
        assert!(
            end <= self.bytes.len(),
            "nothing is read beyond the end: {extent:?}"
        );
        self.count.set(self.count.get() + extent.size);
        (end as u64 <= self.readable).then(|| self.bytes[start..end].to_vec())
    }
}

impl From<Vec<u8>> for File {
    fn from(bytes: Vec<u8>) -> Self {
        let readable = bytes.len() as u64;
        Self {
            bytes,
            readable,
            count: Cell::new(0),
        }
    }
}

fn header(kind: EntryType, size: usize) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_size(size as u64);
    header.set_mode(0o644);
    header
}

/// A tar archive of files, and of links where a path stands behind an arrow: `layer.tar -> ../x.tar`.
fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    for (path, content) in files {
        match path.split_once(" -> ") {
            Some((path, target)) => {
                let mut header = header(EntryType::Symlink, 0);
                builder.append_link(&mut header, path, target).unwrap();
            }
            None => {
                let mut header = header(EntryType::Regular, content.len());
                builder.append_data(&mut header, path, *content).unwrap();
            }
        }
    }
    builder.into_inner().unwrap()
}

async fn open(bytes: Vec<u8>) -> (Result<Archive, ArchiveFault>, File) {
    let file = File::from(bytes);
    (Archive::open(&file).await, file)
}

/// The content of a file of the layout.
async fn content(archive: &Archive, file: &File, path: &str) -> Option<Vec<u8>> {
    match archive.part(path)? {
        Part::Made(bytes) => Some(bytes.to_vec()),
        Part::Extent(extent) | Part::Unnamed(extent) => file.read(extent).await,
        Part::Missing(_) => None,
    }
}

async fn text(archive: &Archive, file: &File, path: &str) -> String {
    let content = content(archive, file, path).await;
    String::from_utf8(content.unwrap_or_else(|| panic!("there is no {path}"))).unwrap()
}

fn path_of(digest: &Digest) -> String {
    format!("blobs/sha256/{}", digest.encoded())
}

#[tokio::test]
async fn what_is_no_archive_of_images_is_refused_with_the_reason() {
    let whole = tar(&[("oci-layout", MARKER), ("index.json", b"{}")]);
    let large = vec![0; 4000];
    let unfinished = tar(&[("blobs/sha256/ab", &large), ("oci-layout", MARKER)]);
    let mut broken = tar(&[("a", b"1"), ("oci-layout", MARKER)]);
    broken[1024] = b'!';
    for (bytes, want) in [
        (
            whole[..100].to_vec(),
            ArchiveFault::NotTar {
                what: "no tar archive",
            },
        ),
        (
            b"hello".repeat(200),
            ArchiveFault::NotTar {
                what: "no tar archive",
            },
        ),
        (
            br#"{"schemaVersion":2}"#.to_vec(),
            ArchiveFault::NotTar {
                what: "a JSON document",
            },
        ),
        (
            b"[]".to_vec(),
            ArchiveFault::NotTar {
                what: "a JSON document",
            },
        ),
        (
            b"PK\x03\x04rest".to_vec(),
            ArchiveFault::NotTar {
                what: "a zip archive",
            },
        ),
        (
            b"\x28\xb5\x2f\xfdrest".to_vec(),
            ArchiveFault::Compressed { with: "zstd" },
        ),
        (
            b"BZh9rest".to_vec(),
            ArchiveFault::Compressed { with: "bzip2" },
        ),
        (
            b"\xfd7zXZ\0rest".to_vec(),
            ArchiveFault::Compressed { with: "xz" },
        ),
        (
            unfinished[..2000].to_vec(),
            ArchiveFault::Cut { size: 2000 },
        ),
        (broken, ArchiveFault::Cut { size: 1024 }),
        (tar(&[]), ArchiveFault::NoImage { first: None }),
        (
            tar(&[("etc/passwd", b""), ("etc/group", b"")]),
            ArchiveFault::NoImage {
                first: Some("etc/passwd".to_owned()),
            },
        ),
        // Neither is the layout's folder: which of them is meant?
        (
            tar(&[("a/oci-layout", MARKER), ("b/oci-layout", MARKER)]),
            ArchiveFault::NoImage {
                first: Some("a/oci-layout".to_owned()),
            },
        ),
        (
            tar(&[("manifest.json", b"{}")]),
            ArchiveFault::Manifest {
                error: "it is an object, or one of its images has no Config".to_owned(),
            },
        ),
        (
            tar(&[("manifest.json", br#"[{"Layers":[]}]"#)]),
            ArchiveFault::Manifest {
                error: "it is an array, or one of its images has no Config".to_owned(),
            },
        ),
        (
            tar(&[("manifest.json", b"[")]),
            ArchiveFault::Manifest {
                error: "EOF while parsing a list at line 1, column 2".to_owned(),
            },
        ),
        (
            tar(&[("manifest.json", br#"[{"Config":"a.json"}]"#)]),
            ArchiveFault::Config {
                path: "a.json".to_owned(),
            },
        ),
    ] {
        let (archive, _) = open(bytes).await;
        assert_eq!(archive.err(), Some(want));
    }
}

#[tokio::test]
async fn a_file_that_has_gone_is_said_to_be_unreadable() {
    let bytes = tar(&[("oci-layout", MARKER)]);
    let file = File {
        readable: 0,
        ..File::from(bytes)
    };
    assert_eq!(
        Archive::open(&file).await.err(),
        Some(ArchiveFault::Unreadable)
    );
}

#[tokio::test]
async fn a_layout_is_read_where_it_lies() {
    let large = vec![7; 200_000];
    let long = format!("blobs/{}/end", "long/".repeat(60));
    let files: [(&str, &[u8]); 5] = [
        ("blobs/sha256/ab", &large),
        ("./oci-layout", MARKER),
        ("index.json", b"old"),
        (&long, b"long"),
        ("index.json", b"new"),
    ];
    let (archive, file) = open(tar(&files)).await;
    let archive = archive.unwrap();
    for (path, want) in [
        ("oci-layout", Some(MARKER.to_vec())),
        ("blobs/sha256/ab", Some(large.clone())),
        // As when it is unpacked: what comes later replaces what was there.
        ("index.json", Some(b"new".to_vec())),
        (long.as_str(), Some(b"long".to_vec())),
        ("blobs/sha256/cd", None),
        ("blobs", None),
    ] {
        assert_eq!(content(&archive, &file, path).await, want, "{path}");
    }
}

#[tokio::test]
async fn names_and_sizes_of_pax_headers_count() {
    let mut builder = Builder::new(Vec::new());
    let path = format!("blobs/sha256/{}", "ef".repeat(100));
    let records = [("path", path.as_bytes()), ("size", b"5"), ("comment", b"x")];
    builder.append_pax_extensions(records).unwrap();
    let mut short = header(EntryType::Regular, 5);
    builder
        .append_data(&mut short, "short", &b"12345"[..])
        .unwrap();
    let mut marker = header(EntryType::Regular, MARKER.len());
    builder
        .append_data(&mut marker, "oci-layout", MARKER)
        .unwrap();
    let (archive, file) = open(builder.into_inner().unwrap()).await;
    let archive = archive.unwrap();
    assert_eq!(text(&archive, &file, &path).await, "12345");
    assert_eq!(archive.part("short"), None);
}

#[tokio::test]
async fn a_layout_below_a_folder_is_read_as_if_it_stood_at_the_root() {
    let files: [(&str, &[u8]); 2] = [("app/oci-layout", MARKER), ("app/index.json", b"{}")];
    let (archive, file) = open(tar(&files)).await;
    assert_eq!(text(&archive.unwrap(), &file, "index.json").await, "{}");
}

#[tokio::test]
async fn what_stands_at_the_root_is_shown_whatever_is_in_a_folder() {
    let config = br#"{"architecture":"amd64"}"#;
    let list = br#"[{"Config":"c","RepoTags":["app:1.4"],"Layers":[]}]"#;
    let files: [(&str, &[u8]); 5] = [
        ("x/oci-layout", MARKER),
        ("x/index.json", b"{}"),
        ("x/manifest.json", b"[]"),
        ("manifest.json", list),
        ("c", config),
    ];
    let (archive, file) = open(tar(&files)).await;
    let index = text(&archive.unwrap(), &file, "index.json").await;
    assert!(index.contains("app:1.4"), "{index}");
    // One folder with both is one; of two, neither.
    let (archive, file) = open(tar(&files[..2])).await;
    assert_eq!(text(&archive.unwrap(), &file, "index.json").await, "{}");
    let files: [(&str, &[u8]); 3] = [
        ("x/oci-layout", MARKER),
        ("x/index.json", b"{}"),
        ("y/manifest.json", list),
    ];
    let (archive, _) = open(tar(&files)).await;
    let first = Some("x/oci-layout".to_owned());
    assert_eq!(archive.err(), Some(ArchiveFault::NoImage { first }));
}

#[tokio::test]
async fn links_lead_to_files_and_never_in_circles() {
    let files: [(&str, &[u8]); 5] = [
        ("oci-layout", MARKER),
        ("x.tar", b"layer"),
        ("a/b/layer.tar -> ../../x.tar", b""),
        ("a/again -> b/layer.tar", b""),
        ("a/loop -> loop", b""),
    ];
    let (archive, file) = open(tar(&files)).await;
    let archive = archive.unwrap();
    assert_eq!(text(&archive, &file, "a/b/layer.tar").await, "layer");
    assert_eq!(text(&archive, &file, "a/again").await, "layer");
    assert_eq!(archive.part("a/loop"), None);
}

/// What `docker save` wrote before Docker 25: an image of two layers, one of them compressed.
fn docker_archive(names: &str) -> (Vec<u8>, Digest, [Digest; 2]) {
    let (plain, packed) = (b"plain layer".to_vec(), b"\x1f\x8bpacked layer".to_vec());
    let (diff_id, blob) = (Digest::sha256_of(&plain), Digest::sha256_of(&packed));
    let config = format!(
        r#"{{"architecture":"arm64","os":"linux","variant":"v8","rootfs":{{"type":"layers","diff_ids":["{diff_id}","{blob}"]}}}}"#
    );
    let id = Digest::sha256_of(config.as_bytes());
    let manifest = format!(
        r#"[{{"Config":"{}.json","RepoTags":{names},"Layers":["{}/layer.tar","{}.tar.gz"]}}]"#,
        id.encoded(),
        "a".repeat(64),
        blob.encoded()
    );
    let files: [(&str, &[u8]); 4] = [
        (&format!("{}/layer.tar", "a".repeat(64)), &plain),
        (&format!("{}.tar.gz", blob.encoded()), &packed),
        (&format!("{}.json", id.encoded()), config.as_bytes()),
        ("manifest.json", manifest.as_bytes()),
    ];
    (tar(&files), id, [diff_id, blob])
}

#[tokio::test]
async fn where_no_manifest_is_one_is_made_that_leads_to_what_there_is() {
    let (bytes, id, layers) = docker_archive(r#"["app:1.4","registry.example:5000/app:latest"]"#);
    let (archive, file) = open(bytes).await;
    let archive = archive.unwrap();
    assert_eq!(
        text(&archive, &file, "oci-layout").await,
        "{\n  \"imageLayoutVersion\": \"1.0.0\"\n}\n"
    );
    let index = text(&archive, &file, "index.json").await;
    let manifest = index
        .split('"')
        .find(|word| word.starts_with("sha256:"))
        .unwrap();
    let manifest: Digest = manifest.parse().unwrap();
    let made = text(&archive, &file, &path_of(&manifest)).await;
    assert_eq!(Digest::sha256_of(made.as_bytes()), manifest);
    let entry = |name: &str| {
        format!(
            r#"    {{
      "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
      "size": {},
      "digest": "{manifest}",
      "platform": {{
        "architecture": "arm64",
        "os": "linux",
        "variant": "v8"
      }},
      "annotations": {{
        "io.containerd.image.name": "{name}"
      }}
    }}"#,
            made.len()
        )
    };
    let want = format!(
        "{{\n  \"schemaVersion\": 2,\n  \"mediaType\": \"application/vnd.oci.image.index.v1+json\",\n  \"manifests\": [\n{},\n{}\n  ]\n}}\n",
        entry("app:1.4"),
        entry("registry.example:5000/app:latest")
    );
    assert_eq!(index, want);
    let config = text(&archive, &file, &path_of(&id)).await;
    let [diff_id, blob] = &layers;
    let want = format!(
        r#"{{
  "schemaVersion": 2,
  "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
  "config": {{
    "mediaType": "application/vnd.docker.container.image.v1+json",
    "size": {},
    "digest": "{id}"
  }},
  "layers": [
    {{
      "mediaType": "application/vnd.docker.image.rootfs.diff.tar",
      "size": 11,
      "digest": "{diff_id}"
    }},
    {{
      "mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip",
      "size": 14,
      "digest": "{blob}"
    }}
  ]
}}
"#,
        config.len()
    );
    assert_eq!(made, want);
    for digest in &layers {
        let layer = content(&archive, &file, &path_of(digest)).await.unwrap();
        assert_eq!(Digest::sha256_of(&layer), *digest);
    }
    let document = Document::parse(Rc::from(made.as_bytes()), None, None).unwrap();
    assert_eq!(document.problems, []);
}

#[tokio::test]
async fn only_a_config_whose_digest_the_archive_itself_says_can_be_verified() {
    let config = br#"{"architecture":"amd64","os":"linux"}"#;
    let digest = Digest::sha256_of(config);
    let hex = digest.encoded();
    for (path, is_named) in [
        (format!("{hex}.json"), true),
        (format!("blobs/sha256/{hex}"), true),
        (format!("sha256:{hex}"), true),
        ("config.json".to_owned(), false),
        (format!("{hex}/config.json"), false),
    ] {
        let manifest = format!(r#"[{{"Config":"{path}","RepoTags":["app:1.4"],"Layers":[]}}]"#);
        let files: [(&str, &[u8]); 2] = [(&path, config), ("manifest.json", manifest.as_bytes())];
        let (archive, file) = open(tar(&files)).await;
        let archive = archive.unwrap();
        let part = archive.part(&path_of(&digest)).unwrap();
        assert_eq!(matches!(part, Part::Extent(_)), is_named, "{path}");
        assert_eq!(matches!(part, Part::Unnamed(_)), !is_named, "{path}");
        let served = content(&archive, &file, &path_of(&digest)).await;
        assert_eq!(served.unwrap(), config, "{path}");
    }
}

#[tokio::test]
async fn an_image_without_a_name_has_an_entry_all_the_same() {
    for names in ["null", "[]"] {
        let (bytes, ..) = docker_archive(names);
        let (archive, file) = open(bytes).await;
        let index = text(&archive.unwrap(), &file, "index.json").await;
        assert_eq!(index.matches("\"digest\"").count(), 1, "{names}: {index}");
        assert!(!index.contains("annotations"), "{index}");
    }
}

/// An archive of some files, and a `manifest.json`.
fn listed(list: &str, files: &[(&str, &[u8])]) -> Vec<u8> {
    tar(&[files, &[("manifest.json", list.as_bytes())]].concat())
}

#[tokio::test]
async fn a_layer_that_is_missing_or_unknown_is_named_as_far_as_it_can_be() {
    let config = br#"{"rootfs":{"diff_ids":["sha256:nonsense"]}}"#;
    let manifest = br#"[{"Config":"config","Layers":["here.tar","gone.tar","packed"]}]"#;
    let files: [(&str, &[u8]); 4] = [
        ("config", config),
        ("here.tar", b"12345"),
        ("packed", b"\x28\xb5\x2f\xfd"),
        ("manifest.json", manifest),
    ];
    let (archive, file) = open(tar(&files)).await;
    let archive = archive.unwrap();
    let index = text(&archive, &file, "index.json").await;
    let manifest = index
        .split('"')
        .find(|word| word.starts_with("sha256:"))
        .unwrap();
    let made = text(&archive, &file, &path_of(&manifest.parse().unwrap())).await;
    let layers = made.split_once("\"layers\": ").unwrap().1;
    let want = r#"[
    {
      "mediaType": "application/vnd.docker.image.rootfs.diff.tar",
      "size": 5
    },
    {
      "mediaType": "application/vnd.docker.image.rootfs.diff.tar"
    },
    {
      "mediaType": "application/vnd.docker.image.rootfs.diff.tar.zstd",
      "size": 4
    }
  ]
}
"#;
    assert_eq!(layers, want);
}

proptest! {
    #[test]
    fn whatever_is_in_a_file_it_is_read_within_its_bounds(
        changes in prop::collection::vec((0usize..12_000, any::<u8>()), 0..20),
        length in 0usize..12_000,
        form in 0usize..3,
    ) {
        let mut bytes = match form {
            0 => docker_archive(r#"["app:1.4"]"#).0,
            1 => both::archive(),
            _ => partial::sparse_archive(),
        };
        for (position, byte) in changes {
            let length = bytes.len();
            bytes[position % length] = byte;
        }
        bytes.truncate(length);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            // That nothing is read beyond the end is asserted by the file itself.
            let (archive, file) = open(bytes).await;
            if let Ok(archive) = archive {
                for path in ["oci-layout", "index.json", "manifest.json"] {
                    content(&archive, &file, path).await;
                }
            }
        });
    }
}
