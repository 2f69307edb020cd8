//! Bad references, bad answers and bad networks: each has its own notice, says the true cause, and the page goes on.

use end_to_end::{
    answer::Answer,
    browser::Browser,
    fault_server::FaultServer,
    images::{OCI_MANIFEST, images, shared_registry},
    ports::free_address,
    registry::{Format, Registry},
    site,
};

const INDEX: &str = "application/vnd.oci.image.index.v1+json";

/// Asserts that `image` fails with this code, and that the page shows the next image all the same.
async fn assert_fails(image: &str, code: &str) -> String {
    let (browser, found) = Browser::inspect_in_vain(image).await;
    let notice = browser.text("notice").await;
    assert_eq!(found, code, "{notice}");
    let events = browser.events("porthole-error").await;
    assert_eq!(
        events.last().map(|event| event["code"].clone()),
        Some(code.into()),
        "{events:?}"
    );
    browser
        .ask_for(&shared_registry().reference("artifact:latest"))
        .await;
    browser
        .wait_for("the next image", async || {
            (browser.data("state").await.as_deref() == Some("ready")).then_some(())
        })
        .await;
    assert_eq!(
        browser.notices().await,
        Vec::<String>::new(),
        "the notice stays"
    );
    browser.assert_quiet().await;
    notice
}

/// Asserts what comes of this answer for a manifest.
async fn assert_answer_fails(answer: Answer, code: &str) -> String {
    let server = FaultServer::start();
    server.serve("/v2/bad/manifests/latest", answer);
    assert_fails(&server.reference("bad:latest"), code).await
}

// --- the reference -----------------------------------------------------------------------------------------------------------------

#[tokio::test]
async fn an_empty_reference_is_refused() {
    let browser = Browser::at(&site::home()).await;
    browser.wait_state("ready").await;
    browser.ask_for(" ").await;
    browser
        .wait_for("a failure", async || {
            (browser.data("state").await.as_deref() == Some("failed")).then_some(())
        })
        .await;
    assert_eq!(browser.notices().await, ["bad-reference"]);
}

#[tokio::test]
async fn a_wrong_reference_is_explained_at_the_character_where_it_went_wrong() {
    for (text, wrong) in [
        ("localhost:5000/good/Bad", "B"),
        ("localhost:5000/good:tag!", "!"),
        ("localhost:5000/a@sha256:zz", "z"),
    ] {
        let (browser, code) = Browser::inspect_in_vain(text).await;
        assert_eq!(code, "bad-reference", "{text}");
        let script = "return document.querySelector('porthole-image').shadowRoot.querySelector('[part~=notice] mark')?.textContent ?? null";
        let marked: Option<String> = browser.run(script, vec![]).await;
        assert_eq!(
            marked.as_deref(),
            Some(wrong),
            "{text}: {}",
            browser.text("notice").await
        );
        browser.assert_quiet().await;
    }
}

// --- what a registry refuses -------------------------------------------------------------------------------------------------------

#[tokio::test]
async fn a_password_in_a_reference_is_refused_and_goes_nowhere() {
    let browser = Browser::at(&site::home()).await;
    browser.wait_state("ready").await;
    browser
        .ask_for("https://user:hunter2@127.0.0.1:9/name")
        .await;
    browser.wait_state("failed").await;
    let notices = browser.parts("notice").await;
    assert_eq!(notices[0].attribute("data-code"), "bad-reference");
    assert!(!notices[0].text.contains("hunter2"), "{}", notices[0].text);
    assert!(!browser.url().await.contains("hunter2"));
    let events = browser.events("porthole-error").await;
    assert_eq!(events.len(), 1);
    assert!(!events[0].to_string().contains("hunter2"), "{events:?}");
    let kept: String = browser
        .run(
            "return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state])",
            vec![],
        )
        .await;
    assert_eq!(kept, "[{},{},null]");
}

#[tokio::test]
async fn a_repository_that_is_not_there_is_not_found() {
    assert_fails(
        &shared_registry().reference("nothing/here:latest"),
        "not-found",
    )
    .await;
}

#[tokio::test]
async fn a_tag_that_is_not_there_is_not_found() {
    let notice = assert_fails(
        &shared_registry().reference("formats/oci:missing"),
        "not-found",
    )
    .await;
    assert!(notice.contains("missing"), "{notice}");
}

#[tokio::test]
async fn from_a_tag_that_is_not_there_the_breadcrumb_leads_to_those_that_are() {
    let image = shared_registry().reference("formats/oci:missing");
    let (browser, _) = Browser::inspect_in_vain(&image).await;
    let link = "Array.from(document.querySelector('porthole-image').shadowRoot.querySelectorAll('[part~=breadcrumb] a'))
        .find((link) => link.textContent === 'formats/oci').click()";
    browser.run::<()>(link, vec![]).await;
    browser
        .wait_parts("tag", |tags| {
            tags.iter().any(|tag| tag.attribute("data-tag") == "latest")
        })
        .await;
}

#[tokio::test]
async fn a_digest_that_is_not_there_is_not_found() {
    let name = format!("formats/oci@sha256:{}", "0".repeat(64));
    assert_fails(&shared_registry().reference(&name), "not-found").await;
}

#[tokio::test]
async fn a_registry_that_wants_a_password_is_unauthorized() {
    let answer = Answer::error(401, "UNAUTHORIZED", "authentication required")
        .header("www-authenticate", "Basic realm=\"x\"");
    let notice = assert_answer_fails(answer, "unauthorized").await;
    assert!(
        notice.contains("401") && notice.contains("authentication required"),
        "{notice}"
    );
}

#[tokio::test]
async fn a_registry_that_denies_is_denied() {
    let notice = assert_answer_fails(Answer::error(403, "DENIED", "not for you"), "denied").await;
    assert!(
        notice.contains("403") && notice.contains("not for you"),
        "{notice}"
    );
}

#[tokio::test]
async fn a_registry_that_keeps_asking_to_wait_is_rate_limited() {
    let server = FaultServer::start();
    let answer = Answer::error(429, "TOOMANYREQUESTS", "slow down").header("retry-after", "1");
    server.serve("/v2/bad/manifests/latest", answer);
    assert_fails(&server.reference("bad:latest"), "rate-limited").await;
    assert_eq!(
        server.seen_of("/manifests/").len(),
        4,
        "asked once, and three times more"
    );
}

#[tokio::test]
async fn a_registry_that_keeps_failing_is_a_server_error() {
    for status in [500, 503] {
        assert_answer_fails(Answer::error(status, "UNKNOWN", "it broke"), "server-error").await;
    }
}

#[tokio::test]
async fn a_registry_that_recovers_is_asked_until_it_answers() {
    let registry = shared_registry();
    let server = FaultServer::before(registry.address());
    server.change("/manifests/", 2, |_| {
        Answer::error(503, "UNAVAILABLE", "wait")
    });
    let browser = Browser::inspect(&server.reference("formats/oci:latest")).await;
    assert_eq!(server.seen_of("/manifests/").len(), 3);
    assert_eq!(browser.notices().await, Vec::<String>::new());
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_dropped_connection_is_tried_again() {
    let server = FaultServer::before(shared_registry().address());
    server.change("/manifests/", 2, |answer| answer.cut_after(10));
    Browser::inspect(&server.reference("formats/oci:latest")).await;
    assert_eq!(server.seen_of("/manifests/").len(), 3);
}

// --- what is no manifest -----------------------------------------------------------------------------------------------------------

#[tokio::test]
async fn a_web_page_is_not_a_registry() {
    assert_answer_fails(
        Answer::ok(
            "text/html; charset=utf-8",
            "<!DOCTYPE html><title>Welcome</title>",
        ),
        "not-a-registry",
    )
    .await;
    // A static host's fallback page, under a type that does not say so.
    assert_answer_fails(
        Answer::ok("application/octet-stream", "\n<html><body>Welcome"),
        "not-a-registry",
    )
    .await;
}

#[tokio::test]
async fn what_is_no_json_object_is_malformed_and_the_place_is_named() {
    let answers: [(&[u8], &str); 6] = [
        (b"", "empty"),
        (b"{\n  \"schemaVersion\": 2,\n  oops\n}", "line 3"),
        (b"{\"schemaVersion\": 2", "line 1"),
        (b"{\"schemaVersion\": \"\xff\"}", "UTF-8"),
        (b"[{\"schemaVersion\": 2}]", "array"),
        (b"\"text\"", "string"),
    ];
    for (body, words) in answers {
        let notice =
            assert_answer_fails(Answer::ok(OCI_MANIFEST, body.to_vec()), "malformed").await;
        assert!(notice.contains(words), "{words}: {notice}");
    }
}

#[tokio::test]
async fn what_is_altered_so_that_it_cannot_be_read_is_a_mismatch_all_the_same() {
    let registry = shared_registry();
    let server = FaultServer::before(registry.address());
    let digest = registry.inspect_digest("formats/oci:latest");
    server.change("/manifests/", usize::MAX, |answer| answer.altered_at(0));
    let image = server.reference(&format!("formats/oci@{digest}"));
    let (browser, code) = Browser::inspect_in_vain(&image).await;
    assert_eq!(code, "mismatch");
    let notice = browser.text("notice").await;
    assert!(
        notice.contains("is not the one that was asked for") && notice.contains("line 1"),
        "{notice}"
    );
    let verdicts = browser.events("porthole-verdict").await;
    assert_eq!(verdicts.len(), 1, "{verdicts:?}");
    assert_eq!(verdicts[0]["verdict"], "mismatch");
    assert_ne!(verdicts[0]["digest"], digest);
    assert!(!browser.text("raw").await.is_empty());
    browser.assert_quiet().await;

    let server = FaultServer::before(registry.address());
    let manifest: serde_json::Value =
        serde_json::from_str(&registry.raw("formats/oci:latest")).expect("JSON");
    let config = manifest["config"]["digest"].as_str().expect("a digest");
    server.change(config, usize::MAX, |answer| answer.altered_at(0));
    let browser = Browser::inspect(&server.reference("formats/oci:latest")).await;
    assert_eq!(browser.notices().await, ["mismatch"]);
    let verdicts = browser.events("porthole-verdict").await;
    let verdict = verdicts.iter().find(|verdict| verdict["digest"] == config);
    assert_eq!(verdict.expect("its verdict")["verdict"], "mismatch");
    assert_eq!(browser.parts("layer").await.len(), 2);
    browser.assert_quiet().await;
}

/// Each as large as a manifest may be, or with a hundred thousand levels where nothing is looked for.
#[tokio::test]
async fn a_document_of_nothing_but_brackets_comes_to_an_end() {
    const MOST: usize = 4 << 20;
    for text in ["[".repeat(2_000_000), "{\"a\":".repeat(MOST / 5)] {
        let column = format!("column {}", text.len() + 1);
        let notice = assert_answer_fails(Answer::ok(OCI_MANIFEST, text), "malformed").await;
        assert!(notice.contains(&column), "{notice}");
    }
    let levels = MOST / 2;
    let list = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    let notice = assert_answer_fails(Answer::ok(OCI_MANIFEST, list), "malformed").await;
    assert!(notice.contains("an array, not an object"), "{notice}");

    let manifest = shared_registry().raw("formats/oci:latest");
    let rest = manifest
        .trim_ascii_start()
        .strip_prefix('{')
        .expect("an object");
    let member = format!("{}1{}", "{\"a\":[".repeat(50_000), "]}".repeat(50_000));
    let server = FaultServer::before(shared_registry().address());
    let deep = format!("{{\"deep\":{member},{rest}");
    server.manifest("formats/oci", "deep", OCI_MANIFEST, deep);
    let browser = Browser::inspect(&server.reference("formats/oci:deep")).await;
    assert_eq!(browser.notices().await, Vec::<String>::new());
    assert_eq!(browser.parts("layer").await.len(), 2);
    let rules: Vec<String> = browser
        .parts("problem")
        .await
        .iter()
        .map(|problem| problem.attribute("data-rule").to_owned())
        .collect();
    assert!(rules.contains(&"json-depth".to_owned()), "{rules:?}");
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_manifest_that_a_proxy_passes_on_is_read_and_a_part_of_one_is_not() {
    let registry = shared_registry();
    let server = FaultServer::before(registry.address());
    let digest = registry.inspect_digest("formats/oci:latest");
    let manifest = registry.raw("formats/oci:latest");
    for (repository, tag) in [("formats/oci", "latest"), ("formats/oci", digest.as_str())] {
        let path = format!("/v2/{repository}/manifests/{tag}");
        server.serve(&path, Answer::new(203, OCI_MANIFEST, manifest.clone()));
    }
    let browser = Browser::inspect(&server.reference("formats/oci:latest")).await;
    assert_eq!(browser.parts("layer").await.len(), 2);
    let browser = Browser::inspect(&server.reference(&format!("formats/oci@{digest}"))).await;
    assert_eq!(browser.verdict(&digest).await, "match");
    browser.assert_quiet().await;

    let part = Answer::new(206, OCI_MANIFEST, manifest[..20].to_owned())
        .header("content-range", "bytes 0-19/*");
    let notice = assert_answer_fails(part, "unsupported").await;
    assert!(notice.contains("206 Partial Content"), "{notice}");
}

#[tokio::test]
async fn a_manifest_of_five_mebibytes_is_too_large() {
    let body = format!(
        "{{\"schemaVersion\":2,\"padding\":\"{}\"}}",
        "x".repeat(5 << 20)
    );
    assert_answer_fails(Answer::ok(OCI_MANIFEST, body), "too-large").await;
}

// --- the network -------------------------------------------------------------------------------------------------------------------

#[tokio::test]
async fn a_registry_that_allows_no_browser_is_blocked_by_cors() {
    let server = FaultServer::before(shared_registry().address());
    server.change("/", usize::MAX, Answer::closed_to_browsers);
    assert_fails(&server.reference("formats/oci:latest"), "cors").await;
}

#[tokio::test]
async fn a_manifest_that_leads_to_an_origin_without_cors_is_blocked_by_cors() {
    let (server, elsewhere) = (
        FaultServer::before(shared_registry().address()),
        FaultServer::start(),
    );
    elsewhere.serve(
        "/manifest",
        Answer::ok(OCI_MANIFEST, "{}").closed_to_browsers(),
    );
    let location = format!("http://{}/manifest", elsewhere.address());
    server.change("/manifests/", usize::MAX, move |_| {
        Answer::redirect(&location)
    });
    assert_fails(&server.reference("formats/oci:latest"), "cors").await;
}

#[tokio::test]
async fn a_manifest_is_followed_to_another_origin_that_allows_it() {
    let registry = shared_registry();
    let (server, elsewhere) = (
        FaultServer::before(registry.address()),
        FaultServer::before(registry.address()),
    );
    let location = format!(
        "http://{}/v2/formats/oci/manifests/latest",
        elsewhere.address()
    );
    server.change("/manifests/", usize::MAX, move |_| {
        Answer::redirect(&location)
    });
    let browser = Browser::inspect(&server.reference("formats/oci:latest")).await;
    assert_eq!(browser.data("kind").await.as_deref(), Some("image"));
}

#[tokio::test]
async fn a_port_where_nothing_listens_is_unreachable() {
    let address = free_address();
    let notice = assert_fails(&format!("{address}/name:latest"), "unreachable").await;
    assert!(notice.contains(&address), "{notice}");
}

#[tokio::test]
async fn a_registry_that_goes_away_half_way_leaves_what_is_known_on_the_page() {
    let mut registry = Registry::start();
    registry.push(&images().oci("amd64"), "seed:latest", Format::Oci);
    images().push_list(&registry, "gone:latest", "oci");
    let browser = Browser::inspect(&registry.reference("gone:latest")).await;
    registry.stop();
    browser
        .click_inside("platform", "data-platform", "linux/arm64/v8")
        .await;
    browser
        .wait_parts("notice", |notices| !notices.is_empty())
        .await;
    assert_eq!(browser.notices().await, ["unreachable"]);
    assert_eq!(browser.parts("platform").await.len(), 2);
    registry.serve();
    browser
        .click_inside("platform", "data-platform", "linux/amd64")
        .await;
    browser.wait_parts("notice", <[_]>::is_empty).await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_manifest_that_does_not_come_can_be_cancelled() {
    let server = FaultServer::before(shared_registry().address());
    server.change("/manifests/", 1, |answer| answer.stall_after(10));
    let browser = Browser::at(&site::address(&server.reference("formats/oci:latest"))).await;
    browser.wait_state("loading").await;
    browser.click("cancel-button").await;
    browser.wait_state("idle").await;
    browser.click("inspect-button").await;
    browser.wait_state("ready").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn an_index_is_shown_while_its_manifest_does_not_come_and_goes_when_that_is_cancelled() {
    let server = FaultServer::before(shared_registry().address());
    server.change("/manifests/sha256:", 1, |answer| answer.stall_after(10));
    let browser = Browser::at(&site::address(&server.reference("multi/index:latest"))).await;
    browser
        .wait_parts("platform", |platforms| platforms.len() == 2)
        .await;
    assert_eq!(browser.data("state").await.as_deref(), Some("loading"));
    browser.click("cancel-button").await;
    browser.wait_state("idle").await;
    assert!(browser.parts("platform").await.is_empty());
    browser.click("inspect-button").await;
    browser.wait_state("ready").await;
    assert_eq!(browser.parts("platform").await.len(), 2);
    browser.assert_quiet().await;
}

// --- documents that are not what was asked for -------------------------------------------------------------------------------------

#[tokio::test]
async fn a_manifest_that_differs_from_the_digest_asked_for_is_a_loud_mismatch_and_still_shown() {
    let registry = shared_registry();
    let digest = registry.inspect_digest("formats/oci:latest");
    let server = FaultServer::before(registry.address());
    // A blank more behind the document: still the same JSON.
    server.change("/manifests/", usize::MAX, |answer| answer.followed_by(b" "));
    let browser = Browser::inspect(&server.reference(&format!("formats/oci@{digest}"))).await;
    let actual = end_to_end::sha256(format!("{} ", registry.raw("formats/oci:latest")).as_bytes());
    assert_eq!(browser.verdict(&actual).await, "mismatch");
    assert_eq!(browser.notices().await, ["mismatch"]);
    assert_eq!(browser.parts("layer").await.len(), 2);
    assert_eq!(
        browser.text("raw").await,
        format!("{} ", registry.raw("formats/oci:latest"))
    );
    // What is copied names what was asked for, which is looked for by what refers to it, too.
    let command = browser.text("command").await;
    assert!(
        command.starts_with("docker pull ") && command.ends_with(&digest),
        "{command}"
    );
    browser.click("find-referrers-button").await;
    browser
        .wait_for("the tag of the digest asked for", async || {
            let tag = digest.replace(':', "-");
            (!server.seen_of(&tag).is_empty()).then_some(())
        })
        .await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_size_that_the_manifest_states_wrongly_is_named_and_no_server_is_blamed() {
    let server = FaultServer::start();
    let config =
        r#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#;
    let digest = server.blob("odd", config);
    let manifest = format!(
        r#"{{"schemaVersion":2,"mediaType":"{OCI_MANIFEST}","config":{{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{digest}","size":{}}},"layers":[]}}"#,
        config.len() + 1,
    );
    server.manifest("odd", "latest", OCI_MANIFEST, manifest);
    let browser = Browser::inspect(&server.reference("odd")).await;
    assert_eq!(browser.notices().await, ["mismatch"]);
    let notice = browser.text("notice").await;
    assert!(
        notice.starts_with("The size of the config is declared wrongly"),
        "{notice}"
    );
    assert!(!notice.contains("tell whoever serves it"), "{notice}");
    assert_eq!(browser.config().await["architecture"], "amd64");
}

#[tokio::test]
async fn a_config_that_differs_from_the_manifest_is_a_mismatch_and_still_shown() {
    let registry = shared_registry();
    let server = FaultServer::before(registry.address());
    server.change("/blobs/", usize::MAX, |answer| answer.followed_by(b" "));
    let browser = Browser::inspect(&server.reference("formats/oci:latest")).await;
    assert_eq!(browser.notices().await, ["mismatch"]);
    assert_eq!(browser.config().await["architecture"], "amd64");
}

#[tokio::test]
async fn a_config_that_is_lost_leaves_the_manifest_on_the_page() {
    let server = FaultServer::before(shared_registry().address());
    server.change("/blobs/", usize::MAX, |_| {
        Answer::error(404, "BLOB_UNKNOWN", "blob unknown to registry")
    });
    let browser = Browser::inspect(&server.reference("formats/oci:latest")).await;
    assert_eq!(browser.notices().await, ["not-found"]);
    assert_eq!(browser.parts("layer").await.len(), 2);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_digest_by_an_algorithm_that_is_not_computed_is_not_checked() {
    let (registry, server) = (shared_registry(), FaultServer::start());
    let digest = format!("blake3:{}", "0f".repeat(32));
    server.manifest(
        "odd",
        &digest,
        OCI_MANIFEST,
        registry.raw("artifact:latest"),
    );
    let browser = Browser::inspect(&server.reference(&format!("odd@{digest}"))).await;
    let verdicts: Vec<String> = browser
        .parts("manifest-digest")
        .await
        .iter()
        .map(|part| part.attribute("data-verdict").to_owned())
        .collect();
    assert_eq!(verdicts, ["unchecked"]);
    assert_eq!(browser.notices().await, Vec::<String>::new());
    assert!(browser.text_of_page().await.contains("not checked"));
}

/// No index can hold its own digest: what leads back to itself was served under another one.
#[tokio::test]
async fn an_index_that_is_served_as_its_own_entry_is_a_mismatch_and_read_one_level_at_a_time() {
    let server = FaultServer::start();
    let digest = format!("sha256:{}", "5e".repeat(32));
    let index = format!(
        r#"{{"schemaVersion":2,"mediaType":"{INDEX}","manifests":[{{"mediaType":"{INDEX}","digest":"{digest}","size":1}},
            {{"mediaType":"{INDEX}","digest":"{digest}","size":1,"platform":{{"os":"linux","architecture":"amd64"}}}}]}}"#
    );
    let actual = server.manifest("loop", "latest", INDEX, index.clone());
    server.manifest("loop", &digest, INDEX, index);
    let rules = async |browser: &Browser| -> Vec<String> {
        browser.wait_rules().await;
        let problems = browser.parts("problem").await;
        let rules = problems
            .iter()
            .map(|problem| problem.attribute("data-rule"));
        rules.map(str::to_owned).collect()
    };
    let browser = Browser::inspect(&server.reference("loop:latest")).await;
    // As it stands here it leads to another index, which nobody has asked for.
    assert_eq!(browser.data("kind").await.as_deref(), Some("index"));
    assert_eq!(browser.verdict(&actual).await, "unchecked");
    assert_eq!(rules(&browser).await, ["index-nested"]);
    assert_eq!(browser.notices().await, Vec::<String>::new());
    assert_eq!(server.seen_of("/manifests/").len(), 1);

    browser
        .click_inside("platform", "data-platform", "linux/amd64")
        .await;
    browser
        .wait_notice("The index is not the one that was asked for")
        .await;
    assert_eq!(browser.notices().await, ["mismatch"]);
    assert_eq!(browser.data("kind").await.as_deref(), Some("index"));
    assert_eq!(browser.verdict(&actual).await, "mismatch");
    assert_eq!(
        rules(&browser).await,
        ["index-loop", "index-loop", "index-nested"]
    );
    let entries = browser.parts("platform").await;
    assert_eq!(entries.len(), 2);
    for entry in &entries {
        assert_eq!(entry.attribute("data-digest"), digest);
        assert!(entry.text.contains("not read"), "{}", entry.text);
    }
    let paths: Vec<String> = server
        .seen_of("/manifests/")
        .into_iter()
        .map(|request| request.path)
        .collect();
    let want = ["latest", &digest].map(|name| format!("/v2/loop/manifests/{name}"));
    assert_eq!(paths, want);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_page_whose_files_are_incomplete_says_so() {
    let page = FaultServer::of_folder(&site::folder(), "/");
    page.change("app_bg.wasm", usize::MAX, |_| {
        Answer::ok("application/wasm", "this is no module")
    });
    let browser = Browser::at(&format!("http://{}/", page.address())).await;
    browser.wait_state("failed").await;
    assert_eq!(browser.notices().await, ["defect"]);
    let errors = browser.events("porthole-error").await;
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0]["code"], "defect");
    assert_eq!(errors[0]["message"], browser.text("notice").await.as_str());
}
