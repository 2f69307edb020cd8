//! The rules that are checked once the documents are on the screen: on what real tools make they find nothing but what is truly wrong.

use end_to_end::{
    answer::Answer,
    browser::Browser,
    fault_server::FaultServer,
    images::{OCI_MANIFEST, images, shared_registry},
    sha256, site,
};
use serde_json::{Value, json};
use std::fs;

/// Waits until the rules were checked, and gives severity, rule and place of each problem.
async fn problems(browser: &Browser) -> Vec<String> {
    browser.wait_rules().await;
    let problems = browser.parts("problem").await;
    let said = problems.iter().map(|problem| {
        let (severity, rule) = (
            problem.attribute("data-severity"),
            problem.attribute("data-rule"),
        );
        format!("{severity} {rule}")
    });
    said.collect()
}

/// What is found in an image, with all its layers verified.
async fn problems_of(address: &str) -> Vec<String> {
    let browser = Browser::at(address).await;
    browser.wait_state("ready").await;
    let found = problems(&browser).await;
    browser.click("verify-button").await;
    browser.wait_layers().await;
    assert_eq!(problems(&browser).await, found, "{address}: by its layers");
    browser.assert_quiet().await;
    found
}

#[tokio::test]
async fn what_skopeo_buildah_and_a_registry_make_is_clean() {
    let registry = shared_registry();
    for (name, platform) in [
        ("formats/oci", None),
        ("formats/schema2", None),
        ("formats/zstd", None),
        ("large", None),
        ("artifact", None),
        ("multi/index", Some("linux/amd64")),
        ("multi/index", Some("linux/arm64/v8")),
        ("multi/list", Some("linux/amd64")),
        ("multi/list", Some("linux/arm64/v8")),
    ] {
        let reference = registry.reference(&format!("{name}:latest"));
        let address = match platform {
            None => site::address(&reference),
            Some(platform) => site::platform_address(&reference, platform),
        };
        let found = problems_of(&address).await;
        assert_eq!(found, [""; 0], "{name} {platform:?}");
    }
}

#[tokio::test]
async fn what_umoci_makes_is_clean() {
    let layout = images().layout();
    let server = FaultServer::start();
    let blobs = fs::read_dir(layout.join("blobs/sha256")).expect("blobs");
    let blobs = blobs.map(|blob| {
        let name = blob.expect("a blob").file_name();
        format!("blobs/sha256/{}", name.display())
    });
    for file in blobs.chain(["oci-layout".to_owned(), "index.json".to_owned()]) {
        let content = fs::read(layout.join(&file)).expect("a file of the layout");
        let answer = Answer::ok("application/octet-stream", content);
        server.serve(&format!("/layout/{file}"), answer);
    }
    for tag in ["amd64", "arm64"] {
        let reference = format!("oci:http://{}/layout:{tag}", server.address());
        let found = problems_of(&site::address(&reference)).await;
        assert_eq!(found, [""; 0], "{tag}");
    }
}

#[tokio::test]
async fn the_sample_is_clean() {
    for platform in ["linux/amd64", "linux/arm64/v8", "windows/amd64"] {
        let address = site::platform_address(&site::sample("latest"), platform);
        assert_eq!(problems_of(&address).await, [""; 0], "{platform}");
    }
    let found = problems_of(&site::address(&site::sample("artifact"))).await;
    assert_eq!(found, [""; 0]);
}

#[tokio::test]
async fn schema_1_is_deprecated_and_otherwise_clean() {
    let registry = shared_registry().reference("formats/schema1:latest");
    for address in [
        site::address(&registry),
        site::address(&site::sample("schema1")),
    ] {
        let browser = Browser::at(&address).await;
        browser.wait_state("ready").await;
        assert_eq!(
            problems(&browser).await,
            ["warning schema1-deprecated"],
            "{address}"
        );
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_document_as_a_whole_is_found_and_explained() {
    let server = FaultServer::start();
    let config = json!({"os": "linux", "architecture": "x86_64", "rootfs": {"type": "layers", "diff_ids": []}}).to_string();
    let manifest = json!({
        "schemaVersion": 2, "mediaType": OCI_MANIFEST, "layers": [],
        "config": {
            "mediaType": "application/vnd.oci.image.config.v1+json", "size": config.len(),
            "digest": server.blob("wrong", config.clone()),
        },
        "annotations": {"org.opencontainers.image.licenses": "GPL, or MIT"},
    });
    server.manifest("wrong", "latest", OCI_MANIFEST, manifest.to_string());
    let browser = Browser::inspect(&server.reference("wrong:latest")).await;
    assert_eq!(
        problems(&browser).await,
        [
            "warning layers-empty",
            "warning annotation-licenses",
            "warning platform-value",
        ]
    );
    let texts: Vec<String> = browser
        .parts("problem")
        .await
        .into_iter()
        .map(|problem| problem.text)
        .collect();
    for (text, words) in texts.iter().zip([
        ["there is no layer", "Measured", "manifest /layers"],
        [
            "GPL, or MIT",
            "SPDX license expression. Only its grammar",
            "manifest /annotations/org.opencontainers.image.licenses",
        ],
        [
            "Go calls it amd64",
            "names that Go has",
            "config /architecture",
        ],
    ]) {
        for word in words {
            assert!(
                text.to_lowercase().contains(&word.to_lowercase()),
                "{text:?} lacks {word:?}"
            );
        }
    }
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_layer_that_is_compressed_otherwise_becomes_a_problem_when_it_was_read() {
    let server = FaultServer::start();
    let plain = b"not compressed at all";
    let config = json!({
        "os": "linux", "architecture": "amd64", "rootfs": {"type": "layers", "diff_ids": [sha256(plain)]},
    })
    .to_string();
    let manifest = json!({
        "schemaVersion": 2, "mediaType": OCI_MANIFEST,
        "config": {
            "mediaType": "application/vnd.oci.image.config.v1+json", "size": config.len(),
            "digest": server.blob("lie", config.clone()),
        },
        "layers": [{
            "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "size": plain.len(),
            "digest": server.blob("lie", plain.to_vec()),
        }],
    });
    server.manifest("lie", "latest", OCI_MANIFEST, manifest.to_string());
    let browser = Browser::inspect(&server.reference("lie:latest")).await;
    assert_eq!(problems(&browser).await, [""; 0]);
    browser.click("verify-button").await;
    let found = browser
        .wait_parts("problem", |problems| !problems.is_empty())
        .await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].attribute("data-rule"), "layer-compression");
    assert!(
        found[0].text.contains("manifest /layers/0/mediaType"),
        "{}",
        found[0].text
    );
}

#[tokio::test]
async fn the_well_known_empty_layer_is_named() {
    let server = FaultServer::start();
    let config = json!({
        "os": "linux", "architecture": "amd64",
        "rootfs": {"type": "layers", "diff_ids": [sha256(&[0; 1024]), sha256(b"other")]},
    })
    .to_string();
    let layer = |byte: u8| -> Value {
        let bytes = vec![byte; 1024];
        json!({
            "mediaType": "application/vnd.oci.image.layer.v1.tar", "size": bytes.len(),
            "digest": server.blob("empty", bytes),
        })
    };
    let manifest = json!({
        "schemaVersion": 2, "mediaType": OCI_MANIFEST,
        "config": {
            "mediaType": "application/vnd.oci.image.config.v1+json", "size": config.len(),
            "digest": server.blob("empty", config.clone()),
        },
        "layers": [layer(0), layer(1)],
    });
    server.manifest("empty", "latest", OCI_MANIFEST, manifest.to_string());
    let browser = Browser::inspect(&server.reference("empty:latest")).await;
    let layers = browser.parts("layer").await;
    assert!(layers[0].text.contains("empty layer"), "{}", layers[0].text);
    assert!(
        !layers[1].text.contains("empty layer"),
        "{}",
        layers[1].text
    );
    assert_eq!(browser.parts("layer-empty").await.len(), 1);
}

#[tokio::test]
async fn a_subject_is_asked_for_and_missed_where_it_is_not() {
    let server = FaultServer::start();
    let subject = r#"{"schemaVersion":2}"#;
    let artifact = json!({
        "schemaVersion": 2, "mediaType": OCI_MANIFEST, "artifactType": "application/x",
        "config": {"mediaType": "application/vnd.oci.empty.v1+json", "digest": sha256(b"{}"), "size": 2},
        "layers": [{"mediaType": "application/vnd.oci.empty.v1+json", "digest": sha256(b"{}"), "size": 2}],
        "subject": {"mediaType": OCI_MANIFEST, "digest": sha256(subject.as_bytes()), "size": subject.len()},
    })
    .to_string();
    for repository in ["with", "without"] {
        server.manifest(repository, "latest", OCI_MANIFEST, artifact.clone());
    }
    let digest = sha256(subject.as_bytes());
    server.manifest("with", &digest, OCI_MANIFEST, subject.to_owned());
    let browser = Browser::inspect(&server.reference("without:latest")).await;
    browser
        .wait_parts("problem", |problems| !problems.is_empty())
        .await;
    assert_eq!(problems(&browser).await, ["note subject-missing"]);
    let browser = Browser::inspect(&server.reference("with:latest")).await;
    browser
        .wait_for("the subject", async || {
            (!server
                .seen_of(&format!("with/manifests/{digest}"))
                .is_empty())
            .then_some(())
        })
        .await;
    assert_eq!(problems(&browser).await, [""; 0]);
}
