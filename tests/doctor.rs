//! The doctor: which probes are made, and what they mean.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use porthole::source::{
    Confidence::{self, Certain, High, Probable},
    diagnosis::{
        Case, Fault, Findings, Hop, Reading, decide,
        headers::{Asked, HeaderFault, judge},
        probe_url, public_registry,
    },
    doctor::{Attempt, Prober, Way, examine},
    url::{Space, space},
};
use std::cell::RefCell;

const PAGE: &str = "https://page.example";
const BASE: &str = "https://r.example/v2/";
const MANIFEST: &str = "https://r.example/v2/o/n/manifests/1";
const BLOB: &str = "https://r.example/v2/o/n/blobs/sha256:ab";
const TOKEN: &str = "https://auth.example/token?service=r&scope=repository:o/n:pull";
const FILE: &str = "https://r.example/images/n/index.json";

fn readable(status: u16) -> Option<Reading> {
    Some(Reading::Readable {
        status,
        headers: Vec::new(),
    })
}

fn with_header(status: u16, name: &str) -> Option<Reading> {
    Some(Reading::Readable {
        status,
        headers: vec![(name.to_owned(), "x".to_owned())],
    })
}

const OPAQUE: Option<Reading> = Some(Reading::Opaque);
const REFUSED: Option<Reading> = Some(Reading::Refused);
const FORBIDDEN: Option<Reading> = Some(Reading::Forbidden);
const REDIRECTED: Option<Reading> = Some(Reading::Redirected);

fn case(url: &str) -> Case {
    Case {
        page_origin: PAGE.to_owned(),
        page_url: format!("{PAGE}/porthole/"),
        url: url.to_owned(),
        hop: Hop::of(url),
        authorization: None,
        read_before: false,
        read_alike: false,
        unauthorized: false,
    }
}

fn found(url: &str, change: impl FnOnce(&mut Findings)) -> Findings {
    let mut findings = Findings::new(case(url));
    change(&mut findings);
    findings
}

type Row = (&'static str, Findings, (Fault, Hop, Confidence));

fn table() -> Vec<Row> {
    vec![
        (
            "plain http from an https page",
            found("http://r.example/v2/o/n/manifests/1", |_| {}),
            (Fault::MixedContent, Hop::Page, Certain),
        ),
        (
            "a policy that forbids the registry",
            found(MANIFEST, |f| f.alive = FORBIDDEN),
            (Fault::Policy, Hop::Page, Certain),
        ),
        (
            "a policy that forbids where blobs are redirected to",
            found(BLOB, |f| {
                f.alive = OPAQUE;
                f.registry = readable(200);
                f.unredirected = REDIRECTED;
                f.again = FORBIDDEN;
            }),
            (Fault::Policy, Hop::Page, Certain),
        ),
        (
            "the local network is denied",
            found("https://192.168.0.2/v2/o/n/manifests/1", |f| {
                f.alive = REFUSED;
                f.is_denied = true;
            }),
            (Fault::LocalNetwork, Hop::Page, High),
        ),
        (
            "a closed port",
            found(MANIFEST, |f| f.alive = REFUSED),
            (Fault::Unreachable, Hop::Registry, Probable),
        ),
        (
            "a token service that is gone",
            found(TOKEN, |f| f.alive = REFUSED),
            (Fault::Unreachable, Hop::Token, Probable),
        ),
        (
            "no headers, or headers for another origin",
            found(MANIFEST, |f| {
                f.alive = OPAQUE;
                f.registry = REFUSED;
                f.page = readable(200);
            }),
            (Fault::NoPermission, Hop::Registry, High),
        ),
        (
            "headers on the wrong server",
            found(MANIFEST, |f| {
                f.alive = OPAQUE;
                f.registry = REFUSED;
                f.page = with_header(200, "access-control-allow-origin");
            }),
            (Fault::WrongServer, Hop::Registry, High),
        ),
        (
            "a token service without headers",
            found(TOKEN, |f| {
                f.alive = OPAQUE;
                f.registry = REFUSED;
            }),
            (Fault::TokenHost, Hop::Token, High),
        ),
        (
            "a static host without headers",
            found(FILE, |f| {
                f.alive = OPAQUE;
                f.registry = REFUSED;
            }),
            (Fault::NoPermission, Hop::File, High),
        ),
        (
            "a preflight that is answered with 401",
            found(MANIFEST, |f| {
                f.alive = OPAQUE;
                f.registry = readable(401);
                f.preflighted = REFUSED;
            }),
            (Fault::Preflight, Hop::Preflight, High),
        ),
        (
            "an address without headers on a server with them",
            found(MANIFEST, |f| {
                f.alive = OPAQUE;
                f.registry = readable(200);
                f.unredirected = REFUSED;
            }),
            (Fault::AddressClosed, Hop::Manifest, High),
        ),
        (
            "distribution's referrers",
            found("https://r.example/v2/o/n/referrers/sha256:ab", |f| {
                f.alive = OPAQUE;
                f.registry = readable(200);
                f.unredirected = REFUSED;
            }),
            (Fault::NoReferrers, Hop::Referrers, High),
        ),
        (
            "zot's blobs, /v2/ readable",
            found(BLOB, |f| {
                f.alive = OPAQUE;
                f.registry = readable(200);
                f.unredirected = REFUSED;
            }),
            (Fault::AddressClosed, Hop::Blob, High),
        ),
        (
            "zot's blobs and its 401 at /v2/",
            found(BLOB, |f| {
                f.case.read_before = true;
                f.alive = OPAQUE;
                f.registry = REFUSED;
                f.unredirected = REFUSED;
            }),
            (Fault::BlobsClosed, Hop::Blob, High),
        ),
        (
            "one blob where others can be read",
            found(BLOB, |f| {
                f.case.read_alike = true;
                f.alive = OPAQUE;
                f.registry = readable(200);
                f.unredirected = REFUSED;
            }),
            (Fault::OneBlob, Hop::Blob, Probable),
        ),
        (
            "one blob where others can be read, and an unreadable 401 at /v2/",
            found(BLOB, |f| {
                f.case.read_before = true;
                f.case.read_alike = true;
                f.alive = OPAQUE;
                f.registry = REFUSED;
                f.unredirected = REFUSED;
            }),
            (Fault::OneBlob, Hop::Blob, Probable),
        ),
        (
            "a redirect to a bucket without headers, or with a named origin",
            found(BLOB, |f| {
                f.alive = OPAQUE;
                f.registry = readable(200);
                f.unredirected = REDIRECTED;
                f.again = REFUSED;
                f.target = OPAQUE;
            }),
            (Fault::RedirectClosed, Hop::Redirect, High),
        ),
        (
            "the same with a token, where nothing is known of the target",
            found(BLOB, |f| {
                f.case.authorization = Some("Bearer t".to_owned());
                f.alive = OPAQUE;
                f.registry = readable(401);
                f.preflighted = readable(200);
                f.unredirected = REDIRECTED;
                f.again = REFUSED;
            }),
            (Fault::RedirectClosed, Hop::Redirect, High),
        ),
        (
            "a redirect to where nothing answers",
            found(BLOB, |f| {
                f.alive = OPAQUE;
                f.registry = readable(200);
                f.unredirected = REDIRECTED;
                f.again = REFUSED;
                f.target = REFUSED;
            }),
            (Fault::RedirectSilent, Hop::Redirect, Probable),
        ),
        (
            "a connection that was lost, and a redirect",
            found(BLOB, |f| {
                f.alive = OPAQUE;
                f.registry = readable(200);
                f.unredirected = REDIRECTED;
                f.again = readable(200);
            }),
            (Fault::Lost, Hop::Blob, Probable),
        ),
        (
            "a connection that was lost",
            found(MANIFEST, |f| {
                f.alive = OPAQUE;
                f.registry = readable(200);
                f.unredirected = readable(404);
            }),
            (Fault::Lost, Hop::Manifest, Probable),
        ),
        (
            "a server that came back",
            found(BASE, |f| {
                f.alive = OPAQUE;
                f.registry = readable(200);
            }),
            (Fault::Lost, Hop::Registry, Probable),
        ),
        (
            "a 401 whose challenge is hidden",
            found(MANIFEST, |f| {
                f.case.unauthorized = true;
                f.registry = readable(401);
            }),
            (Fault::HiddenChallenge, Hop::Registry, Certain),
        ),
        (
            "a 401 whose challenge can be read",
            found(MANIFEST, |f| {
                f.case.unauthorized = true;
                f.registry = with_header(401, "www-authenticate");
            }),
            (Fault::None, Hop::Registry, Certain),
        ),
        (
            "a 401 for this image alone",
            found(MANIFEST, |f| {
                f.case.unauthorized = true;
                f.registry = readable(200);
            }),
            (Fault::None, Hop::Registry, Certain),
        ),
    ]
}

#[test]
fn every_misconfiguration_has_its_diagnosis() {
    for (name, findings, want) in table() {
        let diagnosis = decide(&findings);
        let found = (diagnosis.fault, diagnosis.hop, diagnosis.confidence);
        assert_eq!(found, want, "{name}");
    }
}

/// A world in which each URL is treated in one way, by the way it is asked; the log has a line for each probe.
struct World {
    answers: Vec<(&'static str, Way, bool, Option<Reading>)>,
    denied: Option<Space>,
    log: RefCell<Vec<String>>,
}

impl World {
    fn new(answers: Vec<(&'static str, Way, bool, Option<Reading>)>) -> Self {
        Self {
            answers,
            denied: None,
            log: RefCell::default(),
        }
    }
}

impl Prober for World {
    async fn attempt(&self, attempt: &Attempt<'_>) -> Reading {
        let authorized = attempt.authorization.is_some();
        let line = format!("{:?} {} {authorized}", attempt.way, attempt.url);
        self.log.borrow_mut().push(line.clone());
        let answer = self.answers.iter().find(|(url, way, with, _)| {
            *url == attempt.url && *way == attempt.way && *with == authorized
        });
        answer
            .and_then(|(.., reading)| reading.clone())
            .unwrap_or_else(|| panic!("nothing is scripted for {line}"))
    }

    async fn is_denied(&self, space: Space) -> bool {
        self.log.borrow_mut().push(format!("{space:?}?"));
        self.denied == Some(space)
    }
}

async fn log_of(case: Case, world: &World) -> (Fault, Vec<String>) {
    let findings = examine(world, case).await;
    (decide(&findings).fault, world.log.take())
}

#[tokio::test]
async fn mixed_content_is_not_probed() {
    let world = World::new(Vec::new());
    let case = case("http://r.example/v2/o/n/manifests/1");
    assert_eq!(
        log_of(case, &world).await,
        (Fault::MixedContent, Vec::new())
    );
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_asked_once() {
    let world = World::new(vec![(BASE, Way::Opaque, false, REFUSED)]);
    let (fault, log) = log_of(case(MANIFEST), &world).await;
    assert_eq!(fault, Fault::Unreachable);
    assert_eq!(log, [format!("Opaque {BASE} false")]);
}

#[tokio::test]
async fn only_a_page_of_another_network_needs_its_permission() {
    const URL: &str = "https://192.168.0.2/v2/o/n/manifests/1";
    let base = "https://192.168.0.2/v2/";
    let mut world = World::new(vec![(base, Way::Opaque, false, REFUSED)]);
    world.denied = Some(Space::Local);
    let (fault, log) = log_of(case(URL), &world).await;
    assert_eq!(fault, Fault::LocalNetwork);
    assert_eq!(log, [format!("Opaque {base} false"), "Local?".to_owned()]);
    let inside = Case {
        page_origin: "https://nas.local".to_owned(),
        ..case(URL)
    };
    assert_eq!(log_of(inside, &world).await.0, Fault::Unreachable);
}

#[tokio::test]
async fn a_server_without_permission_is_compared_with_the_page_own() {
    let world = World::new(vec![
        (BASE, Way::Opaque, false, OPAQUE),
        (BASE, Way::Follow, false, REFUSED),
        (
            "https://page.example/porthole/",
            Way::Follow,
            false,
            with_header(200, "access-control-allow-origin"),
        ),
    ]);
    let (fault, log) = log_of(case(MANIFEST), &world).await;
    assert_eq!(fault, Fault::WrongServer);
    assert_eq!(log.len(), 3);
}

#[tokio::test]
async fn the_authorization_is_tried_at_the_registry_before_the_address() {
    let world = World::new(vec![
        (BASE, Way::Opaque, false, OPAQUE),
        (BASE, Way::Follow, false, readable(401)),
        (BASE, Way::Follow, true, REFUSED),
    ]);
    let case = Case {
        authorization: Some("Bearer secret".to_owned()),
        ..case(MANIFEST)
    };
    let (fault, log) = log_of(case, &world).await;
    assert_eq!(fault, Fault::Preflight);
    assert_eq!(log.len(), 3);
}

#[tokio::test]
async fn a_redirect_is_followed_to_where_it_fails() {
    let world = World::new(vec![
        (BASE, Way::Opaque, false, OPAQUE),
        (BASE, Way::Follow, false, readable(200)),
        (BLOB, Way::Stay, false, REDIRECTED),
        (BLOB, Way::Follow, false, REFUSED),
        (BLOB, Way::Opaque, false, OPAQUE),
    ]);
    let (fault, log) = log_of(case(BLOB), &world).await;
    assert_eq!(fault, Fault::RedirectClosed);
    assert_eq!(log.len(), 5);
}

#[tokio::test]
async fn blobs_are_tried_even_if_the_registry_itself_refuses_once_a_manifest_was_read() {
    let world = World::new(vec![
        (BASE, Way::Opaque, false, OPAQUE),
        (BASE, Way::Follow, false, REFUSED),
        (BLOB, Way::Stay, false, REFUSED),
    ]);
    let case = Case {
        read_before: true,
        ..case(BLOB)
    };
    let (fault, log) = log_of(case, &world).await;
    assert_eq!(fault, Fault::BlobsClosed);
    assert_eq!(log.len(), 3);
}

#[tokio::test]
async fn a_challenge_is_looked_for_with_one_probe() {
    let world = World::new(vec![(BASE, Way::Follow, false, readable(401))]);
    let case = Case {
        unauthorized: true,
        ..case(MANIFEST)
    };
    let (fault, log) = log_of(case, &world).await;
    assert_eq!(fault, Fault::HiddenChallenge);
    assert_eq!(log.len(), 1);
}

#[test]
fn no_token_is_shown_by_debug() {
    let case = Case {
        authorization: Some("Bearer hunter2".to_owned()),
        ..case(MANIFEST)
    };
    let attempt = Attempt {
        url: MANIFEST,
        way: Way::Follow,
        authorization: Some("Bearer hunter2"),
    };
    let text = format!("{case:?} {:?} {attempt:?}", Findings::new(case.clone()));
    assert!(!text.contains("hunter2"), "{text}");
}

#[test]
fn a_url_tells_its_hop_and_where_its_server_is_asked() {
    let table = [
        (BASE, Hop::Registry, BASE),
        (MANIFEST, Hop::Manifest, BASE),
        (BLOB, Hop::Blob, BASE),
        ("https://r.example/v2/o/n/tags/list?n=9", Hop::List, BASE),
        ("https://r.example/v2/_catalog", Hop::List, BASE),
        (
            "https://r.example/v2/o/n/referrers/sha256:ab",
            Hop::Referrers,
            BASE,
        ),
        (
            "https://ui.example/_hub/v2/library/a/manifests/1",
            Hop::Manifest,
            "https://ui.example/_hub/v2/",
        ),
        (TOKEN, Hop::Token, TOKEN),
        (
            "https://gcr.io/v2/token?service=gcr.io",
            Hop::Token,
            "https://gcr.io/v2/token?service=gcr.io",
        ),
        (FILE, Hop::File, FILE),
    ];
    for (url, hop, base) in table {
        assert_eq!(Hop::of(url), hop, "{url}");
        assert_eq!(probe_url(url, hop), base, "{url}");
    }
}

#[test]
fn public_registries_are_known_by_all_their_hosts() {
    let table = [
        ("https://registry-1.docker.io/v2/", Some("docker.io")),
        ("https://auth.docker.io/token?service=x", Some("docker.io")),
        ("https://ghcr.io/v2/", Some("ghcr.io")),
        ("https://eu.gcr.io/v2/", Some("gcr.io")),
        (
            "https://europe-docker.pkg.dev/v2/",
            Some("Google Artifact Registry"),
        ),
        ("https://ghcr.io.example/v2/", None),
        ("https://r.example/v2/docker.io/", None),
        ("http://127.0.0.1:5000/v2/", None),
    ];
    for (url, want) in table {
        assert_eq!(public_registry(url), want, "{url}");
    }
}

#[test]
fn a_host_tells_its_network() {
    let table = [
        ("http://localhost:5000/", Space::Loopback),
        ("http://127.0.0.1/", Space::Loopback),
        ("http://[::1]:5000/", Space::Loopback),
        ("http://10.0.0.1/", Space::Local),
        ("http://172.16.0.1/", Space::Local),
        ("http://[fd00::1]/", Space::Local),
        ("http://[fe80::1]/", Space::Local),
        ("http://nas.local:5000/", Space::Local),
        ("http://registry/", Space::Local),
        ("https://r.example/", Space::Public),
        ("https://8.8.8.8/", Space::Public),
        ("/v2/", Space::Public),
    ];
    for (url, want) in table {
        assert_eq!(space(url), want, "{url}");
    }
}

#[test]
fn printed_headers_tell_exactly_what_is_wrong() {
    let ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    let origin = "Access-Control-Allow-Origin";
    let value = |value: &str| value.to_owned();
    let get = |extra: &str| judge(&format!("{ok}{extra}\r\n\r\n"), Asked::Get, PAGE);
    let table = [
        (get(""), HeaderFault::Missing),
        (get(&format!("{origin}: *")), HeaderFault::Fine),
        (get(&format!("{origin}: {PAGE}")), HeaderFault::Fine),
        (
            get(&format!("{origin}: *\r\n{origin}: {PAGE}")),
            HeaderFault::Twice,
        ),
        (
            get(&format!("{origin}: {PAGE}, https://b.example")),
            HeaderFault::SeveralOrigins {
                value: value("https://page.example, https://b.example"),
            },
        ),
        (
            get(&format!("{origin}: page.example")),
            HeaderFault::NoScheme {
                value: value("page.example"),
            },
        ),
        (
            get(&format!("{origin}: {PAGE}/")),
            HeaderFault::Path {
                value: value("https://page.example/"),
            },
        ),
        (
            get(&format!("{origin}: https://page.example.org")),
            HeaderFault::OtherOrigin {
                value: value("https://page.example.org"),
            },
        ),
        (
            get(&format!("{origin}: http://page.example")),
            HeaderFault::OtherOrigin {
                value: value("http://page.example"),
            },
        ),
    ];
    for (found, want) in table {
        assert_eq!(found, Some(want));
    }
}

#[test]
fn printed_headers_of_redirects_preflights_and_challenges_are_judged_as_such() {
    let star = "access-control-allow-origin: *\n";
    let judge = |printed: &str, asked| judge(printed, asked, PAGE);
    let redirect = |target: &str| {
        judge(
            &format!("HTTP/2 307\n{star}location: https://cdn.example/\n\nHTTP/2 200\n{target}\n"),
            Asked::Get,
        )
    };
    assert_eq!(redirect(star), Some(HeaderFault::Fine));
    assert_eq!(redirect(""), Some(HeaderFault::Missing));
    assert_eq!(
        redirect(&format!("access-control-allow-origin: {PAGE}\n")),
        Some(HeaderFault::RedirectNeedsAny {
            value: PAGE.to_owned()
        })
    );
    // On one host the page is named all the way.
    let own = format!("access-control-allow-origin: {PAGE}\n");
    assert_eq!(
        judge(
            &format!("HTTP/2 301\n{own}location: /v2/\n\nHTTP/2 200\n{own}\n"),
            Asked::Get
        ),
        Some(HeaderFault::Fine)
    );
    assert_eq!(
        judge(
            &format!("HTTP/1.1 401 Unauthorized\n{star}"),
            Asked::Options
        ),
        Some(HeaderFault::PreflightStatus { status: 401 })
    );
    assert_eq!(
        judge(
            &format!(
                "HTTP/1.1 204 No Content\n{star}Access-Control-Allow-Headers: Accept, Range\n"
            ),
            Asked::Options
        ),
        Some(HeaderFault::PreflightHeader {
            name: "authorization"
        })
    );
    assert_eq!(
        judge(
            &format!(
                "HTTP/1.1 204 No Content\n{star}Access-Control-Allow-Headers: Authorization\n"
            ),
            Asked::Options
        ),
        Some(HeaderFault::Fine)
    );
    assert_eq!(
        judge(&format!("HTTP/1.1 401 Unauthorized\n{star}"), Asked::Get),
        Some(HeaderFault::NotExposed {
            name: "www-authenticate"
        })
    );
    assert_eq!(
        judge(
            &format!(
                "HTTP/1.1 401 Unauthorized\n{star}Access-Control-Expose-Headers: Link, WWW-Authenticate\n"
            ),
            Asked::Get
        ),
        Some(HeaderFault::Fine)
    );
    assert_eq!(judge("curl: (7) Failed to connect", Asked::Get), None);
    assert_eq!(judge("HTTP/1.1 100 Continue\n\n", Asked::Get), None);
}
