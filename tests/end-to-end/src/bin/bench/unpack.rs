//! A layer of a real system, verified and unpacked in the page, against the same done by command-line tools on the same blob.

use crate::{
    layers::{MIB, verify_all},
    memory::growth,
    report::{Bound, Report},
    stopwatch::{list, median, shell},
};
use end_to_end::{browser::Browser, registry::Registry, sha256};
use std::{fs, path::Path, process::Command};

/// Paired runs of each comparison.
const RUNS: usize = 5;

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

/// Digest and diff ID of a Debian root, by gzip and by zstd; and the memory that it takes.
pub async fn debian_root(report: &mut Report) {
    let archive = std::env::var("DEBIAN_ROOT").expect("DEBIAN_ROOT names a tar archive");
    let registry = Registry::start();
    for (compression, compress, decompress, bound) in [
        ("gzip", "gzip -nc", "gzip -dc", 0.8),
        ("zstd", "zstd -qc", "zstd -dc", 0.5),
    ] {
        let packed = packed(Path::new(&archive), compress);
        let unpacked = fs::read(&archive).expect("the archive");
        let blob = push(&registry, compression, compression, &packed, &unpacked).await;
        let line = format!(
            "curl -s http://{}/v2/{compression}/blobs/{blob} | tee >(sha256sum >&2) | {decompress} | sha256sum",
            registry.address()
        );
        let reference = registry.reference(compression);
        let (mut ratios, mut page_times, mut line_times) = (Vec::new(), Vec::new(), Vec::new());
        // The first pair warms caches of the disk and is not counted.
        for run in 0..=RUNS {
            let browser = Browser::inspect(&reference).await;
            let peer = shell(&line).as_secs_f64();
            let measured = verify_all(&browser, 1).await;
            let layers = browser.parts("layer").await;
            assert_eq!(layers[0].attribute("data-diff-id-verdict"), "match");
            if run > 0 {
                ratios.push(peer / measured.seconds);
                page_times.push(measured.seconds);
                line_times.push(peer);
            }
        }
        report.add(
            &format!(
                "digest and diff ID of a Debian root, {} MiB of {compression}, against tee, sha256sum and {decompress}",
                packed.len() / MIB
            ),
            median(&ratios),
            "x",
            Bound::AtLeast(bound),
            format!(
                "page {:.2} s, line {:.2} s; ratios {}",
                median(&page_times),
                median(&line_times),
                list(&ratios, 2)
            ),
        );
        let above = growth(&reference).await;
        report.add(
            "  memory meanwhile, above idle",
            above,
            "MiB",
            Bound::AtMost(96.0),
            String::new(),
        );
    }
}

fn packed(archive: &Path, compress: &str) -> Vec<u8> {
    let output = Command::new("bash")
        .args(["-ec", &format!("exec {compress} \"$0\"")])
        .arg(archive)
        .output()
        .expect("bash");
    assert!(output.status.success(), "{compress}");
    output.stdout
}

/// Uploads an image of one layer, and gives the layer's digest.
pub async fn push(
    registry: &Registry,
    repository: &str,
    compression: &str,
    packed: &[u8],
    unpacked: &[u8],
) -> String {
    let config = format!(
        r#"{{"architecture":"amd64","os":"linux","rootfs":{{"type":"layers","diff_ids":["{}"]}}}}"#,
        sha256(unpacked)
    );
    let layer = registry.put_blob(repository, packed).await;
    let config_digest = registry.put_blob(repository, config.as_bytes()).await;
    let manifest = format!(
        r#"{{"schemaVersion":2,"mediaType":"{MANIFEST}","config":{{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{config_digest}","size":{}}},"layers":[{{"mediaType":"application/vnd.oci.image.layer.v1.tar+{compression}","digest":"{layer}","size":{}}}]}}"#,
        config.len(),
        packed.len()
    );
    registry
        .put_manifest(repository, "latest", MANIFEST, &manifest)
        .await;
    layer
}
