//! Copies of an image in a real registry: by the recipe of `docs/static-copies.md`, and by `cargo xtask snapshot`.

use crate::generator::{registry, snapshot};
use end_to_end::{repository, tool};
use serde_json::Value;
use std::{collections::BTreeMap, fs, path::Path};
use tempfile::TempDir;

fn temporary() -> TempDir {
    tempfile::tempdir_in(end_to_end::output()).expect("a folder")
}

/// The lines for a shell in the guide, for the registry of the tests.
fn recipes() -> Vec<String> {
    let guide = repository().join("docs/static-copies.md");
    let guide = fs::read_to_string(guide).expect("the guide");
    let blocks = guide.split("```sh\n").skip(1);
    blocks
        .filter_map(|block| Some(block.split_once("```")?.0))
        .filter(|block| !block.starts_with("cargo"))
        .map(|block| {
            block
                .replace("registry.example.com", registry().address())
                .replace("skopeo copy", "skopeo copy --quiet --src-tls-verify=false")
        })
        .collect()
}

/// The blobs of a layout by their digests, each compared with its own.
fn blobs(layout: &Path) -> BTreeMap<String, Vec<u8>> {
    let folder = layout.join("blobs/sha256");
    let blobs = fs::read_dir(folder).expect("blobs").map(|entry| {
        let entry = entry.expect("a blob");
        let bytes = fs::read(entry.path()).expect("a blob");
        let digest = format!("sha256:{}", entry.file_name().to_string_lossy());
        assert_eq!(end_to_end::sha256(&bytes), digest);
        (digest, bytes)
    });
    blobs.collect()
}

fn digest_of_entry(layout: &Path, tag: &str) -> String {
    let bytes = fs::read(layout.join("index.json")).expect("index.json");
    let index: Value = serde_json::from_slice(&bytes).expect("JSON");
    let entries = index["manifests"].as_array().expect("entries");
    let entry = entries
        .iter()
        .find(|entry| entry["annotations"]["org.opencontainers.image.ref.name"] == tag);
    entry.expect("an entry of that tag")["digest"]
        .as_str()
        .expect("a digest")
        .to_owned()
}

#[test]
fn the_recipe_and_the_command_make_the_same_light_copy_of_all_platforms() {
    let (by_recipe, by_command) = (temporary(), temporary());
    let [copy, prune] = &recipes()[..] else {
        panic!("the guide has a recipe of two steps: {:?}", recipes())
    };
    let layout = by_recipe.path().join("images/app");
    fs::create_dir_all(layout.parent().expect("a folder")).expect("a folder");
    tool::run_in(by_recipe.path(), "sh", &["-c", copy]);
    let whole = blobs(&layout);
    tool::run_in(by_recipe.path(), "sh", &["-c", prune]);
    let light = blobs(&layout);
    // An index, and for each of two platforms a manifest and a config; of the two layers of each, one is the same.
    assert_eq!((whole.len(), light.len()), (5 + 3, 5));
    let other = by_command.path().join("app");
    let image = registry().reference("app:1.4");
    snapshot(&[&image, &other.display().to_string()]);
    assert!(blobs(&other) == light, "the same documents, byte for byte");
    let digest = registry().inspect_digest("app:1.4");
    assert_eq!(digest_of_entry(&layout, "1.4"), digest);
    assert_eq!(digest_of_entry(&other, "1.4"), digest);
    // A second image in the same layout.
    snapshot(&[
        &image,
        &other.display().to_string(),
        "--platform",
        "linux/arm64/v8",
        "--tag",
        "arm",
    ]);
    assert!(blobs(&other) == light, "nothing that was not there");
    assert_eq!(digest_of_entry(&other, "1.4"), digest);
    let index: Value = serde_json::from_slice(&light[&digest]).expect("JSON");
    let of_arm = index["manifests"].as_array().expect("entries").iter();
    let of_arm = of_arm.filter(|entry| entry["platform"]["architecture"] == "arm64");
    let of_arm: Vec<&Value> = of_arm.map(|entry| &entry["digest"]).collect();
    assert_eq!(of_arm, [&Value::from(digest_of_entry(&other, "arm"))]);
}
