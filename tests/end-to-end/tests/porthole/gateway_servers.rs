//! What the servers of `deploy/` let through, and what they do not, asked without a browser.

use end_to_end::{
    DEADLINE, INTERVAL,
    answer::Answer,
    child::Child,
    fault_server::FaultServer,
    gateway::{Gateway, Kind, Surroundings},
    ports::free_address,
    tool,
};
use reqwest::{Client, Method, Response, redirect::Policy};
use std::time::Instant;

fn client() -> Client {
    Client::builder()
        .redirect(Policy::none())
        .build()
        .expect("an HTTP client")
}

/// Asks a server, and follows no redirect.
pub async fn ask(method: Method, url: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = client().request(method, url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.expect("an answer")
}

/// The status alone.
pub async fn status(method: Method, url: &str) -> u16 {
    ask(method, url, &[]).await.status().as_u16()
}

/// The values of a header.
pub fn header(answer: &Response, name: &str) -> String {
    let values = answer.headers().get_all(name).iter();
    let values: Vec<&str> = values.filter_map(|value| value.to_str().ok()).collect();
    values.join(" + ")
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
        for (name, want) in [
            ("set-cookie", ""),
            ("access-control-allow-origin", ""),
            ("content-security-policy", "default-src 'none'; sandbox"),
            ("x-content-type-options", "nosniff"),
            ("docker-content-digest", "sha256:00"),
            ("content-range", "bytes 0-7/25"),
        ] {
            assert_eq!(header(&answer, name), want, "{kind:?} {name}");
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
    let address = free_address();
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
