//! What is said of the element in three places: its class, its types, its view.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use porthole::ui::view::SECTIONS;

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
    for name in [
        "image",
        "platform",
        "view",
        "verify",
        "digest",
        "loading",
        "theme",
        "gateways",
        "permalink",
        "timeout",
        "unpack-limit",
    ] {
        assert!(CLASS.contains(name), "{name}");
        assert!(documentation.contains(&format!("| `{name}` |")), "{name}");
    }
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
        names.collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(of(documentation), of(&format!("{style}{CLASS}")));
}
