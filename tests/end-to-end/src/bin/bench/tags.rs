//! Fifty thousand tags: how soon the first rows are there, and how long the page stands still while a person types.

use crate::{
    report::{Bound, Report},
    rest,
    stopwatch::{list, median},
    view::ready_after,
};
use end_to_end::{answer::Answer, browser::Browser, fault_server::FaultServer, site};

const RUNS: usize = 5;

/// What is typed: many rows, fewer, none, and back.
const TYPED: &str = "1.4 alpine 77x";

/// All tags in one answer, as registries without pages send them.
pub async fn listed_and_filtered(report: &mut Report) {
    let server = FaultServer::start();
    // In an order that is none, as such registries send them.
    let tags: Vec<String> = (0..50_000_u64)
        .map(|number| number * 7_919 % 50_000)
        .map(|number| {
            let variant = ["", "-alpine", "-slim", "-rc1"][number as usize % 4];
            format!(
                "{}.{}.{}{variant}",
                number / 2_500,
                number / 50 % 50,
                number % 50
            )
        })
        .collect();
    let body = serde_json::json!({ "name": "tags", "tags": tags }).to_string();
    let size = body.len() / 1000;
    server.serve("/v2/tags/tags/list", Answer::ok("application/json", body));
    let (mut shown, mut blocked) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let browser = rest::browser().await;
        let address = site::place_address("repository", &server.reference("tags"));
        let ready = ready_after(&browser, &address).await;
        let answered: f64 = browser.run(ANSWERED, vec![]).await;
        let rows = browser.parts("tag").await.len();
        assert!(rows > 0, "no rows");
        shown.push(ready - answered);
        blocked.push(while_typing(&browser).await);
    }
    report.add(
        "first rows of 50,000 tags, from the answer",
        median(&shown),
        "ms",
        Bound::AtMost(300.0),
        format!("{} ({size} kB)", list(&shown, 0)),
    );
    report.add(
        "  longest that typing into the filter blocks",
        blocked.iter().copied().fold(0.0, f64::max),
        "ms",
        Bound::AtMost(50.0),
        list(&blocked, 0),
    );
}

/// When the last byte of the list had come.
const ANSWERED: &str = "
    const entries = performance.getEntriesByType('resource').filter(({ name }) => name.includes('/tags/list'));
    return entries.at(-1).responseEnd";

/// Notes the longest time between two messages that the page sends to itself as fast as it can.
pub const WATCH: &str = "
    const { port1, port2 } = new MessageChannel();
    let last = performance.now();
    window.longestPause = 0;
    port1.onmessage = () => {
        const now = performance.now();
        window.longestPause = Math.max(window.longestPause, now - last);
        last = now;
        port2.postMessage(null);
    };
    port2.postMessage(null);
    return null";

/// The longest of them so far.
pub const PAUSE: &str = "return window.longestPause";

/// The longest time that the page does nothing else while a person types, in milliseconds.
async fn while_typing(browser: &Browser) -> f64 {
    browser.click("filter-input").await;
    browser
        .wait_for("rows that are read, or not", async || {
            let tags = browser.parts("tag").await;
            tags.iter()
                .any(|tag| tag.attribute("data-state") == "failed")
                .then_some(())
        })
        .await;
    browser.run::<Option<()>>(WATCH, vec![]).await;
    for letter in TYPED.chars() {
        browser.type_text(&letter.to_string()).await;
    }
    browser
        .wait_parts("list-status", |parts| {
            parts.iter().any(|part| part.text.starts_with("0 of"))
        })
        .await;
    browser.run(PAUSE, vec![]).await
}
