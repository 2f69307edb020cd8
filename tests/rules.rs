//! The catalogue of rules: complete, without anything that is never reported, and the page of the documentation that is made from it.

#![cfg(not(target_arch = "wasm32"))]

use porthole::oci::{Severity, lint};
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("a source");
            found.push((path, text));
        }
    }
}

fn all_sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    sources(&root().join("src"), &mut found);
    found
}

/// Name and id of every rule that the sources declare: `const NAME: Rule = rule("id", …` or `… = Rule { id: "id", …`.
fn declared() -> BTreeMap<String, String> {
    let mut declared = BTreeMap::new();
    for (_, text) in all_sources() {
        for (at, _) in text.match_indices(": Rule =") {
            let name = text[..at].rsplit(' ').next().expect("a name").to_owned();
            let id = text[at..].split('"').nth(1).expect("an id").to_owned();
            declared.insert(name, id);
        }
    }
    declared
}

#[test]
fn every_rule_is_in_the_catalogue_and_no_other() {
    let catalogue: BTreeSet<&str> = lint::catalogue().iter().map(|entry| entry.id).collect();
    let declared = declared();
    let ids: BTreeSet<&str> = declared.values().map(String::as_str).collect();
    assert!(ids.len() > 60, "the sources are read: {ids:?}");
    assert_eq!(catalogue, ids);
}

#[test]
fn every_rule_is_reported_somewhere() {
    let sources = all_sources();
    for name in declared().keys() {
        let reports = sources.iter().any(|(path, text)| {
            !path.ends_with("oci/lint/catalogue.rs")
                && text.match_indices(name.as_str()).any(|(at, _)| {
                    let before = text[..at].ends_with("::");
                    let after = text[at + name.len()..]
                        .starts_with(|next: char| next == '_' || next.is_alphanumeric());
                    before && !after
                })
        });
        assert!(reports, "{name} is declared, and nothing breaks it");
    }
}

#[test]
fn problems_are_made_from_rules_alone() {
    for (path, text) in all_sources() {
        let is_definition = path.ends_with("oci/problem.rs");
        assert!(
            is_definition || !text.contains("rule: \""),
            "{} reports a rule that is in no table",
            path.display()
        );
    }
}

#[test]
fn ids_stand_once_and_are_kebab_case() {
    let mut seen = BTreeSet::new();
    for entry in lint::catalogue() {
        assert!(seen.insert(entry.id), "{} stands twice", entry.id);
        let is_kebab = entry.id.split('-').all(|word| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        });
        assert!(is_kebab, "{}", entry.id);
        assert!(entry.sentence.ends_with('.'), "{}", entry.id);
        let found = lint::explain(entry.id).map(|entry| entry.sentence);
        assert_eq!(found, Some(entry.sentence));
    }
    assert!(lint::explain("no-such-rule").is_none());
}

#[test]
fn specifications_are_linked_in_one_version() {
    let versions = [
        "https://github.com/opencontainers/image-spec/blob/v1.1.1/",
        "https://github.com/opencontainers/distribution-spec/blob/v1.1.1/",
        "https://github.com/distribution/distribution/blob/v2.8.3/",
        "https://github.com/moby/buildkit/blob/v0.17.0/",
        "https://www.rfc-editor.org/rfc/rfc8259#",
    ];
    for entry in lint::catalogue() {
        if let Some(url) = entry.specification {
            let is_known = versions.iter().any(|version| url.starts_with(version));
            assert!(is_known, "{}: {url}", entry.id);
        }
    }
}

/// `docs/rules.md`: `UPDATE_GOLDEN=1 cargo test --test rules` writes it anew.
#[test]
fn the_page_of_rules_is_the_one_that_the_code_makes() {
    let path = root().join("docs/rules.md");
    let page = page();
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &page).expect("the page is written");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == page,
        "UPDATE_GOLDEN=1 cargo test --test rules writes {} anew",
        path.display()
    );
}

fn page() -> String {
    let mut page = String::from(
        "# Rules\n\n\
         Every document that Porthole reads is checked against these rules; what breaks one is listed under *Problems*, with its place in the document.\n\
         This page is made from the code: `UPDATE_GOLDEN=1 cargo test --test rules`.\n\n\
         | severity | what it means |\n|---|---|\n\
         | error | breaks a MUST of the specification, or makes the document unusable |\n\
         | warning | breaks a SHOULD, is deprecated, or contradicts something else |\n\
         | note | breaks nothing, and deserves a look |\n",
    );
    let mut family = "";
    for entry in lint::catalogue() {
        if entry.family != family {
            family = entry.family;
            page += &format!("\n## {family}\n");
        }
        let severity = match entry.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        page += &format!("\n### {}\n\n*{severity}* · {}\n", entry.id, entry.sentence);
        if !entry.tools.is_empty() {
            page += &format!("\nSpecification and tools disagree. {}\n", entry.tools);
        }
        if let Some(url) = entry.specification {
            page += &format!("\n[{}]({url})\n", name_of(url));
        }
    }
    page
}

/// `image-spec v1.1.1, descriptor.md`.
fn name_of(url: &str) -> String {
    if let Some(section) = url.strip_prefix("https://www.rfc-editor.org/rfc/rfc8259#section-") {
        return format!("RFC 8259, section {section}");
    }
    let path = url
        .strip_prefix("https://github.com/")
        .expect("a repository");
    let parts: Vec<&str> = path.splitn(5, '/').collect();
    let [_, name, "blob", version, file] = parts[..] else {
        panic!("no file of a repository: {url}");
    };
    let file = file.split('#').next().expect("a file");
    let file = file.rsplit('/').next().expect("a name");
    format!("{name} {version}, {file}")
}
