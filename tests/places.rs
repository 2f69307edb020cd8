//! Places that are browsed: what is typed to come to them, what an image lies in, and the order of their tags.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use porthole::oci::{
    ImageReference, Place,
    place::RegistryName,
    reference::Scheme,
    tag_order::{key, repository_key},
};
use proptest::prelude::*;

fn sorted(mut tags: Vec<String>) -> Vec<String> {
    tags.sort_by_cached_key(|tag| key(tag));
    tags
}

#[test]
fn what_is_typed_leads_to_a_place_only_in_the_forms_that_name_no_image() {
    for (typed, want) in [
        ("localhost:5000/", Some("registry localhost:5000")),
        ("localhost:5000", Some("registry localhost:5000")),
        ("127.0.0.1:8080", Some("registry 127.0.0.1:8080")),
        ("[::1]:5000", Some("registry [::1]:5000")),
        ("[::1]:5000/", Some("registry [::1]:5000")),
        (" ghcr.io/ ", Some("registry ghcr.io")),
        ("ghcr.io", Some("registry ghcr.io")),
        ("GHCR.io", Some("registry GHCR.io")),
        ("docker.io", Some("registry docker.io")),
        ("index.docker.io/", Some("registry docker.io")),
        ("https://hub.docker.com/", Some("registry docker.io")),
        (
            "http://h.example:5000/",
            Some("registry http://h.example:5000"),
        ),
        ("https://h.example", Some("registry https://h.example")),
        ("HTTP://myhost", Some("registry http://myhost")),
        ("https://h.example/v2/", Some("registry https://h.example")),
        (
            "https://h.example/v2/_catalog",
            Some("registry https://h.example"),
        ),
        ("registry.example/", Some("registry registry.example")),
        ("alpine:", Some("repository docker.io/library/alpine")),
        ("localhost:5000/a/b:", Some("repository localhost:5000/a/b")),
        ("http://h.example/a:", Some("repository http://h.example/a")),
        ("docker://oci:5000/", Some("registry oci:5000")),
        ("oci:sample:", Some("repository oci:sample")),
        (
            "oci:http://h.example:8080/x:",
            Some("repository oci:http://h.example:8080/x"),
        ),
        // Images, and what is wrong with some of them is theirs to say.
        ("alpine", None),
        ("alpine:3.20", None),
        ("alpine:3.20:", None),
        ("alpine/", None),
        ("registry.example", None),
        ("localhost", None),
        ("localhost:abc", None),
        ("localhost:5000/a", None),
        ("https://ghcr.io/o/n/", None),
        ("https://user:password@h.example/", None),
        ("http://h.example/?x", None),
        ("oci:", None),
        ("oci:sample", None),
        ("oci:sample:1:", None),
        // A folder, not a port.
        ("oci:2026/", None),
        ("file:2026/", None),
        ("https:", None),
        ("docker pull alpine", None),
        (":", None),
        ("/", None),
        ("a/:", None),
        ("a@sha256::", None),
        ("", None),
    ] {
        let place = Place::typed(typed);
        let found = place
            .as_ref()
            .map(|place| format!("{} {place}", place.parameter()));
        assert_eq!(found.as_deref(), want, "{typed:?}");
    }
}

#[test]
fn a_place_is_read_back_from_its_name() {
    for text in [
        "localhost:5000",
        "http://h",
        "https://h.example:1",
        "docker.io",
        "[::1]:5000",
        "oci:5000",
    ] {
        let place = Place::registry(text).unwrap();
        assert_eq!(place.to_string(), text);
        assert_eq!(Place::typed(&place.typed_form()).as_ref(), Some(&place));
        assert_eq!(Place::registry(&place.to_string()), Some(place));
    }
    for text in [
        "docker.io/library/alpine",
        "localhost:5000/a/b",
        "http://h/a",
        "docker://oci:5000/a/b",
        "oci:sample",
        "oci:https://h.example/x",
        "oci:https://h.example/(x),y",
        "oci:x;/",
    ] {
        let place = Place::repository(text).unwrap();
        assert_eq!(place.to_string(), text);
        assert_eq!(Place::typed(&place.typed_form()).as_ref(), Some(&place));
        assert_eq!(Place::repository(&place.to_string()), Some(place));
    }
    for text in [
        "",
        "a:b",
        "a@b",
        "alpine/x",
        "http://",
        "h.example/x",
        "user:password@h.example",
    ] {
        assert_eq!(Place::registry(text), None, "{text:?}");
    }
    for text in ["", "alpine:3", "Alpine", "oci:", "oci:a:b", "a b"] {
        assert_eq!(Place::repository(text), None, "{text:?}");
    }
}

#[test]
fn images_lie_in_places_and_places_name_their_images() {
    for (image, place) in [
        ("alpine:3.20", "docker.io/library/alpine"),
        (
            "http://h:1/a/b@sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
            "http://h:1/a/b",
        ),
        ("oci:sample:latest", "oci:sample"),
    ] {
        let image: ImageReference = image.parse().unwrap();
        assert_eq!(Place::of_image(&image).to_string(), place);
    }
    let image = |place: &str, tag: &str| {
        let image = Place::repository(place).unwrap().image(tag)?;
        Some(image.to_string())
    };
    assert_eq!(
        image("alpine", "3.20").as_deref(),
        Some("docker.io/library/alpine:3.20")
    );
    assert_eq!(image("oci:a", "x/y:1").as_deref(), Some("oci:a:x/y:1"));
    assert_eq!(
        image("oci:http://h.example:1", "x").as_deref(),
        Some("oci:http://h.example:1/:x")
    );
    for tag in ["", "-x", "a b", "a@sha256:0", "\u{202e}x", "a/b"] {
        assert_eq!(image("alpine", tag), None, "{tag:?}");
    }
    let registry = RegistryName {
        scheme: Some(Scheme::Http),
        registry: "h:1".to_owned(),
    };
    assert_eq!(
        registry.repository("a/b").unwrap().to_string(),
        "http://h:1/a/b"
    );
    for name in ["", "A", "a:b", "a@b", "../x", "a//b", "a/"] {
        assert_eq!(registry.repository(name), None, "{name:?}");
    }
}

#[test]
fn tags_are_ordered_by_version_the_newest_first() {
    for want in [
        // Numbers, not letters; more exact ones first.
        vec!["1.10", "1.9", "1"],
        vec![
            "2.0", "1.27.3", "1.27.2", "1.27.0", "1.27", "1.26.10", "1.26.9", "1",
        ],
        // A pre-release comes behind its release, and before the release that it follows.
        vec![
            "1.1-rc1",
            "1.0",
            "1.0-rc10",
            "1.0-rc2",
            "1.0-rc1",
            "1.0-beta2",
            "1.0-beta",
            "1.0-alpha.1",
            "1.0-dev",
            "0.9",
        ],
        vec!["1.0.0", "1.0", "1.0.0-rc1", "1.0rc1", "1.0b2", "1.0a1"],
        // Revisions come before what they revise, variants behind it.
        vec![
            "1.0-2",
            "1.0-1",
            "1.0",
            "1.0-alpine",
            "1.0-alpine3.20",
            "1.0-alpine3.19",
            "1.0-slim",
            "1.0-rc1",
        ],
        // Letters behind a version are variants: by the alphabet.
        vec!["1.1.1b", "1.1.1c", "1.1.0"],
        // `v` does not count.
        vec!["v2", "1.9", "v1.8", "1.7"],
        // Floating names first, then versions, dates, other names, and what stands for a digest.
        vec![
            "latest",
            "alpine",
            "edge",
            "stable",
            "3.20",
            "3.9",
            "20260127",
            "20250101",
            "bookworm-20260101",
            "bookworm-20250101",
            "pr-12",
            "pr-9",
            "1a2b3c4",
            "sha256-44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a.sig",
        ],
        // A commit has seven digits, as Git cuts it short, to sixty-four (SHA-256).
        vec![
            "1a2b3c",
            "a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a",
            "1a2b3c4",
            "b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1",
            "c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1",
        ],
        vec!["24.04", "22.04", "6.06"],
        // Zeros in front, and numbers that no integer holds.
        vec!["1.10", "1.09", "1.8"],
        vec![
            "2.99999999999999999999999",
            "2.99999999999999999999998",
            "2.5",
        ],
        // All else equal, the text decides.
        vec!["1.0-RC1", "1.0-rc1"],
        vec!["V1", "v1"],
    ] {
        let want: Vec<String> = want.into_iter().map(str::to_owned).collect();
        let mut reversed = want.clone();
        reversed.reverse();
        assert_eq!(sorted(reversed), want);
    }
}

#[test]
fn repositories_are_ordered_by_the_alphabet_with_numbers_by_value() {
    let mut names = vec!["b", "a10/x", "a2/x", "a", "a2", "a-b", "a/b"];
    names.sort_by_cached_key(|name| repository_key(name));
    assert_eq!(names, ["a", "a-b", "a/b", "a2", "a2/x", "a10/x", "b"]);
}

/// Tags by the grammar, most of them near each other.
fn tag() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}",
        "v?[0-9]{1,3}(\\.[0-9]{1,3}){0,3}(-(rc|alpha|beta|alpine|r|dev)?[0-9.]{0,4})?",
        "[01.a-]{1,6}",
    ]
}

proptest! {
    #[test]
    fn the_order_of_tags_is_total(one in tag(), other in tag()) {
        prop_assert_eq!(key(&one) == key(&other), one == other);
        prop_assert_eq!(key(&one).cmp(&key(&other)), key(&other).cmp(&key(&one)).reverse());
    }

    #[test]
    fn of_two_versions_the_one_with_the_higher_number_comes_first(
        numbers in prop::collection::vec(0_u64..1000, 1..4), at in 0_usize..4, more in 1_u64..1000, suffix in "(-alpine|-rc1|)",
    ) {
        let at = at % numbers.len();
        let mut higher = numbers.clone();
        higher[at] += more;
        let text = |numbers: &[u64]| numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(".");
        let lower = text(&numbers) + &suffix;
        prop_assert!(key(&text(&higher)) < key(&lower));
    }

    #[test]
    fn any_text_has_a_key_and_any_text_may_be_typed(
        text in prop_oneof![any::<String>(), "(oci:|file:|docker://|docker://oci:|https?://)?([a-z]{1,4}|[a-z0-9.:/@,;()-]{0,16})[:/]{0,2}"],
    ) {
        key(&text);
        repository_key(&text);
        if let Some(place) = Place::typed(&text) {
            let name = place.to_string();
            let read = if place.parameter() == "registry" { Place::registry(&name) } else { Place::repository(&name) };
            prop_assert_eq!(read.as_ref(), Some(&place));
            prop_assert_eq!(Place::typed(&place.typed_form()), Some(place));
        }
    }
}
