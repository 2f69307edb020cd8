//! The guides show the very files of the sites: whoever copies from them gets what these tests build.

use crate::generator::sources;
use end_to_end::repository;
use std::fs;

/// For each guide the files that it must show.
const SHOWN: [(&str, &[&str]); 3] = [
    (
        "mdbook",
        &["theme/head.hbs", "src/guide/image.md", "src/README.md"],
    ),
    (
        "mkdocs",
        &["mkdocs.yml", "docs/guide/image.md", "docs/index.md"],
    ),
    (
        "vitepress",
        &[
            "docs/.vitepress/config.mjs",
            "docs/guide/image.md",
            "docs/index.md",
        ],
    ),
];

/// The blocks of code that stand under a bold file name, with that name.
fn blocks(guide: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut name = None;
    let mut lines = guide.lines();
    while let Some(line) = lines.next() {
        let fence: String = line.chars().take_while(|letter| *letter == '`').collect();
        if fence.len() >= 3 {
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != fence).collect();
            if let Some(name) = name.take() {
                blocks.push((name, block.join("\n") + "\n"));
            }
        } else if let Some(bold) = line.strip_prefix("**") {
            name = bold.strip_suffix("**").map(str::to_owned);
        }
    }
    blocks
}

#[test]
fn each_guide_shows_the_files_of_its_site_as_they_are() {
    for (generator, files) in SHOWN {
        let path = repository().join(format!("docs/{generator}.md"));
        let guide = fs::read_to_string(&path).expect("a guide");
        let blocks = blocks(&guide);
        let names: Vec<&str> = blocks.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, files, "{}", path.display());
        for (name, block) in &blocks {
            let file = fs::read_to_string(sources().join(generator).join(name));
            assert_eq!(*block, file.expect("a file of the site"), "{name}");
        }
    }
}

#[test]
fn the_guide_to_the_package_shows_the_project_that_is_built() {
    let guide = fs::read_to_string(repository().join("docs/packages.md")).expect("a guide");
    for name in ["main.js", "vite.config.js"] {
        let file = fs::read_to_string(sources().join("vite").join(name)).expect("a file");
        assert!(guide.contains(&file), "{name}");
    }
}
