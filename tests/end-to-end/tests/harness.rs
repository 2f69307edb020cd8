//! The helpers themselves: a fault that is not injected as told would let every test that needs it pass.

use end_to_end::{
    DEADLINE,
    answer::Answer,
    browser::{Browser, places::Places},
    fault_server::FaultServer,
    images::{images, shared_registry},
    registry::{Format, Registry},
};
use std::time::Duration;

const BODY: &[u8] = &[7; 300_000];

async fn get(url: String) -> reqwest::Response {
    reqwest::get(url).await.expect("an answer")
}

fn server_with(answer: Answer) -> (FaultServer, String) {
    let server = FaultServer::start();
    server.serve("/blob", answer);
    let url = format!("http://{}/blob", server.address());
    (server, url)
}

#[tokio::test]
async fn an_honest_answer_is_whole_and_open_to_browsers() {
    let (server, url) = server_with(Answer::ok("text/plain", BODY));
    let answer = get(url).await;
    assert_eq!(answer.headers()["access-control-allow-origin"], "*");
    assert_eq!(answer.bytes().await.expect("a body"), BODY);
    assert_eq!(server.seen_of("/blob").len(), 1);
}

#[tokio::test]
async fn a_cut_answer_promises_everything_and_breaks_off() {
    let (_server, url) = server_with(Answer::ok("text/plain", BODY).cut_after(100_000));
    let mut answer = get(url).await;
    assert_eq!(answer.content_length(), Some(300_000));
    let mut received = 0;
    let error = loop {
        match answer.chunk().await {
            Ok(Some(chunk)) => received += chunk.len(),
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
    };
    assert!(
        error.is_some(),
        "the body came to a clean end after {received} bytes"
    );
    assert_eq!(received, 100_000);
}

#[tokio::test]
async fn a_stalled_answer_goes_on_as_often_as_it_is_told() {
    for stalls in [&[100_000][..], &[100_000, 200_000]] {
        let answer = Answer::ok("text/plain", BODY);
        let answer = stalls
            .iter()
            .fold(answer, |answer, length| answer.stall_after(*length));
        let (server, url) = server_with(answer);
        let mut answer = get(url).await;
        let mut received = 0;
        for stall in stalls {
            while received < *stall {
                let chunk = answer.chunk().await.expect("a chunk");
                received += chunk.expect("a chunk").len();
            }
            let next = tokio::time::timeout(Duration::from_millis(200), answer.chunk()).await;
            assert!(next.is_err(), "something came after {stall} bytes");
            server.go_on();
        }
        while let Some(chunk) = answer.chunk().await.expect("a chunk") {
            received += chunk.len();
        }
        assert_eq!(received, 300_000);
    }
}

#[tokio::test]
async fn ranges_are_honoured_unless_they_are_to_be_ignored() {
    let (server, url) = server_with(Answer::ok("text/plain", BODY));
    let ask = || {
        reqwest::Client::new()
            .get(&url)
            .header("range", "bytes=100000-")
            .send()
    };
    let answer = ask().await.expect("an answer");
    assert_eq!(answer.status(), 206);
    assert_eq!(
        answer.headers()["content-range"],
        "bytes 100000-299999/300000"
    );
    assert_eq!(answer.bytes().await.expect("a body").len(), 200_000);
    server.ignore_ranges();
    assert_eq!(ask().await.expect("an answer").status(), 200);
}

#[tokio::test]
async fn answers_follow_one_another_and_the_last_one_stays() {
    let server = FaultServer::start();
    server.serve_each(
        "/x",
        [
            Answer::new(503, "text/plain", ""),
            Answer::ok("text/plain", ""),
        ],
    );
    let url = format!("http://{}/x", server.address());
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(get(url.clone()).await.status().as_u16());
    }
    assert_eq!(statuses, [503, 200, 200]);
}

#[tokio::test]
async fn answers_of_a_real_registry_can_be_changed_on_the_way() {
    let registry = shared_registry();
    let server = FaultServer::before(registry.address());
    let url = format!(
        "http://{}/v2/formats/oci/manifests/latest",
        server.address()
    );
    let manifest = |body: reqwest::Response| async { body.bytes().await.expect("a body") };
    let ask = || {
        reqwest::Client::new()
            .get(&url)
            .header("accept", "application/vnd.oci.image.manifest.v1+json")
            .send()
    };
    let honest = manifest(ask().await.expect("an answer")).await;
    assert_eq!(honest, registry.raw("formats/oci:latest"));
    server.change("/manifests/", 1, |answer| answer.altered_at(0));
    assert_ne!(manifest(ask().await.expect("an answer")).await, honest);
    assert_eq!(manifest(ask().await.expect("an answer")).await, honest);
}

#[tokio::test]
async fn the_images_are_in_the_formats_that_their_names_say() {
    let registry = shared_registry();
    let types = [
        (
            "formats/oci",
            r#""mediaType":"application/vnd.oci.image.layer.v1.tar+gzip""#,
        ),
        (
            "formats/zstd",
            r#""mediaType":"application/vnd.oci.image.layer.v1.tar+zstd""#,
        ),
        (
            "formats/schema2",
            "application/vnd.docker.image.rootfs.diff.tar.gzip",
        ),
        ("formats/schema1", "fsLayers"),
        ("multi/index", "application/vnd.oci.image.index.v1+json"),
        (
            "multi/list",
            "application/vnd.docker.distribution.manifest.list.v2+json",
        ),
        ("artifact", "application/vnd.example.notes.v1"),
    ];
    for (name, sign) in types {
        let raw = registry.raw(&format!("{name}:latest"));
        assert!(
            raw.replace(": ", ":").contains(sign),
            "{name} has no {sign}: {raw}"
        );
    }
}

#[tokio::test]
async fn a_registry_keeps_its_storage_and_port_over_a_restart() {
    let mut registry = Registry::start();
    registry.push(&images().oci("amd64"), "kept:latest", Format::Oci);
    let (address, before) = (registry.address().to_owned(), registry.raw("kept:latest"));
    registry.stop();
    assert!(
        reqwest::get(format!("http://{address}/v2/")).await.is_err(),
        "it still answers"
    );
    registry.serve();
    assert_eq!(registry.address(), address);
    assert_eq!(registry.raw("kept:latest"), before);
}

#[tokio::test]
async fn a_byte_flipped_in_the_storage_is_served() {
    let registry = Registry::start();
    registry.push(&images().oci("amd64"), "flipped:latest", Format::Oci);
    let manifest: serde_json::Value =
        serde_json::from_str(&registry.raw("flipped:latest")).expect("JSON");
    let digest = manifest["layers"][0]["digest"]
        .as_str()
        .expect("a digest")
        .to_owned();
    registry.flip_byte(&digest, 20);
    let served = get(format!(
        "http://{}/v2/flipped/blobs/{digest}",
        registry.address()
    ))
    .await;
    assert_ne!(
        end_to_end::sha256(&served.bytes().await.expect("a body")),
        digest
    );
}

/// An element as the contract describes it, in a page that has errors.
const DUMMY: &str = r#"<!DOCTYPE html><html lang="en"><title>Dummy</title><meta http-equiv="content-security-policy" content="img-src 'none'">
<porthole-image></porthole-image><script>
    const host = document.querySelector("porthole-image");
    const root = host.attachShadow({ mode: "open" });
    root.innerHTML = `<main><h1>Dummy</h1><input part="reference-input" aria-label="Image reference"><button part="inspect-button">Inspect</button>
        <pre part="raw">{ "a": "<b>" }</pre><p part="layer" data-digest="sha256:1" data-state="unverified">one</p>
        <p style="color: #ccc; background: #fff" id="scheme">pale</p></main>`;
    root.querySelector("pre").textContent = '{ "a": "<b>" }';
    root.querySelector("button").onclick = () => {
        host.dataset.kind = root.querySelector("input").value;
        host.dataset.state = matchMedia("(prefers-color-scheme: dark)").matches ? "ready" : "idle";
        host.dispatchEvent(new CustomEvent("porthole-ready", { bubbles: true, composed: true, detail: { kind: "image" } }));
        new Image().src = "/image.png";
        console.error("wrong", 1);
    };
</script>"#;

#[tokio::test]
async fn a_browser_sees_parts_events_errors_and_broken_rules() {
    let server = FaultServer::start();
    server.serve("/", Answer::ok("text/html", DUMMY));
    let browser = Browser::at(&format!("http://{}/", server.address())).await;
    browser.resize(360, 640).await;
    assert_eq!(browser.run::<u32>("return innerWidth", vec![]).await, 360);
    assert_eq!(browser.text("raw").await, r#"{ "a": "<b>" }"#);
    assert_eq!(
        browser.parts("layer").await[0].attribute("data-state"),
        "unverified"
    );
    assert_eq!(browser.data("state").await, None);
    browser.prefer("dark").await;
    browser.ask_for("image").await;
    browser.wait_state("ready").await;
    assert_eq!(browser.data("kind").await.as_deref(), Some("image"));
    assert_eq!(browser.events("porthole-ready").await[0]["kind"], "image");
    browser
        .wait_for("a refused image", async || {
            (!browser.violations().await.is_empty()).then_some(())
        })
        .await;
    assert_eq!(browser.errors().await, ["console: wrong 1"]);
    assert!(browser.screenshot("harness").await.is_file());
    let broken = browser.accessibility_violations().await;
    assert!(
        broken.iter().any(|rule| rule.starts_with("color-contrast")),
        "{broken:?}"
    );
}

#[tokio::test]
async fn a_test_has_one_place_for_all_its_browsers_and_the_next_test_gets_it_afterwards() {
    let places = Places::new(1);
    let first = places.take().await;
    let second = tokio::time::timeout(DEADLINE, places.take()).await;
    let second = second.expect("the place that the test has");
    // Of another test, which runs on a thread of its own.
    let (sender, receiver) = std::sync::mpsc::channel();
    let other = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        let place = runtime.expect("a runtime").block_on(places.take());
        sender.send(()).expect("a test that waits");
        drop(place);
    });
    drop(first);
    let early = receiver.recv_timeout(Duration::from_millis(200));
    assert!(early.is_err(), "it came although the second one is kept");
    drop(second);
    receiver.recv().expect("the place");
    other.join().expect("the other test");
}

/// A page whose worker has another one, and asks for something by itself as that does, which a redirect leads on.
const EMPLOYER: &str = r#"<!DOCTYPE html><title>Employer</title><script>
    fetch("/by-page");
    new Worker("/worker.js").onmessage = ({ data }) => { document.title = data; };
</script>"#;

const WORKER: &str = r#"
    const text = `fetch("${location.origin}/by-the-workers-worker").then(() => postMessage("done"))`;
    const worker = new Worker(URL.createObjectURL(new Blob([text])));
    worker.onmessage = ({ data }) => fetch("/by-worker").then(() => postMessage(data));"#;

#[tokio::test]
async fn what_workers_ask_for_is_seen_as_what_a_page_asks_for_is() {
    let server = FaultServer::start();
    server.serve("/", Answer::ok("text/html", EMPLOYER));
    server.serve("/worker.js", Answer::ok("text/javascript", WORKER));
    server.serve("/by-worker", Answer::redirect("/by-redirect"));
    for path in ["/by-page", "/by-the-workers-worker", "/by-redirect"] {
        server.serve(path, Answer::ok("text/plain", ""));
    }
    let browser = Browser::watched().await;
    let page = format!("http://{}/", server.address());
    browser.go(&page).await;
    browser
        .wait_for("both workers", async || {
            (browser.title().await == "done").then_some(())
        })
        .await;
    let requests = browser.requests().await;
    for path in [
        "",
        "by-page",
        "worker.js",
        "by-the-workers-worker",
        "by-worker",
        "by-redirect",
    ] {
        let url = format!("{page}{path}");
        assert!(requests.contains(&url), "no {url} in {requests:?}");
    }
}
