//! A connection to the server that will be asked is opened while the module is on its way.

use end_to_end::{
    answer::Answer,
    browser::Browser,
    docs::{self, address},
};

/// Keeps the addresses of all hints that ever stood in the page.
const KEPT: &str = "<script>
  window.hints = [];
  new MutationObserver((changes) => {
    for (const node of changes.flatMap((change) => [...change.addedNodes])) {
      if (node.rel === 'preconnect') hints.push(`${node.href} ${node.crossOrigin}`);
    }
  }).observe(document.head, { childList: true });
</script>";

const GATEWAYS: &str = r#"{"gated.invalid":"_gateway/gated.invalid/"}"#;

async fn hints(browser: &Browser) -> Vec<String> {
    browser.run("return hints", vec![]).await
}

#[tokio::test]
async fn a_connection_is_opened_to_a_server_that_is_not_near_and_has_no_gateway() {
    let https = &["https://registry.invalid/ anonymous"][..];
    for (attributes, want) in [
        (r#"image="registry.invalid/o/n:1""#, https),
        (r#"image=" docker://registry.invalid/o/n""#, https),
        (r#"image="oci:https://registry.invalid/layout""#, https),
        (
            r#"image="registry.invalid/o/n" gateways="/gateways.json""#,
            https,
        ),
        (
            r#"image="http://registry.invalid:5000/o/n""#,
            &["http://registry.invalid:5000/ anonymous"],
        ),
        // Through a gateway; of this machine; of Docker Hub, which has other names; of the page's own origin.
        (
            r#"image="gated.invalid/o/n" gateways="/gateways.json""#,
            &[],
        ),
        (r#"image="127.0.0.1:1/o/n""#, &[]),
        (r#"image="registry.localhost:1/o/n""#, &[]),
        (r#"image="docker.io/library/alpine""#, &[]),
        (r#"image="oci:../sample:latest""#, &[]),
    ] {
        let server = docs::host(&format!(
            "{KEPT}<porthole-image {attributes}></porthole-image>"
        ));
        server.serve("/gateways.json", Answer::ok("application/json", GATEWAYS));
        let browser = Browser::at(&address(&server)).await;
        browser
            .wait_for("the view", async || browser.data("state").await)
            .await;
        if attributes.contains("gated") {
            // What is asked, is asked when the list was read.
            browser
                .wait_for("the gateway to be asked", async || {
                    (!server.seen_of("_gateway").is_empty()).then_some(())
                })
                .await;
        }
        browser
            .wait_for(&format!("{want:?} of {attributes}"), async || {
                (hints(&browser).await == want).then_some(())
            })
            .await;
        let left: usize = browser
            .run(
                "return document.querySelectorAll('link[rel=preconnect]').length",
                vec![],
            )
            .await;
        assert_eq!(left, 0, "nothing is left in somebody's page");
    }
}

#[tokio::test]
async fn elements_of_one_registry_open_one_connection() {
    let element = r#"<porthole-image image="registry.invalid/o/n"></porthole-image>"#;
    let server = docs::host(&format!("{KEPT}{}", element.repeat(3)));
    let browser = Browser::at(&address(&server)).await;
    browser
        .wait_for("the view", async || browser.data("state").await)
        .await;
    assert_eq!(
        hints(&browser).await,
        ["https://registry.invalid/ anonymous"]
    );
}
