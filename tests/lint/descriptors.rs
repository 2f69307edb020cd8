//! Descriptors.

use crate::{EMPTY, ONE, ZERO, assert_said, config_descriptor, descriptor, layer, manifest};
use porthole::oci::Severity::{Error, Note, Warning};

#[test]
fn urls_are_uris_and_begin_with_http() {
    assert_said(
        &manifest(
            &layer(r#","urls":["https://a/b?c=%20#d","http://[::1]:80/","HTTPS://a/"]"#),
            "",
        ),
        &[],
    );
    for (url, rule, severity, message) in [
        ("a/b", "descriptor-url", Error, "no URI: \"a/b\""),
        (
            "http://a b",
            "descriptor-url",
            Error,
            "no URI: \"http://a b\"",
        ),
        (
            "http://a/%2",
            "descriptor-url",
            Error,
            "no URI: \"http://a/%2\"",
        ),
        ("http://", "descriptor-url", Error, "no URI: \"http://\""),
        (
            "1http://a",
            "descriptor-url",
            Error,
            "no URI: \"1http://a\"",
        ),
        (
            "https://ä",
            "descriptor-url",
            Error,
            "no URI: \"https://ä\"",
        ),
        (
            "ftp://a/b",
            "descriptor-url-scheme",
            Warning,
            "neither http nor https: \"ftp://a/b\"",
        ),
        (
            "ipfs:abc",
            "descriptor-url-scheme",
            Warning,
            "neither http nor https: \"ipfs:abc\"",
        ),
    ] {
        let text = manifest(&layer(&format!(r#","urls":["https://a/","{url}"]"#)), "");
        assert_said(&text, &[(rule, severity, "/layers/0/urls/1", message)]);
    }
}

#[test]
fn artifact_types_are_media_types() {
    for text in [
        "application/x",
        "application/vnd.dev.sigstore.bundle+json;version=0.3",
        "",
    ] {
        assert_said(
            &manifest(&layer(""), &format!(r#","artifactType":"{text}""#)),
            &[],
        );
    }
    let wrong = ("artifact-type-grammar", Error);
    assert_said(
        &manifest(&layer(""), r#","artifactType":"sbom""#),
        &[(
            wrong.0,
            wrong.1,
            "/artifactType",
            "\"artifactType\" is no media type: \"sbom\"",
        )],
    );
    assert_said(
        &manifest(&layer(r#","artifactType":"a/b c""#), ""),
        &[(
            wrong.0,
            wrong.1,
            "/layers/0/artifactType",
            "\"artifactType\" is no media type: \"a/b c\"",
        )],
    );
}

#[test]
fn the_empty_descriptor_and_its_content_come_together() {
    const TYPE: &str = "application/vnd.oci.empty.v1+json";
    let other = "the media type is that of the empty descriptor, and the content is not \"{}\"";
    for (layer, wrong) in [
        (descriptor(TYPE, EMPTY, 2, ""), false),
        (descriptor(TYPE, EMPTY, 2, r#","data":"e30=""#), false),
        (descriptor(TYPE, ZERO, 2, ""), true),
        (descriptor(TYPE, EMPTY, 3, ""), true),
        (descriptor("application/x", EMPTY, 2, ""), false),
    ] {
        let text = format!(
            r#"{{"schemaVersion":2,"artifactType":"application/x","config":{},"layers":[{layer}]}}"#,
            descriptor("application/y", ONE, 1, "")
        );
        let want = [("empty-descriptor", Warning, "/layers/0", other)];
        assert_said(&text, if wrong { &want } else { &[] });
    }
    let image = manifest(&layer(""), "").replace(
        &config_descriptor(),
        &descriptor("application/vnd.oci.image.config.v1+json", EMPTY, 2, ""),
    );
    assert_said(
        &image,
        &[(
            "empty-descriptor",
            Warning,
            "/config",
            "the config is \"{}\", and its media type is that of an image config: the type of the empty descriptor is \
             application/vnd.oci.empty.v1+json",
        )],
    );
}

#[test]
fn one_digest_has_one_size() {
    let kind = "application/vnd.oci.image.layer.v1.tar";
    let layers = |second| {
        format!(
            "{},{}",
            descriptor(kind, ZERO, 5, ""),
            descriptor(kind, ZERO, second, "")
        )
    };
    assert_said(&manifest(&layers(5), ""), &[]);
    assert_said(
        &manifest(&layers(6), ""),
        &[(
            "size-contradiction",
            Error,
            "/layers/1/size",
            "\"size\" is 6, and another descriptor of the same digest says 5",
        )],
    );
}

#[test]
fn layers_without_a_byte_are_noted_once() {
    let kind = "application/vnd.oci.image.layer.v1.tar";
    let layers = [
        descriptor(kind, ZERO, 1, ""),
        descriptor(kind, ONE, 0, ""),
        descriptor(kind, EMPTY, 0, ""),
    ];
    let text = manifest(&layers.join(","), "").replace(
        &config_descriptor(),
        &descriptor("application/x", ZERO, 1, ""),
    );
    assert_said(
        &text,
        &[(
            "zero-size",
            Note,
            "/layers/1/size",
            "the layer has the size 0, which is not supported everywhere; so has 1 more",
        )],
    );
}
