//! The lines for other tools: each names what was shown, and none of them does more in a shell than it says.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use porthole::{
    oci::{Digest, ImageReference, LayoutReference, Platform, media_type::OCI_MANIFEST},
    ui::{
        commands::{Command, Wanted, commands, file_commands},
        inspection_state::Kind,
    },
};
use proptest::prelude::*;

const DIGEST: &str = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

/// What there is to get of a kind.
fn wanted(digest: &Digest, kind: Kind) -> Wanted<'_> {
    Wanted {
        digest,
        kind,
        has_images: true,
        has_titles: true,
        is_chart: false,
        platform: None,
        accept: OCI_MANIFEST,
    }
}

/// The lines for something of a kind, that an index leads to if it is for a platform.
fn all(image: &str, folder: Option<&str>, kind: Kind, platform: Option<&str>) -> Vec<Command> {
    let reference: ImageReference = image
        .parse()
        .unwrap_or_else(|error| panic!("{image}: {error}"));
    let digest: Digest = DIGEST.parse().unwrap();
    let platform = platform.map(|platform| {
        let (os, architecture) = platform.split_once('/').unwrap();
        Platform {
            os: os.to_owned(),
            architecture: architecture.to_owned(),
            ..Platform::default()
        }
    });
    let wanted = Wanted {
        platform: platform.as_ref(),
        ..wanted(&digest, kind)
    };
    commands(&reference, folder, &wanted)
}

fn lines(image: &str, folder: Option<&str>, kind: Kind) -> Vec<(&'static str, String)> {
    all(image, folder, kind, None)
        .into_iter()
        .map(|command| (command.tool, command.line))
        .collect()
}

/// The line for one tool.
fn line(image: &str, kind: Kind, platform: Option<&str>, tool: &str) -> String {
    let commands = all(image, None, kind, platform);
    let command = commands.into_iter().find(|command| command.tool == tool);
    command.unwrap_or_else(|| panic!("{tool}")).line
}

/// Compares the lines, in which `DIGEST` and `TYPE` stand for those of the document.
fn assert_lines(image: &str, kind: Kind, want: &[(&str, &str)]) {
    let want: Vec<(&str, String)> = want
        .iter()
        .map(|(tool, line)| {
            let line = line.replace("DIGEST", DIGEST).replace("TYPE", OCI_MANIFEST);
            (*tool, line)
        })
        .collect();
    assert_eq!(lines(image, None, kind), want, "{image}");
}

#[test]
fn an_image_of_docker_hub_has_a_line_for_each_tool() {
    let want = [
        ("docker", "docker pull docker.io/library/alpine@DIGEST"),
        ("podman", "podman pull docker.io/library/alpine@DIGEST"),
        (
            "skopeo",
            "skopeo copy --preserve-digests docker://docker.io/library/alpine@DIGEST oci:alpine",
        ),
        (
            "crane",
            "crane pull --format oci docker.io/library/alpine@DIGEST alpine",
        ),
        (
            "regctl",
            "regctl image export docker.io/library/alpine@DIGEST alpine.tar",
        ),
        (
            "oras",
            "oras cp --to-oci-layout docker.io/library/alpine@DIGEST alpine",
        ),
        (
            "curl",
            "curl -sSL -H \"Authorization: Bearer $(curl -sS 'https://auth.docker.io/token?service=registry.docker.io&scope=repository:library/alpine:pull' | sed -E 's/.*\"(access_)?token\" *: *\"([^\"]+)\".*/\\2/')\" -H 'Accept: TYPE' https://registry-1.docker.io/v2/library/alpine/manifests/DIGEST",
        ),
    ];
    assert_lines("alpine", Kind::Image, &want);
    assert_lines("docker.io/library/alpine:3.20", Kind::Image, &want);
    let other = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_lines(&format!("alpine:3.20@{other}"), Kind::Image, &want);
}

#[test]
fn the_files_of_an_artifact_are_pulled_and_no_tool_that_runs_images_is_named() {
    let curl = (
        "curl",
        "curl -sSL -H \"Authorization: Bearer $(curl -sS 'https://ghcr.io/token?service=ghcr.io&scope=repository:o/n:pull' | sed -E 's/.*\"(access_)?token\" *: *\"([^\"]+)\".*/\\2/')\" -H 'Accept: TYPE' https://ghcr.io/v2/o/n/manifests/DIGEST",
    );
    let want = [
        ("oras", "oras pull ghcr.io/o/n@DIGEST"),
        (
            "regctl",
            "regctl artifact get --output . ghcr.io/o/n@DIGEST",
        ),
        (
            "skopeo",
            "skopeo copy --preserve-digests docker://ghcr.io/o/n@DIGEST oci:n",
        ),
        ("crane", "crane manifest ghcr.io/o/n@DIGEST"),
        curl,
    ];
    assert_lines("ghcr.io/o/n:1", Kind::Artifact, &want);
    let plain = [
        ("oras", "oras pull --plain-http localhost:5000/n@DIGEST"),
        (
            "regctl",
            "regctl --host reg=localhost:5000,tls=disabled artifact get --output . localhost:5000/n@DIGEST",
        ),
        (
            "skopeo",
            "skopeo copy --src-tls-verify=false --preserve-digests docker://localhost:5000/n@DIGEST oci:n",
        ),
        ("crane", "crane manifest --insecure localhost:5000/n@DIGEST"),
        (
            "curl",
            "curl -sSL -H 'Accept: TYPE' http://localhost:5000/v2/n/manifests/DIGEST",
        ),
    ];
    assert_lines("localhost:5000/n", Kind::Artifact, &plain);
}

#[test]
fn blobs_without_a_title_are_copied_since_oras_makes_no_files_of_them() {
    let digest: Digest = DIGEST.parse().unwrap();
    for (image, has_images, kind, want) in [
        (
            "ghcr.io/o/n:1",
            true,
            Kind::Artifact,
            "oras cp --to-oci-layout ghcr.io/o/n@DIGEST n",
        ),
        (
            "localhost:5000/n",
            true,
            Kind::Artifact,
            "oras cp --from-plain-http --to-oci-layout localhost:5000/n@DIGEST n",
        ),
        (
            "ghcr.io/o/n",
            false,
            Kind::Index,
            "oras cp --to-oci-layout ghcr.io/o/n@DIGEST n",
        ),
    ] {
        let wanted = Wanted {
            has_images,
            has_titles: false,
            ..wanted(&digest, kind)
        };
        let lines = commands(&image.parse().unwrap(), None, &wanted);
        assert_eq!(lines[0].line.replace(DIGEST, "DIGEST"), want);
        let oras = lines.iter().filter(|command| command.tool == "oras");
        assert_eq!(oras.count(), 1, "{image}");
    }
}

#[test]
fn a_chart_is_pulled_by_helm_under_its_version() {
    let digest: Digest = DIGEST.parse().unwrap();
    for (image, want) in [
        (
            "ghcr.io/o/charts/n:1.2.3",
            Some("helm pull oci://ghcr.io/o/charts/n --version 1.2.3"),
        ),
        (
            "ghcr.io/o/n:v1.2.3-rc.1_build.4",
            Some("helm pull oci://ghcr.io/o/n --version v1.2.3-rc.1+build.4"),
        ),
        (
            "localhost:5000/n:1.0.0",
            Some("helm pull --plain-http oci://localhost:5000/n --version 1.0.0"),
        ),
        // What is no version is none of a chart, and beside a digest the tag is not asked for.
        ("ghcr.io/o/n", None),
        ("ghcr.io/o/n:latest", None),
        (&format!("ghcr.io/o/n:1.2.3@{DIGEST}"), None),
    ] {
        let wanted = Wanted {
            has_titles: false,
            is_chart: true,
            ..wanted(&digest, Kind::Artifact)
        };
        let lines = commands(&image.parse().unwrap(), None, &wanted);
        let first = lines.first().filter(|command| command.tool == "helm");
        assert_eq!(first.map(|command| command.line.as_str()), want, "{image}");
        assert!(
            lines
                .iter()
                .any(|command| command.line.starts_with("oras cp "))
        );
    }
}

#[test]
fn schema_1_is_got_with_the_tools_that_still_read_it() {
    let want = [
        ("podman", "podman pull ghcr.io/o/n@DIGEST"),
        ("skopeo", "skopeo copy docker://ghcr.io/o/n@DIGEST oci:n"),
        ("crane", "crane manifest ghcr.io/o/n@DIGEST"),
        (
            "regctl",
            "regctl manifest get --format raw-body ghcr.io/o/n@DIGEST",
        ),
        (
            "curl",
            "curl -sSL -H \"Authorization: Bearer $(curl -sS 'https://ghcr.io/token?service=ghcr.io&scope=repository:o/n:pull' | sed -E 's/.*\"(access_)?token\" *: *\"([^\"]+)\".*/\\2/')\" -H 'Accept: TYPE' https://ghcr.io/v2/o/n/manifests/DIGEST",
        ),
    ];
    assert_lines("ghcr.io/o/n:1", Kind::Schema1, &want);
}

#[test]
fn an_index_is_saved_with_all_that_it_lists() {
    let skopeo = line("ghcr.io/o/n", Kind::Index, None, "skopeo");
    let want = format!("skopeo copy --preserve-digests --all docker://ghcr.io/o/n@{DIGEST} oci:n");
    assert_eq!(skopeo, want);
    let rest = |kind| {
        let lines = lines("ghcr.io/o/n", None, kind).into_iter();
        lines
            .filter(|(tool, _)| *tool != "skopeo")
            .collect::<Vec<_>>()
    };
    assert_eq!(rest(Kind::Index), rest(Kind::Image));
}

#[test]
fn an_index_without_images_is_none_to_run() {
    let reference: ImageReference = "ghcr.io/o/n".parse().unwrap();
    let digest: Digest = DIGEST.parse().unwrap();
    let wanted = Wanted {
        has_images: false,
        ..wanted(&digest, Kind::Index)
    };
    let lines: Vec<String> = commands(&reference, None, &wanted)
        .into_iter()
        .map(|command| command.line.replace(DIGEST, "DIGEST"))
        .collect();
    let want = [
        "oras pull ghcr.io/o/n@DIGEST",
        "skopeo copy --preserve-digests --all docker://ghcr.io/o/n@DIGEST oci:n",
        "crane manifest ghcr.io/o/n@DIGEST",
        "regctl manifest get --format raw-body ghcr.io/o/n@DIGEST",
    ];
    assert_eq!(lines[..4], want);
    assert_eq!(lines.len(), 5);
}

#[test]
fn tools_that_wonder_at_a_foreign_platform_are_told_that_it_is_meant() {
    let image = "ghcr.io/o/n";
    for (platform, tool, want) in [
        (
            "linux/arm64",
            "docker",
            "docker pull --platform linux/arm64 ghcr.io/o/n@DIGEST",
        ),
        (
            "linux/arm64",
            "podman",
            "podman pull --platform linux/arm64 ghcr.io/o/n@DIGEST",
        ),
        // The digest says it all. crane fails if it cannot compare a platform.
        (
            "linux/arm64",
            "crane",
            "crane pull --format oci ghcr.io/o/n@DIGEST n",
        ),
        (
            "linux/arm64",
            "skopeo",
            "skopeo copy --preserve-digests docker://ghcr.io/o/n@DIGEST oci:n",
        ),
        // What is no platform is left out.
        (
            "unknown/unknown",
            "docker",
            "docker pull ghcr.io/o/n@DIGEST",
        ),
        ("linux/", "docker", "docker pull ghcr.io/o/n@DIGEST"),
        ("linux/a b", "docker", "docker pull ghcr.io/o/n@DIGEST"),
        ("linux/$(id)", "docker", "docker pull ghcr.io/o/n@DIGEST"),
        ("linux/'; id #", "docker", "docker pull ghcr.io/o/n@DIGEST"),
    ] {
        let found = line(image, Kind::Image, Some(platform), tool);
        assert_eq!(found.replace(DIGEST, "DIGEST"), want, "{platform}");
    }
}

#[test]
fn what_only_prints_the_document_says_so() {
    let printing = |kind| {
        let commands = all("ghcr.io/o/n", None, kind, None).into_iter();
        let printing = commands.filter(|command| command.prints);
        printing.map(|command| command.tool).collect::<Vec<_>>()
    };
    assert_eq!(printing(Kind::Image), ["curl"]);
    assert_eq!(printing(Kind::Index), ["curl"]);
    assert_eq!(printing(Kind::Artifact), ["crane", "curl"]);
    assert_eq!(printing(Kind::Schema1), ["crane", "regctl", "curl"]);
    let folder = all("oci:https://h.example/images:1", None, Kind::Image, None);
    assert!(folder[0].prints);
}

#[test]
fn a_plain_registry_needs_each_tools_own_option() {
    let want = [
        ("docker", "docker pull HOST/a/b@DIGEST"),
        ("podman", "podman pull --tls-verify=false HOST/a/b@DIGEST"),
        (
            "skopeo",
            "skopeo copy --src-tls-verify=false --preserve-digests docker://HOST/a/b@DIGEST oci:b",
        ),
        (
            "crane",
            "crane pull --format oci --insecure HOST/a/b@DIGEST b",
        ),
        (
            "regctl",
            "regctl --host reg=HOST,tls=disabled image export HOST/a/b@DIGEST b.tar",
        ),
        (
            "oras",
            "oras cp --from-plain-http --to-oci-layout HOST/a/b@DIGEST b",
        ),
        (
            "curl",
            "curl -sSL -H 'Accept: TYPE' http://HOST/v2/a/b/manifests/DIGEST",
        ),
    ];
    for (image, host) in [
        ("http://registry.example/a/b:1", "registry.example"),
        ("http://registry.example:8080/a/b", "registry.example:8080"),
        ("localhost:5000/a/b", "localhost:5000"),
        ("127.0.0.1:5000/a/b:1", "127.0.0.1:5000"),
    ] {
        let want = want.map(|(tool, line)| (tool, line.replace("HOST", host)));
        let want: Vec<_> = want
            .iter()
            .map(|(tool, line)| (*tool, line.as_str()))
            .collect();
        assert_lines(image, Kind::Image, &want);
    }
}

#[test]
fn tls_on_loopback_is_no_plain_registry() {
    for (tool, line) in lines("https://localhost:5000/a/b", None, Kind::Image) {
        for option in ["insecure", "tls-verify", "plain-http", "disabled", "http:"] {
            assert!(!line.contains(option), "{tool}: {line}");
        }
        assert!(line.contains("localhost:5000/"), "{tool}: {line}");
    }
}

#[test]
fn the_brackets_of_an_ipv6_address_are_quoted() {
    let want = [
        ("docker", "docker pull '[::1]:5000/a/b@DIGEST'"),
        (
            "podman",
            "podman pull --tls-verify=false '[::1]:5000/a/b@DIGEST'",
        ),
        (
            "skopeo",
            "skopeo copy --src-tls-verify=false --preserve-digests 'docker://[::1]:5000/a/b@DIGEST' oci:b",
        ),
        (
            "crane",
            "crane pull --format oci --insecure '[::1]:5000/a/b@DIGEST' b",
        ),
        (
            "regctl",
            "regctl --host 'reg=[::1]:5000,tls=disabled' image export '[::1]:5000/a/b@DIGEST' b.tar",
        ),
        (
            "oras",
            "oras cp --from-plain-http --to-oci-layout '[::1]:5000/a/b@DIGEST' b",
        ),
        (
            "curl",
            "curl -sSL -H 'Accept: TYPE' 'http://[::1]:5000/v2/a/b/manifests/DIGEST'",
        ),
    ];
    assert_lines("[::1]:5000/a/b:1", Kind::Image, &want);
}

#[test]
fn a_blob_of_a_layout_is_fetched_below_its_folder() {
    let blob = DIGEST.replacen(':', "/", 1);
    for (image, folder, want) in [
        (
            "oci:https://h.example/images:1",
            None,
            format!("curl -sSL https://h.example/images/blobs/{blob}"),
        ),
        (
            "oci:sample",
            Some("http://127.0.0.1:8080/docs/sample/"),
            format!("curl -sSL http://127.0.0.1:8080/docs/sample/blobs/{blob}"),
        ),
        (
            "oci:https://h.example/it's",
            None,
            format!(r"curl -sSL 'https://h.example/it'\''s/blobs/{blob}'"),
        ),
        (
            "oci:https://h.example/$(id)&x;y",
            None,
            format!("curl -sSL 'https://h.example/$(id)&x;y/blobs/{blob}'"),
        ),
        (
            "oci:https://[::1]/images",
            None,
            format!("curl -sSL 'https://[::1]/images/blobs/{blob}'"),
        ),
    ] {
        assert_eq!(
            lines(image, folder, Kind::Image),
            [("curl", want)],
            "{image}"
        );
    }
}

/// What a shell makes of a line: the words of its one command. Every tool is a function that only prints its words.
#[cfg(unix)]
fn words(line: &str) -> Vec<String> {
    let tools = [
        "docker", "podman", "skopeo", "crane", "regctl", "oras", "curl",
    ];
    let functions: String = tools
        .iter()
        .map(|tool| format!("{tool}() {{ printf '%s\\0' {tool} \"$@\"; }}; "))
        .collect();
    let output = std::process::Command::new("/bin/sh")
        .args(["-c", &format!("{functions}{line}")])
        .output()
        .unwrap();
    assert!(output.status.success(), "{line}");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{line}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_terminator('\0').map(str::to_owned).collect()
}

#[cfg(unix)]
proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_shell_sees_one_curl_and_one_address_whatever_the_folder_is_called(path in "[ -~]{0,40}") {
        let image = format!("oci:https://h.example/{path}");
        let Ok(ImageReference::Layout(layout)) = image.parse::<ImageReference>() else {
            return Ok(());
        };
        let layout = LayoutReference { tag: None, digest: None, ..layout };
        let found = lines(&layout.to_string(), None, Kind::Image);
        let url = format!("{}/blobs/{}", layout.url.trim_end_matches('/'), DIGEST.replacen(':', "/", 1));
        prop_assert_eq!(words(&found[0].1), ["curl", "-sSL", url.as_str()]);
    }

    #[test]
    fn a_shell_sees_one_command_whatever_the_reference_is(
        registry in r"(docker\.io|localhost:5000|\[::1\]:5000|http://[a-z]{1,8}\.example)",
        repository in "[a-z0-9]{1,8}((\\.|_|__|-{1,3})[a-z0-9]{1,4})?(/[a-z0-9]{1,8}){0,2}",
    ) {
        for (tool, line) in lines(&format!("{registry}/{repository}"), None, Kind::Image) {
            let words = words(&line);
            prop_assert_eq!(words[0].as_str(), tool);
            let naming = words.iter().filter(|word| word.ends_with(DIGEST)).count();
            prop_assert_eq!(naming, 1, "{}", line);
            // For a token another line is run on the way.
            if words.iter().any(|word| word.starts_with("Authorization: ")) {
                continue;
            }
            // Joined again they are the line without its quotes: nothing was taken away, nothing ran.
            prop_assert_eq!(words.join(" "), line.replace('\'', ""));
        }
    }
}

#[test]
fn a_file_is_loaded_by_its_name_and_inspected_by_the_form_that_it_has() {
    for (image, is_dockers, want) in [
        (
            "file:app.tar:1.4",
            false,
            vec![
                "docker load --input app.tar",
                "podman load --input app.tar",
                "skopeo inspect oci-archive:app.tar:1.4",
            ],
        ),
        (
            "file:my%20app.tar",
            true,
            vec![
                "docker load --input 'my app.tar'",
                "podman load --input 'my app.tar'",
                "skopeo inspect 'docker-archive:my app.tar'",
            ],
        ),
        (
            "file:-x.tar:example.org/app:1.4",
            true,
            vec![
                "docker load --input ./-x.tar",
                "podman load --input ./-x.tar",
                "skopeo inspect docker-archive:./-x.tar:example.org/app:1.4",
            ],
        ),
        // What skopeo would take for something else.
        (
            "file:app.tar:1.4",
            true,
            vec!["docker load --input app.tar", "podman load --input app.tar"],
        ),
        (
            "file:a%3Ab.tar",
            false,
            vec!["docker load --input a:b.tar", "podman load --input a:b.tar"],
        ),
    ] {
        let layout: LayoutReference = image.parse().unwrap();
        let lines = file_commands(&layout, is_dockers).unwrap();
        let lines: Vec<&str> = lines.iter().map(|command| command.line.as_str()).collect();
        assert_eq!(lines, want, "{image}");
    }
    let folder: LayoutReference = "oci:sample".parse().unwrap();
    assert_eq!(file_commands(&folder, false), None);
}
