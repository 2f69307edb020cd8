//! Image configs: every field in the table, diff IDs, chain IDs, and what is wrong.

#![cfg(not(target_arch = "wasm32"))]

use oci_spec::image::ImageConfiguration;
use porthole::oci::{
    Algorithm, Annotations, Config, Digest,
    chain_id::chain_ids,
    config::{ConfigEntry, ConfigValue},
};

const ZERO: &str = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

/// As Docker's BuildKit writes it, with every member that the OCI specification names.
const FULL: &str = r#"{
    "architecture": "arm64",
    "os": "linux",
    "variant": "v8",
    "os.version": "1.2",
    "os.features": ["f"],
    "author": "A",
    "created": "2024-05-06T07:08:09.123456789Z",
    "config": {
        "Hostname": "h",
        "User": "1000:1000",
        "ExposedPorts": {"8080/tcp": {}, "53/udp": {}},
        "Env": ["PATH=/bin", "EMPTY="],
        "Entrypoint": ["/bin/app", "a b"],
        "Cmd": ["--flag"],
        "Volumes": {"/data": {}},
        "WorkingDir": "/srv",
        "Labels": {"b": "1", "a": "2"},
        "StopSignal": "SIGTERM",
        "ArgsEscaped": true,
        "Shell": ["/bin/bash", "-c"],
        "OnBuild": ["RUN true"],
        "Healthcheck": {"Test": ["CMD-SHELL", "curl -f x"], "Interval": 90000000000, "Timeout": 1500000000, "StartPeriod": 0, "Retries": 3},
        "Foo": {"bar": [1]}
    },
    "rootfs": {"type": "layers", "diff_ids": ["sha256:0000000000000000000000000000000000000000000000000000000000000000"]},
    "history": [
        {"created": "2024-05-06T07:08:09Z", "created_by": "COPY . . # buildkit", "comment": "buildkit.dockerfile.v0"},
        {"created_by": "CMD [\"--flag\"]", "empty_layer": true, "author": "B"}
    ],
    "moby.buildkit.buildinfo.v1": "e30="
}"#;

fn parse(text: &str) -> Config {
    Config::parse(text.as_bytes().into()).expect("a config")
}

#[test]
fn a_key_in_another_case_is_read_and_said_as_some_images_of_microsoft_have_it() {
    let diff_id = format!("sha256:{}", "0".repeat(64));
    let config = parse(&format!(
        r#"{{"architecture":"amd64","os":"windows","rootfS":{{"type":"layers","diff_ids":["{diff_id}"]}},"Config":{{"Cmd":["a"],"cmd":["b"]}}}}"#
    ));
    assert_eq!(config.diff_ids, [diff_id.parse().ok()]);
    assert_eq!(config.cmd, Some(vec!["b".to_owned()]));
    let want = [
        ("key-case", "/rootfS"),
        ("key-case", "/Config"),
        ("key-case", "/config/cmd"),
    ];
    assert_eq!(problems(&config), want);
    let unknown: Vec<_> = config.entries.iter().filter(|entry| !entry.known).collect();
    assert_eq!(unknown, Vec::<&ConfigEntry>::new());
}

#[test]
fn keys_in_another_case_are_told_of_wherever_they_are_read() {
    let rest = r#""architecture":"amd64""#;
    let known = r#""os":"linux","rootfs":{"type":"layers","diff_ids":[]}"#;
    for (members, want) in [
        (
            r#""OS":"linux","rootfs":{"Type":"layers","Diff_IDs":[]}"#.to_owned(),
            vec!["/OS", "/rootfs/Type", "/rootfs/Diff_IDs"],
        ),
        (
            format!(r#"{known},"history":[{{}},{{"Created_By":"x","Empty_Layer":true}}]"#),
            vec!["/history/1/Created_By", "/history/1/Empty_Layer"],
        ),
        (
            format!(
                r#"{known},"Docker_Version":"1","container_config":{{"cmd":["a"],"TTY":true}}"#
            ),
            vec![
                "/Docker_Version",
                "/container_config/cmd",
                "/container_config/TTY",
            ],
        ),
        (
            format!(r#"{known},"config":{{"hostname":"x","Cpuset":"","CpuSet":""}}"#),
            vec!["/config/hostname"],
        ),
    ] {
        let config = parse(&format!("{{{rest},{members}}}"));
        let want: Vec<_> = want
            .into_iter()
            .map(|pointer| ("key-case", pointer))
            .collect();
        let mut found = problems(&config);
        found.sort_by_key(|(_, pointer)| want.iter().position(|(_, want)| want == pointer));
        assert_eq!(found, want, "{members}");
    }
}

#[test]
fn members_that_are_not_what_they_should_be_are_shown() {
    let config = parse(
        r#"{"architecture":"amd64","os":"linux","config":7,"rootfs":{"type":"layers","diff_ids":"none"},"history":[5,{"created_by":"x"}]}"#,
    );
    let shown: Vec<(&str, String)> = config
        .entries
        .iter()
        .filter(|entry| !matches!(entry.key.as_str(), "os" | "architecture" | "rootfs.type"))
        .map(|entry| (entry.key.as_str(), format!("{:?}", entry.value)))
        .collect();
    let text = |text: &str| format!("{:?}", ConfigValue::Text(text.to_owned()));
    assert_eq!(
        shown,
        [
            ("config", text("7")),
            ("rootfs.diff_ids", text("none")),
            ("history.0", text("5")),
        ]
    );
    let config = parse(r#"{"architecture":"amd64","os":"linux","rootfs":[],"history":{}}"#);
    let keys: Vec<&str> = config
        .entries
        .iter()
        .map(|entry| entry.key.as_str())
        .collect();
    assert_eq!(keys, ["os", "architecture", "rootfs", "history"]);
}

fn problems(config: &Config) -> Vec<(&'static str, &str)> {
    let problems = config.problems.iter();
    problems
        .map(|problem| (problem.rule, problem.pointer.as_str()))
        .collect()
}

fn entry(key: &str, value: ConfigValue) -> ConfigEntry {
    ConfigEntry {
        key: key.into(),
        pointer: String::new(),
        value,
        known: true,
    }
}

/// The entries without their pointers, which have a test of their own.
fn bare(config: &Config) -> Vec<ConfigEntry> {
    let entries = config.entries.iter().cloned();
    entries
        .map(|entry| ConfigEntry {
            pointer: String::new(),
            ..entry
        })
        .collect()
}

fn text(text: &str) -> ConfigValue {
    ConfigValue::Text(text.into())
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn every_field_is_in_the_table_in_the_order_people_look_for_it() {
    let config = parse(FULL);
    assert_eq!(config.problems, []);
    let labels = Annotations(vec![("b".into(), "1".into()), ("a".into(), "2".into())]);
    let lines = |lines: &[&str]| ConfigValue::Lines(texts(lines));
    let unknown = |key: &str, value| ConfigEntry {
        key: key.into(),
        pointer: String::new(),
        value,
        known: false,
    };
    assert_eq!(
        bare(&config),
        [
            entry(
                "Entrypoint",
                ConfigValue::Arguments(texts(&["/bin/app", "a b"]))
            ),
            entry("Cmd", ConfigValue::Arguments(texts(&["--flag"]))),
            entry("User", text("1000:1000")),
            entry("WorkingDir", text("/srv")),
            entry("Env", lines(&["PATH=/bin", "EMPTY="])),
            entry("ExposedPorts", lines(&["8080/tcp", "53/udp"])),
            entry("Volumes", lines(&["/data"])),
            entry("StopSignal", text("SIGTERM")),
            entry(
                "Healthcheck",
                lines(&[
                    "Test: [\"CMD-SHELL\",\"curl -f x\"]",
                    "Interval: 1m30s",
                    "Timeout: 1s500ms",
                    "StartPeriod: 0s",
                    "Retries: 3"
                ])
            ),
            entry("Labels", ConfigValue::Pairs(labels.clone())),
            entry("Shell", ConfigValue::Arguments(texts(&["/bin/bash", "-c"]))),
            entry("OnBuild", lines(&["RUN true"])),
            entry("ArgsEscaped", text("true")),
            entry("os", text("linux")),
            entry("architecture", text("arm64")),
            entry("variant", text("v8")),
            entry("os.version", text("1.2")),
            entry("os.features", lines(&["f"])),
            entry("created", text("2024-05-06T07:08:09.123456789Z")),
            entry("author", text("A")),
            entry("Hostname", text("h")),
            entry("rootfs.type", text("layers")),
            unknown("moby.buildkit.buildinfo.v1", text("e30=")),
            unknown("config.Foo", ConfigValue::Json("{\"bar\": [1]}".into())),
        ]
    );
    assert_eq!(
        config.created.as_deref(),
        Some("2024-05-06T07:08:09.123456789Z")
    );
    assert_eq!(config.author.as_deref(), Some("A"));
    assert_eq!(config.platform.to_string(), "linux/arm64/v8");
    assert_eq!(config.platform.os_version.as_deref(), Some("1.2"));
    assert_eq!(config.platform.os_features, ["f"]);
    assert_eq!(config.user.as_deref(), Some("1000:1000"));
    assert_eq!(config.entrypoint, Some(texts(&["/bin/app", "a b"])));
    assert_eq!(config.cmd, Some(texts(&["--flag"])));
    assert_eq!(config.labels, labels);
    assert_eq!(config.diff_ids, [ZERO.parse().ok()]);
    assert_eq!(config.history.len(), 2);
    assert_eq!(config.history[0].instruction(), "COPY . .");
    assert_eq!(config.history[1].author.as_deref(), Some("B"));
    assert!(config.history[1].empty_layer);
}

#[test]
fn what_docker_leaves_empty_is_no_row() {
    let config = parse(
        r#"{"architecture":"amd64","os":"linux","container":"","author":"","config":{"Hostname":"","User":"","AttachStdin":false,
            "Env":null,"Cmd":null,"Entrypoint":[],"Volumes":null,"Labels":null,"OnBuild":null,"WorkingDir":""},
            "container_config":{"Cmd":["/bin/sh","-c","x"],"Tty":false,"Odd":null,"User":""},
            "rootfs":{"type":"layers","diff_ids":null},"history":null}"#,
    );
    assert_eq!(config.problems, []);
    let keys: Vec<(&str, bool)> = config
        .entries
        .iter()
        .map(|entry| (entry.key.as_str(), entry.known))
        .collect();
    assert_eq!(
        keys,
        [
            ("Entrypoint", true),
            ("os", true),
            ("architecture", true),
            ("AttachStdin", true),
            ("rootfs.type", true),
            ("container_config.Cmd", true),
            ("container_config.Tty", true),
            ("container_config.Odd", false),
        ]
    );
    assert_eq!(config.user, None);
    assert_eq!(config.author, None);
    assert_eq!(config.entrypoint, Some(vec![]));
    assert_eq!(config.cmd, None);
}

#[test]
fn a_health_check_has_a_line_a_member_however_it_is_laid_out() {
    for (members, want) in [
        (
            "\n\"Test\": [\n  \"CMD-SHELL\",\n\t\"curl  -f \\\"x\\\"\"\r\n],\n\"Retries\": 3\n",
            &["Test: [\"CMD-SHELL\",\"curl  -f \\\"x\\\"\"]", "Retries: 3"][..],
        ),
        // Of several the last counts, unless it is null.
        (
            r#""Retries":1,"Interval":1,"Retries":2"#,
            &["Interval: 1ns", "Retries: 2"],
        ),
        (r#""Retries":1,"Retries":null"#, &["Retries: 1"]),
    ] {
        let text = format!(
            r#"{{"os":"linux","architecture":"amd64","rootfs":{{"type":"layers","diff_ids":[]}},"config":{{"Healthcheck":{{{members}}}}}}}"#
        );
        let want = ConfigValue::Lines(texts(want));
        assert!(
            bare(&parse(&text)).contains(&entry("Healthcheck", want)),
            "{members}"
        );
    }
}

#[test]
fn the_durations_of_a_health_check_are_read_in_any_case() {
    for (members, want) in [
        (r#""Interval":30000000000"#, "Interval: 30s"),
        (r#""interval":30000000000"#, "interval: 30s"),
        (r#""STARTPERIOD":1500000000"#, "STARTPERIOD: 1s500ms"),
        (r#""ſtartinterval":1"#, "ſtartinterval: 1ns"),
        (r#""timeout":"1s""#, "timeout: \"1s\""),
        (r#""retries":3000"#, "retries: 3000"),
        (r#""Interval2":1000"#, "Interval2: 1000"),
    ] {
        let text = format!(
            r#"{{"os":"linux","architecture":"amd64","rootfs":{{"type":"layers","diff_ids":[]}},"config":{{"Healthcheck":{{{members}}}}}}}"#
        );
        let want = ConfigValue::Lines(texts(&[want]));
        assert!(
            bare(&parse(&text)).contains(&entry("Healthcheck", want)),
            "{members}"
        );
    }
}

#[test]
fn what_has_the_wrong_shape_is_reported_and_shown() {
    let with = |members: &str| {
        format!(
            r#"{{"os":"linux","architecture":"amd64","rootfs":{{"type":"layers","diff_ids":[]}}{members}}}"#
        )
    };
    for (members, want, shown) in [
        (
            r#","config":{"Cmd":"sh"}"#,
            ("config-field", "/config/Cmd"),
            ("Cmd", text("sh")),
        ),
        (
            r#","config":{"Env":["A=1",2]}"#,
            ("config-field", "/config/Env/1"),
            ("Env", ConfigValue::Lines(texts(&["A=1", "2"]))),
        ),
        (
            r#","config":{"Env":{"A":1}}"#,
            ("config-field", "/config/Env"),
            ("Env", ConfigValue::Json("{\"A\":1}".into())),
        ),
        (
            r#","config":{"ExposedPorts":["80"]}"#,
            ("config-field", "/config/ExposedPorts"),
            ("ExposedPorts", ConfigValue::Json("[\"80\"]".into())),
        ),
        (
            r#","config":{"User":0}"#,
            ("config-field", "/config/User"),
            ("User", text("0")),
        ),
        (
            r#","config":{"Labels":{"a":1}}"#,
            ("config-field", "/config/Labels/a"),
            (
                "Labels",
                ConfigValue::Pairs(Annotations(vec![("a".into(), "1".into())])),
            ),
        ),
        (
            r#","config":{"Healthcheck":["NONE"]}"#,
            ("config-field", "/config/Healthcheck"),
            ("Healthcheck", ConfigValue::Json("[\"NONE\"]".into())),
        ),
        (
            r#","config":7"#,
            ("config-field", "/config"),
            ("config", text("7")),
        ),
        (
            r#","author":[]"#,
            ("config-field", "/author"),
            ("author", ConfigValue::Json("[]".into())),
        ),
        (
            r#","created":"now""#,
            ("created", "/created"),
            ("created", text("now")),
        ),
        (
            r#","variant":8"#,
            ("config-platform", "/variant"),
            ("variant", text("8")),
        ),
    ] {
        let config = parse(&with(members));
        assert_eq!(problems(&config), [want], "{members}");
        let (key, value) = shown;
        assert!(
            bare(&config).contains(&entry(key, value)),
            "{members}: {:?}",
            config.entries
        );
    }
}

#[test]
fn what_a_config_lacks_is_reported() {
    let rest = r#""os":"linux","architecture":"amd64""#;
    for (text, want) in [
        (
            "{}".to_owned(),
            vec![
                ("config-platform", "/os"),
                ("config-platform", "/architecture"),
                ("config-rootfs", "/rootfs"),
            ],
        ),
        (
            format!("{{{rest},\"rootfs\":[]}}"),
            vec![("config-rootfs", "/rootfs")],
        ),
        (
            format!("{{{rest},\"rootfs\":{{}}}}"),
            vec![("config-rootfs", "/rootfs/type")],
        ),
        (
            format!("{{{rest},\"rootfs\":{{\"type\":\"tree\",\"diff_ids\":{{}}}}}}"),
            vec![
                ("config-rootfs", "/rootfs/type"),
                ("config-rootfs", "/rootfs/diff_ids"),
            ],
        ),
        (
            format!("{{{rest},\"rootfs\":{{\"type\":\"layers\",\"diff_ids\":[\"x\",7,null]}}}}"),
            vec![
                ("config-diff-id", "/rootfs/diff_ids/0"),
                ("config-diff-id", "/rootfs/diff_ids/1"),
                ("config-diff-id", "/rootfs/diff_ids/2"),
            ],
        ),
        (
            format!(
                "{{{rest},\"rootfs\":{{\"type\":\"layers\"}},\"history\":[7,{{\"created\":1,\"empty_layer\":\"yes\"}}]}}"
            ),
            vec![
                ("config-history", "/history/0"),
                ("config-history", "/history/1/created"),
                ("config-history", "/history/1/empty_layer"),
            ],
        ),
        (
            format!("{{{rest},\"rootfs\":{{\"type\":\"layers\"}},\"history\":{{}}}}"),
            vec![("config-history", "/history")],
        ),
    ] {
        assert_eq!(problems(&parse(&text)), want, "{text}");
    }
    let config = parse(&format!(
        "{{{rest},\"rootfs\":{{\"type\":\"layers\",\"diff_ids\":[\"{ZERO}\",7]}},\"history\":[7,{{}}]}}"
    ));
    assert_eq!(config.diff_ids, [ZERO.parse().ok(), None]);
    assert_eq!(config.history.len(), 2);
}

#[test]
fn unknown_members_are_kept_wherever_they_stand() {
    let config = parse(
        r#"{"os":"linux","architecture":"amd64","x":"y","rootfs":{"type":"layers","diff_ids":[],"more":1},
            "history":[{"created_by":"a"},{"extra":[true]}],"config":{"z":null,"z":2}}"#,
    );
    let unknown: Vec<(&str, &ConfigValue)> = config
        .entries
        .iter()
        .filter(|entry| !entry.known)
        .map(|entry| (entry.key.as_str(), &entry.value))
        .collect();
    assert_eq!(
        unknown,
        [
            ("x", &text("y")),
            ("config.z", &ConfigValue::Json("null".into())),
            ("config.z", &text("2")),
            ("rootfs.more", &text("1")),
            ("history.1.extra", &ConfigValue::Json("[true]".into())),
        ]
    );
    assert_eq!(problems(&config), [("duplicate-key", "/config/z")]);
}

#[test]
fn nothing_hides_behind_a_key_that_stands_more_than_once() {
    let rest = r#""os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":[]}"#;
    let arguments = |argument: &str| ConfigValue::Arguments(vec![argument.to_owned()]);
    let lines = |line: &str| ConfigValue::Lines(vec![line.to_owned()]);
    let label = |key: &str| ConfigValue::Pairs(Annotations(vec![(key.into(), "1".into())]));
    for (config, want, found) in [
        (
            r#""config":{"Entrypoint":["/evil"],"Env":["A=1"],"Labels":{"x":"1"}},"Config":{"User":"root"}"#,
            vec![
                ("Entrypoint", arguments("/evil")),
                ("User", text("root")),
                ("Env", lines("A=1")),
                ("Labels", label("x")),
            ],
            vec![("key-case", "/Config")],
        ),
        (
            r#""config":{"Entrypoint":["/evil"],"User":"bob","User":null},"config":{"Env":["A=1"]}"#,
            vec![
                ("Entrypoint", arguments("/evil")),
                ("User", text("bob")),
                ("Env", lines("A=1")),
            ],
            vec![
                ("duplicate-key", "/config/User"),
                ("duplicate-key", "/config"),
            ],
        ),
        (
            r#""config":{"Cmd":["a"],"Foo":1,"Cmd":null},"config":null,"config":{"Foo":2}"#,
            vec![("config.Foo", text("1")), ("config.Foo", text("2"))],
            vec![
                ("duplicate-key", "/config/Cmd"),
                ("duplicate-key", "/config"),
                ("duplicate-key", "/config"),
            ],
        ),
        (
            r#""config":{"Volumes":{"/a":{}},"Healthcheck":{"Retries":3}},"config":{"Healthcheck":{"Retries":null},"Volumes":{"/b":{}}}"#,
            vec![
                (
                    "Volumes",
                    ConfigValue::Lines(vec!["/a".into(), "/b".into()]),
                ),
                ("Healthcheck", lines("Retries: 3")),
            ],
            vec![("duplicate-key", "/config")],
        ),
    ] {
        let config = parse(&format!("{{{rest},{config}}}"));
        let entries = config.entries.iter();
        let shown: Vec<(&str, ConfigValue)> = entries
            .filter(|entry| !matches!(entry.key.as_str(), "os" | "architecture" | "rootfs.type"))
            .map(|entry| (entry.key.as_str(), entry.value.clone()))
            .collect();
        assert_eq!(shown, want);
        assert_eq!(problems(&config), found);
    }
    let history = r#""history":[{"created_by":"a","comment":"c"},{"created_by":"b"}],"history":[{"created_by":"d"}]"#;
    let config = parse(&format!("{{{rest},{history}}}"));
    let entries = config.history.iter();
    let read: Vec<_> = entries
        .map(|entry| (entry.created_by.as_deref(), entry.comment.as_deref()))
        .collect();
    assert_eq!(read, [(Some("d"), Some("c"))]);
}

#[test]
fn points_in_time_are_those_of_rfc_3339() {
    let created = |created: &str| {
        let config = parse(&format!(
            r#"{{"os":"l","architecture":"a","created":"{created}","rootfs":{{"type":"layers"}}}}"#
        ));
        assert_eq!(config.created.as_deref(), Some(created));
        config.problems.is_empty()
    };
    for time in [
        "0001-01-01T00:00:00Z",
        "2018-08-01T20:14:33.1Z",
        "2018-08-01T20:14:33.123456789+02:00",
        "2018-08-01t20:14:33-00:30",
        "2018-08-01T20:14:33z",
        "2024-02-29T00:00:00Z",
        "2000-02-29T00:00:00Z",
        "2016-12-31T23:59:60Z",
        "2017-01-01T05:29:60+05:30",
        "1996-12-19T16:39:57-08:00",
    ] {
        assert!(created(time), "{time}");
    }
    for time in [
        "",
        "2018",
        "2018-08-01",
        "2018-08-01T20:14:33",
        "2018-08-01T20:14:33.Z",
        "2018-08-01T20:14:33Zx",
        "2018-08-01T20:14:33+2:00",
        "Thu, 1 Aug 2018 20:14:33 GMT",
        "1533154473",
        "2018-08-01 20:14:33Z",
        "2023-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2018-00-01T00:00:00Z",
        "2018-13-01T00:00:00Z",
        "2018-04-31T00:00:00Z",
        "2018-04-00T00:00:00Z",
        "2018-08-01T24:00:00Z",
        "2018-08-01T20:60:00Z",
        "2018-08-01T20:14:60Z",
        "2018-08-01T20:14:33+24:00",
        "2018-08-01T20:14:33+00:60",
        "2018-08-01T20:14:33+0000",
        "2018-08-01T20:14:3éZ",
    ] {
        assert!(!created(time), "{time}");
    }
}

#[test]
fn chain_ids_name_a_layer_with_all_below_it() {
    // The example of the image specification has no digests to compare with: these were computed with sha256sum.
    let diff_ids: Vec<Option<Digest>> = ["a", "b", "c"]
        .map(|text| Some(Digest::sha256_of(text.as_bytes())))
        .to_vec();
    let chain: Vec<String> = chain_ids(&diff_ids)
        .into_iter()
        .flatten()
        .map(|id| id.to_string())
        .collect();
    assert_eq!(
        chain,
        [
            "sha256:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
            "sha256:51c0c8ace48498d6f5fee6b0592cc06f2da0f3cbe09c5a34a97dce85c3889676",
            "sha256:2fce7f8ce91bcf0a1428b36e1024639fdbd9469eea762dba98aa749631885106"
        ]
    );
    assert_eq!(chain_ids(&[]), []);
}

#[test]
fn above_an_unknown_diff_id_no_chain_id_is_known() {
    let known = || Some(Digest::sha256_of(b"x"));
    let other: Option<Digest> = "blake3:00".parse().ok();
    for (diff_ids, want) in [
        (vec![None, known()], vec![false, false]),
        (vec![known(), None, known()], vec![true, false, false]),
        (
            vec![known(), other.clone(), known()],
            vec![true, true, true],
        ),
        (vec![other, known()], vec![true, true]),
    ] {
        let chain = chain_ids(&diff_ids);
        assert_eq!(chain.iter().map(Option::is_some).collect::<Vec<_>>(), want);
    }
}

#[test]
fn chain_ids_are_sha256_whatever_the_diff_ids_are() {
    let lower: Digest = Digest::compute(&Algorithm::Sha512, b"lower").expect("it is computed");
    let upper = Digest::sha256_of(b"upper");
    let chain = chain_ids(&[Some(lower.clone()), Some(upper.clone())]);
    let text = format!("{lower} {upper}");
    assert_eq!(
        chain,
        [Some(lower), Some(Digest::sha256_of(text.as_bytes()))]
    );
}

/// oci-spec as an oracle for the fields that it reads as the specification says.
#[test]
fn configs_are_read_as_oci_spec_reads_them() {
    let theirs: ImageConfiguration = serde_json::from_str(FULL).expect("oci-spec reads it");
    let ours = parse(FULL);
    assert_eq!(ours.created.as_ref(), theirs.created().as_ref());
    assert_eq!(ours.author.as_ref(), theirs.author().as_ref());
    assert_eq!(ours.platform.os, theirs.os().to_string());
    assert_eq!(
        ours.platform.architecture,
        theirs.architecture().to_string()
    );
    let config = theirs.config().as_ref().expect("a config");
    assert_eq!(ours.user.as_ref(), config.user().as_ref());
    assert_eq!(ours.entrypoint.as_ref(), config.entrypoint().as_ref());
    assert_eq!(ours.cmd.as_ref(), config.cmd().as_ref());
    let labels = config.labels().as_ref().expect("labels");
    assert_eq!(labels.len(), ours.labels.0.len());
    for (key, value) in labels {
        assert_eq!(ours.labels.get(key), Some(value.as_str()));
    }
    let diff_ids: Vec<String> = ours
        .diff_ids
        .iter()
        .flatten()
        .map(ToString::to_string)
        .collect();
    assert_eq!(&diff_ids, theirs.rootfs().diff_ids());
    let history = theirs.history().as_ref().expect("a history");
    assert_eq!(history.len(), ours.history.len());
    for (ours, theirs) in ours.history.iter().zip(history) {
        assert_eq!(ours.created_by.as_ref(), theirs.created_by().as_ref());
        assert_eq!(ours.empty_layer, theirs.empty_layer().unwrap_or(false));
    }
}

#[test]
fn five_thousand_history_entries_are_read() {
    let history =
        vec![r#"{"created":"2024-05-06T07:08:09Z","created_by":"RUN x"}"#; 5000].join(",");
    let config = parse(&format!(
        r#"{{"os":"l","architecture":"a","rootfs":{{"type":"layers","diff_ids":[]}},"history":[{history}]}}"#
    ));
    assert_eq!(config.problems, []);
    assert_eq!(config.history.len(), 5000);
}

#[test]
fn every_entry_points_at_the_member_that_it_was_read_from() {
    let text = r#"{"os":"linux","architecture":"amd64","docker_version":"1","a/b~c":1,"rootfs":{"type":"layers","diff_ids":[],"odd":2},
        "config":{"User":"u","Hostname":"h","x/y":3},"container_config":{"User":"v","z":4},"history":[{},{"created_by":"RUN","w":5}]}"#;
    let config = parse(text);
    let pointers: Vec<&str> = config
        .entries
        .iter()
        .map(|entry| entry.pointer.as_str())
        .collect();
    assert_eq!(
        pointers,
        [
            "/config/User",
            "/os",
            "/architecture",
            "/docker_version",
            "/config/Hostname",
            "/rootfs/type",
            "/container_config/User",
            "/a~1b~0c",
            "/config/x~1y",
            "/container_config/z",
            "/rootfs/odd",
            "/history/1/w",
        ]
    );
    let json = porthole::oci::json::Json::parse(text.as_bytes()).expect("it is JSON");
    for entry in &config.entries {
        let ranges: Vec<_> = json.locate(&entry.pointer).collect();
        let [range] = &ranges[..] else {
            panic!("{entry:?}");
        };
        let key = entry.pointer.rsplit('/').next().expect("a key");
        let key = key.replace("~1", "/").replace("~0", "~");
        assert!(
            text[range.clone()].starts_with(&format!("{key:?}:")),
            "{entry:?}"
        );
    }
}
