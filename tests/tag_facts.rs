//! What a row of a list of tags says, and what it takes to know it.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

mod support;

use porthole::{
    inspection::{
        InspectionError, Proof,
        tag::{TagFacts, TagKind, read_tag},
    },
    oci::{Digest, Place, Verdict},
    source::{Session, Source, SourceError},
    ui::notice::one_line,
};
use std::rc::Rc;
use support::{
    FakeRegistry, PAGE, error,
    inspecting::{
        OCI_CONFIG, OCI_INDEX, OCI_LAYER, OCI_MANIFEST, Repository, config, descriptor, index,
        manifest, sample, without_platform,
    },
};

const CREATED: &str = "2026-03-04T05:06:07Z";

fn source(place: &str, world: &Rc<FakeRegistry>) -> Source<FakeRegistry> {
    let place = Place::repository(place).unwrap();
    let session = Rc::new(Session::new(PAGE));
    Source::of_place(&place, Rc::clone(world), &session, |url| {
        Some(format!("{PAGE}/{url}"))
    })
}

/// Reads a tag as the page does: to its end.
async fn facts(source: &Source<FakeRegistry>, tag: &str) -> Result<TagFacts, InspectionError> {
    let root = read_tag(source, tag).await?;
    let mut facts = TagFacts::of(&root);
    if !facts.is_complete() {
        facts.complete(source, &root.document).await?;
    }
    Ok(facts)
}

async fn at_registry(world: &Rc<FakeRegistry>) -> TagFacts {
    facts(&source("registry.example/o/n", world), "1")
        .await
        .unwrap()
}

/// What is asked for below the repository: the kinds of things, in order.
fn asked(world: &FakeRegistry) -> Vec<String> {
    let urls = world.urls().into_iter();
    urls.map(|url| url.rsplit('/').nth(1).unwrap().to_owned())
        .collect()
}

fn image(architecture: &str) -> (String, String) {
    let config = config(architecture, &format!(r#","created":"{CREATED}""#));
    let manifest = manifest(
        &descriptor(OCI_CONFIG, &config, ""),
        &[
            descriptor(OCI_LAYER, "layer", ""),
            descriptor(OCI_LAYER, "another", ""),
        ],
    );
    (config, manifest)
}

fn entry(architecture: &str, more: &str) -> String {
    let platform = format!(r#","platform":{{"os":"linux","architecture":"{architecture}"}}{more}"#);
    descriptor(OCI_MANIFEST, &image(architecture).1, &platform)
}

#[tokio::test]
async fn an_image_takes_its_manifest_and_its_config() {
    let (config, manifest) = image("arm64");
    let world = Repository::default()
        .manifest("1", OCI_MANIFEST, &manifest)
        .blob(&config)
        .world();
    let want = TagFacts {
        digest: Digest::sha256_of(manifest.as_bytes()),
        proof: Proof::Computed {
            header: porthole::inspection::HeaderDigest::Unknown,
        },
        kind: TagKind::Image,
        type_name: "OCI image manifest".to_owned(),
        platforms: vec!["linux/arm64".to_owned()],
        size: Some(12),
        created: Some(CREATED.to_owned()),
    };
    assert_eq!(at_registry(&world).await, want);
    assert_eq!(asked(&world), ["manifests", "blobs"]);
}

#[tokio::test]
async fn an_index_takes_the_manifest_of_its_default_image_and_its_config_only_for_the_time() {
    let (config, manifest) = image("amd64");
    let annotated = |more: &str| {
        let text = index(&[
            entry("arm64", ""),
            entry("amd64", more),
            entry("amd64", more),
        ]);
        let world = Repository::default()
            .manifest("1", OCI_INDEX, &text)
            .manifest("amd64", OCI_MANIFEST, &manifest)
            .blob(&config);
        world.world()
    };
    let created = r#","annotations":{"org.opencontainers.image.created":"2026-01-01T00:00:00Z"}"#;
    for (more, time, requests) in [
        ("", CREATED, vec!["manifests", "manifests", "blobs"]),
        (
            created,
            "2026-01-01T00:00:00Z",
            vec!["manifests", "manifests"],
        ),
    ] {
        let world = annotated(more);
        let facts = at_registry(&world).await;
        assert_eq!(facts.kind, TagKind::Index);
        assert_eq!(facts.platforms, ["linux/arm64", "linux/amd64"], "each once");
        assert_eq!(facts.size, Some(12), "that of linux/amd64");
        assert_eq!(facts.created.as_deref(), Some(time));
        assert_eq!(asked(&world), requests);
    }
}

#[tokio::test]
async fn an_artifact_and_a_schema_1_manifest_take_one_request() {
    let artifact = manifest(
        &descriptor("application/vnd.example+json", "{}", ""),
        &[descriptor("text/plain", "blob", "")],
    );
    let world = Repository::default()
        .manifest("1", OCI_MANIFEST, &artifact)
        .world();
    let facts = at_registry(&world).await;
    assert_eq!(facts.kind, TagKind::Artifact);
    assert_eq!(facts.type_name, "application/vnd.example+json");
    assert_eq!(facts.size, Some(4));
    assert_eq!(asked(&world), ["manifests"]);

    let empty = index(&[]);
    let world = Repository::default()
        .manifest("1", OCI_INDEX, &empty)
        .world();
    assert_eq!(at_registry(&world).await.size, None);
    assert_eq!(asked(&world), ["manifests"]);
}

#[tokio::test]
async fn what_is_known_stays_when_the_rest_cannot_be_read() {
    let (config, manifest) = image("amd64");
    let url = format!(
        "https://registry.example/v2/o/n/blobs/{}",
        Digest::sha256_of(config.as_bytes())
    );
    let world = Repository::default()
        .manifest("1", OCI_MANIFEST, &manifest)
        .world_and(&url, error(404, "BLOB_UNKNOWN", "lost"));
    let source = source("registry.example/o/n", &world);
    let root = read_tag(&source, "1").await.unwrap();
    let mut facts = TagFacts::of(&root);
    let failed = facts.complete(&source, &root.document).await.unwrap_err();
    assert!(
        matches!(
            failed,
            InspectionError::Source(SourceError::Status { status: 404, .. })
        ),
        "{failed}"
    );
    assert_eq!((facts.size, facts.created), (Some(12), None));
}

/// The kind of what failed, what differs, and what is known all the same.
async fn refused(world: &Rc<FakeRegistry>) -> (&'static str, Verdict, TagFacts) {
    let source = source("registry.example/o/n", world);
    let root = read_tag(&source, "1").await.unwrap();
    let mut facts = TagFacts::of(&root);
    match facts.complete(&source, &root.document).await {
        Err(InspectionError::Mismatch { name, verdict }) => (name, *verdict, facts),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn nothing_is_taken_from_bytes_that_are_not_what_their_descriptor_says() {
    let (config, manifest) = image("amd64");
    let (other_config, other_manifest) = image("s390x");
    let mismatch = |expected: &str, actual: &str| Verdict::DigestMismatch {
        expected: Digest::sha256_of(expected.as_bytes()),
        actual: Digest::sha256_of(actual.as_bytes()),
        size: actual.len() as u64,
    };
    let at = |kind: &str, text: &str| format!("{kind}/{}", Digest::sha256_of(text.as_bytes()));
    let of_index = index(&[entry("amd64", "")]);

    // The manifest of an index's image is another.
    let world = Repository::default()
        .manifest("1", OCI_INDEX, &of_index)
        .serve(&at("manifests", &manifest), OCI_MANIFEST, &other_manifest)
        .blob(&other_config)
        .world();
    let (name, verdict, facts) = refused(&world).await;
    assert_eq!(name, "image manifest");
    assert_eq!(verdict, mismatch(&manifest, &other_manifest));
    assert_eq!((facts.size, facts.created), (None, None));
    assert_eq!(facts.platforms, ["linux/amd64"], "the index says so");
    assert_eq!(asked(&world), ["manifests", "manifests"]);

    // Its config is another.
    let world = Repository::default()
        .manifest("1", OCI_INDEX, &of_index)
        .manifest("amd64", OCI_MANIFEST, &manifest)
        .serve(&at("blobs", &config), OCI_CONFIG, &other_config)
        .world();
    let (name, verdict, facts) = refused(&world).await;
    assert_eq!(
        (name, verdict),
        ("config", mismatch(&config, &other_config))
    );
    assert_eq!((facts.size, facts.created), (Some(12), None));

    // The config of an image is another.
    let world = Repository::default()
        .manifest("1", OCI_MANIFEST, &manifest)
        .serve(&at("blobs", &config), OCI_CONFIG, &other_config)
        .world();
    let (name, verdict, facts) = refused(&world).await;
    assert_eq!(
        (name, verdict),
        ("config", mismatch(&config, &other_config))
    );
    assert_eq!((facts.size, facts.created), (Some(12), None));
    assert_eq!(facts.platforms, [""; 0]);

    let error = InspectionError::Mismatch {
        name: "config",
        verdict: Box::new(mismatch("a", "b")),
    };
    assert_eq!(error.to_string(), "the config is not what was asked for");
    assert_eq!(
        one_line(&error),
        "The config is not the one that was asked for. Its bytes have the digest sha256:3e23e816…9c009d where sha256:ca978112…ee48bb was expected."
    );
}

#[tokio::test]
async fn all_tags_of_a_layout_take_its_index_once_and_are_verified() {
    let world = sample();
    let source = source("oci:sample", &world);
    for (tag, kind) in [
        ("latest", TagKind::Index),
        ("artifact", TagKind::Artifact),
        ("schema1", TagKind::Schema1),
    ] {
        let facts = facts(&source, tag).await.unwrap();
        assert_eq!((facts.kind, facts.proof), (kind, Proof::Verified), "{tag}");
    }
    let urls = world.urls();
    let times = |name: &str| urls.iter().filter(|url| url.ends_with(name)).count();
    assert_eq!(
        (times("/index.json"), times("/oci-layout")),
        (1, 1),
        "{urls:?}"
    );
    let missing = facts(&source, "missing").await.unwrap_err();
    assert!(
        matches!(
            missing,
            InspectionError::Source(SourceError::UnknownTag { .. })
        ),
        "{missing}"
    );
}

#[tokio::test]
async fn a_platform_that_says_nothing_is_not_named() {
    let [config, manifest, index] = without_platform();
    for (media_type, served) in [(OCI_MANIFEST, &manifest), (OCI_INDEX, &index)] {
        let world = Repository::default()
            .manifest("1", media_type, served)
            .manifest("image", OCI_MANIFEST, &manifest)
            .blob(&config)
            .world();
        assert_eq!(at_registry(&world).await.platforms, [""; 0], "{media_type}");
    }
}
