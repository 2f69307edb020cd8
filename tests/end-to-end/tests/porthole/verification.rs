//! Layers are verified as they are read; whatever happens on the way is told apart: verified, mismatch, failed, cancelled.

use end_to_end::{
    answer::Answer,
    browser::Browser,
    fault_server::FaultServer,
    images::{EVERY_FORMAT, images, shared_registry},
    registry::{Format, Registry},
    site,
};
use serde_json::Value;
use std::time::Duration;

const MIB: usize = 1024 * 1024;

/// The image `large` behind a server that can fail, and its second layer, of 8 MiB.
struct Large {
    server: FaultServer,
    digest: String,
    size: usize,
}

impl Large {
    fn start() -> Self {
        let registry = shared_registry();
        let manifest: Value = serde_json::from_str(&registry.raw("large:latest")).expect("JSON");
        let layer = &manifest["layers"][1];
        Self {
            server: FaultServer::before(registry.address()),
            digest: layer["digest"].as_str().expect("a digest").to_owned(),
            size: layer["size"].as_u64().expect("a size") as usize,
        }
    }

    async fn inspect(&self) -> Browser {
        Browser::inspect(&self.server.reference("large:latest")).await
    }

    fn change(&self, times: usize, change: impl Fn(Answer) -> Answer + Send + Sync + 'static) {
        self.server.change(&self.digest, times, change);
    }

    /// Verifies the layer and gives the state that it comes to.
    async fn verify(&self, browser: &Browser) -> String {
        browser.verify_layer(&self.digest).await;
        let layer = browser
            .wait_layer(&self.digest, &["verified", "mismatch", "failed"])
            .await;
        layer.attribute("data-state").to_owned()
    }

    /// How much of the layer is shown to be read, in hundredths.
    async fn progress(&self, browser: &Browser) -> Option<f64> {
        let script = "
            const row = document.querySelector('porthole-image').shadowRoot.querySelector(`[part~=layer][data-digest='${arguments[0]}']`);
            const progress = row?.querySelector('progress');
            return progress ? [progress.value, progress.max] : null";
        let shown: Option<(f64, f64)> = browser.run(script, vec![self.digest.clone().into()]).await;
        let (value, most) = shown?;
        assert_eq!(most, 100.0);
        Some(value)
    }

    /// Spoils every answer for the layer in one way, and gives what it comes to: the state, the code of the notice, and that of the event
    /// if there is one.
    async fn outcome_if(
        change: impl Fn(Answer) -> Answer + Send + Sync + 'static,
    ) -> (String, Vec<String>, Vec<String>) {
        let large = Self::start();
        large.change(usize::MAX, change);
        let browser = large.inspect().await;
        let state = large.verify(&browser).await;
        let is_good = state == "verified";
        browser
            .wait_parts("notice", |notices| notices.is_empty() == is_good)
            .await;
        browser.assert_quiet().await;
        let events = browser.events("porthole-error").await;
        let codes = events
            .iter()
            .map(|detail| detail["code"].as_str().unwrap_or_default().to_owned());
        (state, browser.notices().await, codes.collect())
    }

    /// The first byte that each request for the layer asked for.
    fn starts(&self) -> Vec<usize> {
        let requests = self.server.seen_of(&self.digest);
        let start = |range: &str| {
            range
                .strip_prefix("bytes=")?
                .split('-')
                .next()?
                .parse()
                .ok()
        };
        requests
            .iter()
            .map(|request| request.header("range").and_then(start).unwrap_or(0))
            .collect()
    }
}

#[tokio::test]
async fn all_layers_of_every_format_are_verified() {
    for name in EVERY_FORMAT {
        let browser = Browser::inspect(&shared_registry().reference(name)).await;
        browser.click("verify-button").await;
        assert_eq!(
            browser.wait_layers().await,
            ["verified", "verified"],
            "{name}"
        );
        let verdicts = browser.events("porthole-verdict").await;
        for layer in browser.parts("layer").await {
            let digest = layer.attribute("data-digest");
            let verdict = verdicts
                .iter()
                .find(|verdict| verdict["digest"] == digest)
                .unwrap_or(&Value::Null);
            assert_eq!(verdict["verdict"], "match", "{name}: {digest}");
        }
        assert_eq!(browser.notices().await, Vec::<String>::new(), "{name}");
        browser.assert_quiet().await;
    }
}

/// How far below the beginning of the page the first layer stands.
async fn top_of_first_row(browser: &Browser) -> f64 {
    let script = "
        const row = document.querySelector('porthole-image').shadowRoot.querySelector('[part~=layer]');
        return row.getBoundingClientRect().top + scrollY";
    browser.run(script, vec![]).await
}

#[tokio::test]
async fn a_layer_that_is_refused_is_explained_in_the_registry_s_own_words() {
    let large = Large::start();
    large.change(usize::MAX, |_| {
        Answer::error(403, "DENIED", "layers are not for you")
    });
    let browser = large.inspect().await;
    let first_row = top_of_first_row(&browser).await;
    browser.click("verify-button").await;
    assert_eq!(
        browser.wait_layers().await,
        ["verified", "failed", "verified"]
    );
    let notices = browser
        .wait_parts("notice", |notices| !notices.is_empty())
        .await;
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0].attribute("data-code"), "denied");
    assert_eq!(
        top_of_first_row(&browser).await,
        first_row,
        "the notice moved what was about to be clicked"
    );
    let url = format!(
        "GET http://{}/v2/large/blobs/{}: 403 Forbidden: DENIED: layers are not for you.",
        large.server.address(),
        large.digest
    );
    for words in ["Layer 2 could not be read", url.as_str()] {
        assert!(notices[0].text.contains(words), "{}", notices[0].text);
    }
    let errors = browser.events("porthole-error").await;
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0]["code"], "denied");
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_web_page_in_the_place_of_a_layer_accuses_nobody() {
    let large = Large::start();
    large.change(usize::MAX, |_| {
        Answer::ok("text/html", "<!doctype html><title>Who are you?</title>")
    });
    let browser = large.inspect().await;
    assert_eq!(large.verify(&browser).await, "failed");
    browser
        .wait_parts("notice", |notices| !notices.is_empty())
        .await;
    assert_eq!(browser.notices().await, ["not-a-registry"]);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn verified_layers_stay_so_while_another_platform_is_looked_at() {
    let server = FaultServer::before(shared_registry().address());
    let browser = Browser::inspect(&server.reference("multi/index:latest")).await;
    browser.click("verify-button").await;
    assert_eq!(browser.wait_layers().await, ["verified", "verified"]);
    let amd64 = browser.parts("layer").await;
    let asked = server.seen_of("/blobs/").len();
    for (platform, config) in [("linux/arm64/v8", "arm64"), ("linux/amd64", "amd64")] {
        browser
            .click_inside("platform", "data-platform", platform)
            .await;
        browser
            .wait_for(platform, async || {
                let shown = browser.config().await;
                (shown.get("architecture").map(String::as_str) == Some(config)).then_some(())
            })
            .await;
    }
    let states: Vec<String> = browser
        .parts("layer")
        .await
        .iter()
        .map(|layer| layer.attribute("data-state").to_owned())
        .collect();
    assert_eq!(states, ["verified", "verified"]);
    assert_eq!(browser.parts("layer").await.len(), amd64.len());
    // The config of the other platform, and nothing again.
    assert_eq!(server.seen_of("/blobs/").len(), asked + 1);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn layers_that_fail_for_one_reason_have_one_notice() {
    let large = Large::start();
    let browser = large.inspect().await;
    large.server.change("/blobs/", usize::MAX, |_| {
        Answer::error(404, "BLOB_UNKNOWN", "blob unknown to registry")
    });
    browser.click("verify-button").await;
    assert_eq!(browser.wait_layers().await, ["failed", "failed", "failed"]);
    let notices = browser
        .wait_parts("notice", |notices| !notices.is_empty())
        .await;
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0].attribute("data-code"), "not-found");
    let text = &notices[0].text;
    assert!(
        text.contains("3 layers could not be read: the registry lost a part of this image"),
        "{text}"
    );
    assert!(text.contains("BLOB_UNKNOWN"), "{text}");
}

#[tokio::test]
async fn one_layer_is_verified_without_the_others() {
    let large = Large::start();
    let browser = large.inspect().await;
    assert_eq!(large.verify(&browser).await, "verified");
    let states: Vec<String> = browser
        .parts("layer")
        .await
        .iter()
        .map(|layer| layer.attribute("data-state").to_owned())
        .collect();
    assert_eq!(states, ["unverified", "verified", "unverified"]);
    assert_eq!(large.starts(), [0]);
}

#[tokio::test]
async fn a_layer_that_is_cancelled_stops_and_can_be_verified_later() {
    let large = Large::start();
    large.change(1, |answer| answer.stall_after(MIB));
    let browser = large.inspect().await;
    browser.click("verify-button").await;
    browser.wait_layer(&large.digest, &["reading"]).await;
    // By the keyboard: it stands behind the button that began, which has the focus again when it goes.
    browser.press("Tab").await;
    browser.press("Enter").await;
    browser.wait_layer(&large.digest, &["unverified"]).await;
    browser.wait_parts("cancel-button", <[_]>::is_empty).await;
    let focused: String = browser
        .run(
            "return document.querySelector('porthole-image').shadowRoot.activeElement.getAttribute('part')",
            vec![],
        )
        .await;
    assert_eq!(focused, "verify-button");
    assert_eq!(browser.notices().await, Vec::<String>::new());
    let layers = browser.parts("layer").await;
    let verified = layers
        .iter()
        .filter(|layer| layer.attribute("data-state") == "verified")
        .count();
    assert_eq!(
        browser.text("total").await,
        format!("{verified} of 3 verified, {} cancelled", 3 - verified)
    );
    browser.click("verify-button").await;
    assert_eq!(
        browser.wait_layers().await,
        ["verified", "verified", "verified"]
    );
    assert_eq!(browser.text("total").await, "all 3 are verified");
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_stalled_layer_goes_on_when_the_server_does() {
    let large = Large::start();
    large.change(1, |answer| answer.stall_after(MIB));
    let browser = large.inspect().await;
    browser.verify_layer(&large.digest).await;
    browser.wait_layer(&large.digest, &["reading"]).await;
    large.server.go_on();
    browser.wait_layer(&large.digest, &["verified"]).await;
    assert_eq!(large.starts(), [0]);
}

#[tokio::test]
async fn a_slow_layer_shows_its_progress_and_is_verified() {
    let large = Large::start();
    // It stops twice, and waits until it was seen there. Between the stops it takes 20 pauses, and progress is told ten times a second.
    large.change(1, |answer| {
        answer
            .pace(256 * 1024, Duration::from_millis(30))
            .stall_after(MIB)
            .stall_after(6 * MIB)
    });
    let browser = large.inspect().await;
    browser.verify_layer(&large.digest).await;
    // In hundredths: 1 MiB are 12.5, and 6 MiB are 75.
    for (more_than, most) in [(0.0, 13.0), (13.0, 75.0)] {
        browser
            .wait_for("progress", async || {
                let value = large.progress(&browser).await?;
                assert!(value <= most, "{value} % have not been sent yet");
                (value > more_than).then_some(())
            })
            .await;
        let said = browser.text("rate").await;
        assert!(said.starts_with("0 of 1 layer read, "), "{said}");
        assert!(said.contains(" of 8.4 MB"), "{said}");
        large.server.go_on();
    }
    browser.wait_layer(&large.digest, &["verified"]).await;
    assert_eq!(browser.text("total").await, "1 of 3 verified");
}

#[tokio::test]
async fn a_connection_that_stands_still_has_shown_all_that_came_by_it() {
    let large = Large::start();
    // It comes faster than progress is told.
    let half = large.size.div_ceil(2);
    large.change(1, move |answer| answer.stall_after(half));
    let browser = large.inspect().await;
    browser.verify_layer(&large.digest).await;
    browser
        .wait_for("half of the layer", async || {
            (large.progress(&browser).await? == 50.0).then_some(())
        })
        .await;
    large.server.go_on();
    browser.wait_layer(&large.digest, &["verified"]).await;
}

#[tokio::test]
async fn a_cut_connection_is_resumed_where_it_broke() {
    let large = Large::start();
    large.change(1, |answer| answer.cut_after(3 * MIB));
    let browser = large.inspect().await;
    assert_eq!(large.verify(&browser).await, "verified");
    let starts = large.starts();
    assert_eq!(starts.len(), 2, "{starts:?}");
    assert!(starts[1] > 0 && starts[1] <= 3 * MIB, "{starts:?}");
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_connection_that_is_cut_again_and_again_goes_on_as_long_as_it_gets_further() {
    let large = Large::start();
    large.change(usize::MAX, |answer| answer.cut_after(2 * MIB));
    let browser = large.inspect().await;
    assert_eq!(large.verify(&browser).await, "verified");
    let starts = large.starts();
    assert!(starts.len() >= 4 && starts.is_sorted(), "{starts:?}");
}

#[tokio::test]
async fn a_server_that_knows_no_ranges_begins_again_and_the_hash_with_it() {
    let large = Large::start();
    large.server.ignore_ranges();
    large.change(1, |answer| answer.cut_after(3 * MIB));
    let browser = large.inspect().await;
    assert_eq!(large.verify(&browser).await, "verified");
    assert_eq!(large.starts().len(), 2);
}

/// The state, the notices and the errors that are told.
fn assert_outcome(
    (state, notices, events): &(String, Vec<String>, Vec<String>),
    want: &str,
    want_notices: &[&str],
    want_events: &[&str],
) {
    assert_eq!(state, want);
    assert_eq!(notices, want_notices);
    assert_eq!(events, want_events);
}

#[tokio::test]
async fn a_connection_that_never_gets_further_fails_and_accuses_nobody() {
    let outcome = Large::outcome_if(|answer| answer.cut_after(0)).await;
    assert_outcome(&outcome, "failed", &["unreachable"], &["unreachable"]);
}

#[tokio::test]
async fn who_verifies_at_once_after_a_change_of_platform_reads_what_is_shown() {
    let server = FaultServer::before(shared_registry().address());
    let browser = Browser::inspect(&server.reference("multi/index:latest")).await;
    // Before anything else than what shows the layers has run.
    let script = "
        const root = document.querySelector('porthole-image').shadowRoot;
        const layers = () => [...root.querySelectorAll('[part~=layer]')].map((layer) => layer.dataset.digest);
        const change = (platform, then) => new Promise((resolve) => {
            const before = layers().join();
            const observer = new MutationObserver(() => {
                if (layers().length && layers().join() !== before) {
                    observer.disconnect();
                    then();
                    resolve();
                }
            });
            observer.observe(root, { subtree: true, childList: true, attributes: true });
            root.querySelector(`[data-platform='${platform}'] :is(a, button)`).click();
        });
        await change('linux/arm64/v8', () => {});
        await change('linux/amd64', () => {});
        await change('linux/arm64/v8', () => root.querySelector('[part=verify-button]').click());
        return layers()";
    let shown: Vec<String> = browser.run_async(script, vec![]).await;
    assert!(
        browser
            .wait_layers()
            .await
            .iter()
            .all(|state| state == "verified")
    );
    for digest in &shown {
        assert_eq!(
            server.seen_of(&format!("/blobs/{digest}")).len(),
            1,
            "{digest}"
        );
    }
}

#[tokio::test]
async fn a_byte_altered_on_the_way_is_a_mismatch() {
    let outcome = Large::outcome_if(|answer| answer.altered_at(4 * MIB)).await;
    assert_outcome(&outcome, "mismatch", &["mismatch"], &[]);
}

#[tokio::test]
async fn a_layer_that_is_short_by_the_servers_own_word_is_a_mismatch() {
    let outcome = Large::outcome_if(|answer| answer.shorter_by(10)).await;
    assert_outcome(&outcome, "mismatch", &["mismatch"], &[]);
}

#[tokio::test]
async fn a_layer_that_is_too_long_is_a_mismatch() {
    let outcome = Large::outcome_if(|answer| answer.followed_by(&[0; 10])).await;
    assert_outcome(&outcome, "mismatch", &["mismatch"], &[]);
}

#[tokio::test]
async fn a_layer_compressed_on_its_way_is_verified() {
    let outcome = Large::outcome_if(Answer::compressed_in_transit).await;
    assert_outcome(&outcome, "verified", &[], &[]);
}

#[tokio::test]
async fn a_layer_that_the_browser_unpacked_by_a_wrong_label_failed_and_accuses_nobody() {
    let outcome = Large::outcome_if(Answer::labelled_gzip).await;
    assert_outcome(&outcome, "failed", &["unsupported"], &["unsupported"]);
}

#[tokio::test]
async fn a_layer_that_is_not_there_failed() {
    let outcome =
        Large::outcome_if(|_| Answer::error(404, "BLOB_UNKNOWN", "blob unknown to registry")).await;
    assert_outcome(&outcome, "failed", &["not-found"], &["not-found"]);
}

#[tokio::test]
async fn a_layer_is_followed_to_another_origin() {
    let (large, store) = (Large::start(), FaultServer::start());
    let blob =
        std::fs::read(shared_registry().blob_path(&large.digest)).expect("a blob in the storage");
    assert_eq!(blob.len(), large.size);
    store.serve("/store", Answer::ok("application/octet-stream", blob));
    let location = format!("http://{}/store", store.address());
    large.change(usize::MAX, move |_| Answer::redirect(&location));
    let browser = large.inspect().await;
    assert_eq!(large.verify(&browser).await, "verified");
    // The store is asked as the facts about redirects demand: nothing is sent that it would have to allow first.
    let seen = store.seen();
    assert!(
        seen.iter()
            .all(|request| request.method == "GET" && request.header("authorization").is_none()),
        "{seen:?}"
    );
}

#[tokio::test]
async fn a_byte_flipped_in_the_registrys_storage_is_found() {
    let registry = Registry::start();
    registry.push(&images().oci("large"), "flipped:latest", Format::Oci);
    let browser = Browser::inspect(&registry.reference("flipped:latest")).await;
    let digest = browser.parts("layer").await[1]
        .attribute("data-digest")
        .to_owned();
    registry.flip_byte(&digest, 5 * MIB);
    browser.click("verify-button").await;
    assert_eq!(
        browser.wait_layers().await,
        ["verified", "mismatch", "verified"]
    );
    assert_eq!(browser.notices().await, ["mismatch"]);
    let script = "
        const notice = document.querySelector('porthole-image').shadowRoot.querySelector('[part=notice]');
        return notice.querySelector(`[data-copy='${arguments[0]}']`)?.textContent ?? ''";
    let short: String = browser.run(script, vec![digest.clone().into()]).await;
    assert_eq!(
        short,
        format!("{}…{}", &digest[..15], &digest[digest.len() - 6..]),
        "the notice names the digest that was expected, and copies it"
    );
    let verdicts = browser.events("porthole-verdict").await;
    assert!(
        verdicts
            .iter()
            .any(|event| event["digest"] == digest && event["verdict"] == "mismatch"),
        "{verdicts:?}"
    );
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_layer_is_read_from_the_server_each_time_and_never_from_the_browsers_cache() {
    let large = Large::start();
    let reference = large.server.reference("large:latest");
    let browser = Browser::inspect(&reference).await;
    assert_eq!(large.verify(&browser).await, "verified");
    // The registry allows to keep the blob for a year.
    browser.go(&site::address(&reference)).await;
    browser.wait_state("ready").await;
    assert_eq!(large.verify(&browser).await, "verified");
    assert_eq!(large.starts(), [0, 0]);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_registry_that_goes_away_half_way_fails_the_layers_and_serves_them_when_it_is_back() {
    let mut registry = Registry::start();
    registry.push(&images().oci("amd64"), "gone:latest", Format::Oci);
    let browser = Browser::inspect(&registry.reference("gone:latest")).await;
    registry.stop();
    browser.click("verify-button").await;
    assert_eq!(browser.wait_layers().await, ["failed", "failed"]);
    browser
        .wait_parts("notice", |notices| !notices.is_empty())
        .await;
    assert_eq!(browser.notices().await, ["unreachable"]);
    registry.serve();
    browser.click("verify-button").await;
    browser
        .wait_parts("layer", |layers| {
            layers
                .iter()
                .all(|layer| layer.attribute("data-state") == "verified")
        })
        .await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_layer_by_an_algorithm_that_is_not_computed_is_not_checked_and_no_mismatch() {
    let server = FaultServer::start();
    let config =
        r#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#;
    let digest = server.blob("odd", config);
    let layer = format!("blake3:{}", "ab".repeat(32));
    server.serve(
        &format!("/v2/odd/blobs/{layer}"),
        Answer::ok("application/octet-stream", "bytes"),
    );
    let manifest = format!(
        r#"{{"schemaVersion":2,"mediaType":"{0}","config":{{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{digest}","size":{1}}},"layers":[{{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"{layer}","size":5}}]}}"#,
        end_to_end::images::OCI_MANIFEST,
        config.len(),
    );
    server.manifest("odd", "latest", end_to_end::images::OCI_MANIFEST, manifest);
    let browser = Browser::inspect(&server.reference("odd")).await;
    browser.click("verify-button").await;
    let rows = browser
        .wait_parts("layer", |layers| {
            layers
                .iter()
                .any(|layer| layer.text.contains("not checked"))
        })
        .await;
    assert_eq!(rows[0].attribute("data-state"), "unverified");
    assert_eq!(browser.notices().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_worker_that_cannot_run_fails_the_layers_and_the_page_goes_on() {
    let page = FaultServer::of_folder(&site::folder(), "/");
    page.change("worker_bg.wasm", usize::MAX, |_| {
        Answer::ok("application/wasm", "this is no module")
    });
    let browser = Browser::at(&format!("http://{}/", page.address())).await;
    browser.wait_state("ready").await;
    browser.click("verify-button").await;
    let states = browser.wait_layers().await;
    assert!(states.iter().all(|state| state == "failed"), "{states:?}");
    browser
        .wait_parts("notice", |notices| !notices.is_empty())
        .await;
    assert_eq!(browser.notices().await, ["defect"]);
    browser
        .ask_for(&shared_registry().reference("artifact:latest"))
        .await;
    browser
        .wait_for("the artifact", async || {
            (browser.data("kind").await.as_deref() == Some("artifact")).then_some(())
        })
        .await;
}

#[tokio::test]
async fn a_worker_that_breaks_fails_its_layer_and_another_takes_its_place() {
    let large = Large::start();
    large.change(1, |answer| answer.stall_after(MIB));
    let browser = large.inspect().await;
    browser.verify_layer(&large.digest).await;
    browser.wait_layer(&large.digest, &["reading"]).await;
    browser.break_workers().await;
    browser.wait_layer(&large.digest, &["failed"]).await;
    browser
        .wait_parts("notice", |notices| !notices.is_empty())
        .await;
    assert_eq!(browser.notices().await, ["defect"]);
    browser.verify_layer(&large.digest).await;
    browser.wait_layer(&large.digest, &["verified"]).await;
}

/// The worker is the real one, and so is its panic: of `expect` in `src/browser/abort.rs`.
#[tokio::test]
async fn a_worker_that_panics_says_why_and_another_takes_its_place() {
    let large = Large::start();
    let browser = large.inspect().await;
    // In the next worker, and in none after it, what Porthole takes for granted is not so.
    let script = r#"
        const Honest = window.Blob;
        window.Blob = class extends Honest {
            constructor(parts, options) {
                super(['AbortController = class { constructor() { throw new Error("there is none") } };', ...parts], options);
                window.Blob = Honest;
            }
        };
        return null"#;
    browser.run::<Value>(script, vec![]).await;
    browser.verify_layer(&large.digest).await;
    let layer = browser.wait_layer(&large.digest, &["failed"]).await;
    // The words of the panic, which its hook passes on: the browser itself says no more than "unreachable".
    let words = "AbortController can always be made";
    assert!(layer.text.contains("The worker failed"), "{}", layer.text);
    assert!(layer.text.contains(words), "{}", layer.text);
    let notice = browser.wait_notice("Layer 2 could not be read").await;
    assert_eq!(notice.attribute("data-code"), "defect");
    assert!(notice.text.contains(words), "{}", notice.text);
    let errors = browser.events("porthole-error").await;
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0]["code"], "defect");
    assert_eq!(large.starts(), Vec::<usize>::new());
    // Another worker reads the next layer, and then the one that failed.
    let next = browser.parts("layer").await[2]
        .attribute("data-digest")
        .to_owned();
    browser.verify_layer(&next).await;
    browser.wait_layer(&next, &["verified"]).await;
    assert_eq!(large.verify(&browser).await, "verified");
    let workers: usize = browser.run("return witness.workers.length", vec![]).await;
    assert_eq!(workers, 2);
    assert_eq!(browser.notices().await, Vec::<String>::new());
    // The browser reports what the worker threw, and the page adds nothing of its own.
    let errors = browser.errors().await;
    let of_worker = "error: Uncaught RuntimeError: unreachable";
    assert!(errors.iter().all(|error| error == of_worker), "{errors:?}");
}
