//! Schema 1 in a real browser: each way in which signature, digest and signed range can be at odds has its own words on the page.

use crate::signing::{self, ALL, By, Key, START};
use end_to_end::{
    answer::Answer, browser::Browser, fault_server::FaultServer, images::shared_registry,
    page::Part, sha256, site,
};
use serde_json::json;

pub const PRETTYJWS: &str = "application/vnd.docker.distribution.manifest.v1+prettyjws";

/// Shows a document, with the server that serves it.
pub async fn show(text: &str) -> (Browser, FaultServer) {
    let server = FaultServer::start();
    let answer = Answer::ok(PRETTYJWS, text.to_owned());
    server.serve("/v2/old/manifests/1", answer);
    let browser = Browser::inspect(&server.reference("old:1")).await;
    assert_eq!(browser.data("kind").await.as_deref(), Some("schema1"));
    (browser, server)
}

/// The signatures once each has its verdict: there are `count`.
pub async fn settled(browser: &Browser, count: usize) -> Vec<Part> {
    browser
        .wait_parts("signature", |parts| {
            parts.len() == count
                && parts
                    .iter()
                    .all(|part| !part.text.contains("Not checked yet"))
        })
        .await
}

fn states(parts: &[Part]) -> Vec<&str> {
    parts
        .iter()
        .map(|part| part.attribute("data-state"))
        .collect()
}

async fn texts(browser: &Browser, part: &str) -> Vec<String> {
    let parts = browser.parts(part).await;
    parts.into_iter().map(|part| part.text).collect()
}

fn payload_digest() -> String {
    sha256(format!("{START}}}").as_bytes())
}

#[tokio::test]
async fn every_algorithm_is_told_valid_from_invalid_and_the_certificates_are_shown() {
    let mut signatures: Vec<_> = ALL
        .map(|key| signing::signature(START, "}", key, By::Jwk))
        .to_vec();
    signatures.push(signing::signature(START, "}", Key::Es256, By::X5c));
    signatures.push(signing::signature(START, "}", Key::Rs256, By::X5c));
    let text = signing::document(START, &signatures);
    let (browser, _server) = show(&text).await;
    let parts = settled(&browser, 8).await;
    assert_eq!(states(&parts), ["valid"; 8]);
    // The same key by jwk and by certificate has the same id.
    assert_eq!(
        parts[0].attribute("data-key-id"),
        "WMJ4:EV3N:D3IJ:G2EJ:HIGI:DLNN:QNMX:IL7A:2HVZ:FJJD:K2Z4:HBYC"
    );
    assert_eq!(
        parts[0].attribute("data-key-id"),
        parts[6].attribute("data-key-id")
    );
    assert_eq!(
        parts[3].attribute("data-key-id"),
        parts[7].attribute("data-key-id")
    );
    let certificates = texts(&browser, "certificate").await;
    assert_eq!(certificates.len(), 4);
    assert!(certificates[0].starts_with("O=Porthole tests\\, signing, CN=ec signer ä"));
    assert!(certificates[1].starts_with("C=DE, O=Porthole tests, CN=Test authority"));
    let header = format!("Over the first {} bytes, followed by \"}}\"", START.len());
    assert!(texts(&browser, "protected-header").await[0].starts_with(&header));
    assert_eq!(browser.verdict(&payload_digest()).await, "unchecked");
    assert_eq!(browser.text("raw").await, text);
    browser.assert_quiet().await;

    // One letter of what is signed.
    let (browser, _server) = show(&text.replacen("amd64", "arm64", 1)).await;
    assert_eq!(states(&settled(&browser, 8).await), ["invalid"; 8]);
}

#[tokio::test]
async fn the_digest_is_right_and_the_signature_wrong() {
    let mut signature = signing::signature(START, "}", Key::Es384, By::Jwk);
    let other = signing::signature(START, "\n}", Key::Es384, By::Jwk);
    signature["signature"] = other["signature"].clone();
    let server = FaultServer::start();
    let digest = payload_digest();
    let text = signing::document(START, &[signature]);
    server.serve(
        &format!("/v2/old/manifests/{digest}"),
        Answer::ok(PRETTYJWS, text),
    );
    let browser = Browser::inspect(&server.reference(&format!("old@{digest}"))).await;
    assert_eq!(states(&settled(&browser, 1).await), ["invalid"]);
    assert_eq!(browser.verdict(&digest).await, "match");
}

#[tokio::test]
async fn what_is_not_signed_is_marked_listed_and_not_believed() {
    let evil = "sha256:0000000000000000000000000000000000000000000000000000000000000000";
    let start = format!("{START},\"fsLayers\":[{{\"blobSum\":\"{evil}\"}}],\"note\":\"größer\"");
    let signature = signing::signature(START, "}", Key::Es256, By::Jwk);
    let text = signing::document(&start, &[signature]);
    let (browser, _server) = show(&text).await;
    assert_eq!(states(&settled(&browser, 1).await), ["valid"]);
    let listed = browser.text("unsigned-content").await;
    assert_eq!(
        listed.trim(),
        "Unsigned content, not believed: fsLayers note"
    );
    let layers = browser.parts("layer").await;
    assert!(
        layers
            .iter()
            .all(|layer| layer.attribute("data-digest") != evil)
    );
    assert_eq!(browser.text("raw").await, text);
    assert_eq!(browser.text("raw-unsigned").await, text[START.len()..]);
    let legend = format!(
        "Signatures are over the first {} bytes; what is marked lies outside.",
        START.len()
    );
    assert_eq!(browser.text("raw-legend").await, legend);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn without_a_payload_there_is_no_digest() {
    for (length, tail) in [
        (1_000_000, "fQ"),
        (START.find('ü').expect("it is there") + 1, "fQ"),
        (START.len() - 5, "fQ"),
    ] {
        let protected = json!({"formatLength": length, "formatTail": tail});
        let header = json!({"alg": "ES256", "jwk": Key::Es256.jwk()});
        let signature = signing::signature_with(header, &protected, "anything", Key::Es256);
        let (browser, _server) = show(&signing::document(START, &[signature])).await;
        let parts = settled(&browser, 1).await;
        assert_eq!(states(&parts), ["unchecked"]);
        assert!(
            parts[0].text.contains("The document has no signed payload"),
            "{parts:?}"
        );
        let identity = browser.parts("manifest-digest").await;
        assert_eq!(identity[0].attribute("data-digest"), "");
        assert_eq!(identity[0].attribute("data-verdict"), "unchecked");
        assert!(identity[0].text.contains("no digest"), "{identity:?}");
    }
}

#[tokio::test]
async fn signatures_of_a_wrong_type_and_none_at_all_are_told_apart() {
    for (signatures, said) in [
        ("\"none\"", "\"signatures\" is a string, not a list"),
        ("[]", "the list of signatures is empty"),
    ] {
        let (browser, _server) = show(&format!("{START},\"signatures\":{signatures}}}")).await;
        assert!(browser.parts("signature").await.is_empty());
        let problems = texts(&browser, "problem").await.join("\n");
        assert!(
            problems.to_lowercase().contains(&said.to_lowercase()),
            "{problems}"
        );
    }
}

#[tokio::test]
async fn signatures_that_disagree_have_each_their_verdict() {
    let signatures = [
        signing::signature(START, "}", Key::Rs256, By::Jwk),
        signing::signature(START, "\n}", Key::Es256, By::Jwk),
    ];
    let (browser, _server) = show(&signing::document(START, &signatures)).await;
    let parts = settled(&browser, 2).await;
    assert_eq!(states(&parts), ["valid", "unchecked"]);
    assert!(
        parts[1]
            .text
            .contains("It is for another payload than the one shown")
    );
}

#[tokio::test]
async fn on_a_page_without_a_secure_context_nothing_is_checked() {
    let server = FaultServer::start();
    let signature = signing::signature(START, "}", Key::Es256, By::Jwk);
    let text = signing::document(START, &[signature]);
    server.serve("/v2/old/manifests/1", Answer::ok(PRETTYJWS, text));
    let address = site::address(&server.reference("old:1"));
    let browser = Browser::at(&address.replacen("127.0.0.1", "insecure.example", 1)).await;
    browser.wait_state("ready").await;
    assert!(!browser.run::<bool>("return isSecureContext", vec![]).await);
    let parts = settled(&browser, 1).await;
    assert_eq!(states(&parts), ["unchecked"]);
    let reason = "This page may not use the browser's cryptography, which needs https";
    assert!(parts[0].text.contains(reason), "{parts:?}");
    // The digest is computed all the same.
    assert_eq!(browser.verdict(&payload_digest()).await, "unchecked");
}

#[tokio::test]
async fn what_a_real_registry_signs_says_so() {
    let browser = Browser::inspect(&shared_registry().reference("formats/schema1:latest")).await;
    let parts = settled(&browser, 1).await;
    assert_eq!(states(&parts), ["valid"]);
    let raw = browser.text("raw").await;
    let unsigned = browser.text("raw-unsigned").await;
    assert!(raw.ends_with(&unsigned), "{unsigned}");
    assert!(unsigned.starts_with(",\"signatures\":[{"), "{unsigned}");
    let header = &texts(&browser, "protected-header").await[0];
    assert!(header.contains("followed by \"}\""), "{header}");
    assert!(browser.parts("unsigned-content").await.is_empty());
}

#[tokio::test]
async fn who_hears_that_a_manifest_is_ready_finds_its_history_and_signatures_there() {
    let page = FaultServer::of_folder(&site::folder(), "/");
    let address = format!("http://{}/?image=oci:sample:schema1", page.address());
    let parts = ["history-entry", "signature"];
    let counts = Browser::counts_when_ready(&page, &address, &parts).await;
    assert_eq!(counts, [20, 1]);
}
