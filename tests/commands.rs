//! The lines for other tools: each names what was shown, and none of them does more in a shell than it says.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use porthole::{
    oci::{Digest, ImageReference, LayoutReference, media_type::OCI_MANIFEST},
    ui::commands::{commands, file_commands},
};
use proptest::prelude::*;

const DIGEST: &str = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

fn digest() -> Digest {
    DIGEST.parse().unwrap()
}

fn lines(image: &str, folder: Option<&str>, is_image: bool) -> Vec<(&'static str, String)> {
    let reference: ImageReference = image
        .parse()
        .unwrap_or_else(|error| panic!("{image}: {error}"));
    commands(&reference, folder, &digest(), is_image, OCI_MANIFEST)
        .into_iter()
        .map(|command| (command.tool, command.line))
        .collect()
}

/// Compares the lines, in which `DIGEST` and `TYPE` stand for those of the document.
fn assert_lines(image: &str, is_image: bool, want: &[(&str, &str)]) {
    let want: Vec<(&str, String)> = want
        .iter()
        .map(|(tool, line)| {
            let line = line.replace("DIGEST", DIGEST).replace("TYPE", OCI_MANIFEST);
            (*tool, line)
        })
        .collect();
    assert_eq!(lines(image, None, is_image), want, "{image}");
}

#[test]
fn an_image_of_docker_hub_has_a_line_for_each_tool() {
    let want = [
        ("docker", "docker pull docker.io/library/alpine@DIGEST"),
        ("podman", "podman pull docker.io/library/alpine@DIGEST"),
        (
            "skopeo",
            "skopeo copy docker://docker.io/library/alpine@DIGEST oci:alpine",
        ),
        ("crane", "crane manifest docker.io/library/alpine@DIGEST"),
        (
            "regctl",
            "regctl manifest get --format raw-body docker.io/library/alpine@DIGEST",
        ),
        (
            "oras",
            "oras manifest fetch docker.io/library/alpine@DIGEST",
        ),
        (
            "curl",
            "curl -sL -H 'Accept: TYPE' https://registry-1.docker.io/v2/library/alpine/manifests/DIGEST",
        ),
    ];
    assert_lines("alpine", true, &want);
    assert_lines("docker.io/library/alpine:3.20", true, &want);
    let other = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_lines(&format!("alpine:3.20@{other}"), true, &want);
}

#[test]
fn an_artifact_has_no_line_for_tools_that_run_images() {
    let tools: Vec<&str> = lines("ghcr.io/o/n:1", None, false)
        .into_iter()
        .map(|(tool, _)| tool)
        .collect();
    assert_eq!(tools, ["skopeo", "crane", "regctl", "oras", "curl"]);
}

#[test]
fn a_plain_registry_needs_each_tools_own_option() {
    let want = [
        ("docker", "docker pull HOST/a/b@DIGEST"),
        ("podman", "podman pull --tls-verify=false HOST/a/b@DIGEST"),
        (
            "skopeo",
            "skopeo copy --src-tls-verify=false docker://HOST/a/b@DIGEST oci:b",
        ),
        ("crane", "crane manifest --insecure HOST/a/b@DIGEST"),
        (
            "regctl",
            "regctl --host reg=HOST,tls=disabled manifest get --format raw-body HOST/a/b@DIGEST",
        ),
        ("oras", "oras manifest fetch --plain-http HOST/a/b@DIGEST"),
        (
            "curl",
            "curl -sL -H 'Accept: TYPE' http://HOST/v2/a/b/manifests/DIGEST",
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
        assert_lines(image, true, &want);
    }
}

#[test]
fn tls_on_loopback_is_no_plain_registry() {
    for (tool, line) in lines("https://localhost:5000/a/b", None, true) {
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
            "skopeo copy --src-tls-verify=false 'docker://[::1]:5000/a/b@DIGEST' oci:b",
        ),
        ("crane", "crane manifest --insecure '[::1]:5000/a/b@DIGEST'"),
        (
            "regctl",
            "regctl --host 'reg=[::1]:5000,tls=disabled' manifest get --format raw-body '[::1]:5000/a/b@DIGEST'",
        ),
        (
            "oras",
            "oras manifest fetch --plain-http '[::1]:5000/a/b@DIGEST'",
        ),
        (
            "curl",
            "curl -sL -H 'Accept: TYPE' 'http://[::1]:5000/v2/a/b/manifests/DIGEST'",
        ),
    ];
    assert_lines("[::1]:5000/a/b:1", true, &want);
}

#[test]
fn a_blob_of_a_layout_is_fetched_below_its_folder() {
    let blob = DIGEST.replacen(':', "/", 1);
    for (image, folder, want) in [
        (
            "oci:https://h.example/images:1",
            None,
            format!("curl -sL https://h.example/images/blobs/{blob}"),
        ),
        (
            "oci:sample",
            Some("http://127.0.0.1:8080/docs/sample/"),
            format!("curl -sL http://127.0.0.1:8080/docs/sample/blobs/{blob}"),
        ),
        (
            "oci:https://h.example/it's",
            None,
            format!(r"curl -sL 'https://h.example/it'\''s/blobs/{blob}'"),
        ),
        (
            "oci:https://h.example/$(id)&x;y",
            None,
            format!("curl -sL 'https://h.example/$(id)&x;y/blobs/{blob}'"),
        ),
        (
            "oci:https://[::1]/images",
            None,
            format!("curl -sL 'https://[::1]/images/blobs/{blob}'"),
        ),
    ] {
        assert_eq!(lines(image, folder, true), [("curl", want)], "{image}");
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
        let found = lines(&format!("oci:{}", layout.url), None, true);
        let url = format!("{}/blobs/{}", layout.url.trim_end_matches('/'), DIGEST.replacen(':', "/", 1));
        prop_assert_eq!(words(&found[0].1), ["curl", "-sL", url.as_str()]);
    }

    #[test]
    fn a_shell_sees_one_command_whatever_the_reference_is(
        registry in r"(docker\.io|localhost:5000|\[::1\]:5000|http://[a-z]{1,8}\.example)",
        repository in "[a-z0-9]{1,8}((\\.|_|__|-{1,3})[a-z0-9]{1,4})?(/[a-z0-9]{1,8}){0,2}",
    ) {
        for (tool, line) in lines(&format!("{registry}/{repository}"), None, true) {
            let words = words(&line);
            prop_assert_eq!(words[0].as_str(), tool);
            let naming = words.iter().filter(|word| word.ends_with(DIGEST)).count();
            prop_assert_eq!(naming, 1, "{}", line);
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
