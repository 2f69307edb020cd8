//! A defect of Porthole itself: it is said, and the page goes on.

use end_to_end::{browser::Browser, images::shared_registry, site};

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
