//! Every kind of page, rendered natively and compared with a golden page in `tests/golden/`.
//!
//! The states come from the page's own reducers and from documents that were parsed as served. `UPDATE_GOLDEN=1` writes the pages anew.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

#[path = "golden/browse.rs"]
mod browse;
#[path = "golden/commands.rs"]
mod commands;
#[path = "golden/diagnoses.rs"]
mod diagnoses;
#[path = "golden/golden.rs"]
mod golden;
#[path = "golden/history.rs"]
mod history;
#[path = "golden/layer_notices.rs"]
mod layer_notices;
#[path = "golden/layers.rs"]
mod layers;
#[path = "golden/layers_section.rs"]
mod layers_section;
#[path = "golden/long.rs"]
mod long;
#[path = "golden/notices.rs"]
mod notices;
#[path = "golden/raw.rs"]
mod raw;
#[path = "golden/render.rs"]
mod render;
#[path = "support/signing.rs"]
mod signing;
mod support;

use porthole::{
    inspection::{InspectionError, Proof, Root},
    oci::{Body, Digest, Verdict},
    source::{GatewaysError, GatewaysFault, diagnosis::decide, transport::Retry},
    ui::{
        badge::view_badge,
        doctor::view_diagnosis,
        inspection_state::{Action, InspectionState},
        shared::Shared,
        text::is_deceptive,
        verification_state::VerificationState,
        view::{SECTIONS, View},
        way::Way,
    },
    verify::{
        job::Outcome,
        signature::{SignatureState, UncheckedReason},
    },
};
use render::{Shown, lay_out, render, render_html, tags};
use signing::{By, Key, START};
use std::{collections::BTreeSet, rc::Rc, time::Duration};
use support::inspecting::{
    OCI_CONFIG, OCI_INDEX, OCI_LAYER, OCI_MANIFEST, Repository, after, begin, config, descriptor,
    index, inspect, linted, manifest, sample,
};
use yew::Html;

const SCHEMA2: &str = include_str!("fixtures/groot-layer1.docker-v2s2.json");
const SCHEMA2_TYPE: &str = "application/vnd.docker.distribution.manifest.v2+json";
const SIGNED: &str = include_str!("fixtures/groot-layer1.docker-v1-signed.json");
const PRETTYJWS: &str = "application/vnd.docker.distribution.manifest.v1+prettyjws";
const IMAGE: &str = "registry.example/o/n:1";

async fn compare(name: &str, shown: &Shown) {
    golden::compare(name, &lay_out(&render(shown, true).await));
}

async fn compare_state(name: &str, state: &Rc<InspectionState>) {
    compare(name, &Shown::of(state)).await;
}

/// The values of an attribute, in the order of the page.
fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let attributes = tags(page).into_iter().flat_map(|tag| tag.attributes);
    attributes
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value)
        .collect()
}

/// The names of the elements.
fn elements(page: &str) -> BTreeSet<&str> {
    tags(page).into_iter().map(|tag| tag.name).collect()
}

/// The names of all attributes of all elements.
fn attribute_names(page: &str) -> BTreeSet<&str> {
    let attributes = tags(page).into_iter().flat_map(|tag| tag.attributes);
    attributes.map(|(name, _)| name).collect()
}

#[tokio::test]
async fn before_the_first_question_the_page_invites_to_ask() {
    compare_state("idle", &Rc::default()).await;
}

#[tokio::test]
async fn a_cancelled_question_is_said() {
    let actions = [begin(IMAGE, None), Action::Cancel];
    compare_state("cancelled", &after(InspectionState::default(), actions)).await;
}

#[tokio::test]
async fn a_retry_is_said_while_the_page_loads() {
    let retry = Retry {
        reason: "503 Service Unavailable".to_owned(),
        retry: 2,
        of: 3,
        wait: Duration::from_secs(2),
    };
    let actions = [begin(IMAGE, None), Action::Retry(retry)];
    compare_state("loading", &after(InspectionState::default(), actions)).await;
}

#[tokio::test]
async fn an_element_without_a_bar_can_be_told_to_wait_no_longer_and_to_ask_again() {
    let retry = Retry {
        reason: "503 Service Unavailable".to_owned(),
        retry: 1,
        of: 3,
        wait: Duration::from_secs(1),
    };
    let asked = after(InspectionState::default(), [begin(IMAGE, None)]);
    let then = |state: &Rc<InspectionState>, action| after(InspectionState::clone(state), [action]);
    for (name, state) in [
        ("waiting-embedded", Rc::clone(&asked)),
        (
            "retrying-embedded",
            then(&index_alone().await, Action::Retry(retry)),
        ),
        ("cancelled-embedded", then(&asked, Action::Cancel)),
    ] {
        let shown = Shown {
            view: View::of("history"),
            ..Shown::of(&state)
        };
        golden::compare(name, &lay_out(&render(&shown, false).await));
    }
}

#[tokio::test]
async fn a_gateway_is_named_in_one_line_and_a_wrong_list_of_them_in_another() {
    let through = Way::Through {
        address: "/_gateway/docker.io".to_owned(),
    };
    let astray = Way::Astray(GatewaysError::Content {
        url: "https://page.example/gateways.json".to_owned(),
        fault: GatewaysFault::NoHost {
            host: "https://ghcr.io".to_owned(),
        },
    });
    let unread = Way::Astray(GatewaysError::Status {
        url: "https://page.example/gateways.json".to_owned(),
        status: 503,
    });
    for (name, way) in [
        ("gateway", through),
        ("gateways-wrong", astray),
        ("gateways-unread", unread),
    ] {
        let actions = [begin("alpine", None), Action::Go(way)];
        compare_state(name, &after(InspectionState::default(), actions)).await;
    }
}

#[tokio::test]
async fn the_sample_is_an_index_with_the_image_for_linux_on_amd64() {
    let shown = Shown {
        is_sample: true,
        ..Shown::of(&inspect("oci:sample:latest", None, &sample()).await)
    };
    compare("index", &shown).await;
}

#[tokio::test]
async fn chosen_sections_stand_in_their_order_and_with_nothing_else() {
    let state = inspect("oci:sample:latest", None, &sample()).await;
    for words in [
        "problems summary",
        "platforms",
        "history layers",
        "raw config",
    ] {
        let shown = Shown {
            view: View::of(words),
            ..Shown::of(&state)
        };
        let page = render(&shown, false).await;
        let parts = attributes(&page, "part");
        let sections = SECTIONS.map(|(name, _)| if name == "raw" { "raw-section" } else { name });
        let found: Vec<&str> = parts
            .into_iter()
            .filter(|part| sections.contains(part))
            .map(|part| part.trim_end_matches("-section"))
            .collect();
        assert_eq!(found.join(" "), words);
        let elements = elements(&page);
        assert!(
            !elements.contains("main") && !elements.contains("nav"),
            "{words}"
        );
    }
}

#[tokio::test]
async fn a_summary_names_the_platform_whose_facts_it_has() {
    for (platform, want) in [
        (None, "linux/amd64"),
        (Some("windows/amd64"), "windows/amd64"),
    ] {
        let shown = Shown {
            view: View::of("summary layers"),
            ..Shown::of(&inspect("oci:sample:latest", platform, &sample()).await)
        };
        let page = render(&shown, false).await;
        let fact = page.split("<dt>Platform<").nth(1);
        let value = fact.and_then(|fact| fact.split("<dd>").nth(1));
        let value = value.and_then(|value| value.split('<').next());
        assert_eq!(value, Some(want), "{page}");
    }
}

#[tokio::test]
async fn a_badge_says_what_is_known_in_one_line() {
    let whole = inspect("oci:sample:latest", None, &sample()).await;
    let artifact = inspect("oci:sample:artifact", None, &sample()).await;
    let schema1 = inspect("oci:sample:schema1", None, &sample()).await;
    let failed = inspect("oci:sample:nothing", None, &sample()).await;
    let loading = after(InspectionState::default(), [begin("alpine:3", None)]);
    let mut badges = String::new();
    for state in [whole, artifact, schema1, failed, loading] {
        let badge = view_badge(&state, &VerificationState::default());
        badges.push_str(&lay_out(&render_html(badge).await));
    }
    golden::compare("badges", &badges);
}

#[tokio::test]
async fn a_badge_says_what_came_of_the_layers() {
    let unsupported = |layer| Outcome::Unsupported {
        algorithm: format!("algorithm {layer}"),
    };
    let mut badges = String::new();
    for shown in [
        layers::verified(1, 2).await,
        layers::mismatching(2).await,
        layers::not_in_copy().await,
        layers::failing(1, 2).await,
        layers::equal_layers(3, |layer| (layer > 0).then(|| unsupported(layer))).await,
        layers::unpacked().await,
    ] {
        let badge = view_badge(&shown.state, &shown.verification);
        badges.push_str(&lay_out(&render_html(badge).await));
    }
    golden::compare("badges-layers", &badges);
}

#[tokio::test]
async fn a_badge_says_the_worst_of_the_documents_also_of_one_that_cannot_be_read() {
    let config = config("amd64", "");
    let config_digest = Digest::sha256_of(config.as_bytes());
    let image = manifest(&descriptor(OCI_CONFIG, &config, ""), &[]);
    let image_digest = Digest::sha256_of(image.as_bytes());
    let entry = descriptor(
        OCI_MANIFEST,
        &image,
        r#","platform":{"os":"linux","architecture":"amd64"}"#,
    );
    let index = index(&[entry]);
    let root = format!(
        "registry.example/o/n@{}",
        Digest::sha256_of(index.as_bytes())
    );
    let bytes = "application/octet-stream";
    let of_entry = format!("manifests/{image_digest}");
    let of_config = format!("blobs/{config_digest}");
    let lost = || support::error(404, "BLOB_UNKNOWN", "blob unknown to registry");
    for (path, served, want) in [
        (&of_config, support::ok(bytes, &config), "match"),
        (&of_config, support::ok(bytes, "no JSON"), "mismatch"),
        (&of_config, support::ok(bytes, "{}"), "mismatch"),
        (&of_config, lost(), "unchecked"),
        (&of_entry, support::ok(bytes, "no JSON"), "mismatch"),
        (&of_entry, lost(), "unchecked"),
        (
            &of_entry,
            support::ok("text/html", "<!doctype html>"),
            "unchecked",
        ),
    ] {
        let url = format!("https://registry.example/v2/o/n/{path}");
        let told = format!("{path}: {served:?}");
        let world = support::FakeRegistry::new().on(&url, [served]);
        let world = [
            (
                format!("manifests/{}", Digest::sha256_of(index.as_bytes())),
                OCI_INDEX,
                &index,
            ),
            (of_entry.clone(), OCI_MANIFEST, &image),
            (of_config.clone(), bytes, &config),
        ]
        .into_iter()
        .fold(world, |world, (path, media_type, text)| {
            let url = format!("https://registry.example/v2/o/n/{path}");
            world.on(&url, [support::ok(media_type, text)])
        });
        let state = inspect(&root, None, &Rc::new(world)).await;
        let badge = render_html(view_badge(&state, &VerificationState::default())).await;
        assert_eq!(attributes(&badge, "data-verdict"), [want], "{told}");
        let word = match want {
            "match" => "✓</span> verified",
            "mismatch" => "✗</span> mismatch",
            _ => "–</span> not checked",
        };
        assert!(badge.contains(word), "{told}: {badge}");
    }
}

#[tokio::test]
async fn another_digest_than_the_pinned_one_is_loud_and_names_both() {
    let pin: Digest = format!("sha256:{}", "0".repeat(64)).parse().unwrap();
    let state = inspect("oci:sample:latest", None, &sample()).await;
    let mut root = Root::clone(state.root().unwrap());
    root.pin(&pin);
    let actions = [
        begin("oci:sample:latest", None),
        Action::RootRead(Shared::new(root)),
    ];
    let shown = Shown {
        view: View::of("summary"),
        pin: Some(pin),
        ..Shown::of(&after(InspectionState::default(), actions))
    };
    compare("pinned", &shown).await;
}

#[tokio::test]
async fn another_platform_of_the_sample_has_its_own_image() {
    let state = inspect("oci:sample:latest", Some("windows/amd64"), &sample()).await;
    compare_state("index-windows", &state).await;
}

/// The sample's index, whose first image is on its way.
async fn index_alone() -> Rc<InspectionState> {
    let whole = inspect("oci:sample:latest", None, &sample()).await;
    let choose = Action::Choose {
        target: whole.target.clone().unwrap(),
        entry: Some(0),
        missing: None,
    };
    let actions = [
        begin("oci:sample:latest", None),
        Action::RootRead(whole.root().unwrap().clone()),
        choose,
    ];
    after(InspectionState::default(), actions)
}

#[tokio::test]
async fn an_index_is_shown_before_the_image_that_was_chosen_of_it() {
    compare_state("index-alone", &index_alone().await).await;
}

#[tokio::test]
async fn an_index_without_the_platform_says_so_and_shows_the_others() {
    let state = inspect("oci:sample:latest", Some("linux/s390x"), &sample()).await;
    compare_state("missing-platform", &state).await;
}

#[tokio::test]
async fn a_line_break_in_a_variable_or_label_makes_no_further_one() {
    let config = config(
        "amd64",
        r#","config":{"Env":["A=1\nPATH=/evil","B=2"],"Labels":{"a":"1\nb=2"}}"#,
    );
    let text = manifest(&descriptor(OCI_CONFIG, &config, ""), &[]);
    let world = Repository::default()
        .manifest("1", OCI_MANIFEST, &text)
        .blob(&config)
        .world();
    let shown = Shown {
        view: View::of("config"),
        ..Shown::of(&inspect(IMAGE, None, &world).await)
    };
    compare("line-breaks", &shown).await;
}

#[tokio::test]
async fn an_image_for_another_platform_than_was_asked_for_says_so() {
    let config = config("amd64", "");
    let text = manifest(&descriptor(OCI_CONFIG, &config, ""), &[]);
    let world = Repository::default()
        .manifest("1", OCI_MANIFEST, &text)
        .blob(&config)
        .world();
    for (platform, want) in [
        (None, 0),
        (Some("linux/amd64"), 0),
        (Some("x86_64"), 0),
        (Some("linux/amd64/v1"), 0),
        (Some("linux/arm64"), 1),
        (Some("windows/amd64"), 1),
    ] {
        let state = inspect(IMAGE, platform, &world).await;
        let page = render(&Shown::of(&state), false).await;
        let title =
            platform.map(|platform| format!("This image is for linux/amd64, not for {platform}"));
        let found = title.map_or(0, |title| page.matches(title.as_str()).count());
        assert_eq!(found, want, "{platform:?}");
        assert_eq!(page.matches("data-code").count(), want, "{platform:?}");
    }
}

#[tokio::test]
async fn an_image_that_the_index_names_and_the_registry_lost_leaves_the_index() {
    let entry = descriptor(
        OCI_MANIFEST,
        "lost",
        r#","platform":{"os":"linux","architecture":"amd64"}"#,
    );
    let world = Repository::default().manifest("1", OCI_INDEX, &index(&[entry]));
    let url = format!(
        "https://registry.example/v2/o/n/manifests/{}",
        Digest::sha256_of(b"lost")
    );
    let lost = support::error(404, "MANIFEST_UNKNOWN", "manifest unknown");
    let state = inspect(IMAGE, None, &world.world_and(&url, lost)).await;
    compare_state("lost-entry", &state).await;
}

#[tokio::test]
async fn an_entry_that_turns_out_to_be_an_index_is_explained() {
    let nested = index(&[]);
    let entry = descriptor(
        OCI_MANIFEST,
        &nested,
        r#","platform":{"os":"linux","architecture":"amd64"}"#,
    );
    let world = Repository::default()
        .manifest("1", OCI_INDEX, &index(&[entry]))
        .manifest("nested", OCI_INDEX, &nested);
    let state = inspect(IMAGE, None, &world.world()).await;
    compare_state("entry-is-an-index", &state).await;
}

#[tokio::test]
async fn an_image_that_was_asked_for_by_digest_is_verified() {
    let text = "oci:sample@sha256:8be8db98879e2bba91300c609b36b6e1ef7daabc0e78a4d6e6d4a3ff7cc420cb";
    compare_state("image", &inspect(text, None, &sample()).await).await;
}

#[tokio::test]
async fn an_embedded_view_has_buttons_where_the_page_has_links() {
    let shown = Shown::of(&inspect("oci:sample:latest", None, &sample()).await);
    let (page, embedded) = (render(&shown, true).await, render(&shown, false).await);
    let inner = |page: &str| {
        let hrefs = attributes(page, "href");
        let inner = hrefs.iter().filter(|href| href.starts_with('?')).count();
        (inner, hrefs.len() - inner)
    };
    let (links, outer) = inner(&page);
    assert!(links > 5, "{links} links");
    assert_eq!(inner(&embedded), (0, outer));
    assert_eq!(
        embedded.matches(r#"class="link""#).count(),
        links,
        "each link became a button"
    );
}

#[tokio::test]
async fn an_image_whose_config_is_lost_is_shown_without_it() {
    let world = Repository::default().manifest("1", SCHEMA2_TYPE, SCHEMA2);
    let digest = config_digest(SCHEMA2);
    let url = format!("https://registry.example/v2/o/n/blobs/{digest}");
    let lost = support::error(404, "BLOB_UNKNOWN", "blob unknown to registry");
    let state = inspect(IMAGE, None, &world.world_and(&url, lost)).await;
    compare_state("image-without-config", &state).await;
}

fn config_digest(manifest: &str) -> String {
    let document = porthole::oci::Document::parse(manifest.as_bytes().into(), None, None).unwrap();
    match document.body {
        Body::Manifest(manifest) => manifest.config.unwrap().digest_text,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_artifact_is_shown_with_its_blobs_and_what_it_is_about() {
    let state = inspect("oci:sample:artifact", None, &sample()).await;
    compare_state("artifact", &state).await;
}

#[tokio::test]
async fn what_cosign_attaches_in_the_shape_of_an_image_is_an_artifact_with_contents() {
    for layer_type in [
        "application/vnd.dev.cosign.simplesigning.v1+json",
        "application/vnd.dsse.envelope.v1+json",
        "text/spdx+json",
    ] {
        let config = config(
            "",
            r#","rootfs":{"type":"layers","diff_ids":["sha256:0000000000000000000000000000000000000000000000000000000000000000"]}"#,
        );
        let text = manifest(
            &descriptor(OCI_CONFIG, &config, ""),
            &[descriptor(layer_type, "{}", "")],
        );
        let world = Repository::default()
            .manifest("1", OCI_MANIFEST, &text)
            .blob(&config)
            .blob("{}")
            .world();
        let state = linted(&inspect(IMAGE, None, &world).await);
        assert_eq!(state.kind_attribute(), Some("artifact"), "{layer_type}");
        let page = render(&Shown::of(&state), true).await;
        assert!(!page.contains("docker pull"), "{layer_type}");
        let rules = attributes(&page, "data-rule");
        assert!(!rules.contains(&"layer-media-type"), "{rules:?}");
        let (_, fact) = page.split_once("Artifact type").unwrap();
        let (fact, _) = fact.split_once("</dd>").unwrap();
        assert!(
            fact.ends_with(&format!("<code>{layer_type}</code>")),
            "{fact}"
        );
        assert!(fact.contains("/layers/0/mediaType"), "{fact}");
        let contents = attributes(&page, "part");
        assert!(contents.contains(&"contents"), "{contents:?}");
    }
}

#[tokio::test]
async fn an_entry_whose_platform_says_nothing_is_called_what_it_is() {
    let config = config("", "");
    let text = manifest(&descriptor(OCI_CONFIG, &config, ""), &[]);
    const SILENT: &str = r#","platform":{"os":"","architecture":""}"#;
    let typed = format!(r#"{SILENT},"artifactType":"application/vnd.example""#);
    for (more, want) in [(SILENT, "no platform"), (&typed, "application/vnd.example")] {
        let index = index(&[descriptor(OCI_MANIFEST, &text, more)]);
        let world = Repository::default()
            .manifest("1", OCI_INDEX, &index)
            .manifest("image", OCI_MANIFEST, &text)
            .blob(&config)
            .world();
        let page = render(&Shown::of(&inspect(IMAGE, None, &world).await), true).await;
        assert_eq!(attributes(&page, "data-platform"), [""; 0], "{want}");
        let (_, row) = page.split_once("part=\"platform\"").unwrap();
        let (name, _) = row.split_once("</th>").unwrap();
        assert!(name.contains(want), "{name}");
        assert!(!page.contains(">/<"), "{page}");
    }
}

#[tokio::test]
async fn the_title_of_a_blob_is_said_once() {
    let config = descriptor("application/vnd.example+json", "{}", "");
    let title = r#""org.opencontainers.image.title":"a.txt""#;
    for (annotations, want) in [
        (title.to_owned(), None),
        (
            format!(r#"{title},"b":"c""#),
            Some("1 more in its descriptor"),
        ),
    ] {
        let blob = descriptor(
            "text/plain",
            "a",
            &format!(",\"annotations\":{{{annotations}}}"),
        );
        let page = page_of(OCI_MANIFEST, &manifest(&config, &[blob])).await;
        let folded = page
            .split_once(" more in ")
            .map(|_| "1 more in its descriptor");
        assert_eq!(folded, want);
        assert!(
            !page.contains("annotations.org.opencontainers.image.title"),
            "{page}"
        );
    }
}

/// The page of what is served at the tag `1`.
async fn page_of(media_type: &str, text: &str) -> String {
    let world = Repository::default()
        .manifest("1", media_type, text)
        .blob("{}")
        .world();
    render(&Shown::of(&inspect(IMAGE, None, &world).await), true).await
}

#[tokio::test]
async fn images_and_indexes_say_what_artifact_type_they_state() {
    let typed = |text: String, kind: &str| {
        let member = format!("{{\"artifactType\":\"{kind}\",");
        text.replacen('{', &member, 1)
    };
    let config = descriptor(OCI_CONFIG, "{}", "");
    let image = manifest(&config, &[]);
    for (media_type, text) in [(OCI_MANIFEST, image), (OCI_INDEX, index(&[]))] {
        let plain = page_of(media_type, &text).await;
        assert!(!plain.contains("Artifact type"), "{plain}");
        let page = page_of(media_type, &typed(text, "application/vnd.example")).await;
        let (_, fact) = page.split_once("Artifact type").unwrap();
        let (fact, _) = fact.split_once("</dd>").unwrap();
        assert!(
            fact.ends_with("<code>application/vnd.example</code>"),
            "{fact}"
        );
        assert!(fact.contains("/artifactType"), "{fact}");
    }
}

#[tokio::test]
async fn a_layer_comes_with_the_manifest_only_if_its_data_is_what_is_named() {
    let config = descriptor(OCI_CONFIG, "{}", "");
    // "{}", another content, a cut one, none.
    for (data, is_embedded) in [
        ("e30=", true),
        ("W10=", false),
        ("ew==", false),
        ("", false),
    ] {
        let layer = descriptor(OCI_LAYER, "{}", &format!(",\"data\":\"{data}\""));
        let page = page_of(OCI_MANIFEST, &manifest(&config, &[layer])).await;
        let said = page.contains("comes with the manifest");
        assert_eq!(said, is_embedded, "{data:?}");
    }
}

#[tokio::test]
async fn why_a_digest_is_only_computed_is_said_unless_the_registry_names_it_too() {
    const WORDS: &str = "Asked for by tag: no digest to compare with.";
    let page = page_of(OCI_INDEX, &index(&[])).await;
    assert_eq!(page.matches(WORDS).count(), 1, "{page}");
    let url = "https://registry.example/v2/o/n/manifests/1";
    let digest = Digest::sha256_of(index(&[]).as_bytes()).to_string();
    let answer = support::ok(OCI_INDEX, index(&[]));
    let answer = support::with(answer, "docker-content-digest", &digest);
    let world = Repository::default().world_and(url, answer);
    let page = render(&Shown::of(&inspect(IMAGE, None, &world).await), true).await;
    assert!(page.contains("computed") && !page.contains(WORDS), "{page}");
}

#[tokio::test]
async fn an_attestation_is_an_artifact() {
    let text = "oci:sample@sha256:f0e196cab9b057ee338bd95f71be5fe8edd1663ca6d24e22714c953185e9dc39";
    compare_state("attestation", &inspect(text, None, &sample()).await).await;
}

async fn schema1(text: &str) -> Rc<InspectionState> {
    let world = Repository::default().serve("manifests/1", PRETTYJWS, text);
    inspect(IMAGE, None, &world.world()).await
}

#[tokio::test]
async fn a_signed_schema1_manifest_is_shown_with_its_signature() {
    let shown = Shown {
        signatures: vec![SignatureState::Valid],
        ..Shown::of(&schema1(SIGNED).await)
    };
    compare("schema1", &shown).await;
}

/// An unsigned schema-1 manifest with these steps, oldest first, and with more members.
fn unsigned_schema1(steps: &[&str], more: &str) -> String {
    let blob = Digest::sha256_of(b"layer");
    let layers = steps.iter().map(|_| format!(r#"{{"blobSum":"{blob}"}}"#));
    let layers: Vec<String> = layers.collect();
    let ids = steps.iter().enumerate().map(|(id, step)| {
        let parent = id.checked_sub(1);
        let parent = parent.map_or_else(String::new, |id| format!(r#","parent":"{id}""#));
        let text = format!(r#"{{"id":"{id}"{parent}{step}}}"#);
        serde_json::json!({ "v1Compatibility": text }).to_string()
    });
    let ids: Vec<String> = ids.rev().collect();
    format!(
        r#"{{"schemaVersion":1,"name":"o/n","tag":"1","architecture":"amd64","fsLayers":[{}],"history":[{}]{more}}}"#,
        layers.join(","),
        ids.join(",")
    )
}

#[tokio::test]
async fn authors_and_comments_of_schema1_steps_are_said_where_they_begin() {
    let steps = [
        r#","author":"somebody""#,
        r#","author":"somebody","comment":"first""#,
        r#","author":"somebody else","comment":"first""#,
    ];
    let state = schema1(&unsigned_schema1(&steps, "")).await;
    let page = render(&Shown::of(&state), true).await;
    let rows = page.split(r#"part="history-entry""#).skip(1);
    let remarks: Vec<String> = rows
        .map(|row| {
            let remarks = row.split(r#"<div class="small muted">"#).skip(1);
            let remarks = remarks.map(|remark| remark.split('<').next().unwrap());
            remarks.collect::<Vec<_>>().join("; ")
        })
        .collect();
    assert_eq!(remarks, ["somebody", "first", "somebody else"]);
}

#[tokio::test]
async fn members_of_schema1_that_no_specification_names_are_shown() {
    let text = unsigned_schema1(&[""], r#","x-more":{"a":1}"#);
    let page = render(&Shown::of(&schema1(&text).await), true).await;
    let row = page.split(r#"aria-label="x-more""#).nth(1).expect("a row");
    let row = row.split("</tr>").next().unwrap();
    assert!(row.contains("not in the specification"), "{row}");
    assert!(row.contains(r#"data-pointer="/x-more""#), "{row}");
    assert!(row.contains(r#"{"a":1}"#), "{row}");
    let plain = unsigned_schema1(&[""], "");
    let page = render(&Shown::of(&schema1(&plain).await), true).await;
    assert!(!page.contains(r#"part="annotations""#), "{page}");
}

#[tokio::test]
async fn several_signatures_are_shown_with_their_certificates_and_what_they_do_not_cover() {
    let mut wrong_id = signing::signature(START, "}", Key::Es384, By::Jwk);
    wrong_id["header"]["jwk"]["kid"] = "AAAA:BBBB".into();
    let mut unreadable = signing::signature(START, "}", Key::Es256, By::X5c);
    unreadable["header"]["x5c"] = serde_json::json!(["AAAA"]);
    let signatures = [
        signing::signature(START, "}", Key::Rs256, By::X5c),
        wrong_id,
        signing::signature(START, "\n}", Key::Es512, By::Jwk),
        unreadable,
    ];
    let text = signing::document(&format!("{START},\"tag\":\"evil\""), &signatures);
    let unchecked = |reason| SignatureState::Unchecked { reason };
    let fault = "it is for another payload than the one shown".to_owned();
    let error = porthole::verify::certificate::CertificateError::Der;
    let shown = Shown {
        signatures: vec![
            SignatureState::Valid,
            SignatureState::Invalid,
            unchecked(UncheckedReason::Malformed { fault }),
            unchecked(UncheckedReason::Certificate { error }),
        ],
        ..Shown::of(&schema1(&text).await)
    };
    compare("signatures", &shown).await;
}

#[tokio::test]
async fn a_manifest_whose_payload_is_lost_has_no_digest() {
    let end = SIGNED.find("\"protected\": \"").unwrap();
    let text = format!("{}\"protected\": \"e30\"}}]}}", &SIGNED[..end]);
    let state = schema1(&text).await;
    let page = render(&Shown::of(&state), true).await;
    assert!(page.contains("no digest"));
    assert_eq!(attributes(&page, "data-verdict"), ["unchecked"]);
    assert!(!page.contains("docker pull"));
    assert!(!page.contains("part=\"raw-unsigned\""));
    let digest = Digest::sha256_of(text.as_bytes());
    assert!(!page.contains(&digest.to_string()));
}

#[tokio::test]
async fn unsigned_content_and_signatures_that_do_not_hold_are_told() {
    let end = SIGNED.rfind('}').unwrap();
    let text = format!("{},\"fsLayers\": []}}", SIGNED[..end].trim_end());
    let state = schema1(&text).await;
    let reason = UncheckedReason::NoCryptography;
    for (signatures, want, sentence) in [
        (vec![], "unchecked", "Not checked yet"),
        (
            vec![SignatureState::Invalid],
            "invalid",
            "The document was changed, or this is not the signature of it.",
        ),
        (
            vec![SignatureState::Unchecked { reason }],
            "unchecked",
            "This page may not use the browser's cryptography, which needs https",
        ),
    ] {
        let shown = Shown {
            signatures,
            ..Shown::of(&state)
        };
        let page = render(&shown, true).await;
        let start = page.find(r#"<li part="signature""#).unwrap();
        assert_eq!(attributes(&page[start..], "data-state")[0], want);
        assert!(page.contains(sentence), "{sentence}");
        assert!(
            page.contains(r#"Unsigned content, not believed: <code title="[]">fsLayers</code>"#)
        );
        assert_eq!(page.matches(r#"part="layer""#).count(), 7, "of the payload");
    }
}

#[tokio::test]
async fn a_name_that_does_not_exist_leads_to_those_that_do() {
    const LAYOUT: &str = "oci:https://host.example/layout";
    let tags =
        r#"href="?repository=registry.example/o/n">See which tags registry.example/o/n has<"#;
    let repositories =
        r#"href="?registry=registry.example">See which repositories registry.example has<"#;
    let of_layout = format!(r#"href="?repository={LAYOUT}">Look at the tags of {LAYOUT}<"#);
    for (case, image, want) in [
        ("404 repository", IMAGE, Some(repositories)),
        ("404 manifest", IMAGE, Some(tags)),
        ("404 unsaid", IMAGE, Some(tags)),
        ("404 blob", IMAGE, None),
        ("403", IMAGE, None),
        ("503", IMAGE, None),
        ("unknown tag", LAYOUT, Some(of_layout.as_str())),
        ("no tags", LAYOUT, None),
    ] {
        let mut cases = notices::all().into_iter();
        let (_, failure, _) = cases.find(|(name, ..)| name == case).expect(case);
        let fail = Action::Fail {
            target: None,
            failure,
        };
        let state = after(InspectionState::default(), [begin(image, None), fail]);
        let page = render(&Shown::of(&state), true).await;
        match (page.split_once(r#"part="way-on"><a "#), want) {
            (Some((_, link)), Some(want)) => assert!(link.starts_with(want), "{case}: {link}"),
            (None, None) => {}
            (found, want) => panic!("{case}: {found:?} in the place of {want:?}"),
        }
    }
}

#[tokio::test]
async fn every_failure_has_its_notice() {
    let mut page = String::new();
    let mut codes = BTreeSet::new();
    for (name, failure, code) in notices::all() {
        let action = Action::Fail {
            target: None,
            failure,
        };
        let state = after(InspectionState::default(), [action]);
        let rendered = render(&Shown::of(&state), true).await;
        assert_eq!(attributes(&rendered, "data-code"), [code], "{name}");
        codes.insert(code);
        page.push_str(&format!("<!-- {name} -->\n{}", lay_out(&rendered)));
    }
    golden::compare("notices", &page);
    let want = [
        "bad-reference",
        "cors",
        "defect",
        "denied",
        "malformed",
        "mismatch",
        "mixed-content",
        "not-a-registry",
        "not-found",
        "rate-limited",
        "server-error",
        "too-large",
        "unauthorized",
        "unreachable",
        "unsupported",
    ];
    assert_eq!(codes.into_iter().collect::<Vec<_>>(), want);
}

#[tokio::test]
async fn every_diagnosis_has_its_words_and_its_cures() {
    let mut page = String::new();
    let mut causes = BTreeSet::new();
    for (name, findings) in diagnoses::all() {
        let diagnosis = decide(&findings);
        causes.insert(diagnosis.fault.attribute());
        let rendered = render_html(view_diagnosis(
            &findings,
            &diagnosis,
            Html::default(),
            false,
        ))
        .await;
        let origins = rendered.matches("{origin}").count() + rendered.matches("{host}").count();
        assert_eq!(origins, 0, "{name}: a place that was not filled in");
        page.push_str(&format!("<!-- {name} -->\n{}", lay_out(&rendered)));
    }
    golden::compare("diagnoses", &page);
    let want = [
        "address",
        "blobs",
        "hidden-challenge",
        "local-network",
        "lost",
        "mixed-content",
        "no-permission",
        "no-referrers",
        "one-blob",
        "policy",
        "preflight",
        "redirect",
        "redirect-unreachable",
        "token-service",
        "unreachable",
        "wrong-server",
    ];
    assert_eq!(causes.into_iter().collect::<Vec<_>>(), want);
}

#[tokio::test]
async fn documents_that_are_not_those_asked_for_are_loud_and_shown() {
    let whole = inspect("oci:sample:latest", None, &sample()).await;
    let wrong = |name: &str, size: u64| {
        Proof::Mismatch(Verdict::DigestMismatch {
            expected: Digest::sha256_of(name.as_bytes()),
            actual: Digest::sha256_of(b"actual"),
            size,
        })
    };
    let mut root = Root::clone(whole.root().unwrap());
    root.proof = wrong("index", 2407);
    let image = whole.image().unwrap();
    let mut image = match &image.manifest {
        porthole::ui::inspection_state::ManifestDocument::Entry(entry) => {
            porthole::inspection::ImageDocument::clone(entry)
        }
        other => panic!("{other:?}"),
    };
    image.proof = Proof::Mismatch(Verdict::SizeMismatch {
        expected: 1345,
        actual: 1346,
        has_digest: true,
    });
    let mut config = porthole::inspection::ConfigDocument::clone(whole.config_document().unwrap());
    config.proof = wrong("config", 4298);
    let actions = [
        begin("oci:sample:latest", None),
        Action::RootRead(Shared::new(root)),
        Action::Choose {
            target: whole.target.clone().unwrap(),
            entry: whole.index().unwrap().0.chosen,
            missing: None,
        },
        Action::EntryRead(0, Ok(Shared::new(image))),
        Action::ConfigRead(Some(0), Ok(Shared::new(config))),
    ];
    let state = after(InspectionState::default(), actions);
    let page = render(&Shown::of(&state), true).await;
    assert_eq!(attributes(&page, "data-code"), ["mismatch"; 3]);
    assert_eq!(attributes(&page, "data-verdict"), ["mismatch"; 3]);
    golden::compare("mismatch", &lay_out(&page));
}

#[tokio::test]
async fn an_unknown_algorithm_is_not_checked_and_never_a_mismatch() {
    let whole = inspect("oci:sample:latest", None, &sample()).await;
    let mut root = Root::clone(whole.root().unwrap());
    root.proof = Proof::Unchecked {
        algorithm: "blake3".to_owned(),
    };
    let actions = [
        begin("oci:sample:latest", None),
        Action::RootRead(Shared::new(root)),
    ];
    let page = render(
        &Shown::of(&after(InspectionState::default(), actions)),
        true,
    )
    .await;
    assert_eq!(attributes(&page, "data-verdict"), ["unchecked"]);
    assert_eq!(attributes(&page, "data-code"), [""; 0]);
    assert!(page.contains("Porthole does not compute blake3."));
    assert!(page.contains("not checked"));
}

#[tokio::test]
async fn a_history_that_does_not_fit_the_layers_is_said_and_not_paired() {
    let config = config(
        "amd64",
        r#","history":[{"created_by":"RUN one"},{"created_by":"RUN two"},{"created_by":"ENV A=b","empty_layer":true}]"#,
    );
    let layers: Vec<String> = ["one", "two", "three"]
        .iter()
        .map(|content| descriptor(OCI_LAYER, content, ""))
        .collect();
    let text = manifest(&descriptor(OCI_CONFIG, &config, ""), &layers);
    let world = Repository::default()
        .manifest("1", OCI_MANIFEST, &text)
        .blob(&config);
    let state = inspect(IMAGE, None, &world.world()).await;
    compare_state("faulty-history", &linted(&state)).await;
}

#[tokio::test]
async fn broken_documents_are_shown_with_their_problems() {
    let entries = [
        r#"{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:short","size":-1}"#.to_owned(),
        r#"{"digest":"blake3:0123456789abcdef0123456789abcdef","size":12,"platform":{"os":"linux","architecture":"arm64","variant":"v8"}}"#.to_owned(),
        r#"{"mediaType":"application/vnd.example.thing","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2.5}"#.to_owned(),
        "7".to_owned(),
    ];
    let text = index(&entries).replacen('{', r#"{"schemaVersion":3,"layers":[],"#, 1);
    let world = Repository::default().manifest("1", OCI_MANIFEST, &text);
    let root = inspect_root(&world.world()).await;
    let actions = [begin(IMAGE, None), Action::RootRead(root)];
    let state = after(InspectionState::default(), actions);
    compare_state("problems", &linted(&state)).await;
}

async fn inspect_root(world: &Rc<support::FakeRegistry>) -> Shared<Root> {
    let source = support::source(IMAGE, world);
    let root = porthole::inspection::read_root(&source, &support::reference(IMAGE)).await;
    Shared::new(root.unwrap())
}

#[tokio::test]
async fn layers_that_unpack_to_what_the_config_says_or_not() {
    compare("unpacked", &layers::unpacked().await).await;
}

#[tokio::test]
async fn layers_are_shown_in_every_state() {
    compare("layers", &layers::in_every_state().await).await;
}

#[tokio::test]
async fn layers_that_a_static_copy_was_made_without() {
    compare("not-in-copy", &layers::not_in_copy().await).await;
}

#[tokio::test]
async fn the_total_says_what_came_of_the_layers() {
    for (verified, of, want) in [
        (0, 2, ""),
        (1, 2, "1 of 2 verified"),
        (2, 2, "all 2 are verified"),
        (1, 1, "the one layer is verified"),
    ] {
        let page = render(&layers::verified(verified, of).await, true).await;
        let total = page.split(r#"part="total""#).nth(1).unwrap();
        let text = &total[total.find('>').unwrap() + 1..total.find('<').unwrap()];
        assert_eq!(text, want);
    }
}

#[tokio::test]
async fn speed_and_time_left_are_shown_and_not_announced() {
    let page = render(&layers::in_every_state().await, true).await;
    let after = |mark: &str| {
        let found = page.split(mark).nth(1).unwrap();
        found[found.find('>').unwrap() + 1..found.find('<').unwrap()].to_owned()
    };
    assert_eq!(after(r#"part="total" role="status""#), "reading");
    assert_eq!(
        after(r#"part="rate" class"#),
        "4 of 10 layers read, 17.1 MB, 17 MB/s"
    );
    let page = render(&layers::being_read().await, true).await;
    let rate = page.split(r#"part="rate" class"#).nth(1).unwrap();
    let rate = &rate[rate.find('>').unwrap() + 1..rate.find('<').unwrap()];
    assert_eq!(
        rate,
        "0 of 2 layers read, 12.0 MB of 60.0 MB, 12 MB/s, 4.0 s left"
    );
}

#[tokio::test]
async fn a_layer_that_is_read_says_how_far_how_fast_and_for_how_long_yet() {
    let [known, unknown] = [
        layers::in_every_state().await,
        layers::being_read_without_sizes().await,
    ];
    for (shown, bars, want) in [
        (
            known,
            2,
            [
                "10.0 MB, 10 MB/s, 3.0 s left",
                "2.0 MB; The connection broke, trying again (1 of 3).",
                "5.0 MB",
            ]
            .as_slice(),
        ),
        (
            unknown,
            0,
            &[
                "5.0 MB, 5 MB/s",
                "1.0 MB; The server said 503, trying again (2 of 3).",
            ],
        ),
    ] {
        let page = render(&shown, true).await;
        let reading = page.split(r#"data-state="reading""#).skip(1);
        let said: Vec<String> = reading
            .map(|row| {
                let row = row.split("</tr>").next().unwrap();
                let words = row.split(r#"<div class="small muted why">"#).skip(1);
                let words = words.map(|words| words.split('<').next().unwrap());
                words.collect::<Vec<_>>().join("; ")
            })
            .collect();
        assert_eq!(said, want);
        assert_eq!(page.matches("<progress").count(), bars);
    }
}

#[tokio::test]
async fn of_a_long_table_the_first_hundred_rows_are_shown() {
    for (layers, rows, rest) in [(100, 100, None), (250, 100, Some("100 of 250 rows"))] {
        let page = render(&layers::verified(0, layers).await, true).await;
        assert_eq!(page.matches(r#"part="layer""#).count(), rows);
        assert_eq!(page.contains("Show all"), rest.is_some());
        if let Some(rest) = rest {
            assert!(page.contains(rest));
        }
    }
}

#[tokio::test]
async fn of_many_layers_with_wrong_bytes_five_have_a_notice() {
    let page = render(&layers::mismatching(8).await, true).await;
    assert_eq!(attributes(&page, "data-code"), ["mismatch"; 5]);
    let states = attributes(&page, "data-state");
    assert_eq!(states, ["mismatch"; 8]);
}

/// Text that would do harm anywhere it were taken for something else than text.
const HOSTILE: &str = r#"<img src=x onerror=alert(1)>\" onclick=\"alert(2)</script><script>alert(3)</script>&lt;&#x202e; 'x' \u202egnp.exe\u202c \u0000\u0007\u200b\ufeff"#;

#[tokio::test]
async fn what_descriptors_say_besides_is_folded_beside_them() {
    let config = config("amd64", "");
    let many: Vec<String> = (0..60).map(|number| format!(r#""{number}":"""#)).collect();
    let layers = [
        descriptor(OCI_LAYER, "plain", ""),
        descriptor(
            OCI_LAYER,
            "one",
            r#","urls":["https://a/b","x"],"stargz":{"toc":1}"#,
        ),
        descriptor(
            OCI_LAYER,
            "many",
            &format!(r#","annotations":{{{}}}"#, many.join(",")),
        ),
    ];
    let of_config = r#","annotations":{"a":"b"}"#;
    let image = manifest(&descriptor(OCI_CONFIG, &config, of_config), &layers);
    let platform =
        |more: &str| format!(r#","platform":{{"os":"linux","architecture":"amd64"{more}}}"#);
    let entries = [
        descriptor(
            OCI_MANIFEST,
            &image,
            &(platform(r#","features":["sse4"],"abi":"gnu""#) + r#","artifactType":"a/b""#),
        ),
        descriptor(OCI_MANIFEST, "another", &platform(r#","variant":"v3""#)),
    ];
    let world = Repository::default()
        .manifest("1", OCI_INDEX, &index(&entries))
        .manifest("image", OCI_MANIFEST, &image)
        .blob(&config);
    let state = inspect(IMAGE, None, &world.world()).await;
    let page = render(&Shown::of(&state), true).await;

    let parts = tags(&page).into_iter().filter_map(|tag| {
        let value = |name| {
            let mut attributes = tag.attributes.iter();
            attributes
                .find(|(key, _)| *key == name)
                .map(|(_, value)| *value)
        };
        match value("part")? {
            "descriptor" => Some("descriptor".to_owned()),
            "descriptor-entry" => value("data-key").map(str::to_owned),
            _ => None,
        }
    });
    let parts: Vec<String> = parts.collect();
    let mut want = vec![
        "descriptor",
        "artifactType",
        "platform.features",
        "abi",
        "descriptor",
        "urls",
        "urls",
        "stargz",
        "descriptor",
    ];
    let annotations: Vec<String> = (0..50)
        .map(|number| format!("annotations.{number}"))
        .collect();
    want.extend(annotations.iter().map(String::as_str));
    want.extend(["descriptor", "annotations.a"]);
    assert_eq!(parts, want);
    for words in [
        "<summary>3 more in its descriptor</summary>",
        "<summary>60 more in its descriptor</summary>",
        "<summary>1 more in the descriptor of the config</summary>",
        "50 of 60: the raw document has all",
        "<dt>stargz<div class=\"small warn\">not in the specification</div></dt>",
        ">{\"toc\":1}</dd>",
    ] {
        assert!(page.contains(words), "{words}");
    }
}

#[tokio::test]
async fn hostile_text_stays_text() {
    let config = format!(
        r#"{{"architecture":"{HOSTILE}","os":"{HOSTILE}","created":"{HOSTILE}","author":"{HOSTILE}","{HOSTILE}":"{HOSTILE}",
        "config":{{"User":"{HOSTILE}","Cmd":["{HOSTILE}"],"Env":["PATH={HOSTILE}","LINK=javascript:alert(4)"],
        "Labels":{{"{HOSTILE}":"{HOSTILE}","url":"javascript:alert(5)","good":"https://example.com/?a=<b>","spaced":"https://example.com/ x"}}}},
        "rootfs":{{"type":"layers","diff_ids":["{HOSTILE}"]}},
        "history":[{{"created":"{HOSTILE}","created_by":"{HOSTILE}","author":"{HOSTILE}","comment":"{HOSTILE}"}}]}}"#
    );
    let layer = format!(
        r#"{{"mediaType":"application/vnd.oci.image.layer.nondistributable.v1.tar+gzip","digest":"{HOSTILE}","size":3,"urls":["javascript:alert(6)","{HOSTILE}"],"annotations":{{"{HOSTILE}":"{HOSTILE}","link":"javascript:alert(8)"}},"{HOSTILE}":"{HOSTILE}"}}"#
    );
    let of_config =
        format!(r#","artifactType":"{HOSTILE}","{HOSTILE}":{{"{HOSTILE}":"{HOSTILE}"}}"#);
    let annotations =
        format!(r#","annotations":{{"{HOSTILE}":"{HOSTILE}","link":"javascript:alert(7)"}}"#);
    let with_annotations =
        |text: String| format!("{}{annotations}}}", text.strip_suffix('}').unwrap());
    let image = with_annotations(manifest(
        &descriptor(OCI_CONFIG, &config, &of_config),
        &[layer],
    ));
    let platform = format!(
        r#","platform":{{"os":"linux","architecture":"amd64","variant":"{HOSTILE}","os.version":"{HOSTILE}","os.features":["{HOSTILE}"],"features":["{HOSTILE}"],"{HOSTILE}":["{HOSTILE}"]}}"#
    );
    let other = format!(
        r#"{{"mediaType":"{HOSTILE}","artifactType":"{HOSTILE}","digest":"{HOSTILE}","size":1}}"#
    );
    let entries = [descriptor(OCI_MANIFEST, &image, &platform), other];
    let root = with_annotations(index(&entries));
    let world = Repository::default()
        .manifest("1", OCI_INDEX, &root)
        .manifest("image", OCI_MANIFEST, &image)
        .blob(&config);
    let state = inspect(IMAGE, Some("linux/amd64"), &world.world()).await;
    assert!(state.config().is_some(), "the config was read");
    let page = render(&Shown::of(&linted(&state)), true).await;

    let plain = render(
        &Shown::of(&linted(
            &inspect("oci:sample:latest", None, &sample()).await,
        )),
        true,
    )
    .await;
    for (what, found, known) in [
        ("elements", elements(&page), elements(&plain)),
        (
            "attributes",
            attribute_names(&page),
            attribute_names(&plain),
        ),
    ] {
        let unknown: Vec<_> = found.difference(&known).copied().collect();
        let harmless = [
            "p",
            // Of descriptors that say more than those of the sample.
            "details",
            "summary",
            "data-code-point",
            "data-rule",
            "data-severity",
        ];
        let is_harmless = unknown.iter().all(|name| harmless.contains(name));
        assert!(
            is_harmless,
            "{what} that the sample does not have: {unknown:?}"
        );
    }
    for href in attributes(&page, "href") {
        // Beside images only the registry and the repository of what was asked for.
        let is_safe = ["?image=", "https://"]
            .iter()
            .any(|start| href.starts_with(start))
            || [
                "?registry=registry.example",
                "?repository=registry.example/o/n",
            ]
            .contains(&href);
        assert!(is_safe, "{href}");
    }
    assert!(attributes(&page, "href").contains(&"https://example.com/?a=&lt;b&gt;"));
    for shown in ["title", "aria-label"] {
        for value in attributes(&page, shown) {
            assert!(!value.contains(is_deceptive), "{shown}={value:?}");
            assert!(value.len() < 1000, "{shown} has {} bytes", value.len());
        }
    }
    let marked: BTreeSet<&str> = attributes(&page, "data-code-point").into_iter().collect();
    let want = ["U+0000", "U+0007", "U+200B", "U+202C", "U+202E", "U+FEFF"];
    assert_eq!(marked.into_iter().collect::<Vec<_>>(), want);
    golden::compare("hostile", &lay_out(&page));
}

#[tokio::test]
async fn what_was_asked_for_is_hostile_text_too() {
    let image: String = serde_json::from_str(&format!("\"{HOSTILE}\"")).unwrap();
    let target = support::inspecting::target(&image, None);
    let error = image
        .parse::<porthole::oci::ImageReference>()
        .expect_err("this names no image");
    let failure = porthole::ui::inspection_state::Failure::Reference { text: image, error };
    let action = Action::Fail {
        target: Some(target),
        failure,
    };
    let page = render(
        &Shown::of(&after(InspectionState::default(), [action])),
        true,
    )
    .await;
    let want = ["code", "div", "h1", "main", "mark", "p", "section", "span"];
    assert_eq!(elements(&page).into_iter().collect::<Vec<_>>(), want);
    golden::compare("hostile-reference", &lay_out(&page));
}

#[test]
fn a_page_is_laid_out_with_one_tag_a_line_and_nothing_lost() {
    let html = "<p title=\"a>b\">one <b>two</b>\u{202e}\n x </p>";
    let want = "<p title=\"a>b\">\n  one&#32;\n  <b>\n    two\n  </b>\n  &#x202E;\n x&#32;\n</p>\n";
    assert_eq!(lay_out(html), want);
}

#[test]
fn the_first_line_that_differs_is_found() {
    assert_eq!(golden::first_difference("a\nb", "a\nb"), None);
    let want = "line 2:\n- b\n+ c\n";
    assert_eq!(
        golden::first_difference("a\nb", "a\nc").as_deref(),
        Some(want)
    );
    let want = "line 2:\n+ b\n";
    assert_eq!(golden::first_difference("a", "a\nb").as_deref(), Some(want));
}

#[tokio::test]
async fn an_error_in_a_part_names_the_part() {
    let error = InspectionError::NoDigest {
        digest_text: String::new(),
    };
    let whole = inspect("oci:sample:latest", None, &sample()).await;
    let actions = [
        begin("oci:sample:latest", None),
        Action::RootRead(whole.root().unwrap().clone()),
        Action::Choose {
            target: whole.target.clone().unwrap(),
            entry: Some(0),
            missing: None,
        },
        Action::EntryRead(0, Err(error)),
    ];
    let state = after(InspectionState::default(), actions);
    let page = render(&Shown::of(&state), true).await;
    let want = "<h2>The image could not be read: the document names no digest to follow</h2>";
    assert!(page.contains(want));
    assert_eq!(attributes(&page, "data-code"), ["malformed"]);
}
