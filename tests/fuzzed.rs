//! What fuzzing is begun with, and what it found once, still holds: the same properties as in `fuzz/`, without a nightly compiler.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../fuzz/src/properties.rs"]
mod properties;

use std::{fs, path::Path};

/// The inputs of a folder; none if there is no such folder.
fn inputs(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let files = entries.map(|entry| entry.expect("the folder can be read").path());
    files
        .filter(|path| path.is_file())
        .map(|path| {
            let bytes = fs::read(&path).expect("the file can be read");
            (path.display().to_string(), bytes)
        })
        .collect()
}

#[test]
fn what_was_found_once_and_what_fuzzing_begins_with_hold() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, holds) in properties::ALL {
        let mut found = inputs(&root.join("fuzz/seeds").join(name));
        found.extend(inputs(&root.join("fuzz/regressions").join(name)));
        if ["manifest", "index", "config", "schema1"].contains(&name) {
            found.extend(inputs(&root.join("tests/fixtures")));
            found.extend(inputs(&root.join("www/sample/blobs/sha256")));
        }
        if name == "attached" {
            found.extend(inputs(&root.join("tests/fixtures/attached")));
        }
        assert!(!found.is_empty(), "{name} begins with nothing");
        for (file, bytes) in found {
            let outcome = std::panic::catch_unwind(|| holds(&bytes));
            assert!(outcome.is_ok(), "{file} breaks what holds of {name}");
        }
    }
}

#[test]
fn every_target_has_its_properties() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let targets = fs::read_dir(root.join("fuzz/fuzz_targets")).expect("the targets are there");
    let mut targets: Vec<String> = targets
        .map(|entry| {
            let path = entry.expect("the folder can be read").path();
            let name = path.file_stem().expect("a file has a name");
            name.to_string_lossy().into_owned()
        })
        .collect();
    targets.sort();
    let mut named = properties::ALL.map(|(name, _)| name.to_owned());
    named.sort();
    assert_eq!(targets, named);
}
