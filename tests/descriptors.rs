//! Descriptors: every field read, and what is wrong in one.

#![cfg(not(target_arch = "wasm32"))]

use porthole::oci::{Body, Descriptor, Document, MediaType, Platform, media_type};
use std::rc::Rc;

const ZERO: &str = "sha256:0000000000000000000000000000000000000000000000000000000000000000";
const EMPTY_CONFIG: &str =
    "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

fn descriptor(media_type: &str) -> String {
    format!(r#"{{"mediaType":"{media_type}","digest":"{ZERO}","size":1}}"#)
}

/// The problems of a manifest whose only layer is `layer`.
fn layer_problems(layer: &str) -> (Descriptor, Vec<(String, String)>) {
    let config = descriptor(media_type::OCI_CONFIG);
    let text = format!(r#"{{"schemaVersion":2,"config":{config},"layers":[{layer}]}}"#);
    let document = Document::parse(text.as_bytes().into(), None, None).expect("a document");
    let Body::Manifest(manifest) = &document.body else {
        panic!("no manifest: {:?}", document.body);
    };
    let problems = document.problems.iter();
    let problems = problems.map(|problem| {
        (
            format!("{} {}", problem.rule, problem.pointer),
            problem.message.clone(),
        )
    });
    (manifest.layers[0].clone(), problems.collect())
}

#[test]
fn sizes_that_are_none_are_reported_with_their_value() {
    for (size, said) in [
        ("-1", "\"size\" is negative: -1"),
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
        ("\"1\"", "\"size\" is a string, not a number: \"1\""),
        ("[1]", "\"size\" is an array, not a number: [1]"),
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
    for (size, want) in [
        ("9223372036854775807", i64::MAX as u64),
        ("0", 0),
        // A zero, in JSON and in Go.
        ("-0", 0),
    ] {
        let layer = format!(
            r#"{{"mediaType":"{}","digest":"{ZERO}","size":{size}}}"#,
            media_type::OCI_LAYER
        );
        let (read, problems) = layer_problems(&layer);
        assert_eq!((read.size, problems), (Some(want), vec![]), "{size}");
    }
    let digits = "9".repeat(1000);
    let (_, problems) = layer_problems(&format!(
        r#"{{"mediaType":"{}","digest":"{ZERO}","size":{digits}}}"#,
        media_type::OCI_LAYER
    ));
    assert_eq!(problems[0].1.chars().count(), 71);
}

#[test]
fn a_descriptor_says_more_where_it_has_more_than_a_table_shows() {
    for (members, want) in [
        ("", false),
        (r#","data":"e30=""#, false),
        (r#","annotations":{},"urls":[],"artifactType":null"#, false),
        (
            r#","platform":{"os":"linux","architecture":"arm","variant":"v7","os.version":"1","os.features":["a"],"features":[]}"#,
            false,
        ),
        (r#","annotations":{"a":""}"#, true),
        (r#","urls":["https://a/b"]"#, true),
        (r#","artifactType":"a/b""#, true),
        (
            r#","platform":{"os":"linux","architecture":"arm","features":["sse4"]}"#,
            true,
        ),
        (
            r#","platform":{"os":"linux","architecture":"arm","abi":null}"#,
            true,
        ),
        (r#","x":null"#, true),
    ] {
        let layer = format!(
            r#"{{"mediaType":"{}","digest":"{ZERO}","size":2{members}}}"#,
            media_type::OCI_LAYER
        );
        assert_eq!(layer_problems(&layer).0.says_more(), want, "{members}");
    }
}

#[test]
fn every_field_of_a_descriptor_is_read_and_checked() {
    let layer = format!(
        r#"{{"mediaType":"{}","digest":"{EMPTY_CONFIG}","size":2,"urls":["https://a/b"],"annotations":{{"b":"1","a":"2"}},
            "data":"e30=","artifactType":"application/x","platform":{{"os":"windows","architecture":"amd64","os.version":"10.0.1",
            "os.features":["win32k"],"variant":"v2","features":["sse4"],"abi":"gnu"}},"annotation":{{"a": 1}},"URLS":["https://a/b"]}}"#,
        media_type::OCI_LAYER
    );
    let (read, problems) = layer_problems(&layer);
    let rules: Vec<&str> = problems.iter().map(|(rule, _)| rule.as_str()).collect();
    assert_eq!(rules, ["key-case /layers/0/URLS"]);
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
            unknown: vec![
                ("annotation".into(), r#"{"a": 1}"#.into()),
                ("abi".into(), r#""gnu""#.into()),
            ],
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
            with(r#","platform":{"OS":"linux","Architecture":"amd64","os.Version":"1"}"#),
            vec![
                "key-case /layers/0/platform/OS",
                "key-case /layers/0/platform/Architecture",
                "key-case /layers/0/platform/os.Version",
            ],
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
        (
            with(r#","digest":null,"size":null"#),
            vec![
                "duplicate-key /layers/0/digest",
                "duplicate-key /layers/0/size",
            ],
        ),
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
