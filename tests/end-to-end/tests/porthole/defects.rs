//! A defect of Porthole itself: it is said, and the page goes on.

use end_to_end::{
    answer::Answer, browser::Browser, fault_server::FaultServer, images::shared_registry, site,
};
use serde_json::{Value, json};

#[tokio::test]
async fn after_a_panic_the_page_says_so_and_goes_on() {
    let browser = Browser::at(&site::home()).await;
    browser.wait_state("ready").await;
    let outcome: String = browser
        .run_async(
            "const module = await import(new URL('app.js', document.baseURI));
            try { module.fail(); return 'nothing'; } catch (error) { return error.constructor.name; }",
            vec![],
        )
        .await;
    assert_eq!(outcome, "RuntimeError");
    browser.wait_state("failed").await;
    let notices = browser.parts("notice").await;
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0].attribute("data-code"), "defect");
    assert!(
        notices[0].text.contains("asked to fail"),
        "{}",
        notices[0].text
    );

    browser
        .ask_for(&shared_registry().reference("formats/oci:latest"))
        .await;
    browser.wait_state("ready").await;
    browser.click("verify-button").await;
    assert!(
        browser
            .wait_layers()
            .await
            .iter()
            .all(|state| state == "verified")
    );
    assert_eq!(browser.parts("notice").await, []);
}

#[tokio::test]
async fn who_waits_for_a_verification_learns_of_a_panic() {
    let registry = shared_registry();
    let server = FaultServer::before(registry.address());
    let image = registry.inspect("formats/oci:latest");
    let layer = image["Layers"][0].as_str().expect("a layer");
    server.change(&format!("/blobs/{layer}"), usize::MAX, |answer| {
        answer.stall_after(1)
    });
    let browser = Browser::inspect(&server.reference("formats/oci:latest")).await;
    let left: Value = browser
        .run_async(
            "const element = document.querySelector('porthole-image');
            const module = await import(new URL('app.js', document.baseURI));
            const left = element.verify().catch((error) => error);
            await new Promise((resolve) => {
                const look = () => element.shadowRoot.querySelector('[part~=layer]:is([data-state=queued], [data-state=reading])')
                    ? resolve() : requestAnimationFrame(look);
                look();
            });
            try { module.fail(); } catch {}
            return left;",
            vec![],
        )
        .await;
    assert_eq!(
        left,
        json!({ "code": "cancelled", "message": "Porthole began anew" })
    );
    browser.wait_state("failed").await;
    let errors = browser.events("porthole-error").await;
    assert_eq!(errors[0]["code"], "defect", "{errors:?}");
}

#[tokio::test]
async fn a_list_whose_module_cannot_be_loaded_has_failed() {
    let page = FaultServer::of_folder(&site::folder(), "/");
    page.change("split_later.wasm", usize::MAX, |_| {
        Answer::error(404, "UNKNOWN", "there is no such file")
    });
    let address = format!("http://{}/?repository=oci:sample", page.address());
    let browser = Browser::at(&address).await;
    browser.wait_state("failed").await;
    assert_eq!(browser.notices().await, ["defect"]);
    assert_eq!(browser.data("kind").await, None);
    let errors = browser.events("porthole-error").await;
    assert_eq!(errors.len(), 1, "{errors:?}");
    let codes: Vec<_> = errors.iter().map(|error| &error["code"]).collect();
    assert_eq!(codes, ["defect"]);
    assert!(!browser.text_of_page().await.contains("Loading Porthole"));
}
