//! From the navigation to the image on the screen, with an empty cache.

use crate::{
    report::{Bound, Report},
    rest,
    stopwatch::median,
};
use end_to_end::{
    browser::Browser,
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
            requestAnimationFrame(() => setTimeout(() => { globalThis.benchReady = performance.now(); }));
        }
    }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-state'] });";

/// A multi-platform image of a registry on loopback.
pub async fn first_view(report: &mut Report) {
    let registry = shared_registry();
    images().push_list(registry, "bench/list:latest", "oci");
    let reference = registry.reference("bench/list:latest");
    let mut times = Vec::new();
    let mut requests = Vec::new();
    for _ in 0..RUNS {
        let browser = rest::browser().await;
        times.push(ready_after(&browser, &site::address(&reference)).await);
        requests = browser
            .run::<Vec<String>>(
                "return performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.includes('/v2/'))",
                vec![],
            )
            .await;
    }
    let detail = times
        .iter()
        .map(|time| format!("{time:.0}"))
        .collect::<Vec<_>>()
        .join(" ");
    report.add(
        "image on the screen, from navigation, empty cache",
        median(&times),
        "ms",
        Bound::AtMost(300.0),
        detail,
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
                .run::<Option<f64>>("return globalThis.benchReady ?? null", vec![])
                .await
        })
        .await
}
