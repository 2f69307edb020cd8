//! Archives of both forms: where they name different images, that is a problem.

use super::{MARKER, listed, open, path_of};
use porthole::oci::{Digest, Severity};

const WHY: &str = "tools that read manifest.json (docker load without containerd) may load another image than is shown";

/// The blobs of an image of one layer: layer, config, manifest.
fn image(name: &str) -> [Vec<u8>; 3] {
    let layer = name.as_bytes().to_vec();
    let layer_digest = Digest::sha256_of(&layer);
    let config = format!(r#"{{"rootfs":{{"diff_ids":["{layer_digest}"]}}}}"#).into_bytes();
    let manifest = format!(
        r#"{{"schemaVersion":2,"config":{{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{}","size":{}}},"layers":[{{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"{layer_digest}","size":{}}}]}}"#,
        Digest::sha256_of(&config),
        config.len(),
        layer.len()
    );
    [layer, config, manifest.into_bytes()]
}

fn blob(content: &[u8]) -> String {
    path_of(&Digest::sha256_of(content))
}

/// An entry of an index.
fn entry(content: &[u8], kind: &str, tag: &str) -> String {
    let annotations = match tag {
        "" => String::new(),
        tag => format!(r#","annotations":{{"org.opencontainers.image.ref.name":"{tag}"}}"#),
    };
    format!(
        r#"{{"mediaType":"application/vnd.oci.image.{kind}.v1+json","digest":"{}","size":{}{annotations}}}"#,
        Digest::sha256_of(content),
        content.len()
    )
}

fn index(entries: &[String]) -> String {
    format!(
        r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{}]}}"#,
        entries.join(",")
    )
}

/// An image of `manifest.json`, as Docker 25 writes it.
fn item([layer, config, _]: &[Vec<u8>; 3], names: &str) -> String {
    format!(
        r#"{{"Config":"{}","RepoTags":{names},"Layers":["{}"]}}"#,
        blob(config),
        blob(layer)
    )
}

/// An archive as Docker 25 writes it.
pub fn archive() -> Vec<u8> {
    let image = image("a");
    let index = index(&[entry(&image[2], "manifest", "1")]);
    let paths = image.each_ref().map(|content| blob(content));
    let mut files: Vec<(&str, &[u8])> =
        vec![("oci-layout", MARKER), ("index.json", index.as_bytes())];
    files.extend(
        paths
            .iter()
            .map(String::as_str)
            .zip(image.iter().map(Vec::as_slice)),
    );
    listed(&format!("[{}]", item(&image, r#"["app:1"]"#)), &files)
}

/// What is said of an archive of all the blobs, this index and this list.
async fn said(blobs: &[&[u8]], entries: &[String], list: &[String]) -> Option<String> {
    let paths: Vec<String> = blobs.iter().map(|content| blob(content)).collect();
    let index = index(entries);
    let mut files: Vec<(&str, &[u8])> =
        vec![("oci-layout", MARKER), ("index.json", index.as_bytes())];
    files.extend(paths.iter().map(String::as_str).zip(blobs.iter().copied()));
    let (archive, _) = open(listed(&format!("[{}]", list.join(",")), &files)).await;
    let archive = archive.unwrap();
    let problems = archive.problems();
    assert!(problems.len() < 2);
    let problem = problems.first()?;
    assert_eq!(problem.rule, "archive-two-images");
    assert_eq!(problem.severity, Severity::Error);
    let what = problem.message.strip_suffix(WHY).unwrap();
    Some(what.strip_suffix(": ").unwrap().to_owned())
}

#[tokio::test]
async fn both_forms_are_to_name_the_same_images() {
    let (a, b) = (image("a"), image("b"));
    let nested = index(&[entry(&a[2], "manifest", ""), entry(&b[2], "manifest", "")]);
    let blobs: Vec<&[u8]> = a
        .iter()
        .chain(&b)
        .map(Vec::as_slice)
        .chain([nested.as_bytes()])
        .collect();
    let of = |image: &[Vec<u8>; 3], tag| entry(&image[2], "manifest", tag);
    let mixed = format!(
        r#"{{"Config":"{}","RepoTags":null,"Layers":["{}"]}}"#,
        blob(&a[1]),
        blob(&b[0])
    );
    let not_named = |image: &[Vec<u8>; 3]| {
        Some(format!(
            "its manifest.json does not name, by this name, the image that its index.json leads to, {:?}",
            Digest::sha256_of(&image[2]).to_string()
        ))
    };
    let not_led_to = |image: &[Vec<u8>; 3]| {
        let path = blob(&image[1]);
        Some(format!(
            "its index.json does not lead, by this name, to the image that its manifest.json names, with the config \"{path}\""
        ))
    };
    for (what, entries, list, want) in [
        ("the same", vec![of(&a, "1")], vec![item(&a, r#"["app:1"]"#)], None),
        ("two names", vec![of(&a, "1"), of(&a, "2")], vec![item(&a, r#"["app:1","app:2"]"#)], None),
        ("no names", vec![of(&a, "")], vec![item(&a, "null")], None),
        ("one of two platforms", vec![entry(nested.as_bytes(), "index", "1")], vec![item(&b, r#"["app:1"]"#)], None),
        ("what is not there", vec![of(&image("c"), "1"), of(&a, "1")], vec![item(&a, r#"["app:1"]"#)], None),
        ("another", vec![of(&a, "1")], vec![item(&b, r#"["app:1"]"#)], not_named(&a)),
        ("one more", vec![of(&a, "1")], vec![item(&a, r#"["app:1"]"#), item(&b, "null")], not_led_to(&b)),
        ("one less", vec![of(&a, "1"), of(&b, "latest")], vec![item(&a, r#"["app:1"]"#)], not_named(&b)),
        ("the names of each other", vec![of(&a, "1"), of(&b, "2")], vec![item(&a, r#"["app:2"]"#), item(&b, r#"["app:1"]"#)], not_named(&a)),
        ("another layer", vec![of(&a, "")], vec![mixed], not_named(&a)),
        ("none", vec![], vec![item(&a, "null")], not_led_to(&a)),
        ("nothing", vec![], vec![], None),
        ("no list", vec![of(&a, "1")], vec!["1".to_owned()], Some("its manifest.json is no list of images: it is an array, or one of its images has no Config".to_owned())),
        ("too many", vec![of(&a, "1"); 1_001], vec![item(&a, "null")], Some("its index.json leads to more documents than are compared with its manifest.json".to_owned())),
    ] {
        assert_eq!(said(&blobs, &entries, &list).await, want, "{what}");
    }
}
