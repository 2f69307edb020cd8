//! Annotations of documents and descriptors, labels of configs.

use crate::{ONE, ZERO, assert_said, entry, index, layer, manifest};
use porthole::oci::Severity::{Error, Warning};

fn annotated(key: &str, value: &str) -> String {
    manifest(
        &layer(""),
        &format!(r#","annotations":{{"{key}":"{value}"}}"#),
    )
}

#[test]
fn keys_of_others_are_free_and_the_reserved_ones_known() {
    for key in [
        "maintainer",
        "com.example.x",
        "org.opencontainers",
        "org.opencontainersx",
        "org.opencontainers.image.title",
        "org.opencontainers.image.base.digest",
    ] {
        assert_said(&annotated(key, ""), &[]);
    }
    for key in [
        "org.opencontainers.image.licence",
        "org.opencontainers.image.",
        "org.opencontainers.x",
    ] {
        let message = format!(
            "{key:?} is no key of an OCI specification, and \"org.opencontainers.\" is reserved for those"
        );
        assert_said(
            &annotated(key, "x"),
            &[(
                "annotation-reserved",
                Error,
                &format!("/annotations/{key}"),
                &message,
            )],
        );
    }
}

#[test]
fn values_have_the_form_that_their_keys_ask_for() {
    let fine = [
        ("created", "2024-02-29T12:00:00Z"),
        ("licenses", "Apache-2.0"),
        (
            "licenses",
            "MIT OR (GPL-2.0-or-later WITH Classpath-exception-2.0 AND BSD-3-Clause)",
        ),
        (
            "licenses",
            "GPL-2.0+ AND LicenseRef-mine AND DocumentRef-a:LicenseRef-b",
        ),
        ("licenses", "mit and bsd"),
        ("licenses", "NOASSERTION"),
        ("url", "https://example.com/"),
        ("source", "git+ssh://git@example.com/a.git"),
        ("documentation", "HTTPS://example.com/?a=b#c"),
        ("base.digest", ZERO),
        ("base.name", "docker.io/library/alpine:3"),
        ("title", "anything, at all"),
        ("authors", "A <a@example.com>"),
    ];
    for (key, value) in fine {
        assert_said(
            &annotated(&format!("org.opencontainers.image.{key}"), value),
            &[],
        );
    }
    let wrong = [
        (
            "created",
            "2023-02-29T12:00:00Z",
            "annotation-created",
            "RFC 3339 date and time",
        ),
        (
            "created",
            "2024-02-29",
            "annotation-created",
            "RFC 3339 date and time",
        ),
        (
            "licenses",
            "GPL-2.0, MIT",
            "annotation-licenses",
            "SPDX license expression",
        ),
        (
            "licenses",
            "Apache License 2.0",
            "annotation-licenses",
            "SPDX license expression",
        ),
        (
            "licenses",
            "MIT/Apache-2.0",
            "annotation-licenses",
            "SPDX license expression",
        ),
        (
            "licenses",
            "MIT OR",
            "annotation-licenses",
            "SPDX license expression",
        ),
        (
            "licenses",
            "(MIT",
            "annotation-licenses",
            "SPDX license expression",
        ),
        (
            "licenses",
            "MIT)",
            "annotation-licenses",
            "SPDX license expression",
        ),
        (
            "licenses",
            "()",
            "annotation-licenses",
            "SPDX license expression",
        ),
        (
            "licenses",
            "MIT WITH",
            "annotation-licenses",
            "SPDX license expression",
        ),
        (
            "licenses",
            "DocumentRef-a:MIT",
            "annotation-licenses",
            "SPDX license expression",
        ),
        (
            "licenses",
            " ",
            "annotation-licenses",
            "SPDX license expression",
        ),
        ("url", "example.com", "annotation-url", "URL"),
        ("source", "git@example.com:a/b.git", "annotation-url", "URL"),
        ("documentation", "see the wiki", "annotation-url", "URL"),
        ("base.digest", "sha256:12", "annotation-base", "digest"),
        (
            "base.name",
            "Alpine Linux",
            "annotation-base",
            "image reference",
        ),
    ];
    for (key, value, rule, what) in wrong {
        let key = format!("org.opencontainers.image.{key}");
        let short = key
            .strip_prefix("org.opencontainers.image.")
            .expect("a prefix");
        let message = format!("{short:?} is no {what}: {value:?}");
        assert_said(
            &annotated(&key, value),
            &[(rule, Warning, &format!("/annotations/{key}"), &message)],
        );
        assert_said(&annotated(&key, ""), &[]);
    }
}

#[test]
fn licenses_that_nest_without_end_are_no_expression() {
    let nested = |depth: usize| format!("{}MIT{}", "(".repeat(depth), ")".repeat(depth));
    let key = "org.opencontainers.image.licenses";
    assert_said(&annotated(key, &nested(32)), &[]);
    let deep = nested(100_000);
    let message = format!(
        "\"licenses\" is no SPDX license expression: \"{}\"…",
        &deep[..80]
    );
    assert_said(
        &annotated(key, &deep),
        &[(
            "annotation-licenses",
            Warning,
            &format!("/annotations/{key}"),
            &message,
        )],
    );
}

#[test]
fn annotations_of_descriptors_are_checked_where_they_stand() {
    let annotations = r#","annotations":{"org.opencontainers.image.url":"x"}"#;
    let message = "\"url\" is no URL: \"x\"";
    assert_said(
        &manifest(&layer(annotations), ""),
        &[(
            "annotation-url",
            Warning,
            "/layers/0/annotations/org.opencontainers.image.url",
            message,
        )],
    );
    assert_said(
        &index(&[entry(ONE, annotations)], ""),
        &[(
            "annotation-url",
            Warning,
            "/manifests/0/annotations/org.opencontainers.image.url",
            message,
        )],
    );
}

#[test]
fn names_of_entries_are_made_of_letters_digits_and_separators() {
    let named = |name: &str| {
        index(
            &[entry(
                ONE,
                &format!(r#","annotations":{{"org.opencontainers.image.ref.name":"{name}"}}"#),
            )],
            "",
        )
    };
    for name in [
        "latest",
        "v1.0-rc--1",
        "docker.io/library/alpine:3.20",
        "a@sha256:12",
        "1+2",
    ] {
        assert_said(&named(name), &[]);
    }
    for name in ["a b", "-a", "a/", "a..b", "ä", "a---b"] {
        let message = format!(
            "\"ref.name\" has another form than letters and digits with separators between them: {name:?}"
        );
        assert_said(
            &named(name),
            &[(
                "annotation-ref-name",
                Warning,
                "/manifests/0/annotations/org.opencontainers.image.ref.name",
                &message,
            )],
        );
    }
}
