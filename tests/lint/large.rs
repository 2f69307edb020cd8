//! Documents that are large, or out to hurt.

use crate::{descriptor, findings, index, layer, manifest};
use porthole::oci::Digest;

/// Linear rules answer at once; quadratic ones would take minutes, and the suite would not end.
#[test]
fn thirty_thousand_layers_and_entries_are_checked() {
    let digest = |number: usize| Digest::sha256_of(&number.to_le_bytes()).to_string();
    let descriptors = |media_type: &str| -> Vec<String> {
        (0..30_000)
            .map(|number| descriptor(media_type, &digest(number), 7, ""))
            .collect()
    };
    let layers = descriptors("application/vnd.oci.image.layer.v1.tar+gzip").join(",");
    assert_eq!(findings(&manifest(&layers, ""), None), []);
    let entries = descriptors("application/vnd.oci.image.manifest.v1+json");
    assert_eq!(findings(&index(&entries, ""), None), []);
}

#[test]
fn of_one_kind_of_error_two_thousand_are_listed() {
    let layers = vec![layer(r#","urls":["x"]"#); 3_000].join(",");
    let found = findings(&manifest(&layers, ""), None);
    assert_eq!(found.len(), 2_001);
    let last = found
        .last()
        .map(|finding| (finding.problem.rule, finding.problem.message.as_str()));
    assert_eq!(
        last,
        Some(("too-many-problems", "1000 more problems are not listed"))
    );
}
