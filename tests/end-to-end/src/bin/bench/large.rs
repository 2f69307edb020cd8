//! Documents far larger than usual: how soon they are on the screen, and how smoothly they scroll.

use crate::{
    report::{Bound, Report},
    rest,
    stopwatch::{list, median},
    view::ready_after,
};
use end_to_end::{fault_server::FaultServer, sha256, site};
use serde_json::{Value, json};

const RUNS: usize = 3;

const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
const LAYER: &str = "application/vnd.oci.image.layer.v1.tar+gzip";

/// The three documents of the bound.
pub async fn documents(report: &mut Report) {
    let server = FaultServer::start();
    let image = image(&server, "small", 3, 3);
    let platforms: Vec<Value> = (0..1_000)
        .map(|number| {
            let mut entry = image.clone();
            entry["platform"] =
                json!({ "os": "linux", "architecture": "amd64", "variant": format!("v{number}") });
            entry
        })
        .collect();
    let index = json!({ "schemaVersion": 2, "mediaType": INDEX, "manifests": platforms });
    server.manifest("small", "index", INDEX, index.to_string());
    measure(
        report,
        "an index of 1,000 platforms",
        &server.reference("small:index"),
    )
    .await;

    self::image(&server, "layers", 10_000, 10_000);
    measure(
        report,
        "a manifest of 10,000 layers",
        &server.reference("layers:latest"),
    )
    .await;

    self::image(&server, "history", 3, 5_000);
    measure(
        report,
        "a config with 5,000 history entries",
        &server.reference("history:latest"),
    )
    .await;
}

/// Serves an image and gives the descriptor of its manifest. Entries of the history beyond the layers are of empty layers.
fn image(server: &FaultServer, repository: &str, layers: usize, history: usize) -> Value {
    let digest = |name: &str, number: usize| sha256(format!("{name} {number}").as_bytes());
    let steps: Vec<Value> = (0..history)
        .map(|number| {
            json!({
                "created": "2026-11-20T15:04:05Z",
                "created_by": format!("RUN make step-{number} # buildkit"),
                "empty_layer": number >= layers,
            })
        })
        .collect();
    let diff_ids: Vec<String> = (0..layers).map(|number| digest("diff", number)).collect();
    let config = json!({
        "os": "linux", "architecture": "amd64", "config": { "Cmd": ["/bin/sh"] },
        "rootfs": { "type": "layers", "diff_ids": diff_ids }, "history": steps,
    })
    .to_string();
    let layers: Vec<Value> = (0..layers)
        .map(|number| json!({ "mediaType": LAYER, "digest": digest("layer", number), "size": 1_000 + number }))
        .collect();
    let config_digest = server.blob(repository, config.clone());
    let manifest = json!({
        "schemaVersion": 2, "mediaType": MANIFEST,
        "config": { "mediaType": CONFIG, "digest": config_digest, "size": config.len() },
        "layers": layers,
    })
    .to_string();
    let digest = server.manifest(repository, "latest", MANIFEST, manifest.clone());
    server.manifest(repository, &digest, MANIFEST, manifest.clone());
    json!({ "mediaType": MANIFEST, "digest": digest, "size": manifest.len() })
}

async fn measure(report: &mut Report, what: &str, reference: &str) {
    let (mut times, mut slowest, mut frames) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let browser = rest::browser().await;
        times.push(ready_after(&browser, &site::address(reference)).await);
        let scrolled: Vec<f64> = browser.run_async(SCROLL, vec![]).await;
        slowest.push(scrolled.iter().copied().fold(0.0, f64::max));
        frames.push(median(&scrolled));
    }
    let detail = list(&times, 0);
    report.add(
        &format!("{what} on the screen"),
        median(&times),
        "ms",
        Bound::AtMost(1_000.0),
        detail,
    );
    report.add(
        "  a frame while scrolling, median",
        median(&frames),
        "ms",
        Bound::AtMost(20.0),
        String::new(),
    );
    report.add(
        "  the slowest frame while scrolling",
        median(&slowest),
        "ms",
        Bound::AtMost(100.0),
        String::new(),
    );
}

/// Scrolls for two seconds, a fifth of a screen a frame, and gives the time that each frame took.
const SCROLL: &str = "
    const frames = [];
    const start = performance.now();
    let last = null;
    return new Promise((resolve) => {
        const step = (now) => {
            if (last !== null) { frames.push(now - last); }
            last = now;
            scrollBy(0, innerHeight / 5);
            if (now - start < 2000) { requestAnimationFrame(step); } else { resolve(frames); }
        };
        requestAnimationFrame(step);
    });";
