//! `docs/limits.md` names the limits that the code has.

#![cfg(not(target_arch = "wasm32"))]

#[test]
fn limits_that_are_written_down_are_those_of_the_code() {
    let documentation = include_str!("../docs/limits.md");
    let limits = [
        (
            include_str!("../src/source/mod.rs"),
            "MANIFEST_LIMIT: u64 = 4 * 1024 * 1024;",
            "| a manifest or index | 4 MiB,",
        ),
        (
            include_str!("../src/source/mod.rs"),
            "CONFIG_LIMIT: u64 = 8 * 1024 * 1024;",
            "| a config | 8 MiB |",
        ),
        (
            include_str!("../src/oci/problem.rs"),
            "MOST: usize = 1000;",
            "| problems of a document | 1,000, and as many errors",
        ),
        (
            include_str!("../src/ui/text.rs"),
            "MOST: usize = 4_000;",
            "| a value in a table | 4,000 characters |",
        ),
        (
            include_str!("../src/ui/browse/use_listing.rs"),
            "PAGES_AT_ONCE: usize = 100;",
            "| 100 pages, or",
        ),
        (
            include_str!("../src/ui/browse/use_listing.rs"),
            "NAMES_AT_ONCE: usize = 100_000;",
            "or 100,000 names |",
        ),
        (
            include_str!("../src/inspection/entries.rs"),
            "MOST: usize = 100;",
            "| manifests that *Read sizes* reads at once | 100,",
        ),
        (
            include_str!("../src/inspection/entries.rs"),
            "MOST_BYTES: usize = 64 * 1024 * 1024;",
            "no more once there are 64 MiB |",
        ),
        (
            include_str!("../src/inspection/nested.rs"),
            "MOST: usize = 16;",
            "for a platform that it does not have | 16,",
        ),
        (
            include_str!("../src/inspection/nested.rs"),
            "DEEPEST: usize = 4;",
            "and 4 within each other |",
        ),
        (
            include_str!("../src/source/referrers.rs"),
            "MOST_REFERRERS: usize = 1_000;",
            "| referrers of a document | 1,000 |",
        ),
        (
            include_str!("../src/ui/referrers/use_referrers.rs"),
            "MOST_READ: usize = 64;",
            "| referrers that are read and looked into | 64 |",
        ),
        (
            include_str!("../src/inspection/referrers.rs"),
            "MOST_LAYERS: usize = 32;",
            "| layers of a referrer | 32,",
        ),
        (
            include_str!("../src/inspection/referrers.rs"),
            "LAYER_LIMIT: u64 = 16 * 1024 * 1024;",
            "of 16 MiB each |",
        ),
        (
            include_str!("../src/verify/signature.rs"),
            "MOST_CHECKED: usize = 50;",
            "| 50 of a document,",
        ),
        (
            include_str!("../src/ui/referrers/use_checks.rs"),
            "MOST_IN_ALL: usize = 500;",
            "500 in all |",
        ),
        (
            include_str!("../src/ui/config.rs"),
            "const MOST: usize = 500;",
            "| rows of a table of keys and values, lines of a value | 500 |",
        ),
        (
            include_str!("../src/ui/problems.rs"),
            "const MOST: usize = 200;",
            "| problems that are listed | 200,",
        ),
        (
            include_str!("../src/ui/descriptor.rs"),
            "const MOST: usize = 50;",
            "| annotations and other entries of one descriptor | 50 |",
        ),
        (
            include_str!("../www/porthole.js"),
            "\"unpack-limit\": 64 * 2 ** 30 }",
            "| what a layer unpacks to, for its diff ID | 64 GiB,",
        ),
        (
            include_str!("../src/layer/zstd.rs"),
            "LARGEST_WINDOW: u64 = 128 * 1024 * 1024;",
            "| the window of a zstd frame | 128 MiB |",
        ),
    ];
    for (source, constant, row) in limits {
        assert!(source.contains(constant), "{constant}");
        assert!(documentation.contains(row), "{row}");
    }
    // The first two lines are the head of the table.
    let rows = documentation.lines().filter(|line| line.starts_with('|'));
    for row in rows.skip(2) {
        let is_compared = limits.iter().any(|(_, _, part)| row.contains(part));
        assert!(is_compared, "{row}");
    }
}
