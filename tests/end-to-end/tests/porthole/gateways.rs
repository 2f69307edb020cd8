//! Registries that no page may read, read through the gateways that are shipped: nginx and Caddy with the files of `deploy/`, and Trunk.

use crate::gateway_servers::{ask, header, status};
use end_to_end::{
    answer::Answer,
    browser::Browser,
    fault_server::{FaultServer, Seen},
    gateway::{Gateway, Kind, Surroundings},
    images::shared_registry,
    ports::free_address,
    registry::Registry,
    site, tool,
};
use reqwest::Method;
use serde_json::json;

const IMAGE: &str = "formats/oci:latest";

/// A public registry by its behaviour: no permission for browsers, a token for every request, blobs behind redirects to another host.
struct Public {
    registry: FaultServer,
    tokens: FaultServer,
    blobs: FaultServer,
}

impl Public {
    fn start() -> Self {
        let inside = shared_registry();
        let public = Self {
            registry: FaultServer::before(inside.address()),
            tokens: FaultServer::start(),
            blobs: FaultServer::start(),
        };
        public
            .registry
            .change("/", usize::MAX, Answer::closed_to_browsers);
        let token = Answer::ok("application/json", r#"{"token":"abc.def"}"#);
        public.tokens.serve("/token", token.closed_to_browsers());
        for digest in blobs(inside) {
            let bytes = std::fs::read(inside.blob_path(&digest)).expect("a blob");
            let place = format!("/signed//{digest}");
            let signed = format!("{place}?signature=a%2Fb%2Bc%3D&expires=1+2");
            public.blobs.serve(
                &signed,
                Answer::ok("application/octet-stream", bytes).closed_to_browsers(),
            );
            public.registry.serve(
                &format!("/v2/formats/oci/blobs/{digest}"),
                Answer::redirect(&format!("http://{}{signed}", public.blobs.address())),
            );
        }
        public
    }

    fn surroundings(&self) -> Surroundings {
        Surroundings::default()
            .with("docker.io", self.registry.address())
            .with("auth.docker.io", self.tokens.address())
            .following()
    }

    /// Everything that came to any of its servers.
    fn seen(&self) -> Vec<Seen> {
        let servers = [&self.registry, &self.tokens, &self.blobs];
        servers.iter().flat_map(|server| server.seen()).collect()
    }
}

/// Config and layers of the image.
fn blobs(registry: &Registry) -> Vec<String> {
    let manifest: serde_json::Value =
        serde_json::from_str(&registry.raw(IMAGE)).expect("a manifest");
    let layers = manifest["layers"].as_array().expect("layers").iter();
    layers
        .chain([&manifest["config"]])
        .map(|descriptor| descriptor["digest"].as_str().expect("a digest").to_owned())
        .collect()
}

async fn an_image_is_inspected_and_verified(kind: Kind) {
    let public = Public::start();
    let gateway = Gateway::start(kind, &public.surroundings());
    // As a person types it: nothing in it names a gateway.
    let browser = Browser::watched().await;
    browser.go(&gateway.page(IMAGE)).await;
    browser.wait_state("ready").await;
    let digest = shared_registry().inspect_digest(IMAGE);
    assert_eq!(browser.verdict(&digest).await, "unchecked");
    browser.click("verify-button").await;
    assert_eq!(browser.wait_layers().await, ["verified", "verified"]);

    // The names are the registry's; one line says which way it was read.
    let through = &browser.parts("gateway").await[0];
    assert_eq!(through.text, "Read through the gateway /_gateway/docker.io");
    assert_eq!(through.attribute("data-address"), "/_gateway/docker.io");
    assert!(browser.text("breadcrumb").await.starts_with("docker.io"));
    let commands = browser.parts("command").await;
    assert!(!commands.is_empty());
    for command in &commands {
        assert!(!command.text.contains("_gateway"), "{}", command.text);
    }

    // One token, one manifest for all types at once, and each blob once.
    let tokens = public.tokens.seen();
    assert_eq!(tokens.len(), 1, "{tokens:?}");
    let manifests = public.registry.seen_of("/manifests/");
    assert_eq!(manifests.len(), 1, "{manifests:?}");
    let accept = manifests[0].header("accept").unwrap_or_default();
    assert!(
        accept.contains("oci.image.index") && accept.contains("manifest.v2+json"),
        "{accept}"
    );
    assert_eq!(public.blobs.seen().len(), 3, "{:?}", public.blobs.seen());
    // The token goes to the registry and nowhere else.
    for (seen, want) in [
        (&manifests[..], Some("Bearer abc.def")),
        (&public.registry.seen_of("/blobs/"), Some("Bearer abc.def")),
        (&tokens, None),
        (&public.blobs.seen(), None),
    ] {
        for request in seen {
            assert_eq!(request.header("authorization"), want, "{request:?}");
        }
    }
    for request in public.seen() {
        assert_eq!(request.method, "GET");
        for name in ["cookie", "origin", "x-forwarded-for", "x-forwarded-host"] {
            assert_eq!(request.header(name), None, "{request:?}");
        }
        // Trunk names the registry as the referrer of what it redirects to.
        let referrer = request.header("referer").unwrap_or_default();
        assert!(!referrer.starts_with(&gateway.origin()), "{request:?}");
    }
    // And the page and its workers asked nobody but the server that they came from.
    for url in browser.requests().await {
        let address = url.trim_start_matches("blob:");
        assert!(address.starts_with(&gateway.origin()), "{url}");
        assert!(!url.contains("abc.def"), "a token in {url}");
    }
    assert!(!gateway.log().contains("abc.def"), "a token in the log");
    browser.assert_quiet().await;
}

#[tokio::test]
async fn behind_nginx_an_image_is_inspected_and_verified() {
    an_image_is_inspected_and_verified(Kind::Nginx).await;
}

#[tokio::test]
async fn behind_caddy_an_image_is_inspected_and_verified() {
    an_image_is_inspected_and_verified(Kind::Caddy).await;
}

#[tokio::test]
async fn behind_trunk_an_image_is_inspected_and_verified() {
    an_image_is_inspected_and_verified(Kind::Trunk).await;
}

#[tokio::test]
async fn a_registry_of_ones_own_is_read_by_pages_of_the_named_origin_alone() {
    for kind in [Kind::Nginx, Kind::Caddy] {
        let reader = format!("http://{}", site::server().address());
        let registry = FaultServer::before(shared_registry().address());
        let surroundings = Surroundings::default().before(registry.address(), &reader);
        let gateway = Gateway::start(kind, &surroundings);
        let root = format!("http://{}/v2/", gateway.registry_address());

        let question = [
            ("origin", reader.as_str()),
            ("access-control-request-method", "GET"),
            ("access-control-request-headers", "authorization"),
        ];
        let answer = ask(Method::OPTIONS, &root, &question).await;
        assert_eq!(answer.status().as_u16(), 204, "{kind:?}");
        let origin = "access-control-allow-origin";
        let allowed = "access-control-allow-headers";
        assert_eq!(header(&answer, origin), reader, "{kind:?}");
        assert_eq!(
            header(&answer, allowed),
            "Authorization, Accept, Range",
            "{kind:?}"
        );
        assert_eq!(registry.seen().len(), 0, "the registry was not asked");

        let answer = ask(Method::GET, &root, &[("origin", "http://evil.example")]).await;
        assert_ne!(header(&answer, origin), "http://evil.example", "{kind:?}");
        assert_ne!(header(&answer, origin), "*", "{kind:?}");
        assert_eq!(status(Method::POST, &root).await, 405, "{kind:?}");

        let missing = format!("{root}nothing/manifests/latest");
        let answer = ask(Method::GET, &missing, &[("origin", &reader)]).await;
        assert_eq!(answer.status().as_u16(), 404, "{kind:?}");
        assert_eq!(header(&answer, origin), reader, "on errors too: {kind:?}");

        let image = format!("{}/{IMAGE}", gateway.registry_address());
        let browser = Browser::inspect(&image).await;
        browser.click("verify-button").await;
        assert_eq!(browser.wait_layers().await, ["verified", "verified"]);
        browser.assert_quiet().await;
    }
}

#[tokio::test]
async fn skopeo_gets_the_same_digests_through_the_gateway() {
    let public = Public::start();
    let reader = "https://docs.example";
    for kind in [Kind::Nginx, Kind::Caddy] {
        let surroundings = public
            .surroundings()
            .before(public.registry.address(), reader);
        let gateway = Gateway::start(kind, &surroundings);
        let folder = tempfile::tempdir().expect("a folder");
        let copy = format!("dir:{}", folder.path().display());
        let source = format!("docker://{}/{IMAGE}", gateway.registry_address());
        tool::run(
            "skopeo",
            &[
                "copy",
                "--quiet",
                "--preserve-digests",
                "--src-tls-verify=false",
                &source,
                &copy,
            ],
        );
        let manifest = std::fs::read(folder.path().join("manifest.json")).expect("a manifest");
        assert_eq!(
            end_to_end::sha256(&manifest),
            shared_registry().inspect_digest(IMAGE),
            "{kind:?}"
        );
        for digest in blobs(shared_registry()) {
            let encoded = digest.trim_start_matches("sha256:");
            let bytes = std::fs::read(folder.path().join(encoded)).expect("a blob");
            assert_eq!(end_to_end::sha256(&bytes), digest, "{kind:?}");
            let url = gateway.url("docker.io", &format!("/v2/formats/oci/blobs/{digest}"));
            let answer = ask(Method::GET, &url, &[]).await;
            let served = answer.bytes().await.expect("a blob");
            assert_eq!(end_to_end::sha256(&served), digest, "{kind:?}");
        }
    }
}

/// What is told of an image of quay.io. Not of Docker Hub, where the token service is asked first.
async fn notice(gateway: &Gateway) -> (String, String) {
    let browser = Browser::at(&gateway.page(&format!("quay.io/{IMAGE}"))).await;
    browser.wait_state("failed").await;
    let notices = browser.parts("notice").await;
    (
        notices[0].attribute("data-code").to_owned(),
        notices[0].text.clone(),
    )
}

#[tokio::test]
async fn a_registry_that_the_gateway_does_not_reach_is_told_as_the_gateways_failure() {
    let surroundings = Surroundings::default().with("quay.io", &free_address());
    for (kind, status) in [
        (Kind::Nginx, "502 Bad Gateway"),
        (Kind::Caddy, "502 Bad Gateway"),
        (Kind::Trunk, "500 Internal Server Error"),
    ] {
        let gateway = Gateway::start(kind, &surroundings);
        let (code, text) = notice(&gateway).await;
        assert_eq!(code, "server-error", "{kind:?} {text}");
        let title = "The gateway does not reach quay.io";
        assert!(text.starts_with(title), "{kind:?} {text}");
        let said = format!("{status}, from the gateway and not from quay.io");
        assert!(text.contains(&said), "{kind:?} {text}");
    }
}

#[tokio::test]
async fn what_a_registry_says_through_the_gateway_is_told_as_its_own() {
    for kind in [Kind::Nginx, Kind::Caddy, Kind::Trunk] {
        let quay = FaultServer::start();
        let surroundings = Surroundings::default().with("quay.io", quay.address());
        let gateway = Gateway::start(kind, &surroundings);
        let (code, text) = notice(&gateway).await;
        assert_eq!(code, "not-found", "{kind:?} {text}");
        assert!(text.starts_with("There is no such repository"), "{text}");
    }
}

/// A static host with the page and this answer for `gateways.json`.
fn static_host(gateways: Answer) -> FaultServer {
    let server = FaultServer::of_folder(&site::folder(), "/");
    server.serve("/gateways.json", gateways.closed_to_browsers());
    server
}

async fn read_from(server: &FaultServer, image: &str) -> Browser {
    let mut url =
        reqwest::Url::parse(&format!("http://{}/", server.address())).expect("an address");
    url.query_pairs_mut().append_pair("image", image);
    let browser = Browser::at(url.as_str()).await;
    browser.wait_state("ready").await;
    browser
}

#[tokio::test]
async fn a_page_without_gateways_asks_none_and_says_nothing_of_them() {
    let image = shared_registry().reference(IMAGE);
    for gateways in [
        Answer::ok("application/json", "{}"),
        Answer::new(404, "text/plain", "not found"),
        Answer::ok("text/html", "<!doctype html>"),
    ] {
        let server = static_host(gateways);
        let browser = read_from(&server, &image).await;
        assert_eq!(browser.parts("gateway").await, []);
        assert_eq!(browser.parts("gateways-problem").await, []);
        assert_eq!(server.seen_of("gateways.json").len(), 1);
        assert_eq!(server.seen_of("_gateway").len(), 0);
        // Not asked again for the next image.
        browser
            .ask_for(&shared_registry().reference("formats/schema2:latest"))
            .await;
        browser
            .wait_parts("breadcrumb", |parts| parts[0].text.contains("schema2"))
            .await;
        browser.wait_state("ready").await;
        assert_eq!(server.seen_of("gateways.json").len(), 1);
        browser.assert_quiet().await;
    }
}

#[tokio::test]
async fn the_list_of_gateways_is_asked_for_while_the_module_is_on_its_way() {
    let server = static_host(Answer::ok("application/json", "{}"));
    server.change("/app_bg.wasm", usize::MAX, |answer| answer.stall_after(10));
    let image = shared_registry().reference(IMAGE);
    let browser = Browser::at(&format!("http://{}/?image={image}", server.address())).await;
    browser
        .wait_for("the list", async || {
            (server.seen_of("gateways.json").len() == 1).then_some(())
        })
        .await;
    assert_eq!(browser.data("state").await, None, "the module is there");
    server.go_on();
    browser.wait_state("ready").await;
    assert_eq!(server.seen_of("gateways.json").len(), 1);
    browser.assert_quiet().await;
}

/// The network takes away the first request for the list.
const LOSE_THE_FIRST: &str = "
    const real = fetch;
    let lost = false;
    window.fetch = (url, init) => {
        if (lost || !String(url).includes('gateways.json')) { return real(url, init); }
        lost = true;
        return Promise.reject(new TypeError('lost'));
    };";

#[tokio::test]
async fn a_list_of_gateways_that_was_lost_on_the_way_is_asked_for_again() {
    let hub = FaultServer::before(shared_registry().address());
    let list = format!(r#"{{"docker.io": "http://{}"}}"#, hub.address());
    let server = static_host(Answer::ok("application/json", list));
    let browser = Browser::open().await;
    let lose = json!({ "source": LOSE_THE_FIRST });
    browser
        .command("Page.addScriptToEvaluateOnNewDocument", lose)
        .await;
    browser
        .go(&format!("http://{}/?image={IMAGE}", server.address()))
        .await;
    browser.wait_state("ready").await;
    assert_eq!(server.seen_of("gateways.json").len(), 1);
    assert_eq!(browser.parts("gateway").await.len(), 1);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn the_page_as_it_is_built_names_no_gateway() {
    let built = std::fs::read_to_string(site::folder().join("gateways.json")).expect("a file");
    assert_eq!(built.trim(), "{}");
    // A layout needs none: nothing is asked for it.
    let browser = Browser::watched().await;
    browser.go(&site::home()).await;
    browser.wait_state("ready").await;
    for url in browser.requests().await {
        assert!(!url.contains("gateway"), "{url}");
    }
}

#[tokio::test]
async fn an_embedded_view_uses_the_gateways_that_it_names_and_looks_for_none_otherwise() {
    let hub = FaultServer::before(shared_registry().address());
    let server = static_host(Answer::ok("application/json", "{}"));
    let list = format!(r#"{{"docker.io": "http://{}"}}"#, hub.address());
    server.serve("/lists/all.json", Answer::ok("application/json", list));
    let own = shared_registry().reference(IMAGE);
    for (attributes, gateway, lists) in [
        (format!(r#"image="{own}""#), None, 0),
        (
            format!(r#"image="{IMAGE}" gateways="lists/all.json""#),
            Some(format!("http://{}", hub.address())),
            1,
        ),
    ] {
        let page = format!(
            r#"<!doctype html><title>Docs</title><script type="module" src="porthole.js"></script><porthole-image {attributes}></porthole-image>"#
        );
        server.serve("/docs.html", Answer::ok("text/html", page));
        let browser = Browser::at(&format!("http://{}/docs.html", server.address())).await;
        browser.wait_state("ready").await;
        let shown = browser.parts("gateway").await;
        let address = shown.first().map(|part| part.attribute("data-address"));
        assert_eq!(address, gateway.as_deref(), "{attributes}");
        assert_eq!(server.seen_of(".json").len(), lists, "{attributes}");
        browser.assert_quiet().await;
    }
    // On another origin no request may need a preflight.
    for request in hub.seen() {
        assert_eq!(request.method, "GET");
        let accept = request.header("accept").unwrap_or_default();
        assert!(accept.len() <= 128, "{accept}");
    }
}

#[tokio::test]
async fn a_wrong_list_of_gateways_is_said_and_the_image_is_shown_all_the_same() {
    let list = r#"{"https://ghcr.io": "_gateway/ghcr.io"}"#;
    let server = static_host(Answer::ok("application/json", list));
    let browser = read_from(&server, &shared_registry().reference(IMAGE)).await;
    // The second module says it, a moment after the image is there.
    let said = browser.wait_parts("gateways-problem", |said| !said.is_empty());
    let said = &said.await[0].text;
    let want = r#"/gateways.json: "https://ghcr.io" is no host."#;
    assert!(said.contains(want), "{said}");
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_gateway_that_is_not_there_is_told_with_its_address() {
    let list = r#"{"docker.io": "nowhere/docker.io"}"#;
    let server = static_host(Answer::ok("application/json", list));
    server.serve(
        "/nowhere/docker.io/v2/library/alpine/manifests/latest",
        Answer::new(404, "text/html", "<h1>Not found</h1>").closed_to_browsers(),
    );
    let url = format!("http://{}/?image=alpine", server.address());
    let browser = Browser::at(&url).await;
    browser.wait_state("failed").await;
    let notice = &browser.parts("notice").await[0];
    assert_eq!(notice.attribute("data-code"), "not-a-registry");
    assert!(
        notice
            .text
            .contains("/nowhere/docker.io leads to docker.io"),
        "{}",
        notice.text
    );
}
