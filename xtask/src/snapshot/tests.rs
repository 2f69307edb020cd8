//! The copy of an image from a registry that tells the truth, and from one that lies.

use super::*;
use std::collections::HashMap;
use std::fs;

/// A folder that is gone when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder =
            env::temp_dir().join(format!("porthole-snapshot-{}-{name}", std::process::id()));
        // What an earlier run left behind, if it did.
        let _ = fs::remove_dir_all(&folder);
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn digest(text: &str) -> String {
    layout::digest_like(None, text.as_bytes()).expect("SHA-256 is computed")
}

/// An image for two platforms: what each address names, and what the configs are.
fn image() -> (HashMap<String, String>, HashMap<String, String>, String) {
    let (mut manifests, mut configs, mut entries) = (HashMap::new(), HashMap::new(), Vec::new());
    for (architecture, variant) in [("amd64", ""), ("arm64", r#","variant":"v8""#)] {
        let config = format!(r#"{{"architecture":"{architecture}"}}"#);
        let manifest = format!(
            r#"{{"schemaVersion":2,"config":{{"digest":"{}"}},"layers":[{{"digest":"{}"}}]}}"#,
            digest(&config),
            digest("a layer"),
        );
        let address = format!("r.example:5000/o/n@{}", digest(&manifest));
        entries.push(format!(
            r#"{{"digest":"{}","platform":{{"os":"linux","architecture":"{architecture}"{variant}}}}}"#,
            digest(&manifest)
        ));
        configs.insert(address.clone(), config);
        manifests.insert(address, manifest);
    }
    // Not as serde_json would write it: every byte is kept.
    let index = format!(
        "{{ \"schemaVersion\": 2,\n\"manifests\": [{}] }}\n",
        entries.join(" , ")
    );
    manifests.insert("r.example:5000/o/n:1.4".to_owned(), index.clone());
    (manifests, configs, index)
}

fn take(
    folder: &Folder,
    (manifests, configs): (&HashMap<String, String>, &HashMap<String, String>),
    platform: Option<&str>,
) -> Result<String> {
    let of = |texts: &HashMap<String, String>, address: &str| {
        let text = texts.get(address);
        text.map(|text| text.clone().into_bytes())
            .with_context(|| format!("no {address}"))
    };
    let snapshot = Snapshot {
        image: &Image::parse("docker://r.example:5000/o/n:1.4")?,
        manifest: &|address| of(manifests, address),
        config: &|address| of(configs, address),
        layout: Layout::at(&folder.0)?,
    };
    snapshot.take("1.4", platform)
}

fn blobs(folder: &Folder) -> Vec<String> {
    let entries = fs::read_dir(folder.0.join("blobs/sha256")).expect("blobs");
    let mut names: Vec<String> = entries
        .map(|entry| {
            format!(
                "sha256:{}",
                entry.expect("a blob").file_name().to_string_lossy()
            )
        })
        .collect();
    names.sort();
    names
}

#[test]
fn a_copy_holds_every_document_byte_for_byte_and_no_layer() {
    let folder = Folder::new("whole");
    let (manifests, configs, index) = image();
    let taken = take(&folder, (&manifests, &configs), None).expect("a copy");
    assert_eq!(taken, digest(&index));
    let mut want: Vec<String> = manifests
        .values()
        .chain(configs.values())
        .map(|text| digest(text))
        .collect();
    want.sort();
    assert_eq!(blobs(&folder), want);
    let path = folder.0.join("blobs").join(taken.replacen(':', "/", 1));
    assert_eq!(fs::read_to_string(path).expect("the index"), index);
    let listed = fs::read(folder.0.join("index.json")).expect("index.json");
    let listed: Value = serde_json::from_slice(&listed).expect("JSON");
    assert_eq!(listed["manifests"][0]["digest"], taken);
    assert_eq!(listed["manifests"][0]["size"], index.len());
    assert_eq!(
        listed["manifests"][0]["mediaType"],
        "application/vnd.oci.image.index.v1+json"
    );
}

#[test]
fn of_one_platform_the_copy_leads_straight_to_its_manifest_and_takes_the_place_of_the_tag() {
    let folder = Folder::new("platform");
    let (manifests, configs, _) = image();
    for platform in ["linux/amd64", "linux/arm64/v8"] {
        let taken = take(&folder, (&manifests, &configs), Some(platform)).expect("a copy");
        assert!(manifests.contains_key(&format!("r.example:5000/o/n@{taken}")));
        let listed = fs::read(folder.0.join("index.json")).expect("index.json");
        let listed: Value = serde_json::from_slice(&listed).expect("JSON");
        assert_eq!(listed["manifests"].as_array().map(Vec::len), Some(1));
        assert_eq!(listed["manifests"][0]["digest"], taken);
    }
    let error = take(&folder, (&manifests, &configs), Some("plan9/mips")).expect_err("none");
    assert_eq!(
        error.to_string(),
        "the image is not for plan9/mips, but for linux/amd64, linux/arm64/v8"
    );
}

#[test]
fn a_registry_that_sends_other_bytes_is_refused_with_both_digests() {
    let folder = Folder::new("lies");
    let (mut manifests, mut configs, _) = image();
    let (address, config) = configs.iter_mut().next().expect("a config");
    let (address, wanted) = (address.clone(), digest(config));
    config.push(' ');
    let error = take(&folder, (&manifests, &configs), None).expect_err("a lie");
    let sent = digest(&configs[&address]);
    assert_eq!(
        error.to_string(),
        format!("asked for {wanted}, the registry sent {sent}")
    );
    let manifest = manifests.get_mut(&address).expect("its manifest");
    let wanted = digest(manifest);
    manifest.push(' ');
    let error = take(&folder, (&manifests, &configs), None).expect_err("a lie");
    let sent = digest(&manifests[&address]);
    assert_eq!(
        error.to_string(),
        format!("asked for {wanted}, the registry sent {sent}")
    );
    assert!(
        !folder.0.join("index.json").exists(),
        "nothing leads to half a copy"
    );
}

#[test]
fn names_of_images_are_read_as_skopeo_reads_them() {
    for (text, want) in [
        ("alpine", "alpine:latest"),
        ("docker://alpine:3", "alpine:3"),
        ("localhost:5000/a", "localhost:5000/a:latest"),
        ("localhost:5000/a:1@sha256:00", "localhost:5000/a@sha256:00"),
    ] {
        assert_eq!(Image::parse(text).expect("a name").to_string(), want);
    }
    for (text, want) in [
        ("", "\"\" names no image"),
        (
            "oci:folder:tag",
            "an image in a registry is wanted, not one of oci:",
        ),
    ] {
        let error = Image::parse(text).expect_err("no name");
        assert_eq!(error.to_string(), want);
    }
}

#[test]
fn a_folder_with_other_things_is_left_alone() {
    let folder = Folder::new("other");
    fs::create_dir_all(&folder.0).expect("a folder");
    fs::write(folder.0.join("notes.txt"), "mine").expect("a file");
    let error = Layout::at(&folder.0).err().expect("it is refused");
    assert!(
        error
            .to_string()
            .ends_with("holds something else than a layout"),
        "{error}"
    );
}
