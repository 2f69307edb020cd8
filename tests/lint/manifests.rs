//! Manifests.

use crate::{
    ONE, ZERO, assert_said, config_descriptor, descriptor, document, findings, findings_of, layer,
    manifest, said,
};
use porthole::oci::{
    MediaType,
    Severity::{Error, Note, Warning},
    lint,
};

const DOCKER_LAYER: &str = "application/vnd.docker.image.rootfs.diff.tar.gzip";
const DOCKER_CONFIG: &str = "application/vnd.docker.container.image.v1+json";

fn docker_manifest(config: &str, layer: &str) -> String {
    format!(
        r#"{{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json","config":{},"layers":[{}]}}"#,
        descriptor(config, ONE, 7, ""),
        descriptor(layer, ZERO, 1, "")
    )
}

#[test]
fn an_image_of_either_kind_is_clean() {
    assert_said(&manifest(&layer(""), ""), &[]);
    assert_said(&docker_manifest(DOCKER_CONFIG, DOCKER_LAYER), &[]);
}

#[test]
fn a_manifest_without_layers_says_who_takes_it() {
    assert_said(
        &manifest("", ""),
        &[(
            "layers-empty",
            Warning,
            "/layers",
            "there is no layer: docker-registry 2.8, skopeo 1.9, buildah 1.28 and umoci 0.4 take it, and portable manifests have one at least",
        )],
    );
}

#[test]
fn types_of_docker_and_oci_do_not_mix() {
    const OCI_CONFIG: &str = "application/vnd.oci.image.config.v1+json";
    const OCI_LAYER: &str = "application/vnd.oci.image.layer.v1.tar+gzip";
    assert_said(
        &manifest(
            &format!("{},{}", layer(""), descriptor(DOCKER_LAYER, ONE, 7, "")),
            "",
        ),
        &[(
            "mixed-media-types",
            Warning,
            "/layers/1/mediaType",
            "a type of Docker's, \"application/vnd.docker.image.rootfs.diff.tar.gzip\", in a manifest of OCI's: docker-registry 2.8, skopeo 1.9 \
             and buildah 1.28 take it, umoci 0.4 refuses it",
        )],
    );
    assert_said(
        &manifest(&layer(""), "")
            .replace(&config_descriptor(), &descriptor(DOCKER_CONFIG, ONE, 7, "")),
        &[(
            "mixed-media-types",
            Warning,
            "/config/mediaType",
            "a type of Docker's, \"application/vnd.docker.container.image.v1+json\", in a manifest of OCI's: docker-registry 2.8 and skopeo 1.9 \
             take it, buildah 1.28 and umoci 0.4 refuse it",
        )],
    );
    assert_said(
        &docker_manifest(DOCKER_CONFIG, OCI_LAYER),
        &[(
            "mixed-media-types",
            Warning,
            "/layers/0/mediaType",
            "a type of OCI's, \"application/vnd.oci.image.layer.v1.tar+gzip\", in a manifest of Docker's: docker-registry 2.8 takes it, skopeo 1.9 \
             and buildah 1.28 refuse it",
        )],
    );
    assert_said(
        &docker_manifest(OCI_CONFIG, DOCKER_LAYER),
        &[(
            "mixed-media-types",
            Warning,
            "/config/mediaType",
            "a type of OCI's, \"application/vnd.oci.image.config.v1+json\", in a manifest of Docker's: docker-registry 2.8, skopeo 1.9 and buildah \
             1.28 take it",
        )],
    );
}

#[test]
fn what_docker_keeps_in_registries_besides_images_is_at_home_in_a_manifest_of_oci() {
    const MODEL: &str = "application/vnd.docker.ai.model.config.v0.1+json";
    const COMPOSE: &str = "application/vnd.docker.compose.file+yaml";
    let of = |config: &str, layer_type: &str| {
        manifest(&descriptor(layer_type, ZERO, 1, ""), "")
            .replace(&config_descriptor(), &descriptor(config, ONE, 7, ""))
    };
    assert_said(&of(MODEL, "application/vnd.docker.ai.gguf.v3"), &[]);
    assert_said(&of("application/vnd.example+json", COMPOSE), &[]);
    // A plugin is of Docker's own format: distribution names its type beside those of images.
    let plugin = "application/vnd.docker.plugin.v1+json";
    let text = of(plugin, "application/vnd.example");
    let found = findings(&text, None);
    let found: Vec<_> = found.iter().map(|finding| said(&finding.problem)).collect();
    let [(rule, Warning, "/config/mediaType", _)] = found[..] else {
        panic!("{found:?}");
    };
    assert_eq!(rule, "mixed-media-types");
}

#[test]
fn dockers_type_for_zstd_says_who_takes_it() {
    assert_said(
        &docker_manifest(
            DOCKER_CONFIG,
            "application/vnd.docker.image.rootfs.diff.tar.zstd",
        ),
        &[(
            "docker-zstd",
            Warning,
            "/layers/0/mediaType",
            "the layer has Docker's type for zstd, which no specification names: docker-registry 2.8 takes it, skopeo 1.9 and buildah 1.28 refuse it",
        )],
    );
    assert_said(&manifest(&layer("").replace("+gzip", "+zstd"), ""), &[]);
}

#[test]
fn layers_that_must_not_be_distributed_are_deprecated() {
    let foreign = layer("").replace("layer.v1", "layer.nondistributable.v1");
    assert_said(
        &manifest(&format!("{},{foreign},{foreign},{foreign}", layer("")), ""),
        &[(
            "nondistributable-layer",
            Warning,
            "/layers/1/mediaType",
            "the layer has a type for what must not be distributed, which is deprecated; so have 2 more",
        )],
    );
}

#[test]
fn a_subject_is_another_manifest() {
    let subject = |media_type: &str, digest: &str| {
        format!(r#","subject":{}"#, descriptor(media_type, digest, 7, ""))
    };
    for media_type in [
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.example.manifest+json",
    ] {
        assert_said(&manifest(&layer(""), &subject(media_type, ONE)), &[]);
    }
    for media_type in [
        "application/vnd.oci.image.config.v1+json",
        "application/vnd.oci.image.layer.v1.tar+gzip",
        "application/vnd.oci.empty.v1+json",
    ] {
        let message = format!("the subject is of the type {media_type:?}, which is no manifest");
        let found = findings(&manifest(&layer(""), &subject(media_type, ONE)), None);
        let found = found.last().map(|finding| said(&finding.problem));
        assert_eq!(
            found,
            Some((
                "subject-media-type",
                Error,
                "/subject/mediaType",
                message.as_str()
            ))
        );
    }
    let text = manifest(
        &layer(""),
        &subject("application/vnd.oci.image.manifest.v1+json", ONE),
    );
    assert_eq!(findings(&text, Some(ZERO)), []);
    let found = findings(&text, Some(ONE));
    let found: Vec<_> = found.iter().map(|finding| said(&finding.problem)).collect();
    assert_eq!(
        found,
        [(
            "subject-self",
            Error,
            "/subject/digest",
            "the subject is this very document"
        )]
    );
}

#[test]
fn a_subject_that_is_not_there_is_noted() {
    let problem = lint::missing_subject(&ONE.parse().expect("a digest"));
    let message = format!("the subject {ONE} is not in this repository");
    assert_eq!(
        said(&problem),
        ("subject-missing", Note, "/subject/digest", message.as_str())
    );
}

#[test]
fn a_config_without_a_digest_says_who_takes_it() {
    let text = manifest(&layer(""), "").replace(
        &config_descriptor(),
        &descriptor("application/x", "", 0, ""),
    );
    let document = document(&text);
    assert_eq!(document.problems[0].rule, "descriptor-digest");
    let found = findings_of(&document, None);
    let found: Vec<_> = found.iter().map(|finding| said(&finding.problem)).collect();
    assert_eq!(
        found,
        [(
            "config-digest-empty",
            Note,
            "/config/digest",
            "old artifacts have a config without a digest: docker-registry 2.8, buildah 1.28 and umoci 0.4 refuse it, skopeo 1.9 copies it"
        )]
    );
}

#[test]
fn schema_1_is_deprecated() {
    let document = document(include_str!(
        "../fixtures/groot-layer1.docker-v1-signed.json"
    ));
    let found = findings_of(&document, None);
    let found: Vec<_> = found.iter().map(|finding| said(&finding.problem)).collect();
    assert_eq!(
        found,
        [(
            "schema1-deprecated",
            Warning,
            "",
            "schema 1 is deprecated: docker-registry 2.8 and skopeo 1.9 take it, distribution 3 dropped it, and Docker Engine 26.1 does not pull it \
             unless it is told to"
        )]
    );
}

#[test]
fn a_layer_that_is_compressed_otherwise_is_a_problem_of_its_media_type() {
    let media_type = MediaType::new("application/vnd.oci.image.layer.v1.tar+zstd");
    let problem = lint::compression(3, "/layers/3", &media_type, "zstd", "gzip");
    assert_eq!(
        said(&problem),
        (
            "layer-compression",
            Warning,
            "/layers/3/mediaType",
            "the bytes of layer 4 are gzip, and \"application/vnd.oci.image.layer.v1.tar+zstd\" says zstd"
        )
    );
}
