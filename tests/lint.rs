//! The rules over whole documents and images: for each a document that breaks it and one that does not, with the exact problem.

#![cfg(not(target_arch = "wasm32"))]

#[path = "lint/annotations.rs"]
mod annotations;
#[path = "lint/config.rs"]
mod config;
#[path = "lint/descriptors.rs"]
mod descriptors;
#[path = "lint/indexes.rs"]
mod indexes;
#[path = "lint/large.rs"]
mod large;
#[path = "lint/manifests.rs"]
mod manifests;
#[path = "lint/parsed.rs"]
mod parsed;

use porthole::oci::{
    Config, Digest, Document, Problem, Severity,
    lint::{Finding, Linted, LintedEntry, Part, lint},
};

const ZERO: &str = "sha256:0000000000000000000000000000000000000000000000000000000000000000";
const ONE: &str = "sha256:1111111111111111111111111111111111111111111111111111111111111111";
const EMPTY: &str = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

/// Rule, severity, pointer and message of a problem.
type Said<'a> = (&'a str, Severity, &'a str, &'a str);

fn said(problem: &Problem) -> Said<'_> {
    (
        problem.rule,
        problem.severity,
        &problem.pointer,
        &problem.message,
    )
}

fn document(text: &str) -> Document {
    Document::parse(text.as_bytes().into(), None, None)
        .unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A manifest of an image with these members, its layers short of the brackets.
fn manifest(layers: &str, members: &str) -> String {
    format!(
        r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{},"layers":[{layers}]{members}}}"#,
        config_descriptor()
    )
}

fn config_descriptor() -> String {
    descriptor("application/vnd.oci.image.config.v1+json", ONE, 7, "")
}

/// A layer with further members.
fn layer(members: &str) -> String {
    descriptor(
        "application/vnd.oci.image.layer.v1.tar+gzip",
        ZERO,
        1,
        members,
    )
}

fn descriptor(media_type: &str, digest: &str, size: u64, members: &str) -> String {
    format!(r#"{{"mediaType":"{media_type}","digest":"{digest}","size":{size}{members}}}"#)
}

fn index(entries: &[String], members: &str) -> String {
    format!(
        r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{}]{members}}}"#,
        entries.join(",")
    )
}

fn entry(digest: &str, members: &str) -> String {
    descriptor(
        "application/vnd.oci.image.manifest.v1+json",
        digest,
        7,
        members,
    )
}

/// What is wrong with a document that was asked for by itself.
fn findings(text: &str, asked_for: Option<&str>) -> Vec<Finding> {
    let document = document(text);
    assert_eq!(document.problems, [], "{text}");
    findings_of(&document, asked_for)
}

fn findings_of(document: &Document, asked_for: Option<&str>) -> Vec<Finding> {
    let asked_for: Option<Digest> = asked_for.map(|digest| digest.parse().expect("a digest"));
    lint(&Linted {
        root: document,
        asked_for: asked_for.as_ref(),
        entry: None,
        config: None,
    })
}

/// Asserts what is wrong with a document, exactly.
fn assert_said(text: &str, want: &[Said<'_>]) {
    let found = findings(text, None);
    let said: Vec<Said<'_>> = found.iter().map(|finding| said(&finding.problem)).collect();
    assert_eq!(said, want, "{text}");
}

/// What is wrong with an index, the manifest behind its entry at `position`, and the config.
fn image_findings(
    root: &str,
    position: usize,
    behind: &str,
    config: Option<&str>,
) -> Vec<(Part, String, String)> {
    let (root, behind) = (document(root), document(behind));
    let porthole::oci::Body::Index(index) = &root.body else {
        panic!("no index");
    };
    let config = config.map(|text| Config::parse(text.as_bytes().into()).expect("a config"));
    let found = lint(&Linted {
        root: &root,
        asked_for: None,
        entry: Some(LintedEntry {
            position,
            descriptor: &index.manifests[position],
            document: &behind,
        }),
        config: config.as_ref(),
    });
    found
        .into_iter()
        .map(|Finding { part, problem }| {
            (
                part,
                format!("{} {}", problem.rule, problem.pointer),
                problem.message,
            )
        })
        .collect()
}
