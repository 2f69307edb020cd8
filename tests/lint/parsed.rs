//! Rules that are checked while a document is read: severity and message of those about which specifications and tools disagree.

use crate::{Said, document, layer, manifest, said};
use porthole::oci::{
    Body,
    Severity::{Error, Note, Warning},
};

fn assert_parsed(text: &str, want: &[Said<'_>]) {
    let document = document(text);
    let found: Vec<Said<'_>> = document.problems.iter().map(said).collect();
    assert_eq!(found, want, "{text}");
}

#[test]
fn manifest_and_index_at_once_says_who_takes_it() {
    assert_parsed(
        &manifest(&layer(""), r#","manifests":[]"#),
        &[(
            "manifest-and-index",
            Error,
            "",
            "members of a manifest (\"layers\", \"config\") and of an index (\"manifests\") in one document: skopeo and buildah refuse it, umoci \
             takes it",
        )],
    );
}

#[test]
fn an_algorithm_that_only_the_grammar_allows_says_who_takes_it() {
    let other = layer("").replace(
        crate::ZERO,
        "sha256+b64u:LCa0a2j_xo_5m0U8HTBBNBNCLXBkg7-g-YpeiGJm564",
    );
    assert_parsed(
        &manifest(&other, ""),
        &[(
            "digest-algorithm",
            Note,
            "/layers/0/digest",
            "digests of the algorithm \"sha256+b64u\" are shown, and not checked; the grammar allows them, and skopeo, buildah and umoci refuse them",
        )],
    );
}

#[test]
fn keys_in_another_case_are_read_as_go_reads_them() {
    assert_parsed(
        &manifest(&layer(""), r#","Layers":[]"#),
        &[(
            "key-case",
            Warning,
            "/Layers",
            "\"Layers\" and \"layers\" are one to tools in Go: the last is shown, with what objects and lists before it add, as they read it",
        )],
    );
    assert_parsed(
        &manifest(&layer(""), "").replace("\"config\"", "\"Config\""),
        &[(
            "key-case",
            Warning,
            "/Config",
            "\"Config\" is \"config\" to tools in Go, and is shown as they read it; others do not know it",
        )],
    );
}

#[test]
fn letters_beyond_ascii_that_go_folds_are_told_and_read() {
    // LATIN SMALL LETTER LONG S, and KELVIN SIGN.
    let other = crate::ZERO.replacen('0', "1", 1);
    for (text, pointer, key, known, want) in [
        (
            manifest(
                &layer(""),
                &format!(r#","layerſ":[{}]"#, layer("").replace(crate::ZERO, &other)),
            ),
            "/layerſ",
            "layerſ",
            "layers",
            other.as_str(),
        ),
        (
            manifest(&layer(&format!(r#","digeſt":"{other}""#)), ""),
            "/layers/0/digeſt",
            "digeſt",
            "digest",
            other.as_str(),
        ),
    ] {
        let message = format!(
            "\"{key}\" and \"{known}\" are one to tools in Go: the last is shown, with what objects and lists before it add, as they read it"
        );
        assert_parsed(&text, &[("key-case", Warning, pointer, &message)]);
        let document = document(&text);
        let Body::Manifest(manifest) = &document.body else {
            panic!("{document:?}");
        };
        assert_eq!(manifest.layers.len(), 1);
        assert_eq!(manifest.layers[0].digest_text, want);
    }
}

#[test]
fn media_types_that_tools_do_not_know_as_they_stand_are_told() {
    let layers = layer("").replace(
        "application/vnd.oci.image.layer",
        "APPLICATION/vnd.oci.image.layer",
    );
    let text = manifest(&layers, "").replacen(
        "image.config.v1+json",
        "image.config.v1+json; charset=utf-8",
        1,
    );
    assert_parsed(
        &text,
        &[
            (
                "descriptor-media-type",
                Error,
                "/config/mediaType",
                "\"application/vnd.oci.image.config.v1+json; charset=utf-8\" is read here as \"application/vnd.oci.image.config.v1+json\"; other tools compare media types as they stand, and do not know this one",
            ),
            (
                "descriptor-media-type",
                Error,
                "/layers/0/mediaType",
                "\"APPLICATION/vnd.oci.image.layer.v1.tar+gzip\" is read here as \"application/vnd.oci.image.layer.v1.tar+gzip\"; other tools compare media types as they stand, and do not know this one",
            ),
        ],
    );
}

#[test]
fn duplicate_keys_and_data_that_lies_are_found() {
    assert_parsed(
        &manifest(&layer(""), "").replacen('{', r#"{"schemaVersion":2,"#, 1),
        &[(
            "duplicate-key",
            Warning,
            "/schemaVersion",
            "the key \"schemaVersion\" stands here more than once: the last is shown, with what objects and lists before it add, as tools in Go read it",
        )],
    );
    assert_parsed(
        &manifest(&layer(r#","data":"e30=""#), ""),
        &[(
            "descriptor-data",
            Error,
            "/layers/0/data",
            "\"data\" holds 2 bytes, \"size\" says 1",
        )],
    );
}

#[test]
fn schema_versions_that_are_unknown_are_errors() {
    assert_parsed(
        &manifest(&layer(""), "").replace(r#""schemaVersion":2"#, r#""schemaVersion":3"#),
        &[(
            "schema-version",
            Error,
            "/schemaVersion",
            "\"schemaVersion\" is 3, not 2",
        )],
    );
}

#[test]
fn a_type_that_is_no_layers_is_a_warning() {
    let text = manifest(
        &format!(
            "{},{}",
            layer(""),
            layer("").replace("vnd.oci.image.layer.v1.tar+gzip", "x")
        ),
        "",
    );
    assert_parsed(
        &text,
        &[(
            "layer-media-type",
            Warning,
            "/layers/1/mediaType",
            "\"application/x\" is no type of image layer",
        )],
    );
}

#[test]
fn a_type_of_layer_that_is_not_specified_is_a_warning() {
    for (ending, want) in [
        ("tar", None),
        ("tar+gzip", None),
        ("tar+zstd", None),
        ("tar+gzip+encrypted", None),
        (
            "tar+bzip2",
            Some("\"application/vnd.oci.image.layer.v1.tar+bzip2\" is no type of image layer"),
        ),
        (
            "tar+xz",
            Some("\"application/vnd.oci.image.layer.v1.tar+xz\" is no type of image layer"),
        ),
    ] {
        let text = manifest(&layer("").replace("tar+gzip", ending), "");
        let found: Vec<_> = want
            .map(|message| ("layer-media-type", Warning, "/layers/0/mediaType", message))
            .into_iter()
            .collect();
        assert_parsed(&text, &found);
    }
}
