//! A hundred thousand files in a layer: how soon they are listed, against the tools that list an archive, and how long the page stands still
//! while a person looks for some.

use crate::{
    report::{Bound, Report},
    stopwatch::{list, median, shell},
    tags::{PAUSE, WATCH},
    unpack::push,
};
use end_to_end::{browser::Browser, registry::Registry};
use flate2::{Compression, write::GzEncoder};
use std::io::Write as _;

/// Paired runs.
const RUNS: usize = 5;

const FILES: usize = 100_000;

/// What is typed: many files, fewer, none.
const TYPED: &str = "module 99 x77";

/// Listed from the click on, and filtered.
pub async fn listed_and_filtered(report: &mut Report) {
    let registry = Registry::start();
    let layer = push_files(&registry).await;
    let line = format!(
        "curl -s http://{}/v2/files/blobs/{layer} | tar -tvz | wc -l",
        registry.address()
    );
    let (mut ratios, mut times, mut blocked) = (Vec::new(), Vec::new(), Vec::new());
    // The first pair warms caches of the disk and is not counted.
    for run in 0..=RUNS {
        let browser = Browser::inspect(&registry.reference("files")).await;
        let peer = shell(&line).as_secs_f64();
        let seconds: f64 = browser.run_async(LIST, vec![]).await;
        let total = browser.text("files-total").await;
        assert!(total.starts_with("100,000 files"), "{total}");
        if run > 0 {
            ratios.push(peer / seconds);
            times.push(seconds);
            blocked.push(while_typing(&browser).await);
        }
    }
    report.add(
        "100,000 files of a layer listed, from the click, against curl | tar -tvz",
        median(&ratios),
        "x",
        Bound::AtLeast(0.3),
        format!("page {:.2} s; ratios {}", median(&times), list(&ratios, 2)),
    );
    report.add(
        "  longest that typing into their filter blocks",
        median(&blocked),
        "ms",
        Bound::AtMost(100.0),
        list(&blocked, 0),
    );
}

/// Seconds from the click until the first row is there. The layer is verified, unpacked and compared with its diff ID on the way.
const LIST: &str = "
    const root = document.querySelector('porthole-image').shadowRoot;
    const start = performance.now();
    const isThere = new Promise((resolve) => {
        const observer = new MutationObserver(() => {
            if (!root.querySelector('[part=file]')) return;
            observer.disconnect();
            resolve();
        });
        observer.observe(root, { childList: true, subtree: true });
    });
    root.querySelector('[part=list-files-button]').click();
    await isThere;
    return (performance.now() - start) / 1000;";

async fn while_typing(browser: &Browser) -> f64 {
    browser.click("file-filter").await;
    browser.run::<Option<()>>(WATCH, vec![]).await;
    for letter in TYPED.chars() {
        browser.type_text(&letter.to_string()).await;
    }
    browser.wait_parts("file", |files| files.is_empty()).await;
    browser.run(PAUSE, vec![]).await
}

/// Uploads an image of one layer, and gives the layer's digest.
async fn push_files(registry: &Registry) -> String {
    let mut archive = tar::Builder::new(Vec::new());
    for number in 0..FILES {
        let content = format!("export default {number};\n");
        let mut header = tar::Header::new_ustar();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        let path = format!(
            "usr/lib/node_modules/package-{}/lib/module-{number}.js",
            number / 50
        );
        archive
            .append_data(&mut header, path, content.as_bytes())
            .expect("an entry");
    }
    let archive = archive.into_inner().expect("an archive");
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&archive).expect("memory");
    let packed = encoder.finish().expect("memory");
    push(registry, "files", "gzip", &packed, &archive).await
}
