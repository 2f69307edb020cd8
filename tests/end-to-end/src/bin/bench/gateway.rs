//! What a gateway costs: one large layer read through it, against the same layer read from the registry itself.

use crate::{
    layers::{MIB, push, verify_all},
    report::{Bound, Report},
    stopwatch::{list, median},
};
use end_to_end::{
    browser::Browser,
    gateway::{Gateway, Kind, Surroundings},
    registry::Registry,
    site,
};

/// Paired runs of each comparison.
const RUNS: usize = 5;

/// One 256 MiB layer, by nginx and by Caddy with the shipped files.
pub async fn against_direct_reading(report: &mut Report) {
    let registry = Registry::start();
    let name = push(&registry, "gateway/one", &[256 * MIB]).await;
    let surroundings = Surroundings::default().with("quay.io", registry.address());
    for kind in [Kind::Nginx, Kind::Caddy] {
        let gateway = Gateway::start(kind, &surroundings);
        // The same page twice: once it asks the registry, once the gateway.
        let direct_page = site::address(&registry.reference(&name));
        // Not Docker Hub, where the token service is asked first.
        let gateway_page = gateway.page(&format!("quay.io/{name}"));
        let (mut ratios, mut direct_times, mut gateway_times) =
            (Vec::new(), Vec::new(), Vec::new());
        // The first pair warms caches of the disk and is not counted.
        for run in 0..=RUNS {
            let direct = verify(&direct_page).await;
            let through = verify(&gateway_page).await;
            if run > 0 {
                ratios.push(direct / through);
                direct_times.push(direct);
                gateway_times.push(through);
            }
        }
        let detail = format!(
            "direct {:.2} s, through {:.2} s; ratios {}",
            median(&direct_times),
            median(&gateway_times),
            list(&ratios, 2)
        );
        report.add(
            &format!("one 256 MiB layer through {kind:?}, against direct reading"),
            median(&ratios),
            "x",
            Bound::AtLeast(0.8),
            detail,
        );
    }
}

/// Seconds from the click to the verdict, in a browser of its own.
async fn verify(page: &str) -> f64 {
    let browser = Browser::at(page).await;
    browser.wait_state("ready").await;
    verify_all(&browser, 1).await.seconds
}
