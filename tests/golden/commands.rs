//! Which lines the summary offers for what it shows.

use super::{
    IMAGE, attributes,
    render::{Shown, render},
    support::inspecting::{
        OCI_CONFIG, OCI_INDEX, OCI_MANIFEST, Repository, config, descriptor, index, inspect,
        manifest,
    },
};
use porthole::oci::Digest;

const ARM: &str = r#","platform":{"os":"linux","architecture":"arm64","variant":"v8"}"#;
const AMD: &str = r#","platform":{"os":"linux","architecture":"amd64"}"#;

/// The line that is shown first, and the tools for which there are others.
async fn first_line(world: Repository, platform: Option<&str>) -> String {
    let state = inspect(IMAGE, platform, &world.world()).await;
    let page = render(&Shown::of(&state), true).await;
    let copied = attributes(&page, "data-copy");
    let line = copied.into_iter().find(|text| text.contains("pull"));
    line.unwrap_or_default().to_owned()
}

fn image(architecture: &str) -> (String, String) {
    let config = config(architecture, "");
    let manifest = manifest(&descriptor(OCI_CONFIG, &config, ""), &[]);
    (config, manifest)
}

fn artifact() -> String {
    manifest(&descriptor("application/vnd.example+json", "{}", ""), &[])
}

fn digest(text: &str) -> Digest {
    Digest::sha256_of(text.as_bytes())
}

#[tokio::test]
async fn the_first_line_gets_what_is_shown_and_names_a_chosen_platform() {
    let ((amd_config, amd), (arm_config, arm)) = (image("amd64"), image("arm64"));
    let text = index(&[
        descriptor(OCI_MANIFEST, &amd, AMD),
        descriptor(OCI_MANIFEST, &arm, ARM),
    ]);
    let world = || {
        Repository::default()
            .manifest("1", OCI_INDEX, &text)
            .manifest("amd64", OCI_MANIFEST, &amd)
            .manifest("arm64", OCI_MANIFEST, &arm)
            .blob(&amd_config)
            .blob(&arm_config)
    };
    for (platform, want) in [
        (
            None,
            format!("docker pull registry.example/o/n@{}", digest(&text)),
        ),
        (
            Some("linux/arm64"),
            format!(
                "docker pull --platform linux/arm64/v8 registry.example/o/n@{}",
                digest(&arm)
            ),
        ),
    ] {
        assert_eq!(first_line(world(), platform).await, want, "{platform:?}");
    }
    let world = Repository::default()
        .manifest("1", OCI_MANIFEST, &arm)
        .blob(&arm_config);
    let want = format!("docker pull registry.example/o/n@{}", digest(&arm));
    assert_eq!(first_line(world, None).await, want);
}

#[tokio::test]
async fn no_line_runs_what_is_no_image() {
    let artifact = artifact();
    let alone = Repository::default().manifest("1", OCI_MANIFEST, &artifact);
    let want = format!("oras pull registry.example/o/n@{}", digest(&artifact));
    assert_eq!(first_line(alone, None).await, want);
    // What an index calls an image, for a platform or for none, its manifest may know better.
    for (entry, platform, is_chosen) in [
        (AMD, Some("linux/amd64"), true),
        (AMD, None, false),
        ("", None, false),
    ] {
        let text = index(&[descriptor(OCI_MANIFEST, &artifact, entry)]);
        let world = Repository::default()
            .manifest("1", OCI_INDEX, &text)
            .manifest("artifact", OCI_MANIFEST, &artifact);
        let got = if is_chosen { &artifact } else { &text };
        let want = format!("oras pull registry.example/o/n@{}", digest(got));
        assert_eq!(first_line(world, platform).await, want, "{platform:?}");
    }
    // An index of nothing but artifacts says so itself.
    let typed = r#","artifactType":"application/vnd.example""#;
    let text = index(&[descriptor(OCI_MANIFEST, &artifact, typed)]);
    let world = Repository::default().manifest("1", OCI_INDEX, &text);
    let want = format!("oras pull registry.example/o/n@{}", digest(&text));
    assert_eq!(first_line(world, None).await, want);
}
