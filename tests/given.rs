//! What a person brings by hand: what is taken, and why what is not taken is not.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

mod support;

use porthole::{
    inspection::{
        Proof, config_of, entry_of,
        given::{Given, GivenError, Missing, Newline, Object, weigh},
        root_of,
    },
    oci::{Digest, Document, DocumentError},
};
use support::inspecting::{OCI_CONFIG, OCI_LAYER, OCI_MANIFEST, config, descriptor, manifest};

const SIGNED: &[u8] = include_bytes!("fixtures/groot-layer1.docker-v1-signed.json");
const INDEX: &[u8] = br#"{"schemaVersion":2,"manifests":[]}"#;

fn missing(object: Object, expected: Option<&[u8]>) -> Missing {
    Missing {
        object,
        expected: expected.map(Digest::sha256_of),
        size: expected.map(|bytes| bytes.len() as u64),
        manifest: None,
    }
}

fn image() -> String {
    manifest(
        &descriptor(OCI_CONFIG, &config("amd64", ""), ""),
        &[descriptor(OCI_LAYER, "layer", "")],
    )
}

#[test]
fn a_line_break_at_the_end_is_forgiven_where_the_digest_proves_it() {
    let text = image();
    let with_break = format!("{text}\n");
    let with_carriage_return = format!("{text}\r\n");
    let with_two = format!("{text}\n\n");
    let table = [
        (text.as_str(), text.as_str(), Ok(Newline::Kept)),
        (&with_break, &text, Ok(Newline::Removed)),
        (&with_carriage_return, &text, Ok(Newline::Removed)),
        (&text, &with_break, Ok(Newline::Added)),
        (&with_break, &with_break, Ok(Newline::Kept)),
        (
            &with_two,
            &text,
            Err(GivenError::Other {
                expected: Digest::sha256_of(text.as_bytes()),
                actual: Digest::sha256_of(with_two.as_bytes()),
            }),
        ),
    ];
    for (given, served, want) in table {
        for object in [Object::Root, Object::Entry(1), Object::Config(None)] {
            let missing = missing(object, Some(served.as_bytes()));
            let found = weigh(&missing, given.as_bytes());
            assert_eq!(
                found.as_ref().map(|given| given.newline),
                want.as_ref().copied()
            );
            if let Ok(found) = found {
                assert_eq!(*found.bytes, *served.as_bytes());
                assert_eq!(found.object, object);
            }
        }
    }
}

#[test]
fn what_comes_by_tag_is_taken_as_it_is() {
    let text = format!("{}\n", image());
    let given = weigh(&missing(Object::Root, None), text.as_bytes()).unwrap();
    assert_eq!(*given.bytes, *text.as_bytes());
    assert_eq!(given.newline, Newline::Kept);
}

#[test]
fn a_signed_schema_1_manifest_is_known_by_the_digest_of_its_payload() {
    let document = Document::parse(SIGNED.into(), None, None).unwrap();
    assert_ne!(document.digest, Digest::sha256_of(SIGNED));
    let missing = Missing {
        object: Object::Root,
        expected: Some(document.digest),
        size: None,
        manifest: None,
    };
    assert_eq!(weigh(&missing, SIGNED).unwrap().newline, Newline::Kept);
}

#[test]
fn what_is_not_the_document_is_refused_with_the_reason() {
    let other = Missing {
        size: None,
        ..missing(Object::Root, Some(b"{}"))
    };
    let wrong_size = Missing {
        size: Some(3),
        ..missing(Object::Root, Some(INDEX))
    };
    let by_tag = || missing(Object::Root, None);
    let refusal = br#"{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}"#;
    let table = [
        (by_tag(), b" \n".as_slice(), GivenError::Empty),
        (
            by_tag(),
            b"<html></html>",
            GivenError::Document(DocumentError::Html),
        ),
        (
            by_tag(),
            b"[]",
            GivenError::Document(DocumentError::NotAnObject {
                found: "an array",
                line: 1,
                column: 1,
            }),
        ),
        (
            by_tag(),
            refusal,
            GivenError::Refusal {
                words: "UNAUTHORIZED authentication required".to_owned(),
            },
        ),
        (
            missing(Object::Config(None), Some(b"{}")),
            refusal,
            GivenError::Refusal {
                words: "UNAUTHORIZED authentication required".to_owned(),
            },
        ),
        (
            by_tag(),
            br#"{"architecture":"amd64"}"#,
            GivenError::NoManifest,
        ),
        (
            other,
            INDEX,
            GivenError::Other {
                expected: Digest::sha256_of(b"{}"),
                actual: Digest::sha256_of(INDEX),
            },
        ),
        (
            wrong_size,
            INDEX,
            GivenError::Size {
                expected: 3,
                actual: INDEX.len() as u64,
            },
        ),
    ];
    for (missing, bytes, want) in table {
        assert_eq!(weigh(&missing, bytes), Err(want));
    }
    let large = vec![b' '; 4 * 1024 * 1024 + 1];
    let mut large = large;
    large[0] = b'{';
    assert_eq!(
        weigh(&by_tag(), &large),
        Err(GivenError::TooLarge {
            size: 4 * 1024 * 1024 + 1,
            limit: 4 * 1024 * 1024
        })
    );
}

#[test]
fn what_was_brought_is_verified_only_against_a_digest_and_says_where_it_came_from() {
    let reference = support::reference("registry.example/o/n:1");
    let text = image();
    let given = weigh(&missing(Object::Root, None), text.as_bytes()).unwrap();
    let root = root_of(given.served(), reference.digest()).unwrap();
    assert_eq!(
        root.proof,
        Proof::Computed {
            header: porthole::inspection::HeaderDigest::Unknown
        }
    );
    let rules: Vec<&str> = root
        .document
        .problems
        .iter()
        .map(|problem| problem.rule)
        .collect();
    assert_eq!(rules, ["given-by-hand"]);

    let entry = porthole::oci::Descriptor {
        media_type: porthole::oci::MediaType::new(OCI_MANIFEST),
        digest: Some(Digest::sha256_of(text.as_bytes())),
        size: Some(text.len() as u64),
        ..Default::default()
    };
    let given = Given {
        object: Object::Entry(0),
        bytes: text.as_bytes().into(),
        newline: Newline::Removed,
    };
    let image = entry_of(given.served(), &entry).unwrap();
    assert_eq!(image.proof, Proof::Verified);
    let message = &image.document.problems[0].message;
    assert!(
        message.contains("one line break at its end was left out"),
        "{message}"
    );

    let text = config("amd64", "");
    let given = Given {
        object: Object::Config(Some(0)),
        bytes: text.as_bytes().into(),
        newline: Newline::Kept,
    };
    let read = config_of(given.served(), &image.document).unwrap();
    assert_eq!(read.proof, Proof::Verified);
    assert!(
        read.problems
            .iter()
            .any(|problem| problem.rule == "given-by-hand")
    );
}
