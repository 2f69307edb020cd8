//! Servers that go silent, and the element's attribute `timeout`: how long it waits for them, in seconds.

use end_to_end::{
    browser::Browser,
    docs::{self, address},
    fault_server::FaultServer,
    images::shared_registry,
};
use serde_json::Value;

const KIB: usize = 1024;

/// It is tried once, and three times again.
const ATTEMPTS: usize = 4;

/// A fraction, short for a test and long for an honest answer: one that is taken for milliseconds leaves no time for any.
async fn open(image: &str) -> (FaultServer, Browser) {
    let body =
        format!(r#"<porthole-image image="{image}" timeout="1.5" permalink></porthole-image>"#);
    let server = docs::host(&body);
    let browser = Browser::at(&address(&server)).await;
    (server, browser)
}

#[tokio::test]
async fn a_manifest_that_does_not_come_to_an_end_is_asked_for_again_and_given_up() {
    let server = FaultServer::before(shared_registry().address());
    server.change("/manifests/", usize::MAX, |answer| answer.stall_after(100));
    let (_page, browser) = open(&server.reference("formats/oci:latest")).await;
    browser.wait_state("failed").await;
    assert_eq!(browser.notices().await, ["unreachable"]);
    let notice = browser.text("notice").await;
    // A part of a second is told as one.
    assert!(
        notice.starts_with("The server went silent for 2 s"),
        "{notice}"
    );
    assert_eq!(server.seen_of("/manifests/").len(), ATTEMPTS);
    // Of a server that answers, nothing is given up.
    server.go_on();
    browser.click("inspect-button").await;
    browser
        .wait_parts("layer", |layers| layers.len() == 2)
        .await;
    assert_eq!(server.seen_of("/manifests/").len(), ATTEMPTS + 1);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_layer_that_does_not_come_to_an_end_is_asked_for_again_and_failed() {
    let registry = shared_registry();
    let server = FaultServer::before(registry.address());
    let manifest: Value = serde_json::from_str(&registry.raw("large:latest")).expect("JSON");
    let digest = manifest["layers"][1]["digest"].as_str().expect("a digest");
    // Its beginning, and after that nothing.
    server.change(digest, 1, |answer| answer.stall_after(256 * KIB));
    server.change(digest, usize::MAX, |answer| answer.stall_after(0));
    let (_page, browser) = open(&server.reference("large:latest")).await;
    browser.wait_state("ready").await;
    browser.verify_layer(digest).await;
    let layer = browser
        .wait_layer(digest, &["verified", "mismatch", "failed"])
        .await;
    assert_eq!(layer.attribute("data-state"), "failed", "{}", layer.text);
    let notice = browser.wait_notice("Layer 2 could not be read").await;
    assert_eq!(notice.attribute("data-code"), "unreachable");
    let words = "the server went silent";
    assert!(notice.text.contains(words), "{}", notice.text);
    let ranges: Vec<String> = server
        .seen_of(digest)
        .iter()
        .map(|request| request.header("range").unwrap_or_default().to_owned())
        .collect();
    // What has come is not asked for again.
    let mut want = vec![String::new()];
    want.resize(ATTEMPTS, format!("bytes={}-", 256 * KIB));
    assert_eq!(ranges, want);
    browser.assert_quiet().await;
}
