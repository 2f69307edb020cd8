//! The sizes of all images of an index, once somebody asks for them.

use end_to_end::{
    answer::Answer,
    browser::Browser,
    fault_server::FaultServer,
    images::{OCI_MANIFEST, shared_registry},
    site,
};
use serde_json::json;

const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const NAME: &str = "formats/oci";

/// A manifest of its own for each platform: that of one image, with more and more blanks in it.
fn manifest(number: usize) -> String {
    let raw = shared_registry().raw("formats/oci:latest");
    raw.replacen('{', &format!("{{{}", " ".repeat(number)), 1)
}

/// An index of so many platforms on a server that knows the manifests of the positions in `known`, in front of a real registry.
fn server(length: usize, known: impl Fn(usize) -> bool) -> (FaultServer, Vec<String>) {
    let server = FaultServer::before(shared_registry().address());
    let mut digests = Vec::new();
    let mut entries = Vec::new();
    for number in 0..length {
        let body = manifest(number);
        // Its digest, under a name that nobody asks for.
        let digest = server.manifest("digests/only", "x", OCI_MANIFEST, body.clone());
        if known(number) {
            server.manifest(NAME, &digest, OCI_MANIFEST, body.clone());
        }
        entries.push(json!({
            "mediaType": OCI_MANIFEST,
            "digest": digest,
            "size": body.len(),
            "platform": { "os": "linux", "architecture": format!("a{number}") },
        }));
        digests.push(digest);
    }
    let index = json!({ "schemaVersion": 2, "mediaType": INDEX, "manifests": entries });
    server.manifest(NAME, "many", INDEX, index.to_string());
    (server, digests)
}

fn asked_for(server: &FaultServer) -> usize {
    server.seen_of(&format!("/v2/{NAME}/manifests/")).len()
}

async fn unread(browser: &Browser) -> usize {
    let rows = browser.parts("platform").await;
    let unread = rows.iter().filter(|row| row.text.contains("not read"));
    unread.count()
}

async fn wait_status(browser: &Browser, words: &str) {
    browser
        .wait_parts("sizes-status", |parts| {
            parts.first().is_some_and(|part| part.text == words)
        })
        .await;
}

#[tokio::test]
async fn sizes_are_read_when_somebody_asks_and_never_twice() {
    let (server, digests) = server(40, |_| true);
    let browser = Browser::inspect(&server.reference("formats/oci:many")).await;
    browser.wait_rules().await;
    assert_eq!(
        asked_for(&server),
        2,
        "the index, and the image that is shown"
    );
    assert_eq!(unread(&browser).await, 39);

    browser.click("read-sizes-button").await;
    wait_status(&browser, "all sizes are read").await;
    assert_eq!(asked_for(&server), 41);
    assert_eq!(unread(&browser).await, 0);
    assert_eq!(browser.notices().await, Vec::<String>::new());
    let rows = browser.parts("platform").await;
    let sizes: Vec<&str> = rows
        .iter()
        .filter_map(|row| row.text.lines().last())
        .map(str::trim)
        .collect();
    assert!(sizes.iter().all(|size| size.ends_with('B')), "{sizes:?}");
    assert!(rows.iter().all(|row| row.text.contains('✓')));
    let buttons = browser.parts("read-sizes-button").await;
    assert_eq!(buttons[0].attribute("aria-disabled"), "true");

    // The manifest of a platform that is chosen now is here.
    browser
        .click_inside("platform", "data-platform", "linux/a7")
        .await;
    browser
        .wait_parts("platform", |rows| {
            rows.iter().any(|row| {
                row.attribute("data-digest") == digests[7]
                    && row.attribute("aria-selected") == "true"
            })
        })
        .await;
    browser.wait_state("ready").await;
    assert_eq!(asked_for(&server), 41);
    assert_eq!(browser.text("sizes-status").await, "all sizes are read");
    browser.assert_quiet().await;
}

#[tokio::test]
async fn what_failed_says_why_in_its_row_and_is_tried_again() {
    let (server, digests) = server(5, |number| number != 3);
    let browser = Browser::inspect(&server.reference("formats/oci:many")).await;
    browser.click("read-sizes-button").await;
    wait_status(&browser, "4 of 5 sizes read, 1 failed").await;
    assert_eq!(browser.notices().await, Vec::<String>::new());
    let faults = browser.parts("entry-fault").await;
    assert_eq!(faults.len(), 1);
    assert!(faults[0].text.contains("404"), "{}", faults[0].text);
    assert_eq!(unread(&browser).await, 1);

    server.manifest(NAME, &digests[3], OCI_MANIFEST, manifest(3));
    let before = asked_for(&server);
    browser.click("read-sizes-button").await;
    wait_status(&browser, "all sizes are read").await;
    assert_eq!(asked_for(&server), before + 1, "only what failed");
    assert_eq!(browser.parts("entry-fault").await, vec![]);
}

#[tokio::test]
async fn reading_sizes_is_cancelled_and_goes_on_where_it_stopped() {
    let (server, digests) = server(20, |_| true);
    for digest in &digests[1..] {
        server.change(&format!("/manifests/{digest}"), 1, |answer| {
            answer.stall_after(10)
        });
    }
    let browser = Browser::inspect(&server.reference("formats/oci:many")).await;
    browser.click("read-sizes-button").await;
    // A few at a time, and those say nothing.
    browser
        .wait_for("six requests", async || {
            (asked_for(&server) == 8).then_some(())
        })
        .await;
    assert_eq!(browser.text("sizes-status").await, "reading sizes");
    browser.click("cancel-sizes-button").await;
    wait_status(&browser, "1 of 20 sizes read").await;
    assert_eq!(browser.parts("cancel-sizes-button").await, vec![]);
    let focused: String = browser
        .run(
            "return document.querySelector('porthole-image').shadowRoot.activeElement?.getAttribute('part') ?? ''",
            vec![],
        )
        .await;
    assert_eq!(focused, "read-sizes-button");
    assert_eq!(asked_for(&server), 8);
    server.go_on();
    browser.click("read-sizes-button").await;
    wait_status(&browser, "all sizes are read").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_registry_that_wants_fewer_requests_is_not_asked_for_the_rest() {
    let (server, digests) = server(30, |_| true);
    for digest in &digests[1..] {
        server.change(&format!("/manifests/{digest}"), usize::MAX, |_| {
            Answer::error(429, "TOOMANYREQUESTS", "slow down").header("retry-after", "3600")
        });
    }
    let browser = Browser::inspect(&server.reference("formats/oci:many")).await;
    browser.click("read-sizes-button").await;
    let status = browser
        .wait_parts("sizes-status", |parts| {
            parts
                .first()
                .is_some_and(|part| part.text.ends_with("try again later"))
        })
        .await;
    let text = &status[0].text;
    assert!(text.starts_with("1 of 30 sizes read, "), "{text}");
    assert!(asked_for(&server) <= 2 + 6, "{}", asked_for(&server));
}

#[tokio::test]
async fn the_sizes_in_a_layout_are_read_as_well() {
    let browser = Browser::at(&site::address("oci:sample")).await;
    browser.wait_state("ready").await;
    let before = unread(&browser).await;
    assert!(before > 0, "the sample has several platforms");
    browser.click("read-sizes-button").await;
    wait_status(&browser, "all sizes are read").await;
    assert_eq!(unread(&browser).await, 0);
    assert_eq!(
        browser.accessibility_violations().await,
        Vec::<String>::new()
    );
}
