//! Gateways: the file that names them, and registries that are read through them.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

mod support;

use porthole::{
    oci::Descriptor,
    source::{
        Cause, GatewayFault, Gateways, GatewaysError, GatewaysFault, RealmFault, Served, Session,
        Source, SourceError, Through, TransportError, Wanted, registry::accept,
    },
};
use std::rc::Rc;
use support::{Answer, FakeRegistry, PAGE, answer, error, ok, reference, with};

const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";
const FILE: &str = "https://page.example/docs/gateways.json";
const TWO: &str = r#"{"docker.io": "_gateway/hub", "auth.docker.io": "/_gateway/hub-auth/"}"#;
const TAG: &str = "https://page.example/docs/_gateway/hub/v2/library/alpine/manifests/latest";
const TOKEN: &str = "https://page.example/_gateway/hub-auth/token?service=registry.docker.io&scope=repository:library/alpine:pull";

/// As a browser does it, for a file in `/docs/`.
fn resolve(value: &str) -> Option<String> {
    if value.contains("://") {
        value.starts_with("http").then(|| value.to_owned())
    } else if value.starts_with('/') {
        Some(format!("{PAGE}{value}"))
    } else {
        Some(format!("{PAGE}/docs/{value}"))
    }
}

fn parse(text: &str) -> Result<Gateways, GatewaysFault> {
    Gateways::parse(text.as_bytes(), &resolve)
}

#[test]
fn hosts_lead_to_bases_relative_to_the_file() {
    let gateways = parse(
        r#"{"docker.io": "_gateway/hub/", "GHCR.io": "/g", "localhost:5000": "https://g.example/x", "[::1]:5000": "v6"}"#,
    )
    .unwrap();
    for (host, want) in [
        ("docker.io", Some("https://page.example/docs/_gateway/hub")),
        // Docker Hub by its other names.
        (
            "registry-1.docker.io",
            Some("https://page.example/docs/_gateway/hub"),
        ),
        (
            "index.docker.io",
            Some("https://page.example/docs/_gateway/hub"),
        ),
        ("ghcr.io", Some("https://page.example/g")),
        ("GHCR.IO", Some("https://page.example/g")),
        ("localhost:5000", Some("https://g.example/x")),
        ("[::1]:5000", Some("https://page.example/docs/v6")),
        ("localhost", None),
        ("auth.docker.io", None),
        ("evil.docker.io", None),
        ("", None),
    ] {
        assert_eq!(gateways.base(host), want, "{host}");
    }
}

#[test]
fn a_file_that_is_wrong_anywhere_is_refused_with_the_reason() {
    let host = |host: &str| GatewaysFault::NoHost {
        host: host.to_owned(),
    };
    let base = |host: &str| GatewaysFault::NoBase {
        host: host.to_owned(),
    };
    for (text, want) in [
        ("", GatewaysFault::NoObject),
        ("[]", GatewaysFault::NoObject),
        (r#"{"a.io": "x""#, GatewaysFault::NoObject),
        (r#"{"": "x"}"#, host("")),
        (r#"{"https://ghcr.io": "x"}"#, host("https://ghcr.io")),
        (r#"{"user@ghcr.io": "x"}"#, host("user@ghcr.io")),
        (r#"{"a.io": "x", "ghcr.io/v2": "y"}"#, host("ghcr.io/v2")),
        (r#"{"a.io": null}"#, base("a.io")),
        (r#"{"a.io": {"base": "x"}}"#, base("a.io")),
        (r#"{"a.io": "javascript://x"}"#, base("a.io")),
        (r#"{"a.io": "https://user:word@g.example/"}"#, base("a.io")),
        (r#"{"a.io": "x?y"}"#, base("a.io")),
        (r#"{"a.io": "x#y"}"#, base("a.io")),
        (
            r#"{"docker.io": "x", "index.docker.io": "y"}"#,
            GatewaysFault::Twice {
                host: "docker.io".to_owned(),
            },
        ),
    ] {
        assert_eq!(parse(text), Err(want), "{text}");
    }
    assert_eq!(parse("{}"), Ok(Gateways::default()));
}

#[test]
fn an_absolute_address_moves_to_the_gateway_of_its_host_with_path_and_query() {
    let gateways = parse(TWO).unwrap();
    for (url, want) in [
        (
            "https://auth.docker.io/token?service=x&scope=a:b",
            Some("https://page.example/_gateway/hub-auth/token?service=x&scope=a:b"),
        ),
        (
            "https://AUTH.docker.io:443/token#f",
            Some("https://page.example/_gateway/hub-auth/token"),
        ),
        (
            "https://registry-1.docker.io/v2/x/tags/list?last=b",
            Some("https://page.example/docs/_gateway/hub/v2/x/tags/list?last=b"),
        ),
        (
            "https://auth.docker.io?x=/y",
            Some("https://page.example/_gateway/hub-auth?x=/y"),
        ),
        (
            "https://auth.docker.io",
            Some("https://page.example/_gateway/hub-auth"),
        ),
        ("https://auth.docker.io:8443/token", None),
        // Out of the gateway, into the next one or the page.
        ("https://auth.docker.io/../hub/token", None),
        ("https://auth.docker.io/a/../../../secret.json", None),
        ("https://auth.docker.io/./token", None),
        ("https://auth.docker.io/%2e%2E/hub/token", None),
        ("https://auth.docker.io/.%2e/hub/token", None),
        ("https://auth.docker.io/..\\hub/token", None),
        ("https://auth.docker.io/.\t./hub/token", None),
        (
            "https://auth.docker.io/..a/.b/c..?x=/../y",
            Some("https://page.example/_gateway/hub-auth/..a/.b/c..?x=/../y"),
        ),
        ("https://auth.docker.io@evil.example/token", None),
        ("https://evil.example/auth.docker.io/", None),
        ("/token", None),
    ] {
        assert_eq!(gateways.rebase(url).as_deref(), want, "{url}");
    }
}

fn world_with(file: Answer) -> Rc<FakeRegistry> {
    Rc::new(FakeRegistry::new().on(FILE, [file]))
}

async fn session(world: &Rc<FakeRegistry>) -> Result<Rc<Session>, GatewaysError> {
    let session = Session::new(PAGE);
    session.read_gateways(world, FILE, &resolve).await?;
    Ok(Rc::new(session))
}

#[tokio::test]
async fn a_missing_file_means_no_gateways_and_a_wrong_one_is_said() {
    let url = FILE.to_owned();
    for (file, want) in [
        (ok("application/json", TWO), Ok(true)),
        (ok("application/json", "{}"), Ok(false)),
        (answer(404, &[], ""), Ok(false)),
        (answer(410, &[], "gone"), Ok(false)),
        // A static host that answers every address with its start page.
        (ok("text/html", "<!doctype html>"), Ok(false)),
        (
            ok("application/json", "[]"),
            Err(GatewaysError::Content {
                url: url.clone(),
                fault: GatewaysFault::NoObject,
            }),
        ),
        (
            answer(500, &[], ""),
            Err(GatewaysError::Status {
                url: url.clone(),
                status: 500,
            }),
        ),
        (
            ok("application/json", " ".repeat(300_000)),
            Err(GatewaysError::Unread {
                url: url.clone(),
                error: TransportError::TooLarge { limit: 256 * 1024 },
            }),
        ),
    ] {
        let world = world_with(file.clone());
        let found = session(&world)
            .await
            .map(|session| session.gateway("docker.io").is_some());
        assert_eq!(found, want, "{file:?}");
        assert_eq!(world.log(), [format!("GET {FILE} past caches")]);
    }
}

#[tokio::test]
async fn what_passes_costs_no_gateway() {
    for lost in [
        answer(503, &[], ""),
        Err(TransportError::Rejected),
        Err(TransportError::Interrupted { bytes_read: 7 }),
    ] {
        let file = FakeRegistry::new().on(FILE, [lost.clone(), ok("application/json", TWO)]);
        let world = Rc::new(file);
        let session = session(&world).await.unwrap();
        assert!(session.gateway("docker.io").is_some(), "{lost:?}");
        let retries = world.log().into_iter();
        let retries = retries.filter(|line| line.starts_with("RETRY 1/3"));
        assert_eq!(retries.count(), 1, "{lost:?}");
    }
}

#[tokio::test]
async fn what_lasts_for_a_while_is_told_to_all_who_wait_and_asked_again_afterwards() {
    for lost in [answer(500, &[], ""), Err(TransportError::Rejected)] {
        let all = std::iter::repeat_n(lost.clone(), if lost.is_ok() { 1 } else { 4 });
        let file = all.chain([ok("application/json", TWO)]);
        let world = Rc::new(FakeRegistry::new().unhurried().on(FILE, file));
        let session = Session::new(PAGE);
        let read = || session.read_gateways(&world, FILE, &resolve);
        let (first, second) = futures::future::join(read(), read()).await;
        assert!(
            first.as_ref().is_err_and(GatewaysError::may_pass),
            "{first:?}"
        );
        assert_eq!(first, second);
        assert!(session.gateway("docker.io").is_none());
        assert_eq!(read().await, Ok(()), "{lost:?}");
        assert!(session.gateway("docker.io").is_some());
    }
}

#[tokio::test]
async fn what_the_file_says_is_asked_for_once_right_or_wrong() {
    for file in [ok("application/json", TWO), ok("application/json", "no")] {
        let world = world_with(file);
        let session = Session::new(PAGE);
        let first = session.read_gateways(&world, FILE, &resolve);
        let second = session.read_gateways(&world, FILE, &resolve);
        let (first, second) = futures::future::join(first, second).await;
        assert_eq!(first, second);
        assert_eq!(session.read_gateways(&world, FILE, &resolve).await, first);
        assert_eq!(world.requests().len(), 1);
    }
}

/// The source that `text` names, with the two gateways.
async fn source(text: &str, world: &Rc<FakeRegistry>) -> Source<FakeRegistry> {
    let session = session(&world_with(ok("application/json", TWO)))
        .await
        .unwrap();
    Source::new(&reference(text), Rc::clone(world), &session, |_| None)
}

/// Docker Hub, which wants a token for everything: its token service answers.
fn hub_with_tokens() -> FakeRegistry {
    FakeRegistry::new().on(TOKEN, [ok("application/json", r#"{"token":"abc"}"#)])
}

async fn alpine(world: &Rc<FakeRegistry>) -> Result<Served, SourceError> {
    source("alpine", world).await.document(&Wanted::Root).await
}

#[tokio::test]
async fn a_gateway_of_the_pages_own_origin_is_asked_once_for_every_type() {
    let world = Rc::new(hub_with_tokens().on(TAG, [ok(OCI_INDEX, "{}")]));
    alpine(&world).await.unwrap();
    let every = accept::every_type();
    let log = world.log();
    let asked: Vec<&String> = log.iter().filter(|line| line.contains(TAG)).collect();
    assert_eq!(asked.len(), 1, "{log:?}");
    assert!(asked[0].contains(&format!("accept {every}")), "{log:?}");
}

#[tokio::test]
async fn token_service_config_and_layers_are_asked_through_their_gateways_too() {
    let digest = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    let blob = format!("https://page.example/docs/_gateway/hub/v2/library/alpine/blobs/{digest}");
    let world = FakeRegistry::new()
        .on_authorization(TAG, Some("Bearer abc"), [ok(OCI_INDEX, "{}")])
        .on_authorization(&blob, Some("Bearer abc"), [ok("", "{}")])
        .on(TOKEN, [ok("application/json", r#"{"token":"abc"}"#)]);
    let world = Rc::new(world);
    let source = source("alpine", &world).await;
    source.document(&Wanted::Root).await.unwrap();
    let descriptor = Descriptor {
        digest: Some(digest.parse().unwrap()),
        ..Descriptor::default()
    };
    source.blob(&descriptor, 10).await.unwrap();
    let request = source
        .blob_request(&digest.parse().unwrap(), None)
        .await
        .unwrap();
    assert_eq!(request.url, blob);
    assert_eq!(request.authorization.as_deref(), Some("Bearer abc"));
    // Nothing left for any other place.
    assert_eq!(world.urls(), [TOKEN, TAG, &blob]);
}

#[tokio::test]
async fn a_registry_without_a_gateway_is_asked_at_its_own_address() {
    let own = "https://r.example/v2/o/n/manifests/1";
    let world = Rc::new(FakeRegistry::new().on(own, [ok(OCI_INDEX, "{}")]));
    let source = source("r.example/o/n:1", &world).await;
    source.document(&Wanted::Root).await.unwrap();
    let pair = accept::oci_pair();
    assert_eq!(
        world.log(),
        [format!("GET {own} accept {pair} past caches")]
    );
}

#[tokio::test]
async fn a_plain_realm_is_refused_for_what_the_registry_is_and_not_its_gateway() {
    let challenge = r#"Bearer realm="http://auth.docker.io/token""#;
    let challenged = with(
        error(401, "UNAUTHORIZED", "wait"),
        "www-authenticate",
        challenge,
    );
    let world = Rc::new(hub_with_tokens().on(TAG, [challenged]));
    let want = SourceError::RealmRefused {
        url: "https://registry-1.docker.io".to_owned(),
        realm: "http://auth.docker.io/token".to_owned(),
        fault: RealmFault::Plain,
    };
    assert_eq!(alpine(&world).await, Err(want));
    assert_eq!(world.urls(), [TOKEN, TAG]);
}

fn hub() -> Through {
    Through {
        host: "docker.io".to_owned(),
        base: "https://page.example/docs/_gateway/hub".to_owned(),
    }
}

fn failed(fault: GatewayFault, attempts: u32) -> Result<Served, SourceError> {
    Err(SourceError::Gateway {
        url: TAG.to_owned(),
        through: hub(),
        fault,
        attempts,
    })
}

#[tokio::test]
async fn the_gateways_own_failures_are_not_the_registrys() {
    let page = |status| {
        answer(
            status,
            &[("content-type", "text/html")],
            "<html>nginx</html>",
        )
    };
    let bare = |status| answer(status, &[], "");
    for (served, want) in [
        (
            page(502),
            failed(GatewayFault::Unreached { status: 502 }, 4),
        ),
        (
            bare(502),
            failed(GatewayFault::Unreached { status: 502 }, 4),
        ),
        (
            page(504),
            failed(GatewayFault::Unreached { status: 504 }, 4),
        ),
        // Trunk.
        (
            bare(500),
            failed(GatewayFault::Unreached { status: 500 }, 1),
        ),
        (page(404), failed(GatewayFault::Absent { status: 404 }, 1)),
        (bare(404), failed(GatewayFault::Absent { status: 404 }, 1)),
        (page(200), failed(GatewayFault::Absent { status: 200 }, 1)),
        (bare(403), failed(GatewayFault::Refused { status: 403 }, 1)),
        (page(405), failed(GatewayFault::Refused { status: 405 }, 1)),
        (page(429), failed(GatewayFault::Refused { status: 429 }, 4)),
    ] {
        let world = Rc::new(hub_with_tokens().on(TAG, [served.clone()]));
        assert_eq!(alpine(&world).await, want, "{served:?}");
    }
}

#[tokio::test]
async fn what_the_registry_says_behind_a_gateway_is_its_own() {
    for served in [
        error(404, "MANIFEST_UNKNOWN", "manifest unknown"),
        error(403, "DENIED", "requested access to the resource is denied"),
        error(
            429,
            "TOOMANYREQUESTS",
            "You have reached your pull rate limit",
        ),
        error(502, "UNAVAILABLE", "backend is down"),
        answer(500, &[], "oops"),
        answer(404, &[("content-type", "text/plain")], "404 page not found"),
        // A store of blobs, after a redirect.
        answer(
            403,
            &[("content-type", "application/xml")],
            "<Error><Code>AccessDenied</Code></Error>",
        ),
        error(401, "UNAUTHORIZED", "authentication required"),
    ] {
        let status = served.as_ref().unwrap().status;
        let world = FakeRegistry::new()
            .on(TAG, [served])
            .on(TOKEN, [ok("application/json", r#"{"token":"abc"}"#)]);
        match alpine(&Rc::new(world)).await {
            Err(SourceError::Status { status: said, .. }) => assert_eq!(said, status),
            other => panic!("{status}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_token_services_gateway_that_fails_is_named() {
    let world = FakeRegistry::new().on(TOKEN, [answer(502, &[], "")]);
    let want = SourceError::Gateway {
        url: TOKEN.to_owned(),
        through: Through {
            host: "auth.docker.io".to_owned(),
            base: "https://page.example/_gateway/hub-auth".to_owned(),
        },
        fault: GatewayFault::Unreached { status: 502 },
        attempts: 4,
    };
    assert_eq!(alpine(&Rc::new(world)).await, Err(want));
}

#[tokio::test]
async fn a_gateway_that_does_not_answer_is_told_from_a_registry_that_does_not() {
    let world = hub_with_tokens()
        .on(TAG, [Err(TransportError::Rejected)])
        .answering([false]);
    let fault = GatewayFault::NoAnswer {
        cause: Cause::Unreachable,
    };
    assert_eq!(alpine(&Rc::new(world)).await, failed(fault, 4));
}

#[test]
fn each_failure_of_a_gateway_is_one_line_that_names_the_host_behind_it() {
    let line = |fault| {
        SourceError::Gateway {
            url: "https://g.example/v2/".to_owned(),
            through: hub(),
            fault,
            attempts: 1,
        }
        .to_string()
    };
    for (fault, want) in [
        (
            GatewayFault::Unreached { status: 502 },
            "GET https://g.example/v2/: 502 Bad Gateway, from the gateway and not from docker.io, which it did not reach",
        ),
        (
            GatewayFault::Refused { status: 405 },
            "GET https://g.example/v2/: 405 Method Not Allowed, from the gateway and not from docker.io, which it did not ask",
        ),
        (
            GatewayFault::Absent { status: 200 },
            "GET https://g.example/v2/: 200 OK without a word of docker.io: there is no gateway at this address",
        ),
        (
            GatewayFault::NoAnswer {
                cause: Cause::MixedContent,
            },
            "GET https://g.example/v2/: the gateway of docker.io failed: the browser does not let a page from https fetch from http (mixed content); \
             nothing was sent",
        ),
    ] {
        assert_eq!(line(fault), want);
    }
}
