//! The element from another origin, under exactly the policy that docs/embedding.md names, and no more: without any part of it something fails.

use end_to_end::{
    browser::Browser,
    docs::{self, address},
    fault_server::FaultServer,
    images::shared_registry,
};

/// What comes of the element under a policy: its state, its notices, and the states of its layers if there are any.
async fn outcome(
    policy: &str,
    files: &FaultServer,
    image: &str,
) -> (String, Vec<String>, Vec<String>) {
    let server = FaultServer::start();
    let script = format!("http://{}/porthole.js", files.address());
    let body = format!(r#"<porthole-image image="{image}"><p>An image</p></porthole-image>"#);
    let page = docs::page(&script, "", &body).header("content-security-policy", policy);
    server.serve(docs::PATH, page);
    let browser = Browser::at(&address(&server)).await;
    let is_defined: bool = browser
        .run(
            "return customElements.get('porthole-image') !== undefined",
            vec![],
        )
        .await;
    if !is_defined {
        return ("undefined".into(), vec![], vec![]);
    }
    let state = browser
        .wait_for("an outcome", async || {
            let state = browser.data("state").await?;
            (state == "ready" || state == "failed").then_some(state)
        })
        .await;
    if state == "failed" {
        return (state, browser.notices().await, vec![]);
    }
    browser.click("verify-button").await;
    let mut layers = browser.wait_layers().await;
    layers.dedup();
    (state, browser.notices().await, layers)
}

#[tokio::test]
async fn from_another_origin_it_works_under_this_policy_and_no_narrower_one() {
    let files = docs::files();
    let registry = shared_registry();
    let image = registry.reference("formats/oci:latest");
    let porthole = format!("http://{}", files.address());
    let images = format!("http://{}", registry.address());
    let whole = [
        "default-src 'none'".to_owned(),
        format!("script-src {porthole} 'wasm-unsafe-eval'"),
        "worker-src blob:".to_owned(),
        format!("connect-src {porthole} {images}"),
        "img-src data:".to_owned(),
    ];
    let without = |part: &str| whole.join("; ").replacen(part, "", 1);
    let failed = |code: &str| ("failed".to_owned(), vec![code.to_owned()], vec![]);
    for (policy, want) in [
        (
            whole.join("; "),
            ("ready".to_owned(), vec![], vec!["verified".to_owned()]),
        ),
        (
            without(&format!("script-src {porthole}")),
            ("undefined".to_owned(), vec![], vec![]),
        ),
        (without("'wasm-unsafe-eval'"), failed("defect")),
        (
            without(&format!("connect-src {porthole}")),
            failed("defect"),
        ),
        (without(&format!(" {images}")), failed("unreachable")),
        (
            without("worker-src blob:"),
            (
                "ready".to_owned(),
                vec!["defect".to_owned()],
                vec!["failed".to_owned()],
            ),
        ),
    ] {
        assert_eq!(outcome(&policy, &files, &image).await, want, "{policy}");
    }
}
