//! An OCI image layout over a scripted static host.
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

mod support;

use porthole::{
    oci::{Descriptor, Digest, DocumentError, Problem, Severity},
    source::{
        ArchiveFault, BlobRequest, Cause, Confidence, LayoutFault, Served, Session, Source,
        SourceError, TransportError, Wanted,
    },
};
use std::rc::Rc;
use support::{Answer, FakeRegistry, answer, ok, source};

const BASE: &str = "https://host.example/images/app";
const MARKER: &str = r#"{"imageLayoutVersion":"1.0.0"}"#;
const PAGE: &str = "<!doctype html><title>App</title>";
const MANIFEST: &str = r#"{"schemaVersion":2,"config":{},"layers":[]}"#;

fn url(path: &str) -> String {
    format!("{BASE}/{path}")
}

fn blob_url(digest: &Digest) -> String {
    url(&format!("blobs/sha256/{}", digest.encoded()))
}

fn digest(name: &str) -> Digest {
    Digest::sha256_of(name.as_bytes())
}

/// A static host: everything is an octet stream.
fn file(body: &str) -> Answer {
    ok("application/octet-stream", body)
}

/// An entry for the blob that holds `name`, with annotations.
fn entry(name: &str, annotations: &[(&str, &str)]) -> String {
    let annotations: Vec<String> = annotations
        .iter()
        .map(|(key, value)| format!("{key:?}:{value:?}"))
        .collect();
    format!(
        r#"{{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{}","size":{},"annotations":{{{}}}}}"#,
        digest(name),
        name.len(),
        annotations.join(",")
    )
}

fn tagged(name: &str, tag: &str) -> String {
    entry(name, &[("org.opencontainers.image.ref.name", tag)])
}

fn index(entries: &[String]) -> String {
    format!(
        r#"{{"schemaVersion":2,"manifests":[{}]}}"#,
        entries.join(",")
    )
}

/// A layout whose blobs hold their own names.
fn layout(entries: &[String], blobs: &[&str]) -> Rc<FakeRegistry> {
    let mut world = FakeRegistry::new()
        .on(&url("oci-layout"), [file(MARKER)])
        .on(&url("index.json"), [file(&index(entries))]);
    for name in blobs {
        world = world.on(&blob_url(&digest(name)), [file(name)]);
    }
    Rc::new(world)
}

async fn root(suffix: &str, world: &Rc<FakeRegistry>) -> Result<Served, SourceError> {
    source(&format!("oci:{BASE}{suffix}"), world)
        .document(&Wanted::Root)
        .await
}

#[tokio::test]
async fn the_entry_that_is_named_is_the_one_that_is_served() {
    let name = "io.containerd.image.name";
    let two = || vec![tagged("a", "1.0"), tagged("b", "latest")];
    let own = vec![
        tagged("a", "docker.io/library/x:1.0"),
        entry("b", &[(name, "localhost:5000/x:2.0")]),
    ];
    let table: &[(&str, Vec<String>, &str)] = &[
        // By tag.
        (":1.0", two(), "a"),
        (":latest", two(), "b"),
        // By the tag in a whole name, of either annotation; by the whole name.
        (":1.0", own.clone(), "a"),
        (":2.0", own.clone(), "b"),
        (":docker.io/library/x:1.0", own.clone(), "a"),
        (":localhost:5000/x:2.0", own, "b"),
        // What is written exactly so goes before what ends so.
        (":1.0", vec![tagged("a", "x:1.0"), tagged("b", "1.0")], "b"),
        // Without a tag: the only one, whatever its name; else `latest`.
        ("", vec![tagged("a", "1.0")], "a"),
        ("", vec![entry("a", &[])], "a"),
        ("", vec![tagged("a", "1"), tagged("a", "2")], "a"),
        ("", two(), "b"),
        // The same image twice under one tag is one image.
        (
            ":1",
            vec![tagged("a", "1"), tagged("a", "1"), tagged("b", "2")],
            "a",
        ),
    ];
    for (suffix, entries, want) in table {
        let world = layout(entries, &["a", "b"]);
        let served = root(suffix, &world).await.unwrap();
        assert_eq!(&*served.bytes, want.as_bytes(), "{suffix} of {entries:?}");
        assert_eq!(served.url, blob_url(&digest(want)));
        assert_eq!(
            served.content_type, None,
            "a static host's types mean nothing"
        );
        let descriptor = served.descriptor.unwrap();
        assert_eq!(descriptor.digest, Some(digest(want)));
        assert_eq!(descriptor.size, Some(1));
        assert_eq!(served.problems, []);
        assert_eq!(
            world.log(),
            [
                format!("GET {}", url("oci-layout")),
                format!("GET {} past caches", url("index.json")),
                format!("GET {}", blob_url(&digest(want))),
            ]
        );
    }
}

#[tokio::test]
async fn without_a_tag_and_without_latest_the_index_itself_is_served() {
    for entries in [vec![], vec![tagged("a", "1"), tagged("b", "2")]] {
        let world = layout(&entries, &[]);
        let served = root("", &world).await.unwrap();
        assert_eq!(&*served.bytes, index(&entries).as_bytes());
        assert_eq!(served.url, url("index.json"));
        assert_eq!(served.descriptor, None);
    }
}

#[tokio::test]
async fn platforms_under_one_tag_are_served_as_their_index() {
    let entries = [tagged("a", "1"), tagged("b", "1")];
    for suffix in [":1"] {
        let served = root(suffix, &layout(&entries, &[])).await.unwrap();
        assert_eq!(&*served.bytes, index(&entries).as_bytes());
    }
}

#[tokio::test]
async fn several_images_under_one_tag_are_a_problem_that_is_told() {
    let entries = [tagged("a", "1"), tagged("b", "1"), tagged("c", "2")];
    let served = root(":1", &layout(&entries, &["a"])).await.unwrap();
    assert_eq!(&*served.bytes, b"a");
    let problems: Vec<_> = served
        .problems
        .iter()
        .map(|problem| (problem.rule, problem.message.as_str()))
        .collect();
    assert_eq!(
        problems,
        [(
            "layout-duplicate-tag",
            "2 entries of index.json are tagged \"1\"; the first is shown"
        )]
    );
}

#[tokio::test]
async fn a_tag_that_is_not_there_names_those_that_are() {
    let entries = [
        tagged("a", "1.0"),
        tagged("b", "docker.io/library/x:2.0"),
        tagged("c", "1.0"),
        entry("d", &[]),
        tagged("e", "docker.io/library/x"),
    ];
    let world = layout(&entries, &[]);
    let source = source(&format!("oci:{BASE}:3.0"), &world);
    assert_eq!(source.known_tags(), [""; 0]);
    let tags = ["1.0", "2.0", "docker.io/library/x"]
        .map(str::to_owned)
        .to_vec();
    assert_eq!(
        source.document(&Wanted::Root).await,
        Err(SourceError::UnknownTag {
            url: url("index.json"),
            tag: "3.0".to_owned(),
            tags: tags.clone()
        })
    );
    assert_eq!(source.known_tags(), tags);
}

#[tokio::test]
async fn a_digest_decides_whether_it_is_listed_or_not() {
    let entries = [tagged("a", "1"), tagged("b", "2")];
    for (suffix, listed) in [
        (format!("@{}", digest("b")), true),
        (format!(":1@{}", digest("b")), true),
        (format!("@{}", digest("c")), false),
    ] {
        let name = if listed { "b" } else { "c" };
        let served = root(&suffix, &layout(&entries, &[name])).await.unwrap();
        assert_eq!(&*served.bytes, name.as_bytes());
        assert_eq!(served.descriptor.is_some(), listed, "{suffix}");
    }
}

#[tokio::test]
async fn nothing_is_read_twice() {
    let entries = [tagged("a", "1")];
    let world = layout(&entries, &["a", "b"]);
    let source = source(&format!("oci:{BASE}:1"), &world);
    source.document(&Wanted::Root).await.unwrap();
    let descriptor = Descriptor {
        digest: Some(digest("b")),
        ..Descriptor::default()
    };
    let wanted = Wanted::Descriptor(Box::new(descriptor.clone()));
    assert_eq!(&*source.document(&wanted).await.unwrap().bytes, b"b");
    assert_eq!(&*source.blob(&descriptor, 1).await.unwrap().bytes, b"b");
    source.document(&Wanted::Root).await.unwrap();
    let files = |name: &str| world.urls().iter().filter(|one| **one == url(name)).count();
    assert_eq!((files("oci-layout"), files("index.json")), (1, 1));
    assert_eq!(
        source.blob_request(&digest("c"), None).await,
        Ok(BlobRequest {
            url: blob_url(&digest("c")),
            authorization: None
        })
    );
}

#[tokio::test]
async fn a_relative_layout_lies_beside_the_page() {
    let world = FakeRegistry::new()
        .on("https://page.example/sample/oci-layout", [file(MARKER)])
        .on(
            "https://page.example/sample/index.json",
            [file(&index(&[]))],
        );
    let world = Rc::new(world);
    source("oci:./sample", &world)
        .document(&Wanted::Root)
        .await
        .unwrap();
    assert_eq!(world.requests().len(), 2);
}

#[tokio::test]
async fn a_url_that_cannot_be_made_absolute_asks_nothing() {
    let world = Rc::new(FakeRegistry::new());
    let reference = support::reference("oci:./sample");
    let session = Rc::new(Session::new(support::PAGE));
    let source = Source::new(&reference, Rc::clone(&world), &session, |_| None);
    let want = SourceError::NoUrl {
        url: "./sample".to_owned(),
    };
    assert_eq!(source.document(&Wanted::Root).await, Err(want.clone()));
    assert_eq!(source.blob_request(&digest("a"), None).await, Err(want));
    assert_eq!(world.log(), [""; 0]);
}

// What is no layout

fn not_a_layout(path: &str, fault: LayoutFault) -> Result<Served, SourceError> {
    Err(SourceError::NotALayout {
        url: url(path),
        fault,
    })
}

#[tokio::test]
async fn a_folder_without_a_layout_says_what_is_missing_or_wrong() {
    let missing = || answer(404, &[("content-type", "text/html")], "<h1>404</h1>");
    let version = |version: &str| LayoutFault::Version {
        version: version.to_owned(),
    };
    let good_index = index(&[]);
    let table = [
        // The marker goes before the index.
        (missing(), missing(), "oci-layout", LayoutFault::Missing),
        (
            missing(),
            file(&good_index),
            "oci-layout",
            LayoutFault::Missing,
        ),
        // The fallback page of a static host comes with 200.
        (
            ok("text/html", PAGE),
            ok("text/html", PAGE),
            "oci-layout",
            LayoutFault::Missing,
        ),
        (file(MARKER), missing(), "index.json", LayoutFault::Missing),
        (
            file(MARKER),
            ok("text/html", PAGE),
            "index.json",
            LayoutFault::Missing,
        ),
        (
            file(""),
            file(&good_index),
            "oci-layout",
            LayoutFault::NoVersion,
        ),
        (
            file("[]"),
            file(&good_index),
            "oci-layout",
            LayoutFault::NoVersion,
        ),
        (
            file(r#"{"imageLayoutVersion":1}"#),
            file(&good_index),
            "oci-layout",
            LayoutFault::NoVersion,
        ),
        (
            file(r#"{"imageLayoutVersion":"2.0.0"}"#),
            file(&good_index),
            "oci-layout",
            version("2.0.0"),
        ),
        (
            file(MARKER),
            file(MANIFEST),
            "index.json",
            LayoutFault::NoIndex,
        ),
        (
            file(MARKER),
            file(""),
            "index.json",
            LayoutFault::Index(DocumentError::Empty),
        ),
        (
            file(MARKER),
            file("[]"),
            "index.json",
            LayoutFault::Index(DocumentError::NotAnObject {
                found: "an array",
                line: 1,
                column: 1,
            }),
        ),
    ];
    for (marker, index, path, fault) in table {
        let world = FakeRegistry::new()
            .on(&url("oci-layout"), [marker])
            .on(&url("index.json"), [index]);
        assert_eq!(root("", &Rc::new(world)).await, not_a_layout(path, fault));
    }
}

#[tokio::test]
async fn another_status_is_that_status() {
    let world = FakeRegistry::new()
        .on(&url("oci-layout"), [answer(403, &[], "no")])
        .on(&url("index.json"), [answer(403, &[], "no")]);
    assert_eq!(
        root("", &Rc::new(world)).await,
        Err(SourceError::Status {
            url: url("oci-layout"),
            status: 403,
            errors: Vec::new(),
            body: "no".to_owned(),
            retry_after: None,
            rate_limit: None,
            attempts: 1,
            unknown: None,
            authorized: false,
        })
    );
}

#[tokio::test]
async fn a_blob_that_is_missing_is_told_with_its_digest() {
    let entries = [tagged("a", "1")];
    for missing in [answer(404, &[], ""), ok("text/html", PAGE), file(PAGE)] {
        let world = FakeRegistry::new()
            .on(&url("oci-layout"), [file(MARKER)])
            .on(&url("index.json"), [file(&index(&entries))])
            .on(&blob_url(&digest("a")), [missing]);
        assert_eq!(
            root("", &Rc::new(world)).await,
            Err(SourceError::UnknownBlob {
                url: blob_url(&digest("a")),
                digest: digest("a").to_string()
            })
        );
    }
}

#[tokio::test]
async fn a_host_without_cors_is_told_at_once() {
    let world = FakeRegistry::new()
        .answering([true])
        .on_if(|_| true, [Err(TransportError::Rejected)]);
    let world = Rc::new(world);
    assert_eq!(
        root("", &world).await,
        Err(SourceError::NoAnswer {
            url: url("oci-layout"),
            cause: Cause::Cors {
                confidence: Confidence::Probable
            },
            attempts: 1
        })
    );
}

#[tokio::test]
async fn a_host_that_fails_for_a_moment_is_asked_again() {
    let world = FakeRegistry::new()
        .on(&url("oci-layout"), [answer(503, &[], ""), file(MARKER)])
        .on(
            &url("index.json"),
            [
                Err(TransportError::Interrupted { bytes_read: 1 }),
                file(&index(&[])),
            ],
        );
    assert!(root("", &Rc::new(world)).await.is_ok());
}

/// A file that somebody opened answers like a host, and is none.
#[tokio::test]
async fn of_a_file_that_holds_no_layout_it_is_said_what_is_wrong_with_it() {
    let of = |path: &str, body: Result<&str, ArchiveFault>| match body {
        Ok("") => answer(404, &[], ""),
        Ok(body) => file(body).map(|response| porthole::source::Response {
            url: format!("file:app.tar/{path}"),
            ..response
        }),
        Err(fault) => Err(TransportError::Archive(fault)),
    };
    let cut = ArchiveFault::Cut { size: 5 };
    let long = format!(r#"{{"imageLayoutVersion":"{}"}}"#, "2".repeat(1_000));
    let layout = |error: &str| ArchiveFault::Layout {
        error: error.to_owned(),
    };
    for (marker, index, fault) in [
        (Ok(MARKER), Err(cut.clone()), cut),
        (
            Ok(MARKER),
            Ok(""),
            layout("index.json: there is no such file, so this is no OCI image layout"),
        ),
        (
            Ok("[]"),
            Ok("{}"),
            layout("oci-layout: the file states no imageLayoutVersion"),
        ),
        (
            Ok(long.as_str()),
            Ok("{}"),
            layout(&format!(
                "oci-layout: the layout has version \"{}\"…, only 1.0.0 is known",
                "2".repeat(80)
            )),
        ),
        (
            Ok(MARKER),
            Ok(PAGE),
            layout("index.json: the document is HTML, not JSON"),
        ),
        (
            Ok(MARKER),
            Ok(r#"{"schemaVersion":2,"config":{},"layers":[]}"#),
            layout("index.json: the file is no image index"),
        ),
    ] {
        let world = FakeRegistry::new()
            .on("file:app.tar/oci-layout", [of("oci-layout", marker)])
            .on("file:app.tar/index.json", [of("index.json", index)]);
        let session = Rc::new(Session::new("https://page.example"));
        let reference = "file:app.tar".parse().unwrap();
        let source = Source::new(&reference, Rc::new(world), &session, |url| {
            Some(url.to_owned())
        });
        let name = "app.tar".to_owned();
        assert_eq!(
            source.document(&Wanted::Root).await,
            Err(SourceError::Archive { name, fault })
        );
    }
}

#[tokio::test]
async fn what_is_wrong_with_an_archive_is_a_problem_of_whatever_is_shown_of_it() {
    let problem = Problem {
        rule: "archive-two-images",
        severity: Severity::Error,
        message: "two".to_owned(),
        pointer: String::new(),
        specification: None,
    };
    let (one, two) = (tagged("a", "1"), tagged("b", "2"));
    for reference in [":1", "", &format!("@{}", digest("b"))] {
        let whole = file(&index(&[one.clone(), two.clone()]));
        let whole = whole.map(|response| porthole::source::Response {
            problems: vec![problem.clone()],
            ..response
        });
        let world = FakeRegistry::new()
            .on(&url("oci-layout"), [file(MARKER)])
            .on(&url("index.json"), [whole])
            .on(&blob_url(&digest("a")), [file("a")])
            .on(&blob_url(&digest("b")), [file("b")]);
        let served = root(reference, &Rc::new(world)).await.unwrap();
        assert_eq!(
            served.problems,
            std::slice::from_ref(&problem),
            "{reference}"
        );
    }
}

#[tokio::test]
async fn what_was_made_here_is_known_and_no_server_can_claim_it() {
    let entries = [entry("a", &[])];
    let made = |body: &str| {
        file(body).map(|response| porthole::source::Response {
            made: true,
            ..response
        })
    };
    let claimed = |body: &str| answer(200, &[("made", "true"), ("porthole-made", "")], body);
    for (blob, want) in [(made("a"), true), (claimed("a"), false), (file("a"), false)] {
        let world = FakeRegistry::new()
            .on(&url("oci-layout"), [file(MARKER)])
            .on(&url("index.json"), [file(&index(&entries))])
            .on(&blob_url(&digest("a")), [blob]);
        let served = root("", &Rc::new(world)).await.unwrap();
        assert_eq!(served.made, want);
    }
}
