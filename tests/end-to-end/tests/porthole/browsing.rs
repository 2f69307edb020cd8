//! A registry shows its catalog, a repository its tags, and what a tag leads to once its row is in view.

use end_to_end::{
    answer::Answer,
    browser::Browser,
    fault_server::FaultServer,
    images::{OCI_MANIFEST, images, shared_registry},
    page::Part,
    registry::{Format, Registry},
    site, tool,
};
use std::{collections::BTreeSet, sync::LazyLock};

/// A registry of many repositories and tags, in no order.
pub(crate) fn registry() -> &'static Registry {
    static REGISTRY: LazyLock<Registry> = LazyLock::new(|| {
        let (registry, images) = (Registry::start(), images());
        for tag in ["1.9", "latest", "1.10", "1.10-rc1", "v0.1"] {
            registry.push(
                &images.oci("amd64"),
                &format!("many/tags:{tag}"),
                Format::Oci,
            );
        }
        registry.push(&images.oci("arm64"), "many/tags:edge", Format::Oci);
        images.push_list(&registry, "many/tags:2.0", "oci");
        for name in ["b/two:1", "a/one:1", "a/one-more/deep:1"] {
            registry.push(&images.oci("amd64"), name, Format::Oci);
        }
        registry
    });
    &REGISTRY
}

async fn tags_of(browser: &Browser) -> Vec<String> {
    attributes(&browser.parts("tag").await, "data-tag")
}

fn attributes(parts: &[Part], name: &str) -> Vec<String> {
    parts
        .iter()
        .map(|part| part.attribute(name).to_owned())
        .collect()
}

async fn filter(browser: &Browser, text: &str) {
    browser.click("filter-input").await;
    browser.type_text(text).await;
}

/// Waits until all tags that are rendered were read, or could not be.
async fn wait_read(browser: &Browser) -> Vec<Part> {
    browser
        .wait_parts("tag", |tags| {
            !tags.is_empty()
                && tags
                    .iter()
                    .all(|tag| ["read", "failed"].contains(&tag.attribute("data-state")))
        })
        .await
}

#[tokio::test]
async fn who_comes_back_to_a_list_finds_its_filter_and_goes_on_from_what_has_the_focus() {
    let registry = registry();
    let place = site::place_address("repository", &registry.reference("many/tags"));
    let browser = Browser::at(&place).await;
    browser.wait_state("ready").await;
    filter(&browser, "1.1").await;
    browser.wait_parts("tag", |tags| tags.len() == 2).await;
    browser.click_inside("tag", "data-tag", "1.10").await;
    browser.wait_kind("image").await;
    browser.wait_state("ready").await;
    let focused = "return document.querySelector('porthole-image').shadowRoot.activeElement?.localName ?? null";
    browser
        .wait_for("the focus on the title", async || {
            let name: Option<String> = browser.run(focused, vec![]).await;
            (name.as_deref() == Some("h1")).then_some(())
        })
        .await;
    browser.back().await;
    browser.wait_kind("repository").await;
    browser.wait_parts("tag", |tags| tags.len() == 2).await;
    assert_eq!(browser.text("filter-input").await, "1.1");
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_list_that_is_there_can_be_signed_in_to() {
    let registry = registry();
    let place = site::place_address("repository", &registry.reference("many/tags"));
    let browser = Browser::at(&place).await;
    browser.wait_state("ready").await;
    browser.sign_in("alice", "not asked for").await;
    let kept = browser
        .wait_parts("sign-out-button", |buttons| !buttons.is_empty())
        .await;
    assert_eq!(kept[0].text, "Forget it");
    let said = browser.text_of_page().await;
    assert!(
        said.contains("has not asked for the password of alice"),
        "{said}"
    );
    assert!(!said.contains("Signed in"), "{said}");
    browser.wait_state("ready").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn from_an_image_to_the_tags_to_the_catalog_and_down_again_by_links_and_the_tabs_history() {
    let registry = registry();
    let browser = Browser::inspect(&registry.reference("many/tags:latest")).await;
    browser.click_crumb("many/tags").await;
    browser.wait_kind("repository").await;
    browser.wait_state("ready").await;
    assert_eq!(
        tags_of(&browser).await,
        ["latest", "edge", "2.0", "1.10", "1.10-rc1", "1.9", "v0.1"]
    );
    assert_eq!(
        browser.query("repository").await,
        Some(registry.reference("many/tags"))
    );
    assert_eq!(
        browser.title().await,
        format!("Tags of {} · Porthole", registry.reference("many/tags"))
    );

    browser.click_crumb(registry.address()).await;
    browser.wait_kind("registry").await;
    browser.wait_state("ready").await;
    let repositories = attributes(&browser.parts("repository").await, "data-repository");
    assert_eq!(
        repositories,
        ["a/one", "a/one-more/deep", "b/two", "many/tags"]
    );
    assert_eq!(
        browser.query("registry").await.as_deref(),
        Some(registry.address())
    );

    browser
        .click_inside("repository", "data-repository", "a/one-more/deep")
        .await;
    browser.wait_kind("repository").await;
    browser.wait_state("ready").await;
    assert_eq!(tags_of(&browser).await, ["1"]);
    browser.click_inside("tag", "data-tag", "1").await;
    browser.wait_kind("image").await;
    browser.wait_state("ready").await;
    assert_eq!(
        browser.query("image").await,
        Some(registry.reference("a/one-more/deep:1"))
    );

    browser.back().await;
    browser.wait_kind("repository").await;
    browser.back().await;
    browser.wait_kind("registry").await;
    browser.back().await;
    browser.wait_kind("repository").await;
    browser.wait_state("ready").await;
    assert_eq!(tags_of(&browser).await.len(), 7);
    browser.forward().await;
    browser.wait_kind("registry").await;
    browser.wait_state("ready").await;
    assert_eq!(browser.parts("repository").await.len(), 4);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn the_tags_are_those_that_skopeo_lists() {
    let registry = registry();
    let browser = Browser::at(&site::place_address(
        "repository",
        &registry.reference("many/tags"),
    ))
    .await;
    browser.wait_state("ready").await;
    let name = format!("docker://{}", registry.reference("many/tags"));
    let listed: serde_json::Value = serde_json::from_str(&tool::run(
        "skopeo",
        &["list-tags", "--tls-verify=false", &name],
    ))
    .expect("JSON from skopeo");
    let listed: BTreeSet<String> = serde_json::from_value(listed["Tags"].clone()).expect("tags");
    let shown: BTreeSet<String> = tags_of(&browser).await.into_iter().collect();
    assert_eq!(shown, listed);
}

#[tokio::test]
async fn a_row_in_view_says_what_its_tag_leads_to_and_which_other_tags_do() {
    let registry = registry();
    let browser = Browser::at(&site::place_address(
        "repository",
        &registry.reference("many/tags"),
    ))
    .await;
    browser.wait_state("ready").await;
    let rows = wait_read(&browser).await;
    for row in &rows {
        let name = format!("many/tags:{}", row.attribute("data-tag"));
        assert_eq!(
            row.attribute("data-digest"),
            registry.inspect_digest(&name),
            "{name}"
        );
        assert_eq!(row.attribute("data-state"), "read", "{name}: {}", row.text);
        assert!(row.text.contains("4 Mar 2026"), "{name}: {}", row.text);
        assert!(
            row.text.contains(" B") || row.text.contains("kB"),
            "{name}: {}",
            row.text
        );
    }
    let row = |tag: &str| {
        rows.iter()
            .find(|row| row.attribute("data-tag") == tag)
            .expect("a row")
    };
    assert!(
        row("2.0").text.contains("Index")
            && row("2.0").text.contains("linux/amd64, linux/arm64/v8"),
        "{}",
        row("2.0").text
    );
    assert!(
        row("edge").text.contains("linux/arm64"),
        "{}",
        row("edge").text
    );
    assert!(
        row("edge").text.contains("Image") && !row("edge").text.contains("also tagged"),
        "{}",
        row("edge").text
    );
    assert!(
        row("1.9").text.contains("also tagged"),
        "{}",
        row("1.9").text
    );
    for sibling in ["latest", "1.10"] {
        assert!(row("1.9").text.contains(sibling), "{}", row("1.9").text);
    }
    // The image knows what was read of the list.
    browser.click_inside("tag", "data-tag", "1.9").await;
    browser.wait_kind("image").await;
    let also = browser
        .wait_parts("also-tagged", |parts| !parts.is_empty())
        .await;
    for sibling in ["latest", "1.10", "1.10-rc1", "v0.1"] {
        assert!(also[0].text.contains(sibling), "{}", also[0].text);
    }
    assert!(!also[0].text.contains("edge"), "{}", also[0].text);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn what_is_typed_leads_to_a_place_and_stands_in_the_bar_as_it_would_be_typed() {
    let registry = registry();
    let browser = Browser::at(&site::home()).await;
    let address = registry.address();
    for (typed, kind, bar) in [
        (format!("{address}/"), "registry", format!("{address}/")),
        (
            format!("http://{address}"),
            "registry",
            format!("http://{address}/"),
        ),
        (
            format!("{address}/a/one:"),
            "repository",
            format!("{address}/a/one:"),
        ),
    ] {
        browser.ask_for(&typed).await;
        browser.wait_kind(kind).await;
        browser.wait_state("ready").await;
        assert_eq!(browser.text("reference-input").await, bar);
        browser.ask_for(&registry.reference("a/one:1")).await;
        browser.wait_kind("image").await;
        browser.wait_state("ready").await;
    }
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_registry_without_a_catalog_says_so_and_its_repositories_can_be_named() {
    for status in [401, 403, 404, 405] {
        let server = FaultServer::before(registry().address());
        server.serve(
            "/v2/_catalog",
            Answer::error(status, "UNSUPPORTED", "no catalog for you"),
        );
        let browser = Browser::at(&site::place_address("registry", server.address())).await;
        browser.wait_state("ready").await;
        let text = browser.text("no-catalog").await;
        assert!(
            text.contains("does not list its repositories") && text.contains("no catalog for you"),
            "{text}"
        );
        if status != 404 {
            continue;
        }
        browser.click("repository-input").await;
        browser.type_text("a/One").await;
        browser.click("show-tags-button").await;
        let notices = browser
            .wait_parts("notice", |parts| !parts.is_empty())
            .await;
        assert_eq!(notices[0].attribute("data-code"), "bad-reference");
        assert!(
            notices[0].text.contains("lower case"),
            "{}",
            notices[0].text
        );
        browser
            .run::<()>(
                "document.querySelector('porthole-image').shadowRoot.querySelector('[part=repository-input]').value = ''",
                vec![],
            )
            .await;
        browser.click("repository-input").await;
        browser.type_text("a/one").await;
        browser.press("Enter").await;
        browser.wait_kind("repository").await;
        browser.wait_state("ready").await;
        assert_eq!(tags_of(&browser).await, ["1"]);
    }
}

#[tokio::test]
async fn an_empty_catalog_and_a_repository_without_tags_are_said() {
    let server = FaultServer::start();
    server.serve(
        "/v2/_catalog",
        Answer::ok("application/json", r#"{"repositories":[]}"#),
    );
    server.serve(
        "/v2/a/tags/list",
        Answer::ok("application/json", r#"{"name":"a","tags":null}"#),
    );
    let browser = Browser::at(&site::place_address("registry", server.address())).await;
    browser.wait_state("ready").await;
    assert!(browser.text("no-catalog").await.contains("is empty"));
    browser.ask_for(&server.reference("a:")).await;
    browser
        .wait_parts("no-tags", |parts| !parts.is_empty())
        .await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_repository_that_there_is_not_fails_as_an_image_does() {
    let browser = Browser::at(&site::place_address(
        "repository",
        &registry().reference("not/there"),
    ))
    .await;
    browser.wait_state("failed").await;
    assert_eq!(browser.notices().await, ["not-found"]);
    let events = browser.events("porthole-error").await;
    assert_eq!(events.len(), 1, "{events:?}");
    assert_eq!(events[0]["code"], "not-found");
}

#[tokio::test]
async fn a_tag_that_there_is_not_leads_to_those_that_there_are() {
    let registry = registry();
    let browser = Browser::at(&site::address(&registry.reference("b/two:9"))).await;
    browser.wait_state("failed").await;
    assert_eq!(browser.notices().await, ["not-found"]);
    browser.click("way-on").await;
    browser.wait_kind("repository").await;
    browser.wait_state("ready").await;
    assert_eq!(tags_of(&browser).await, ["1"]);
    browser.back().await;
    browser.wait_state("failed").await;
    // From a repository that there is not, which this registry says only when it is asked for the tags, to the repositories.
    browser.ask_for(&registry.reference("b/three:1")).await;
    let tags = format!("See which tags {} has", registry.reference("b/three"));
    browser
        .wait_parts("way-on", |parts| parts.iter().any(|part| part.text == tags))
        .await;
    browser.click("way-on").await;
    browser.wait_kind("repository").await;
    browser.wait_state("failed").await;
    browser.click("way-on").await;
    browser.wait_kind("registry").await;
    browser.wait_state("ready").await;
    assert_eq!(browser.parts("repository").await.len(), 4);
}

#[tokio::test]
async fn the_catalog_of_the_real_registry_is_read_page_by_page_by_its_links() {
    let server = FaultServer::before(registry().address());
    // Two at a time: the first page is the registry's own answer to another number.
    let client_page = "/v2/_catalog?n=1000";
    let first = reqwest::get(format!("http://{}/v2/_catalog?n=2", registry().address()))
        .await
        .expect("a page");
    let link = first.headers()["link"].to_str().expect("a link").to_owned();
    let body = first.text().await.expect("a page");
    server.serve(
        client_page,
        Answer::ok("application/json", body).header("link", &link),
    );
    let browser = Browser::at(&site::place_address("registry", server.address())).await;
    browser.wait_state("ready").await;
    let repositories = attributes(&browser.parts("repository").await, "data-repository");
    assert_eq!(
        repositories,
        ["a/one", "a/one-more/deep", "b/two", "many/tags"]
    );
    let asked: Vec<String> = server
        .seen_of("/v2/_catalog")
        .into_iter()
        .map(|seen| seen.path)
        .collect();
    assert!(
        asked.len() >= 2 && asked[1].contains("n=2") && asked[1].contains("last="),
        "{asked:?}"
    );
}

/// Serves tags without manifests, a page for each list; `link`: with links.
fn paged(pages: &[&[&str]], link: bool) -> FaultServer {
    let server = FaultServer::start();
    let mut path = "/v2/paged/tags/list?n=1000".to_owned();
    for page in pages {
        let mut answer = Answer::ok(
            "application/json",
            serde_json::json!({ "name": "paged", "tags": page }).to_string(),
        );
        let last = page.last().copied().unwrap_or_default();
        if link {
            // To another host, as behind a proxy that does not know its name.
            answer = answer.header(
                "link",
                &format!("<http://inner.example/v2/paged/tags/list?last={last}&n=3>; rel=\"next\""),
            );
        }
        server.serve(&path, answer);
        path = if link {
            format!("/v2/paged/tags/list?last={last}&n=3")
        } else {
            format!("/v2/paged/tags/list?n=1000&last={last}")
        };
    }
    server.serve(
        &path,
        Answer::ok("application/json", r#"{"name":"paged","tags":null}"#),
    );
    server
}

#[tokio::test]
async fn pages_are_followed_by_link_and_without_one_by_the_last_name() {
    for link in [true, false] {
        let server = paged(&[&["1.0", "1.1"], &["1.2"], &["1.10"]], link);
        let browser = Browser::at(&site::place_address(
            "repository",
            &server.reference("paged"),
        ))
        .await;
        browser.wait_state("ready").await;
        assert_eq!(
            tags_of(&browser).await,
            ["1.10", "1.2", "1.1", "1.0"],
            "link: {link}"
        );
        assert_eq!(server.seen_of("/tags/list").len(), 4, "{:?}", server.seen());
        // No preflight, no Accept beyond what the browser sends by itself.
        assert!(
            server.seen().iter().all(|seen| seen.method == "GET"),
            "{:?}",
            server.seen()
        );
    }
}

#[tokio::test]
async fn a_list_that_breaks_off_shows_what_came_and_goes_on_when_asked() {
    let server = paged(&[&["1.0"], &["1.1"]], true);
    server.change("last=1.0", 1, |_| Answer::error(500, "UNKNOWN", "oops"));
    let browser = Browser::at(&site::place_address(
        "repository",
        &server.reference("paged"),
    ))
    .await;
    browser.wait_state("ready").await;
    assert_eq!(tags_of(&browser).await, ["1.0"]);
    assert_eq!(browser.notices().await, ["server-error"]);
    browser.click("load-more-button").await;
    browser.wait_parts("tag", |tags| tags.len() == 2).await;
    assert_eq!(browser.notices().await, Vec::<String>::new());
}

#[tokio::test]
async fn who_waits_no_longer_for_a_list_keeps_what_came_and_can_ask_again() {
    let server = paged(&[&["1.0"], &["1.1"]], true);
    server.change("/tags/list", 1, |answer| answer.stall_after(1));
    let browser = Browser::at(&site::place_address(
        "repository",
        &server.reference("paged"),
    ))
    .await;
    browser
        .wait_parts("loading", |found| !found.is_empty())
        .await;
    browser.click("cancel-button").await;
    browser.wait_state("idle").await;
    assert_eq!(browser.parts("cancel-button").await, []);
    assert!(browser.text_of_page().await.contains("was cancelled"));
    // Beyond the first page, in the same way.
    server.change("last=1.0", 1, |answer| answer.stall_after(1));
    browser.click_inside("again", "", "").await;
    browser
        .wait_parts("cancel-button", |found| !found.is_empty())
        .await;
    browser.wait_parts("tag", |tags| tags.len() == 1).await;
    assert_eq!(browser.data("state").await.as_deref(), Some("loading"));
    browser.click("cancel-button").await;
    browser.wait_state("ready").await;
    assert_eq!(tags_of(&browser).await, ["1.0"]);
    browser.click("load-more-button").await;
    browser.wait_parts("tag", |tags| tags.len() == 2).await;
    // Each page that was given up was asked for once more.
    assert_eq!(server.seen_of("/tags/list").len(), 5, "{:?}", server.seen());
    assert_eq!(browser.notices().await, Vec::<String>::new());
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_page_can_cancel_a_list_that_it_asked_for() {
    let server = paged(&[&["1.0"], &["1.1"]], true);
    server.change("/tags/list", 1, |answer| answer.stall_after(1));
    let browser = Browser::at(&site::home()).await;
    browser.wait_state("ready").await;
    let ask = "document.querySelector('porthole-image').inspect(arguments[0])";
    let place = format!("{}:", server.reference("paged"));
    browser.run::<()>(ask, vec![place.as_str().into()]).await;
    browser.wait_kind("repository").await;
    let cancel = "document.querySelector('porthole-image').cancel()";
    browser.run::<()>(cancel, vec![]).await;
    browser.wait_state("idle").await;
    // The same call is not for the next list.
    browser.run::<()>(ask, vec![place.as_str().into()]).await;
    browser.wait_state("ready").await;
    assert_eq!(tags_of(&browser).await, ["1.1", "1.0"]);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_registry_that_never_ends_is_stopped_and_asked_on_only_by_a_person() {
    let server = FaultServer::start();
    for number in 0..150 {
        let query = if number == 0 {
            "n=1000".to_owned()
        } else {
            format!("page={number}")
        };
        let answer = Answer::ok(
            "application/json",
            serde_json::json!({ "tags": [format!("1.{number}")] }).to_string(),
        )
        .header("link", &format!("<?page={}>; rel=next", number + 1));
        server.serve(&format!("/v2/endless/tags/list?{query}"), answer);
    }
    let browser = Browser::at(&site::place_address(
        "repository",
        &server.reference("endless"),
    ))
    .await;
    browser.wait_state("ready").await;
    assert_eq!(server.seen_of("/tags/list").len(), 100);
    assert!(
        browser
            .text("list-status")
            .await
            .contains("100 tags so far")
    );
    browser.click("load-more-button").await;
    browser
        .wait_parts("list-status", |parts| {
            parts.iter().any(|part| part.text.contains("150 tags"))
        })
        .await;
}

#[tokio::test]
async fn fifty_thousand_tags_are_filtered_and_scrolled_with_few_rows_and_rows_out_of_view_are_not_read()
 {
    let server = FaultServer::start();
    let tags: Vec<String> = (0..50_000).map(|number| format!("1.{number}")).collect();
    server.serve(
        "/v2/huge/tags/list",
        Answer::ok(
            "application/json",
            serde_json::json!({ "tags": tags }).to_string(),
        ),
    );
    let browser = Browser::at(&site::place_address(
        "repository",
        &server.reference("huge"),
    ))
    .await;
    browser.wait_state("ready").await;
    assert_eq!(
        server.seen_of("/tags/list").len(),
        1,
        "one answer with all of them"
    );
    let rows = browser.parts("tag").await;
    assert_eq!(rows[0].attribute("data-tag"), "1.49999");
    assert_eq!(rows[0].attribute("aria-rowindex"), "2");
    assert!(rows.len() < 100, "{} rows", rows.len());
    let count: String = browser
        .run(
            "return document.querySelector('porthole-image').shadowRoot.querySelector('table').getAttribute('aria-rowcount')",
            vec![],
        )
        .await;
    assert_eq!(count, "50001");
    // The end of the page is the end of the list.
    browser
        .run::<()>("scrollTo(0, document.documentElement.scrollHeight)", vec![])
        .await;
    browser
        .wait_parts("tag", |tags| {
            tags.iter().any(|tag| tag.attribute("data-tag") == "1.0")
        })
        .await;
    let asked: Vec<String> = server
        .seen_of("/manifests/")
        .into_iter()
        .map(|seen| seen.path)
        .collect();
    assert!(
        !asked.iter().any(|path| path.ends_with("/1.25000")),
        "{asked:?}"
    );
    browser.run::<()>("scrollTo(0, 0)", vec![]).await;
    filter(&browser, "1.4242").await;
    let rows = browser.wait_parts("tag", |tags| tags.len() == 11).await;
    assert_eq!(
        attributes(&rows, "data-tag")[..2],
        ["1.42429".to_owned(), "1.42428".to_owned()]
    );
    assert!(
        browser
            .text("list-status")
            .await
            .contains("11 of 50,000 tags")
    );
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_list_that_one_comes_back_to_is_where_it_was_left() {
    let server = FaultServer::start();
    let tags: Vec<String> = (0..500).map(|number| format!("1.{number}")).collect();
    server.serve(
        "/v2/long/tags/list",
        Answer::ok(
            "application/json",
            serde_json::json!({ "tags": tags }).to_string(),
        ),
    );
    let config =
        r#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#;
    let digest = server.blob("long", config);
    let manifest = serde_json::json!({
        "schemaVersion": 2,
        "mediaType": OCI_MANIFEST,
        "config": { "mediaType": "application/vnd.oci.image.config.v1+json", "digest": digest, "size": config.len() },
        "layers": [],
    });
    server.serve_with("/v2/long/manifests/", move |_| {
        Answer::ok(OCI_MANIFEST, manifest.to_string())
    });
    let browser = Browser::at(&site::place_address(
        "repository",
        &server.reference("long"),
    ))
    .await;
    browser.wait_state("ready").await;
    browser.run::<()>("scrollTo(0, 9000)", vec![]).await;
    // A row in the middle of what is in view now, followed without any scrolling.
    let script = "
        const root = document.querySelector('porthole-image').shadowRoot;
        const link = [...root.querySelectorAll('[part~=tag] a')].find((link) => {
          const { top } = link.getBoundingClientRect();
          return top > innerHeight / 3 && top < innerHeight;
        });
        link?.click();
        return link ? [link.textContent, scrollY] : null";
    let (tag, top): (String, f64) = browser
        .wait_for("a row in view", async || {
            browser.run::<Option<(String, f64)>>(script, vec![]).await
        })
        .await;
    assert!(
        (top - 9000.0).abs() < 2.0,
        "the view leapt to {top} when rows came"
    );
    browser.wait_kind("image").await;
    browser.wait_state("ready").await;
    let top = "return scrollY";
    assert!(browser.run::<f64>(top, vec![]).await < 1000.0);
    browser.back().await;
    browser.wait_kind("repository").await;
    browser
        .wait_for("the place in the list", async || {
            let top: f64 = browser.run(top, vec![]).await;
            ((top - 9000.0).abs() < 2.0).then_some(())
        })
        .await;
    browser
        .wait_parts("tag", |rows| {
            rows.iter().any(|row| row.attribute("data-tag") == tag)
        })
        .await;
}

#[tokio::test]
async fn six_rows_are_read_at_a_time_and_none_once_the_page_is_left() {
    let server = FaultServer::start();
    let tags: Vec<String> = (0..500).map(|number| format!("1.{number}")).collect();
    server.serve(
        "/v2/slow/tags/list",
        Answer::ok(
            "application/json",
            serde_json::json!({ "tags": tags }).to_string(),
        ),
    );
    server.change("/manifests/", usize::MAX, |answer| answer.stall_after(1));
    let browser = Browser::at(&site::place_address(
        "repository",
        &server.reference("slow"),
    ))
    .await;
    browser
        .wait_for("six requests", async || {
            (server.seen_of("/manifests/").len() >= 6).then_some(())
        })
        .await;
    // Whatever more would come has had the time to by the end of another question.
    browser.ask_for(&registry().reference("a/one:1")).await;
    browser.wait_kind("image").await;
    browser.wait_state("ready").await;
    assert_eq!(
        server.seen_of("/manifests/").len(),
        6,
        "{:?}",
        server.seen()
    );
    server.go_on();
    assert_eq!(
        server.seen_of("/manifests/").len(),
        6,
        "{:?}",
        server.seen()
    );
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_row_that_cannot_be_read_says_why_and_a_rate_limit_pauses_them_all() {
    let server = FaultServer::before(registry().address());
    server.change("/manifests/1.9", usize::MAX, |_| {
        Answer::error(404, "MANIFEST_UNKNOWN", "it is gone")
    });
    let browser = Browser::at(&site::place_address(
        "repository",
        &server.reference("many/tags"),
    ))
    .await;
    let rows = wait_read(&browser).await;
    for row in rows {
        let is_gone = row.attribute("data-tag") == "1.9";
        assert_eq!(
            row.attribute("data-state") == "failed",
            is_gone,
            "{}",
            row.text
        );
        assert_eq!(
            row.text.contains("not read: There is no such tag"),
            is_gone,
            "{}",
            row.text
        );
    }
    // Quietly.
    assert_eq!(browser.notices().await, Vec::<String>::new());
    assert_eq!(browser.data("state").await.as_deref(), Some("ready"));

    let server = FaultServer::before(registry().address());
    server.change("/manifests/", usize::MAX, |_| {
        Answer::error(429, "TOOMANYREQUESTS", "slower").header("retry-after", "3600")
    });
    let browser = Browser::at(&site::place_address(
        "repository",
        &server.reference("many/tags"),
    ))
    .await;
    browser.wait_parts("pause", |parts| !parts.is_empty()).await;
    assert!(server.seen_of("/manifests/").len() <= 6);
}

#[tokio::test]
async fn what_was_read_of_a_tag_is_not_read_again_in_this_page() {
    let server = FaultServer::before(registry().address());
    let browser = Browser::at(&site::place_address(
        "repository",
        &server.reference("many/tags"),
    ))
    .await;
    wait_read(&browser).await;
    let before = server.seen_of("/manifests/").len();
    // Five tags lead to one image, whose config is read once; the index leads to it as well, and the browser may still have it.
    let configs = server.seen_of("/blobs/").len();
    assert!((2..=3).contains(&configs), "{:?}", server.seen());
    browser.click_crumb(server.address()).await;
    browser.wait_kind("registry").await;
    browser.back().await;
    browser.wait_kind("repository").await;
    wait_read(&browser).await;
    assert_eq!(
        server.seen_of("/manifests/").len(),
        before,
        "{:?}",
        server.seen()
    );
}

#[tokio::test]
async fn a_layout_lists_its_tags() {
    let browser = Browser::at(&site::home()).await;
    browser.wait_state("ready").await;
    browser
        .ask_for(&format!("oci:{}sample:", site::home()))
        .await;
    browser.wait_kind("repository").await;
    let rows = wait_read(&browser).await;
    let tags = attributes(&rows, "data-tag");
    for tag in ["latest", "schema1", "artifact"] {
        assert!(tags.contains(&tag.to_owned()), "{tags:?}");
    }
    assert_eq!(tags[0], "latest");
    browser.click_inside("tag", "data-tag", "artifact").await;
    browser.wait_kind("artifact").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn hostile_names_in_a_list_are_text_and_lead_nowhere() {
    let server = FaultServer::start();
    let hostile = [
        "<img src=x onerror=alert(1)>",
        "\u{202e}gpj.exe",
        "javascript:alert(1)",
        "a b",
        "../../x",
    ];
    server.serve(
        "/v2/h/tags/list",
        Answer::ok(
            "application/json",
            serde_json::json!({ "tags": hostile }).to_string(),
        ),
    );
    server.serve(
        "/v2/_catalog",
        Answer::ok(
            "application/json",
            serde_json::json!({ "repositories": hostile }).to_string(),
        ),
    );
    for (parameter, name, part) in [
        ("repository", server.reference("h"), "tag"),
        ("registry", server.address().to_owned(), "repository"),
    ] {
        let browser = Browser::at(&site::place_address(parameter, &name)).await;
        browser.wait_state("ready").await;
        let rows = browser.parts(part).await;
        assert_eq!(rows.len(), hostile.len());
        let links: i64 = browser
            .run(
                "return document.querySelector('porthole-image').shadowRoot.querySelectorAll('table a, table img').length",
                vec![],
            )
            .await;
        assert_eq!(links, 0);
        assert_eq!(server.seen_of("/manifests").len(), 0, "{:?}", server.seen());
        browser.assert_quiet().await;
    }
}

#[tokio::test]
async fn images_that_were_looked_at_are_kept_by_name_until_they_are_erased() {
    let registry = registry();
    let (first, second) = (registry.reference("a/one:1"), registry.reference("b/two:1"));
    let browser = Browser::at(&site::home()).await;
    browser.wait_state("ready").await;
    // The sample that nobody asked for is none of them.
    assert_eq!(browser.parts("recent-image").await, []);
    for image in [&first, &second] {
        browser.ask_for(image).await;
        browser
            .wait_for(image, async || {
                (browser.query("image").await.as_ref() == Some(image)).then_some(())
            })
            .await;
        browser.wait_kind("image").await;
        browser.wait_state("ready").await;
        // Those besides the one that is shown.
        let others = if image == &first {
            &[]
        } else {
            std::slice::from_ref(&first)
        };
        let links = attributes(&browser.parts("recent-image").await, "data-image");
        assert_eq!(links, others);
        browser
            .wait_for("its name to be kept", async || {
                let script = "return localStorage['porthole-recent'] ?? ''";
                let kept: String = browser.run(script, vec![]).await;
                kept.starts_with(image).then_some(())
            })
            .await;
    }
    // In another tab, and after what cannot be shown, which is not kept.
    browser
        .go(&site::address(&registry.reference("a/one:missing")))
        .await;
    browser.wait_state("failed").await;
    let recent = browser
        .wait_parts("recent-image", |parts| parts.len() == 2)
        .await;
    assert_eq!(
        attributes(&recent, "data-image"),
        [second.clone(), first.clone()]
    );
    let kept: serde_json::Value = browser.run("return { ...localStorage }", vec![]).await;
    assert_eq!(
        kept,
        serde_json::json!({ "porthole-recent": format!("{second}\n{first}") })
    );
    browser
        .click_inside("recent-image", "data-image", &first)
        .await;
    browser.wait_kind("image").await;
    browser.click("erase-recent-button").await;
    browser.wait_parts("recent", <[Part]>::is_empty).await;
    let kept: serde_json::Value = browser.run("return { ...localStorage }", vec![]).await;
    assert_eq!(kept, serde_json::json!({}));
    browser.assert_quiet().await;
}

#[tokio::test]
async fn what_others_wrote_where_recent_images_are_kept_is_not_shown() {
    let browser = Browser::at(&site::home()).await;
    browser
        .run::<()>("localStorage.setItem('porthole-recent', 'javascript:alert(1)\\nuser:pass@h/x\\ndocker.io/library/alpine:3\\n<b>')", vec![])
        .await;
    browser.go(&site::home()).await;
    let recent = browser
        .wait_parts("recent-image", |parts| !parts.is_empty())
        .await;
    assert_eq!(
        attributes(&recent, "data-image"),
        ["docker.io/library/alpine:3"]
    );
}

#[tokio::test]
async fn the_shared_registry_has_a_catalog_too() {
    let browser = Browser::at(&site::place_address(
        "registry",
        shared_registry().address(),
    ))
    .await;
    browser.wait_state("ready").await;
    let repositories = attributes(&browser.parts("repository").await, "data-repository");
    assert!(
        repositories.contains(&"formats/oci".to_owned()),
        "{repositories:?}"
    );
}

#[tokio::test]
async fn an_embedded_view_browses_in_its_place_and_keeps_nothing() {
    let registry = registry();
    let browser = Browser::inspect(&registry.reference("a/one:1")).await;
    browser
        .run::<()>(
            "localStorage.clear(); document.querySelector('porthole-image').removeAttribute('permalink')",
            vec![],
        )
        .await;
    browser.wait_parts("recent", <[Part]>::is_empty).await;
    let (address, title) = (browser.url().await, browser.title().await);
    browser.ask_for(&registry.reference("many/tags:")).await;
    browser.wait_kind("repository").await;
    wait_read(&browser).await;
    browser.click_inside("tag", "data-tag", "edge").await;
    browser.wait_kind("image").await;
    browser.wait_state("ready").await;
    assert_eq!(browser.url().await, address);
    assert_eq!(browser.title().await, title);
    let kept: serde_json::Value = browser.run("return { ...localStorage }", vec![]).await;
    assert_eq!(kept, serde_json::json!({}));
    browser.assert_quiet().await;
}

#[tokio::test]
async fn from_the_bar_to_a_tag_no_mouse_is_needed() {
    let registry = registry();
    let browser = Browser::at(&site::home()).await;
    browser.wait_state("ready").await;
    browser.press("/").await;
    browser.type_text(&registry.reference("many/tags:")).await;
    browser.press("Enter").await;
    browser.wait_kind("repository").await;
    browser.wait_state("ready").await;
    let focused = async || -> String {
        browser
            .run(
                "let element = document.activeElement;
                 while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
                 return element?.getAttribute('part') ?? element?.textContent.trim() ?? ''",
                vec![],
            )
            .await
    };
    for wanted in ["filter-input", "1.9"] {
        let mut way = Vec::new();
        while way.last().map(String::as_str) != Some(wanted) {
            browser.press("Tab").await;
            way.push(focused().await);
            assert!(way.len() < 40, "{wanted} cannot be reached: {way:?}");
        }
        if wanted == "filter-input" {
            browser.type_text("1.9").await;
            browser.wait_parts("tag", |tags| tags.len() == 1).await;
        }
    }
    browser.press("Enter").await;
    browser.wait_kind("image").await;
    assert_eq!(
        browser.query("image").await,
        Some(registry.reference("many/tags:1.9"))
    );
}
