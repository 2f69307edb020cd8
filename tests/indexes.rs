//! Indexes: rows, attestations under what they speak of, the choice of a platform.

#![cfg(not(target_arch = "wasm32"))]

use oci_spec::image::ImageIndex;
use porthole::oci::{
    Body, Descriptor, Document, Index, MediaType, Platform,
    index::{Row, RowKind},
    lint::{Linted, lint},
    media_type,
    platform::PlatformError,
};

const ZERO: &str = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

fn parse(text: &str) -> Document {
    Document::parse(text.as_bytes().into(), None, None).expect("a document")
}

fn index(document: &Document) -> &Index {
    match &document.body {
        Body::Index(index) => index,
        other => panic!("no index: {other:?}"),
    }
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
    parse(&format!(
        r#"{{"schemaVersion":2,"manifests":[{}]}}"#,
        entries.join(",")
    ))
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
            row(6, RowKind::Attestation, &[]),
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
        // A machine runs what those below it run.
        (&many, Some("linux/amd64/v2"), Some(3)),
        (&many, Some("linux/amd64/v4"), Some(2)),
        (&many, Some("linux/arm64"), Some(4)),
        (&many, Some("linux/arm64/v8"), Some(4)),
        (&many, Some("linux/arm64/v9"), Some(4)),
        (&many, Some("linux/arm"), Some(1)),
        (&many, Some("linux/arm/v5"), Some(0)),
        (&many, Some("linux/arm/v6"), Some(0)),
        (&many, Some("linux/arm/v8"), Some(1)),
        (&many, Some("linux/arm/v4"), None),
        (&many, Some("linux/arm/hf"), None),
        (&["linux/s390x/z14"], Some("linux/s390x/z15"), None),
        (&many, Some("windows/amd64"), Some(5)),
        (&many, Some("darwin/amd64"), None),
        (
            &["linux/arm/v5", "linux/arm/v6"],
            Some("linux/arm"),
            Some(1),
        ),
        (
            &["linux/arm/v8", "linux/arm/v5"],
            Some("linux/arm"),
            Some(1),
        ),
        // Of what is above what goes without saying, the first.
        (
            &["linux/amd64/v3", "linux/amd64/v2"],
            Some("linux/amd64"),
            Some(0),
        ),
        (&["linux/arm64"], Some("linux/arm64/v8"), Some(0)),
        // As people write them; and an index that writes so itself.
        (
            &["linux/arm64", "linux/amd64"],
            Some("Linux/x86_64"),
            Some(1),
        ),
        (&["linux/amd64", "linux/arm64"], Some("aarch64"), Some(1)),
        (
            &["linux/arm/v6", "linux/arm/v7"],
            Some("linux/armhf"),
            Some(1),
        ),
        (&["linux/386"], Some("i386"), Some(0)),
        (
            &["linux/amd64", "linux/x86_64"],
            Some("linux/x86_64"),
            Some(1),
        ),
        (&["linux/arm64", "linux/x86_64"], None, Some(1)),
        (
            &["linux/arm64", "linux/x86_64"],
            Some("linux/amd64"),
            Some(1),
        ),
        (
            &["linux/x86_64", "linux/amd64"],
            Some("linux/amd64"),
            Some(1),
        ),
        (&["linux/aarch64"], Some("linux/arm64"), Some(0)),
        (&["Linux/ARM64/V8"], Some("linux/arm64"), Some(0)),
        (
            &["linux/arm/7", "linux/arm/v5"],
            Some("linux/arm/v7"),
            Some(0),
        ),
        (
            &["linux/arm/v5", "linux/armhf"],
            Some("linux/arm/v8"),
            Some(1),
        ),
        // Minor versions.
        (&["linux/arm64/v8"], Some("linux/arm64/v8.2"), Some(0)),
        (&["linux/arm64/v8"], Some("linux/arm64/v8.0"), Some(0)),
        (&["linux/arm64/v8.0"], Some("linux/arm64"), Some(0)),
        (
            &["linux/arm64/v9", "linux/arm64/v8.0"],
            Some("linux/arm64"),
            Some(1),
        ),
        (
            &["linux/arm64", "linux/arm64/v8.1"],
            Some("linux/arm64/v8.2"),
            Some(1),
        ),
        (&["linux/arm64/v8.3"], Some("linux/arm64/v8.2"), None),
        (
            &["linux/arm64/v8.6", "linux/arm64/v9"],
            Some("linux/arm64/v9.1"),
            Some(1),
        ),
        (
            &["linux/arm64/v8.5", "linux/arm64/v8.6"],
            Some("linux/arm64/v9.1"),
            Some(1),
        ),
        (&["linux/arm64/v8.7"], Some("linux/arm64/v9.1"), None),
        (&["linux/arm64/v9"], Some("linux/arm64/v8.9"), None),
        (&["linux/arm64/v8.256"], Some("linux/arm64/v9"), None),
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
    // What names no digest leads nowhere: it is passed over, unless it is what was asked for.
    let broken =
        r#"{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"no","size":1}"#;
    let broken = index_of(&[broken.to_owned(), entry('1', None, "")]);
    assert_eq!(index(&broken).choose(None), Some(1));
    let null = || "null".to_owned();
    let nameless = r#"{"platform":{"os":"linux","architecture":"amd64"}}"#;
    let nested = r#"{"mediaType":"application/vnd.oci.image.index.v1+json","digest":"sha256:4413","size":1}"#;
    let nested = nested.replace("sha256:4413", ZERO);
    for (entries, want) in [
        (vec![null(), entry('1', Some("linux/arm64"), "")], Some(1)),
        (
            vec![nameless.to_owned(), entry('1', Some("linux/arm64"), "")],
            Some(1),
        ),
        (vec![null(), nested], None),
        (vec![null()], Some(0)),
    ] {
        assert_eq!(index(&index_of(&entries)).choose(None), want, "{entries:?}");
    }
    let arm = index_of(&[entry('1', None, ""), entry('2', Some("linux/arm64/v8"), "")]);
    for wanted in [" linux/arm64/v8", "linux/arm64 ", "\tarm64\n"] {
        assert_eq!(index(&arm).choose_named(wanted), Some(1), "{wanted:?}");
    }
    assert_eq!(index(&arm).choose_named("linux /arm64"), None);
    // Tools choose by the platform, whatever the type of what is behind it.
    let typed = entry(
        '1',
        Some("linux/amd64"),
        r#","artifactType":"application/vnd.example""#,
    );
    assert_eq!(index(&index_of(&[typed])).choose(None), Some(0));
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
    for (version, want) in [
        ("10.0.3", None),
        ("10.0", Some(0)),
        ("10.0.", None),
        ("1", None),
    ] {
        wanted.os_version = Some(version.into());
        assert_eq!(index(&document).choose(Some(&wanted)), want, "{version}");
    }
}

#[test]
fn an_image_fits_where_it_would_be_chosen() {
    for (own, wanted, want) in [
        ("linux/amd64", "linux/amd64", true),
        ("linux/x86_64", "linux/amd64/v2", true),
        ("linux/amd64/v3", "linux/amd64", true),
        ("linux/amd64/v3", "linux/amd64/v2", false),
        ("linux/arm64/v8", "linux/arm64/v8.2", true),
        ("linux/aarch64", "linux/arm64", true),
        ("linux/arm/v7", "linux/arm64", false),
        ("windows(10.0.1.5)/amd64", "windows(10.0.1)/amd64", true),
        ("windows(10.0.1)/amd64", "windows(10.0.1.5)/amd64", false),
    ] {
        let platform = |text: &str| text.parse::<Platform>().expect("a platform");
        assert_eq!(
            platform(own).fits(&platform(wanted)),
            want,
            "{own} {wanted}"
        );
    }
}

#[test]
fn a_name_chooses_the_image_that_it_names() {
    for (platforms, want) in [
        (
            &[
                "windows(10.0.1.5)/amd64",
                "windows(10.0.1)/amd64",
                "windows(10.0)/amd64",
            ][..],
            &[
                "windows/amd64",
                "windows(10.0.1)/amd64",
                "windows(10.0)/amd64",
            ][..],
        ),
        (
            &[
                "linux/x86_64",
                "linux/amd64",
                "linux/amd64/v1",
                "linux/AMD64",
            ],
            &[
                "linux/x86_64",
                "linux/amd64",
                "linux/amd64/v1",
                "linux/AMD64",
            ],
        ),
        (
            &[
                "linux/arm64/v8",
                "linux/arm64",
                "linux/arm64/8",
                "linux/arm64/v8.0",
                "linux/aarch64",
            ],
            &[
                "linux/arm64/v8",
                "linux/arm64",
                "linux/arm64/8",
                "linux/arm64/v8.0",
                "linux/aarch64",
            ],
        ),
        (
            &[
                "windows(10)/amd64/v2",
                "windows(10)/amd64",
                "windows(10.1)/amd64/v2",
            ],
            &[
                "windows/amd64/v2",
                "windows/amd64",
                "windows(10.1)/amd64/v2",
            ],
        ),
    ] {
        let manifests = platforms.iter().map(|platform| Descriptor {
            media_type: MediaType::new(media_type::OCI_MANIFEST),
            platform: Some(platform.parse().expect("a platform")),
            ..Descriptor::default()
        });
        let index = Index {
            manifests: manifests.collect(),
            ..Index::default()
        };
        let names = index.names();
        let found: Vec<&str> = names.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(found, want);
        for (entry, name) in &names {
            assert_eq!(index.choose_named(name), Some(*entry), "{name}");
        }
    }
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
    assert_eq!(document.problems, []);
    let found = lint(&Linted {
        root: &document,
        asked_for: None,
        entry: None,
        config: None,
    });
    let duplicates: Vec<_> = found
        .iter()
        .map(|finding| &finding.problem)
        .filter(|problem| problem.rule == "duplicate-platform")
        .map(|problem| (problem.pointer.as_str(), problem.message.as_str()))
        .collect();
    assert_eq!(
        duplicates,
        [(
            "/manifests/2",
            "entry 0 is for linux/amd64 too; clients take the first"
        )]
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
    let versioned: Platform = "windows(10.0.20348.2762)/amd64".parse().expect("it is one");
    assert_eq!(versioned.os_version.as_deref(), Some("10.0.20348.2762"));
    assert_eq!(versioned.to_string(), "windows/amd64");
    assert_eq!(versioned.full_name(), "windows(10.0.20348.2762)/amd64");
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
        ("windows()/amd64", part("")),
        ("windows(10.0/amd64", part("windows(10.0")),
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
fn indexes_are_read_as_oci_spec_reads_them() {
    let text = format!(
        r#"{{"schemaVersion":2,"manifests":[{},{},{}]}}"#,
        entry('1', Some("linux/amd64"), ""),
        entry('2', Some("linux/arm64/v8"), r#","annotations":{"a":"b"}"#),
        entry('3', None, "")
    );
    let theirs: ImageIndex = serde_json::from_str(&text).expect("oci-spec reads it");
    let document = parse(&text);
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
fn of_several_images_for_one_platform_the_first_is_named_by_it() {
    let index = Index {
        manifests: [
            ("windows", None, Some("10.0.17763.1")),
            ("windows", None, Some("10.0.20348.1")),
            ("linux", Some("v7"), None),
            ("linux", Some("v6"), None),
            ("linux", Some("v7"), None),
        ]
        .into_iter()
        .map(|(os, variant, os_version)| Descriptor {
            media_type: MediaType::new(media_type::OCI_MANIFEST),
            platform: Some(Platform {
                os: os.to_owned(),
                architecture: "arm".to_owned(),
                variant: variant.map(str::to_owned),
                os_version: os_version.map(str::to_owned),
                ..Platform::default()
            }),
            ..Descriptor::default()
        })
        .collect(),
        ..Index::default()
    };
    let names = index.names();
    let want = [
        (0, "windows/arm"),
        (1, "windows(10.0.20348.1)/arm"),
        (2, "linux/arm/v7"),
        (3, "linux/arm/v6"),
    ];
    assert_eq!(names, want.map(|(entry, name)| (entry, name.to_owned())));
    for (entry, name) in names {
        let by_name: Platform = name.parse().expect("a platform");
        assert_eq!(index.choose(Some(&by_name)), Some(entry), "{name}");
    }
}

#[test]
fn an_image_whose_platform_says_nothing_is_chosen_by_its_digest() {
    let entry = entry('1', None, r#","platform":{"os":"","architecture":""}"#);
    let document = index_of(&[entry]);
    let index = index(&document);
    let digest = index.manifests[0].digest_text.clone();
    assert_eq!(index.choose(None), Some(0));
    assert_eq!(index.names(), []);
    assert_eq!(index.name_of(0), Some(digest.clone()));
    assert_eq!(index.choose_named(&digest), Some(0));
}

#[test]
fn an_image_is_chosen_by_its_platform_or_by_its_digest() {
    let index = index(&index_of(&[
        entry('1', Some("linux/amd64"), ""),
        entry('2', Some("linux/amd64"), ""),
        entry('3', None, ""),
        attestation('4', '1'),
    ]))
    .clone();
    let digest = |digit: char| format!("{}{digit}", &ZERO[..ZERO.len() - 1]);
    for (wanted, want) in [
        ("linux/amd64", Some(0)),
        ("x86_64", Some(0)),
        (&digest('1'), Some(0)),
        (&digest('2'), Some(1)),
        (&digest('3'), Some(2)),
        // No image, not here, and nothing at all.
        (&digest('4'), None),
        (&digest('5'), None),
        ("linux/s390x", None),
        ("sha256:12", None),
        ("a/b/c/d", None),
        ("", None),
    ] {
        assert_eq!(index.choose_named(wanted), want, "{wanted}");
    }
    for (position, want) in [
        (0, Some("linux/amd64".to_owned())),
        (1, Some(digest('2'))),
        (2, Some(digest('3'))),
        (9, None),
    ] {
        assert_eq!(index.name_of(position), want, "{position}");
    }
}
