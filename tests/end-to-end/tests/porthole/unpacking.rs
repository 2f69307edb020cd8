//! What layers unpack to is compared with the diff IDs of the config: by what real tools write, and by what nobody should.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use end_to_end::{
    answer::Answer, browser::Browser, fault_server::FaultServer, images::shared_registry,
    page::Part, sha256, site,
};
use flate2::{Compression, write::GzEncoder};
use serde_json::json;
use std::io::Write as _;

const OCI_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const OCI_CONFIG: &str = "application/vnd.oci.image.config.v1+json";
pub const GZIP_LAYER: &str = "application/vnd.oci.image.layer.v1.tar+gzip";

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

/// Serves an image of these layers (media type, bytes, diff ID) as `image:latest`, and inspects it.
pub async fn inspect(server: &FaultServer, layers: &[(&str, Vec<u8>, String)]) -> Browser {
    let diff_ids: Vec<&String> = layers.iter().map(|(_, _, diff_id)| diff_id).collect();
    let config = json!({
        "architecture": "amd64",
        "os": "linux",
        "rootfs": { "type": "layers", "diff_ids": diff_ids },
    })
    .to_string();
    let layers: Vec<_> = layers
        .iter()
        .map(|(media_type, bytes, _)| {
            json!({
                "mediaType": media_type,
                "digest": server.blob("image", bytes.clone()),
                "size": bytes.len(),
            })
        })
        .collect();
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": OCI_MANIFEST,
        "config": {
            "mediaType": OCI_CONFIG,
            "digest": server.blob("image", config.clone()),
            "size": config.len(),
        },
        "layers": layers,
    });
    server.manifest("image", "latest", OCI_MANIFEST, manifest.to_string());
    Browser::inspect(&server.reference("image")).await
}

async fn verify_all(browser: &Browser) -> Vec<Part> {
    browser.click("verify-button").await;
    browser.wait_layers().await;
    browser.parts("layer").await
}

fn verdicts(layers: &[Part], of: &str) -> Vec<String> {
    let verdict = |layer: &Part| layer.attribute(&format!("data-{of}-verdict")).to_owned();
    layers.iter().map(verdict).collect()
}

#[tokio::test]
async fn images_of_real_tools_unpack_to_their_diff_ids_in_every_format() {
    for (name, want) in [
        ("formats/oci", "match"),
        ("formats/schema2", "match"),
        ("formats/zstd", "match"),
        ("multi/index", "match"),
        // Schema 1 and artifacts name no diff IDs.
        ("formats/schema1", ""),
        ("artifact", ""),
    ] {
        let browser = Browser::inspect(&shared_registry().reference(name)).await;
        let layers = verify_all(&browser).await;
        for of in ["diff-id", "chain-id"] {
            assert_eq!(verdicts(&layers, of), [want, want], "{name}: {of}");
        }
        assert_eq!(browser.notices().await, Vec::<String>::new(), "{name}");
        browser.assert_quiet().await;
    }
}

/// A page of its own that shows an image of the shared registry, and knows what was asked for.
async fn page_with(server: &FaultServer, name: &str) -> Browser {
    let reference = shared_registry().reference(name);
    let browser = Browser::at(&format!("http://{}/?image={reference}", server.address())).await;
    browser.wait_state("ready").await;
    browser
}

#[tokio::test]
async fn a_decoder_is_loaded_when_the_first_layer_needs_it() {
    for (name, want) in [
        ("formats/oci", vec!["/split_gzip.wasm"]),
        ("formats/zstd", vec!["/split_zstd.wasm"]),
        ("artifact", vec![]),
    ] {
        let server = FaultServer::of_folder(&site::folder(), "/");
        let decoders = || {
            let seen = server.seen().into_iter().map(|request| request.path);
            let mut paths: Vec<String> = seen
                .filter(|path| path.contains("_gzip") || path.contains("_zstd"))
                .collect();
            paths.sort();
            // Each worker has its own.
            paths.dedup();
            paths
        };
        let browser = page_with(&server, name).await;
        assert_eq!(decoders(), Vec::<String>::new(), "{name}");
        verify_all(&browser).await;
        assert_eq!(decoders(), want, "{name}");
    }
}

#[tokio::test]
async fn a_layer_whose_decoder_does_not_come_is_verified_and_says_what_was_not_checked() {
    let server = FaultServer::of_folder(&site::folder(), "/");
    server.change("split_gzip.wasm", 2, |_| {
        Answer::error(404, "UNKNOWN", "there is no such file")
    });
    let browser = page_with(&server, "formats/oci").await;
    let layers = verify_all(&browser).await;
    for layer in &layers {
        assert_eq!(layer.attribute("data-state"), "verified");
        let want =
            "Diff ID not checked: the part of Porthole that unpacks gzip could not be loaded.";
        assert!(layer.text.contains(want), "{}", layer.text);
        assert!(layer.text.contains("Retry"), "{}", layer.text);
    }
    assert_eq!(verdicts(&layers, "diff-id"), ["unchecked", "unchecked"]);
    for layer in &layers {
        browser.verify_layer(layer.attribute("data-digest")).await;
    }
    let layers = browser
        .wait_parts("layer", |layers| {
            verdicts(layers, "diff-id") == ["match", "match"]
        })
        .await;
    assert!(!layers[0].text.contains("Retry"), "{}", layers[0].text);
}

#[tokio::test]
async fn uncompressed_layers_and_attestations_raise_no_false_alarm() {
    let server = FaultServer::start();
    let plain = b"as it is, and no tar either".to_vec();
    let digest = sha256(&plain);
    let layer = ("application/vnd.oci.image.layer.v1.tar", plain, digest);
    let attestation = (
        "application/vnd.in-toto+json",
        b"{}".to_vec(),
        sha256(b"{}"),
    );
    let browser = inspect(&server, &[layer, attestation]).await;
    let layers = verify_all(&browser).await;
    assert_eq!(verdicts(&layers, "diff-id"), ["match", "match"]);
    assert_eq!(verdicts(&layers, "chain-id"), ["match", "match"]);
    assert_eq!(browser.parts("layer-compression").await.len(), 0);
    assert_eq!(browser.notices().await, Vec::<String>::new());
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_layer_that_unpacks_to_something_else_is_a_mismatch_and_breaks_the_chain_above_it() {
    let server = FaultServer::start();
    let layer = |name: &str, diff_id: String| (GZIP_LAYER, gzip(name.as_bytes()), diff_id);
    let browser = inspect(
        &server,
        &[
            layer("first", sha256(b"first")),
            layer("second", sha256(b"another")),
            layer("third", sha256(b"third")),
        ],
    )
    .await;
    let layers = verify_all(&browser).await;
    let states: Vec<&str> = layers
        .iter()
        .map(|layer| layer.attribute("data-state"))
        .collect();
    assert_eq!(states, ["verified", "verified", "verified"]);
    assert_eq!(verdicts(&layers, "diff-id"), ["match", "mismatch", "match"]);
    assert_eq!(
        verdicts(&layers, "chain-id"),
        ["match", "unchecked", "unchecked"]
    );
    assert_eq!(browser.notices().await, ["mismatch"]);
    // Whoever listens hears what the page says.
    let told = browser.events("porthole-verified").await;
    assert_eq!(
        told,
        [serde_json::json!({ "verdict": "mismatch", "layers": 3, "verified": 3 })]
    );
    let short = |bytes: &[u8]| {
        let digest = sha256(bytes);
        format!("{}…{}", &digest[..15], &digest[digest.len() - 6..])
    };
    let want = format!(
        "It unpacks to bytes of the digest {}, the config names {}.",
        short(b"second"),
        short(b"another")
    );
    let notice = browser.text("notice").await;
    assert!(
        notice.starts_with("Layer 2 does not unpack to what the config says"),
        "{notice}"
    );
    assert!(notice.contains(&want), "{notice}");
    let who = "Docker and containerd refuse such an image; podman and buildah may not notice.";
    assert!(notice.contains(who), "{notice}");
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_media_type_that_lies_is_told_and_the_bytes_decide() {
    let server = FaultServer::start();
    let plain = b"not compressed at all".to_vec();
    let digest = sha256(&plain);
    let browser = inspect(&server, &[(GZIP_LAYER, plain, digest)]).await;
    let layers = verify_all(&browser).await;
    assert_eq!(verdicts(&layers, "diff-id"), ["match"]);
    assert_eq!(
        browser.text("layer-compression").await,
        "The bytes are uncompressed, the media type says gzip."
    );
    assert_eq!(browser.notices().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_layer_whose_diff_id_cannot_be_checked_says_why() {
    let server = FaultServer::start();
    let layers = [
        (
            GZIP_LAYER,
            b"\xfd7zXZ\0 and more".to_vec(),
            sha256(b"first"),
        ),
        (
            "application/vnd.oci.image.layer.v1.tar+bzip2",
            b"BZh91AY and more".to_vec(),
            sha256(b"second"),
        ),
        (GZIP_LAYER, gzip(b"third"), "none".to_owned()),
    ];
    let browser = inspect(&server, &layers).await;
    let layers = verify_all(&browser).await;
    assert_eq!(verdicts(&layers, "diff-id"), ["unchecked", "unchecked", ""]);
    let reasons = [
        "it is compressed by xz, which Porthole does not unpack.",
        "Porthole does not know how \"application/vnd.oci.image.layer.v1.tar+bzip2\" is packed.",
        "the config has none for this layer.",
    ];
    for (layer, reason) in layers.iter().zip(reasons) {
        let text = &layer.text;
        let want = format!("Diff ID not checked: {reason}");
        assert_eq!(layer.attribute("data-state"), "verified", "{text}");
        assert!(text.contains(&want), "{text}");
    }
    assert_eq!(
        browser.text("layer-compression").await,
        "The bytes are xz, the media type says gzip."
    );
    browser
        .wait_parts("problem", |problems| {
            let is_found = |rule: &str| {
                problems
                    .iter()
                    .any(|problem| problem.attribute("data-rule") == rule)
            };
            is_found("layer-media-type") && is_found("layer-compression")
        })
        .await;
    assert_eq!(browser.notices().await, Vec::<String>::new());
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_layer_whose_compression_is_broken_has_its_digest_and_no_diff_id() {
    let server = FaultServer::start();
    let mut packed = gzip(&[7; 5000]);
    packed.truncate(packed.len() - 3);
    let browser = inspect(&server, &[(GZIP_LAYER, packed, sha256(&[7; 5000]))]).await;
    let layers = verify_all(&browser).await;
    assert_eq!(layers[0].attribute("data-state"), "verified");
    assert_eq!(verdicts(&layers, "diff-id"), ["mismatch"]);
    let notice = browser.text("notice").await;
    let want =
        "Its digest is right, but its gzip data ends in the middle, after 5000 unpacked bytes.";
    assert!(notice.contains(want), "{notice}");
}

#[tokio::test]
async fn a_bomb_stops_at_the_limit_which_one_can_raise() {
    let server = FaultServer::start();
    let unpacked = vec![0; 3_000_000];
    let browser = inspect(&server, &[(GZIP_LAYER, gzip(&unpacked), sha256(&unpacked))]).await;
    browser
        .run::<()>(
            "document.querySelector('porthole-image').setAttribute('unpack-limit', '1000000')",
            vec![],
        )
        .await;
    let layers = verify_all(&browser).await;
    assert_eq!(layers[0].attribute("data-state"), "verified");
    assert_eq!(verdicts(&layers, "diff-id"), ["unchecked"]);
    let text = browser.text("layer").await;
    assert!(
        text.contains("it unpacks to more than 1,000,000 bytes"),
        "{text}"
    );
    assert!(text.contains("Unpack up to 4.0 MB"), "{text}");
    assert_eq!(browser.notices().await, Vec::<String>::new());
    browser.click("verify-layer-button").await;
    browser
        .wait_parts("layer", |layers| verdicts(layers, "diff-id") == ["match"])
        .await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn foreign_layers_are_not_fetched_unasked() {
    let server = FaultServer::start();
    let foreign = b"of somebody else".to_vec();
    let foreign_digest = sha256(&foreign);
    let browser = inspect(
        &server,
        &[
            (GZIP_LAYER, gzip(b"ours"), sha256(b"ours")),
            (
                "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
                foreign,
                foreign_digest.clone(),
            ),
        ],
    )
    .await;
    browser.click("verify-button").await;
    browser
        .wait_parts("layer", |layers| {
            layers[0].attribute("data-state") == "verified"
        })
        .await;
    let layers = browser.parts("layer").await;
    assert_eq!(layers[1].attribute("data-state"), "unverified");
    assert_eq!(server.seen_of(&foreign_digest).len(), 0);
    browser.verify_layer(&foreign_digest).await;
    browser.wait_layer(&foreign_digest, &["verified"]).await;
}

#[tokio::test]
async fn a_layer_that_its_descriptor_holds_is_proven_without_a_fetch() {
    let server = FaultServer::start();
    let layer = gzip(b"carried along");
    // Never served: whoever asks for them is told that they do not exist.
    let (right, wrong) = (sha256(&layer), sha256(b"something else"));
    let config = json!({
        "architecture": "amd64",
        "os": "linux",
        "rootfs": { "type": "layers", "diff_ids": [sha256(b"carried along"), sha256(b"")] },
    })
    .to_string();
    let described = |digest: &str| {
        json!({
            "mediaType": GZIP_LAYER,
            "digest": digest,
            "size": layer.len(),
            "data": BASE64_STANDARD.encode(&layer),
        })
    };
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": OCI_MANIFEST,
        "config": {
            "mediaType": OCI_CONFIG,
            "digest": server.blob("image", config.clone()),
            "size": config.len(),
        },
        "layers": [described(&right), described(&wrong)],
    });
    server.manifest("image", "latest", OCI_MANIFEST, manifest.to_string());
    let browser = Browser::inspect(&server.reference("image")).await;
    browser.verify_layer(&right).await;
    browser.wait_layer(&right, &["verified"]).await;
    assert_eq!(
        verdicts(&browser.parts("layer").await, "diff-id"),
        ["match", "unchecked"]
    );
    assert_eq!(server.seen_of(&right).len(), 0);
    // What is not what the descriptor says is not used: the bytes are asked for, as if it were not there.
    browser.verify_layer(&wrong).await;
    browser.wait_layer(&wrong, &["failed"]).await;
    assert_ne!(server.seen_of(&wrong).len(), 0);
}
