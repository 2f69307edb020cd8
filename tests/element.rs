//! What is said of the element in three places: its class, its types, its view.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use porthole::ui::view::SECTIONS;
use std::{collections::BTreeSet, fs, path::Path};

const CLASS: &str = include_str!("../www/porthole.js");
const TYPES: &str = include_str!("../www/porthole.d.ts");

/// The names of all views.
fn views() -> Vec<&'static str> {
    let sections = SECTIONS.iter().map(|(name, _)| *name);
    ["badge", "full"].into_iter().chain(sections).collect()
}

#[test]
fn the_class_knows_the_views_and_the_room_that_each_takes() {
    let (_, rest) = CLASS.split_once("const VIEWS = { ").unwrap();
    let (table, _) = rest.split_once(" };").unwrap();
    let mut known = Vec::new();
    for entry in table.split(", ") {
        let (name, rem) = entry.split_once(": ").unwrap();
        assert!(rem.parse::<f32>().is_ok_and(|rem| rem > 0.0), "{entry}");
        known.push(name);
    }
    assert_eq!(known, views());
}

#[test]
fn the_types_know_the_views() {
    let (_, rest) = TYPES.split_once("export type PortholeView = ").unwrap();
    let (names, _) = rest.split_once(';').unwrap();
    let names: Vec<&str> = names
        .split(" | ")
        .map(|name| name.trim_matches('"'))
        .collect();
    assert_eq!(names, views());
}

#[test]
fn every_attribute_of_the_class_is_documented() {
    let documentation = include_str!("../docs/embedding.md");
    // The lists that `observedAttributes` is made of.
    let lists = [
        ("const TEXTS = [", "]"),
        ("const WORDS = {", "};"),
        ("const NUMBERS = {", "};"),
    ];
    let mut attributes = vec!["permalink"];
    for (start, end) in lists {
        let (_, rest) = CLASS.split_once(start).unwrap();
        let (list, _) = rest.split_once(end).unwrap();
        // Values are lists in brackets, or numbers.
        let names = list
            .split(['[', ']'])
            .step_by(2)
            .flat_map(|part| part.split(','));
        let names = names.map(|entry| entry.split(':').next().unwrap_or_default());
        let names = names.map(|name| name.trim().trim_matches('"'));
        attributes.extend(names.filter(|name| !name.is_empty()));
    }
    attributes.sort_unstable();
    assert_eq!(
        attributes,
        [
            "digest",
            "gateways",
            "image",
            "loading",
            "permalink",
            "platform",
            "theme",
            "timeout",
            "unpack-limit",
            "verify",
            "view"
        ]
    );
    for name in attributes {
        assert!(documentation.contains(&format!("| `{name}` |")), "{name}");
    }
}

/// All sources of the view.
fn sources(folder: &Path, found: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

/// What stands behind each `start`, up to the next quote.
fn quoted<'t>(text: &'t str, start: &str) -> BTreeSet<&'t str> {
    let rest = text.split(start).skip(1);
    rest.filter_map(|rest| Some(rest.split_once('"')?.0))
        .collect()
}

#[test]
fn every_part_is_documented_and_the_other_way_round() {
    let mut view = CLASS.to_owned();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui"),
        &mut view,
    );
    let documentation = include_str!("../docs/embedding.md");
    let (_, parts) = documentation.split_once("## Parts").unwrap();
    let (parts, _) = parts.split_once("\n## ").unwrap();
    let rows = parts.lines().filter(|line| line.starts_with("| `"));
    let cells = rows.filter_map(|row| row.split('|').nth(1));
    let documented: BTreeSet<&str> = cells
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .filter(|name| *name != "part" && !name.starts_with("data-") && !name.contains('='))
        .collect();
    let mut named = quoted(&view, ".part(\"");
    named.extend(quoted(&view, " part=\""));
    let missing: Vec<_> = named.difference(&documented).collect();
    assert_eq!(missing, Vec::<&&str>::new(), "not documented");
    // Some are handed on as arguments.
    let is_unknown = |name: &&&str| !view.contains(&format!("\"{name}\""));
    let stale: Vec<_> = documented.iter().filter(is_unknown).collect();
    assert_eq!(stale, Vec::<&&str>::new(), "documented, and nowhere made");
}

#[test]
fn every_custom_property_is_documented_and_the_other_way_round() {
    let documentation = include_str!("../docs/embedding.md");
    let style = include_str!("../src/ui/style.css");
    let of = |text: &str| {
        let rest = text.split("--porthole-").skip(1);
        let names = rest.map(|rest| {
            let end = rest.find(|next: char| !next.is_ascii_lowercase() && next != '-');
            rest[..end.unwrap_or(rest.len())].to_owned()
        });
        names.collect::<BTreeSet<_>>()
    };
    assert_eq!(of(documentation), of(&format!("{style}{CLASS}")));
}
