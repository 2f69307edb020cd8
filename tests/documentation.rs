//! The links of the documentation: what they name is there, and so is the heading that they lead to. The lines that copy an image.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The documents, by their paths from the root.
fn documents() -> Vec<PathBuf> {
    let mut documents = ["README.md", "CONTRIBUTING.md", "deploy/README.md"]
        .map(PathBuf::from)
        .to_vec();
    for entry in fs::read_dir(root().join("docs")).unwrap() {
        let name = PathBuf::from(entry.unwrap().file_name());
        if name.extension().is_some_and(|extension| extension == "md") {
            documents.push(Path::new("docs").join(name));
        }
    }
    documents
}

/// The text without blocks of code, whose links and headings are those of an example.
fn prose(text: &str) -> String {
    let blocks = text.split("\n```").step_by(2);
    // What follows a fence in its line names the language.
    blocks.collect::<Vec<_>>().join("\n")
}

/// The same without code within a line.
fn without_code(text: &str) -> String {
    text.split('`').step_by(2).collect()
}

/// Where links lead that name no host: `[text](target)`.
fn links(text: &str) -> Vec<String> {
    let text = without_code(&prose(text));
    let targets = text.split("](").skip(1);
    let targets = targets.filter_map(|rest| Some(rest.split_once(')')?.0.to_owned()));
    targets.filter(|target| !target.contains("://")).collect()
}

/// The anchors of all headings, as GitHub makes them.
fn anchors(text: &str) -> Vec<String> {
    let mut times = BTreeMap::new();
    let prose = prose(text);
    let headings = prose.lines().filter(|line| line.starts_with('#'));
    let anchors = headings.map(|line| {
        let heading = line.trim_start_matches('#').trim().to_lowercase();
        let kept = heading
            .chars()
            .filter(|c| c.is_alphanumeric() || "-_ ".contains(*c));
        let anchor = kept.collect::<String>().replace(' ', "-");
        let before = times.entry(anchor.clone()).or_insert(0);
        *before += 1;
        match *before {
            1 => anchor,
            times => format!("{anchor}-{}", times - 1),
        }
    });
    anchors.collect()
}

/// Why a link of `document` leads nowhere, if it does.
fn fault(document: &Path, target: &str) -> Option<String> {
    let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
    let named = if path.is_empty() {
        document.to_owned()
    } else {
        document.parent().unwrap().join(path)
    };
    let file = root().join(&named);
    if !file.exists() {
        return Some(format!("{}: no file {target}", document.display()));
    }
    let is_there = anchor.is_empty()
        || fs::read_to_string(file)
            .is_ok_and(|text| anchors(&text).iter().any(|one| one == anchor));
    (!is_there).then(|| format!("{}: no heading {target}", document.display()))
}

#[test]
fn every_link_between_documents_leads_to_a_file_and_a_heading_that_are_there() {
    let (mut faults, mut count) = (Vec::new(), 0);
    for document in documents() {
        let text = fs::read_to_string(root().join(&document)).unwrap();
        for target in links(&text) {
            count += 1;
            faults.extend(fault(&document, &target));
        }
    }
    assert!(count > 50, "{count} links were found");
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn what_leads_nowhere_is_found_and_what_an_example_holds_is_no_link() {
    let text = "# One `two`: three's\nto [a](b.md#c), `[not](this)`, [d](https://e.example/)\n```md\n# No heading\n[nor](this)\n```\n## Twice\n[f](#twice-1)\n## Twice\n";
    assert_eq!(links(text), ["b.md#c", "#twice-1"]);
    assert_eq!(anchors(text), ["one-two-threes", "twice", "twice-1"]);
    let document = Path::new("docs/embedding.md");
    for (target, want) in [
        ("files.md", None),
        ("../README.md", None),
        ("missing.md", Some("docs/embedding.md: no file missing.md")),
        (
            "files.md#missing",
            Some("docs/embedding.md: no heading files.md#missing"),
        ),
        ("#missing", Some("docs/embedding.md: no heading #missing")),
    ] {
        assert_eq!(fault(document, target).as_deref(), want, "{target}");
    }
}

#[test]
fn an_image_is_copied_into_a_layout_with_all_platforms_and_the_digests_that_it_has() {
    let mut lines = Vec::new();
    let notices = ["src/ui/notice/source.rs", "src/ui/doctor/view.rs"].map(PathBuf::from);
    for document in documents().into_iter().chain(notices) {
        let text = fs::read_to_string(root().join(&document)).unwrap();
        let copies = text
            .lines()
            .filter(|line| line.contains("skopeo copy ") && line.contains(" oci:"));
        lines.extend(copies.map(|line| format!("{}: {line}", document.display())));
    }
    assert!(lines.len() >= 6, "{lines:#?}");
    // Without these options skopeo takes one image of an index, and makes other documents of Docker's.
    lines.retain(|line| !line.contains("skopeo copy --all --preserve-digests docker://"));
    assert_eq!(lines, Vec::<String>::new());
}
