//! What is known of a layer's diff ID, in words.

use porthole::{
    layer::{Compression, InflateError, OtherCompression},
    oci::{Digest, MediaType, media_type},
    tar::Files,
    ui::{
        layer::Layer,
        use_lint::judge_layers,
        verification_state::{Action, VerificationState},
    },
    verify::{
        content::Content,
        job::{Event, Outcome},
    },
};
use std::rc::Rc;
use yew::Reducible;

/// A layer of this type, whose diff ID is that of what it should unpack to.
fn layer(media_type: &str) -> Layer {
    Layer {
        media_type: MediaType::new(media_type),
        digest: Some(Digest::sha256_of(b"packed")),
        diff_id: Some(Digest::sha256_of(b"unpacked")),
        ..Layer::default()
    }
}

fn unpacked(compression: Compression) -> Content {
    Content::Unpacked {
        diff_id: Digest::sha256_of(b"unpacked").to_string(),
        size: 8,
        compression,
        files: Rc::new(Files::default()),
        kept: None,
    }
}

fn not_understood(compression: OtherCompression) -> Content {
    Content::NotUnpacked(InflateError::NotUnderstood { compression })
}

#[test]
fn a_diff_id_that_is_not_checked_says_why() {
    let xz = not_understood(OtherCompression::Xz);
    for (media_type, content, word, reason) in [
        (media_type::OCI_LAYER_GZIP, None, "unchecked", ""),
        (
            media_type::OCI_LAYER_GZIP,
            Some(&unpacked(Compression::Gzip)),
            "match",
            "",
        ),
        (
            media_type::OCI_LAYER_GZIP,
            Some(&xz),
            "unchecked",
            "Diff ID not checked: it is compressed by xz, which Porthole does not unpack.",
        ),
        (
            "application/vnd.oci.image.layer.v1.tar+bzip2",
            None,
            "unchecked",
            "Diff ID not checked: Porthole does not know how \"application/vnd.oci.image.layer.v1.tar+bzip2\" is packed.",
        ),
        (
            "application/vnd.docker.image.rootfs.diff.tar.lz4",
            None,
            "unchecked",
            "Diff ID not checked: Porthole does not know how \"application/vnd.docker.image.rootfs.diff.tar.lz4\" is packed.",
        ),
        (
            "application/vnd.oci.image.layer.v1.tar+\u{202e}x",
            None,
            "unchecked",
            "Diff ID not checked: Porthole does not know how \"application/vnd.oci.image.layer.v1.tar+\\u{202e}x\" is packed.",
        ),
        (
            "application/vnd.oci.image.layer.v1.tar+gzip+encrypted",
            None,
            "unchecked",
            "Diff ID not checked: the layer is encrypted.",
        ),
    ] {
        let verdict = layer(media_type).diff_id_verdict(content);
        assert_eq!(
            (verdict.attribute(), &*verdict.reason()),
            (word, reason),
            "{media_type}"
        );
    }
}

#[test]
fn a_diff_id_of_an_algorithm_that_is_not_computed_says_so() {
    let layer = Layer {
        diff_id: Some(format!("md5:{}", "a".repeat(32)).parse().unwrap()),
        ..layer(media_type::OCI_LAYER_GZIP)
    };
    let verdict = layer.diff_id_verdict(None);
    assert_eq!(verdict.attribute(), "unchecked");
    assert_eq!(
        verdict.reason(),
        "Diff ID not checked: Porthole does not compute md5."
    );
}

#[test]
fn digests_of_two_algorithms_are_not_compared() {
    // As when the config, which names the algorithm, came after the layer was read.
    let text = format!("sha512:{}", "a".repeat(128));
    let layer = Layer {
        diff_id: Some(text.parse().unwrap()),
        ..layer(media_type::OCI_LAYER_GZIP)
    };
    let content = unpacked(Compression::Gzip);
    let verdict = layer.diff_id_verdict(Some(&content));
    assert_eq!((verdict.attribute(), &*verdict.reason()), ("unchecked", ""));
    assert!(!layer.unpacks_wrong(Some(&content)));
}

#[test]
fn what_nobody_here_knows_how_to_unpack_is_not_unpacked() {
    for (media_type, is_unpacked) in [
        (media_type::OCI_LAYER, true),
        (media_type::OCI_LAYER_GZIP, true),
        (media_type::OCI_LAYER_ZSTD, true),
        (media_type::DOCKER_LAYER_GZIP, true),
        (media_type::DOCKER_LAYER_ZSTD, true),
        (
            "application/vnd.docker.image.rootfs.foreign.diff.tar.zstd",
            true,
        ),
        // No archive by its type, and the config says that it is one.
        ("application/octet-stream", true),
        ("", true),
        ("application/vnd.oci.image.layer.v1.tar+bzip2", false),
        (
            "application/vnd.oci.image.layer.v1.tar+gzip+encrypted",
            false,
        ),
        ("application/vnd.docker.image.rootfs.diff.tar.xz", false),
        ("application/vnd.example.tar+xz", false),
    ] {
        let algorithm = layer(media_type).unpack();
        assert_eq!(
            algorithm.as_deref(),
            is_unpacked.then_some("sha256"),
            "{media_type}"
        );
    }
}

#[test]
fn a_type_that_says_another_compression_than_the_bytes_have_is_told() {
    let broken = Content::NotUnpacked(InflateError::Broken {
        compression: Compression::Gzip,
        position: 1,
    });
    for (media_type, content, lie) in [
        (
            media_type::OCI_LAYER_GZIP,
            unpacked(Compression::Gzip),
            None,
        ),
        (
            media_type::OCI_LAYER_GZIP,
            unpacked(Compression::Zstd),
            Some(("gzip", "zstd")),
        ),
        (
            media_type::OCI_LAYER_GZIP,
            not_understood(OtherCompression::Xz),
            Some(("gzip", "xz")),
        ),
        (
            media_type::DOCKER_LAYER_GZIP,
            not_understood(OtherCompression::Bzip2),
            Some(("gzip", "bzip2")),
        ),
        (
            media_type::OCI_LAYER,
            not_understood(OtherCompression::Xz),
            Some(("uncompressed", "xz")),
        ),
        ("", not_understood(OtherCompression::Xz), None),
        (media_type::OCI_LAYER_GZIP, broken, None),
    ] {
        assert_eq!(
            layer(media_type).compression_lie(&content),
            lie,
            "{media_type} {content:?}"
        );
    }
}

#[test]
fn bytes_that_are_not_unpacked_are_a_problem_of_the_type_that_says_otherwise() {
    let layers = [layer(media_type::OCI_LAYER_GZIP)];
    let content = not_understood(OtherCompression::Xz);
    let verification = [
        Action::Reset {
            layers: layers.iter().map(Layer::blob).collect(),
            is_same_index: false,
        },
        Action::Queue(vec![0], 0.0),
        Action::Event(0, Event::Unpacked { id: 0, content }, 0.0),
        Action::Set(0, Outcome::Verified { size: 6 }.into(), 0.0),
    ]
    .into_iter()
    .fold(Rc::new(VerificationState::default()), Reducible::reduce);
    let found = judge_layers(&layers, &verification);
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|problem| (problem.rule, &*problem.message))
        .collect();
    assert_eq!(
        found,
        [(
            "layer-compression",
            "the bytes of layer 1 are xz, and \"application/vnd.oci.image.layer.v1.tar+gzip\" says gzip"
        )]
    );
}
