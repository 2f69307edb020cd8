//! What did not run when first images were shown comes later, and at once when it is needed before.

use end_to_end::{
    answer::Answer, browser::Browser, docs, fault_server::FaultServer, images::shared_registry,
    registry::Registry, site,
};

const MODULE: &str = "/split_rare.wasm";

fn missing(_: Answer) -> Answer {
    Answer::error(404, "UNKNOWN", "there is no such file")
}

/// How the module was asked for: by `fetch`, while the page goes on, or by `xmlhttprequest`, while everything waits.
async fn ways(browser: &Browser) -> Vec<String> {
    let script = "return performance.getEntriesByType('resource')
        .filter(({ name }) => name.endsWith(arguments[0])).map(({ initiatorType }) => initiatorType)";
    browser.run(script, vec![MODULE.into()]).await
}

/// What people look at first. If this fails for a change of the page, `cargo xtask profile` notes anew what runs at first.
#[tokio::test]
async fn first_images_wait_for_nothing_that_is_rare() {
    let of = |registry: &Registry, name: &str| site::address(&registry.reference(name));
    let registry = shared_registry();
    let own = Registry::start();
    own.push_all(&site::sample_layout("latest"), "team-1/app_x.y:1.20.3-rc.1");
    let far = FaultServer::before(registry.address());
    far.change("/v2/", usize::MAX, Answer::from_far_away);
    let mut pages = vec![
        site::home(),
        of(&own, "team-1/app_x.y:1.20.3-rc.1"),
        site::address(&far.reference("multi/index:latest")),
    ];
    for name in [
        "multi/index",
        "multi/list",
        "formats/oci",
        "formats/schema2",
        "formats/zstd",
    ] {
        pages.push(of(registry, &format!("{name}:latest")));
    }
    for page in pages {
        let browser = Browser::at(&page).await;
        browser.wait_state("ready").await;
        let ways = browser
            .wait_for("the module", async || {
                Some(ways(&browser).await).filter(|ways| !ways.is_empty())
            })
            .await;
        assert_eq!(ways, ["fetch"], "{page}");
    }
}

/// An element that loads no other module, and that of what is rare this many times in vain. Clicks what copies its first digest.
async fn copying(times: usize) -> Browser {
    let server = docs::host(
        "<porthole-image image=\"oci:/sample:latest\" view=\"layers\"></porthole-image>",
    );
    server.change(MODULE, times, missing);
    let browser = Browser::at(&docs::address(&server)).await;
    browser.wait_state("ready").await;
    browser
        .wait_for("the module", async || {
            (!server.seen_of(MODULE).is_empty()).then_some(())
        })
        .await;
    let script =
        "document.querySelector('porthole-image').shadowRoot.querySelector('[data-copy]').click()";
    browser.run::<()>(script, vec![]).await;
    browser
}

#[tokio::test]
async fn what_is_rare_is_there_when_it_is_needed() {
    let browser = copying(1).await;
    let script =
        "return !!document.querySelector('porthole-image').shadowRoot.querySelector('[data-said]')";
    browser
        .wait_for("what copying says", async || {
            browser.run::<bool>(script, vec![]).await.then_some(())
        })
        .await;
    assert!(ways(&browser).await.contains(&"xmlhttprequest".to_owned()));
    assert_eq!(browser.notices().await, [""; 0]);
}

#[tokio::test]
async fn a_page_that_cannot_have_what_is_rare_says_so() {
    let browser = copying(usize::MAX).await;
    browser.wait_state("failed").await;
    assert_eq!(browser.notices().await, ["defect"]);
    let text = browser.text_of_page().await;
    let why = "/split_rare.wasm: 404). Reload the page";
    assert!(text.contains("Porthole could not be loaded ("), "{text}");
    assert!(text.contains(why), "{text}");
    // Nothing is tried again and again.
    let ways = ways(&browser).await;
    let at_once = ways.iter().filter(|way| *way == "xmlhttprequest");
    assert_eq!(at_once.count(), 1, "{ways:?}");
}
