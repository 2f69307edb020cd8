//! The same image in every format, lists of images, and an artifact: the page agrees with `skopeo inspect`.

use end_to_end::{
    browser::Browser,
    images::{EVERY_FORMAT, shared_registry},
    sha256,
};
use serde_json::Value;
use std::collections::BTreeSet;

/// What registries store once for all layers without content.
const EMPTY_LAYER: &str = "sha256:a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4";

async fn inspect(name: &str) -> Browser {
    Browser::inspect(&shared_registry().reference(name)).await
}

fn strings(value: &Value) -> Vec<String> {
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    items
        .iter()
        .map(|item| item.as_str().unwrap_or_default().to_owned())
        .collect()
}

async fn layers(browser: &Browser, attribute: &str) -> Vec<String> {
    browser
        .parts("layer")
        .await
        .iter()
        .map(|layer| layer.attribute(attribute).to_owned())
        .collect()
}

/// Digest, layers, platform, time, environment and labels, by the word of skopeo.
async fn assert_agrees_with_skopeo(browser: &Browser, said: &Value) {
    let digest = said["Digest"].as_str().expect("a digest");
    assert_ne!(
        browser.verdict(digest).await,
        "",
        "the digest {digest} is not on the page"
    );
    let said_layers: Vec<String> = strings(&said["Layers"])
        .into_iter()
        .filter(|layer| layer != EMPTY_LAYER)
        .collect();
    assert_eq!(layers(browser, "data-digest").await, said_layers);
    let config = browser.config().await;
    assert_eq!(
        config["architecture"],
        said["Architecture"].as_str().expect("an architecture")
    );
    assert_eq!(config["os"], said["Os"].as_str().expect("an os"));
    assert_eq!(config["created"], said["Created"].as_str().expect("a time"));
    assert_eq!(
        config["Env"].lines().collect::<Vec<_>>(),
        strings(&said["Env"])
    );
    let labels = said["Labels"].as_object().expect("labels");
    let labels: BTreeSet<String> = labels
        .iter()
        .map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default()))
        .collect();
    assert_eq!(
        config["Labels"]
            .lines()
            .map(str::to_owned)
            .collect::<BTreeSet<_>>(),
        labels
    );
}

/// The raw documents, the identities of each layer, and the pairing of history and layers, by the word of the stored config.
async fn assert_shows_manifest_and_config(browser: &Browser, name: &str) {
    let registry = shared_registry();
    let raw = registry.raw(name);
    assert_eq!(browser.text("raw").await, raw);
    let manifest: Value = serde_json::from_str(&raw).expect("JSON");
    let sizes: Vec<String> = manifest["layers"]
        .as_array()
        .expect("layers")
        .iter()
        .map(|layer| layer["size"].to_string())
        .collect();
    assert_eq!(layers(browser, "data-size").await, sizes);
    let config = registry.config(name);
    let diff_ids = strings(&config["rootfs"]["diff_ids"]);
    assert_eq!(layers(browser, "data-diff-id").await, diff_ids);
    let chain_ids: Vec<String> = diff_ids
        .iter()
        .scan(String::new(), |chain, diff_id| {
            *chain = if chain.is_empty() {
                diff_id.clone()
            } else {
                sha256(format!("{chain} {diff_id}").as_bytes())
            };
            Some(chain.clone())
        })
        .collect();
    assert_eq!(layers(browser, "data-chain-id").await, chain_ids);

    let mut next_layer = strings(&Value::Array(
        manifest["layers"]
            .as_array()
            .expect("layers")
            .iter()
            .map(|layer| layer["digest"].clone())
            .collect(),
    ))
    .into_iter();
    let want: Vec<(String, bool)> = config["history"]
        .as_array()
        .expect("a history")
        .iter()
        .map(|entry| match entry["empty_layer"] == true {
            true => (String::new(), true),
            false => (next_layer.next().unwrap_or_default(), false),
        })
        .collect();
    let entries = browser.parts("history-entry").await;
    let found: Vec<(String, bool)> = entries
        .iter()
        .map(|entry| {
            (
                entry.attribute("data-layer").to_owned(),
                entry.attributes.contains_key("data-empty-layer"),
            )
        })
        .collect();
    assert_eq!(found, want);
}

#[tokio::test]
async fn an_oci_image_is_shown_as_skopeo_sees_it() {
    let browser = inspect("formats/oci:latest").await;
    assert_eq!(browser.data("kind").await.as_deref(), Some("image"));
    assert_agrees_with_skopeo(&browser, &shared_registry().inspect("formats/oci:latest")).await;
    assert_shows_manifest_and_config(&browser, "formats/oci:latest").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_docker_schema_2_image_is_shown_as_skopeo_sees_it() {
    let browser = inspect("formats/schema2:latest").await;
    assert_eq!(browser.data("kind").await.as_deref(), Some("image"));
    assert_agrees_with_skopeo(
        &browser,
        &shared_registry().inspect("formats/schema2:latest"),
    )
    .await;
    assert_shows_manifest_and_config(&browser, "formats/schema2:latest").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn an_image_with_zstd_layers_is_shown_as_skopeo_sees_it() {
    let browser = inspect("formats/zstd:latest").await;
    assert_agrees_with_skopeo(&browser, &shared_registry().inspect("formats/zstd:latest")).await;
    assert_shows_manifest_and_config(&browser, "formats/zstd:latest").await;
    let digests = layers(&browser, "data-digest").await;
    assert_ne!(
        digests,
        strings(&shared_registry().inspect("formats/oci:latest")["Layers"])
    );
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_signed_schema_1_image_is_shown_oldest_first_with_a_valid_signature() {
    let browser = inspect("formats/schema1:latest").await;
    assert_eq!(browser.data("kind").await.as_deref(), Some("schema1"));
    assert_agrees_with_skopeo(
        &browser,
        &shared_registry().inspect("formats/schema1:latest"),
    )
    .await;
    let signatures = browser
        .wait_parts("signature", |parts| {
            !parts.is_empty()
                && parts
                    .iter()
                    .all(|part| part.attribute("data-state") != "unchecked")
        })
        .await;
    let states: Vec<&str> = signatures
        .iter()
        .map(|signature| signature.attribute("data-state"))
        .collect();
    assert_eq!(states, ["valid"]);
    assert!(
        signatures[0].attribute("data-key-id").contains(':'),
        "{:?}",
        signatures[0]
    );

    // The registry signs anew for each request, so the documents are the same but for that.
    let without_signatures = |text: &str| {
        let mut document: Value = serde_json::from_str(text).expect("JSON");
        document
            .as_object_mut()
            .expect("an object")
            .remove("signatures");
        document
    };
    let document = without_signatures(&shared_registry().raw("formats/schema1:latest"));
    assert_eq!(without_signatures(&browser.text("raw").await), document);

    // Both lists have the newest first. A step that made no layer has a blob all the same.
    let blobs = document["fsLayers"].as_array().expect("layers");
    let history = document["history"].as_array().expect("a history");
    assert_eq!(blobs.len(), history.len());
    let steps = blobs.iter().zip(history).rev();
    let want: Vec<(Option<&str>, Option<&str>)> = steps
        .map(|(blob, entry)| {
            let text = entry["v1Compatibility"].as_str().expect("a text");
            let step: Value = serde_json::from_str(text).expect("JSON");
            match step["throwaway"] == true {
                true => (None, Some("true")),
                false => (blob["blobSum"].as_str(), None),
            }
        })
        .collect();
    let entries = browser.parts("history-entry").await;
    let found: Vec<(Option<&str>, Option<&str>)> = entries
        .iter()
        .map(|entry| {
            let value = |name: &str| entry.attributes.get(name).map(String::as_str);
            (value("data-layer"), value("data-empty-layer"))
        })
        .collect();
    assert_eq!(found, want);
    for is_empty in [true, false] {
        let is_so = |(_, empty): &(_, Option<&str>)| empty.is_some() == is_empty;
        assert!(want.iter().any(is_so), "steps of both kinds: {want:?}");
    }
    // The newest step carries the config; what made it is lost in this format.
    let (oldest, last_but_one) = (&entries[0].text, &entries[entries.len() - 2].text);
    assert!(oldest.contains("COPY etc/os-release"), "{oldest}");
    assert!(last_but_one.contains("--config.label"), "{last_but_one}");
    browser.assert_quiet().await;
}

async fn assert_shows_both_platforms(name: &str) {
    let registry = shared_registry();
    let browser = inspect(name).await;
    assert_eq!(browser.data("kind").await.as_deref(), Some("index"));
    assert_agrees_with_skopeo(
        &browser,
        &registry.inspect_with(name, &["--override-arch", "amd64"]),
    )
    .await;
    assert_eq!(browser.text("raw").await, registry.raw(name));

    let index: Value = serde_json::from_str(&registry.raw(name)).expect("JSON");
    let rows = browser.parts("platform").await;
    let found: Vec<(&str, &str, &str)> = rows
        .iter()
        .map(|row| {
            (
                row.attribute("data-platform"),
                row.attribute("data-digest"),
                row.attribute("aria-selected"),
            )
        })
        .collect();
    let digest = |entry: usize| {
        index["manifests"][entry]["digest"]
            .as_str()
            .expect("a digest")
    };
    assert_eq!(
        found,
        [
            ("linux/amd64", digest(0), "true"),
            ("linux/arm64/v8", digest(1), "false")
        ]
    );
    // The digest that the index names is what the image was compared with.
    assert_eq!(browser.verdict(digest(0)).await, "match");
    assert_eq!(
        browser
            .verdict(&sha256(registry.raw(name).as_bytes()))
            .await,
        "unchecked"
    );

    browser
        .click_inside("platform", "data-platform", "linux/arm64/v8")
        .await;
    browser
        .wait_for("the other image", async || {
            (browser.verdict(digest(1)).await == "match").then_some(())
        })
        .await;
    browser.wait_state("ready").await;
    let global = ["--override-arch", "arm64", "--override-variant", "v8"];
    assert_agrees_with_skopeo(&browser, &registry.inspect_with(name, &global)).await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn an_oci_index_shows_its_platforms_and_the_image_that_is_chosen() {
    assert_shows_both_platforms("multi/index:latest").await;
}

#[tokio::test]
async fn a_docker_manifest_list_shows_its_platforms_and_the_image_that_is_chosen() {
    assert_shows_both_platforms("multi/list:latest").await;
}

#[tokio::test]
async fn an_artifact_that_is_no_image_is_shown_with_its_blobs() {
    let browser = inspect("artifact:latest").await;
    assert_eq!(browser.data("kind").await.as_deref(), Some("artifact"));
    let raw = shared_registry().raw("artifact:latest");
    assert_eq!(browser.text("raw").await, raw);
    let manifest: Value = serde_json::from_str(&raw).expect("JSON");
    assert_eq!(browser.verdict(&sha256(raw.as_bytes())).await, "unchecked");
    let rows = browser.parts("layer").await;
    assert_eq!(rows.len(), 2);
    for (row, layer) in rows
        .iter()
        .zip(manifest["layers"].as_array().expect("layers"))
    {
        assert_eq!(row.attribute("data-digest"), layer["digest"]);
        let title = layer["annotations"]["org.opencontainers.image.title"]
            .as_str()
            .expect("a title");
        assert!(row.text.contains(title), "{}", row.text);
    }
    assert!(
        browser
            .text_of_page()
            .await
            .contains("application/vnd.example.notes.v1")
    );
    browser.assert_quiet().await;
}

#[tokio::test]
async fn an_image_that_is_asked_for_by_digest_is_verified() {
    let registry = shared_registry();
    for name in EVERY_FORMAT {
        let said = registry.inspect_digest(&format!("{name}:latest"));
        let browser = inspect(&format!("{name}@{said}")).await;
        assert_eq!(browser.verdict(&said).await, "match", "{name}");
        assert_eq!(browser.notices().await, Vec::<String>::new(), "{name}");
        let ready = browser.events("porthole-ready").await;
        assert_eq!(ready[0]["digest"], said, "{name}");
        let verdicts = browser.events("porthole-verdict").await;
        assert!(
            verdicts
                .iter()
                .any(|event| event["digest"] == said && event["verdict"] == "match"),
            "{name}: {verdicts:?}"
        );
    }
}
