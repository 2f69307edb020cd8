//! What `docker save` of a real Docker writes, of its older form: two images that share their layers, one of which has no name. See
//! `tests/fixtures/docker-save/make.sh`.

use super::{content, listed, open, path_of, text};
use porthole::oci::{Digest, Severity};
use serde_json::Value;

const ARCHIVE: &[u8] = include_bytes!("../fixtures/docker-save/two-images.tar");

/// What `docker inspect` says of them: their `Id` and `RootFS`, by the names that they were saved by.
const IMAGES: [(Option<&str>, &str, [&str; 2]); 3] = [
    (Some("porthole.test/first:1"), FIRST, [ONE, TWO]),
    (Some("porthole.test/first:latest"), FIRST, [ONE, TWO]),
    (None, SECOND, [TWO, ONE]),
];
const FIRST: &str = "sha256:037183010d571188e7dc374df6dab9e55a334cf5275870b67d2e53fd603f1d2f";
const SECOND: &str = "sha256:27e137804cd1bc7f6ada1f996f44ec4182f1098dc226ee4d0053ca105a613e8e";
const ONE: &str = "sha256:498bb7eb10013dd4e6cdb3164d8be7d5651ff53e13096c5e54e9771af96dcb6e";
const TWO: &str = "sha256:7b7434fb7733e8c41139d0d8be5e4d360565fe8e7797513380571153d2de125a";

fn digest(document: &Value) -> Digest {
    let digest = document["digest"].as_str().unwrap();
    digest.parse().unwrap()
}

#[tokio::test]
async fn images_of_a_real_docker_have_the_layers_that_it_says_they_have() {
    let (archive, file) = open(ARCHIVE.to_vec()).await;
    let archive = archive.unwrap();
    assert_eq!(archive.problems(), []);
    let document = async |path: &str| -> Value {
        serde_json::from_str(&text(&archive, &file, path).await).unwrap()
    };
    let index = document("index.json").await;
    let entries = index["manifests"].as_array().unwrap();
    assert_eq!(entries.len(), IMAGES.len());
    for (entry, (name, id, diff_ids)) in entries.iter().zip(IMAGES) {
        let said = entry["annotations"]["io.containerd.image.name"].as_str();
        assert_eq!(said, name);
        let manifest = document(&path_of(&digest(entry))).await;
        assert_eq!(manifest["config"]["digest"], id, "{name:?}");
        let config = content(&archive, &file, &path_of(&id.parse().unwrap())).await;
        assert_eq!(
            Digest::sha256_of(&config.unwrap()).to_string(),
            id,
            "{name:?}"
        );
        let layers = manifest["layers"].as_array().unwrap();
        // Nothing is packed there, so that digests are diff IDs.
        let digests: Vec<String> = layers
            .iter()
            .map(|layer| digest(layer).to_string())
            .collect();
        assert_eq!(digests, diff_ids, "{name:?}");
        for layer in layers.iter().map(digest) {
            let bytes = content(&archive, &file, &path_of(&layer)).await;
            assert_eq!(Digest::sha256_of(&bytes.unwrap()), layer, "{name:?}");
        }
    }
}

#[tokio::test]
async fn that_one_file_is_read_for_two_is_a_problem() {
    let layer = b"a layer";
    let digest = Digest::sha256_of(layer);
    let config = format!(r#"{{"rootfs":{{"diff_ids":["{digest}","{digest}"]}}}}"#);
    let list = r#"[{"Config":"config","Layers":["a/layer.tar","b/layer.tar"]}]"#;
    let two = format!(
        r#""a/layer.tar" and "b/layer.tar" are two files that are to have the digest {digest}: one is read for both, and the other is not compared"#
    );
    let missing = |missing, read| {
        format!(
            "{missing:?} is missing: {read:?}, which is to have the same digest, {digest}, is read in its place"
        )
    };
    let (a, b) = ("a/layer.tar", "b/layer.tar");
    for (layers, want) in [
        (&[(a, &layer[..]), (b, b"altered")][..], vec![two.clone()]),
        (&[(a, layer), (b, layer)], vec![two]),
        (&[(a, layer)], vec![missing(b, a)]),
        (&[(b, layer)], vec![missing(a, b)]),
        (
            &[(a, layer), ("b/layer.tar -> ../a/layer.tar", b"")],
            vec![],
        ),
        (&[], vec![]),
    ] {
        let files = [layers, &[("config", config.as_bytes())]].concat();
        let (archive, _) = open(listed(list, &files)).await;
        let archive = archive.unwrap();
        let mut messages = Vec::new();
        for problem in archive.problems() {
            assert_eq!(problem.rule, "archive-two-files");
            assert_eq!(problem.severity, Severity::Warning);
            messages.push(problem.message.clone());
        }
        assert_eq!(messages, want, "{layers:?}");
    }
}
