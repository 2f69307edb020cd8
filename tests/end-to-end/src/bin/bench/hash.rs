//! The hash core against hash-wasm, in one page.

use crate::{
    report::{Bound, Report},
    stopwatch::median,
};
use end_to_end::{answer::Answer, browser::Browser, fault_server::FaultServer};
use std::{env, fs, path::PathBuf};

/// Hashes 256 MiB in pieces of 256 KiB with each, in turn, five times.
const RACE: &str = "
    return (async () => {
        const { default: init, HashCore } = await import('/core/hash_core.js');
        await init();
        const { createSHA256 } = window.hashwasm;
        const piece = crypto.getRandomValues(new Uint8Array(65536));
        const large = new Uint8Array(262144);
        for (let at = 0; at < large.length; at += piece.length) { large.set(piece, at); }
        const pieces = 1024;
        const ours = () => {
            const start = performance.now();
            const core = new HashCore();
            for (let count = 0; count < pieces; count += 1) { core.push(large); }
            return [core.finish(), performance.now() - start];
        };
        const theirs = async () => {
            const hasher = await createSHA256();
            const start = performance.now();
            hasher.init();
            for (let count = 0; count < pieces; count += 1) { hasher.update(large); }
            return ['sha256:' + hasher.digest('hex'), performance.now() - start];
        };
        ours(); await theirs();
        const runs = [];
        for (let run = 0; run < 5; run += 1) {
            const [ourDigest, ourTime] = ours();
            const [theirDigest, theirTime] = await theirs();
            if (ourDigest !== theirDigest) { throw new Error('digests differ'); }
            runs.push([ourTime, theirTime]);
        }
        return runs;
    })();";

/// `HASH_CORE`: the folder with hash_core.js; `HASH_WASM`: the file of hash-wasm's SHA-256. `cargo xtask bench` names both.
pub async fn against_hash_wasm(report: &mut Report) {
    let folder = |name: &str| {
        PathBuf::from(
            env::var_os(name)
                .unwrap_or_else(|| panic!("${name} is not set: run `cargo xtask bench`")),
        )
    };
    let read = |path: PathBuf| {
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let core = folder("HASH_CORE");
    let server = FaultServer::start();
    server
        .serve(
            "/",
            Answer::ok(
                "text/html",
                "<!doctype html><title>hash</title><script src=/hash-wasm.js></script>",
            ),
        )
        .serve(
            "/hash-wasm.js",
            Answer::ok("text/javascript", read(folder("HASH_WASM"))),
        )
        .serve(
            "/core/hash_core.js",
            Answer::ok("text/javascript", read(core.join("hash_core.js"))),
        )
        .serve(
            "/core/hash_core_bg.wasm",
            Answer::ok("application/wasm", read(core.join("hash_core_bg.wasm"))),
        );
    let browser = Browser::at(&format!("http://{}/", server.address())).await;
    let runs: Vec<(f64, f64)> = browser.run_async(RACE, vec![]).await;
    let ratios: Vec<f64> = runs.iter().map(|(ours, theirs)| theirs / ours).collect();
    let speed = |times: Vec<f64>| 268.435_456 / median(&times) * 1000.0;
    let detail = format!(
        "{:.0} MB/s against {:.0} MB/s",
        speed(runs.iter().map(|run| run.0).collect()),
        speed(runs.iter().map(|run| run.1).collect())
    );
    report.add(
        "hash core against hash-wasm, same page",
        median(&ratios),
        "x",
        Bound::AtLeast(1.15),
        detail,
    );
}
