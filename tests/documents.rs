//! Documents: what they are taken for, and what is no document at all.

#![cfg(not(target_arch = "wasm32"))]

use porthole::oci::{
    Body, Config, Digest, Document, DocumentError, Index, Manifest, MediaType, Verdict, media_type,
};

const SCHEMA2: &[u8] = include_bytes!("fixtures/groot-layer1.docker-v2s2.json");
const SCHEMA2_DIGEST: &str =
    "sha256:98777f8b9ed8c5651a2b105cc1868672b3c0ce7e840ccf8866aac42b79956c4d";
const ZERO: &str = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

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
            actual: 1771,
            has_digest: true
        }
    );
    assert_eq!(document.problems, []);
    assert_eq!(document.media_type.name(), "Docker image manifest");
    let manifest = manifest(&document);
    assert_eq!(manifest.layers.len(), 7);
    assert_eq!(manifest.layers_size().whole(), Some(31_265_115));
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

/// Rule and message of the problems behind the first thousand.
fn behind_a_thousand(document: &Document) -> Vec<(&'static str, &str)> {
    let problems = document.problems.iter().skip(1000);
    problems
        .map(|problem| (problem.rule, problem.message.as_str()))
        .collect()
}

#[test]
fn an_error_does_not_hide_behind_thousands_of_odd_keys() {
    let annotations = vec![r#""a":"b""#; 5001].join(",");
    for (members, errors, left_out) in [
        (
            r#""layers":[],"manifests":[]"#,
            vec!["manifest-and-index", "manifest-config"],
            4000,
        ),
        (
            r#""config":{},"layers":[],"subject":7"#,
            vec![
                "descriptor-media-type",
                "descriptor-digest",
                "descriptor-size",
                "manifest-subject",
            ],
            4000,
        ),
        // A warning is left out as well.
        (
            r#""Layers":[],"mediaType":"x/y""#,
            vec!["manifest-config"],
            4002,
        ),
    ] {
        let text = format!(r#"{{"schemaVersion":2,{members},"annotations":{{{annotations}}}}}"#);
        let document = parse(&text, None);
        let found = behind_a_thousand(&document);
        let rules = found.iter().map(|(rule, _)| *rule);
        let want = errors.into_iter().chain(["too-many-problems"]);
        assert!(rules.eq(want), "{found:?}");
        let last = found.last().map(|(_, message)| *message);
        let want = format!("{left_out} more problems are not listed");
        assert_eq!(last, Some(want.as_str()));
    }
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
    let not_an_object = |found, line, column| DocumentError::NotAnObject {
        found,
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
        (b"[]", None, not_an_object("an array", 1, 1)),
        (b"\"{}\"", None, not_an_object("a string", 1, 1)),
        (b"1", None, not_an_object("a number", 1, 1)),
        (b"true", None, not_an_object("a boolean", 1, 1)),
        (b"null", None, not_an_object("null", 1, 1)),
        (b" \n\n  []\n", None, not_an_object("an array", 3, 3)),
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
    let encrypted = format!("{OCI_LAYER_GZIP}+encrypted");
    let enciphered = format!("{DOCKER_LAYER_GZIP}.enc");
    for (text, is_layer, is_specified) in [
        (OCI_LAYER, true, true),
        (OCI_LAYER_GZIP, true, true),
        (OCI_LAYER_ZSTD, true, true),
        (OCI_LAYER_NONDISTRIBUTABLE, true, true),
        (OCI_LAYER_NONDISTRIBUTABLE_GZIP, true, true),
        (OCI_LAYER_NONDISTRIBUTABLE_ZSTD, true, true),
        (DOCKER_LAYER, true, true),
        (DOCKER_LAYER_GZIP, true, true),
        // It has a rule of its own.
        (DOCKER_LAYER_ZSTD, true, true),
        (DOCKER_LAYER_FOREIGN, true, true),
        (DOCKER_LAYER_FOREIGN_GZIP, true, true),
        (&encrypted, true, true),
        (&enciphered, true, true),
        ("application/vnd.oci.image.layer.v1.tar+bzip2", true, false),
        (
            "application/vnd.oci.image.layer.nondistributable.v1.tar+xz",
            true,
            false,
        ),
        (
            "application/vnd.docker.image.rootfs.diff.tar.xz",
            true,
            false,
        ),
        (
            "application/vnd.docker.image.rootfs.diff.tar+gzip",
            false,
            false,
        ),
        (OCI_CONFIG, false, false),
        (".enc", false, false),
        ("", false, false),
    ] {
        let media_type = of(text);
        let found = (media_type.is_layer(), media_type.is_specified_layer());
        assert_eq!(found, (is_layer, is_specified), "{text}");
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
fn values_are_shown_as_they_stand() {
    let config = r#""config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":"96"}"#;
    for (version, want) in [
        ("2.0", "\"schemaVersion\" is 2.0, not 2"),
        ("\"2\"", "\"schemaVersion\" is \"2\", not 2"),
        ("[\n1]", "\"schemaVersion\" is [ 1], not 2"),
        ("\"\u{202e}\"", "\"schemaVersion\" is \"‹U+202E›\", not 2"),
    ] {
        let text = format!(r#"{{"schemaVersion":{version},{config},"layers":[null]}}"#);
        let document = parse(&text, None);
        let messages = document.problems.iter().map(|problem| &problem.message);
        let messages: Vec<&str> = messages.map(String::as_str).collect();
        assert!(messages.contains(&want), "{messages:?}");
        let size = "\"size\" is a string, not a number: \"96\"";
        assert!(messages.contains(&size), "{messages:?}");
        assert!(messages.contains(&"null, not an object"), "{messages:?}");
    }
}
