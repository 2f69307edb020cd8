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
fn an_entry_of_the_environment_has_a_name() {
    assert_config(
        r#","config":{"Env":["PATH=/bin","EMPTY=","A=b=c","é=1"," ="]},"container_config":{"Env":["X"]}"#,
        &[],
    );
    for (entries, position, said) in [
        (r#""PATH=/bin","DEBUG""#, "1", r#""DEBUG""#),
        (r#""=x""#, "0", r#""=x""#),
        (r#""""#, "0", r#""""#),
        (r#""A=1","B","","C""#, "1", r#""B"; 2 more are wrong"#),
        (r#""B\u202e","=""#, "0", r#""B\u{202e}"; 1 more is wrong"#),
        // What is no text has a problem of its own, which comes with the document.
        (r#"1,null,"A=1","B""#, "3", r#""B""#),
    ] {
        let pointer = format!("/config/Env/{position}");
        let message = format!(
            "an entry of \"Env\" is no NAME=value, and runc starts no container with it: {said}"
        );
        assert_config(
            &format!(r#","config":{{"Env":[{entries}]}}"#),
            &[("config-env", Warning, &pointer, &message)],
        );
    }
}

#[test]
fn an_exposed_port_is_one_of_a_known_protocol() {
    assert_config(
        r#","config":{"ExposedPorts":{"80":{},"443/tcp":{},"53/udp":{},"65535/TCP":{},"0/tcp":{},"9/sctp":{},"8000-8010/tcp":{},"7-7":{}}}"#,
        &[],
    );
    for (port, pointer, fault) in [
        ("65536/tcp", "65536~1tcp", "is no port: they end at 65535"),
        (
            "99999999999999999999",
            "99999999999999999999",
            "is no port: they end at 65535",
        ),
        ("1-65536", "1-65536", "is no port: they end at 65535"),
        (
            "9-8/tcp",
            "9-8~1tcp",
            "is a range that ends before it begins",
        ),
        (
            "80/http",
            "80~1http",
            "names no protocol that has ports: tcp, udp or sctp",
        ),
        (
            "80/",
            "80~1",
            "names no protocol that has ports: tcp, udp or sctp",
        ),
        (
            "80/tcp/",
            "80~1tcp~1",
            "names no protocol that has ports: tcp, udp or sctp",
        ),
        ("", "", "has no number of a port"),
        ("-1/tcp", "-1~1tcp", "has no number of a port"),
        ("+80/tcp", "+80~1tcp", "has no number of a port"),
        ("$PORT/tcp", "$PORT~1tcp", "has no number of a port"),
        ("8000-/tcp", "8000-~1tcp", "has no number of a port"),
        ("80 /tcp", "80 ~1tcp", "has no number of a port"),
    ] {
        let pointer = format!("/config/ExposedPorts/{pointer}");
        let message = format!("{port:?} in \"ExposedPorts\" {fault}");
        let of = |more: &str| format!(r#","config":{{"ExposedPorts":{{"{port}":{{}}{more}}}}}"#);
        assert_config(&of(""), &[("config-port", Warning, &pointer, &message)]);
        let more = format!("{message}; 2 more are wrong");
        assert_config(
            &of(r#","1":{},"70000":{},"x":{}"#),
            &[("config-port", Warning, &pointer, &more)],
        );
    }
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
