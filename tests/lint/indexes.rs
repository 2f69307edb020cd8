//! Indexes, and their entries against what is behind them.

use crate::{
    ONE, ZERO, assert_said, descriptor, document, entry, findings, image_findings, index, layer,
    manifest, said,
};
use porthole::oci::{
    Severity::{Error, Note, Warning},
    lint::Part,
};

fn platform(os: &str, architecture: &str) -> String {
    format!(r#","platform":{{"os":"{os}","architecture":"{architecture}"}}"#)
}

fn amd64() -> String {
    entry(ZERO, &platform("linux", "amd64"))
}

#[test]
fn an_index_of_images_is_clean() {
    assert_said(
        &index(&[amd64(), entry(ONE, &platform("windows", "arm64"))], ""),
        &[],
    );
    assert_said(
        &index(&[entry(ONE, &platform("unknown", "unknown"))], ""),
        &[],
    );
}

#[test]
fn an_index_that_lists_nothing_is_noted() {
    assert_said(
        &index(&[], ""),
        &[("index-empty", Note, "/manifests", "the index lists nothing")],
    );
}

#[test]
fn an_index_in_an_index_is_noted_and_a_loop_is_an_error() {
    let nested = |digest| descriptor("application/vnd.oci.image.index.v1+json", digest, 7, "");
    let text = index(
        &[
            amd64(),
            nested(ONE),
            nested("sha256:2222222222222222222222222222222222222222222222222222222222222222"),
        ],
        "",
    );
    let note = "the entry is an index itself, which clients need not follow; so is 1 more entry";
    assert_said(
        &text,
        &[("index-nested", Note, "/manifests/1/mediaType", note)],
    );
    let found = findings(&text, Some(ONE));
    let found: Vec<_> = found.iter().map(|finding| said(&finding.problem)).collect();
    assert_eq!(
        found,
        [
            (
                "index-loop",
                Error,
                "/manifests/1/digest",
                "the index is an entry of itself"
            ),
            ("index-nested", Note, "/manifests/1/mediaType", note),
        ]
    );
    let root_digest = document(&text).digest.to_string();
    let found = image_findings(&text, 1, &index(&[nested(&root_digest)], ""), None);
    let note = "the entry is an index itself, which clients need not follow";
    assert_eq!(
        found[1..],
        [
            (
                Part::Manifest,
                "index-nested /manifests/0/mediaType".to_owned(),
                note.to_owned()
            ),
            (
                Part::Manifest,
                "index-loop /manifests/0/digest".to_owned(),
                "the entry is the index that led here".to_owned()
            ),
        ]
    );
}

#[test]
fn entries_are_manifests_of_the_same_family() {
    assert_said(
        &index(
            &[
                amd64(),
                descriptor("application/vnd.oci.image.layer.v1.tar+gzip", ONE, 7, ""),
            ],
            "",
        ),
        &[(
            "index-entry-type",
            Warning,
            "/manifests/1/mediaType",
            "the entry is of the type \"application/vnd.oci.image.layer.v1.tar+gzip\", which is neither a manifest nor an index",
        )],
    );
    let docker = "application/vnd.docker.distribution.manifest.v2+json";
    assert_said(
        &index(
            &[
                amd64(),
                descriptor(docker, ONE, 7, &platform("linux", "arm64")),
            ],
            "",
        ),
        &[(
            "mixed-media-types",
            Warning,
            "/manifests/1/mediaType",
            "the entry is of a type of Docker's, \"application/vnd.docker.distribution.manifest.v2+json\", in an index of OCI's",
        )],
    );
    let list = |entry: String| {
        format!(
            r#"{{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.list.v2+json","manifests":[{entry}]}}"#
        )
    };
    assert_said(
        &list(descriptor(docker, ONE, 7, &platform("linux", "arm64"))),
        &[],
    );
    assert_said(
        &list(amd64()),
        &[(
            "mixed-media-types",
            Warning,
            "/manifests/0/mediaType",
            "the entry is of a type of OCI's, \"application/vnd.oci.image.manifest.v1+json\", in an index of Docker's",
        )],
    );
}

#[test]
fn an_image_without_a_platform_beside_others_is_missed() {
    let message = "the entry is without a platform, and others have one";
    assert_said(
        &index(&[amd64(), entry(ONE, "")], ""),
        &[("platform-missing", Warning, "/manifests/1", message)],
    );
    // None has one; it is an artifact; it is named.
    for other in [
        entry(ONE, r#","artifactType":"application/x""#),
        entry(
            ONE,
            r#","annotations":{"org.opencontainers.image.ref.name":"1.0"}"#,
        ),
    ] {
        assert_said(&index(&[amd64(), other], ""), &[]);
    }
    assert_said(&index(&[entry(ZERO, ""), entry(ONE, "")], ""), &[]);
}

#[test]
fn an_image_that_is_for_a_platform_is_missed_when_its_config_says_so() {
    let image = manifest(&layer(""), "");
    let config = format!(
        r#"{{"os":"linux","architecture":"arm64","variant":"v8","rootfs":{{"type":"layers","diff_ids":["{ZERO}"]}}}}"#
    );
    let config = config.as_str();
    let bare = index(&[entry(ZERO, "")], "");
    let message = "the entry has no platform, and its image is for linux/arm64/v8";
    assert_eq!(
        image_findings(&bare, 0, &image, Some(config)),
        [(
            Part::Index,
            "platform-missing /manifests/0".to_owned(),
            message.to_owned()
        )]
    );
    assert_eq!(image_findings(&bare, 0, &image, None), []);
    let arm64 = entry(ZERO, &platform("linux", "arm64"));
    let named = index(
        &[entry(
            ZERO,
            r#","annotations":{"org.opencontainers.image.ref.name":"1.0"}"#,
        )],
        "",
    );
    assert_eq!(image_findings(&named, 0, &image, Some(config)), []);
    assert_eq!(
        image_findings(&index(&[arm64], ""), 0, &image, Some(config)),
        []
    );
}

#[test]
fn platforms_have_the_names_that_go_has() {
    assert_said(
        &index(&[entry(ZERO, &platform("macos", "x86_64"))], ""),
        &[
            (
                "platform-value",
                Warning,
                "/manifests/0/platform/os",
                "\"os\" is \"macos\", which is no GOOS of Go",
            ),
            (
                "platform-value",
                Warning,
                "/manifests/0/platform/architecture",
                "\"architecture\" is \"x86_64\", which is no GOARCH of Go; Go calls it amd64",
            ),
        ],
    );
    for (os, architecture) in [
        ("linux", "riscv64"),
        ("freebsd", "386"),
        ("windows", "arm64"),
        ("wasip1", "wasm"),
    ] {
        assert_said(&index(&[entry(ZERO, &platform(os, architecture))], ""), &[]);
    }
}

#[test]
fn an_attestation_speaks_of_an_image_of_the_index() {
    let attestation = |target: &str| {
        entry(
            ONE,
            &format!(
                r#"{},"annotations":{{"vnd.docker.reference.type":"attestation-manifest","vnd.docker.reference.digest":"{target}"}}"#,
                platform("unknown", "unknown")
            ),
        )
    };
    assert_said(&index(&[amd64(), attestation(ZERO)], ""), &[]);
    assert_said(
        &index(&[amd64(), attestation(ONE.replace('1', "2").as_str())], ""),
        // The digest of the target has lost its algorithm's name; nothing in the index has it.
        &[(
            "attestation-target",
            Note,
            "/manifests/1/annotations",
            "the entry is an attestation of an image that is not in the index",
        )],
    );
}

#[test]
fn the_artifact_type_of_an_entry_is_that_of_its_manifest() {
    let typed = |artifact_type: &str| {
        index(
            &[entry(
                ZERO,
                &format!(r#","artifactType":"{artifact_type}""#),
            )],
            "",
        )
    };
    let artifact = manifest(&layer(""), r#","artifactType":"application/a""#);
    assert_eq!(
        image_findings(&typed("application/a"), 0, &artifact, None),
        []
    );
    // Their case is another rule's.
    assert_eq!(
        image_findings(&typed("application/A"), 0, &artifact, None),
        []
    );
    let message =
        "\"artifactType\" is \"application/b\", and the manifest behind it is \"application/a\"";
    assert_eq!(
        image_findings(&typed("application/b"), 0, &artifact, None),
        [(
            Part::Index,
            "entry-artifact-type /manifests/0/artifactType".to_owned(),
            message.to_owned()
        )]
    );
    let image = manifest(&layer(""), "");
    assert_eq!(
        image_findings(
            &typed("application/vnd.oci.image.config.v1+json"),
            0,
            &image,
            None
        ),
        []
    );
}
