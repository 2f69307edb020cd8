//! No document makes a parser panic: arbitrary bytes, mutated fixtures, members of wrong types.

#![cfg(not(target_arch = "wasm32"))]

use porthole::oci::{Body, Config, Document, Verdict};
use proptest::prelude::*;

const SCHEMA2: &[u8] = include_bytes!("fixtures/groot-layer1.docker-v2s2.json");
const SCHEMA1_SIGNED: &[u8] = include_bytes!("fixtures/groot-layer1.docker-v1-signed.json");

/// Cuts, repeats and overwrites.
fn mutate(bytes: &[u8], changes: &[(usize, u8, u8)]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (position, kind, byte) in changes {
        if bytes.is_empty() {
            break;
        }
        let position = position % bytes.len();
        match kind % 4 {
            0 => bytes[position] = *byte,
            1 => drop(bytes.remove(position)),
            2 => bytes.insert(position, *byte),
            _ => bytes.truncate(position),
        }
    }
    bytes
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Document::parse(bytes.as_slice().into(), None, None);
        let _ = Config::parse(bytes.as_slice().into());
    }

    #[test]
    fn no_mutated_document_panics(
        is_signed in any::<bool>(),
        changes in prop::collection::vec((any::<usize>(), 0u8..35, prop::sample::select(b"{}[]\",:0-e\\un\xc3 ".to_vec())), 1..4),
    ) {
        let fixture = if is_signed { SCHEMA1_SIGNED } else { SCHEMA2 };
        // A cut would leave no document in most cases: it is made rare.
        let changes: Vec<_> = changes.into_iter().map(|(position, kind, byte)| (position, if kind == 34 { 3 } else { kind % 3 }, byte)).collect();
        let bytes = mutate(fixture, &changes);
        if let Ok(document) = Document::parse(bytes.as_slice().into(), None, None) {
            let verdict = document.verdict(&document.digest, None);
            let is_match = matches!(verdict, Verdict::Match { .. });
            prop_assert!(is_match);
            if let Body::Schema1(schema1) = &document.body {
                let _ = schema1.config_entries();
            }
        }
    }

    #[test]
    fn no_object_of_wrong_types_panics(
        members in prop::collection::vec(
            (
                prop::sample::select(vec![
                    "schemaVersion", "mediaType", "config", "layers", "manifests", "subject", "annotations", "artifactType", "blobs",
                    "fsLayers", "history", "signatures", "name", "tag", "architecture", "os", "rootfs", "created", "container_config",
                ]),
                prop::sample::select(vec![
                    "null", "true", "1", "-1", "2", "1.5", "\"\"", "\"x\"", "[]", "[null]", "[1]", "[{}]", "[[]]", "{}", "{\"a\":{}}",
                    "{\"digest\":7,\"size\":{},\"platform\":[]}", "[{\"blobSum\":1,\"v1Compatibility\":\"{}\"}]",
                    "[{\"protected\":\"e30\"}]", "{\"diff_ids\":[1,null],\"type\":1}", "{\"Cmd\":1,\"Env\":{},\"Healthcheck\":[]}",
                ]),
            ),
            0..8,
        ),
    ) {
        let members: Vec<String> = members.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
        let text = format!("{{{}}}", members.join(","));
        let document = Document::parse(text.as_bytes().into(), None, None).expect("an object");
        match &document.body {
            Body::Index(index) => {
                prop_assert!(index.rows().len() <= index.manifests.len());
                let _ = index.choose(None);
            }
            Body::Manifest(manifest) => drop(manifest.kind()),
            Body::Schema1(schema1) => drop(schema1.config_entries()),
        }
        let config = Config::parse(text.as_bytes().into()).expect("an object");
        prop_assert_eq!(config.chain_ids().len(), config.diff_ids.len());
    }
}
