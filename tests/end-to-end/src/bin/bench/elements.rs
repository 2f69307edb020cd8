//! Elements in a documentation page: what a lazy one costs before it is seen, and how fifty of them share.

use crate::{
    report::{Bound, Report},
    rest,
    stopwatch::{list, median},
};
use end_to_end::{
    browser::Browser,
    docs,
    fault_server::FaultServer,
    images::{images, shared_registry},
};
use serde_json::{Value, json};

const RUNS: usize = 5;

/// Pairs of paints: one takes about a tenth of a second, and two of the same page differ by up to a third of it.
const PAINTS: usize = 15;

/// How many elements there are.
const MANY: usize = 50;

/// How often an element comes and goes.
const ROUNDS: u32 = 1000;

/// Text of a page, so that it is one.
const TEXT: &str =
    "<p>Documentation is written by people, and read by people who are in a hurry.</p>";

/// Notes layout shifts and paints.
const WATCH: &str = "
    window.shift = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => shift += entry.value)).observe({ type: 'layout-shift', buffered: true });";

/// The table of the element.
pub async fn in_documentation(report: &mut Report) {
    lazy(report).await;
    fifty(report).await;
    memory(report).await;
}

async fn open(server: &FaultServer) -> Browser {
    let browser = rest::browser().await;
    let watch = json!({ "source": WATCH });
    browser
        .command("Page.addScriptToEvaluateOnNewDocument", watch)
        .await;
    browser.go(&docs::address(server)).await;
    browser
}

async fn lazy(report: &mut Report) {
    let element = r#"<porthole-image image="oci:../sample:latest" view="summary" loading="lazy"></porthole-image>"#;
    let body = format!("{}{element}{TEXT}", TEXT.repeat(100));
    let (with, without) = (docs::host(&body), docs::host(""));
    without.serve(docs::PATH, docs::page("data:text/javascript,", "", &body));
    let (mut slower, mut shift, mut files) = (Vec::new(), 0.0_f64, Vec::new());
    let paint =
        "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null";
    for run in 0..PAINTS {
        let mut paints = [0.0; 2];
        let mut pair = [(0, &without), (1, &with)];
        pair.rotate_left(run % 2);
        for (place, server) in pair {
            let browser = open(server).await;
            let painted = browser.wait_for("a paint", async || {
                browser.run::<Option<f64>>(paint, vec![]).await
            });
            paints[place] = painted.await;
            if std::ptr::eq(server, &with) {
                let script = "return performance.getEntriesByType('resource').map((entry) => entry.name.split('/').at(-1))";
                files = browser.run::<Vec<String>>(script, vec![]).await;
                let script = "document.querySelector('porthole-image').scrollIntoView({ block: 'center' }); return null";
                browser.run::<Value>(script, vec![]).await;
                browser.wait_state("ready").await;
                shift = shift.max(browser.run("return shift", vec![]).await);
            }
        }
        slower.push(paints[1] / paints[0]);
    }
    report.add(
        "files that are loaded before a lazy element is near",
        files.len() as f64,
        "",
        Bound::AtMost(1.0),
        // The table of sizes says what it weighs, and what it may.
        files.join(" "),
    );
    report.add(
        "first paint of a page with a lazy element, against without",
        median(&slower),
        "",
        Bound::AtMost(1.05),
        list(&slower, 2),
    );
    report.add(
        "  layout shift, until it was scrolled to and ready",
        shift,
        "",
        Bound::AtMost(0.0),
        String::new(),
    );
}

async fn fifty(report: &mut Report) {
    let registry = shared_registry();
    images().push_list(registry, "bench/list:latest", "oci");
    let (mut times, mut frames, mut asked, mut modules) = (Vec::new(), Vec::new(), 0, 0);
    for _ in 0..RUNS {
        let front = FaultServer::before(registry.address());
        let image = front.reference("bench/list:latest");
        let element =
            format!(r#"<porthole-image image="{image}" view="summary"></porthole-image>"#);
        let server = docs::host(&element.repeat(MANY));
        let browser = open(&server).await;
        let script = "
            await Promise.all([...document.querySelectorAll('porthole-image')].map((element) => customElements.whenDefined('porthole-image').then(() => element.ready)));
            return performance.now();";
        times.push(browser.run_async::<f64>(script, vec![]).await);
        let script = "
            const frames = [];
            let last = await new Promise(requestAnimationFrame);
            for (let frame = 0; frame < 60; frame += 1) {
                scrollBy(0, 60);
                const now = await new Promise(requestAnimationFrame);
                frames.push(now - last);
                last = now;
            }
            return frames.sort((one, other) => one - other)[30];";
        frames.push(browser.run_async::<f64>(script, vec![]).await);
        asked = front.seen().len();
        modules = server.seen_of("app_bg.wasm").len();
    }
    report.add(
        "fifty elements of one image, all ready, from navigation",
        median(&times),
        "ms",
        Bound::AtMost(1500.0),
        list(&times, 0),
    );
    report.add(
        "  requests to the registry",
        asked as f64,
        "",
        Bound::AtMost(3.0),
        String::new(),
    );
    report.add(
        "  downloads of the module",
        modules as f64,
        "",
        Bound::AtMost(1.0),
        String::new(),
    );
    report.add(
        "  a frame while scrolling, median",
        median(&frames),
        "ms",
        Bound::AtMost(17.0),
        String::new(),
    );
}

async fn memory(report: &mut Report) {
    let server = docs::host("");
    let browser = open(&server).await;
    let rounds = "
        const module = await import(new URL('../app.js', document.baseURI));
        const { memory } = await module.default();
        for (let round = 0; round < arguments[0]; round += 1) {
            const element = document.createElement('porthole-image');
            element.image = 'oci:../sample:latest';
            element.view = 'summary';
            document.querySelector('main').append(element);
            await element.ready;
            element.remove();
            await new Promise((then) => setTimeout(then));
        }
        // What the harness has noted is not the page's.
        witness.events.length = 0;
        return memory.buffer.byteLength";
    let heap = async |count: u32| {
        // In pieces, for a script may not take longer than its deadline.
        let mut module = 0.0;
        for _ in 0..count / 50 {
            module = browser.run_async::<f64>(rounds, vec![50.into()]).await;
        }
        browser
            .command("HeapProfiler.collectGarbage", json!({}))
            .await;
        let usage = browser.command("Runtime.getHeapUsage", json!({})).await;
        (module, usage["usedSize"].as_f64().unwrap_or(f64::NAN))
    };
    let before = heap(100).await;
    let after = heap(ROUNDS).await;
    report.add(
        "memory of the module after a thousand elements, above a hundred",
        (after.0 - before.0) / 1024.0,
        "KiB",
        Bound::AtMost(0.0),
        format!("{:.0} KiB", after.0 / 1024.0),
    );
    report.add(
        "  heap of the page, after collection",
        (after.1 - before.1) / 1024.0,
        "KiB",
        Bound::AtMost(256.0),
        format!("{:.0} KiB", after.1 / 1024.0),
    );
}
