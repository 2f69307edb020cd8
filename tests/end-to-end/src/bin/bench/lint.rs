//! The rules over a manifest as large as a registry takes: how long the page is busy with them, beside the page's own `JSON.parse`.

use crate::{
    report::{Bound, Report},
    stopwatch::{list, median},
};
use end_to_end::{browser::Browser, fault_server::FaultServer, sha256};
use serde_json::{Value, json};

const RUNS: usize = 5;
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const LAYERS: usize = 10_000;

/// What a registry takes at most, in bytes.
const LIMIT: usize = 4 << 20;

/// A manifest of 4 MiB with 10,000 layers, each with annotations that have rules of their own.
pub async fn of_a_large_manifest(report: &mut Report) {
    let server = FaultServer::start();
    let text = manifest(&server);
    assert!(text.len() <= LIMIT, "{} bytes", text.len());
    let size = text.len();
    server.manifest("lint", "latest", MANIFEST, text);
    let (mut times, mut ratios) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let browser = Browser::inspect(&server.reference("lint:latest")).await;
        let lint = browser
            .wait_for("the rules", async || {
                let times: Vec<f64> = browser
                    .run(
                        "return performance.getEntriesByName('porthole-lint', 'measure').map(({ duration }) => duration)",
                        vec![],
                    )
                    .await;
                times.first().copied()
            })
            .await;
        let parse: Vec<f64> = browser.run_async(PARSE, vec![]).await;
        times.push(lint);
        ratios.push(lint / median(&parse));
    }
    let detail = list(&times, 0);
    report.add(
        "rules over a manifest of 4 MiB with 10,000 layers",
        median(&times),
        "ms",
        Bound::AtMost(100.0),
        format!("{detail}; {size} bytes"),
    );
    report.add(
        "  against the page's own JSON.parse of it",
        median(&ratios),
        "",
        // The browser's own parser is native code that checks nothing.
        Bound::AtMost(10.0),
        String::new(),
    );
}

fn manifest(server: &FaultServer) -> String {
    let config = json!({ "os": "linux", "architecture": "amd64", "rootfs": { "type": "layers", "diff_ids": [] } });
    let config = config.to_string();
    let layers: Vec<Value> = (0..LAYERS)
        .map(|number| {
            json!({
                "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
                "digest": sha256(format!("layer {number}").as_bytes()),
                "size": 1_000 + number,
                "urls": [format!("https://mirror.example/layers/{number}")],
                "annotations": {
                    "org.opencontainers.image.created": "2026-11-20T15:04:05Z",
                    "org.opencontainers.image.licenses": "MIT OR (Apache-2.0 AND BSD-3-Clause)",
                    "org.opencontainers.image.source": "https://example.com/",
                },
            })
        })
        .collect();
    json!({
        "schemaVersion": 2, "mediaType": MANIFEST, "layers": layers,
        "config": {
            "mediaType": "application/vnd.oci.image.config.v1+json", "size": config.len(),
            "digest": server.blob("lint", config.clone()),
        },
    })
    .to_string()
}

/// Parses the same document five times.
const PARSE: &str = "
    const manifest = performance.getEntriesByType('resource').find(({ name }) => name.includes('/manifests/'));
    return fetch(manifest.name).then((response) => response.text()).then((text) => Array.from({ length: 5 }, () => {
        const start = performance.now();
        JSON.parse(text);
        return performance.now() - start;
    }));";
