//! Rules of schema-1 manifests.

use super::rules;
use crate::oci::{Schema1, json::Pointer, problem::Problems, rule};

/// Checks a schema-1 manifest.
pub(super) fn check(problems: &Problems, schema1: &Schema1) {
    problems.report(
        &rules::SCHEMA1_DEPRECATED,
        Pointer::ROOT,
        "schema 1 is deprecated: docker-registry 2.8 and skopeo 1.9 take it, distribution 3 dropped it, and Docker Engine 26.1 does not \
         pull it unless it is told to"
            .to_owned(),
    );
    let list = Pointer::ROOT.key("signatures");
    for (position, signature) in schema1.signatures.iter().enumerate() {
        if signature.key_id_matches() == Some(false) {
            problems.report(
                &rule::SCHEMA1_KEY_ID,
                list.position(position),
                "the key id is not that of the key beside it".to_owned(),
            );
        }
    }
}
