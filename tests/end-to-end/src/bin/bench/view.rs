//! From the navigation to the image on the screen, with an empty cache.

use crate::{
    report::{Bound, Report},
    rest,
    stopwatch::{list, median},
};
use end_to_end::{
    answer::Answer,
    browser::Browser,
    fault_server::FaultServer,
    images::{images, shared_registry},
    site,
};
use serde_json::json;

const RUNS: usize = 7;

/// Notes when the element was ready and painted.
pub const WATCH: &str = "
    new MutationObserver((_, observer) => {
        const state = document.querySelector('porthole-image')?.dataset.state;
        if (state === 'ready' || state === 'failed') {
            observer.disconnect();
            requestAnimationFrame(() => setTimeout(() => { window.benchReady = performance.now(); }));
        }
    }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-state'] });";

/// What no page can be faster than: it asks for the same three documents, one after the other, and shows them as text.
const BARE: &str = r#"<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bare</title><link rel="icon" href="data:,"></head><body>
<script type="module">
    const accept = "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json";
    const read = async (path) => (await fetch(`http://ADDRESS/v2/bench/list/${path}`, { headers: { accept } })).json();
    const index = await read("manifests/latest");
    const manifest = await read(`manifests/${index.manifests[0].digest}`);
    const config = await read(`blobs/${manifest.config.digest}`);
    document.body.textContent = JSON.stringify([index, manifest, config]);
    requestAnimationFrame(() => setTimeout(() => { window.benchReady = performance.now(); }));
</script></body></html>"#;

/// A multi-platform image of a registry on loopback.
pub async fn first_view(report: &mut Report) {
    let registry = shared_registry();
    images().push_list(registry, "bench/list:latest", "oci");
    let reference = registry.reference("bench/list:latest");
    let bare = FaultServer::start();
    let page = BARE.replace("ADDRESS", registry.address());
    bare.serve("/", Answer::ok("text/html", page));
    let bare = format!("http://{}/", bare.address());
    let (mut times, mut ratios) = (Vec::new(), Vec::new());
    let mut requests = Vec::new();
    for _ in 0..RUNS {
        let floor = ready_after(&rest::browser().await, &bare).await;
        let browser = rest::browser().await;
        times.push(ready_after(&browser, &site::address(&reference)).await);
        requests = browser
            .run::<Vec<String>>(
                "return performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.includes('/v2/'))",
                vec![],
            )
            .await;
        ratios.push(times[times.len() - 1] / floor);
    }
    report.add(
        "image on the screen, from navigation, empty cache",
        median(&times),
        "ms",
        Bound::AtMost(300.0),
        list(&times, 0),
    );
    report.add(
        "  against a page of ten lines that shows the three documents as text",
        median(&ratios),
        "x",
        Bound::AtMost(4.0),
        list(&ratios, 1),
    );
    let detail = requests
        .iter()
        .map(|url| url.split("/v2/").nth(1).unwrap_or(url))
        .collect::<Vec<_>>()
        .join(" ");
    report.add(
        "  requests to the registry",
        requests.len() as f64,
        "",
        Bound::AtMost(3.0),
        detail,
    );
}

/// Milliseconds from the navigation until the element is ready and painted.
pub async fn ready_after(browser: &Browser, url: &str) -> f64 {
    browser
        .command(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": WATCH }),
        )
        .await;
    browser.go(url).await;
    browser
        .wait_for("the image on the screen", async || {
            browser
                .run::<Option<f64>>("return window.benchReady ?? null", vec![])
                .await
        })
        .await
}
