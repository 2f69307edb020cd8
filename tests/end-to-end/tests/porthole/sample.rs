//! The image that is shown when none is named: an OCI layout on a plain static server, below a path.

use end_to_end::{answer::Answer, browser::Browser, fault_server::FaultServer, site};
use serde_json::Value;

fn layout() -> Value {
    let text =
        std::fs::read_to_string(site::folder().join("sample/index.json")).expect("the sample");
    serde_json::from_str(&text).expect("JSON")
}

/// Digest of what a tag of the sample names.
fn digest(tag: &str) -> String {
    let layout = layout();
    let entries = layout["manifests"].as_array().expect("manifests");
    let entry = entries
        .iter()
        .find(|entry| entry["annotations"]["org.opencontainers.image.ref.name"] == tag);
    entry.expect("a tag of the sample")["digest"]
        .as_str()
        .expect("a digest")
        .to_owned()
}

/// The text outside the element that can be seen.
async fn text_of_the_page(browser: &Browser) -> String {
    browser
        .run::<String>("return document.body.innerText.trim()", vec![])
        .await
}

async fn verify_all(browser: &Browser) -> Vec<String> {
    browser.click("verify-button").await;
    browser.wait_layers().await
}

fn verified(count: usize) -> Vec<String> {
    vec!["verified".to_owned(); count]
}

#[tokio::test]
async fn the_page_opened_without_an_image_shows_the_sample_and_verifies_it() {
    let browser = Browser::at(&site::home()).await;
    browser.wait_state("ready").await;
    assert_eq!(browser.data("kind").await.as_deref(), Some("index"));
    assert_eq!(browser.verdict(&digest("latest")).await, "match");
    let rows = browser.parts("platform").await;
    let platforms: Vec<&str> = rows
        .iter()
        .map(|row| row.attribute("data-platform"))
        .collect();
    // The attestations belong to the platforms that they speak of; they are no platforms.
    assert_eq!(
        platforms,
        ["linux/amd64", "linux/arm64/v8", "windows/amd64"]
    );
    assert!(rows[2].text.contains("10.0.20348.2762"), "{}", rows[2].text);
    let is_on_top = "const find = (selector) => document.querySelector('porthole-image').shadowRoot.querySelector(selector);
        const order = find('.welcome').compareDocumentPosition(find('[part~=summary]'));
        return (order & Node.DOCUMENT_POSITION_FOLLOWING) !== 0";
    assert!(browser.run::<bool>(is_on_top, vec![]).await);
    assert_eq!(verify_all(&browser).await, verified(6));
    assert_eq!(browser.notices().await, Vec::<String>::new());
    assert_eq!(browser.parts("problem").await, []);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn the_sample_needs_no_other_server_than_its_own() {
    let browser = Browser::watched().await;
    browser.go(&site::home()).await;
    browser.wait_state("ready").await;
    verify_all(&browser).await;
    let requests = browser.requests().await;
    for request in &requests {
        let own = request.starts_with(&site::home())
            || request.starts_with("blob:")
            || request.starts_with("data:");
        assert!(own, "a request to {request}");
    }
    for layer in browser.parts("layer").await {
        let path = layer.attribute("data-digest").replace(':', "/");
        let is_seen = requests.iter().any(|request| request.ends_with(&path));
        assert!(is_seen, "no request for {path} in {requests:?}");
    }
}

#[tokio::test]
async fn the_zstd_layers_of_the_other_platform_are_verified_too() {
    let browser = Browser::at(&site::platform_address(
        &site::sample("latest"),
        "linux/arm64/v8",
    ))
    .await;
    browser.wait_state("ready").await;
    assert_eq!(browser.config().await["architecture"], "arm64");
    assert_eq!(browser.config().await["variant"], "v8");
    assert_eq!(verify_all(&browser).await, verified(6));
}

#[tokio::test]
async fn the_windows_image_shows_its_os_version() {
    let browser = Browser::at(&site::platform_address(
        &site::sample("latest"),
        "windows/amd64",
    ))
    .await;
    browser.wait_state("ready").await;
    assert_eq!(browser.config().await["os"], "windows");
    assert_eq!(browser.config().await["os.version"], "10.0.20348.2762");
    assert_eq!(verify_all(&browser).await, verified(2));
}

#[tokio::test]
async fn the_schema_1_document_of_the_sample_is_verified_by_its_payload() {
    let browser = Browser::inspect(&site::sample("schema1")).await;
    assert_eq!(browser.data("kind").await.as_deref(), Some("schema1"));
    assert_eq!(browser.verdict(&digest("schema1")).await, "match");
    let signatures = browser
        .wait_parts("signature", |parts| {
            !parts.is_empty()
                && parts
                    .iter()
                    .all(|part| part.attribute("data-state") != "unchecked")
        })
        .await;
    assert_eq!(signatures.len(), 1);
    assert_eq!(signatures[0].attribute("data-state"), "valid");
    assert_eq!(verify_all(&browser).await, verified(6));
    assert_eq!(browser.notices().await, Vec::<String>::new());
    browser.assert_quiet().await;
}

#[tokio::test]
async fn the_artifact_of_the_sample_is_verified_by_sha256_and_sha512() {
    let browser = Browser::inspect(&site::sample("artifact")).await;
    assert_eq!(browser.data("kind").await.as_deref(), Some("artifact"));
    assert_eq!(browser.verdict(&digest("artifact")).await, "match");
    let layers = browser.parts("layer").await;
    assert!(
        layers[0].attribute("data-digest").starts_with("sha512:"),
        "{layers:?}"
    );
    assert!(
        layers[1].attribute("data-digest").starts_with("sha256:"),
        "{layers:?}"
    );
    assert_eq!(verify_all(&browser).await, verified(2));
    browser.assert_quiet().await;
}

#[tokio::test]
async fn the_page_works_at_the_root_of_a_host_too() {
    let server = FaultServer::of_folder(&site::folder(), "/");
    let browser = Browser::at(&format!("http://{}/", server.address())).await;
    browser.wait_state("ready").await;
    assert_eq!(verify_all(&browser).await, verified(6));
}

#[tokio::test]
async fn a_layout_whose_tag_is_not_there_names_the_tags_that_are() {
    let (browser, code) = Browser::inspect_in_vain(&site::sample("nothing")).await;
    assert_eq!(code, "not-found");
    let notice = browser.text("notice").await;
    for tag in ["latest", "schema1", "artifact"] {
        assert!(notice.contains(tag), "{notice}");
    }
}

#[tokio::test]
async fn a_host_that_answers_every_address_with_its_start_page_is_no_layout() {
    let server = FaultServer::of_folder(&site::folder(), "/");
    let page = Answer::ok("text/html", "<!DOCTYPE html><title>Welcome</title>");
    let layout = Answer::ok("application/json", r#"{"imageLayoutVersion":"1.0.0"}"#);
    // Neither of the two files is there, or the second is not.
    for (folder, first, missing) in [
        ("welcome", &page, "oci-layout"),
        ("half", &layout, "index.json"),
    ] {
        server.serve(&format!("/{folder}/oci-layout"), first.clone());
        server.serve(&format!("/{folder}/index.json"), page.clone());
        let address = format!("http://{}", server.address());
        let browser = Browser::at(&format!("{address}/?image=oci:{folder}")).await;
        browser.wait_state("failed").await;
        assert_eq!(browser.notices().await, ["not-found"], "{folder}");
        let notice = browser.text("notice").await;
        let words = format!("GET {address}/{folder}/{missing}: there is no such file");
        assert!(notice.contains(&words), "{notice}");
    }
}

#[tokio::test]
async fn a_byte_altered_in_the_sample_is_found() {
    let layout = FaultServer::of_folder(&site::folder(), "/");
    let browser = Browser::at(&format!("http://{}/", layout.address())).await;
    browser.wait_state("ready").await;
    let digest = browser.parts("layer").await[3]
        .attribute("data-digest")
        .to_owned();
    layout.change(&digest.replace(':', "/"), usize::MAX, |answer| {
        answer.altered_at(1000)
    });
    let mut want = verified(6);
    want[3] = "mismatch".to_owned();
    assert_eq!(verify_all(&browser).await, want);
}

#[tokio::test]
async fn until_the_module_is_there_the_page_says_that_it_loads() {
    let server = FaultServer::of_folder(&site::folder(), "/");
    server.change("/app_bg.wasm", usize::MAX, |answer| answer.stall_after(10));
    let browser = Browser::at(&format!("http://{}/", server.address())).await;
    browser
        .wait_for("the module on its way", async || {
            (!server.seen_of("app_bg.wasm").is_empty()).then_some(())
        })
        .await;
    assert_eq!(text_of_the_page(&browser).await, "Loading Porthole…");
    server.go_on();
    browser.wait_state("ready").await;
    assert_eq!(text_of_the_page(&browser).await, "");
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_server_that_does_not_know_the_type_of_modules_serves_the_page_too() {
    let server = FaultServer::of_folder(&site::folder(), "/");
    server.change(".wasm", usize::MAX, |answer| {
        answer.header("content-type", "application/octet-stream")
    });
    let browser = Browser::at(&format!("http://{}/", server.address())).await;
    browser.wait_state("ready").await;
    assert_eq!(verify_all(&browser).await, verified(6));
}
