//! Documents that break the specification are shown as far as they go, with their problems.

use end_to_end::{browser::Browser, docs, fault_server::FaultServer, images::OCI_MANIFEST};
use serde_json::{Value, json};

const CONFIG: &str =
    r#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#;

/// A manifest with these layers, as text.
fn manifest(server: &FaultServer, layers: &str) -> String {
    let digest = server.blob("bad", CONFIG);
    format!(
        r#"{{"schemaVersion":2,"mediaType":"{OCI_MANIFEST}","config":{{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{digest}","size":{}}},"layers":{layers}}}"#,
        CONFIG.len()
    )
}

/// A layer's descriptor with this text behind `"size":`.
fn layer(size: &str) -> String {
    format!(
        r#"[{{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"sha256:{}"{size}}}]"#,
        "ab".repeat(32)
    )
}

/// Shows a document and gives the rules that the page says it breaks.
async fn rules(server: &FaultServer, document: &str) -> (Browser, Vec<String>) {
    server.manifest("bad", "latest", OCI_MANIFEST, document.to_owned());
    let browser = Browser::inspect(&server.reference("bad:latest")).await;
    browser
        .wait_parts("problems", |sections| {
            let lint = sections
                .first()
                .map(|section| section.attribute("data-lint"));
            lint == Some("done")
        })
        .await;
    let problems = browser.parts("problem").await;
    assert_eq!(
        browser.text("raw").await,
        document,
        "the raw view shows what was served"
    );
    browser.assert_quiet().await;
    let rules = problems
        .iter()
        .map(|problem| problem.attribute("data-rule").to_owned())
        .collect();
    (browser, rules)
}

#[tokio::test]
async fn wrong_sizes_are_problems_and_the_layer_is_shown() {
    let server = FaultServer::start();
    for size in [
        r#","size":-1"#,
        r#","size":1.5"#,
        r#","size":1e400"#,
        r#","size":99999999999999999999999"#,
        r#","size":"7""#,
        "",
    ] {
        let (browser, rules) = rules(&server, &manifest(&server, &layer(size))).await;
        assert!(
            rules.contains(&"descriptor-size".to_owned()),
            "{size}: {rules:?}"
        );
        assert_eq!(browser.parts("layer").await.len(), 1, "{size}");
    }
}

#[tokio::test]
async fn the_largest_size_there_is_is_shown_as_it_stands() {
    let server = FaultServer::start();
    let (browser, _) = rules(
        &server,
        &manifest(&server, &layer(r#","size":9223372036854775807"#)),
    )
    .await;
    assert_eq!(
        browser.parts("layer").await[0].attribute("data-size"),
        "9223372036854775807"
    );
}

#[tokio::test]
async fn a_document_that_is_manifest_and_index_at_once_says_so() {
    let server = FaultServer::start();
    let mut document: Value = serde_json::from_str(&manifest(&server, "[]")).expect("JSON");
    document["manifests"] = json!([]);
    let (_, rules) = rules(&server, &document.to_string()).await;
    assert!(
        rules.contains(&"manifest-and-index".to_owned()),
        "{rules:?}"
    );
}

#[tokio::test]
async fn a_key_that_stands_there_twice_is_a_problem() {
    let server = FaultServer::start();
    let document = manifest(&server, "[]").replacen('{', r#"{"schemaVersion":2,"#, 1);
    let (_, rules) = rules(&server, &document).await;
    assert!(rules.contains(&"duplicate-key".to_owned()), "{rules:?}");
}

#[tokio::test]
async fn json_that_is_nested_a_hundred_thousand_deep_is_a_problem_and_breaks_nothing() {
    let server = FaultServer::start();
    let nested = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let document = manifest(&server, "[]").replacen('{', &format!("{{\"a\":{nested},"), 1);
    let (browser, rules) = rules(&server, &document).await;
    assert!(rules.contains(&"json-depth".to_owned()), "{rules:?}");
    assert_eq!(browser.config().await["architecture"], "amd64");
}

#[tokio::test]
async fn a_history_that_does_not_fit_the_layers_is_said() {
    let server = FaultServer::start();
    let config = json!({
        "architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": [format!("sha256:{}", "cd".repeat(32))]},
        "history": [{"created_by": "one"}, {"created_by": "two"}, {"created_by": "three", "empty_layer": true}],
    })
    .to_string();
    let digest = server.blob("bad", config.clone());
    let document = json!({
        "schemaVersion": 2, "mediaType": OCI_MANIFEST,
        "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": digest, "size": config.len()},
        "layers": serde_json::from_str::<Value>(&layer(r#","size":3"#)).expect("JSON"),
    });
    let (browser, rules) = rules(&server, &document.to_string()).await;
    assert!(rules.contains(&"history-count".to_owned()), "{rules:?}");
    assert_eq!(browser.parts("history-entry").await.len(), 3);
}

#[tokio::test]
async fn a_summary_without_the_list_counts_what_is_wrong_all_the_same() {
    let registry = FaultServer::start();
    let document = manifest(&registry, &layer(r#","size":-1"#));
    registry.manifest("bad", "latest", OCI_MANIFEST, document);
    let image = registry.reference("bad:latest");
    let page = docs::host(&format!(
        r#"<porthole-image image="{image}" view="summary layers"></porthole-image>"#
    ));
    let browser = Browser::at(&docs::address(&page)).await;
    browser.wait_state("ready").await;
    let counts = browser
        .wait_parts("problem-counts", |parts| !parts.is_empty())
        .await;
    // Of the size itself, and of the diff IDs: there are none for a layer.
    assert_eq!(counts[0].text, "Problems2 errors");
}
