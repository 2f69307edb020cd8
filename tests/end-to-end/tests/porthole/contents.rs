//! The blobs of an artifact are shown as they are, once they are proven.

use crate::files::{archive, look};
use end_to_end::{
    answer::Answer,
    browser::Browser,
    fault_server::FaultServer,
    images::{OCI_MANIFEST, shared_registry},
    sha256, site,
};

/// Opens or closes the blob of this name.
pub async fn open(browser: &Browser, name: &str) {
    let contents = browser
        .wait_parts("content", |contents| !contents.is_empty())
        .await;
    let wanted = contents.iter().find(|one| one.text.contains(name));
    let digest = wanted
        .expect("a blob of this name")
        .attribute("data-digest");
    browser.click_inside("content", "data-digest", digest).await;
}

/// What is shown of it.
pub async fn shown(browser: &Browser) -> String {
    let parts = browser
        .wait_parts("file-content", |parts| !parts.is_empty())
        .await;
    parts.into_iter().next().expect("a content").text
}

#[tokio::test]
async fn a_blob_is_shown_with_its_digest_and_closed_again() {
    let browser = Browser::inspect(&shared_registry().reference("artifact")).await;
    open(&browser, "README.md").await;
    assert_eq!(shown(&browser).await, "# An artifact\n");
    assert_eq!(
        browser.parts("file-digest").await[0].attribute("data-digest"),
        sha256(b"# An artifact\n")
    );
    open(&browser, "values.yaml").await;
    let values = "replicas: 1\n";
    browser
        .wait_parts("file-content", |parts| {
            parts.iter().any(|one| one.text == values)
        })
        .await;
    assert_eq!(browser.parts("file-content").await.len(), 1);
    open(&browser, "values.yaml").await;
    browser.wait_parts("file-content", <[_]>::is_empty).await;
}

#[tokio::test]
async fn a_statement_on_one_line_is_laid_out() {
    let browser = Browser::at(&site::home()).await;
    browser.wait_state("ready").await;
    browser
        .click_inside("platform", "data-platform", "linux/amd64")
        .await;
    let script = "document.querySelector('porthole-image').shadowRoot.querySelector('[part=platform] .chip').closest('a').click()";
    let _: Option<String> = browser.run(script, vec![]).await;
    browser.wait_kind("artifact").await;
    open(&browser, "https://slsa.dev/provenance/v0.2").await;
    let text = shown(&browser).await;
    let start = "{\n  \"_type\": \"https://in-toto.io/Statement/v0.1\",\n";
    assert!(text.starts_with(start), "{text}");
    let status = browser.text("file-status").await;
    assert!(status.starts_with("Laid out for reading"), "{status}");
}

/// Laid out it would have more blanks than there is memory.
#[tokio::test]
async fn a_blob_of_a_hundred_thousand_levels_is_shown_as_it_is() {
    let server = FaultServer::start();
    let blob = format!("{{\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let digest = server.blob("deep", blob.clone());
    let empty = server.blob("deep", "{}");
    let manifest = format!(
        r#"{{"schemaVersion":2,"mediaType":"{OCI_MANIFEST}","artifactType":"application/vnd.example","config":{{"mediaType":"application/vnd.oci.empty.v1+json","digest":"{empty}","size":2}},"layers":[{{"mediaType":"application/json","digest":"{digest}","size":{},"annotations":{{"org.opencontainers.image.title":"deep.json"}}}}]}}"#,
        blob.len()
    );
    server.manifest("deep", "1", OCI_MANIFEST, manifest);
    let browser = Browser::inspect(&server.reference("deep:1")).await;
    open(&browser, "deep.json").await;
    assert_eq!(shown(&browser).await, blob);
    assert_eq!(browser.notices().await, Vec::<String>::new());
    browser.assert_quiet().await;
}

#[tokio::test]
async fn the_config_of_an_artifact_is_shown_like_its_blobs() {
    let server = FaultServer::start();
    let config = r#"{"name":"bar","version":"1.2.3"}"#;
    let digest = server.blob("chart", config);
    let manifest = format!(
        r#"{{"schemaVersion":2,"mediaType":"{OCI_MANIFEST}","config":{{"mediaType":"application/vnd.cncf.helm.config.v1+json","digest":"{digest}","size":{}}},"layers":[]}}"#,
        config.len()
    );
    server.manifest("chart", "1", OCI_MANIFEST, manifest);
    let browser = Browser::inspect(&server.reference("chart:1")).await;
    open(&browser, "Config").await;
    let text = shown(&browser).await;
    assert!(text.contains("\"name\": \"bar\""), "{text}");
    assert_eq!(
        browser.parts("file-digest").await[0].attribute("data-digest"),
        digest
    );
    browser.assert_quiet().await;
}

/// A file of a layer and a blob can be shown at the same time, in two sections.
#[tokio::test]
async fn what_is_copied_is_what_stands_below_the_button() {
    let server = FaultServer::start();
    let (inside, note) = ("of a file in an archive\n", "of a blob\n");
    let layer = archive(&[("inside.txt", inside)]);
    let size = layer.len();
    let archive_digest = server.blob("two", layer);
    let blob = server.blob("two", note);
    let empty = server.blob("two", "{}");
    let manifest = format!(
        r#"{{"schemaVersion":2,"mediaType":"{OCI_MANIFEST}","artifactType":"application/vnd.example","config":{{"mediaType":"application/vnd.oci.empty.v1+json","digest":"{empty}","size":2}},"layers":[{{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"{archive_digest}","size":{size}}},{{"mediaType":"text/plain","digest":"{blob}","size":{},"annotations":{{"org.opencontainers.image.title":"note.txt"}}}}]}}"#,
        note.len()
    );
    server.manifest("two", "1", OCI_MANIFEST, manifest);
    let browser = Browser::inspect(&server.reference("two:1")).await;
    browser.click("list-files-button").await;
    browser.wait_parts("file", |files| !files.is_empty()).await;
    look(&browser, "inside.txt").await;
    open(&browser, "note.txt").await;
    browser
        .wait_parts("file-content", |parts| parts.len() == 2)
        .await;
    let script = "
        window.copied = null;
        navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); };
        const root = document.querySelector('porthole-image').shadowRoot;
        root.querySelector(`[part=${arguments[0]}] [data-copy-part=file-content]`).click();
        return null";
    for (section, want) in [("files", inside), ("contents", note)] {
        let _: Option<()> = browser.run(script, vec![section.into()]).await;
        let copied = browser
            .wait_for("a copy", async || {
                browser
                    .run::<Option<String>>("return window.copied", vec![])
                    .await
            })
            .await;
        assert_eq!(copied, want, "{section}");
    }
}

#[tokio::test]
async fn a_blob_that_is_not_what_is_named_is_not_shown() {
    let server = FaultServer::before(shared_registry().address());
    let path = format!("/v2/artifact/blobs/{}", sha256(b"# An artifact\n"));
    server.serve_each(
        &path,
        [
            Answer::ok("application/octet-stream", "# An Artifact\n"),
            Answer::error(404, "BLOB_UNKNOWN", "blob unknown to registry"),
        ],
    );
    let browser = Browser::inspect(&server.reference("artifact")).await;
    open(&browser, "README.md").await;
    let says = async |words: &str| {
        browser
            .wait_parts("file-status", |parts| {
                parts.iter().any(|one| one.text.contains(words))
            })
            .await;
    };
    says("its bytes are not those that the manifest names").await;
    // Asked for anew.
    open(&browser, "README.md").await;
    open(&browser, "README.md").await;
    says("blob").await;
    assert!(browser.parts("file-content").await.is_empty());
}
