//! Documents: what they are taken for, what they say, and what is wrong with them.

#![cfg(not(target_arch = "wasm32"))]

use oci_spec::image::{ImageIndex, ImageManifest};
use porthole::oci::{
    Body, Config, Descriptor, Digest, Document, DocumentError, Index, Manifest, MediaType,
    Platform, Verdict,
    index::{Row, RowKind},
    lint, media_type,
    platform::PlatformError,
};
use proptest::prelude::*;
use std::rc::Rc;

const SCHEMA2: &[u8] = include_bytes!("fixtures/groot-layer1.docker-v2s2.json");
const SCHEMA1_SIGNED: &[u8] = include_bytes!("fixtures/groot-layer1.docker-v1-signed.json");
const SCHEMA2_DIGEST: &str =
    "sha256:98777f8b9ed8c5651a2b105cc1868672b3c0ce7e840ccf8866aac42b79956c4d";
const ZERO: &str = "sha256:0000000000000000000000000000000000000000000000000000000000000000";
const EMPTY_CONFIG: &str =
    "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

fn parse(text: &str, content_type: Option<&str>) -> Document {
    Document::parse(text.as_bytes().into(), content_type, None).expect("a document")
}

/// Rule and pointer of each problem.
fn problems(document: &Document) -> Vec<(&'static str, &str)> {
    let problems = document.problems.iter();
    problems
        .map(|problem| (problem.rule, problem.pointer.as_str()))
        .collect()
}

fn manifest(document: &Document) -> &Manifest {
    match &document.body {
        Body::Manifest(manifest) => manifest,
        other => panic!("no manifest: {other:?}"),
    }
}

fn index(document: &Document) -> &Index {
    match &document.body {
        Body::Index(index) => index,
        other => panic!("no index: {other:?}"),
    }
}

fn descriptor(media_type: &str) -> String {
    format!(r#"{{"mediaType":"{media_type}","digest":"{ZERO}","size":1}}"#)
}

/// An OCI image manifest with these further members.
fn oci_manifest(members: &str) -> String {
    let config = descriptor(media_type::OCI_CONFIG);
    let layer = descriptor(media_type::OCI_LAYER_GZIP);
    format!(r#"{{"schemaVersion":2,"config":{config},"layers":[{layer}]{members}}}"#)
}

#[test]
fn the_facts_of_the_schema_2_fixture_are_reproduced() {
    assert_eq!(SCHEMA2.len(), 1771);
    let document = Document::parse(SCHEMA2.into(), Some(media_type::DOCKER_MANIFEST), None)
        .expect("a document");
    let digest: Digest = SCHEMA2_DIGEST.parse().expect("a digest");
    assert_eq!(document.digest, digest);
    assert_eq!(
        document.verdict(&digest, Some(1771)),
        Verdict::Match { size: 1771 }
    );
    assert_eq!(
        document.blob_verdict(&digest, Some(1771)),
        Verdict::Match { size: 1771 }
    );
    assert_eq!(
        document.verdict(&digest, Some(1770)),
        Verdict::SizeMismatch {
            expected: 1770,
            actual: 1771
        }
    );
    assert_eq!(document.problems, []);
    assert_eq!(document.media_type.name(), "Docker image manifest");
    let manifest = manifest(&document);
    assert_eq!(manifest.layers.len(), 7);
    assert_eq!(manifest.layers_size(), 31_265_115);
    assert!(manifest.is_image());
    assert_eq!(manifest.kind(), media_type::DOCKER_CONFIG);
    assert_eq!(manifest.unknown, []);
}

#[test]
fn the_type_follows_from_labels_and_structure() {
    let index = r#"{"schemaVersion":2,"manifests":[]}"#;
    let docker_list = format!(
        r#"{{"schemaVersion":2,"manifests":[{}]}}"#,
        descriptor(media_type::DOCKER_MANIFEST)
    );
    let docker = format!(
        r#"{{"schemaVersion":2,"config":{},"layers":[]}}"#,
        descriptor(media_type::DOCKER_CONFIG)
    );
    let labelled_docker = oci_manifest(&format!(
        r#","mediaType":"{}""#,
        media_type::DOCKER_MANIFEST
    ));
    let schema1 =
        r#"{"schemaVersion":1,"name":"n","tag":"t","architecture":"a","fsLayers":[],"history":[]}"#;
    let bare_index = format!(
        r#"{{"schemaVersion":2,"mediaType":"{}","manifests":null}}"#,
        media_type::OCI_INDEX
    );
    for (text, content_type, want) in [
        (index, None, media_type::OCI_INDEX),
        (index, Some("application/json"), media_type::OCI_INDEX),
        (
            index,
            Some("text/plain; charset=utf-8"),
            media_type::OCI_INDEX,
        ),
        (index, Some("binary/octet-stream"), media_type::OCI_INDEX),
        (
            index,
            Some(media_type::DOCKER_MANIFEST_LIST),
            media_type::DOCKER_MANIFEST_LIST,
        ),
        (
            index,
            Some("Application/vnd.oci.image.INDEX.v1+json; charset=utf-8"),
            media_type::OCI_INDEX,
        ),
        (&docker_list, None, media_type::DOCKER_MANIFEST_LIST),
        (&docker, None, media_type::DOCKER_MANIFEST),
        (&oci_manifest(""), None, media_type::OCI_MANIFEST),
        (
            &oci_manifest(""),
            Some(media_type::DOCKER_MANIFEST),
            media_type::DOCKER_MANIFEST,
        ),
        (&labelled_docker, None, media_type::DOCKER_MANIFEST),
        (
            &labelled_docker,
            Some(media_type::DOCKER_MANIFEST),
            media_type::DOCKER_MANIFEST,
        ),
        (schema1, None, media_type::DOCKER_SCHEMA1),
        (
            schema1,
            Some(media_type::DOCKER_SCHEMA1),
            media_type::DOCKER_SCHEMA1,
        ),
    ] {
        let document = parse(text, content_type);
        assert_eq!(
            (document.media_type.as_str(), problems(&document)),
            (want, vec![]),
            "{text} {content_type:?}"
        );
    }
    let document = parse(&bare_index, None);
    assert_eq!(problems(&document), [("index-manifests", "/manifests")]);
    assert!(matches!(document.body, Body::Index(_)));
}

#[test]
fn a_contradiction_is_shown_and_structure_decides() {
    let index = r#"{"schemaVersion":2,"manifests":[]}"#;
    let labelled = format!(
        r#"{{"schemaVersion":2,"mediaType":"{}","manifests":[]}}"#,
        media_type::OCI_MANIFEST
    );
    let rule = "media-type-contradiction";
    for (text, content_type, expected, want_type, want) in [
        (
            index,
            Some(media_type::OCI_MANIFEST),
            None,
            media_type::OCI_INDEX,
            vec![(rule, "")],
        ),
        (
            index,
            Some(media_type::DOCKER_SCHEMA1),
            None,
            media_type::OCI_INDEX,
            vec![(rule, "")],
        ),
        (
            index,
            Some("text/html"),
            None,
            media_type::OCI_INDEX,
            vec![(rule, "")],
        ),
        (
            index,
            None,
            Some(media_type::OCI_MANIFEST),
            media_type::OCI_INDEX,
            vec![(rule, "")],
        ),
        (
            index,
            None,
            Some(media_type::DOCKER_MANIFEST_LIST),
            media_type::DOCKER_MANIFEST_LIST,
            vec![],
        ),
        (
            &labelled,
            None,
            None,
            media_type::OCI_INDEX,
            vec![(rule, "/mediaType")],
        ),
        (
            &labelled,
            Some(media_type::OCI_INDEX),
            None,
            media_type::OCI_INDEX,
            vec![(rule, "/mediaType")],
        ),
        (
            &labelled,
            Some(media_type::OCI_MANIFEST),
            Some(media_type::DOCKER_MANIFEST_LIST),
            media_type::DOCKER_MANIFEST_LIST,
            vec![(rule, "/mediaType"), (rule, "")],
        ),
        (
            &oci_manifest(r#","mediaType":"application/vnd.oci.image.manifest.v1+json""#),
            Some(media_type::DOCKER_MANIFEST),
            None,
            media_type::OCI_MANIFEST,
            vec![(rule, "")],
        ),
        (
            &oci_manifest(r#","mediaType":"application/vnd.example+json""#),
            None,
            None,
            media_type::OCI_MANIFEST,
            vec![("unknown-media-type", "/mediaType")],
        ),
        (
            &oci_manifest(r#","mediaType":7"#),
            None,
            None,
            media_type::OCI_MANIFEST,
            vec![("manifest-media-type", "/mediaType")],
        ),
    ] {
        let expected = expected.map(MediaType::new);
        let document = Document::parse(text.as_bytes().into(), content_type, expected.as_ref())
            .expect("a document");
        assert_eq!(
            (document.media_type.as_str(), problems(&document)),
            (want_type, want),
            "{text} {content_type:?}"
        );
    }
}

#[test]
fn layers_and_manifests_together_are_read_as_the_labels_say() {
    let both = |members: &str| oci_manifest(&format!(r#","manifests":[]{members}"#));
    let label = |media_type: &str| format!(r#","mediaType":"{media_type}""#);
    for (text, content_type, is_index) in [
        (both(""), None, false),
        (both(""), Some(media_type::OCI_INDEX), true),
        (both(""), Some(media_type::DOCKER_MANIFEST), false),
        (both(&label(media_type::OCI_INDEX)), None, true),
        (both(&label(media_type::OCI_MANIFEST)), None, false),
    ] {
        let document = parse(&text, content_type);
        assert_eq!(matches!(document.body, Body::Index(_)), is_index, "{text}");
        assert_eq!(problems(&document), [("manifest-and-index", "")], "{text}");
    }
    let text = both(&label(media_type::OCI_INDEX));
    let document = parse(&text, Some(media_type::OCI_MANIFEST));
    assert!(matches!(document.body, Body::Index(_)));
    assert_eq!(
        problems(&document),
        [("manifest-and-index", ""), ("media-type-contradiction", "")]
    );
    let keys: Vec<&str> = index(&document)
        .unknown
        .iter()
        .map(|(key, _)| key.as_str())
        .collect();
    assert_eq!(keys, ["config", "layers"]);
}

#[test]
fn schema_1_members_in_another_document_are_a_contradiction() {
    let text =
        oci_manifest(r#","fsLayers":[],"mediaType":"application/vnd.oci.image.manifest.v1+json""#);
    let document = parse(&text, None);
    assert!(matches!(document.body, Body::Manifest(_)));
    assert_eq!(problems(&document), [("media-type-contradiction", "")]);
}

#[test]
fn an_object_that_is_nothing_known_is_shown_as_a_manifest() {
    for (text, hint) in [
        (
            "{}",
            "neither a manifest, nor an index, nor a schema 1 manifest",
        ),
        (
            r#"{"os":"linux","config":{"Cmd":[]},"rootfs":{}}"#,
            "image config",
        ),
        (r#"{"imageLayoutVersion":"1.0.0"}"#, "oci-layout"),
        (r#"{"errors":[{"code":"DENIED"}]}"#, "list of errors"),
    ] {
        let document = parse(text, None);
        let problem = &document.problems[0];
        assert_eq!(
            (problem.rule, problem.pointer.as_str()),
            ("unknown-document", "")
        );
        assert!(problem.message.contains(hint), "{}", problem.message);
        assert!(matches!(document.body, Body::Manifest(_)));
        assert_eq!(document.media_type.as_str(), "");
    }
    let kept = parse(r#"{"any": [1, "b"]}"#, Some("application/vnd.example+json"));
    assert_eq!(kept.media_type.as_str(), "application/vnd.example+json");
    assert_eq!(
        manifest(&kept).unknown,
        [("any".to_owned(), "[1, \"b\"]".to_owned())]
    );
}

#[test]
fn what_is_no_document_fails() {
    let json = |message: &str, line, column| DocumentError::Json {
        message: message.to_owned(),
        line,
        column,
    };
    for (bytes, content_type, want) in [
        (b"".as_slice(), None, DocumentError::Empty),
        (b" \n", None, DocumentError::Empty),
        (
            b"<!doctype html><title>app</title>",
            None,
            DocumentError::Html,
        ),
        (
            b"\xef\xbb\xbf \n<html>",
            Some("application/json"),
            DocumentError::Html,
        ),
        (
            b"Not found",
            Some("text/html; charset=utf-8"),
            DocumentError::Html,
        ),
        (b"\xff", Some("text/html"), DocumentError::Html),
        (b"Not found", None, json("expected value", 1, 1)),
        (b"{\n  \"a\": }", None, json("expected value", 2, 8)),
        (b"{} x", None, json("trailing characters", 1, 4)),
        (b"\n \xc3", None, DocumentError::Utf8 { line: 2, column: 2 }),
        (
            b"[]",
            None,
            DocumentError::NotAnObject { found: "an array" },
        ),
        (
            b"\"{}\"",
            None,
            DocumentError::NotAnObject { found: "a string" },
        ),
        (b"1", None, DocumentError::NotAnObject { found: "a number" }),
        (
            b"true",
            None,
            DocumentError::NotAnObject { found: "a boolean" },
        ),
        (b"null", None, DocumentError::NotAnObject { found: "null" }),
    ] {
        assert_eq!(
            Document::parse(bytes.into(), content_type, None),
            Err(want.clone()),
            "{bytes:?}"
        );
        if content_type.is_none() {
            assert_eq!(Config::parse(bytes.into()), Err(want), "{bytes:?}");
        }
    }
}

/// The problems of a manifest whose only layer is `layer`.
fn layer_problems(layer: &str) -> (Descriptor, Vec<(String, String)>) {
    let config = descriptor(media_type::OCI_CONFIG);
    let text = format!(r#"{{"schemaVersion":2,"config":{config},"layers":[{layer}]}}"#);
    let document = parse(&text, None);
    let problems = document.problems.iter();
    let problems = problems.map(|problem| {
        (
            format!("{} {}", problem.rule, problem.pointer),
            problem.message.clone(),
        )
    });
    (manifest(&document).layers[0].clone(), problems.collect())
}

#[test]
fn sizes_that_are_none_are_reported_with_their_value() {
    for (size, said) in [
        ("-1", "\"size\" is negative: -1"),
        ("-0", "\"size\" is negative: -0"),
        ("1.5", "\"size\" is no whole number: 1.5"),
        ("1.0", "\"size\" is no whole number: 1.0"),
        ("1e3", "\"size\" is no whole number: 1e3"),
        (
            "9223372036854775808",
            "\"size\" is larger than 2^63-1: 9223372036854775808",
        ),
        (
            "18446744073709551616",
            "\"size\" is larger than 2^63-1: 18446744073709551616",
        ),
        ("\"1\"", "\"size\" is a string, not a number: \"\\\"1\\\"\""),
        ("[1]", "\"size\" is an array, not a number: \"[1]\""),
        ("null", "\"size\" is missing"),
    ] {
        let layer = format!(
            r#"{{"mediaType":"{}","digest":"{ZERO}","size":{size}}}"#,
            media_type::OCI_LAYER
        );
        let (read, problems) = layer_problems(&layer);
        assert_eq!(read.size, None);
        assert_eq!(
            problems,
            [("descriptor-size /layers/0/size".to_owned(), said.to_owned())]
        );
    }
    let layer = format!(
        r#"{{"mediaType":"{}","digest":"{ZERO}","size":9223372036854775807}}"#,
        media_type::OCI_LAYER
    );
    let (read, problems) = layer_problems(&layer);
    assert_eq!((read.size, problems), (Some(i64::MAX as u64), vec![]));
    let digits = "9".repeat(1000);
    let (_, problems) = layer_problems(&format!(
        r#"{{"mediaType":"{}","digest":"{ZERO}","size":{digits}}}"#,
        media_type::OCI_LAYER
    ));
    assert_eq!(problems[0].1.chars().count(), 71);
}

#[test]
fn every_field_of_a_descriptor_is_read_and_checked() {
    let layer = format!(
        r#"{{"mediaType":"{}","digest":"{EMPTY_CONFIG}","size":2,"urls":["https://a/b"],"annotations":{{"b":"1","a":"2"}},
            "data":"e30=","artifactType":"application/x","platform":{{"os":"windows","architecture":"amd64","os.version":"10.0.1",
            "os.features":["win32k"],"variant":"v2","features":["sse4"]}}}}"#,
        media_type::OCI_LAYER
    );
    let (read, problems) = layer_problems(&layer);
    assert_eq!(problems, []);
    assert_eq!(
        read,
        Descriptor {
            media_type: MediaType::new(media_type::OCI_LAYER),
            digest: EMPTY_CONFIG.parse().ok(),
            digest_text: EMPTY_CONFIG.into(),
            size: Some(2),
            urls: vec!["https://a/b".into()],
            annotations: porthole::oci::Annotations(vec![
                ("b".into(), "1".into()),
                ("a".into(), "2".into())
            ]),
            data: Some(Rc::from(b"{}".as_slice())),
            artifact_type: Some("application/x".into()),
            platform: Some(Platform {
                os: "windows".into(),
                architecture: "amd64".into(),
                variant: Some("v2".into()),
                os_version: Some("10.0.1".into()),
                os_features: vec!["win32k".into()],
                features: vec!["sse4".into()],
            }),
        }
    );
    assert_eq!(
        read.verified_data().map(|data| &**data),
        Some(b"{}".as_slice())
    );
}

#[test]
fn what_is_wrong_in_a_descriptor_is_reported_where_it_stands() {
    let with = |members: &str| {
        format!(
            r#"{{"mediaType":"{}","digest":"{ZERO}","size":2{members}}}"#,
            media_type::OCI_LAYER
        )
    };
    for (layer, want) in [
        ("7".to_owned(), vec!["descriptor /layers/0"]),
        ("null".to_owned(), vec!["descriptor /layers/0"]),
        (
            "{}".to_owned(),
            vec![
                "descriptor-media-type /layers/0/mediaType",
                "descriptor-digest /layers/0/digest",
                "descriptor-size /layers/0/size",
            ],
        ),
        (
            format!(r#"{{"mediaType":"layer","digest":"{ZERO}","size":2}}"#),
            vec![
                "descriptor-media-type /layers/0/mediaType",
                "layer-media-type /layers/0/mediaType",
            ],
        ),
        (
            format!(r#"{{"mediaType":"text/plain","digest":"{ZERO}","size":2}}"#),
            vec!["layer-media-type /layers/0/mediaType"],
        ),
        (
            format!(
                r#"{{"mediaType":"{}","digest":"sha256:00","size":2}}"#,
                media_type::OCI_LAYER
            ),
            vec!["descriptor-digest /layers/0/digest"],
        ),
        (
            format!(
                r#"{{"mediaType":"{}","digest":7,"size":2}}"#,
                media_type::OCI_LAYER
            ),
            vec!["descriptor-digest /layers/0/digest"],
        ),
        (
            format!(
                r#"{{"mediaType":"{}","digest":"blake3:00","size":2}}"#,
                media_type::OCI_LAYER
            ),
            vec!["digest-algorithm /layers/0/digest"],
        ),
        (
            with(r#","urls":"https://a""#),
            vec!["descriptor-urls /layers/0/urls"],
        ),
        (
            with(r#","urls":["a",7]"#),
            vec!["descriptor-urls /layers/0/urls/1"],
        ),
        (
            with(r#","annotations":[]"#),
            vec!["annotations /layers/0/annotations"],
        ),
        (
            with(r#","annotations":{"a":1}"#),
            vec!["annotations /layers/0/annotations/a"],
        ),
        (
            with(r#","data":"?""#),
            vec!["descriptor-data /layers/0/data"],
        ),
        (
            with(r#","data":"e30=""#),
            vec!["descriptor-data /layers/0/data"],
        ),
        (
            with(r#","data":"e30""#),
            vec!["descriptor-data /layers/0/data"],
        ),
        (
            with(r#","platform":{"os":"linux"}"#),
            vec!["platform /layers/0/platform/architecture"],
        ),
        (
            with(r#","platform":"linux""#),
            vec!["platform /layers/0/platform"],
        ),
        (
            with(r#","artifactType":1"#),
            vec!["artifact-type /layers/0/artifactType"],
        ),
        (with(r#","size":2"#), vec!["duplicate-key /layers/0/size"]),
    ] {
        let (read, problems) = layer_problems(&layer);
        let found: Vec<&str> = problems.iter().map(|(place, _)| place.as_str()).collect();
        assert_eq!(found, want, "{layer}");
        assert_eq!(read.verified_data(), None);
    }
    let (read, _) = layer_problems(&with(r#","annotations":{"a":1,"b":"x","b":"y"}"#));
    assert_eq!(
        read.annotations.0,
        [
            ("a".to_owned(), "1".to_owned()),
            ("b".to_owned(), "y".to_owned())
        ]
    );
}

#[test]
fn embedded_data_must_be_what_digest_and_size_say() {
    let with = |digest: &str, size: u64| {
        format!(
            r#"{{"mediaType":"{}","digest":"{digest}","size":{size},"data":"e30="}}"#,
            media_type::OCI_LAYER
        )
    };
    for (layer, said) in [
        (
            with(ZERO, 2),
            Some(format!(
                "\"data\" is not what \"digest\" names: it has {EMPTY_CONFIG}"
            )),
        ),
        (
            with(EMPTY_CONFIG, 3),
            Some("\"data\" holds 2 bytes, \"size\" says 3".to_owned()),
        ),
        (with(EMPTY_CONFIG, 2), None),
    ] {
        let (read, problems) = layer_problems(&layer);
        assert_eq!(read.data.as_deref(), Some(b"{}".as_slice()));
        assert_eq!(read.verified_data().is_some(), said.is_none());
        assert_eq!(
            problems.into_iter().map(|(_, message)| message).next(),
            said
        );
    }
    let (read, problems) = layer_problems(&with("blake3:00", 2));
    assert_eq!(read.verified_data(), None);
    assert_eq!(problems.len(), 1);
}

#[test]
fn artifacts_are_told_from_images() {
    let manifest_of = |members: &str, config: &str, layers: &[&str]| {
        let layers: Vec<String> = layers.iter().map(|layer| descriptor(layer)).collect();
        let text = format!(
            r#"{{"schemaVersion":2{members},"config":{},"layers":[{}]}}"#,
            descriptor(config),
            layers.join(",")
        );
        manifest(&parse(&text, None)).clone()
    };
    let signature = r#","artifactType":"application/vnd.cncf.notary.signature""#;
    let attestation = format!(r#","artifactType":"{}""#, media_type::DOCKER_ATTESTATION);
    for (members, config, layers, is_image, kind) in [
        (
            "",
            media_type::OCI_CONFIG,
            [media_type::OCI_LAYER].as_slice(),
            true,
            media_type::OCI_CONFIG,
        ),
        (
            "",
            media_type::DOCKER_CONFIG,
            &[],
            true,
            media_type::DOCKER_CONFIG,
        ),
        (
            "",
            media_type::OCI_CONFIG,
            &[media_type::IN_TOTO, media_type::IN_TOTO],
            false,
            media_type::OCI_CONFIG,
        ),
        (
            "",
            "application/vnd.cncf.helm.config.v1+json",
            &[media_type::OCI_LAYER],
            false,
            "application/vnd.cncf.helm.config.v1+json",
        ),
        (
            signature,
            media_type::OCI_EMPTY,
            &["application/jose+json"],
            false,
            "application/vnd.cncf.notary.signature",
        ),
        (
            &attestation,
            media_type::OCI_EMPTY,
            &[media_type::IN_TOTO],
            false,
            media_type::DOCKER_ATTESTATION,
        ),
        (
            &attestation,
            media_type::OCI_CONFIG,
            &[media_type::OCI_LAYER],
            false,
            media_type::DOCKER_ATTESTATION,
        ),
        ("", "", &[media_type::OCI_LAYER_ZSTD], true, ""),
        ("", "", &["text/plain"], false, ""),
    ] {
        let manifest = manifest_of(members, config, layers);
        assert_eq!(
            (manifest.is_image(), manifest.kind()),
            (is_image, kind),
            "{members} {config} {layers:?}"
        );
    }
}

#[test]
fn an_empty_config_needs_an_artifact_type() {
    let config = format!(
        r#"{{"mediaType":"{}","digest":"{EMPTY_CONFIG}","size":2,"data":"e30="}}"#,
        media_type::OCI_EMPTY
    );
    let text = |members: &str| {
        format!(r#"{{"schemaVersion":2{members},"config":{config},"layers":[{config}]}}"#)
    };
    assert_eq!(
        problems(&parse(&text(""), None)),
        [("artifact-type", "/artifactType")]
    );
    assert_eq!(
        problems(&parse(&text(r#","artifactType":"application/x""#), None)),
        []
    );
}

#[test]
fn what_a_manifest_lacks_is_reported() {
    let config = descriptor(media_type::OCI_CONFIG);
    for (text, want) in [
        (
            format!(r#"{{"config":{config},"layers":[]}}"#),
            vec![("schema-version", "/schemaVersion")],
        ),
        (
            format!(r#"{{"schemaVersion":"2","config":{config},"layers":[]}}"#),
            vec![("schema-version", "/schemaVersion")],
        ),
        (
            format!(r#"{{"schemaVersion":3,"config":{config},"layers":[]}}"#),
            vec![("schema-version", "/schemaVersion")],
        ),
        (
            format!(r#"{{"schemaVersion":2,"config":{config}}}"#),
            vec![("manifest-layers", "/layers")],
        ),
        (
            r#"{"schemaVersion":2,"layers":[]}"#.to_owned(),
            vec![("manifest-config", "/config")],
        ),
        (
            r#"{"schemaVersion":2,"layers":null}"#.to_owned(),
            vec![
                ("manifest-config", "/config"),
                ("manifest-layers", "/layers"),
            ],
        ),
        (
            format!(r#"{{"schemaVersion":2,"config":{config},"layers":{{}}}}"#),
            vec![("manifest-layers", "/layers")],
        ),
        (
            r#"{"schemaVersion":2,"config":[],"layers":[]}"#.to_owned(),
            vec![("manifest-config", "/config")],
        ),
        (
            oci_manifest(r#","subject":"x""#),
            vec![("manifest-subject", "/subject")],
        ),
        (
            oci_manifest(r#","annotations":{"a":null}"#),
            vec![("annotations", "/annotations/a")],
        ),
        (
            r#"{"schemaVersion":2,"manifests":{}}"#.to_owned(),
            vec![("index-manifests", "/manifests")],
        ),
        (
            r#"{"schemaVersion":1,"manifests":[]}"#.to_owned(),
            vec![
                ("media-type-contradiction", ""),
                ("schema-version", "/schemaVersion"),
            ],
        ),
    ] {
        let mut document = parse(&text, None);
        if text.contains("\"schemaVersion\":1") {
            document = parse(&text, Some(media_type::OCI_INDEX));
        }
        assert_eq!(problems(&document), want, "{text}");
    }
}

#[test]
fn the_members_of_a_manifest_are_read() {
    let subject = descriptor(media_type::OCI_MANIFEST);
    let text = oci_manifest(&format!(
        r#","artifactType":"application/x","subject":{subject},"annotations":{{"k":"v"}},"extra":{{"a": 1}}"#
    ));
    let document = parse(&text, None);
    assert_eq!(document.problems, []);
    let manifest = manifest(&document);
    assert_eq!(manifest.artifact_type.as_deref(), Some("application/x"));
    assert_eq!(manifest.annotations.get("k"), Some("v"));
    assert_eq!(
        manifest
            .subject
            .as_ref()
            .map(|subject| subject.media_type.name()),
        Some("OCI image manifest")
    );
    assert_eq!(
        manifest.unknown,
        [("extra".to_owned(), "{\"a\": 1}".to_owned())]
    );
}

#[test]
fn the_sum_of_sizes_saturates() {
    let layer = |size| Descriptor {
        size,
        ..Descriptor::default()
    };
    let sum = |sizes: &[Option<u64>]| {
        let layers = sizes.iter().copied().map(layer).collect();
        Manifest {
            layers,
            ..Manifest::default()
        }
        .layers_size()
    };
    let largest = Some(i64::MAX as u64);
    assert_eq!(sum(&[]), 0);
    assert_eq!(sum(&[Some(1), None, Some(2)]), 3);
    assert_eq!(sum(&[largest, largest]), u64::MAX - 1);
    assert_eq!(sum(&[largest, largest, largest]), u64::MAX);
}

#[test]
fn the_withdrawn_artifact_manifest_is_read() {
    let blob = descriptor("text/plain");
    let text = format!(
        r#"{{"mediaType":"{}","artifactType":"application/x","blobs":[{blob}]}}"#,
        media_type::OCI_ARTIFACT_MANIFEST
    );
    let document = parse(&text, None);
    assert_eq!(document.media_type.name(), "OCI artifact manifest");
    assert_eq!(manifest(&document).layers.len(), 1);
    assert_eq!(problems(&document), [("artifact-manifest", "")]);
}

/// One entry of an index: digest (its last digit), platform, annotations and further members.
fn entry(digit: char, platform: Option<&str>, members: &str) -> String {
    let digest = format!("{}{digit}", &ZERO[..ZERO.len() - 1]);
    let platform = platform.map(|platform| {
        let platform: Platform = platform.parse().expect("a platform");
        let variant = platform
            .variant
            .map(|variant| format!(r#","variant":"{variant}""#));
        format!(
            r#","platform":{{"os":"{}","architecture":"{}"{}}}"#,
            platform.os,
            platform.architecture,
            variant.unwrap_or_default()
        )
    });
    format!(
        r#"{{"mediaType":"{}","digest":"{digest}","size":1{}{members}}}"#,
        media_type::OCI_MANIFEST,
        platform.unwrap_or_default()
    )
}

fn index_of(entries: &[String]) -> Document {
    parse(
        &format!(
            r#"{{"schemaVersion":2,"manifests":[{}]}}"#,
            entries.join(",")
        ),
        None,
    )
}

fn attestation(digit: char, target: char) -> String {
    let digest = format!("{}{target}", &ZERO[..ZERO.len() - 1]);
    let annotations = format!(
        r#","annotations":{{"vnd.docker.reference.type":"attestation-manifest","vnd.docker.reference.digest":"{digest}"}}"#
    );
    entry(digit, Some("unknown/unknown"), &annotations)
}

#[test]
fn attestations_are_folded_under_what_they_speak_of() {
    let newer = attestation('4', '2').replace(
        "\"vnd.docker.reference.type\":\"attestation-manifest\",",
        "",
    );
    let newer = newer.replacen(
        "\"size\":1",
        &format!(
            "\"size\":1,\"artifactType\":\"{}\"",
            media_type::DOCKER_ATTESTATION
        ),
        1,
    );
    let nested = entry('5', None, "").replace(media_type::OCI_MANIFEST, media_type::OCI_INDEX);
    let document = index_of(&[
        attestation('3', '1'),
        entry('1', Some("linux/amd64"), ""),
        entry('2', Some("linux/arm64"), ""),
        newer,
        nested,
        entry('6', None, r#","artifactType":"application/vnd.example""#),
        attestation('7', '9'),
        entry('8', Some("unknown/unknown"), ""),
        entry('a', None, ""),
        attestation('b', '1'),
    ]);
    assert_eq!(document.problems, []);
    let row = |entry, kind, attestations: &[usize]| Row {
        entry,
        kind,
        attestations: attestations.to_vec(),
    };
    assert_eq!(
        index(&document).rows(),
        [
            row(1, RowKind::Image, &[0, 9]),
            row(2, RowKind::Image, &[3]),
            row(4, RowKind::Index, &[]),
            row(5, RowKind::Other, &[]),
            row(6, RowKind::Other, &[]),
            row(7, RowKind::Other, &[]),
            row(8, RowKind::Image, &[]),
        ]
    );
}

#[test]
fn the_wanted_platform_is_chosen() {
    let entries = |platforms: &[&str]| -> Vec<String> {
        let digits = "123456789".chars();
        digits
            .zip(platforms)
            .map(|(digit, platform)| entry(digit, Some(platform), ""))
            .collect()
    };
    let many = [
        "linux/arm/v5",
        "linux/arm/v7",
        "linux/amd64/v3",
        "linux/amd64",
        "linux/arm64/v8",
        "windows/amd64",
    ];
    for (platforms, wanted, want) in [
        (many.as_slice(), None, Some(3)),
        (&many, Some("linux/amd64"), Some(3)),
        (&many, Some("linux/amd64/v3"), Some(2)),
        (&many, Some("linux/amd64/v1"), Some(3)),
        (&many, Some("linux/amd64/v2"), None),
        (&many, Some("linux/arm64"), Some(4)),
        (&many, Some("linux/arm64/v8"), Some(4)),
        (&many, Some("linux/arm64/v9"), None),
        (&many, Some("linux/arm"), Some(1)),
        (&many, Some("linux/arm/v5"), Some(0)),
        (&many, Some("linux/arm/v6"), None),
        (&many, Some("windows/amd64"), Some(5)),
        (&many, Some("darwin/amd64"), None),
        (
            &["linux/arm/v5", "linux/arm/v6"],
            Some("linux/arm"),
            Some(0),
        ),
        (&["linux/arm64"], Some("linux/arm64/v8"), Some(0)),
        (&["windows/amd64", "linux/s390x"], None, Some(0)),
        (&["linux/amd64/v2", "linux/amd64/v3"], None, Some(0)),
        (&["unknown/unknown"], None, None),
        (&[], None, None),
    ] {
        let document = index_of(&entries(platforms));
        let wanted: Option<Platform> = wanted.map(|wanted| wanted.parse().expect("a platform"));
        assert_eq!(
            index(&document).choose(wanted.as_ref()),
            want,
            "{platforms:?} {wanted:?}"
        );
    }
    let attested = index_of(&[attestation('2', '1'), entry('1', Some("linux/s390x"), "")]);
    assert_eq!(index(&attested).choose(None), Some(1));
}

#[test]
fn a_wanted_os_version_must_be_met() {
    let windows = |digit, version: &str| {
        entry(digit, Some("windows/amd64"), "").replace(
            r#""architecture":"amd64""#,
            &format!(r#""architecture":"amd64","os.version":"{version}""#),
        )
    };
    let document = index_of(&[windows('1', "10.0.1"), windows('2', "10.0.2")]);
    assert_eq!(document.problems, []);
    let mut wanted: Platform = "windows/amd64".parse().expect("a platform");
    assert_eq!(index(&document).choose(Some(&wanted)), Some(0));
    wanted.os_version = Some("10.0.2".into());
    assert_eq!(index(&document).choose(Some(&wanted)), Some(1));
    wanted.os_version = Some("10.0.3".into());
    assert_eq!(index(&document).choose(Some(&wanted)), None);
}

#[test]
fn two_images_for_one_platform_are_noted() {
    let zstd = r#","annotations":{"io.github.containers.compression.zstd":"true"}"#;
    let document = index_of(&[
        entry('1', Some("linux/amd64"), ""),
        entry('2', Some("linux/amd64"), zstd),
        entry('3', Some("linux/amd64"), ""),
        attestation('4', '1'),
        attestation('5', '1'),
        entry('6', None, ""),
        entry('7', None, ""),
    ]);
    assert_eq!(
        problems(&document),
        [("duplicate-platform", "/manifests/2")]
    );
}

#[test]
fn platforms_are_read_and_written() {
    for text in ["linux/amd64", "linux/arm64/v8", "a.b_c-d/x"] {
        assert_eq!(
            text.parse::<Platform>()
                .map(|platform| platform.to_string()),
            Ok(text.to_owned())
        );
    }
    let parts = |text: &str| PlatformError::Parts {
        text: text.to_owned(),
    };
    let part = |part: &str| PlatformError::Part {
        part: part.to_owned(),
    };
    for (text, want) in [
        ("", parts("")),
        ("linux", parts("linux")),
        ("a/b/c/d", parts("a/b/c/d")),
        ("linux/", part("")),
        ("/amd64", part("")),
        ("linux/am d64", part("am d64")),
        ("linux/arm64/", part("")),
    ] {
        assert_eq!(text.parse::<Platform>(), Err(want), "{text}");
    }
    assert!(
        "unknown/unknown"
            .parse::<Platform>()
            .expect("a platform")
            .is_unknown()
    );
    assert!(!Platform::default().is_unknown());
}

#[test]
fn media_types_are_told_apart() {
    use media_type::*;
    let of = MediaType::new;
    for (text, is) in [
        (OCI_INDEX, "index"),
        (DOCKER_MANIFEST_LIST, "index"),
        (OCI_MANIFEST, "manifest"),
        (DOCKER_MANIFEST, "manifest"),
        (DOCKER_SCHEMA1, "schema 1"),
        (DOCKER_SCHEMA1_SIGNED, "schema 1"),
        (OCI_CONFIG, "config"),
        (DOCKER_CONFIG, "config"),
        (OCI_LAYER, "layer"),
        (OCI_LAYER_GZIP, "layer"),
        (OCI_LAYER_ZSTD, "layer"),
        (
            "application/vnd.oci.image.layer.v1.tar+gzip+encrypted",
            "layer",
        ),
        (DOCKER_LAYER, "layer"),
        (DOCKER_LAYER_GZIP, "layer"),
        (DOCKER_LAYER_ZSTD, "layer"),
        (OCI_LAYER_NONDISTRIBUTABLE, "foreign"),
        (OCI_LAYER_NONDISTRIBUTABLE_GZIP, "foreign"),
        (OCI_LAYER_NONDISTRIBUTABLE_ZSTD, "foreign"),
        (DOCKER_LAYER_FOREIGN, "foreign"),
        (DOCKER_LAYER_FOREIGN_GZIP, "foreign"),
        (OCI_EMPTY, "nothing"),
        (IN_TOTO, "nothing"),
        ("application/vnd.oci.image.layer.v1.tarball", "nothing"),
        ("", "nothing"),
    ] {
        let media_type = of(text);
        let found = [
            (media_type.is_index(), "index"),
            (media_type.is_manifest(), "manifest"),
            (media_type.is_schema1(), "schema 1"),
            (media_type.is_config(), "config"),
            (
                media_type.is_layer() && !media_type.is_foreign_layer(),
                "layer",
            ),
            (
                media_type.is_layer() && media_type.is_foreign_layer(),
                "foreign",
            ),
        ];
        let found: Vec<&str> = found
            .into_iter()
            .filter(|(holds, _)| *holds)
            .map(|(_, name)| name)
            .collect();
        let want: Vec<&str> = if is == "nothing" { vec![] } else { vec![is] };
        assert_eq!(found, want, "{text}");
    }
    for (text, name) in [
        (OCI_INDEX, "OCI image index"),
        (DOCKER_MANIFEST_LIST, "Docker manifest list"),
        (DOCKER_SCHEMA1_SIGNED, "Docker manifest, schema 1, signed"),
        (OCI_LAYER_GZIP, "tar+gzip"),
        (DOCKER_LAYER_ZSTD, "tar+zstd"),
        ("application/vnd.example", "application/vnd.example"),
    ] {
        assert_eq!(of(text).name(), name);
    }
    let anchor = of(OCI_LAYER_ZSTD).spec_url();
    assert_eq!(
        anchor,
        Some("https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md#zstd-media-types")
    );
    assert_eq!(of("text/plain").spec_url(), None);
    assert_eq!(
        of(" Application/JSON ; charset=utf-8").as_str(),
        "application/json"
    );
}

#[test]
fn every_problem_of_a_document_names_its_specification() {
    let text = r#"{"schemaVersion":3,"layers":[{"size":-1,"digest":"x","data":7}],"manifests":[1],"a":1,"a":2}"#;
    let document = parse(text, None);
    assert!(document.problems.len() >= 6, "{:?}", document.problems);
    for problem in &document.problems {
        let url = problem.specification.unwrap_or_default();
        assert!(url.starts_with("https://"), "{problem:?}");
        assert!(!problem.message.is_empty());
    }
}

#[test]
fn entry_manifest_and_config_are_compared() {
    let config = |platform: &str, diff_ids: usize, history: &str| {
        let diff_ids = vec![format!("\"{ZERO}\""); diff_ids].join(",");
        let text = format!(
            r#"{{{platform},"rootfs":{{"type":"layers","diff_ids":[{diff_ids}]}},"history":[{history}]}}"#
        );
        Config::parse(text.as_bytes().into()).expect("a config")
    };
    let of_manifest = |layers: usize| Manifest {
        config: Some(Descriptor {
            media_type: MediaType::new(media_type::OCI_CONFIG),
            ..Descriptor::default()
        }),
        layers: vec![Descriptor::default(); layers],
        ..Manifest::default()
    };
    let of_entry = |platform: &str| Descriptor {
        platform: platform.parse().ok(),
        ..Descriptor::default()
    };
    let amd64 = r#""os":"linux","architecture":"amd64""#;
    let arm64 = r#""os":"linux","architecture":"arm64","variant":"v8""#;
    let (made, empty) = (
        r#"{"created_by":"x"}"#,
        r#"{"created_by":"y","empty_layer":true}"#,
    );
    for (entry, layers, config, want) in [
        (None, 1, config(amd64, 1, ""), vec![]),
        (
            None,
            1,
            config(amd64, 1, &format!("{made},{empty}")),
            vec![],
        ),
        (
            Some("linux/amd64"),
            2,
            config(amd64, 2, &format!("{made},{empty},{made}")),
            vec![],
        ),
        (Some("linux/arm64"), 1, config(arm64, 1, ""), vec![]),
        (
            Some("linux/arm64/v8"),
            0,
            config(r#""os":"linux","architecture":"arm64""#, 0, ""),
            vec![],
        ),
        (
            None,
            2,
            config(amd64, 1, ""),
            vec![("diff-id-count", "/rootfs/diff_ids")],
        ),
        (
            None,
            1,
            config(amd64, 1, &format!("{made},{made}")),
            vec![("history-count", "/history")],
        ),
        (
            None,
            1,
            config(amd64, 1, empty),
            vec![("history-count", "/history")],
        ),
        (
            Some("linux/arm64"),
            0,
            config(amd64, 0, ""),
            vec![("platform-mismatch", "/architecture")],
        ),
        (
            Some("windows/amd64"),
            0,
            config(amd64, 0, ""),
            vec![("platform-mismatch", "/os")],
        ),
        (
            Some("linux/arm64/v9"),
            0,
            config(arm64, 0, ""),
            vec![("platform-mismatch", "/variant")],
        ),
    ] {
        let entry = entry.map(of_entry);
        let problems = lint::image(entry.as_ref(), &of_manifest(layers), &config);
        let found: Vec<(&str, &str)> = problems
            .iter()
            .map(|problem| (problem.rule, problem.pointer.as_str()))
            .collect();
        assert_eq!(found, want, "{entry:?} {layers}");
    }
    // An artifact's config is no image config: nothing can be said.
    assert_eq!(
        lint::image(None, &Manifest::default(), &config(amd64, 3, made)),
        []
    );
}

/// oci-spec as an oracle, where it agrees with the specification (it loses os.version and os.features).
#[test]
fn manifests_are_read_as_oci_spec_reads_them() {
    let subject = descriptor(media_type::OCI_MANIFEST);
    let text = oci_manifest(&format!(
        r#","artifactType":"application/x","subject":{subject},"annotations":{{"k":"v","l":"w"}},
           "mediaType":"application/vnd.oci.image.manifest.v1+json""#
    ));
    let theirs: ImageManifest = serde_json::from_str(&text).expect("oci-spec reads it");
    let document = parse(&text, None);
    let ours = manifest(&document);
    let texts = |descriptor: &oci_spec::image::Descriptor| {
        (
            descriptor.media_type().to_string(),
            descriptor.digest().to_string(),
            descriptor.size(),
        )
    };
    let our_texts = |descriptor: &Descriptor| {
        (
            descriptor.media_type.to_string(),
            descriptor.digest_text.clone(),
            descriptor.size.expect("a size"),
        )
    };
    assert_eq!(
        ours.config.as_ref().map(our_texts),
        Some(texts(theirs.config()))
    );
    let our_layers: Vec<_> = ours.layers.iter().map(our_texts).collect();
    let their_layers: Vec<_> = theirs.layers().iter().map(texts).collect();
    assert_eq!(our_layers, their_layers);
    assert_eq!(
        ours.subject.as_ref().map(our_texts),
        theirs.subject().as_ref().map(texts)
    );
    assert_eq!(
        ours.artifact_type,
        theirs.artifact_type().as_ref().map(ToString::to_string)
    );
    for (key, value) in theirs.annotations().as_ref().expect("annotations") {
        assert_eq!(ours.annotations.get(key), Some(value.as_str()));
    }
    assert_eq!(
        ours.annotations.0.len(),
        theirs
            .annotations()
            .as_ref()
            .map_or(0, |annotations| annotations.len())
    );
}

#[test]
fn indexes_are_read_as_oci_spec_reads_them() {
    let text = format!(
        r#"{{"schemaVersion":2,"manifests":[{},{},{}]}}"#,
        entry('1', Some("linux/amd64"), ""),
        entry('2', Some("linux/arm64/v8"), r#","annotations":{"a":"b"}"#),
        entry('3', None, "")
    );
    let theirs: ImageIndex = serde_json::from_str(&text).expect("oci-spec reads it");
    let document = parse(&text, None);
    let ours = index(&document);
    assert_eq!(ours.manifests.len(), theirs.manifests().len());
    for (ours, theirs) in ours.manifests.iter().zip(theirs.manifests()) {
        assert_eq!(ours.digest_text, theirs.digest().to_string());
        let platform = theirs.platform().as_ref().map(|platform| Platform {
            os: platform.os().to_string(),
            architecture: platform.architecture().to_string(),
            variant: platform.variant().clone(),
            ..Platform::default()
        });
        assert_eq!(ours.platform, platform);
    }
}

#[test]
fn a_manifest_of_ten_thousand_layers_keeps_them_all() {
    let layers: Vec<String> = (0..10_000)
        .map(|layer| {
            format!(
                r#"{{"mediaType":"{}","digest":"sha256:{layer:064x}","size":{layer}}}"#,
                media_type::OCI_LAYER_GZIP
            )
        })
        .collect();
    let config = descriptor(media_type::OCI_CONFIG);
    let text = format!(
        r#"{{"schemaVersion":2,"config":{config},"layers":[{}]}}"#,
        layers.join(",")
    );
    let document = parse(&text, None);
    assert_eq!(document.problems, []);
    let manifest = manifest(&document);
    assert_eq!(manifest.layers.len(), 10_000);
    assert_eq!(manifest.layers_size(), (0..10_000).sum::<u64>());
    assert_eq!(
        manifest.layers[9_999].digest_text,
        format!("sha256:{:064x}", 9_999)
    );
}

/// Cuts, repeats and overwrites.
fn mutate(bytes: &[u8], changes: &[(usize, u8, u8)]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (position, kind, byte) in changes {
        if bytes.is_empty() {
            break;
        }
        let position = position % bytes.len();
        match kind % 4 {
            0 => bytes[position] = *byte,
            1 => drop(bytes.remove(position)),
            2 => bytes.insert(position, *byte),
            _ => bytes.truncate(position),
        }
    }
    bytes
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Document::parse(bytes.as_slice().into(), None, None);
        let _ = Config::parse(bytes.as_slice().into());
    }

    #[test]
    fn no_mutated_document_panics(
        is_signed in any::<bool>(),
        changes in prop::collection::vec((any::<usize>(), 0u8..35, prop::sample::select(b"{}[]\",:0-e\\un\xc3 ".to_vec())), 1..4),
    ) {
        let fixture = if is_signed { SCHEMA1_SIGNED } else { SCHEMA2 };
        // A cut would leave no document in most cases: it is made rare.
        let changes: Vec<_> = changes.into_iter().map(|(position, kind, byte)| (position, if kind == 34 { 3 } else { kind % 3 }, byte)).collect();
        let bytes = mutate(fixture, &changes);
        if let Ok(document) = Document::parse(bytes.as_slice().into(), None, None) {
            let verdict = document.verdict(&document.digest, None);
            let is_match = matches!(verdict, Verdict::Match { .. });
            prop_assert!(is_match);
            if let Body::Schema1(schema1) = &document.body {
                let _ = schema1.config_entries();
            }
        }
    }

    #[test]
    fn no_object_of_wrong_types_panics(
        members in prop::collection::vec(
            (
                prop::sample::select(vec![
                    "schemaVersion", "mediaType", "config", "layers", "manifests", "subject", "annotations", "artifactType", "blobs",
                    "fsLayers", "history", "signatures", "name", "tag", "architecture", "os", "rootfs", "created", "container_config",
                ]),
                prop::sample::select(vec![
                    "null", "true", "1", "-1", "2", "1.5", "\"\"", "\"x\"", "[]", "[null]", "[1]", "[{}]", "[[]]", "{}", "{\"a\":{}}",
                    "{\"digest\":7,\"size\":{},\"platform\":[]}", "[{\"blobSum\":1,\"v1Compatibility\":\"{}\"}]",
                    "[{\"protected\":\"e30\"}]", "{\"diff_ids\":[1,null],\"type\":1}", "{\"Cmd\":1,\"Env\":{},\"Healthcheck\":[]}",
                ]),
            ),
            0..8,
        ),
    ) {
        let members: Vec<String> = members.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
        let text = format!("{{{}}}", members.join(","));
        let document = parse(&text, None);
        match &document.body {
            Body::Index(index) => {
                prop_assert!(index.rows().len() <= index.manifests.len());
                let _ = index.choose(None);
            }
            Body::Manifest(manifest) => drop(manifest.kind()),
            Body::Schema1(schema1) => drop(schema1.config_entries()),
        }
        let config = Config::parse(text.as_bytes().into()).expect("an object");
        prop_assert_eq!(config.chain_ids().len(), config.diff_ids.len());
    }
}
