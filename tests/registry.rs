//! A registry over a scripted world: what is asked, in which order, what is believed, and each failure's exact error.
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

mod support;

use porthole::{
    oci::{Descriptor, MediaType},
    source::{
        Cause, Confidence, MANIFEST_LIMIT, RealmFault, Receipt, RegistryError, Served, SourceError,
        TokenFault, TransportError, Unknown, Wanted,
        registry::accept::{self, Choice},
    },
};
use std::rc::Rc;
use support::{Answer, FakeRegistry, answer, error, ok, source, source_from, with};

const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";
const OCI_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
const V2: &str = "application/vnd.docker.distribution.manifest.v2+json";
const SCHEMA1: &str = "application/vnd.docker.distribution.manifest.v1+json";
const PRETTYJWS: &str = "application/vnd.docker.distribution.manifest.v1+prettyjws";

const TAG: &str = "https://r.example/v2/o/n/manifests/1";
const V2_ROOT: &str = "https://r.example/v2/";

/// SHA-256 of `{}`.
const EMPTY: &str = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

fn by_digest(digest: &str) -> String {
    format!("https://r.example/v2/o/n/manifests/{digest}")
}

fn blob_url(digest: &str) -> String {
    format!("https://r.example/v2/o/n/blobs/{digest}")
}

fn descriptor(media_type: &str) -> Descriptor {
    Descriptor {
        media_type: MediaType::new(media_type),
        digest: Some(EMPTY.parse().unwrap()),
        digest_text: EMPTY.to_owned(),
        size: Some(2),
        ..Descriptor::default()
    }
}

async fn root(world: &Rc<FakeRegistry>) -> Result<Served, SourceError> {
    source("r.example/o/n:1", world)
        .document(&Wanted::Root)
        .await
}

fn unknown(code: &str) -> Answer {
    error(404, code, "not here")
}

// Accept

#[test]
fn no_accept_sent_to_another_origin_needs_a_preflight() {
    assert_eq!(accept::oci_pair(), format!("{OCI_INDEX},{OCI_MANIFEST}"));
    assert_eq!(accept::oci_pair().len(), 82);
    assert_eq!(accept::docker_pair(), format!("{LIST},{V2}"));
    assert_eq!(accept::docker_pair().len(), 110);
    let longest = format!("application/{}", "x".repeat(116));
    assert_eq!(longest.len(), 128);
    let table = [
        (OCI_MANIFEST, true),
        (V2, true),
        ("application/vnd.example.thing+json", true),
        (longest.as_str(), true),
        (&format!("{longest}x"), false),
        ("", false),
        ("json", false),
        ("application/", false),
        ("/json", false),
        ("application/json\r\nx", false),
        ("application/json, text/html", false),
        ("application/\"x\"", false),
        ("application/é", false),
    ];
    for (media_type, want) in table {
        let want = want.then(|| media_type.to_owned());
        assert_eq!(accept::exactly(media_type), want, "{media_type:?}");
    }
}

#[test]
fn of_two_answers_the_one_nearer_to_what_is_stored_is_believed() {
    let table = [
        // Docker pair fits: it is what is stored, whatever came before.
        (Some(PRETTYJWS), Some(Some(V2)), Choice::Second),
        (Some(PRETTYJWS), Some(Some(LIST)), Choice::Second),
        (Some(V2), Some(Some(LIST)), Choice::Second),
        (Some(V2), Some(Some(V2)), Choice::Second),
        (
            Some("application/json"),
            Some(Some(
                "Application/VND.docker.distribution.manifest.v2+JSON; charset=utf-8",
            )),
            Choice::Second,
        ),
        // Schema 1 twice is schema 1; once is a conversion.
        (Some(PRETTYJWS), Some(Some(SCHEMA1)), Choice::First),
        (Some(PRETTYJWS), None, Choice::FirstConverted),
        (Some(SCHEMA1), Some(Some(OCI_MANIFEST)), Choice::Second),
        (Some("application/json"), Some(Some(SCHEMA1)), Choice::First),
        // A host that knows no types gives the same twice.
        (
            Some("application/octet-stream"),
            Some(Some("application/octet-stream")),
            Choice::First,
        ),
        (None, Some(None), Choice::First),
        (None, None, Choice::First),
    ];
    for (first, second, want) in table {
        assert_eq!(accept::choose(first, second), want, "{first:?}, {second:?}");
    }
}

/// What distribution 2.8.2 answers for a tag, by what is stored and what is accepted: measured.
fn distribution(stored: &'static str, accepted: &str) -> Answer {
    let accepts = |media_type: &str| accepted.split(',').any(|one| one == media_type);
    let converted = || ok(PRETTYJWS, "converted");
    match stored {
        V2 | LIST if accepts(stored) => ok(stored, "stored"),
        V2 | LIST => converted(),
        OCI_MANIFEST | OCI_INDEX if accepts(stored) => ok(stored, "stored"),
        OCI_MANIFEST | OCI_INDEX => error(
            404,
            "MANIFEST_UNKNOWN",
            "OCI manifest found, but accept header does not support OCI manifests",
        ),
        // Schema 1 is served whatever is accepted.
        stored => ok(stored, "stored"),
    }
}

#[tokio::test]
async fn whatever_distribution_holds_is_served_and_not_its_conversion() {
    let oci = accept::oci_pair();
    let docker = accept::docker_pair();
    for (stored, asked) in [
        (OCI_INDEX, vec![oci.clone()]),
        (OCI_MANIFEST, vec![oci.clone()]),
        (LIST, vec![oci.clone(), docker.clone()]),
        (V2, vec![oci.clone(), docker.clone()]),
        (PRETTYJWS, vec![oci.clone(), docker.clone()]),
        (SCHEMA1, vec![oci.clone(), docker.clone()]),
    ] {
        let world = FakeRegistry::new()
            .on_accept(TAG, &oci, [distribution(stored, &oci)])
            .on_accept(TAG, &docker, [distribution(stored, &docker)]);
        let world = Rc::new(world);
        let served = root(&world).await.unwrap();
        assert_eq!(&*served.bytes, b"stored", "{stored}");
        assert_eq!(served.content_type.as_deref(), Some(stored));
        assert!(!served.converted, "{stored}");
        let log: Vec<String> = asked
            .iter()
            .map(|accept| format!("GET {TAG} accept {accept} past caches"))
            .collect();
        assert_eq!(world.log(), log, "{stored}");
    }
}

#[tokio::test]
async fn schema_1_that_only_the_wrong_accept_brings_is_called_converted() {
    let world = Rc::new(
        FakeRegistry::new()
            .on_accept(TAG, &accept::oci_pair(), [ok(PRETTYJWS, "1")])
            .on_accept(TAG, &accept::docker_pair(), [unknown("MANIFEST_UNKNOWN")]),
    );
    let served = root(&world).await.unwrap();
    assert!(served.converted);
    assert_eq!(&*served.bytes, b"1");
}

#[tokio::test]
async fn what_distribution_cannot_convert_is_asked_for_as_it_is() {
    let oci = accept::oci_pair();
    let invalid = || {
        let body =
            r#"{"errors":[{"code":"MANIFEST_INVALID","message":"manifest invalid","detail":{}}]}"#;
        answer(400, &[("content-type", "application/json")], body)
    };
    let world = Rc::new(
        FakeRegistry::new()
            .on_accept(TAG, &oci, [invalid()])
            .on_accept(TAG, &accept::docker_pair(), [ok(V2, "2")]),
    );
    let served = root(&world).await.unwrap();
    assert_eq!(&*served.bytes, b"2");
    assert!(!served.converted);
    // Where there is nothing else, what the registry said stays.
    let world = Rc::new(
        FakeRegistry::new()
            .on_accept(TAG, &oci, [invalid()])
            .on_accept(TAG, &accept::docker_pair(), [unknown("MANIFEST_UNKNOWN")]),
    );
    assert!(matches!(
        root(&world).await,
        Err(SourceError::Status { status: 400, .. })
    ));
}

#[tokio::test]
async fn schema_1_is_not_believed_when_the_second_question_is_lost_or_refused() {
    let world = |second| {
        Rc::new(
            FakeRegistry::new()
                .answering([true])
                .on_accept(TAG, &accept::oci_pair(), [ok(PRETTYJWS, "1")])
                .on_accept(TAG, &accept::docker_pair(), [second]),
        )
    };
    let lost = Err(TransportError::TimedOut { seconds: 30 });
    assert_eq!(
        root(&world(lost)).await,
        Err(SourceError::TimedOut {
            url: TAG.to_owned(),
            seconds: 30,
            attempts: 4
        })
    );
    assert!(matches!(
        root(&world(answer(500, &[], ""))).await,
        Err(SourceError::Status { status: 500, .. })
    ));
}

/// 404 to the first question says only that nothing of its types is there.
#[tokio::test]
async fn what_the_second_question_is_answered_counts_unless_it_is_as_little() {
    let digest_url = by_digest(EMPTY);
    for (second, want) in [
        (
            with(
                error(429, "TOOMANYREQUESTS", "slow down"),
                "retry-after",
                "300",
            ),
            429,
        ),
        (answer(503, &[], ""), 503),
        (error(500, "UNKNOWN", "broken"), 500),
        (error(403, "DENIED", "no"), 403),
        (unauthorized(r#"Basic realm="x""#), 401),
        (error(404, "MANIFEST_UNKNOWN", "nor of these"), 404),
        (error(406, "NOT_ACCEPTABLE", "nor these"), 404),
        (ok("text/html", "<html>"), 404),
        (answer(502, &[("content-type", "text/html")], "<html>"), 502),
    ] {
        for url in [TAG, digest_url.as_str()] {
            let said = format!("{url} {second:?}");
            let world = FakeRegistry::new()
                .on_accept(url, &accept::oci_pair(), [unknown("MANIFEST_UNKNOWN")])
                .on(url, [second.clone()]);
            let world = Rc::new(world);
            let image = if url == TAG {
                "r.example/o/n:1".to_owned()
            } else {
                format!("r.example/o/n@{EMPTY}")
            };
            let error = source(&image, &world).document(&Wanted::Root).await;
            let Err(SourceError::Status { status, .. }) = error else {
                panic!("{said}: {error:?}");
            };
            assert_eq!(status, want, "{said}");
        }
    }
}

#[tokio::test]
async fn a_host_without_types_is_believed_after_the_second_question() {
    // A static copy of /v2/ whose second answer is lost.
    for second in [
        ok("application/octet-stream", "{}"),
        unknown("MANIFEST_UNKNOWN"),
        Err(TransportError::TooLarge { limit: 1 }),
    ] {
        let world = Rc::new(
            FakeRegistry::new()
                .on_accept(
                    TAG,
                    &accept::oci_pair(),
                    [ok("application/octet-stream", "{}")],
                )
                .on_accept(TAG, &accept::docker_pair(), [second]),
        );
        let served = root(&world).await.unwrap();
        assert_eq!(
            served.content_type.as_deref(),
            Some("application/octet-stream")
        );
        assert_eq!(world.requests().len(), 2);
    }
}

#[tokio::test]
async fn the_pages_own_origin_is_asked_once_for_every_type() {
    let world = Rc::new(FakeRegistry::new().on_if(|_| true, [ok(PRETTYJWS, "1")]));
    let served = source_from("https://r.example", "r.example/o/n:1", &world)
        .document(&Wanted::Root)
        .await
        .unwrap();
    assert!(!served.converted);
    let every = accept::every_type();
    assert_eq!(every.split(',').count(), 6);
    assert_eq!(
        world.log(),
        [format!("GET {TAG} accept {every} past caches")]
    );
}

#[tokio::test]
async fn a_digest_without_a_type_is_asked_for_by_pairs_and_any_success_counts() {
    let url = by_digest(EMPTY);
    let text = format!("r.example/o/n:1@{EMPTY}");
    // Not converted by digest: whatever comes first is the document.
    let world = Rc::new(FakeRegistry::new().on(&url, [ok(V2, "{}")]));
    let served = source(&text, &world).document(&Wanted::Root).await.unwrap();
    assert_eq!(served.content_type.as_deref(), Some(V2));
    assert_eq!(
        world.log(),
        [format!("GET {url} accept {}", accept::oci_pair())]
    );
    for status in [404, 406] {
        let world = Rc::new(
            FakeRegistry::new()
                .on_accept(
                    &url,
                    &accept::oci_pair(),
                    [error(status, "MANIFEST_UNKNOWN", "x")],
                )
                .on_accept(&url, &accept::docker_pair(), [ok(LIST, "{}")]),
        );
        let served = source(&text, &world).document(&Wanted::Root).await.unwrap();
        assert_eq!(served.content_type.as_deref(), Some(LIST), "{status}");
        assert_eq!(world.requests().len(), 2);
    }
}

#[tokio::test]
async fn a_descriptor_is_asked_for_with_exactly_its_type() {
    let url = by_digest(EMPTY);
    let world = Rc::new(FakeRegistry::new().on(&url, [ok(OCI_MANIFEST, "{}")]));
    let source_ = source("r.example/o/n:1", &world);
    let wanted = |media_type| Wanted::Descriptor(Box::new(descriptor(media_type)));
    source_.document(&wanted(V2)).await.unwrap();
    source_.document(&wanted("")).await.unwrap();
    source_
        .document(&wanted(&format!("application/{}", "x".repeat(200))))
        .await
        .unwrap();
    let pair = accept::oci_pair();
    assert_eq!(
        world.log(),
        [
            format!("GET {url} accept {V2}"),
            format!("GET {url} accept {pair}"),
            format!("GET {url} accept {pair}"),
        ]
    );
}

#[tokio::test]
async fn a_descriptor_without_a_digest_asks_nothing() {
    let world = Rc::new(FakeRegistry::new());
    let nameless = Descriptor {
        digest_text: "sha256:xyz".to_owned(),
        ..Descriptor::default()
    };
    let want = SourceError::NoDigest {
        digest_text: "sha256:xyz".to_owned(),
    };
    let source = source("r.example/o/n:1", &world);
    let wanted = Wanted::Descriptor(Box::new(nameless.clone()));
    assert_eq!(source.document(&wanted).await, Err(want.clone()));
    assert_eq!(source.blob(&nameless, 10).await, Err(want));
    assert_eq!(world.log(), [""; 0]);
}

#[tokio::test]
async fn what_was_served_is_kept_as_it_came() {
    let content_type = format!("{OCI_MANIFEST}; charset=utf-8");
    let served = with(ok(&content_type, "{ }\n"), "docker-content-digest", EMPTY);
    let served = served.map(|mut response| {
        response.url = "https://cdn.example/x".to_owned();
        response
    });
    let world = Rc::new(FakeRegistry::new().on(TAG, [served]));
    assert_eq!(
        root(&world).await,
        Ok(Served {
            bytes: Rc::from(*b"{ }\n"),
            content_type: Some(content_type),
            url: "https://cdn.example/x".to_owned(),
            header_digest: Some(EMPTY.parse().unwrap()),
            receipt: Receipt {
                status: Some(200),
                date: None,
                arrived: Some(support::START),
                gateway: None,
            },
            ..Served::default()
        })
    );
}

#[tokio::test]
async fn a_blob_is_asked_for_without_accept_and_within_its_limit() {
    let world =
        Rc::new(FakeRegistry::new().on(&blob_url(EMPTY), [ok("application/octet-stream", "{}")]));
    let source = source("r.example/o/n:1", &world);
    let served = source.blob(&descriptor(OCI_MANIFEST), 2).await.unwrap();
    assert_eq!(&*served.bytes, b"{}");
    assert_eq!(world.log(), [format!("GET {}", blob_url(EMPTY))]);
    assert_eq!(
        source.blob(&descriptor(OCI_MANIFEST), 1).await,
        Err(SourceError::TooLarge {
            url: blob_url(EMPTY),
            limit: 1
        })
    );
    assert_eq!(source.known_tags(), [""; 0]);
}

#[tokio::test]
async fn a_manifest_may_have_four_mebibytes() {
    let limit = 4 * 1024 * 1024;
    assert_eq!(MANIFEST_LIMIT, limit as u64);
    let world =
        |length| Rc::new(FakeRegistry::new().on(TAG, [ok(OCI_MANIFEST, vec![b' '; length])]));
    assert!(root(&world(limit)).await.is_ok());
    assert_eq!(
        root(&world(limit + 1)).await,
        Err(SourceError::TooLarge {
            url: TAG.to_owned(),
            limit: limit as u64
        })
    );
}

#[tokio::test]
async fn a_document_of_another_type_than_its_descriptor_says_is_found_all_the_same() {
    let url = format!("https://r.example/v2/o/n/manifests/{EMPTY}");
    let pair = accept::oci_pair();
    let hidden = error(
        404,
        "MANIFEST_UNKNOWN",
        "OCI manifest found, but accept header does not support OCI manifests",
    );
    let docker = "application/vnd.docker.distribution.manifest.v2+json";
    let world = FakeRegistry::new()
        .on_accept(&url, docker, [hidden])
        .on_accept(&url, &pair, [ok(OCI_MANIFEST, "{}")]);
    let world = Rc::new(world);
    let wanted = Wanted::Descriptor(Box::new(descriptor(docker)));
    let served = source("r.example/o/n:1", &world)
        .document(&wanted)
        .await
        .unwrap();
    assert_eq!(served.content_type.as_deref(), Some(OCI_MANIFEST));
    assert_eq!(world.requests().len(), 2);
}

#[tokio::test]
async fn what_a_registry_warns_of_is_a_note() {
    let warned = answer(
        200,
        &[
            ("content-type", OCI_INDEX),
            ("warning", "299 - \"moves to r2.example\""),
        ],
        "{}",
    );
    let world = Rc::new(FakeRegistry::new().on(TAG, [warned]));
    let served = root(&world).await.unwrap();
    let said: Vec<_> = served
        .problems
        .iter()
        .map(|problem| (problem.rule, problem.message.as_str()))
        .collect();
    assert_eq!(
        said,
        [("registry-warning", "the registry says: moves to r2.example")]
    );
}

// What a registry says

#[tokio::test]
async fn a_404_says_what_is_unknown() {
    let table = [
        ("NAME_UNKNOWN", Unknown::Repository),
        ("NAME_INVALID", Unknown::Repository),
        ("MANIFEST_UNKNOWN", Unknown::Manifest),
        ("BLOB_UNKNOWN", Unknown::Blob),
        ("NOT_FOUND", Unknown::Unsaid),
    ];
    for (code, want) in table {
        let world = Rc::new(FakeRegistry::new().on(TAG, [unknown(code)]));
        assert_eq!(
            root(&world).await,
            Err(SourceError::Status {
                url: TAG.to_owned(),
                status: 404,
                errors: vec![RegistryError {
                    code: code.to_owned(),
                    message: "not here".to_owned(),
                    detail: None
                }],
                body: String::new(),
                retry_after: None,
                rate_limit: None,
                attempts: 1,
                unknown: Some(want),
                authorized: false,
            })
        );
        assert_eq!(world.requests().len(), 2, "both pairs, once each");
    }
}

#[tokio::test]
async fn a_404_below_the_image_is_a_lost_part_and_one_of_the_token_service_is_its_own() {
    let missing = |result: Result<Served, SourceError>| match result {
        Err(SourceError::Status {
            status: 404,
            unknown,
            ..
        }) => unknown,
        other => panic!("{other:?}"),
    };
    let descriptor = descriptor(OCI_MANIFEST);
    let manifest = format!("https://r.example/v2/o/n/manifests/{EMPTY}");
    for code in ["MANIFEST_UNKNOWN", "NOT_FOUND"] {
        let world = FakeRegistry::new()
            .on(&manifest, [unknown(code)])
            .on(&blob_url(EMPTY), [unknown(code)]);
        let source = source("r.example/o/n:1", &Rc::new(world));
        let wanted = Wanted::Descriptor(Box::new(descriptor.clone()));
        assert_eq!(
            missing(source.document(&wanted).await),
            Some(Unknown::Entry)
        );
        assert_eq!(
            missing(source.blob(&descriptor, 1000).await),
            Some(Unknown::Blob)
        );
    }
    let world = Rc::new(FakeRegistry::new().on(&manifest, [unknown("NAME_UNKNOWN")]));
    let wanted = Wanted::Descriptor(Box::new(descriptor));
    let source = source("r.example/o/n:1", &world);
    assert_eq!(
        missing(source.document(&wanted).await),
        Some(Unknown::Repository)
    );
    let world = guarded(TAG, "abc", ok(OCI_INDEX, "{}")).on(TOKEN, [unknown("NAME_UNKNOWN")]);
    assert_eq!(
        missing(root(&Rc::new(world)).await),
        Some(Unknown::TokenService)
    );
}

#[tokio::test]
async fn every_item_of_errors_is_kept_with_its_detail() {
    let body = r#"{"errors":[{"code":"DENIED","message":"no","detail":[{"Type":"repository"}]},
        {"code":"TOOMANYREQUESTS","detail":null},{},{"message":"only words"},7]}"#;
    let world = Rc::new(FakeRegistry::new().on(TAG, [answer(403, &[], body)]));
    let Err(error) = root(&world).await else {
        panic!("403 is an error");
    };
    assert_eq!(
        error.to_string(),
        format!("GET {TAG}: 403 Forbidden: DENIED: no; TOOMANYREQUESTS; : only words")
    );
    let SourceError::Status { errors, .. } = error else {
        panic!("{error:?}");
    };
    assert_eq!(
        errors[0].detail.as_deref(),
        Some(r#"[{"Type":"repository"}]"#)
    );
    assert_eq!(errors[1].detail, None);
}

#[tokio::test]
async fn a_body_without_errors_is_kept_from_its_start() {
    for (body, want) in [
        (
            "404 page not found\n".to_owned(),
            "404 page not found".to_owned(),
        ),
        (String::new(), String::new()),
        (r#"{"errors":{}}"#.to_owned(), r#"{"errors":{}}"#.to_owned()),
        ("x".repeat(100_000), "x".repeat(512)),
    ] {
        let world = Rc::new(FakeRegistry::new().on(TAG, [answer(404, &[], &body)]));
        let Err(SourceError::Status { errors, body, .. }) = root(&world).await else {
            panic!("404 is an error");
        };
        assert_eq!((errors, body), (Vec::new(), want));
    }
    let world = Rc::new(FakeRegistry::new().on(TAG, [answer(500, &[], b"\xff\xfe")]));
    let error = root(&world).await.unwrap_err();
    assert!(matches!(&error, SourceError::Status { body, .. } if body == "\u{fffd}\u{fffd}"));
}

#[tokio::test]
async fn html_instead_of_json_is_no_registry() {
    let page = "<!doctype html><title>App</title>";
    let table = [
        (200, "text/html; charset=utf-8", page),
        (200, "application/json", page),
        (200, OCI_MANIFEST, "\u{feff}\n  <html>"),
        (200, "TEXT/HTML", ""),
        (404, "text/html", page),
        (404, "text/plain", "<h1>404</h1>"),
    ];
    for (status, content_type, body) in table {
        let headers = [("content-type", content_type)];
        let world = Rc::new(FakeRegistry::new().on(TAG, [answer(status, &headers, body)]));
        assert_eq!(
            root(&world).await,
            Err(SourceError::NotARegistry {
                url: TAG.to_owned(),
                status,
                start: body.trim().to_owned()
            }),
            "{status} {content_type}"
        );
        assert_eq!(world.requests().len(), 1, "{status} {content_type}");
    }
}

#[tokio::test]
async fn html_with_another_status_is_that_status() {
    let world = Rc::new(FakeRegistry::new().on(
        TAG,
        [answer(403, &[("content-type", "text/html")], "<p>no")],
    ));
    assert!(matches!(
        root(&world).await,
        Err(SourceError::Status { status: 403, .. })
    ));
}

#[tokio::test]
async fn json_that_is_called_html_is_read() {
    let world = Rc::new(FakeRegistry::new().on(TAG, [ok("text/html", " {}")]));
    assert_eq!(&*root(&world).await.unwrap().bytes, b" {}");
}

/// RFC 9110, sections 15.3.4 and 15.3.7: what a proxy may have changed is all there, and a digest tells; nobody asked for a part.
#[tokio::test]
async fn what_a_proxy_passes_on_is_read_and_a_part_is_not() {
    let headers = [("content-type", OCI_MANIFEST)];
    for (status, body, is_read) in [
        (200, "{}", true),
        (203, "{}", true),
        (201, "{}", false),
        (204, "", false),
        (206, r#"{"schemaV"#, false),
        (206, "{}", false),
    ] {
        let of_digest = by_digest(EMPTY);
        for url in [TAG, &of_digest] {
            let world = Rc::new(FakeRegistry::new().on(url, [answer(status, &headers, body)]));
            let name = match url {
                TAG => "r.example/o/n:1".to_owned(),
                _ => format!("r.example/o/n@{EMPTY}"),
            };
            match source(&name, &world).document(&Wanted::Root).await {
                Ok(served) => {
                    assert!(is_read, "{status} {url}");
                    assert_eq!(
                        (&*served.bytes, served.receipt.status),
                        (body.as_bytes(), Some(status))
                    );
                }
                Err(error) => {
                    assert!(!is_read, "{status} {url}");
                    assert!(
                        matches!(&error, SourceError::Status { status: told, body: start, attempts: 1, .. } if *told == status && start == body),
                        "{error:?}"
                    );
                }
            }
            assert_eq!(world.requests().len(), 1, "{status} {url}");
        }
    }
    // A page in the place of a registry is none by this status either.
    let page = [answer(203, &[("content-type", "text/html")], "<p>Sign in")];
    let world = Rc::new(FakeRegistry::new().on(TAG, page));
    assert!(matches!(
        root(&world).await,
        Err(SourceError::NotARegistry { status: 203, .. })
    ));
}

// Retries

#[tokio::test]
async fn statuses_that_pass_are_tried_three_times_again_and_told() {
    for (status, name) in [
        (429, "429 Too Many Requests"),
        (502, "502 Bad Gateway"),
        (503, "503 Service Unavailable"),
        (504, "504 Gateway Timeout"),
    ] {
        let world = Rc::new(FakeRegistry::new().on(TAG, [answer(status, &[], "later")]));
        let get = format!("GET {TAG} accept {} past caches", accept::oci_pair());
        assert_eq!(
            root(&world).await,
            Err(SourceError::Status {
                url: TAG.to_owned(),
                status,
                errors: Vec::new(),
                body: "later".to_owned(),
                retry_after: None,
                rate_limit: None,
                attempts: 4,
                unknown: None,
                authorized: false,
            })
        );
        assert_eq!(
            world.log(),
            [
                get.clone(),
                format!("RETRY 1/3 in 500 ms: {name}"),
                "WAIT 500 ms".to_owned(),
                get.clone(),
                format!("RETRY 2/3 in 1000 ms: {name}"),
                "WAIT 1000 ms".to_owned(),
                get.clone(),
                format!("RETRY 3/3 in 2000 ms: {name}"),
                "WAIT 2000 ms".to_owned(),
                get,
            ]
        );
    }
}

#[tokio::test]
async fn other_statuses_are_not_tried_again() {
    for status in [400, 403, 405, 500, 501, 505] {
        let world = Rc::new(FakeRegistry::new().on(TAG, [answer(status, &[], "")]));
        assert!(matches!(
            root(&world).await,
            Err(SourceError::Status { attempts: 1, .. })
        ));
        assert_eq!(world.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_retry_that_succeeds_is_the_answer() {
    for failure in [
        answer(503, &[], ""),
        Err(TransportError::Interrupted { bytes_read: 9 }),
        Err(TransportError::TimedOut { seconds: 30 }),
    ] {
        let world = Rc::new(FakeRegistry::new().on(TAG, [failure, ok(OCI_INDEX, "{}")]));
        assert_eq!(&*root(&world).await.unwrap().bytes, b"{}");
        assert_eq!(world.requests().len(), 2);
    }
}

#[tokio::test]
async fn retry_after_is_waited_for_up_to_a_minute() {
    let limited = |seconds| answer(429, &[("retry-after", seconds)], "");
    let world = Rc::new(FakeRegistry::new().on(
        TAG,
        [
            limited("0"),
            limited("7"),
            limited("60"),
            ok(OCI_INDEX, "{}"),
        ],
    ));
    root(&world).await.unwrap();
    let waits: Vec<String> = world
        .log()
        .into_iter()
        .filter(|line| line.starts_with("WAIT"))
        .collect();
    assert_eq!(waits, ["WAIT 500 ms", "WAIT 7000 ms", "WAIT 60000 ms"]);

    let world = Rc::new(FakeRegistry::new().on(TAG, [limited("61")]));
    assert!(matches!(
        root(&world).await,
        Err(SourceError::Status {
            status: 429,
            retry_after: Some(61),
            rate_limit: None,
            attempts: 1,
            ..
        })
    ));
    assert_eq!(world.requests().len(), 1);
}

#[tokio::test]
async fn timeouts_and_broken_bodies_that_go_on_are_the_error() {
    let url = TAG.to_owned();
    let world =
        Rc::new(FakeRegistry::new().on(TAG, [Err(TransportError::TimedOut { seconds: 30 })]));
    let want = SourceError::TimedOut {
        url: url.clone(),
        seconds: 30,
        attempts: 4,
    };
    assert_eq!(root(&world).await, Err(want));
    let world =
        Rc::new(FakeRegistry::new().on(TAG, [Err(TransportError::Interrupted { bytes_read: 9 })]));
    let want = SourceError::Interrupted {
        url,
        bytes_read: 9,
        attempts: 4,
    };
    assert_eq!(root(&world).await, Err(want));
    assert!(
        world
            .log()
            .contains(&"RETRY 1/3 in 500 ms: the connection broke after 9 bytes".to_owned())
    );
}

// Rejected fetches

fn no_answer(cause: Cause, attempts: u32) -> Result<Served, SourceError> {
    Err(SourceError::NoAnswer {
        url: TAG.to_owned(),
        cause,
        attempts,
    })
}

#[tokio::test]
async fn a_registry_that_does_not_answer_is_unreachable_after_three_retries() {
    let world = Rc::new(FakeRegistry::new().on(TAG, [Err(TransportError::Rejected)]));
    assert_eq!(root(&world).await, no_answer(Cause::Unreachable, 4));
    let get = format!("GET {TAG} accept {} past caches", accept::oci_pair());
    let probe = format!("PROBE {V2_ROOT}");
    let mut want = Vec::new();
    for (retry, wait) in [(1, 500), (2, 1000), (3, 2000)] {
        want.extend([
            get.clone(),
            probe.clone(),
            format!("RETRY {retry}/3 in {wait} ms: no answer"),
            format!("WAIT {wait} ms"),
        ]);
    }
    want.extend([get, probe]);
    assert_eq!(world.log(), want);
}

#[tokio::test]
async fn a_registry_without_cors_is_told_at_once() {
    let world = FakeRegistry::new()
        .answering([true])
        .on_if(|_| true, [Err(TransportError::Rejected)]);
    let world = Rc::new(world);
    let cause = Cause::Cors {
        confidence: Confidence::High,
    };
    assert_eq!(root(&world).await, no_answer(cause, 1));
    assert_eq!(
        world.log(),
        [
            format!("GET {TAG} accept {} past caches", accept::oci_pair()),
            format!("PROBE {V2_ROOT}"),
            format!("GET {V2_ROOT}"),
        ]
    );
}

#[tokio::test]
async fn a_route_without_cors_is_tried_again_as_its_connection_may_have_broken() {
    let world = FakeRegistry::new()
        .answering([true])
        .on(TAG, [Err(TransportError::Rejected)])
        .on(V2_ROOT, [answer(401, &[], "")]);
    let world = Rc::new(world);
    let cause = Cause::RouteWithoutCors {
        status: Some(401),
        preflighted: false,
    };
    assert_eq!(root(&world).await, no_answer(cause, 4));
    // Whether the registry is readable is asked once; whether it still answers, each time.
    let urls = world.urls();
    assert_eq!(urls.iter().filter(|url| *url == V2_ROOT).count(), 1);
    assert_eq!(urls.iter().filter(|url| *url == TAG).count(), 4);
    let probes = world
        .log()
        .iter()
        .filter(|line| line.starts_with("PROBE"))
        .count();
    assert_eq!(probes, 4);
}

#[tokio::test]
async fn a_registry_that_was_read_before_is_not_asked_whether_it_can_be_read() {
    let world = FakeRegistry::new()
        .answering([true])
        .on(TAG, [ok(OCI_INDEX, "{}")])
        .on(&blob_url(EMPTY), [Err(TransportError::Rejected)]);
    let world = Rc::new(world);
    let source = source("r.example/o/n:1", &world);
    source.document(&Wanted::Root).await.unwrap();
    assert_eq!(
        source.blob(&descriptor(OCI_MANIFEST), 10).await,
        Err(SourceError::NoAnswer {
            url: blob_url(EMPTY),
            cause: Cause::RouteWithoutCors {
                status: Some(200),
                preflighted: false
            },
            attempts: 4
        })
    );
    assert!(!world.urls().contains(&V2_ROOT.to_owned()));
}

#[tokio::test]
async fn a_registry_that_goes_away_half_way_is_unreachable() {
    let world = FakeRegistry::new()
        .on(TAG, [ok(OCI_INDEX, "{}")])
        .on(&by_digest(EMPTY), [Err(TransportError::Rejected)]);
    let world = Rc::new(world);
    let source = source("r.example/o/n:1", &world);
    source.document(&Wanted::Root).await.unwrap();
    let wanted = Wanted::Descriptor(Box::new(descriptor(OCI_MANIFEST)));
    assert_eq!(
        source.document(&wanted).await,
        Err(SourceError::NoAnswer {
            url: by_digest(EMPTY),
            cause: Cause::Unreachable,
            attempts: 4
        })
    );
}

#[tokio::test]
async fn a_registry_that_comes_back_is_read() {
    let world = FakeRegistry::new()
        .answering([false])
        .on(TAG, [Err(TransportError::Rejected), ok(OCI_INDEX, "{}")]);
    assert_eq!(&*root(&Rc::new(world)).await.unwrap().bytes, b"{}");
}

#[tokio::test]
async fn mixed_content_asks_nothing_more() {
    let world = Rc::new(FakeRegistry::new().on_if(|_| true, [Err(TransportError::Rejected)]));
    let url = "http://r.example/v2/o/n/manifests/1".to_owned();
    let want = SourceError::NoAnswer {
        url,
        cause: Cause::MixedContent,
        attempts: 1,
    };
    let source = source("http://r.example/o/n:1", &world);
    assert_eq!(source.document(&Wanted::Root).await, Err(want));
    assert_eq!(world.log().len(), 1);
}

// Tokens

const TOKEN: &str = "https://auth.example/token?service=s&scope=repository:o/n:pull";
const CHALLENGE: &str =
    r#"Bearer realm="https://auth.example/token",service="s",scope="repository:o/n:pull""#;

fn unauthorized(challenge: &str) -> Answer {
    with(
        error(401, "UNAUTHORIZED", "authentication required"),
        "www-authenticate",
        challenge,
    )
}

fn token(body: &str) -> Answer {
    ok("application/json", body)
}

fn guarded(url: &str, secret: &str, inside: Answer) -> FakeRegistry {
    FakeRegistry::new()
        .on_authorization(url, Some(&format!("Bearer {secret}")), [inside])
        .on_authorization(url, None, [unauthorized(CHALLENGE)])
}

#[tokio::test]
async fn a_challenge_is_met_with_an_anonymous_token_and_one_retry() {
    for body in [
        r#"{"token":"abc"}"#,
        r#"{"access_token":"abc","expires_in":300}"#,
        r#"{"token":"","access_token":"abc"}"#,
    ] {
        let world = guarded(TAG, "abc", ok(OCI_INDEX, "{}")).on(TOKEN, [token(body)]);
        let world = Rc::new(world);
        assert_eq!(&*root(&world).await.unwrap().bytes, b"{}");
        let pair = accept::oci_pair();
        assert_eq!(
            world.log(),
            [
                format!("GET {TAG} accept {pair} past caches"),
                format!("GET {TOKEN} past caches"),
                format!("GET {TAG} accept {pair} as Bearer abc past caches"),
            ]
        );
    }
}

#[tokio::test]
async fn a_realm_that_is_a_path_is_the_registrys_own() {
    let own = "https://r.example/tok?service=s&scope=repository:o/n:pull";
    let challenge = r#"Bearer realm="/tok",service="s""#;
    let world = FakeRegistry::new()
        .on_authorization(TAG, Some("Bearer abc"), [ok(OCI_INDEX, "{}")])
        .on_authorization(TAG, None, [unauthorized(challenge)])
        .on(own, [token(r#"{"token":"abc"}"#)]);
    let world = Rc::new(world);
    assert!(root(&world).await.is_ok());
    assert_eq!(world.urls(), [TAG, own, TAG]);
}

#[tokio::test]
async fn a_token_serves_for_everything_until_it_expires() {
    let blob = blob_url(EMPTY);
    let secret = |secret: &str| token(&format!(r#"{{"token":"{secret}","expires_in":300}}"#));
    let world = guarded(TAG, "one", ok(OCI_INDEX, "{}"))
        .on(TOKEN, [secret("one"), secret("two")])
        .on(&blob, [ok("application/octet-stream", "{}")]);
    let world = Rc::new(world);
    let source = source("r.example/o/n:1", &world);
    source.document(&Wanted::Root).await.unwrap();
    source.blob(&descriptor(OCI_MANIFEST), 10).await.unwrap();
    let digest = EMPTY.parse().unwrap();
    let request = source.blob_request(&digest, None).await.unwrap();
    assert_eq!(request.url, blob);
    assert_eq!(request.authorization.as_deref(), Some("Bearer one"));
    world.advance(294);
    source.blob_request(&digest, None).await.unwrap();
    let asked = world.urls().iter().filter(|url| *url == TOKEN).count();
    assert_eq!(asked, 1);
    // In its last seconds a token is replaced.
    world.advance(2);
    let request = source.blob_request(&digest, None).await.unwrap();
    assert_eq!(request.authorization.as_deref(), Some("Bearer two"));
    let asked = world.urls().iter().filter(|url| *url == TOKEN).count();
    assert_eq!(asked, 2);
}

#[tokio::test]
async fn a_token_without_a_lifetime_holds_a_minute() {
    let world = guarded(TAG, "one", ok(OCI_INDEX, "{}")).on(
        TOKEN,
        [token(r#"{"token":"one"}"#), token(r#"{"token":"two"}"#)],
    );
    let world = Rc::new(world);
    let source = source("r.example/o/n:1", &world);
    source.document(&Wanted::Root).await.unwrap();
    let digest = EMPTY.parse().unwrap();
    world.advance(54);
    let request = source.blob_request(&digest, None).await.unwrap();
    assert_eq!(request.authorization.as_deref(), Some("Bearer one"));
    world.advance(2);
    let request = source.blob_request(&digest, None).await.unwrap();
    assert_eq!(request.authorization.as_deref(), Some("Bearer two"));
}

#[tokio::test]
async fn blobs_that_are_asked_for_at_once_share_a_token() {
    let world = guarded(TAG, "one", ok(OCI_INDEX, "{}")).on(
        TOKEN,
        [token(r#"{"token":"one"}"#), token(r#"{"token":"two"}"#)],
    );
    let world = Rc::new(world);
    let source = source("r.example/o/n:1", &world);
    source.document(&Wanted::Root).await.unwrap();
    world.advance(100);
    let digest = EMPTY.parse().unwrap();
    let requests =
        futures::future::join_all((0..5).map(|_| source.blob_request(&digest, None))).await;
    for request in requests {
        assert_eq!(
            request.unwrap().authorization.as_deref(),
            Some("Bearer two")
        );
    }
    assert_eq!(world.urls().iter().filter(|url| *url == TOKEN).count(), 2);
}

#[tokio::test]
async fn a_token_that_is_refused_before_its_time_is_replaced_once_for_all_who_hold_it() {
    let secret = |secret: &str| token(&format!(r#"{{"token":"{secret}","expires_in":300}}"#));
    let world = guarded(TAG, "one", ok(OCI_INDEX, "{}")).on(TOKEN, [secret("one"), secret("two")]);
    let world = Rc::new(world);
    let source = source("r.example/o/n:1", &world);
    source.document(&Wanted::Root).await.unwrap();
    let digest = EMPTY.parse().unwrap();
    let refused = source.blob_request(&digest, None).await.unwrap();
    assert_eq!(refused.authorization.as_deref(), Some("Bearer one"));
    for _ in 0..2 {
        let request = source.blob_request(&digest, Some(&refused)).await.unwrap();
        assert_eq!(request.url, refused.url);
        assert_eq!(request.authorization.as_deref(), Some("Bearer two"));
    }
    assert_eq!(world.urls().iter().filter(|url| *url == TOKEN).count(), 2);
}

#[tokio::test]
async fn a_blob_request_before_anything_was_read_asks_whether_a_token_is_wanted() {
    let digest = EMPTY.parse().unwrap();
    let guarded =
        guarded(V2_ROOT, "abc", answer(200, &[], "{}")).on(TOKEN, [token(r#"{"token":"abc"}"#)]);
    let guarded = Rc::new(guarded);
    let request = source("r.example/o/n:1", &guarded)
        .blob_request(&digest, None)
        .await
        .unwrap();
    assert_eq!(request.authorization.as_deref(), Some("Bearer abc"));
    assert!(!format!("{request:?}").contains("abc"), "{request:?}");

    let open = Rc::new(FakeRegistry::new().on(V2_ROOT, [answer(200, &[], "{}")]));
    let source = source("r.example/o/n:1", &open);
    for _ in 0..2 {
        assert_eq!(
            source
                .blob_request(&digest, None)
                .await
                .unwrap()
                .authorization,
            None
        );
    }
    assert_eq!(open.urls(), [V2_ROOT]);
}

#[tokio::test]
async fn a_token_service_that_fails_for_a_moment_is_asked_again_for_the_next_blob() {
    let rejected = || Err(TransportError::Rejected);
    let broken = || Err(TransportError::Interrupted { bytes_read: 1 });
    for (failure, times) in [
        (answer(502, &[], ""), 4),
        (answer(503, &[], ""), 4),
        (answer(504, &[], ""), 4),
        (answer(500, &[], ""), 1),
        (error(429, "TOOMANYREQUESTS", "slow down"), 4),
        (Err(TransportError::TimedOut { seconds: 30 }), 4),
        (broken(), 4),
        // Nothing answers.
        (rejected(), 4),
    ] {
        let said = format!("{failure:?}");
        let tokens = [token(r#"{"token":"one"}"#)].into_iter();
        let tokens = tokens.chain(vec![failure; times]);
        let world = guarded(TAG, "one", ok(OCI_INDEX, "{}"))
            .on(TOKEN, tokens.chain([token(r#"{"token":"two"}"#)]));
        let world = Rc::new(world);
        let source = source("r.example/o/n:1", &world);
        source.document(&Wanted::Root).await.unwrap();
        world.advance(100);
        let digest = EMPTY.parse().unwrap();
        source.blob_request(&digest, None).await.unwrap_err();
        for _ in 0..2 {
            let request = source.blob_request(&digest, None).await.unwrap();
            assert_eq!(
                request.authorization.as_deref(),
                Some("Bearer two"),
                "{said}"
            );
        }
    }
}

#[tokio::test]
async fn a_blob_that_is_refused_without_a_token_is_asked_for_with_one_where_the_registry_wants_one()
{
    let digest = EMPTY.parse().unwrap();
    // The service is gone for good, and the registry names another.
    let moved = r#"Bearer realm="https://new.example/token""#;
    let new_token = "https://new.example/token?scope=repository:o/n:pull";
    let world = guarded(TAG, "one", ok(OCI_INDEX, "{}"))
        .on(TOKEN, [token(r#"{"token":"one"}"#), answer(404, &[], "")])
        .on_authorization(V2_ROOT, None, [unauthorized(moved)])
        .on(V2_ROOT, [answer(200, &[], "{}")])
        .on(new_token, [token(r#"{"token":"two"}"#)]);
    let world = Rc::new(world);
    let guarded = source("r.example/o/n:1", &world);
    guarded.document(&Wanted::Root).await.unwrap();
    world.advance(100);
    guarded.blob_request(&digest, None).await.unwrap_err();
    let refused = guarded.blob_request(&digest, None).await.unwrap();
    assert_eq!(refused.authorization, None);
    for _ in 0..2 {
        let request = guarded.blob_request(&digest, Some(&refused)).await.unwrap();
        assert_eq!(request.authorization.as_deref(), Some("Bearer two"));
    }
    let roots = world.urls().iter().filter(|url| *url == V2_ROOT).count();
    assert_eq!(roots, 2, "without a token, and with it: {:?}", world.urls());

    // One that wants none, or a password that nobody entered, is not asked again.
    for root in [answer(200, &[], "{}"), unauthorized(r#"Basic realm="x""#)] {
        let world = Rc::new(FakeRegistry::new().on(V2_ROOT, [root]));
        let open = source("r.example/o/n:1", &world);
        let refused = open.blob_request(&digest, None).await.unwrap();
        let anew = open.blob_request(&digest, Some(&refused)).await.unwrap();
        assert_eq!(anew.authorization, None);
    }
}

#[tokio::test]
async fn a_401_after_a_fresh_token_is_the_answer() {
    let world = FakeRegistry::new()
        .on(TAG, [unauthorized(CHALLENGE)])
        .on(TOKEN, [token(r#"{"token":"abc"}"#)]);
    let world = Rc::new(world);
    let error = root(&world).await.unwrap_err();
    assert!(matches!(
        error,
        SourceError::Status {
            status: 401,
            authorized: true,
            ..
        }
    ));
    assert_eq!(world.urls(), [TAG, TOKEN, TAG]);
    assert!(!format!("{error:?} {error}").contains("abc"), "{error:?}");
}

#[tokio::test]
async fn a_token_that_is_refused_early_is_replaced_once() {
    let world = FakeRegistry::new()
        .on_authorization(
            TAG,
            Some("Bearer one"),
            [ok(OCI_INDEX, "{}"), unauthorized(CHALLENGE)],
        )
        .on_authorization(TAG, Some("Bearer two"), [ok(OCI_INDEX, "{}")])
        .on_authorization(TAG, None, [unauthorized(CHALLENGE)])
        .on(
            TOKEN,
            [
                token(r#"{"token":"one","expires_in":3600}"#),
                token(r#"{"token":"two"}"#),
            ],
        );
    let world = Rc::new(world);
    let source = source("r.example/o/n:1", &world);
    source.document(&Wanted::Root).await.unwrap();
    source.document(&Wanted::Root).await.unwrap();
    assert_eq!(world.urls(), [TAG, TOKEN, TAG, TAG, TOKEN, TAG]);
}

#[tokio::test]
async fn a_registry_that_wants_a_password_is_not_asked_twice() {
    let world = Rc::new(FakeRegistry::new().on(TAG, [unauthorized(r#"Basic realm="x""#)]));
    assert!(matches!(
        root(&world).await,
        Err(SourceError::Status {
            status: 401,
            authorized: false,
            ..
        })
    ));
    assert_eq!(world.requests().len(), 1);
}

#[tokio::test]
async fn a_challenge_that_cannot_be_read_is_guessed_for_known_registries_only() {
    let hidden = || error(401, "UNAUTHORIZED", "x");
    let world = Rc::new(FakeRegistry::new().on(TAG, [hidden()]));
    assert!(matches!(
        root(&world).await,
        Err(SourceError::Status { status: 401, .. })
    ));
    assert_eq!(world.requests().len(), 1);

    let url = "https://registry-1.docker.io/v2/library/alpine/manifests/latest";
    let token_url = "https://auth.docker.io/token?service=registry.docker.io&scope=repository:library/alpine:pull";
    let world = FakeRegistry::new()
        .on_authorization(url, None, [hidden()])
        .on(url, [ok(OCI_INDEX, "{}")])
        .on(token_url, [token(r#"{"token":"abc"}"#)]);
    let world = Rc::new(world);
    source("alpine", &world)
        .document(&Wanted::Root)
        .await
        .unwrap();
    assert_eq!(world.urls(), [url, token_url, url]);
}

#[tokio::test]
async fn a_realm_that_must_not_be_asked_is_not_asked() {
    for (realm, fault) in [
        ("token", RealmFault::NotAbsolute),
        ("//auth.example/token", RealmFault::NotAbsolute),
        ("http://auth.example/token", RealmFault::Plain),
        ("https://user@auth.example/token", RealmFault::Credentials),
        // What it answers would go to the registry, as a token.
        ("https://page.example/secret.json", RealmFault::PageOrigin),
    ] {
        let challenge = format!("Bearer realm=\"{realm}\"");
        let world = Rc::new(FakeRegistry::new().on(TAG, [unauthorized(&challenge)]));
        let error = root(&world).await;
        assert_eq!(
            error,
            Err(SourceError::RealmRefused {
                url: "https://r.example".to_owned(),
                realm: realm.to_owned(),
                fault
            })
        );
        assert_eq!(world.requests().len(), 1);
    }
}

#[tokio::test]
async fn no_spelling_of_the_pages_own_address_is_asked_for_a_token() {
    let secret = "https://page.example/secret.json";
    for realm in [
        "https://page.example:0443/secret.json",
        "https://PAGE.example:00443/x/../secret.json",
    ] {
        let challenge = format!("Bearer realm=\"{realm}\"");
        let world = FakeRegistry::new()
            .spelling(realm, secret)
            .on(TAG, [unauthorized(&challenge)]);
        let world = Rc::new(world);
        assert_eq!(
            root(&world).await,
            Err(SourceError::RealmRefused {
                url: "https://r.example".to_owned(),
                realm: secret.to_owned(),
                fault: RealmFault::PageOrigin
            }),
            "{realm}"
        );
        assert_eq!(world.urls(), [TAG], "{realm}");
    }
}

#[tokio::test]
async fn a_token_service_that_fails_is_named_with_its_url() {
    let world = |service: Answer| {
        Rc::new(
            FakeRegistry::new()
                .answering([true])
                .on(TAG, [unauthorized(CHALLENGE)])
                .on(TOKEN, [service]),
        )
    };
    let unusable = |fault| {
        Err(SourceError::TokenUnusable {
            url: TOKEN.to_owned(),
            fault,
        })
    };
    for (body, fault) in [
        ("", TokenFault::NotJson),
        ("[]", TokenFault::NotJson),
        ("<html>", TokenFault::NotJson),
        ("{}", TokenFault::NoToken),
        (r#"{"token":7}"#, TokenFault::NoToken),
        (r#"{"token":""}"#, TokenFault::NoToken),
        (r#"{"token":"a\r\nb"}"#, TokenFault::NoToken),
    ] {
        assert_eq!(root(&world(token(body))).await, unusable(fault), "{body}");
    }
    let error = root(&world(answer(403, &[], "no"))).await.unwrap_err();
    assert!(matches!(&error, SourceError::Status { url, status: 403, .. } if url == TOKEN));
    assert_eq!(
        root(&world(Err(TransportError::Rejected))).await,
        Err(SourceError::NoAnswer {
            url: TOKEN.to_owned(),
            cause: Cause::Cors {
                confidence: Confidence::Probable
            },
            attempts: 1
        })
    );
}

#[tokio::test]
async fn a_request_with_a_token_that_is_rejected_speaks_of_the_preflight() {
    let world = FakeRegistry::new()
        .answering([true])
        .on_authorization(TAG, None, [unauthorized(CHALLENGE)])
        .on(TAG, [Err(TransportError::Rejected)])
        .on(TOKEN, [token(r#"{"token":"abc"}"#)]);
    let cause = Cause::RouteWithoutCors {
        status: Some(401),
        preflighted: true,
    };
    assert_eq!(root(&Rc::new(world)).await, no_answer(cause, 4));
}

#[test]
fn no_request_shows_its_token_when_it_is_printed() {
    let request = porthole::source::Request {
        url: TAG.to_owned(),
        accept: None,
        authorization: Some("Bearer very-secret".to_owned()),
        no_store: false,
        may_be_missing: false,
        limit: 1,
    };
    assert!(!format!("{request:?}").contains("very-secret"));
    assert!(format!("{request:?}").contains(TAG));
}
