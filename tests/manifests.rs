//! Image manifests: their members, artifacts told from images, and the rules over manifest, config and index entry.

#![cfg(not(target_arch = "wasm32"))]

use oci_spec::image::ImageManifest;
use porthole::{
    oci::{
        Body, Config, Descriptor, Digest, Document, Manifest, MediaType, TotalSize, lint,
        media_type, purpose,
    },
    ui::format,
};

const ZERO: &str = "sha256:0000000000000000000000000000000000000000000000000000000000000000";
const EMPTY_CONFIG: &str =
    "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

fn parse(text: &str, content_type: Option<&str>) -> Document {
    Document::parse(text.as_bytes().into(), content_type, None).expect("a document")
}

/// Rule and pointer of each problem.
fn problems(document: &Document) -> Vec<(&'static str, &str)> {
    let problems = document.problems.iter();
    problems
        .map(|problem| (problem.rule, problem.pointer.as_str()))
        .collect()
}

fn manifest(document: &Document) -> &Manifest {
    match &document.body {
        Body::Manifest(manifest) => manifest,
        other => panic!("no manifest: {other:?}"),
    }
}

fn descriptor(media_type: &str) -> String {
    format!(r#"{{"mediaType":"{media_type}","digest":"{ZERO}","size":1}}"#)
}

/// An OCI image manifest with these further members.
fn oci_manifest(members: &str) -> String {
    let config = descriptor(media_type::OCI_CONFIG);
    let layer = descriptor(media_type::OCI_LAYER_GZIP);
    format!(r#"{{"schemaVersion":2,"config":{config},"layers":[{layer}]{members}}}"#)
}

#[test]
fn artifacts_are_told_from_images() {
    let manifest_of = |members: &str, config: &str, layers: &[&str]| {
        let layers: Vec<String> = layers.iter().map(|layer| descriptor(layer)).collect();
        let text = format!(
            r#"{{"schemaVersion":2{members},"config":{},"layers":[{}]}}"#,
            descriptor(config),
            layers.join(",")
        );
        manifest(&parse(&text, None)).clone()
    };
    let signature = r#","artifactType":"application/vnd.cncf.notary.signature""#;
    let attestation = format!(r#","artifactType":"{}""#, media_type::DOCKER_ATTESTATION);
    for (members, config, layers, is_image, kind) in [
        (
            "",
            media_type::OCI_CONFIG,
            [media_type::OCI_LAYER].as_slice(),
            true,
            media_type::OCI_CONFIG,
        ),
        (
            "",
            media_type::DOCKER_CONFIG,
            &[],
            true,
            media_type::DOCKER_CONFIG,
        ),
        (
            "",
            media_type::OCI_CONFIG,
            &[media_type::IN_TOTO, media_type::IN_TOTO],
            false,
            media_type::OCI_CONFIG,
        ),
        (
            "",
            "application/vnd.cncf.helm.config.v1+json",
            &[media_type::OCI_LAYER],
            false,
            "application/vnd.cncf.helm.config.v1+json",
        ),
        (
            signature,
            media_type::OCI_EMPTY,
            &["application/jose+json"],
            false,
            "application/vnd.cncf.notary.signature",
        ),
        (
            &attestation,
            media_type::OCI_EMPTY,
            &[media_type::IN_TOTO],
            false,
            media_type::DOCKER_ATTESTATION,
        ),
        (
            &attestation,
            media_type::OCI_CONFIG,
            &[media_type::OCI_LAYER],
            false,
            media_type::DOCKER_ATTESTATION,
        ),
        ("", "", &[media_type::OCI_LAYER_ZSTD], true, ""),
        ("", "", &["text/plain"], false, ""),
    ] {
        let manifest = manifest_of(members, config, layers);
        assert_eq!(
            (manifest.is_image(), manifest.kind()),
            (is_image, kind),
            "{members} {config} {layers:?}"
        );
    }
}

#[test]
fn what_tools_attach_in_the_shape_of_an_image_is_told_by_its_layers() {
    let signature = "application/vnd.dev.cosign.simplesigning.v1+json";
    let envelope = "application/vnd.dsse.envelope.v1+json";
    let attached = [
        signature,
        envelope,
        media_type::IN_TOTO,
        "text/spdx",
        "text/spdx+json",
        "spdx+json",
        "application/vnd.cyclonedx+xml",
        "application/vnd.syft+json",
    ];
    let of = |members: &str, config: &str, layers: &[&str]| {
        let layers: Vec<String> = layers.iter().map(|layer| descriptor(layer)).collect();
        parse(
            &format!(
                r#"{{"schemaVersion":2{members},"config":{},"layers":[{}]}}"#,
                descriptor(config),
                layers.join(",")
            ),
            None,
        )
    };
    for config in [media_type::OCI_CONFIG, media_type::DOCKER_CONFIG] {
        for layer in attached {
            let document = of("", config, &[layer, envelope]);
            let found = manifest(&document);
            assert_eq!(
                (found.is_image(), found.attached_type(), found.kind()),
                (false, Some(layer), config),
                "{layer}"
            );
            let found = problems(&document).into_iter();
            let mut rules = found.map(|(rule, _)| rule);
            assert!(!rules.any(|rule| rule == "layer-media-type"), "{layer}");
            assert!(purpose::of_type(layer).is_some(), "{layer}");
        }
    }
    // What stores and packs layers in its own way makes images.
    for layers in [
        &[media_type::OCI_LAYER, signature][..],
        &[],
        &["application/vnd.oci.image.layer.nydus.blob.v1"],
        &["application/vnd.oci.image.layer.v1.tar+gzip+encrypted"],
        &[media_type::DOCKER_LAYER_FOREIGN_GZIP],
        &["application/octet-stream"],
    ] {
        let document = of("", media_type::OCI_CONFIG, layers);
        let found = manifest(&document);
        assert_eq!(
            (found.is_image(), found.attached_type()),
            (true, None),
            "{layers:?}"
        );
    }
    // An artifact type, or a config that is that of something else, says more than the layers.
    let typed = r#","artifactType":"application/vnd.example""#;
    for (members, config) in [
        (typed, media_type::OCI_CONFIG),
        ("", "application/vnd.example.config"),
    ] {
        let document = of(members, config, &[signature]);
        let found = manifest(&document);
        assert_eq!((found.is_image(), found.attached_type()), (false, None));
    }
}

#[test]
fn an_empty_config_needs_an_artifact_type() {
    let config = format!(
        r#"{{"mediaType":"{}","digest":"{EMPTY_CONFIG}","size":2,"data":"e30="}}"#,
        media_type::OCI_EMPTY
    );
    let text = |members: &str| {
        format!(r#"{{"schemaVersion":2{members},"config":{config},"layers":[{config}]}}"#)
    };
    assert_eq!(
        problems(&parse(&text(""), None)),
        [("artifact-type", "/artifactType")]
    );
    assert_eq!(
        problems(&parse(&text(r#","artifactType":"application/x""#), None)),
        []
    );
}

#[test]
fn the_members_of_a_manifest_are_read() {
    let subject = descriptor(media_type::OCI_MANIFEST);
    let text = oci_manifest(&format!(
        r#","artifactType":"application/x","subject":{subject},"annotations":{{"k":"v"}},"extra":{{"a": 1}}"#
    ));
    let document = parse(&text, None);
    assert_eq!(document.problems, []);
    let manifest = manifest(&document);
    assert_eq!(manifest.artifact_type.as_deref(), Some("application/x"));
    assert_eq!(manifest.annotations.get("k"), Some("v"));
    assert_eq!(
        manifest
            .subject
            .as_ref()
            .map(|subject| subject.media_type.name()),
        Some("OCI image manifest")
    );
    assert_eq!(
        manifest.unknown,
        [("extra".to_owned(), "{\"a\": 1}".to_owned())]
    );
}

#[test]
fn a_digest_that_stands_twice_is_fetched_once() {
    let total = |layers: &[(&str, Option<u64>)]| {
        let layer = |(name, size): &(&str, Option<u64>)| {
            let digest = Digest::sha256_of(name.as_bytes());
            Descriptor {
                digest_text: digest.to_string(),
                digest: Some(digest),
                size: *size,
                ..Descriptor::default()
            }
        };
        let layers = layers.iter().map(layer).collect();
        let manifest = Manifest {
            layers,
            ..Manifest::default()
        };
        let TotalSize { known, unknown } = manifest.layers_size();
        (known, unknown)
    };
    assert_eq!(total(&[("a", Some(5)), ("b", Some(5))]), (10, 0));
    assert_eq!(
        total(&[("a", Some(5)), ("b", Some(5)), ("a", Some(5))]),
        (10, 0)
    );
    assert_eq!(total(&[("a", None), ("a", Some(5))]), (5, 0));
    assert_eq!(total(&[("a", None), ("b", Some(5)), ("a", None)]), (5, 1));
}

#[test]
fn the_sum_of_sizes_counts_those_that_are_not_known_or_too_many() {
    let layer = |size| Descriptor {
        size,
        ..Descriptor::default()
    };
    let sum = |sizes: &[Option<u64>]| {
        let layers = sizes.iter().copied().map(layer).collect();
        Manifest {
            layers,
            ..Manifest::default()
        }
        .layers_size()
    };
    let total = |known, unknown| TotalSize { known, unknown };
    let largest = Some(i64::MAX as u64);
    assert_eq!(sum(&[]), total(0, 0));
    assert_eq!(sum(&[Some(1), Some(2)]), total(3, 0));
    assert_eq!(sum(&[Some(1), None, Some(2)]), total(3, 1));
    assert_eq!(sum(&[largest, largest]), total(u64::MAX - 1, 0));
    // At least what can be counted: it is more.
    assert_eq!(sum(&[largest, largest, largest]), total(u64::MAX, 1));
    assert_eq!(
        format::total_size(sum(&[largest, largest, largest])),
        "at least 18.4 EB"
    );
    assert_eq!(total(3, 0).whole(), Some(3));
    assert_eq!(total(3, 1).whole(), None);
}

#[test]
fn the_withdrawn_artifact_manifest_is_read() {
    let blob = descriptor("text/plain");
    let text = format!(
        r#"{{"mediaType":"{}","artifactType":"application/x","blobs":[{blob}]}}"#,
        media_type::OCI_ARTIFACT_MANIFEST
    );
    let document = parse(&text, None);
    assert_eq!(document.media_type.name(), "OCI artifact manifest");
    assert_eq!(manifest(&document).layers.len(), 1);
    assert_eq!(problems(&document), [("artifact-manifest", "")]);
}

#[test]
fn problems_of_an_artifact_manifest_lead_to_its_blobs() {
    let artifact = format!(r#""mediaType":"{}""#, media_type::OCI_ARTIFACT_MANIFEST);
    let oci = format!(r#""mediaType":"{}""#, media_type::OCI_MANIFEST);
    let config = descriptor(media_type::OCI_CONFIG);
    // What the rules beyond a field find: it is no URI.
    let blob = descriptor("text/plain").replace('}', r#","urls":["x"]}"#);
    let version = r#""schemaVersion":2"#;
    for (members, is_artifact_manifest, want) in [
        // By its blobs, whatever its media type says.
        (
            format!(r#"{oci},"config":{config},"blobs":[{blob}]"#),
            true,
            vec![
                ("artifact-manifest", ""),
                ("layer-media-type", "/blobs/0/mediaType"),
            ],
        ),
        // By its media type, with or without blobs.
        (
            format!(r#"{artifact},"blobs":[]"#),
            true,
            vec![("artifact-manifest", "")],
        ),
        (artifact.clone(), true, vec![("artifact-manifest", "")]),
        // With layers it is none, whatever it has beside them.
        (
            format!(r#"{artifact},{version},"config":{config},"layers":[{blob}],"blobs":[]"#),
            false,
            vec![("layer-media-type", "/layers/0/mediaType")],
        ),
        (
            format!(r#"{oci},{version},"config":{config},"layers":[]"#),
            false,
            vec![],
        ),
    ] {
        let document = parse(&format!("{{{members}}}"), None);
        assert_eq!(problems(&document), want, "{members}");
        let manifest = manifest(&document);
        assert_eq!(
            manifest.is_artifact_manifest, is_artifact_manifest,
            "{members}"
        );
        let key = if is_artifact_manifest {
            "blobs"
        } else {
            "layers"
        };
        assert_eq!(manifest.layers_key(), key);
        let linted = lint::Linted {
            root: &document,
            asked_for: None,
            entry: None,
            config: None,
        };
        let urls = lint::lint(&linted).into_iter();
        let urls = urls.map(|finding| finding.problem);
        let urls: Vec<String> = urls
            .filter(|problem| problem.rule == "descriptor-url")
            .map(|problem| problem.pointer)
            .collect();
        let blobs = 0..manifest.layers.len();
        let want: Vec<String> = blobs.map(|blob| format!("/{key}/{blob}/urls/0")).collect();
        assert_eq!(urls, want, "{members}");
    }
}

#[test]
fn entry_manifest_and_config_are_compared() {
    let config = |platform: &str, diff_ids: usize, history: &str| {
        let diff_ids = vec![format!("\"{ZERO}\""); diff_ids].join(",");
        let text = format!(
            r#"{{{platform},"rootfs":{{"type":"layers","diff_ids":[{diff_ids}]}},"history":[{history}]}}"#
        );
        Config::parse(text.as_bytes().into()).expect("a config")
    };
    let of_manifest = |layers: usize| Manifest {
        config: Some(Descriptor {
            media_type: MediaType::new(media_type::OCI_CONFIG),
            ..Descriptor::default()
        }),
        layers: vec![Descriptor::default(); layers],
        ..Manifest::default()
    };
    let of_entry = |platform: &str| Descriptor {
        platform: platform.parse().ok(),
        ..Descriptor::default()
    };
    let amd64 = r#""os":"linux","architecture":"amd64""#;
    let arm64 = r#""os":"linux","architecture":"arm64","variant":"v8""#;
    let (made, empty) = (
        r#"{"created_by":"x"}"#,
        r#"{"created_by":"y","empty_layer":true}"#,
    );
    for (entry, layers, config, want) in [
        (None, 1, config(amd64, 1, ""), vec![]),
        (
            None,
            1,
            config(amd64, 1, &format!("{made},{empty}")),
            vec![],
        ),
        (
            Some("linux/amd64"),
            2,
            config(amd64, 2, &format!("{made},{empty},{made}")),
            vec![],
        ),
        (Some("linux/arm64"), 1, config(arm64, 1, ""), vec![]),
        (
            Some("linux/arm64/v8"),
            0,
            config(r#""os":"linux","architecture":"arm64""#, 0, ""),
            vec![],
        ),
        (
            None,
            2,
            config(amd64, 1, ""),
            vec![("diff-id-count", "/rootfs/diff_ids")],
        ),
        (
            None,
            1,
            config(amd64, 1, &format!("{made},{made}")),
            vec![("history-count", "/history")],
        ),
        (
            None,
            1,
            config(amd64, 1, empty),
            vec![("history-count", "/history")],
        ),
        (
            Some("linux/arm64"),
            0,
            config(amd64, 0, ""),
            vec![("platform-mismatch", "/architecture")],
        ),
        (
            Some("windows/amd64"),
            0,
            config(amd64, 0, ""),
            vec![("platform-mismatch", "/os")],
        ),
        (
            Some("linux/arm64/v9"),
            0,
            config(arm64, 0, ""),
            vec![("platform-mismatch", "/variant")],
        ),
    ] {
        let entry = entry.map(of_entry);
        let problems = lint::image(entry.as_ref(), &of_manifest(layers), &config);
        let found: Vec<(&str, &str)> = problems
            .iter()
            .map(|problem| (problem.rule, problem.pointer.as_str()))
            .collect();
        assert_eq!(found, want, "{entry:?} {layers}");
    }
    // An artifact's config is no image config: nothing can be said.
    assert_eq!(
        lint::image(None, &Manifest::default(), &config(amd64, 3, made)),
        []
    );
}

/// oci-spec as an oracle, where it agrees with the specification (it loses os.version and os.features).
#[test]
fn manifests_are_read_as_oci_spec_reads_them() {
    let subject = descriptor(media_type::OCI_MANIFEST);
    let text = oci_manifest(&format!(
        r#","artifactType":"application/x","subject":{subject},"annotations":{{"k":"v","l":"w"}},
           "mediaType":"application/vnd.oci.image.manifest.v1+json""#
    ));
    let theirs: ImageManifest = serde_json::from_str(&text).expect("oci-spec reads it");
    let document = parse(&text, None);
    let ours = manifest(&document);
    let texts = |descriptor: &oci_spec::image::Descriptor| {
        (
            descriptor.media_type().to_string(),
            descriptor.digest().to_string(),
            descriptor.size(),
        )
    };
    let our_texts = |descriptor: &Descriptor| {
        (
            descriptor.media_type.to_string(),
            descriptor.digest_text.clone(),
            descriptor.size.expect("a size"),
        )
    };
    assert_eq!(
        ours.config.as_ref().map(our_texts),
        Some(texts(theirs.config()))
    );
    let our_layers: Vec<_> = ours.layers.iter().map(our_texts).collect();
    let their_layers: Vec<_> = theirs.layers().iter().map(texts).collect();
    assert_eq!(our_layers, their_layers);
    assert_eq!(
        ours.subject.as_ref().map(our_texts),
        theirs.subject().as_ref().map(texts)
    );
    assert_eq!(
        ours.artifact_type,
        theirs.artifact_type().as_ref().map(ToString::to_string)
    );
    for (key, value) in theirs.annotations().as_ref().expect("annotations") {
        assert_eq!(ours.annotations.get(key), Some(value.as_str()));
    }
    assert_eq!(
        ours.annotations.0.len(),
        theirs
            .annotations()
            .as_ref()
            .map_or(0, |annotations| annotations.len())
    );
}

#[test]
fn a_manifest_of_ten_thousand_layers_keeps_them_all() {
    let layers: Vec<String> = (0..10_000)
        .map(|layer| {
            format!(
                r#"{{"mediaType":"{}","digest":"sha256:{layer:064x}","size":{layer}}}"#,
                media_type::OCI_LAYER_GZIP
            )
        })
        .collect();
    let config = descriptor(media_type::OCI_CONFIG);
    let text = format!(
        r#"{{"schemaVersion":2,"config":{config},"layers":[{}]}}"#,
        layers.join(",")
    );
    let document = parse(&text, None);
    assert_eq!(document.problems, []);
    let manifest = manifest(&document);
    assert_eq!(manifest.layers.len(), 10_000);
    assert_eq!(
        manifest.layers_size().whole(),
        Some((0..10_000).sum::<u64>())
    );
    assert_eq!(
        manifest.layers[9_999].digest_text,
        format!("sha256:{:064x}", 9_999)
    );
}
