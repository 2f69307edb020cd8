//! From a reference to everything that is known: proofs, embedded content, and what is never asked for.
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

mod support;

use base64::{Engine, engine::general_purpose::STANDARD};
use porthole::{
    inspection::{
        HeaderDigest, InspectionError, Proof, read_config, read_entry, read_root,
        unreadable::{Role, Unreadable},
    },
    oci::{
        Algorithm, Body, Descriptor, Digest, Document, DocumentError, Index, MediaType, Verdict,
        lint::{self, Finding, Linted, LintedEntry, Part},
    },
    source::{CONFIG_LIMIT, Response, SourceError, Unknown},
};
use std::rc::Rc;
use support::{FakeRegistry, answer, error, ok, reference, source, with};

const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";
const OCI_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const OCI_CONFIG: &str = "application/vnd.oci.image.config.v1+json";
const PRETTYJWS: &str = "application/vnd.docker.distribution.manifest.v1+prettyjws";
const TAG: &str = "https://r.example/v2/o/n/manifests/1";
const CONFIG: &str =
    r#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#;
const SIGNED: &[u8] = include_bytes!("fixtures/groot-layer1.docker-v1-signed.json");
const SIGNED_DIGEST: &str =
    "sha256:23b0f7cb5f3afa46bb25bf2acccf377bd17e93581b7fcdf132cce6c031212ea9";

fn sha256(text: &str) -> Digest {
    Digest::sha256_of(text.as_bytes())
}

fn manifest_url(digest: &Digest) -> String {
    format!("https://r.example/v2/o/n/manifests/{digest}")
}

fn blob_url(digest: &Digest) -> String {
    format!("https://r.example/v2/o/n/blobs/{digest}")
}

/// A descriptor of `content`, with more members.
fn descriptor_json(media_type: &str, content: &str, more: &str) -> String {
    format!(
        r#"{{"mediaType":"{media_type}","digest":"{}","size":{}{more}}}"#,
        sha256(content),
        content.len()
    )
}

fn manifest_json(config: &str) -> String {
    format!(r#"{{"schemaVersion":2,"mediaType":"{OCI_MANIFEST}","config":{config},"layers":[]}}"#)
}

fn image() -> String {
    manifest_json(&descriptor_json(OCI_CONFIG, CONFIG, ""))
}

fn index_json(entries: &[String]) -> String {
    format!(
        r#"{{"schemaVersion":2,"mediaType":"{OCI_INDEX}","manifests":[{}]}}"#,
        entries.join(",")
    )
}

fn index_of(document: &Document) -> &Index {
    match &document.body {
        Body::Index(index) => index,
        other => panic!("{other:?}"),
    }
}

fn rules(problems: &[porthole::oci::Problem]) -> Vec<&str> {
    problems.iter().map(|problem| problem.rule).collect()
}

fn data(content: &str) -> String {
    format!(r#","data":"{}""#, STANDARD.encode(content))
}

#[tokio::test]
async fn an_image_is_read_in_three_requests_and_each_part_proven() {
    let manifest = image();
    let index = index_json(&[descriptor_json(OCI_MANIFEST, &manifest, "")]);
    let world = FakeRegistry::new()
        .on(TAG, [ok(OCI_INDEX, &index)])
        .on(
            &manifest_url(&sha256(&manifest)),
            [ok(OCI_MANIFEST, &manifest)],
        )
        .on(
            &blob_url(&sha256(CONFIG)),
            [ok("application/octet-stream", CONFIG)],
        );
    let world = Rc::new(world);
    let text = "r.example/o/n:1";
    let source = source(text, &world);
    let root = read_root(&source, &reference(text)).await.unwrap();
    assert_eq!(
        root.proof,
        Proof::Computed {
            header: HeaderDigest::Unknown
        }
    );
    assert_eq!(root.document.digest, sha256(&index));
    assert!(!root.converted);
    assert_eq!(root.tags, [""; 0]);
    let entry = &index_of(&root.document).manifests[0];
    let image = read_entry(&source, entry).await.unwrap();
    assert_eq!(image.proof, Proof::Verified);
    let config = read_config(&source, &image.document).await.unwrap();
    assert_eq!(config.proof, Proof::Verified);
    assert_eq!(config.config.platform.to_string(), "linux/amd64");
    assert_eq!(rules(&config.problems), [""; 0]);
    assert_eq!(
        world.urls(),
        [
            TAG.to_owned(),
            manifest_url(&sha256(&manifest)),
            blob_url(&sha256(CONFIG))
        ]
    );
}

#[tokio::test]
async fn a_root_asked_for_by_digest_is_verified_or_not() {
    let manifest = image();
    let good = sha256(&manifest);
    let other = sha256("other");
    let blake3: Digest = format!("blake3:{}", "0".repeat(64)).parse().unwrap();
    let table = [
        (good.clone(), Proof::Verified),
        (
            other.clone(),
            Proof::Mismatch(Verdict::DigestMismatch {
                expected: other,
                actual: good,
                size: manifest.len() as u64,
            }),
        ),
        (
            blake3,
            Proof::Unchecked {
                algorithm: "blake3".to_owned(),
            },
        ),
    ];
    for (digest, want) in table {
        let world = FakeRegistry::new().on(&manifest_url(&digest), [ok(OCI_MANIFEST, &manifest)]);
        let text = format!("r.example/o/n@{digest}");
        let root = read_root(&source(&text, &Rc::new(world)), &reference(&text))
            .await
            .unwrap();
        // Loud, and still inspectable.
        assert!(matches!(root.document.body, Body::Manifest(_)));
        assert_eq!(root.proof, want);
    }
}

#[tokio::test]
async fn a_document_has_the_digest_by_which_it_was_asked_for() {
    let manifest = image();
    let compute = |algorithm| Digest::compute(&algorithm, manifest.as_bytes()).unwrap();
    let blake3: Digest = format!("blake3:{}", "0".repeat(64)).parse().unwrap();
    for (asked_for, want) in [
        (compute(Algorithm::Sha512), compute(Algorithm::Sha512)),
        (compute(Algorithm::Sha256), compute(Algorithm::Sha256)),
        // What came instead of another document has a digest of the same kind, and one that is not computed says nothing.
        (
            Digest::compute(&Algorithm::Sha512, b"another").unwrap(),
            compute(Algorithm::Sha512),
        ),
        (blake3, compute(Algorithm::Sha256)),
    ] {
        let world =
            FakeRegistry::new().on(&manifest_url(&asked_for), [ok(OCI_MANIFEST, &manifest)]);
        let text = format!("r.example/o/n@{asked_for}");
        let root = read_root(&source(&text, &Rc::new(world)), &reference(&text))
            .await
            .unwrap();
        assert_eq!(root.document.digest, want, "{asked_for}");
    }
}

#[tokio::test]
async fn the_registrys_own_digest_is_compared_and_never_trusted() {
    let manifest = image();
    let actual = sha256(&manifest);
    let lie = sha256("lie");
    let sha512 = Digest::compute(&Algorithm::Sha512, manifest.as_bytes()).unwrap();
    let blake3: Digest = format!("blake3:{}", "0".repeat(64)).parse().unwrap();
    for (header, want) in [
        (&actual, HeaderDigest::Equal),
        (&sha512, HeaderDigest::Equal),
        (&blake3, HeaderDigest::NotComparable),
        (&lie, HeaderDigest::Different),
    ] {
        let answer = with(
            ok(OCI_MANIFEST, &manifest),
            "docker-content-digest",
            &header.to_string(),
        );
        let world = Rc::new(FakeRegistry::new().on(TAG, [answer]));
        let text = "r.example/o/n:1";
        let root = read_root(&source(text, &world), &reference(text))
            .await
            .unwrap();
        assert_eq!(root.proof, Proof::Computed { header: want });
        assert_eq!(root.document.digest, actual);
        let problems: Vec<_> = root
            .document
            .problems
            .iter()
            .filter(|problem| problem.rule == "header-digest")
            .map(|problem| problem.message.clone())
            .collect();
        let message = format!(
            "the registry's Docker-Content-Digest is {lie}, the document's digest is {actual}"
        );
        let is_faulty = want == HeaderDigest::Different;
        assert_eq!(problems, if is_faulty { vec![message] } else { vec![] });
    }
    // By digest the lie is a problem, too, and the proof stands.
    let answer = with(
        ok(OCI_MANIFEST, &manifest),
        "docker-content-digest",
        &lie.to_string(),
    );
    let world = Rc::new(FakeRegistry::new().on(&manifest_url(&actual), [answer]));
    let text = format!("r.example/o/n@{actual}");
    let root = read_root(&source(&text, &world), &reference(&text))
        .await
        .unwrap();
    assert_eq!(root.proof, Proof::Verified);
    assert_eq!(rules(&root.document.problems), ["header-digest"]);
}

#[tokio::test]
async fn a_signed_schema_1_document_is_verified_by_its_payload() {
    let url = format!("https://r.example/v2/o/n/manifests/{SIGNED_DIGEST}");
    let answer = with(
        ok(PRETTYJWS, SIGNED),
        "docker-content-digest",
        SIGNED_DIGEST,
    );
    let world = Rc::new(FakeRegistry::new().on(&url, [answer]));
    let text = format!("r.example/o/n@{SIGNED_DIGEST}");
    let root = read_root(&source(&text, &world), &reference(&text))
        .await
        .unwrap();
    assert_eq!(root.proof, Proof::Verified);
    assert!(!rules(&root.document.problems).contains(&"header-digest"));
    assert_eq!(
        read_config(&source(&text, &world), &root.document).await,
        Err(InspectionError::NoConfig {
            kind: PRETTYJWS.to_owned()
        })
    );
}

#[tokio::test]
async fn a_converted_document_says_so() {
    use porthole::source::registry::accept;
    let world = FakeRegistry::new()
        .on_accept(TAG, &accept::oci_pair(), [ok(PRETTYJWS, SIGNED)])
        .on_accept(
            TAG,
            &accept::docker_pair(),
            [error(404, "MANIFEST_UNKNOWN", "x")],
        );
    let text = "r.example/o/n:1";
    let root = read_root(&source(text, &Rc::new(world)), &reference(text))
        .await
        .unwrap();
    assert!(root.converted);
}

#[tokio::test]
async fn what_is_no_document_is_told_with_its_start_and_place() {
    let failed = |url: &str, error, start: &str, bytes: &str| {
        Err(InspectionError::Unreadable(Box::new(Unreadable {
            role: Role::Manifest,
            url: url.to_owned(),
            error,
            start: start.to_owned(),
            bytes: bytes.as_bytes().into(),
            digest: sha256(bytes),
            proof: Proof::Computed {
                header: HeaderDigest::Unknown,
            },
        })))
    };
    let text = "r.example/o/n:1";
    let array = format!("[{}]", " ".repeat(300));
    let table = [
        ("", DocumentError::Empty, ""),
        (
            array.as_str(),
            DocumentError::NotAnObject {
                found: "an array",
                line: 1,
                column: 1,
            },
            &array[..200],
        ),
    ];
    for (body, error, start) in table {
        let world = Rc::new(FakeRegistry::new().on(TAG, [ok(OCI_MANIFEST, body)]));
        let got = read_root(&source(text, &world), &reference(text)).await;
        assert_eq!(got, failed(TAG, error, start, body));
    }
}

#[tokio::test]
async fn a_source_that_fails_is_passed_on() {
    let text = "r.example/o/n:1";
    let world = Rc::new(FakeRegistry::new().on(TAG, [error(404, "NAME_UNKNOWN", "x")]));
    let got = read_root(&source(text, &world), &reference(text)).await;
    assert!(matches!(
        got,
        Err(InspectionError::Source(SourceError::Status {
            status: 404,
            unknown: Some(Unknown::Repository),
            ..
        }))
    ));
}

// Entries

#[tokio::test]
async fn an_entry_is_compared_with_its_digest_and_its_size() {
    let manifest = image();
    let digest = sha256(&manifest);
    let length = manifest.len() as u64;
    let table = [
        (Some(length), Proof::Verified),
        (None, Proof::Verified),
        (
            Some(length + 1),
            Proof::Mismatch(Verdict::SizeMismatch {
                expected: length + 1,
                actual: length,
                has_digest: true,
            }),
        ),
    ];
    for (size, want) in table {
        let world =
            Rc::new(FakeRegistry::new().on(&manifest_url(&digest), [ok(OCI_MANIFEST, &manifest)]));
        let entry = Descriptor {
            media_type: MediaType::new(OCI_MANIFEST),
            digest: Some(digest.clone()),
            size,
            ..Descriptor::default()
        };
        let image = read_entry(&source("r.example/o/n:1", &world), &entry)
            .await
            .unwrap();
        assert_eq!(image.proof, want, "{size:?}");
    }
}

#[tokio::test]
async fn a_server_that_lies_about_an_entry_is_shown_with_its_lie() {
    let (wanted, sent) = (image(), index_json(&[]));
    let digest = sha256(&wanted);
    let world = Rc::new(FakeRegistry::new().on(&manifest_url(&digest), [ok(OCI_INDEX, &sent)]));
    let entry = Descriptor {
        media_type: MediaType::new(OCI_MANIFEST),
        digest: Some(digest.clone()),
        ..Descriptor::default()
    };
    let got = read_entry(&source("r.example/o/n:1", &world), &entry)
        .await
        .unwrap();
    assert!(matches!(got.document.body, Body::Index(_)));
    assert_eq!(
        got.proof,
        Proof::Mismatch(Verdict::DigestMismatch {
            expected: digest,
            actual: sha256(&sent),
            size: sent.len() as u64
        })
    );
}

#[tokio::test]
async fn descriptors_without_a_digest_ask_nothing() {
    let world = Rc::new(FakeRegistry::new());
    let source = source("r.example/o/n:1", &world);
    let nameless = Descriptor {
        digest_text: "latest".to_owned(),
        ..Descriptor::default()
    };
    let want = InspectionError::NoDigest {
        digest_text: "latest".to_owned(),
    };
    assert_eq!(read_entry(&source, &nameless).await, Err(want.clone()));
    let config = format!(r#"{{"mediaType":"{OCI_CONFIG}","digest":"latest","size":2}}"#);
    let document = parse(&manifest_json(&config));
    assert_eq!(read_config(&source, &document).await, Err(want));
    assert_eq!(world.log(), [""; 0]);
}

fn parse(text: &str) -> Document {
    Document::parse(Rc::from(text.as_bytes()), None, None).unwrap()
}

// Embedded content

#[tokio::test]
async fn embedded_content_that_is_what_it_says_is_not_asked_for() {
    let manifest = manifest_json(&descriptor_json(OCI_CONFIG, CONFIG, &data(CONFIG)));
    let index = index_json(&[descriptor_json(OCI_MANIFEST, &manifest, &data(&manifest))]);
    let world = Rc::new(FakeRegistry::new());
    let source = source("r.example/o/n:1", &world);
    let index = parse(&index);
    let entry = &index_of(&index).manifests[0];
    let image = read_entry(&source, entry).await.unwrap();
    assert_eq!(image.proof, Proof::Verified);
    let config = read_config(&source, &image.document).await.unwrap();
    assert_eq!(config.proof, Proof::Verified);
    assert_eq!(world.log(), [""; 0]);
}

#[tokio::test]
async fn embedded_content_that_is_something_else_is_not_used_and_told() {
    let manifest = image();
    let same_size = manifest.replace("amd64", "arm64").replacen('{', "[", 1);
    assert_eq!(manifest.len(), same_size.len());
    for (wrong, words) in [
        (
            "{}".to_owned(),
            format!("2 bytes, its size says {}", manifest.len()),
        ),
        (
            same_size.clone(),
            format!(
                "content with the digest {}, its digest says {}",
                sha256(&same_size),
                sha256(&manifest)
            ),
        ),
    ] {
        let index = index_json(&[descriptor_json(OCI_MANIFEST, &manifest, &data(&wrong))]);
        let world = Rc::new(FakeRegistry::new().on(
            &manifest_url(&sha256(&manifest)),
            [ok(OCI_MANIFEST, &manifest)],
        ));
        let index = parse(&index);
        let entry = &index_of(&index).manifests[0];
        let image = read_entry(&source("r.example/o/n:1", &world), entry)
            .await
            .unwrap();
        assert_eq!(image.proof, Proof::Verified);
        let problem = image
            .document
            .problems
            .iter()
            .find(|problem| problem.rule == "descriptor-data")
            .unwrap();
        assert_eq!(
            problem.message,
            format!(
                "the descriptor that led here holds, in its data field, {words}; the data was not used"
            )
        );
    }
    // A config, too.
    let config = descriptor_json(OCI_CONFIG, CONFIG, &data("x"));
    let world = Rc::new(FakeRegistry::new().on(&blob_url(&sha256(CONFIG)), [ok("", CONFIG)]));
    let config = read_config(
        &source("r.example/o/n:1", &world),
        &parse(&manifest_json(&config)),
    )
    .await
    .unwrap();
    assert_eq!(config.proof, Proof::Verified);
    assert_eq!(rules(&config.problems), ["descriptor-data"]);
}

#[tokio::test]
async fn embedded_content_under_an_unknown_algorithm_is_asked_for() {
    let manifest = image();
    let digest: Digest = format!("blake3:{}", "0".repeat(64)).parse().unwrap();
    let entry = Descriptor {
        media_type: MediaType::new(OCI_MANIFEST),
        digest: Some(digest.clone()),
        data: Some(Rc::from(manifest.as_bytes())),
        ..Descriptor::default()
    };
    let world =
        Rc::new(FakeRegistry::new().on(&manifest_url(&digest), [ok(OCI_MANIFEST, &manifest)]));
    let image = read_entry(&source("r.example/o/n:1", &world), &entry)
        .await
        .unwrap();
    assert_eq!(
        image.proof,
        Proof::Unchecked {
            algorithm: "blake3".to_owned()
        }
    );
    assert_eq!(world.requests().len(), 1);
}

// Configs

#[tokio::test]
async fn a_config_is_compared_with_its_digest_and_its_size() {
    let altered = CONFIG.replace("amd64", "arm64");
    let longer = format!("{CONFIG} ");
    let table = [
        (
            &altered,
            Verdict::DigestMismatch {
                expected: sha256(CONFIG),
                actual: sha256(&altered),
                size: altered.len() as u64,
            },
        ),
        (
            &longer,
            Verdict::SizeMismatch {
                expected: CONFIG.len() as u64,
                actual: longer.len() as u64,
                has_digest: false,
            },
        ),
    ];
    for (sent, verdict) in table {
        let world = Rc::new(FakeRegistry::new().on(&blob_url(&sha256(CONFIG)), [ok("", sent)]));
        let config = read_config(&source("r.example/o/n:1", &world), &parse(&image()))
            .await
            .unwrap();
        assert_eq!(config.proof, Proof::Mismatch(verdict));
    }
}

#[tokio::test]
async fn a_digest_that_was_made_here_verifies_no_config() {
    let altered = CONFIG.replace("amd64", "arm64");
    let mismatch = Verdict::DigestMismatch {
        expected: sha256(CONFIG),
        actual: sha256(&altered),
        size: altered.len() as u64,
    };
    for (sent, made, want) in [
        (CONFIG, false, Proof::Verified),
        (CONFIG, true, Proof::Made),
        // The file has changed since its digest was computed.
        (&altered, true, Proof::Mismatch(mismatch)),
    ] {
        let sent = ok("", sent).map(|response| Response { made, ..response });
        let base = "https://host.example/app";
        let blob = format!("{base}/blobs/sha256/{}", sha256(CONFIG).encoded());
        let world = Rc::new(FakeRegistry::new().on(&blob, [sent]));
        let source = source(&format!("oci:{base}"), &world);
        let config = read_config(&source, &parse(&image())).await.unwrap();
        assert_eq!(config.proof, want);
    }
}

#[tokio::test]
async fn a_config_that_contradicts_its_entry_is_a_problem() {
    let manifest = image();
    let platform = r#","platform":{"os":"linux","architecture":"arm64"}"#;
    let index = parse(&index_json(&[descriptor_json(
        OCI_MANIFEST,
        &manifest,
        platform,
    )]));
    let world = Rc::new(FakeRegistry::new().on(&blob_url(&sha256(CONFIG)), [ok("", CONFIG)]));
    let manifest = parse(&manifest);
    let config = read_config(&source("r.example/o/n:1", &world), &manifest)
        .await
        .unwrap();
    assert_eq!(config.problems, []);
    let found = lint::lint(&Linted {
        root: &index,
        asked_for: None,
        entry: Some(LintedEntry {
            position: 0,
            descriptor: &index_of(&index).manifests[0],
            document: &manifest,
        }),
        config: Some(&config.config),
    });
    let of_config: Vec<&Finding> = found
        .iter()
        .filter(|finding| finding.part == Part::Config)
        .collect();
    assert_eq!(of_config.len(), 1, "{found:?}");
    assert!(of_config[0].problem.message.contains("arm64"), "{found:?}");
}

#[tokio::test]
async fn the_config_of_what_is_no_image_is_not_read() {
    let empty = descriptor_json("application/vnd.oci.empty.v1+json", "{}", "");
    let helm = descriptor_json("application/vnd.cncf.helm.config.v1+json", "{}", "");
    let artifact = format!(
        r#"{{"schemaVersion":2,"mediaType":"{OCI_MANIFEST}","artifactType":"application/x","config":{empty},"layers":[]}}"#
    );
    let table = [
        (artifact, "application/x"),
        (
            manifest_json(&helm),
            "application/vnd.cncf.helm.config.v1+json",
        ),
        (manifest_json(&empty), "application/vnd.oci.empty.v1+json"),
        (index_json(&[]), OCI_INDEX),
    ];
    let world = Rc::new(FakeRegistry::new());
    for (text, kind) in table {
        assert_eq!(
            read_config(&source("r.example/o/n:1", &world), &parse(&text)).await,
            Err(InspectionError::NoConfig {
                kind: kind.to_owned()
            })
        );
    }
    assert_eq!(world.log(), [""; 0]);
}

#[tokio::test]
async fn a_config_may_have_eight_mebibytes() {
    assert_eq!(CONFIG_LIMIT, 8 * 1024 * 1024);
    let world = |length: u64| {
        let body = format!("{{}}{}", " ".repeat(length as usize - 2));
        Rc::new(FakeRegistry::new().on(&blob_url(&sha256(CONFIG)), [ok("", body)]))
    };
    let document = parse(&image());
    let good = world(CONFIG_LIMIT);
    let got = read_config(&source("r.example/o/n:1", &good), &document).await;
    assert!(matches!(
        got.unwrap().proof,
        Proof::Mismatch(Verdict::SizeMismatch { .. })
    ));
    let long = world(CONFIG_LIMIT + 1);
    assert_eq!(
        read_config(&source("r.example/o/n:1", &long), &document).await,
        Err(InspectionError::Source(SourceError::TooLarge {
            url: blob_url(&sha256(CONFIG)),
            limit: CONFIG_LIMIT
        }))
    );
}

#[tokio::test]
async fn a_config_that_is_no_json_is_told_with_its_place() {
    let url = blob_url(&sha256(CONFIG));
    let world = Rc::new(FakeRegistry::new().on(&url, [ok("", "{]")]));
    let got = read_config(&source("r.example/o/n:1", &world), &parse(&image())).await;
    let Err(InspectionError::Unreadable(unreadable)) = &got else {
        panic!("{got:?}");
    };
    assert_eq!(unreadable.role, Role::Config);
    let DocumentError::Json { line, column, .. } = unreadable.error else {
        panic!("{got:?}");
    };
    let Unreadable { url: place, .. } = &**unreadable;
    assert_eq!((place, line, column), (&url, 1, 2));
    assert_eq!(unreadable.start, "{]");
    assert_eq!(&*unreadable.bytes, b"{]");
}

#[tokio::test]
async fn what_cannot_be_read_is_compared_with_its_digest_all_the_same() {
    let manifest = image();
    let altered = manifest.replacen('{', "[", 1);
    let digest = sha256(&manifest);
    let url = format!("https://r.example/v2/o/n/manifests/{digest}");
    let text = format!("r.example/o/n@{digest}");
    let world = Rc::new(FakeRegistry::new().on(&url, [ok(OCI_MANIFEST, &altered)]));
    let got = read_root(&source(&text, &world), &reference(&text)).await;
    let Err(InspectionError::Unreadable(unreadable)) = &got else {
        panic!("{got:?}");
    };
    assert_eq!(unreadable.digest, sha256(&altered));
    assert_eq!(
        unreadable.proof,
        Proof::Mismatch(Verdict::DigestMismatch {
            expected: digest,
            actual: sha256(&altered),
            size: altered.len() as u64,
        })
    );

    // What was pushed like this is what was asked for, and has a verdict, were it nothing.
    for pushed in ["[]", "", " \n"] {
        let digest = sha256(pushed);
        let url = format!("https://r.example/v2/o/n/manifests/{digest}");
        let text = format!("r.example/o/n@{digest}");
        let world = Rc::new(FakeRegistry::new().on(&url, [ok(OCI_MANIFEST, pushed)]));
        let got = read_root(&source(&text, &world), &reference(&text)).await;
        assert!(
            matches!(&got, Err(InspectionError::Unreadable(unreadable))
                if unreadable.proof == Proof::Verified && !unreadable.is_no_answer()),
            "{got:?}"
        );
    }
}

#[tokio::test]
async fn an_altered_config_that_is_no_json_any_more_is_a_mismatch() {
    let altered = CONFIG.replacen('{', "[", 1);
    let url = blob_url(&sha256(CONFIG));
    let world = Rc::new(FakeRegistry::new().on(&url, [ok("", &altered)]));
    let got = read_config(&source("r.example/o/n:1", &world), &parse(&image())).await;
    let Err(InspectionError::Unreadable(unreadable)) = &got else {
        panic!("{got:?}");
    };
    assert_eq!(
        unreadable.proof,
        Proof::Mismatch(Verdict::DigestMismatch {
            expected: sha256(CONFIG),
            actual: sha256(&altered),
            size: altered.len() as u64,
        })
    );
}

// Layouts

#[tokio::test]
async fn in_a_layout_the_index_proves_what_a_tag_names() {
    let manifest = image();
    let tag =
        |name: &str| format!(r#","annotations":{{"org.opencontainers.image.ref.name":"{name}"}}"#);
    let index = index_json(&[
        descriptor_json(OCI_MANIFEST, &manifest, &tag("1.0")),
        descriptor_json(OCI_MANIFEST, "other", &tag("2.0")),
    ]);
    let base = "https://host.example/app";
    let blob = format!("{base}/blobs/sha256/{}", sha256(&manifest).encoded());
    let world = |blob_content: &str| {
        Rc::new(
            FakeRegistry::new()
                .on(
                    &format!("{base}/oci-layout"),
                    [ok("", r#"{"imageLayoutVersion":"1.0.0"}"#)],
                )
                .on(&format!("{base}/index.json"), [ok("", &index)])
                .on(&blob, [answer(200, &[], blob_content)]),
        )
    };
    let text = format!("oci:{base}:1.0");
    let root = read_root(&source(&text, &world(&manifest)), &reference(&text))
        .await
        .unwrap();
    assert_eq!(root.proof, Proof::Verified);
    assert_eq!(root.tags, ["2.0"]);
    let altered = manifest.replace("layers", "Layers");
    let root = read_root(&source(&text, &world(&altered)), &reference(&text))
        .await
        .unwrap();
    assert!(matches!(
        root.proof,
        Proof::Mismatch(Verdict::DigestMismatch { .. })
    ));
    let longer = format!("{manifest} ");
    let root = read_root(&source(&text, &world(&longer)), &reference(&text))
        .await
        .unwrap();
    let (expected, actual) = (manifest.len() as u64, longer.len() as u64);
    assert_eq!(
        root.proof,
        Proof::Mismatch(Verdict::SizeMismatch {
            expected,
            actual,
            has_digest: false,
        })
    );
    // index.json itself has nothing to be compared with.
    let text = format!("oci:{base}");
    let root = read_root(&source(&text, &world("")), &reference(&text))
        .await
        .unwrap();
    assert_eq!(
        root.proof,
        Proof::Computed {
            header: HeaderDigest::Unknown
        }
    );
    assert_eq!(root.tags, ["1.0", "2.0"]);
}

#[tokio::test]
async fn in_a_layout_a_signed_schema_1_document_may_have_either_digest() {
    let file = Digest::sha256_of(SIGNED);
    let payload: Digest = SIGNED_DIGEST.parse().unwrap();
    let other = sha256("other");
    let mismatch = Proof::Mismatch(Verdict::DigestMismatch {
        expected: other.clone(),
        actual: payload.clone(),
        size: 6737,
    });
    let base = "https://host.example/app";
    for (digest, want) in [
        (file, Proof::Verified),
        (payload, Proof::Verified),
        (other, mismatch),
    ] {
        let length = SIGNED.len();
        let entry = format!(r#"{{"mediaType":"{PRETTYJWS}","digest":"{digest}","size":{length}}}"#);
        let blob = format!("{base}/blobs/sha256/{}", digest.encoded());
        let world = FakeRegistry::new()
            .on(
                &format!("{base}/oci-layout"),
                [ok("", r#"{"imageLayoutVersion":"1.0.0"}"#)],
            )
            .on(
                &format!("{base}/index.json"),
                [ok("", index_json(&[entry]))],
            )
            .on(&blob, [ok("", SIGNED)]);
        let text = format!("oci:{base}");
        let root = read_root(&source(&text, &Rc::new(world)), &reference(&text))
            .await
            .unwrap();
        assert!(matches!(root.document.body, Body::Schema1(_)));
        assert_eq!(root.proof, want);
    }
}
