//! What a report says of each kind of image and each kind of verdict.

use crate::{
    assert_keeps, layers,
    render::Shown,
    report, signing,
    signing::{By, Key, START},
    support::{
        self, FakeRegistry, answer,
        inspecting::{
            OCI_CONFIG, OCI_INDEX, OCI_LAYER, OCI_MANIFEST, Repository, after, begin, config,
            descriptor, index, inspect, linted, manifest, sample, without_platform,
        },
        ok, with,
    },
};
use porthole::{
    inspection::{ConfigDocument, HeaderDigest, Proof},
    oci::{self, Digest},
    report::{
        Change, LARGEST, Report,
        model::{
            DocumentName, Layer, Problem, Referrer, ReportKind, SignatureVerdict, Verdict, Way,
        },
    },
    ui::{
        identity,
        inspection_state::{Action, InspectionState},
        layers::layers_of,
        shared::Shared,
        way,
    },
    verify::signature::{SignatureState, UncheckedReason},
};
use std::rc::Rc;

const IMAGE: &str = "registry.example/o/n:1";
const PRETTYJWS: &str = "application/vnd.docker.distribution.manifest.v1+prettyjws";

/// An image of one layer with a config, as manifest, config and the registry that serves them.
fn simple() -> (String, String, Repository) {
    let config = config("amd64", "");
    let layer = descriptor(OCI_LAYER, "layer", "");
    let text = manifest(&descriptor(OCI_CONFIG, &config, ""), &[layer]);
    let world = Repository::default()
        .manifest("1", OCI_MANIFEST, &text)
        .blob(&config);
    (text, config, world)
}

fn gathered(state: &Rc<InspectionState>) -> Report {
    let report = report(&Shown::of(state));
    assert_keeps(&report);
    report
}

fn verdicts(report: &Report) -> Vec<(DocumentName, Verdict)> {
    let documents = report.documents.iter();
    documents.map(|one| (one.name, one.verdict)).collect()
}

fn digest(text: &str) -> String {
    Digest::sha256_of(text.as_bytes()).to_string()
}

#[tokio::test]
async fn an_index_is_told_with_its_image_and_who_served_them_when() {
    let report = gathered(&inspect("oci:sample:latest", None, &sample()).await);
    assert_eq!(report.made, "2026-11-20T12:00:10Z");
    assert_eq!(report.page, support::PAGE);
    assert_eq!(report.kind, ReportKind::Index);
    let asked = &report.asked;
    assert_eq!(asked.typed.as_deref(), Some("oci:sample:latest"));
    assert_eq!(asked.reference, "oci:https://page.example/sample:latest");
    assert_eq!((asked.way, asked.platform.clone()), (Way::Layout, None));
    assert_eq!(asked.chosen.as_deref(), Some("linux/amd64"));
    assert_eq!(
        asked.address.as_deref(),
        Some("https://page.example/sample")
    );
    assert_eq!(
        verdicts(&report),
        [
            (DocumentName::Index, Verdict::Verified),
            (DocumentName::Manifest, Verdict::Verified),
            (DocumentName::Config, Verdict::Verified)
        ]
    );
    for document in &report.documents {
        assert_eq!(document.arrived.as_deref(), Some("2026-11-20T12:00:00Z"));
        assert_eq!((document.way, document.status), (Way::Layout, Some(200)));
        assert_eq!(document.size.expected, document.size.actual);
        assert_eq!(document.digest.expected, document.digest.computed);
        assert!(document.digest.expected.is_some());
    }
    assert!(report.platforms.len() >= 3, "{:?}", report.platforms);
    assert!(!report.layers.is_empty());
    assert!(
        report
            .layers
            .iter()
            .all(|layer| layer.verdict == Verdict::NotChecked)
    );
    assert_eq!(
        report.summary.holds,
        [
            "the digest of the index",
            "the digest of the manifest",
            "the digest of the config"
        ]
    );
    assert_eq!(report.summary.fails, [""; 0]);
}

#[tokio::test]
async fn a_platform_that_says_nothing_is_none() {
    let [config, manifest, index] = without_platform();
    let world = Repository::default()
        .manifest("1", OCI_INDEX, &index)
        .manifest("image", OCI_MANIFEST, &manifest)
        .blob(&config)
        .world();
    let report = gathered(&inspect("registry.example/o/n:1", None, &world).await);
    assert_eq!(report.asked.chosen, None);
    assert_eq!(report.platforms.len(), 1);
    assert_eq!(report.platforms[0].platform, None);
}

#[tokio::test]
async fn by_tag_the_word_is_computed_and_the_header_stands_beside_it() {
    let (text, _, _) = simple();
    let answer = with(
        with(
            ok(OCI_MANIFEST, &text),
            "docker-content-digest",
            &digest(&text),
        ),
        "date",
        "Fri, 20 Nov 2026 12:00:00 GMT",
    );
    let (_, config, _) = simple();
    let world = Rc::new(
        FakeRegistry::new()
            .on("https://registry.example/v2/o/n/manifests/1", [answer])
            .on(
                &format!("https://registry.example/v2/o/n/blobs/{}", digest(&config)),
                [ok(OCI_CONFIG, &config)],
            ),
    );
    let report = gathered(&inspect(IMAGE, None, &world).await);
    let root = &report.documents[0];
    assert_eq!(root.verdict, Verdict::Computed);
    assert_eq!(root.verdict.word(), "computed");
    assert_eq!(root.digest.expected, None);
    assert_eq!(root.digest.computed, Some(digest(&text)));
    assert_eq!(root.digest.header, Some(digest(&text)));
    assert_eq!(root.date.as_deref(), Some("Fri, 20 Nov 2026 12:00:00 GMT"));
    assert_eq!(root.content_type.as_deref(), Some(OCI_MANIFEST));
    assert_eq!(report.asked.typed, None, "it is the reference in full");
    assert!(report.summary.open[0].starts_with("the digest of the manifest (Computed"));
}

#[tokio::test]
async fn a_document_that_is_another_is_a_mismatch_with_both_digests() {
    let (text, config, world) = simple();
    let wanted = digest("another");
    let state = inspect(
        &format!("registry.example/o/n@{wanted}"),
        None,
        &world
            .serve(&format!("manifests/{wanted}"), OCI_MANIFEST, &text)
            .world(),
    )
    .await;
    let report = gathered(&state);
    let root = &report.documents[0];
    assert_eq!(root.verdict, Verdict::Mismatch);
    assert_eq!(root.digest.expected.as_deref(), Some(&*wanted));
    assert_eq!(root.digest.computed, Some(digest(&text)));
    assert_eq!(report.documents[1].digest.computed, Some(digest(&config)));
    assert_eq!(report.summary.fails, ["the digest of the manifest"]);
}

#[tokio::test]
async fn a_size_that_is_declared_wrongly_is_named_and_the_digest_holds() {
    let size = |text: &str, by: u64| {
        let size = text.len() as u64;
        (
            format!("\"size\":{size}"),
            format!("\"size\":{}", size + by),
        )
    };
    let sent = config("amd64", "");
    let layer = descriptor(OCI_LAYER, "layer", "");
    for (by, other, holds, fails) in [
        (0, "", "the digest of the config", None),
        (
            1,
            "",
            "the digest of the config",
            Some("the size of the config"),
        ),
        (1, " ", "", Some("the digest of the config")),
    ] {
        let (right, wrong) = size(&sent, by);
        let named = descriptor(OCI_CONFIG, &sent, "").replace(&right, &wrong);
        let text = manifest(&named, std::slice::from_ref(&layer));
        let world = Repository::default()
            .manifest("1", OCI_MANIFEST, &text)
            .serve(
                &format!("blobs/{}", digest(&sent)),
                OCI_CONFIG,
                format!("{sent}{other}{other}"),
            );
        let report = gathered(&inspect(IMAGE, None, &world.world()).await);
        let fails: Vec<&str> = fails.into_iter().collect();
        assert_eq!(report.summary.fails, fails);
        assert_eq!(
            report.summary.holds.first().map_or("", |first| first),
            holds
        );
        let reason = match (by, other) {
            (0, _) => "The digest of the bytes that were served is the one that was asked for.",
            (_, "") => {
                "The bytes that were served have the digest that was asked for, but another size is declared."
            }
            _ => "The bytes that were served are not those that were asked for.",
        };
        assert_eq!(report.documents[1].reason, reason);
    }
}

#[tokio::test]
async fn a_layer_for_which_the_config_has_no_diff_id_is_not_checked_and_says_so() {
    let named = format!("\"{}\"", digest("unpacked"));
    let phrase = |layers: &str| format!("the diff ID of {layers}, for which the config has none");
    let reason = "Diff ID not checked: the config has none for this layer.";
    for (diff_ids, want, reasons) in [
        (format!("{named},{named}"), None, ["", ""]),
        (named.clone(), Some(phrase("layer 2")), ["", reason]),
        // It is no digest.
        (
            format!("\"x\",{named}"),
            Some(phrase("layer 1")),
            [reason, ""],
        ),
        (
            String::new(),
            Some(phrase("all 2 layers")),
            [reason, reason],
        ),
    ] {
        let more = format!(r#","rootfs":{{"type":"layers","diff_ids":[{diff_ids}]}}"#);
        let config = config("amd64", &more);
        let layers = ["a", "b"].map(|layer| descriptor(OCI_LAYER, layer, ""));
        let text = manifest(&descriptor(OCI_CONFIG, &config, ""), &layers);
        let platform = r#","platform":{"os":"linux","architecture":"amd64"}"#;
        let index = index(&[descriptor(OCI_MANIFEST, &text, platform)]);
        let alone = Repository::default().manifest("1", OCI_MANIFEST, &text);
        let in_index = Repository::default()
            .manifest("1", OCI_INDEX, &index)
            .serve(&format!("manifests/{}", digest(&text)), OCI_MANIFEST, &text);
        for world in [alone, in_index] {
            let state = inspect(IMAGE, None, &world.blob(&config).world()).await;
            let told: Vec<String> = layers_of(&state)
                .iter()
                .map(|layer| layer.diff_id_verdict(None).reason())
                .collect();
            assert_eq!(told, reasons, "{diff_ids}");
            let open = gathered(&state).summary.open;
            let found: Vec<&String> = open
                .iter()
                .filter(|phrase| phrase.contains("the config has none"))
                .collect();
            assert_eq!(found, want.iter().collect::<Vec<_>>(), "{diff_ids}");
        }
    }
}

#[tokio::test]
async fn a_digest_that_the_page_around_it_names_is_told() {
    let (text, _, world) = simple();
    let whole = inspect(IMAGE, None, &world.world()).await;
    let other = digest("another");
    for (pin, verdict) in [
        (digest(&text), Verdict::Verified),
        (other, Verdict::Mismatch),
    ] {
        let mut root = porthole::inspection::Root::clone(whole.root().unwrap());
        root.pin(&pin.parse().unwrap());
        let actions = [begin(IMAGE, None), Action::RootRead(Shared::new(root))];
        let report = gathered(&after(InspectionState::default(), actions));
        let root = &report.documents[0];
        assert_eq!(root.verdict, verdict);
        assert_eq!(root.digest.expected.as_ref(), Some(&pin));
        assert_eq!(root.digest.computed, Some(digest(&text)));
    }
}

#[tokio::test]
async fn what_a_config_says_that_is_not_the_images_proves_nothing() {
    let mut shown = layers::unpacked().await;
    let mut config = ConfigDocument::clone(shown.state.config_document().unwrap());
    config.proof = Proof::Mismatch(oci::Verdict::DigestMismatch {
        expected: Digest::sha256_of(b"another"),
        actual: Digest::sha256_of(&config.config.bytes),
        size: config.config.bytes.len() as u64,
    });
    let read = Action::ConfigRead(None, Ok(Shared::new(config)));
    shown.state = after(InspectionState::clone(&shown.state), [read]);
    let report = report(&shown);
    for layer in &report.layers {
        let diff_id = layer.diff_id.as_ref().unwrap();
        assert_eq!(diff_id.verdict, Verdict::NotChecked);
        assert_eq!(
            layer.chain_id.as_ref().unwrap().verdict,
            Verdict::NotChecked
        );
    }
    assert_eq!(
        report.layers[0].diff_id.as_ref().unwrap().reason,
        "Diff ID not checked: the config is not the one that the manifest names."
    );
    assert_eq!(report.summary.fails, ["the digest of the config"]);
}

#[tokio::test]
async fn an_algorithm_that_is_not_computed_is_not_checked() {
    let whole = inspect(IMAGE, None, &simple().2.world()).await;
    let mut root = porthole::inspection::Root::clone(whole.root().unwrap());
    root.proof = Proof::Unchecked {
        algorithm: "blake3".to_owned(),
    };
    let actions = [begin(IMAGE, None), Action::RootRead(Shared::new(root))];
    let report = gathered(&after(InspectionState::default(), actions));
    assert_eq!(report.documents[0].verdict, Verdict::NotChecked);
    assert_eq!(
        report.documents[0].reason,
        "Porthole does not compute blake3."
    );
}

#[test]
fn the_words_of_the_report_are_those_of_the_page() {
    let computed = Proof::Computed {
        header: HeaderDigest::Unknown,
    };
    let unchecked = Proof::Unchecked {
        algorithm: "x".to_owned(),
    };
    for (proof, word) in [
        (Proof::Verified, "verified"),
        (computed, "computed"),
        (unchecked, "not checked"),
    ] {
        assert_eq!(identity::verdict(&proof).word(), word);
    }
}

#[tokio::test]
async fn every_state_of_a_layer_has_its_verdict_and_reason() {
    let shown = layers::in_every_state().await;
    let report = report(&shown);
    assert_keeps(&report);
    let told: Vec<(&str, &str)> = report
        .layers
        .iter()
        .map(|layer| (layer.verdict.word(), &*layer.reason))
        .collect();
    let expected = digest("digest mismatch");
    let mismatch = format!(
        "Its bytes have the digest {}, the manifest names {expected}.",
        digest("something else")
    );
    let reading = "It was being read when the report was made.";
    assert_eq!(
        told,
        [
            ("not checked", "Nobody asked for it."),
            ("not checked", reading),
            ("not checked", reading),
            ("not checked", reading),
            ("not checked", reading),
            (
                "verified",
                "123,456 bytes have the digest that the manifest names."
            ),
            ("mismatch", &*mismatch),
            (
                "mismatch",
                "It has more than the 2,000 bytes that the manifest names."
            ),
            (
                "mismatch",
                "It has 2,999 bytes, the manifest names 3,000 bytes."
            ),
            (
                "failed",
                "The connection broke after 512 bytes, 4 times in a row."
            ),
            ("not checked", "Porthole does not compute blake3."),
            ("not checked", "The descriptor names no digest."),
            ("not checked", "Nobody asked for it."),
        ]
    );
    let layer = &report.layers[6];
    assert_eq!(layer.digest.expected, Some(expected));
    assert_eq!(layer.digest.computed, Some(digest("something else")));
    assert_eq!(report.layers[8].size.actual, Some(2_999));
    assert_eq!(report.layers[12].urls, ["https://example.com/base.tar.gz"]);
    // Where the size is wrong the digest was not compared.
    assert_eq!(
        report.summary.fails,
        ["the digest of layer 7", "the size of layers 8, 9"]
    );
    assert_eq!(report.layers[7].digest.computed, None);
    assert_eq!(report.layers[8].digest.computed, None);
    let open = &report.summary.open;
    assert!(
        open.contains(&"the digest of layers 1, 2, 3, 4, 5, 8, 9, 11, 12, 13".to_owned()),
        "{open:?}"
    );
    assert!(
        open.contains(&"the digest of layer 10, which could not be read".to_owned()),
        "{open:?}"
    );
}

#[tokio::test]
async fn what_layers_unpack_to_is_told_with_diff_id_and_chain_id() {
    let shown = layers::unpacked().await;
    let report = report(&shown);
    assert_keeps(&report);
    let told: Vec<(&str, &str, Option<&str>)> = report
        .layers
        .iter()
        .map(|layer| {
            let diff_id = layer.diff_id.as_ref().unwrap();
            let chain_id = layer.chain_id.as_ref().unwrap();
            (
                diff_id.verdict.word(),
                chain_id.verdict.word(),
                layer.compression.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("verified", "verified", Some("gzip")),
            ("verified", "verified", Some("zstd")),
            ("mismatch", "not checked", Some("gzip")),
            ("mismatch", "not checked", None),
            ("not checked", "not checked", None),
            ("not checked", "not checked", None),
            ("not checked", "not checked", None),
        ]
    );
    let wrong = report.layers[2].diff_id.as_ref().unwrap();
    let actual = digest("unpacked something else");
    assert_eq!(wrong.computed.as_deref(), Some(&*actual));
    assert_eq!(wrong.size, Some(10_240));
    assert!(wrong.reason.starts_with(&format!(
        "It unpacks to bytes of the digest {actual}, the config names"
    )));
    assert_eq!(report.summary.fails, ["the diff ID of layers 3, 4"]);
    assert!(
        report
            .summary
            .holds
            .contains(&"the digest of all 7 layers".to_owned())
    );
}

#[tokio::test]
async fn signatures_are_told_with_their_keys_and_what_they_do_not_cover() {
    let signatures = [
        signing::signature(START, "}", Key::Es256, By::Jwk),
        signing::signature(START, "}", Key::Es384, By::Jwk),
        signing::signature(START, "}", Key::Rs256, By::Jwk),
    ];
    let text = signing::document(&format!("{START},\"tag\":\"evil\""), &signatures);
    let world = Repository::default().serve("manifests/1", PRETTYJWS, &text);
    let shown = Shown {
        signatures: vec![
            SignatureState::Valid,
            SignatureState::Invalid,
            SignatureState::Unchecked {
                reason: UncheckedReason::NoCryptography,
            },
        ],
        ..Shown::of(&inspect(IMAGE, None, &world.world()).await)
    };
    let report = report(&shown);
    assert_keeps(&report);
    let verdicts: Vec<SignatureVerdict> = report.signatures.iter().map(|one| one.verdict).collect();
    assert_eq!(
        verdicts,
        [
            SignatureVerdict::Valid,
            SignatureVerdict::Invalid,
            SignatureVerdict::NotChecked
        ]
    );
    assert_eq!(
        report.signatures[0].key_id.as_deref(),
        Some("WMJ4:EV3N:D3IJ:G2EJ:HIGI:DLNN:QNMX:IL7A:2HVZ:FJJD:K2Z4:HBYC")
    );
    assert_eq!(report.signatures[0].signed_bytes, Some(START.len() as u64));
    assert_eq!(report.unsigned, ["tag"]);
    assert_eq!(report.summary.holds, ["signature 1"]);
    assert_eq!(report.summary.fails, ["signature 2"]);
    let open = &report.summary.open;
    assert!(open.contains(&"1 unsigned member of the manifest".to_owned()));
    assert_eq!(report.kind, ReportKind::Schema1);
    assert_eq!(
        report.documents[0].digest.computed,
        Some(digest(&format!("{START}}}")))
    );
}

#[tokio::test]
async fn the_key_id_of_a_signature_is_that_of_its_key_whatever_it_claims() {
    let signed_by = async |by, claimed: Option<&str>| {
        let mut signature = signing::signature(START, "}", Key::Es256, by);
        if let Some(claimed) = claimed {
            signature["header"]["kid"] = claimed.into();
        }
        let text = signing::document(START, &[signature]);
        let world = Repository::default().serve("manifests/1", PRETTYJWS, &text);
        let report = gathered(&inspect(IMAGE, None, &world.world()).await);
        report.signatures[0].key_id.clone()
    };
    let computed = signed_by(By::X5c, None).await;
    assert_eq!(computed.as_ref().map(String::len), Some(59));
    assert_eq!(signed_by(By::X5c, Some("of another")).await, computed);
}

#[tokio::test]
async fn problems_are_told_with_the_bytes_where_they_stand() {
    let text = format!(
        r#"{{"schemaVersion":2,"mediaType":"{OCI_MANIFEST}","config":{{"mediaType":"x/y","digest":"{}","size":-1}},"layers":[]}}"#,
        digest("{}")
    );
    let world = Repository::default().manifest("1", OCI_MANIFEST, &text);
    let report = gathered(&inspect(IMAGE, None, &world.world()).await);
    let problem = report
        .problems
        .iter()
        .find(|problem| problem.pointer == "/config/size")
        .unwrap();
    let range = &problem.bytes[0];
    assert_eq!(
        &text[range.start as usize..range.end as usize],
        r#""size":-1"#
    );
    assert_eq!(problem.document, "manifest");
    assert!(problem.specification.is_some());
}

#[tokio::test]
async fn what_could_not_be_read_is_told() {
    let (text, config, _) = simple();
    let world = Repository::default().manifest("1", OCI_MANIFEST, &text);
    let url = format!("https://registry.example/v2/o/n/blobs/{}", digest(&config));
    let lost = support::error(404, "BLOB_UNKNOWN", "blob unknown to registry");
    let state = inspect(IMAGE, None, &world.world_and(&url, lost)).await;
    let report = gathered(&state);
    assert_eq!(report.failures.len(), 1);
    assert_eq!(report.failures[0].name, DocumentName::Config);
    assert!(
        report.failures[0].message.contains("BLOB_UNKNOWN"),
        "{report:?}"
    );
    assert!(
        report
            .summary
            .open
            .contains(&"the config, which could not be read".to_owned())
    );

    let state = inspect("oci:sample:latest", Some("linux/s390x"), &sample()).await;
    let report = gathered(&state);
    assert_eq!(
        report.failures[0].message,
        "The index has no image for linux/s390x"
    );
    assert_eq!(report.asked.platform.as_deref(), Some("linux/s390x"));

    let lost = support::error(404, "MANIFEST_UNKNOWN", "manifest unknown");
    let world = FakeRegistry::new().on("https://registry.example/v2/o/n/manifests/1", [lost]);
    let state = inspect(IMAGE, None, &Rc::new(world)).await;
    let report = gathered(&state);
    assert_eq!(report.kind, ReportKind::Nothing);
    assert_eq!(report.documents, []);
}

#[tokio::test]
async fn a_document_from_a_data_field_names_no_server() {
    let config = config("amd64", "");
    let data = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &config);
    let text = manifest(
        &descriptor(OCI_CONFIG, &config, &format!(r#","data":"{data}""#)),
        &[],
    );
    let world = Repository::default().manifest("1", OCI_MANIFEST, &text);
    let report = gathered(&inspect(IMAGE, None, &world.world()).await);
    let config = &report.documents[1];
    assert_eq!((config.way, config.url.clone()), (Way::DataField, None));
    assert_eq!((config.status, config.arrived.clone()), (None, None));
    assert_eq!(config.verdict, Verdict::Verified);
}

#[tokio::test]
async fn nothing_secret_is_in_a_report() {
    let (text, config, _) = simple();
    let redirected = answer(200, &[], &config).map(|mut response| {
        response.url =
            "https://user:hunter2@cdn.example/x?X-Amz-Signature=hunter2#hunter2".to_owned();
        response
    });
    let world = Repository::default().manifest("1", OCI_MANIFEST, &text);
    let url = format!("https://registry.example/v2/o/n/blobs/{}", digest(&config));
    let typed = "docker pull registry.example/o/n:1";
    let state = inspect(typed, None, &world.world_and(&url, redirected)).await;
    let through = way::Way::Through {
        address: "https://user:hunter2@gateway.example/x?hunter2".to_owned(),
    };
    let state = after(InspectionState::clone(&state), [Action::Go(through)]);
    let report = gathered(&state);
    assert_eq!(
        report.documents[1].url.as_deref(),
        Some("https://cdn.example/x")
    );
    assert_eq!(
        report.asked.address.as_deref(),
        Some("https://gateway.example/x")
    );
    assert_eq!(report.asked.reference, IMAGE);
    assert_eq!(
        report.asked.typed, None,
        "a line may hold more than the name"
    );
    for text in [report.to_json(), report.to_markdown()] {
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[tokio::test]
async fn hostile_text_is_kept_and_harmless() {
    let evil = "</script>\u{202e}`|\\|\\u0000\\ud800\\n- [x](http://evil.example) <b>@all";
    let entry = descriptor(
        OCI_MANIFEST,
        "x",
        &format!(r#","platform":{{"os":"{evil}","architecture":"amd64"}}"#).replace("\\|", "\\\\|"),
    );
    let world = Repository::default().manifest("1", OCI_INDEX, &index(&[entry]));
    let lost = support::error(404, "MANIFEST_UNKNOWN", "manifest unknown");
    let url = format!("https://registry.example/v2/o/n/manifests/{}", digest("x"));
    let report = gathered(&inspect(IMAGE, None, &world.world_and(&url, lost)).await);
    assert!(
        report.platforms[0]
            .platform
            .as_deref()
            .unwrap()
            .contains('\u{202e}')
    );
    let json = report.to_json();
    assert!(!json.contains('\u{202e}'), "it is escaped");
    assert!(json.contains("\\u202e"));
}

#[tokio::test]
async fn a_report_that_would_be_too_long_leaves_out_the_ends_of_its_lists() {
    let text = "\u{202e}".repeat(200_000);
    let document = format!(
        r#"{{"schemaVersion":2,"mediaType":"{OCI_INDEX}","annotations":{{"{text}":1}},"manifests":[{}{{}}]}}"#,
        "{},".repeat(300_000)
    );
    let world = Repository::default().serve("manifests/1", OCI_INDEX, &document);
    let state = inspect(IMAGE, None, &world.world()).await;
    let report = gathered(&linted(&state));
    let json = report.to_json();
    assert!(json.len() as u64 <= LARGEST, "{} bytes", json.len());
    assert_keeps(&report);
    let left = report.left_out.clone().unwrap();
    let platforms = report.platforms.len() as u64;
    assert!(platforms > 10_000, "{platforms} platforms");
    assert_eq!(left.platforms, Some(300_001 - platforms));
    assert_eq!((left.layers, left.signatures), (None, None));
    let words = format!("- **Left out:** {} platforms", 300_001 - platforms);
    assert!(report.to_markdown().contains(&words));
    // The same later has no differences, and what is left out counts as one.
    let mut later = report.clone();
    let is_same = |later: &Report| {
        let rows = porthole::report::compare(&report, later);
        rows.iter().all(|row| row.change == Change::Same)
    };
    assert!(is_same(&later));
    later.left_out = None;
    assert!(!is_same(&later));
}

#[test]
fn a_report_of_long_texts_is_cut_and_keeps_its_reference() {
    let text = "\u{e0001}".repeat(100_000);
    let layer = Layer {
        number: 1,
        media_type: text.clone(),
        urls: vec![text.clone(); 3],
        ..Layer::default()
    };
    let problem = Problem {
        message: text.clone(),
        pointer: text.clone(),
        ..Problem::default()
    };
    let reference = format!("oci:/{}:latest", "a".repeat(100_000));
    let mut report = Report {
        version: porthole::report::VERSION,
        made: "2026-11-20T12:00:00Z".to_owned(),
        layers: vec![layer; 500],
        problems: vec![problem; 500],
        unsigned: vec![text.clone(); 500],
        referrers: Some(vec![
            Referrer {
                reason: text.clone(),
                found: "api".to_owned(),
                ..Referrer::default()
            };
            500
        ]),
        ..Report::default()
    };
    report.asked.reference.clone_from(&reference);
    report.summary.open = vec![text; 1_000];
    report.fit();
    assert_keeps(&report);
    assert_eq!(report.asked.reference, reference);
    assert_eq!(report.layers[0].media_type.chars().count(), 2_001);
    let left = report.left_out.unwrap();
    assert_eq!(left.layers.unwrap() + report.layers.len() as u64, 500);
    assert_eq!(left.platforms, None);
    let phrases = report.summary.open;
    let more = 1_001 - phrases.len();
    assert_eq!(phrases.last(), Some(&format!("{more} more")));
}

#[tokio::test]
async fn a_report_of_ten_thousand_layers_can_be_read_again() {
    let report = report(&layers::verified(9_990, 10_000).await);
    let json = report.to_json();
    assert!(json.len() as u64 <= LARGEST / 2, "{} bytes", json.len());
    assert_eq!(Report::from_json(json.as_bytes()), Ok(report));
}
