//! What the page asks of a registry: no more than it needs, and nothing that needs a permission beforehand.

use end_to_end::{
    answer::Answer, browser::Browser, fault_server::FaultServer, images::shared_registry, site,
};
use serde_json::Value;

#[tokio::test]
async fn an_image_behind_an_index_takes_three_requests_and_no_preflight() {
    let server = FaultServer::before(shared_registry().address());
    let browser = Browser::inspect(&server.reference("multi/index:latest")).await;
    // The rules, and the module that they come with, follow the first look: they ask for nothing either.
    browser.wait_rules().await;
    let seen = server.seen();
    let lines: Vec<String> = seen
        .iter()
        .map(|request| format!("{} {}", request.method, request.path))
        .collect();
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert_eq!(lines[0], "GET /v2/multi/index/manifests/latest");
    assert!(
        lines[1].starts_with("GET /v2/multi/index/manifests/sha256:"),
        "{lines:?}"
    );
    assert!(
        lines[2].starts_with("GET /v2/multi/index/blobs/sha256:"),
        "{lines:?}"
    );
    for request in &seen {
        assert!(
            request
                .header("accept")
                .is_some_and(|accept| accept.len() <= 128),
            "{request:?}"
        );
        assert_eq!(request.header("authorization"), None);
        assert_eq!(request.header("cookie"), None);
    }
    // The tag may point elsewhere by now: no cache may answer.
    assert_eq!(seen[0].header("cache-control"), Some("no-cache"));
    browser.assert_quiet().await;
}

#[tokio::test]
async fn another_platform_takes_two_more_requests_and_back_none() {
    let server = FaultServer::before(shared_registry().address());
    let browser = Browser::inspect(&server.reference("multi/index:latest")).await;
    browser
        .click_inside("platform", "data-platform", "linux/arm64/v8")
        .await;
    browser
        .wait_for("the other image", async || {
            (browser
                .config()
                .await
                .get("architecture")
                .map(String::as_str)
                == Some("arm64"))
            .then_some(())
        })
        .await;
    assert_eq!(server.seen().len(), 5, "{:?}", server.seen());
    browser
        .click_inside("platform", "data-platform", "linux/amd64")
        .await;
    browser
        .wait_for("the first image", async || {
            (browser
                .config()
                .await
                .get("architecture")
                .map(String::as_str)
                == Some("amd64"))
            .then_some(())
        })
        .await;
    assert_eq!(server.seen().len(), 5, "{:?}", server.seen());
}

#[tokio::test]
async fn a_registry_that_sends_people_for_a_token_gets_one_with_each_request_and_no_address_shows_it()
 {
    let registry = shared_registry();
    let server = FaultServer::before(registry.address());
    let realm = format!("http://{}/token", server.address());
    let challenge =
        format!(r#"Bearer realm="{realm}",service="test",scope="repository:formats/oci:pull""#);
    server.change("/manifests/", 1, move |_| {
        Answer::error(401, "UNAUTHORIZED", "wait").header("www-authenticate", &challenge)
    });
    server.serve(
        "/token",
        Answer::ok(
            "application/json",
            r#"{"token":"abc.def","expires_in":300}"#,
        ),
    );
    let browser = Browser::watched().await;
    let image = server.reference("formats/oci:latest");
    browser.go(&site::address(&image)).await;
    browser.wait_state("ready").await;
    browser.click("verify-button").await;
    assert_eq!(browser.wait_layers().await, ["verified", "verified"]);

    let tokens = server.seen_of("/token");
    assert_eq!(tokens.len(), 1, "{tokens:?}");
    let decoded = tokens[0].path.replace("%3A", ":").replace("%2F", "/");
    assert!(
        decoded.contains("service=test") && decoded.contains("scope=repository:formats/oci:pull"),
        "{decoded}"
    );
    let authorized = server
        .seen_of("/v2/formats/")
        .iter()
        .filter(|request| request.header("authorization") == Some("Bearer abc.def"))
        .count();
    // The manifest again, the config, two layers.
    assert_eq!(authorized, 4, "{:?}", server.seen());
    assert!(
        !browser.url().await.contains("abc"),
        "the token is in the address"
    );
    assert!(
        browser
            .requests()
            .await
            .iter()
            .all(|request| !request.contains("abc")),
        "the token is in an address"
    );
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_layer_whose_token_has_expired_is_read_once_more_with_what_is_given_then() {
    let server = FaultServer::before(shared_registry().address());
    let challenge = format!(
        r#"Bearer realm="http://{}/token",service="test",scope="repository:formats/oci:pull""#,
        server.address()
    );
    server.change("/manifests/", 1, move |_| {
        Answer::error(401, "UNAUTHORIZED", "wait").header("www-authenticate", &challenge)
    });
    server.serve(
        "/token",
        Answer::ok("application/json", r#"{"token":"abc"}"#),
    );
    let browser = Browser::inspect(&server.reference("formats/oci:latest")).await;
    let layers = browser.parts("layer").await;
    let expired = |_| Answer::error(401, "UNAUTHORIZED", "it has expired");
    let [once, always] = [0, 1].map(|layer: usize| layers[layer].attribute("data-digest"));
    server.change(once, 1, expired);
    server.change(always, usize::MAX, expired);
    browser.click("verify-button").await;
    assert_eq!(browser.wait_layers().await, ["verified", "failed"]);
    for digest in [once, always] {
        assert_eq!(server.seen_of(digest).len(), 2, "{digest}");
    }
    let layers = browser.parts("layer").await;
    let want = "The server answered 401.";
    assert!(layers[1].text.contains(want), "{}", layers[1].text);
    // What a page learns of it.
    let errors = browser.events("porthole-error").await;
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0]["code"], "unauthorized");
}

#[tokio::test]
async fn a_layer_that_breaks_off_when_its_token_has_expired_goes_on_where_it_broke_with_another() {
    const MIB: usize = 1024 * 1024;
    let registry = shared_registry();
    let manifest: Value = serde_json::from_str(&registry.raw("large:latest")).expect("JSON");
    let digest = manifest["layers"][1]["digest"].as_str().expect("a digest");
    let server = FaultServer::before(registry.address());
    let challenge = format!(
        r#"Bearer realm="http://{}/token",scope="repository:large:pull""#,
        server.address()
    );
    server.change("/manifests/", 1, move |_| {
        Answer::error(401, "UNAUTHORIZED", "wait").header("www-authenticate", &challenge)
    });
    let tokens = ["one", "two", "three"].map(|token| {
        let body = format!(r#"{{"token":"{token}","expires_in":3600}}"#);
        Answer::ok("application/json", body)
    });
    server.serve_each("/token", tokens);
    let browser = Browser::inspect(&server.reference("large:latest")).await;
    for _ in 0..2 {
        server.change(digest, 1, |answer| answer.cut_after(2 * MIB));
        server.change(digest, 1, |_| {
            Answer::error(401, "UNAUTHORIZED", "it has expired")
        });
    }
    browser.verify_layer(digest).await;
    let layer = browser.wait_layer(digest, &["verified", "failed"]).await;
    assert_eq!(layer.attribute("data-state"), "verified", "{}", layer.text);
    let seen = server.seen_of(digest);
    let sent = |name| {
        let sent = seen.iter().map(|request| request.header(name));
        sent.map(Option::unwrap_or_default).collect::<Vec<_>>()
    };
    assert_eq!(
        sent("authorization"),
        [
            "Bearer one",
            "Bearer one",
            "Bearer two",
            "Bearer two",
            "Bearer three"
        ]
    );
    let ranges: Vec<Option<usize>> = sent("range")
        .iter()
        .map(|range| {
            range
                .strip_prefix("bytes=")?
                .strip_suffix('-')?
                .parse()
                .ok()
        })
        .collect();
    let [
        None,
        Some(first),
        Some(first_anew),
        Some(second),
        Some(second_anew),
    ] = ranges[..]
    else {
        panic!("{ranges:?}");
    };
    assert_eq!((first_anew, second_anew), (first, second), "{ranges:?}");
    assert!(0 < first && first < second, "{ranges:?}");
}

#[tokio::test]
async fn a_registry_of_the_pages_own_origin_is_asked_for_every_type_at_once() {
    let server = FaultServer::before(shared_registry().address());
    for (file, answer) in site::answers() {
        server.serve(&format!("/ui/{file}"), answer);
    }
    let image = server.reference("formats/schema2:latest");
    let browser = Browser::at(&format!("http://{}/ui/?image={image}", server.address())).await;
    browser.wait_state("ready").await;
    let manifests = server.seen_of("/manifests/");
    assert_eq!(manifests.len(), 1, "{manifests:?}");
    let accept = manifests[0].header("accept").unwrap_or_default();
    assert!(
        accept.contains("docker.distribution.manifest.v2+json")
            && accept.contains("oci.image.index"),
        "{accept}"
    );
}
