//! Annotations and labels: image-spec 1.1.1 `annotations.md`. Labels of a config keep to the same rules, `config.md` says.

use super::{rules, spdx, uri};
use crate::oci::{
    Annotations, Digest, Reference,
    annotations::REF_NAME,
    json::Pointer,
    problem::{Problems, excerpt},
    time::is_rfc3339,
};

/// What only OCI's own specifications may name.
const RESERVED: &str = "org.opencontainers.";

/// What they name behind `org.opencontainers.`: `annotations.md` of image-spec 1.1.1 and of its main branch, `conversion.md`, and what the release candidates of 1.1 had.
const KNOWN: [&str; 27] = [
    "image.created",
    "image.authors",
    "image.url",
    "image.documentation",
    "image.source",
    "image.version",
    "image.revision",
    "image.vendor",
    "image.licenses",
    "image.ref.name",
    "image.title",
    "image.description",
    "image.base.digest",
    "image.base.name",
    "image.referrer.subject",
    "image.referrer.convert",
    "image.os",
    "image.os.version",
    "image.os.features",
    "image.architecture",
    "image.variant",
    "image.author",
    "image.exposedPorts",
    "image.stopSignal",
    "artifact.created",
    "artifact.description",
    "referrers.filtersApplied",
];

/// Checks keys and values of the annotations at `pointer`.
pub(super) fn check(problems: &Problems, pointer: Pointer<'_>, annotations: &Annotations) {
    for (key, value) in &annotations.0 {
        let Some(name) = key.strip_prefix(RESERVED) else {
            continue;
        };
        if !KNOWN.contains(&name) {
            let message = format!(
                "{} is no key of an OCI specification, and \"{RESERVED}\" is reserved for those",
                excerpt(key)
            );
            problems.report(&rules::ANNOTATION_RESERVED, pointer.key(key), message);
        }
        // "While the value MUST be present, it MAY be an empty string."
        if !value.is_empty() {
            check_value(problems, pointer.key(key), name, value);
        }
    }
}

fn check_value(problems: &Problems, pointer: Pointer<'_>, name: &str, value: &str) {
    let (rule, what) = match name {
        "image.created" | "artifact.created" if !is_rfc3339(value) => {
            (&rules::ANNOTATION_CREATED, "RFC 3339 date and time")
        }
        "image.licenses" if !spdx::is_expression(value) => {
            (&rules::ANNOTATION_LICENSES, "SPDX license expression")
        }
        "image.url" | "image.source" | "image.documentation" if uri::scheme(value).is_none() => {
            (&rules::ANNOTATION_URL, "URL")
        }
        "image.base.digest" if !Digest::is_valid(value) => (&rules::ANNOTATION_BASE, "digest"),
        "image.base.name" if value.parse::<Reference>().is_err() => {
            (&rules::ANNOTATION_BASE, "image reference")
        }
        _ => return,
    };
    let message = format!("{:?} is no {what}: {}", short(name), excerpt(value));
    problems.report(rule, pointer, message);
}

/// Checks the name by which an entry of an index is known.
pub(super) fn check_ref_name(problems: &Problems, pointer: Pointer<'_>, annotations: &Annotations) {
    let name = annotations.get(REF_NAME).unwrap_or_default();
    if !name.is_empty() && !is_ref(name) {
        let message = format!(
            "\"ref.name\" has another form than letters and digits with separators between them: {}",
            excerpt(name)
        );
        problems.report(&rules::ANNOTATION_REF_NAME, pointer.key(REF_NAME), message);
    }
}

/// `ref ::= component ("/" component)*`, `component ::= alphanum (separator alphanum)*`, `separator ::= [-._:@+] | "--"`.
fn is_ref(name: &str) -> bool {
    let is_alphanumeric =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    name.replace("--", "-")
        .split(['/', '-', '.', '_', ':', '@', '+'])
        .all(is_alphanumeric)
}

/// `image.created` as people know it: `created`.
fn short(name: &str) -> &str {
    name.split_once('.').map_or(name, |(_, name)| name)
}
