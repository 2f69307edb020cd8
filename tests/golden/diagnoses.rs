//! Findings for each kind of fault, as a doctor would bring them.

use porthole::source::diagnosis::{Case, Findings, Hop, Reading};

const MANIFEST: &str = "https://registry.example:5000/v2/o/n/manifests/1";
const BLOB: &str = "https://registry.example:5000/v2/o/n/blobs/sha256:ab";

fn readable(status: u16) -> Option<Reading> {
    Some(Reading::Readable {
        status,
        headers: Vec::new(),
    })
}

fn found(url: &str, change: impl FnOnce(&mut Findings)) -> Findings {
    let mut findings = Findings::new(Case {
        page_origin: "https://page.example".to_owned(),
        page_url: "https://page.example/porthole/".to_owned(),
        url: url.to_owned(),
        hop: Hop::of(url),
        authorization: None,
        read_before: false,
        read_alike: false,
        unauthorized: false,
    });
    change(&mut findings);
    findings
}

/// A name, and the findings.
pub fn all() -> Vec<(&'static str, Findings)> {
    let opaque = || Some(Reading::Opaque);
    let refused = || Some(Reading::Refused);
    let closed = |findings: &mut Findings| {
        findings.alive = opaque();
        findings.registry = refused();
    };
    let open = |findings: &mut Findings| {
        findings.alive = opaque();
        findings.registry = readable(200);
    };
    vec![
        (
            "mixed content",
            found("http://registry.example/v2/o/n/manifests/1", |_| {}),
        ),
        (
            "policy",
            found(MANIFEST, |f| f.alive = Some(Reading::Forbidden)),
        ),
        (
            "local network",
            found("https://192.168.0.2/v2/o/n/manifests/1", |f| {
                f.alive = refused();
                f.is_denied = true;
            }),
        ),
        (
            "this machine",
            found("http://127.0.0.1:5000/v2/o/n/manifests/1", |f| {
                f.alive = refused();
                f.is_denied = true;
            }),
        ),
        ("unreachable", found(MANIFEST, |f| f.alive = refused())),
        ("no permission", found(MANIFEST, closed)),
        (
            "wrong server",
            found(MANIFEST, |f| {
                closed(f);
                f.page = Some(Reading::Readable {
                    status: 200,
                    headers: vec![("access-control-allow-origin".to_owned(), "*".to_owned())],
                });
            }),
        ),
        (
            "a public registry",
            found(
                "https://registry-1.docker.io/v2/library/alpine/manifests/latest",
                closed,
            ),
        ),
        (
            "a static host",
            found("https://static.example/images/n/index.json", closed),
        ),
        (
            "a token service",
            found("https://auth.example/token?service=r&scope=s", closed),
        ),
        (
            "preflight",
            found(MANIFEST, |f| {
                open(f);
                f.preflighted = refused();
            }),
        ),
        (
            "hidden challenge",
            found(MANIFEST, |f| {
                f.case.unauthorized = true;
                f.registry = readable(401);
            }),
        ),
        (
            "blobs of zot",
            found(BLOB, |f| {
                closed(f);
                f.case.read_before = true;
                f.unredirected = refused();
            }),
        ),
        (
            "blobs",
            found(BLOB, |f| {
                open(f);
                f.unredirected = refused();
            }),
        ),
        (
            "one blob",
            found(BLOB, |f| {
                open(f);
                f.case.read_alike = true;
                f.unredirected = refused();
            }),
        ),
        (
            "an address",
            found(MANIFEST, |f| {
                open(f);
                f.unredirected = refused();
            }),
        ),
        (
            "redirect",
            found(BLOB, |f| {
                open(f);
                f.unredirected = Some(Reading::Redirected);
                f.again = refused();
                f.target = opaque();
            }),
        ),
        (
            "redirect to nowhere",
            found(BLOB, |f| {
                open(f);
                f.unredirected = Some(Reading::Redirected);
                f.again = refused();
                f.target = refused();
            }),
        ),
        (
            "lost",
            found(MANIFEST, |f| {
                open(f);
                f.unredirected = readable(200);
            }),
        ),
        (
            "referrers",
            found(
                "https://registry.example:5000/v2/o/n/referrers/sha256:ab",
                |f| {
                    open(f);
                    f.unredirected = refused();
                },
            ),
        ),
    ]
}
