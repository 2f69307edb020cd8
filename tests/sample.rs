//! What the image that comes with Porthole must have, whatever makes it anew: `www/sample`.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use porthole::{
    layer::{Compression, Inflater, decoder},
    oci::{Body, Digest, Document, Index, Manifest, index::RowKind},
    tar::{Files, Lister},
};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Every site that shows Porthole carries the sample.
const MOST_BYTES: u64 = 400_000;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("www/sample")
}

fn bytes_of(path: &Path) -> u64 {
    let metadata = fs::metadata(path).unwrap();
    if !metadata.is_dir() {
        return metadata.len();
    }
    let entries = fs::read_dir(path).unwrap();
    entries.map(|entry| bytes_of(&entry.unwrap().path())).sum()
}

fn blob(digest: &Digest) -> Vec<u8> {
    let path = digest.to_string().replacen(':', "/", 1);
    fs::read(folder().join("blobs").join(path)).unwrap()
}

fn body(bytes: Vec<u8>) -> Body {
    Document::parse(bytes.into(), None, None).unwrap().body
}

fn index(bytes: Vec<u8>) -> Index {
    match body(bytes) {
        Body::Index(index) => index,
        other => panic!("no index: {other:?}"),
    }
}

/// The images of the index that is shown when none is named, with their platforms.
fn images() -> Vec<(String, Manifest)> {
    let layout = index(fs::read(folder().join("index.json")).unwrap());
    let latest = index(blob(layout.manifests[0].digest.as_ref().unwrap()));
    let rows = latest.rows().into_iter();
    let rows = rows.filter(|row| row.kind == RowKind::Image);
    rows.map(|row| {
        let entry = &latest.manifests[row.entry];
        match body(blob(entry.digest.as_ref().unwrap())) {
            Body::Manifest(manifest) => (entry.platform.as_ref().unwrap().to_string(), manifest),
            other => panic!("no image: {other:?}"),
        }
    })
    .collect()
}

/// How the layers of an image are compressed, and the files in each.
fn layers(image: &Manifest) -> Vec<(Compression, Files)> {
    let layers = image.layers.iter().map(|layer| {
        let mut lister = Lister::default();
        let mut inflater = Inflater::new(u64::MAX, decoder::all);
        let packed = blob(layer.digest.as_ref().unwrap());
        inflater
            .push(&packed, &mut |bytes| lister.push(bytes))
            .unwrap();
        let finished = inflater.finish(&mut |bytes| lister.push(bytes)).unwrap();
        (finished.compression, lister.finish())
    });
    layers.collect()
}

#[test]
fn the_whole_sample_is_small() {
    let size = bytes_of(&folder());
    assert!(size <= MOST_BYTES, "{size} bytes");
}

#[test]
fn layers_of_the_sample_are_of_both_compressions_and_remove_what_is_below() {
    let removed = ["srv/www/.wh.welcome.html", "var/cache/mime/.wh..wh..opq"];
    let table: [(&str, Compression, &[&str]); 3] = [
        ("linux/amd64", Compression::Gzip, &removed),
        ("linux/arm64/v8", Compression::Zstd, &removed),
        ("windows/amd64", Compression::Gzip, &[]),
    ];
    let images = images();
    assert_eq!(images.len(), table.len());
    for ((platform, image), (want, compression, whiteouts)) in images.iter().zip(table) {
        assert_eq!(platform, want);
        let mut found = Vec::new();
        for (by, files) in layers(image) {
            assert_eq!((by, files.fault), (compression, None), "{platform}");
            let paths = files.entries.into_iter().map(|entry| entry.path);
            found.extend(paths.filter(|path| path.contains("/.wh.")));
        }
        assert_eq!(found, whiteouts, "{platform}");
    }
}
