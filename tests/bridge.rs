//! The lines of the bridge: each fetches exactly what is missing, and none of them does more in a shell than it says.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use porthole::{
    inspection::given::{Missing, Object},
    oci::{Digest, ImageReference, Reference},
    ui::doctor::lines::lines,
};

const DIGEST: &str = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

fn digest() -> Digest {
    DIGEST.parse().unwrap()
}

fn reference(text: &str) -> Reference {
    match text.parse().unwrap() {
        ImageReference::Registry(reference) => reference,
        ImageReference::Layout(_) => panic!("{text}"),
    }
}

fn missing(object: Object, expected: Option<Digest>) -> Missing {
    Missing {
        object,
        expected,
        size: None,
        manifest: None,
    }
}

/// Compares the lines, in which `DIGEST` stands for the digest.
fn assert_lines(image: &str, missing: &Missing, want: &[(&str, &str)]) {
    let found: Vec<(&str, String)> = lines(&reference(image), missing)
        .into_iter()
        .map(|command| (command.tool, command.line.replace(DIGEST, "DIGEST")))
        .collect();
    let want: Vec<(&str, String)> = want
        .iter()
        .map(|(tool, line)| (*tool, (*line).to_owned()))
        .collect();
    assert_eq!(found, want, "{image}");
}

const TYPES: &str = "application/vnd.oci.image.index.v1+json,application/vnd.docker.distribution.manifest.list.v2+json,\
    application/vnd.oci.image.manifest.v1+json,application/vnd.docker.distribution.manifest.v2+json,\
    application/vnd.docker.distribution.manifest.v1+prettyjws,application/vnd.docker.distribution.manifest.v1+json";

#[test]
fn a_tag_of_docker_hub_is_fetched_with_a_token() {
    let curl = format!(
        "curl -sSL -H \"Authorization: Bearer $(curl -sS \
         'https://auth.docker.io/token?service=registry.docker.io&scope=repository:library/alpine:pull' \
         | sed -E 's/.*\"(access_)?token\" *: *\"([^\"]+)\".*/\\2/')\" -H 'Accept: {TYPES}' \
         https://registry-1.docker.io/v2/library/alpine/manifests/latest"
    );
    assert_lines(
        "alpine",
        &missing(Object::Root, None),
        &[
            ("curl", &curl),
            ("crane", "crane manifest docker.io/library/alpine:latest"),
            (
                "skopeo",
                "skopeo inspect --raw docker://docker.io/library/alpine:latest",
            ),
            (
                "regctl",
                "regctl manifest get --format raw-body docker.io/library/alpine:latest",
            ),
            (
                "oras",
                "oras manifest fetch docker.io/library/alpine:latest",
            ),
        ],
    );
}

#[test]
fn an_entry_of_an_index_is_fetched_by_its_digest_without_tls_where_the_registry_has_none() {
    let curl =
        format!("curl -sSL -H 'Accept: {TYPES}' http://localhost:5000/v2/o/n/manifests/DIGEST");
    assert_lines(
        "localhost:5000/o/n:1",
        &missing(Object::Entry(3), Some(digest())),
        &[
            ("curl", &curl),
            (
                "crane",
                "crane manifest --insecure localhost:5000/o/n@DIGEST",
            ),
            (
                "skopeo",
                "skopeo inspect --raw --tls-verify=false docker://localhost:5000/o/n@DIGEST",
            ),
            (
                "regctl",
                "regctl --host reg=localhost:5000,tls=disabled manifest get --format raw-body localhost:5000/o/n@DIGEST",
            ),
            (
                "oras",
                "oras manifest fetch --plain-http localhost:5000/o/n@DIGEST",
            ),
        ],
    );
}

#[test]
fn a_config_is_fetched_as_a_blob_and_by_skopeo_through_its_manifest() {
    let manifest = Digest::sha256_of(b"manifest");
    let missing = Missing {
        manifest: Some(manifest.clone()),
        ..missing(Object::Config(None), Some(digest()))
    };
    let skopeo = format!("skopeo inspect --config --raw docker://r.example/o/n@{manifest}");
    assert_lines(
        "r.example/o/n:1",
        &missing,
        &[
            ("curl", "curl -sSL https://r.example/v2/o/n/blobs/DIGEST"),
            ("crane", "crane blob r.example/o/n@DIGEST"),
            ("skopeo", &skopeo),
            ("regctl", "regctl blob get r.example/o/n DIGEST"),
            ("oras", "oras blob fetch --output - r.example/o/n@DIGEST"),
        ],
    );
}

#[test]
fn what_a_shell_would_take_for_a_pattern_is_quoted() {
    for command in lines(&reference("[::1]:5000/o/n:1"), &missing(Object::Root, None)) {
        let outside = command.line.split('\'').step_by(2).collect::<String>();
        assert!(!outside.contains('['), "{}", command.line);
    }
}

#[test]
fn the_token_is_taken_out_of_what_token_services_answer() {
    let answers = [
        r#"{"token":"t.o-k_en","expires_in":300}"#,
        r#"{"expires_in":300, "access_token" : "t.o-k_en", "issued_at":"2026-01-01T00:00:00Z"}"#,
    ];
    let line = &lines(&reference("ghcr.io/o/n:1"), &missing(Object::Root, None))[0].line;
    let (_, rest) = line.split_once("| ").unwrap();
    let (sed, _) = rest.split_once(")\" -H").unwrap();
    for answer in answers {
        let output = std::process::Command::new("sh")
            .args(["-c", &format!("printf %s '{answer}' | {sed}")])
            .output()
            .unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap().trim(), "t.o-k_en");
    }
}
