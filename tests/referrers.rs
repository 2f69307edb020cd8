//! What refers to a document, of a scripted registry and a scripted layout.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

#[path = "support/attached.rs"]
mod attached;
mod support;

use attached::{BUNDLE, BUNDLE_BY_KEY, PAYLOAD, SIGNATURES, SUBJECT};
use porthole::{
    inspection::{
        InspectionError, Proof,
        blob::BlobFault,
        referrers::{LayerFault, ReadReferrer, read_referrer},
    },
    oci::{Algorithm, Digest, Document},
    source::{
        Source, SourceError, TransportError,
        referrers::{FoundBy, Gap, Referrers, cosign_tags, schema_tag},
    },
    verify::attached::{AttachmentFault, SIMPLE_SIGNING},
};
use serde_json::{Value, json};
use std::rc::Rc;
use support::{Answer, FakeRegistry, PAGE, answer, error, ok, source, source_from, with};

const BASE: &str = "https://registry.example/v2/o/n";
const IMAGE: &str = "registry.example/o/n";
const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const DOCKER: &str = "application/vnd.docker.distribution.manifest.v2+json";
const DOCKER_LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
const SCHEMA1: &str = "application/vnd.docker.distribution.manifest.v1+prettyjws";
const EMPTY: &str = "application/vnd.oci.empty.v1+json";

fn digest_of(content: &str) -> Digest {
    Digest::sha256_of(content.as_bytes())
}

fn subject() -> Digest {
    attached::digest()
}

fn document() -> Document {
    Document::parse(Rc::from(SUBJECT.as_bytes()), None, None).unwrap()
}

fn descriptor(media_type: &str, content: &str) -> Value {
    json!({"mediaType": media_type, "digest": digest_of(content).to_string(), "size": content.len()})
}

/// A manifest that refers to the subject, with one layer.
fn referrer(artifact_type: &str, layer: Value) -> String {
    json!({
        "schemaVersion": 2, "mediaType": MANIFEST, "artifactType": artifact_type,
        "config": descriptor(EMPTY, "{}"), "layers": [layer],
        "subject": descriptor(MANIFEST, SUBJECT),
    })
    .to_string()
}

fn index(manifests: &[Value]) -> String {
    json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": manifests}).to_string()
}

fn referrers_url() -> String {
    format!("{BASE}/referrers/{}", subject())
}

fn tag_url(tag: &str) -> String {
    format!("{BASE}/manifests/{tag}")
}

fn not_found() -> Answer {
    error(404, "MANIFEST_UNKNOWN", "manifest unknown")
}

/// A registry with this answer of its API, and no tag but these.
fn registry(api: Answer, tags: &[(&str, Answer)]) -> Rc<FakeRegistry> {
    let mut world = FakeRegistry::new()
        .on(&referrers_url(), [api])
        .answering([true]);
    for (tag, answer) in tags {
        world = world.on(&tag_url(tag), [answer.clone()]);
    }
    let world = world.on_if(
        |request| {
            request
                .url
                .starts_with(&format!("{BASE}/manifests/sha256-"))
        },
        [not_found()],
    );
    Rc::new(world.on(
        "https://registry.example/v2/",
        [ok("application/json", "{}")],
    ))
}

/// With the header by which is known that a page may read headers.
fn dated(answer: Answer) -> Answer {
    with(answer, "date", "Fri, 27 Nov 2026 14:00:00 GMT")
}

async fn find(world: &Rc<FakeRegistry>) -> Result<Referrers, SourceError> {
    source(IMAGE, world).referrers(&[subject()]).await
}

/// The digests that were found, and how.
fn found(referrers: &Referrers) -> Vec<(String, FoundBy)> {
    let each = referrers.found.iter();
    each.map(|one| (one.descriptor.digest_text.clone(), one.found.clone()))
        .collect()
}

fn digests(contents: &[&str]) -> Vec<String> {
    let contents = contents.iter();
    contents.map(|one| digest_of(one).to_string()).collect()
}

#[tokio::test]
async fn the_api_lists_them_and_the_tags_of_cosign_are_asked_for_as_well() {
    let list = index(&[descriptor(MANIFEST, "one"), descriptor(MANIFEST, "two")]);
    let world = registry(dated(ok(INDEX, list)), &[]);
    let referrers = find(&world).await.unwrap();
    let want: Vec<_> = digests(&["one", "two"])
        .into_iter()
        .map(|digest| (digest, FoundBy::Api))
        .collect();
    assert_eq!(found(&referrers), want);
    assert_eq!(referrers.gaps, []);
    let encoded = subject().encoded().to_owned();
    let want: Vec<String> = [
        referrers_url(),
        tag_url(&format!("sha256-{encoded}.sig")),
        tag_url(&format!("sha256-{encoded}.att")),
        tag_url(&format!("sha256-{encoded}.sbom")),
    ]
    .into();
    assert_eq!(world.urls(), want);
    assert!(world.requests().iter().all(|request| request.no_store));
}

#[tokio::test]
async fn that_a_list_may_go_on_is_said_where_no_header_can_be_read() {
    let list = ok(INDEX, index(&[descriptor(MANIFEST, "one")]));
    let none = ok(INDEX, index(&[]));
    let same_origin = "https://registry.example";
    for (api, page, gap) in [
        (list.clone(), PAGE, Some(Gap::Unlinked)),
        (dated(list.clone()), PAGE, None),
        (list, same_origin, None),
        // Nothing goes on behind nothing.
        (none, PAGE, None),
    ] {
        let world = registry(api.clone(), &[]);
        let source = source_from(page, IMAGE, &world);
        // Of two digests of one document: it is said once.
        let referrers = source.referrers(&[subject(), subject()]).await.unwrap();
        assert_eq!(referrers.gaps, Vec::from_iter(gap), "{page} {api:?}");
    }
}

#[tokio::test]
async fn what_refers_to_either_of_two_digests_of_a_document_is_found_once() {
    let list = |contents: &[&str]| {
        let descriptors: Vec<_> = contents
            .iter()
            .map(|one| descriptor(MANIFEST, one))
            .collect();
        ok(INDEX, index(&descriptors))
    };
    let other = Digest::compute(&Algorithm::Sha512, SUBJECT.as_bytes()).unwrap();
    let world = FakeRegistry::new()
        .on(&referrers_url(), [list(&["one", "two"])])
        .on(
            &format!("{BASE}/referrers/{other}"),
            [list(&["two", "three"])],
        )
        .on_if(
            |request| request.url.contains("/manifests/sha"),
            [not_found()],
        );
    let source = source(IMAGE, &Rc::new(world));
    let referrers = source.referrers(&[subject(), other]).await.unwrap();
    let want: Vec<_> = digests(&["one", "two", "three"])
        .into_iter()
        .map(|digest| (digest, FoundBy::Api))
        .collect();
    assert_eq!(found(&referrers), want);
}

#[tokio::test]
async fn pages_of_the_api_are_read_to_their_end() {
    let page = |content: &str| ok(INDEX, index(&[descriptor(MANIFEST, content)]));
    let link = format!("</v2/o/n/referrers/{}?last=1>; rel=\"next\"", subject());
    let second = format!("{}?last=1", referrers_url());
    let world = FakeRegistry::new()
        .on(&referrers_url(), [with(page("one"), "link", &link)])
        .on(&second, [page("two")])
        .on_if(|_| true, [not_found()]);
    let referrers = find(&Rc::new(world)).await.unwrap();
    let digests_found: Vec<_> = found(&referrers).into_iter().map(|one| one.0).collect();
    assert_eq!(digests_found, digests(&["one", "two"]));
}

#[tokio::test]
async fn a_list_that_leads_back_ends_and_one_that_never_ends_is_given_up() {
    let page = |number: usize| {
        let list = index(&[descriptor(MANIFEST, "one")]);
        let link = format!("<?page={number}>; rel=next");
        with(ok(INDEX, list), "link", &link)
    };
    for (pages, asked, gaps) in [
        (vec![page(1), page(1)], 2, vec![]),
        (
            (1..100).map(page).collect(),
            20,
            vec![Gap::More { read: 1 }],
        ),
    ] {
        let world = FakeRegistry::new()
            .on_if(|request| request.url.contains("/referrers/"), pages)
            .on_if(|_| true, [not_found()]);
        let world = Rc::new(world);
        let referrers = find(&world).await.unwrap();
        assert_eq!(referrers.found.len(), 1);
        assert_eq!(referrers.gaps, gaps);
        let urls = world.urls();
        let lists = urls.iter().filter(|url| url.contains("/referrers/"));
        assert_eq!(lists.count(), asked);
    }
}

#[tokio::test]
async fn without_an_api_the_tag_of_the_specification_is_asked_for() {
    let list = index(&[descriptor(MANIFEST, "one")]);
    let tag = schema_tag(&subject());
    let rejected: Answer = Err(TransportError::Rejected);
    let html = ok("text/html", "<!doctype html>");
    for (api, gap) in [
        (not_found(), None),
        (answer(404, &[], ""), None),
        // A static host that answers everything with its page, and one with some other JSON.
        (html, None),
        (ok("application/json", "{}"), None),
        (
            error(405, "UNSUPPORTED", "no"),
            Some(Gap::Refused { status: 405 }),
        ),
        (
            error(403, "DENIED", "no"),
            Some(Gap::Refused { status: 403 }),
        ),
        // distribution, whose answer carries no permission.
        (rejected, None),
    ] {
        let world = registry(api.clone(), &[(&tag, ok(INDEX, &list))]);
        // Something was read of it before, as always when this is asked.
        let source = source(IMAGE, &world);
        let referrers = source.referrers(&[subject()]).await.unwrap();
        assert_eq!(
            found(&referrers),
            [(digest_of("one").to_string(), FoundBy::TagSchema)],
            "{api:?}"
        );
        assert_eq!(referrers.gaps, Vec::from_iter(gap), "{api:?}");
        let waits = world.log().iter().any(|line| line.starts_with("WAIT"));
        assert!(!waits, "{:?}", world.log());
    }
}

/// What is wrong with an answer, in short: the status, or that it is no list.
fn fault(error: &SourceError) -> String {
    match error {
        SourceError::Status { status, .. } => status.to_string(),
        SourceError::NotARegistry { .. } => "html".to_owned(),
        SourceError::NotAList { member, .. } => format!("no {member}"),
        other => format!("{other:?}"),
    }
}

/// The gaps, in short.
fn gaps(referrers: &Referrers) -> Vec<String> {
    let gaps = referrers.gaps.iter();
    gaps.map(|gap| match gap {
        Gap::Tag { tag, error } => format!("{tag}: {}", fault(error)),
        Gap::Unreadable { error } => format!("api: {}", fault(error)),
        Gap::BrokenOff { read, error } => format!("after {read}: {}", fault(error)),
        other => format!("{other:?}"),
    })
    .collect()
}

#[tokio::test]
async fn a_tag_for_referrers_that_cannot_be_read_is_a_gap() {
    let tag = schema_tag(&subject());
    for (answer, want) in [
        (error(500, "UNKNOWN", "failed"), "500"),
        (error(403, "DENIED", "not for you"), "403"),
        (ok(INDEX, "not json"), "no manifests"),
        (ok(INDEX, "{\"manifests\":\"x\"}"), "no manifests"),
        (ok("text/html", "<!doctype html>"), "html"),
    ] {
        let world = registry(not_found(), &[(&tag, answer.clone())]);
        let referrers = find(&world).await.unwrap();
        assert_eq!(found(&referrers), []);
        assert_eq!(gaps(&referrers), [format!("{tag}: {want}")], "{answer:?}");
    }
}

#[tokio::test]
async fn a_list_of_the_api_that_cannot_be_read_is_a_gap_and_the_tags_are_looked_at() {
    let list = index(&[descriptor(MANIFEST, "one")]);
    let tag = schema_tag(&subject());
    for body in ["not json", "[]", "", "{\"manifests\":\"x\"}", "{}"] {
        let world = registry(ok(INDEX, body), &[(&tag, ok(INDEX, &list))]);
        let referrers = find(&world).await.unwrap();
        assert_eq!(
            found(&referrers),
            [(digest_of("one").to_string(), FoundBy::TagSchema)],
            "{body}"
        );
        assert_eq!(gaps(&referrers), ["api: no manifests"], "{body}");
    }
    // An empty list, as some write it.
    for body in ["{\"manifests\":null}", "{\"Manifests\":[]}"] {
        let world = registry(ok(INDEX, body), &[]);
        assert_eq!(find(&world).await.unwrap(), Referrers::default(), "{body}");
    }
}

#[tokio::test]
async fn a_list_of_the_api_that_breaks_off_says_so_and_keeps_what_was_listed() {
    let first = index(&[descriptor(MANIFEST, "one")]);
    let link = format!("</v2/o/n/referrers/{}?last=1>; rel=\"next\"", subject());
    let second = format!("{}?last=1", referrers_url());
    for (answer, want) in [
        (not_found(), "404"),
        (error(500, "UNKNOWN", "failed"), "500"),
        (ok("text/html", "<!doctype html>"), "html"),
        (ok(INDEX, "not json"), "no manifests"),
        (ok("application/json", "{}"), "no manifests"),
    ] {
        let world = FakeRegistry::new()
            .on(&referrers_url(), [with(ok(INDEX, &first), "link", &link)])
            .on(&second, [answer.clone()])
            .on_if(|_| true, [not_found()]);
        let world = Rc::new(world);
        let referrers = find(&world).await.unwrap();
        assert_eq!(
            found(&referrers),
            [(digest_of("one").to_string(), FoundBy::Api)]
        );
        assert_eq!(gaps(&referrers), [format!("after 1: {want}")], "{answer:?}");
        // It has the API: nobody writes the tag.
        let tag = tag_url(&schema_tag(&subject()));
        assert!(!world.urls().contains(&tag), "{answer:?}");
    }
}

#[tokio::test]
async fn a_registry_that_takes_the_tag_for_the_digest_lists_nothing() {
    // GitLab: the tag of the schema leads to the subject itself, an image or an index.
    let subject = document();
    let bytes = String::from_utf8(subject.bytes.to_vec()).unwrap();
    let tag = schema_tag(&subject.digest);
    let cosign = format!("{tag}.sig");
    let answers = [
        (tag.as_str(), ok(MANIFEST, &bytes)),
        (cosign.as_str(), ok(MANIFEST, &bytes)),
    ];
    let world = registry(not_found(), &answers);
    let referrers = find(&world).await.unwrap();
    assert_eq!(referrers, Referrers::default());
    // What is no list is none either.
    let world = registry(not_found(), &[(&tag, ok(MANIFEST, "{\"layers\":[]}"))]);
    assert_eq!(find(&world).await.unwrap(), Referrers::default());
}

#[tokio::test]
async fn a_tag_of_cosigns_is_a_referrer_itself() {
    let manifest = json!({"schemaVersion": 2, "mediaType": MANIFEST, "config": descriptor(EMPTY, "{}"), "layers": []});
    let manifest = manifest.to_string();
    let tag = format!("sha256-{}.sig", subject().encoded());
    let world = registry(not_found(), &[(&tag, ok(MANIFEST, &manifest))]);
    let referrers = find(&world).await.unwrap();
    let want = (
        digest_of(&manifest).to_string(),
        FoundBy::CosignTag(tag.clone()),
    );
    assert_eq!(found(&referrers), [want]);
    let read = read(&world, &referrers, 0).await.unwrap();
    assert_eq!(
        read.document.proof,
        Proof::Computed {
            header: porthole::inspection::HeaderDigest::Unknown
        }
    );
    assert_eq!(read.refers_to_subject, None);
}

#[tokio::test]
async fn a_signature_in_dockers_formats_is_read_as_it_is_stored() {
    let manifest = json!({"schemaVersion": 2, "mediaType": DOCKER, "config": descriptor(EMPTY, "{}"), "layers": [descriptor(MANIFEST, "signed")]});
    let manifest = manifest.to_string();
    let tag = format!("sha256-{}.sig", subject().encoded());
    let url = tag_url(&tag);
    // distribution makes schema 1 of it for whoever asks for OCI's documents alone, unless it cannot.
    for converted in [
        ok(SCHEMA1, r#"{"schemaVersion":1,"fsLayers":[]}"#),
        error(400, "MANIFEST_INVALID", "manifest invalid"),
    ] {
        let docker = format!("{DOCKER_LIST},{DOCKER}");
        let world = FakeRegistry::new()
            .on_accept(&url, &docker, [ok(DOCKER, &manifest)])
            .on(&url, [converted])
            .on_if(|_| true, [not_found()]);
        let world = Rc::new(world);
        let referrers = find(&world).await.unwrap();
        let want = (
            digest_of(&manifest).to_string(),
            FoundBy::CosignTag(tag.clone()),
        );
        assert_eq!(found(&referrers), [want]);
        assert_eq!(referrers.gaps, []);
    }
}

#[tokio::test]
async fn what_is_found_twice_is_listed_once() {
    let list = index(&[descriptor(MANIFEST, "one"), descriptor(MANIFEST, "one")]);
    let world = registry(ok(INDEX, list), &[]);
    assert_eq!(find(&world).await.unwrap().found.len(), 1);
}

#[tokio::test]
async fn a_tag_that_cannot_be_read_is_a_gap_and_the_others_are_listed() {
    let list = index(&[descriptor(MANIFEST, "one")]);
    let tag = format!("sha256-{}.att", subject().encoded());
    let world = registry(
        dated(ok(INDEX, list)),
        &[(&tag, error(403, "DENIED", "not for you"))],
    );
    let referrers = find(&world).await.unwrap();
    assert_eq!(referrers.found.len(), 1);
    let [Gap::Tag { tag: named, error }] = referrers.gaps.as_slice() else {
        panic!("{:?}", referrers.gaps);
    };
    assert_eq!(*named, tag);
    assert!(
        matches!(**error, SourceError::Status { status: 403, .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_registry_that_is_away_is_no_registry_without_referrers() {
    let world = FakeRegistry::new()
        .on_if(|_| true, [Err(TransportError::Rejected)])
        .answering([false]);
    let error = find(&Rc::new(world)).await.unwrap_err();
    assert!(matches!(error, SourceError::NoAnswer { .. }), "{error:?}");
}

#[tokio::test]
async fn on_the_registrys_own_origin_every_type_is_asked_for() {
    let world = registry(not_found(), &[]);
    let source = source_from("https://registry.example", IMAGE, &world);
    assert_eq!(source.referrers(&[subject()]).await.unwrap().found, []);
    let accepts: Vec<_> = world
        .requests()
        .into_iter()
        .skip(1)
        .map(|request| request.accept.unwrap())
        .collect();
    assert_eq!(accepts.len(), 4);
    assert!(accepts.iter().all(|accept| accept.contains("docker")));
}

#[test]
fn tags_stay_within_what_a_tag_may_be() {
    let sha512: Digest = format!("sha512:{}", "a".repeat(128)).parse().unwrap();
    assert_eq!(schema_tag(&sha512), format!("sha512-{}", "a".repeat(64)));
    assert_eq!(cosign_tags(&sha512), [] as [String; 0]);
    let other: Digest = "multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8"
        .parse()
        .unwrap();
    assert_eq!(
        schema_tag(&other),
        "multihash-base58-QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8"
    );
}

async fn read(
    world: &Rc<FakeRegistry>,
    referrers: &Referrers,
    position: usize,
) -> Result<ReadReferrer, InspectionError> {
    let source: Source<FakeRegistry> = source(IMAGE, world);
    read_referrer(&source, &referrers.found[position], &document()).await
}

/// Reads a referrer of one layer: its manifest as it is listed, and blobs by their content's digest unless one is `altered`.
async fn read_one(
    artifact_type: &str,
    layer: Value,
    blob: Option<(&str, &str)>,
) -> Result<ReadReferrer, InspectionError> {
    let manifest = referrer(artifact_type, layer);
    let list = index(&[descriptor(MANIFEST, &manifest)]);
    let mut world = FakeRegistry::new()
        .on(&referrers_url(), [ok(INDEX, list)])
        .on(
            &tag_url(&digest_of(&manifest).to_string()),
            [ok(MANIFEST, &manifest)],
        );
    if let Some((named, content)) = blob {
        let url = format!("{BASE}/blobs/{}", digest_of(named));
        world = world.on(&url, [ok("application/octet-stream", content)]);
    }
    let world = Rc::new(world.on_if(|_| true, [not_found()]));
    let referrers = find(&world).await.unwrap();
    read(&world, &referrers, 0).await
}

#[tokio::test]
async fn a_referrer_is_verified_and_its_signatures_are_read() {
    let layer = descriptor(BUNDLE, BUNDLE_BY_KEY);
    let read = read_one(BUNDLE, layer, Some((BUNDLE_BY_KEY, BUNDLE_BY_KEY)))
        .await
        .unwrap();
    assert_eq!(read.document.proof, Proof::Verified);
    assert_eq!(read.refers_to_subject, Some(true));
    let attachment = read.layers[0].attachment.as_ref().unwrap();
    assert!(attachment.claim.as_ref().unwrap().is_of_subject);
    assert_eq!(attachment.signatures.len(), 1);
}

#[tokio::test]
async fn a_layer_that_comes_with_the_manifest_is_not_fetched() {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let mut layer = descriptor(SIMPLE_SIGNING, PAYLOAD);
    layer["data"] = STANDARD.encode(PAYLOAD).into();
    layer["annotations"] = json!({"dev.cosignproject.cosign/signature": SIGNATURES[0].2});
    let read = read_one("application/vnd.example", layer, None)
        .await
        .unwrap();
    assert!(read.layers[0].attachment.is_ok(), "{:?}", read.layers);
}

#[tokio::test]
async fn layers_that_sign_nothing_are_left_alone() {
    let layer = descriptor("application/spdx+json", "{}");
    let read = read_one("application/spdx+json", layer, None)
        .await
        .unwrap();
    assert_eq!(read.layers, []);
}

#[tokio::test]
async fn a_layer_that_is_not_what_is_named_is_not_looked_into() {
    let altered = BUNDLE_BY_KEY.replacen("MEQ", "MEX", 1);
    let shorter = &BUNDLE_BY_KEY[1..];
    for (blob, want) in [
        (
            Some((BUNDLE_BY_KEY, altered.as_str())),
            LayerFault::Blob(BlobFault::Mismatch),
        ),
        (
            Some((BUNDLE_BY_KEY, shorter)),
            LayerFault::Blob(BlobFault::Mismatch),
        ),
    ] {
        let layer = descriptor(BUNDLE, BUNDLE_BY_KEY);
        let read = read_one(BUNDLE, layer, blob).await.unwrap();
        assert_eq!(read.layers[0].attachment, Err(want));
    }
    let missing = read_one(BUNDLE, descriptor(BUNDLE, BUNDLE_BY_KEY), None)
        .await
        .unwrap();
    assert!(
        matches!(
            missing.layers[0].attachment,
            Err(LayerFault::Blob(BlobFault::Source(SourceError::Status {
                status: 404,
                ..
            })))
        ),
        "{missing:?}"
    );
    let wrong = read_one(BUNDLE, descriptor(BUNDLE, "{}"), Some(("{}", "{}")))
        .await
        .unwrap();
    assert_eq!(
        wrong.layers[0].attachment,
        Err(LayerFault::Attachment(AttachmentFault::Member(
            "verificationMaterial"
        )))
    );
}

#[tokio::test]
async fn a_referrer_that_was_altered_is_not_looked_into() {
    let layer = descriptor(BUNDLE, BUNDLE_BY_KEY);
    let manifest = referrer(BUNDLE, layer);
    let list = index(&[descriptor(MANIFEST, &manifest)]);
    let altered = manifest.replace("schemaVersion", "schemaversion");
    let world = FakeRegistry::new()
        .on(&referrers_url(), [ok(INDEX, list)])
        .on(
            &tag_url(&digest_of(&manifest).to_string()),
            [ok(MANIFEST, altered)],
        )
        .on_if(|_| true, [not_found()]);
    let world = Rc::new(world);
    let referrers = find(&world).await.unwrap();
    let read = read(&world, &referrers, 0).await.unwrap();
    assert!(matches!(read.document.proof, Proof::Mismatch(_)));
    assert_eq!(read.layers, []);
}

#[tokio::test]
async fn a_referrer_of_something_else_says_so() {
    let manifest = json!({
        "schemaVersion": 2, "mediaType": MANIFEST, "artifactType": "application/vnd.example",
        "config": descriptor(EMPTY, "{}"), "layers": [], "subject": descriptor(MANIFEST, "another"),
    })
    .to_string();
    let list = index(&[descriptor(MANIFEST, &manifest)]);
    let world = FakeRegistry::new()
        .on(&referrers_url(), [ok(INDEX, list)])
        .on(
            &tag_url(&digest_of(&manifest).to_string()),
            [ok(MANIFEST, &manifest)],
        )
        .on_if(|_| true, [not_found()]);
    let world = Rc::new(world);
    let referrers = find(&world).await.unwrap();
    let read = read(&world, &referrers, 0).await.unwrap();
    assert_eq!(read.refers_to_subject, Some(false));
}

/// A layout at `oci:images`, with these entries and blobs.
fn layout(entries: &[Value], blobs: &[&str]) -> Rc<FakeRegistry> {
    let url = |path: &str| format!("{PAGE}/images/{path}");
    let file = |content: &str| ok("application/octet-stream", content);
    let mut world = FakeRegistry::new()
        .on(
            &url("oci-layout"),
            [file(r#"{"imageLayoutVersion":"1.0.0"}"#)],
        )
        .on(&url("index.json"), [file(&index(entries))]);
    for blob in blobs {
        let path = format!("blobs/sha256/{}", digest_of(blob).encoded());
        world = world.on(&url(&path), [file(blob)]);
    }
    Rc::new(world.on_if(|_| true, [answer(404, &[], "")]))
}

async fn in_layout(entries: &[Value], blobs: &[&str]) -> Referrers {
    let world = layout(entries, blobs);
    let referrers = source("oci:images", &world).referrers(&[subject()]).await;
    referrers.unwrap()
}

fn annotated(mut entry: Value, key: &str, value: &str) -> Value {
    entry["annotations"] = json!({key: value});
    entry
}

#[tokio::test]
async fn a_layout_is_looked_through_for_what_refers_to_its_images() {
    const TAG: &str = "org.opencontainers.image.ref.name";
    let ours = referrer(
        "application/spdx+json",
        descriptor("application/spdx+json", "{}"),
    );
    let theirs = ours.replace(subject().encoded(), digest_of("another").encoded());
    let image = annotated(descriptor(MANIFEST, SUBJECT), TAG, "1");
    let list = index(&[descriptor(MANIFEST, &ours)]);
    let entry = descriptor(MANIFEST, &ours);
    let mut typed = annotated(entry.clone(), TAG, "sbom");
    typed["artifactType"] = "application/spdx+json".into();
    let by_tag = annotated(descriptor(INDEX, &list), TAG, &schema_tag(&subject()));
    let sig = format!("sha256-{}.sig", subject().encoded());
    let by_sig = annotated(entry.clone(), TAG, &sig);
    let table: [(&[Value], &[&str], usize); 8] = [
        (std::slice::from_ref(&image), &[SUBJECT], 0),
        // As ORAS copies: an entry without a tag.
        (&[image.clone(), entry.clone()], &[SUBJECT, &ours], 1),
        // What has a tag is read only if it says that it is an artifact.
        (&[image.clone(), typed], &[SUBJECT, &ours], 1),
        (
            &[image.clone(), annotated(entry.clone(), TAG, "2")],
            &[SUBJECT, &ours],
            0,
        ),
        // The tag of the specification, and one of cosign's.
        (&[image.clone(), by_tag], &[SUBJECT, &list, &ours], 1),
        (&[image.clone(), by_sig], &[SUBJECT, &ours], 1),
        // Of another image, and one that is missing in this copy.
        (
            &[image.clone(), descriptor(MANIFEST, &theirs)],
            &[SUBJECT, &theirs],
            0,
        ),
        (&[image.clone(), entry.clone()], &[SUBJECT], 0),
    ];
    for (position, (entries, blobs, want)) in table.into_iter().enumerate() {
        let referrers = in_layout(entries, blobs).await;
        assert_eq!(referrers.found.len(), want, "row {position}");
        assert_eq!(referrers.gaps, [], "row {position}");
        for one in &referrers.found {
            assert_eq!(one.found, FoundBy::Layout);
            assert_eq!(one.descriptor.digest_text, digest_of(&ours).to_string());
        }
    }
}

#[tokio::test]
async fn what_cannot_be_read_in_a_layout_is_a_gap_or_listed_all_the_same() {
    const TAG: &str = "org.opencontainers.image.ref.name";
    let image = annotated(descriptor(MANIFEST, SUBJECT), TAG, "1");
    let tag = schema_tag(&subject());
    let list = annotated(descriptor(INDEX, "no json"), TAG, &tag);
    let referrers = in_layout(&[image.clone(), list], &[SUBJECT, "no json"]).await;
    assert_eq!(found(&referrers), []);
    assert_eq!(gaps(&referrers), [format!("{tag}: no manifests")]);
    let sig = format!("{tag}.sig");
    let signature = annotated(descriptor(MANIFEST, "no json"), TAG, &sig);
    let referrers = in_layout(&[image, signature], &[SUBJECT, "no json"]).await;
    assert_eq!(referrers.found.len(), 1);
    assert_eq!(gaps(&referrers), [""; 0]);
}

#[tokio::test]
async fn what_cosign_saved_is_told_by_its_kind() {
    const KIND: &str = "kind";
    let signature =
        json!({"schemaVersion": 2, "config": descriptor(EMPTY, "{}"), "layers": []}).to_string();
    let image = annotated(
        descriptor(MANIFEST, SUBJECT),
        KIND,
        "dev.cosignproject.cosign/image",
    );
    let sigs = annotated(
        descriptor(MANIFEST, &signature),
        KIND,
        "dev.cosignproject.cosign/sigs",
    );
    let blobs = [SUBJECT, signature.as_str()];
    let referrers = in_layout(&[image, sigs.clone()], &blobs).await;
    assert_eq!(
        found(&referrers),
        [(digest_of(&signature).to_string(), FoundBy::Layout)]
    );
    // Signatures of another image of the same file.
    let other = annotated(
        descriptor(MANIFEST, "another"),
        KIND,
        "dev.cosignproject.cosign/image",
    );
    let referrers = in_layout(&[descriptor(MANIFEST, SUBJECT), other, sigs], &blobs).await;
    assert_eq!(referrers.found, []);
}
