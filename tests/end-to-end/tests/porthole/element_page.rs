//! The element on pages that are not as plain as the tests' own: old libraries, a base, Trusted Types.

use end_to_end::{
    answer::Answer,
    browser::Browser,
    docs::{self, address},
    fault_server::FaultServer,
};
use serde_json::{Value, json};

const SAMPLE: &str = "oci:/sample:latest";

/// What libraries of the years before 2015 did to objects that they did not make.
const OLD_LIBRARIES: &str = r#"<script>
  Object.prototype.extend = function () { return this; };
  Array.prototype.toJSON = function () { return "[" + this.join(", ") + "]"; };
  Array.prototype.contains = function () { return true; };
  HTMLElement.prototype.remove = function () { this.parentNode.removeChild(this); return this; };
  const own = fetch;
  fetch = (address, options) => own(address.startsWith("/") ? "/" + address : address, options);
</script>"#;

async fn open(head: &str, attributes: &str, policy: &str) -> (FaultServer, Browser) {
    let server = docs::host("");
    server.serve(
        "/policy.js",
        Answer::ok(
            "text/javascript",
            "trustedTypes.createPolicy('default', { createScriptURL: (url) => (url.startsWith('blob:') ? url : undefined) });",
        ),
    );
    let body = format!(r#"<porthole-image image="{SAMPLE}" {attributes}></porthole-image>"#);
    let page = docs::page("../porthole.js", head, &body).header("content-security-policy", policy);
    server.serve(docs::PATH, page);
    let browser = Browser::at(&address(&server)).await;
    browser.wait_state("ready").await;
    (server, browser)
}

/// How many layers there are: a number, which the driver brings back from any page.
async fn layers(browser: &Browser) -> usize {
    let script = "return document.querySelector('porthole-image').shadowRoot.querySelectorAll('[part~=layer]').length";
    browser.run(script, vec![]).await
}

/// What verifying comes to, and the second answer of the element.
async fn verified(browser: &Browser) -> Value {
    browser
        .run_async(
            "const element = document.querySelector('porthole-image');
             const first = await element.verify();
             const second = await element.inspect(arguments[0]);
             return [first.verdict, first.verified, second.kind, element.unpackLimit, element.timeout]",
            vec![SAMPLE.into()],
        )
        .await
}

const LIMIT: u64 = 64 << 30;

#[tokio::test]
async fn what_old_libraries_add_to_everything_is_left_alone() {
    let (_server, browser) = open(
        OLD_LIBRARIES,
        "",
        "default-src * blob: 'unsafe-inline' 'wasm-unsafe-eval'",
    )
    .await;
    let layers = layers(&browser).await;
    assert_eq!(
        verified(&browser).await,
        json!(["match", layers, "index", LIMIT, 30])
    );
}

#[tokio::test]
async fn a_timeout_that_no_timer_takes_is_as_good_as_none() {
    for seconds in ["2147484", "1e12"] {
        let timeout = format!("timeout={seconds:?}");
        let (_server, browser) = open("", &timeout, "").await;
        let seconds: f64 = seconds.parse().expect("a number");
        let layers = layers(&browser).await;
        assert_eq!(
            verified(&browser).await,
            json!(["match", layers, "index", LIMIT, seconds as u64])
        );
        browser.assert_quiet().await;
    }
}

#[tokio::test]
async fn trusted_types_leave_the_worker_to_the_policy_of_the_page() {
    let policy = "script-src 'self' 'wasm-unsafe-eval'; worker-src blob:; require-trusted-types-for 'script'; trusted-types default";
    let (_server, browser) = open(r#"<script src="/policy.js"></script>"#, "", policy).await;
    let layers = layers(&browser).await;
    assert_eq!(
        verified(&browser).await,
        json!(["match", layers, "index", LIMIT, 30])
    );
}

#[tokio::test]
async fn permalinks_are_those_of_the_page_whatever_its_base() {
    let (server, browser) = open(r#"<base href="/elsewhere/">"#, "permalink", "").await;
    let page = address(&server);
    let links: Vec<String> = browser
        .run(
            "const root = document.querySelector('porthole-image').shadowRoot;
             return [...root.querySelectorAll('a[href*=\"?image=\"]')].map((link) => link.href)",
            vec![],
        )
        .await;
    assert!(!links.is_empty());
    for link in links {
        assert!(link.starts_with(&format!("{page}?image=")), "{link}");
    }
    browser.ask_for("oci:/sample:schema1").await;
    browser.wait_kind("schema1").await;
    let now: String = browser.run("return location.href", vec![]).await;
    assert_eq!(now, format!("{page}?image=oci:/sample:schema1"));
}
