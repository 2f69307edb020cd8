//! Registries that no page may read, read through the gateways that are shipped: nginx and Caddy with the files of `deploy/`, and Trunk.

use end_to_end::{
    DEADLINE, INTERVAL,
    answer::Answer,
    browser::Browser,
    child::Child,
    fault_server::{FaultServer, Seen},
    gateway::{Gateway, Kind, Surroundings},
    images::shared_registry,
    registry::Registry,
    site, tool,
};
use reqwest::{Client, Method, Response, redirect::Policy};
use std::time::Instant;

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
        let challenge = r#"Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:formats/oci:pull""#;
        public.registry.change("/manifests/", 1, move |_| {
            Answer::error(401, "UNAUTHORIZED", "authentication required")
                .header("www-authenticate", challenge)
        });
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
    let browser = Browser::at(&gateway.page(IMAGE)).await;
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
    assert_eq!(manifests.len(), 2, "{manifests:?}");
    let accept = manifests[1].header("accept").unwrap_or_default();
    assert!(
        accept.contains("oci.image.index") && accept.contains("manifest.v2+json"),
        "{accept}"
    );
    assert_eq!(public.blobs.seen().len(), 3, "{:?}", public.blobs.seen());
    // The token goes to the registry and nowhere else.
    for (seen, want) in [
        (&manifests[1..], Some("Bearer abc.def")),
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
    // And the page asked nobody but the server that it came from.
    for url in browser.requests().await {
        assert!(url.starts_with(&gateway.origin()), "{url}");
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

fn client() -> Client {
    Client::builder()
        .redirect(Policy::none())
        .build()
        .expect("an HTTP client")
}

async fn ask(method: Method, url: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = client().request(method, url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.expect("an answer")
}

async fn status(method: Method, url: &str) -> u16 {
    ask(method, url, &[]).await.status().as_u16()
}

#[tokio::test]
async fn only_reading_and_only_the_hosts_that_are_listed() {
    for kind in [Kind::Nginx, Kind::Caddy] {
        let hub = FaultServer::start();
        let surroundings = Surroundings::default().with("docker.io", hub.address());
        let gateway = Gateway::start(kind, &surroundings);
        let root = gateway.url("docker.io", "/v2/");
        for (method, url, want) in [
            (Method::GET, root.clone(), 200),
            (Method::HEAD, root.clone(), 200),
            (Method::OPTIONS, root.clone(), 204),
            (Method::POST, root.clone(), 405),
            (Method::PUT, root.clone(), 405),
            (Method::PATCH, root.clone(), 405),
            (Method::DELETE, root.clone(), 405),
            (
                Method::POST,
                format!("{}/gateways.json", gateway.origin()),
                405,
            ),
            (Method::GET, gateway.url("evil.example", "/v2/"), 404),
            (
                Method::GET,
                gateway.url("registry-1.docker.io", "/v2/"),
                404,
            ),
            (Method::GET, gateway.url(hub.address(), "/v2/"), 404),
            (Method::GET, gateway.url("docker.io", "/"), 404),
            (Method::GET, gateway.url("docker.io", "/v1/search"), 404),
            (
                Method::GET,
                gateway.url("docker.io", "/v2/%2e%2e/secret"),
                404,
            ),
            (Method::GET, gateway.url("", "/v2/"), 404),
            (Method::GET, format!("{}/v2/", gateway.origin()), 404),
        ] {
            let got = status(method.clone(), &url).await;
            assert_eq!(got, want, "{kind:?} {method} {url}");
        }
        let came: Vec<String> = hub
            .seen()
            .iter()
            .map(|seen| format!("{} {}", seen.method, seen.path))
            .collect();
        assert_eq!(came, ["GET /v2/", "HEAD /v2/"], "{kind:?}");
    }
}

#[tokio::test]
async fn a_registry_learns_nothing_of_who_asks_and_cannot_speak_for_the_page() {
    for kind in [Kind::Nginx, Kind::Caddy, Kind::Trunk] {
        let hub = FaultServer::start();
        let page = Answer::ok("text/html", "<script>alert(1)</script>")
            .header("set-cookie", "track=1")
            .header("content-security-policy", "script-src *")
            .header("docker-content-digest", "sha256:00");
        hub.serve("/v2/evil/blobs/x", page);
        let surroundings = Surroundings::default().with("docker.io", hub.address());
        let gateway = Gateway::start(kind, &surroundings);
        let url = gateway.url("docker.io", "/v2/evil/blobs/x?n=1&last=a%2Fb");
        let answer = ask(
            Method::GET,
            &url,
            &[
                ("cookie", "session=1"),
                ("origin", "http://page.example"),
                ("referer", "http://page.example/secret"),
                ("accept", "text/x"),
                ("range", "bytes=0-7"),
                ("authorization", "Bearer abc"),
            ],
        )
        .await;
        let seen = &hub.seen()[0];
        assert_eq!(seen.path, "/v2/evil/blobs/x?n=1&last=a%2Fb", "{kind:?}");
        for (name, want) in [
            ("cookie", None),
            ("origin", None),
            ("referer", None),
            ("accept", Some("text/x")),
            ("range", Some("bytes=0-7")),
            ("authorization", Some("Bearer abc")),
        ] {
            assert_eq!(seen.header(name), want, "{kind:?} {name}");
        }
        if kind == Kind::Trunk {
            // It can change requests only; it is for the machine that it runs on.
            continue;
        }
        assert_eq!(seen.header("x-forwarded-for"), None, "{kind:?}");
        let header = |name: &str| {
            let values = answer.headers().get_all(name).iter();
            let values: Vec<&str> = values.filter_map(|value| value.to_str().ok()).collect();
            values.join(" + ")
        };
        for (name, want) in [
            ("set-cookie", ""),
            ("access-control-allow-origin", ""),
            ("content-security-policy", "default-src 'none'; sandbox"),
            ("x-content-type-options", "nosniff"),
            ("docker-content-digest", "sha256:00"),
            ("content-range", "bytes 0-7/25"),
        ] {
            assert_eq!(header(name), want, "{kind:?} {name}");
        }
    }
}

#[tokio::test]
async fn what_a_request_holds_is_never_taken_for_a_setting_of_the_server() {
    let home = std::env::var("HOME").expect("a home");
    for kind in [Kind::Nginx, Kind::Caddy] {
        let hub = FaultServer::start();
        let surroundings = Surroundings::default().with("docker.io", hub.address());
        let gateway = Gateway::start(kind, &surroundings);
        for path in [
            "/v2/%7Benv.HOME%7D/$HOME",
            "/v2/x%3F%7Benv.HOME%7D",
            "/v2/x?%7Benv.HOME%7D",
            "/v2/x?{env.HOME}=$http_host",
            "/v2/x%3F%7Benv.HOME%7D?y",
        ] {
            status(Method::GET, &gateway.url("docker.io", path)).await;
        }
        let seen = hub.seen();
        assert_eq!(seen.len(), 5, "{kind:?} {seen:?}");
        for request in &seen {
            for value in [home.as_str(), "127.0.0.1"] {
                assert!(!request.path.contains(value), "{kind:?} {}", request.path);
            }
        }
    }
}

#[tokio::test]
async fn redirects_lead_to_named_hosts_under_https_only() {
    for kind in [Kind::Nginx, Kind::Caddy] {
        let (hub, inside) = (FaultServer::start(), FaultServer::start());
        inside.serve("/secret", Answer::ok("text/plain", "secret"));
        let secret = format!("http://{}/secret", inside.address());
        let surroundings = Surroundings::default().with("docker.io", hub.address());
        let gateway = Gateway::start(kind, &surroundings);
        for location in [
            secret.as_str(),
            "http://registry.example/",
            &secret.replace("http:", "https:"),
            "https://169.254.169.254/latest/meta-data/",
            "https://[::1]/",
            "https://localhost/",
            "https://user@registry.example/",
            "https://registry.example:8443/",
            "//registry.example/",
            "{env.HOME}",
            "https://registry.example/{env.HOME}",
            "file:///etc/passwd",
        ] {
            hub.serve("/v2/x", Answer::redirect(location));
            let answer = ask(Method::GET, &gateway.url("docker.io", "/v2/x"), &[]).await;
            assert_eq!(answer.status().as_u16(), 502, "{kind:?} {location}");
        }
        // What stays on the same host is followed, with what was sent along.
        hub.serve("/v2/x", Answer::redirect("/v2/y?z=%2F"));
        hub.serve("/v2/y?z=%2F", Answer::ok("text/plain", "here"));
        let answer = ask(Method::GET, &gateway.url("docker.io", "/v2/x"), &[]).await;
        assert_eq!(answer.text().await.expect("a text"), "here", "{kind:?}");
        // But not for ever.
        hub.serve("/v2/x", Answer::redirect("/v2/x"));
        let answer = ask(Method::GET, &gateway.url("docker.io", "/v2/x"), &[]).await;
        assert!(!answer.status().is_success(), "{kind:?} {answer:?}");
        assert_eq!(inside.seen().len(), 0, "{kind:?}");
    }
}

#[tokio::test]
async fn a_registry_is_believed_only_with_a_certificate_that_somebody_vouches_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let (key, certificate) = (folder.path().join("key"), folder.path().join("certificate"));
    let (key, path) = (
        key.to_str().expect("a path that is text"),
        certificate.to_str().expect("a path that is text"),
    );
    let names = "subjectAltName=DNS:127.0.0.1,IP:127.0.0.1";
    let new = [
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
    ];
    let subject = ["-subj", "/CN=127.0.0.1", "-addext", names];
    let files = ["-keyout", key, "-out", path];
    tool::run("openssl", &[&new[..], &subject, &files].concat());
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    drop(listener);
    let serve = ["s_server", "-accept", &address, "-www", "-quiet"];
    let with = ["-key", key, "-cert", path];
    let _server = Child::start(
        "openssl",
        &[&serve[..], &with].concat(),
        &folder.path().join("log"),
    );
    let surroundings = Surroundings::default().with("docker.io", &address);
    for kind in [Kind::Nginx, Kind::Caddy] {
        for (trusted, want) in [(Some(certificate.as_path()), 200), (None, 502)] {
            let gateway = Gateway::start(kind, &surroundings.clone().over_tls(trusted));
            let url = gateway.url("docker.io", "/v2/");
            let start = Instant::now();
            let mut got = status(Method::GET, &url).await;
            // The server may still be on its way.
            while got != want && start.elapsed() < DEADLINE {
                tokio::time::sleep(INTERVAL).await;
                got = status(Method::GET, &url).await;
            }
            assert_eq!(got, want, "{kind:?} {trusted:?}");
        }
    }
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
        let header = |answer: &Response, name: &str| {
            let values = answer.headers().get_all(name).iter();
            let values: Vec<&str> = values.filter_map(|value| value.to_str().ok()).collect();
            values.join(" + ")
        };
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
        // The first request for a manifest wants a token of docker.io, which is not there for skopeo.
        let _ = client()
            .get(format!(
                "http://{}/v2/formats/oci/manifests/latest",
                public.registry.address()
            ))
            .send()
            .await;
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

async fn notice(gateway: &Gateway) -> (String, String) {
    let browser = Browser::at(&gateway.page(IMAGE)).await;
    browser.wait_state("failed").await;
    let notices = browser.parts("notice").await;
    (
        notices[0].attribute("data-code").to_owned(),
        notices[0].text.clone(),
    )
}

#[tokio::test]
async fn a_registry_that_the_gateway_does_not_reach_is_told_as_the_gateways_failure() {
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.local_addr().expect("an address").to_string()
    };
    let surroundings = Surroundings::default().with("docker.io", &closed);
    for (kind, status) in [
        (Kind::Nginx, "502 Bad Gateway"),
        (Kind::Caddy, "502 Bad Gateway"),
        (Kind::Trunk, "500 Internal Server Error"),
    ] {
        let gateway = Gateway::start(kind, &surroundings);
        let (code, text) = notice(&gateway).await;
        assert_eq!(code, "server-error", "{kind:?} {text}");
        let title = "The gateway does not reach docker.io";
        assert!(text.starts_with(title), "{kind:?} {text}");
        let said = format!("{status}, from the gateway and not from docker.io");
        assert!(text.contains(&said), "{kind:?} {text}");
    }
}

#[tokio::test]
async fn what_a_registry_says_through_the_gateway_is_told_as_its_own() {
    for kind in [Kind::Nginx, Kind::Caddy, Kind::Trunk] {
        let hub = FaultServer::start();
        let surroundings = Surroundings::default().with("docker.io", hub.address());
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
async fn the_page_as_it_is_built_names_no_gateway() {
    let built = std::fs::read_to_string(site::folder().join("gateways.json")).expect("a file");
    assert_eq!(built.trim(), "{}");
    // A layout needs none: nothing is asked for it.
    let browser = Browser::at(&site::home()).await;
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
    let said = browser.text("gateways-problem").await;
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
