//! Layers verified in the page, against `curl | sha256sum` on the same blobs.

use crate::{
    report::{Bound, Report},
    stopwatch::{list, median, shell},
};
use end_to_end::{browser::Browser, images::noise, registry::Registry};

/// Bytes.
pub const MIB: usize = 1024 * 1024;

/// Paired runs of each comparison.
const RUNS: usize = 5;

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

/// One 256 MiB layer.
pub async fn one(report: &mut Report) {
    let registry = Registry::start();
    let name = push(&registry, "one", &[256 * MIB]).await;
    compare(
        report,
        &registry,
        &name,
        "one 256 MiB layer, page against curl | sha256sum",
        0.95,
    )
    .await;
}

/// Four 128 MiB layers.
pub async fn four(report: &mut Report) {
    let registry = Registry::start();
    let name = push(&registry, "four", &[128 * MIB; 4]).await;
    compare(
        report,
        &registry,
        &name,
        "four 128 MiB layers, page against four curls in turn",
        1.2,
    )
    .await;
}

/// Uploads layers of noise under one manifest without a config of an image, so that nothing but the layers is read.
pub async fn push(registry: &Registry, repository: &str, sizes: &[usize]) -> String {
    let config = registry.put_blob(repository, b"{}").await;
    let mut layers = Vec::new();
    for (number, size) in sizes.iter().enumerate() {
        let mut bytes = noise(*size);
        // Each layer is another blob.
        bytes[0] = u8::try_from(number).unwrap_or(u8::MAX);
        let digest = registry.put_blob(repository, &bytes).await;
        layers.push(format!(
            r#"{{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"{digest}","size":{size}}}"#
        ));
    }
    let manifest = format!(
        r#"{{"schemaVersion":2,"mediaType":"{MANIFEST}","config":{{"mediaType":"application/vnd.oci.empty.v1+json","digest":"{config}","size":2}},"layers":[{}]}}"#,
        layers.join(",")
    );
    registry
        .put_manifest(repository, "latest", MANIFEST, &manifest)
        .await;
    repository.to_owned()
}

async fn compare(report: &mut Report, registry: &Registry, name: &str, what: &str, bound: f64) {
    let (mut ratios, mut page_times, mut curl_times, mut long_tasks) =
        (Vec::new(), Vec::new(), Vec::new(), 0.0);
    // The first pair warms caches of the disk and is not counted.
    for run in 0..=RUNS {
        let browser = Browser::inspect(&registry.reference(name)).await;
        let digests: Vec<String> = browser
            .parts("layer")
            .await
            .iter()
            .map(|layer| layer.attribute("data-digest").to_owned())
            .collect();
        let line = digests
            .iter()
            .map(|digest| {
                format!(
                    "curl -s http://{}/v2/{name}/blobs/{digest} | sha256sum",
                    registry.address()
                )
            })
            .collect::<Vec<_>>()
            .join("; ");
        let curl = shell(&line).as_secs_f64();
        let measured = verify_all(&browser, digests.len()).await;
        if run > 0 {
            ratios.push(curl / measured.seconds);
            page_times.push(measured.seconds);
            curl_times.push(curl);
            long_tasks += measured.long_tasks;
        }
    }
    let detail = format!(
        "page {:.2} s, curl {:.2} s; ratios {}",
        median(&page_times),
        median(&curl_times),
        list(&ratios, 2)
    );
    report.add(what, median(&ratios), "x", Bound::AtLeast(bound), detail);
    report.add(
        "  tasks of the main thread over 50 ms meanwhile",
        long_tasks,
        "",
        Bound::AtMost(0.0),
        String::new(),
    );
}

/// What came of verifying all layers once.
#[derive(serde::Deserialize)]
pub struct Measured {
    /// From the click to the last verdict, the start of the workers included.
    pub seconds: f64,
    long_tasks: f64,
}

/// Verifies so many layers of the image that the page shows.
pub async fn verify_all(browser: &Browser, layers: usize) -> Measured {
    browser
        .run_async(
            "const [layers] = arguments;
            const host = document.querySelector('porthole-image');
            let [longTasks, left] = [0, layers];
            const observer = new PerformanceObserver((list) => { longTasks += list.getEntries().length; });
            observer.observe({ entryTypes: ['longtask'] });
            const start = performance.now();
            return new Promise((resolve, reject) => {
                host.addEventListener('porthole-verdict', (event) => {
                    if (event.detail.verdict !== 'match') { reject(new Error('no match')); }
                    left -= 1;
                    if (left === 0) {
                        const seconds = (performance.now() - start) / 1000;
                        setTimeout(() => resolve({ seconds, long_tasks: longTasks }), 100);
                    }
                });
                host.shadowRoot.querySelector('[part~=verify-button]').click();
            });",
            vec![layers.into()],
        )
        .await
}
