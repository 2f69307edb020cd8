//! Image configs.

use crate::{Said, ZERO, document, layer, manifest, said};
use porthole::oci::{
    Config,
    Severity::Warning,
    lint::{Linted, Part, lint},
};

fn assert_config(members: &str, want: &[Said<'_>]) {
    let text = format!(
        r#"{{"os":"linux","architecture":"amd64","rootfs":{{"type":"layers","diff_ids":["{ZERO}"]}}{members}}}"#
    );
    let config = Config::parse(text.as_bytes().into()).expect("a config");
    let root = document(&manifest(&layer(""), ""));
    let found = lint(&Linted {
        root: &root,
        asked_for: None,
        entry: None,
        config: Some(&config),
    });
    assert!(
        found.iter().all(|finding| finding.part == Part::Config),
        "{found:?}"
    );
    let found: Vec<_> = found.iter().map(|finding| said(&finding.problem)).collect();
    assert_eq!(found, want, "{members}");
}

#[test]
fn a_config_as_builders_write_it_is_clean() {
    assert_config(
        r#","config":{"ArgsEscaped":false,"Labels":{"maintainer":"a","org.opencontainers.image.created":"2024-02-29T12:00:00.5Z"}},
           "history":[{"created_by":"/bin/sh -c #(nop)  LABEL MAINTAINER=a"}]"#,
        &[],
    );
}

#[test]
fn labels_keep_to_the_rules_of_annotations() {
    assert_config(
        r#","config":{"Labels":{"a":"b","org.opencontainers.image.created":"yesterday"}}"#,
        &[(
            "annotation-created",
            Warning,
            "/config/Labels/org.opencontainers.image.created",
            "\"created\" is no RFC 3339 date and time: \"yesterday\"",
        )],
    );
}

#[test]
fn what_is_deprecated_in_a_config_is_said() {
    assert_config(
        r#","config":{"ArgsEscaped":true}"#,
        &[(
            "args-escaped",
            Warning,
            "/config/ArgsEscaped",
            "\"ArgsEscaped\" is deprecated; it is there for what Docker built for Windows",
        )],
    );
    assert_config(
        r#","history":[{"created_by":"x"},{"created_by":"/bin/sh -c #(nop)  MAINTAINER a@example.com","empty_layer":true}]"#,
        &[(
            "maintainer",
            Warning,
            "/history/1/created_by",
            "the instruction MAINTAINER is deprecated, a label takes its place: \"MAINTAINER a@example.com\"",
        )],
    );
}

#[test]
fn the_platform_of_a_config_has_the_names_that_go_has() {
    assert_config(r#","os":"linux","architecture":"amd64""#, &[]);
    let text = format!(
        r#"{{"os":"linux","architecture":"aarch64","rootfs":{{"type":"layers","diff_ids":["{ZERO}"]}}}}"#
    );
    let config = Config::parse(text.as_bytes().into()).expect("a config");
    let root = document(&manifest(&layer(""), ""));
    let found = lint(&Linted {
        root: &root,
        asked_for: None,
        entry: None,
        config: Some(&config),
    });
    let found: Vec<_> = found.iter().map(|finding| said(&finding.problem)).collect();
    assert_eq!(
        found,
        [(
            "platform-value",
            Warning,
            "/architecture",
            "\"architecture\" is \"aarch64\", which is no GOARCH of Go; Go calls it arm64"
        )]
    );
}
