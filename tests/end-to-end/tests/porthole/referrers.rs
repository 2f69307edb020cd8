//! What refers to an image is found wherever it is kept, and signatures are checked in the page: those that OpenSSL and Sigstore's packages made.

use end_to_end::{
    answer::Answer,
    browser::Browser,
    fault_server::FaultServer,
    images::{images, shared_registry},
    page::Part,
    registry::{Format, Registry},
    sha256,
    signer::{KeyKind, Signer, provenance, push_referrer, tag},
    site,
};
use serde_json::{Value, json};

const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const SOURCE: &str = "https://github.com/example/app";

/// A registry of its own with an image, and the image's descriptor.
async fn registry() -> (Registry, Value) {
    let registry = Registry::start();
    registry.push(&images().oci("amd64"), "app:1", Format::Oci);
    let manifest = registry.raw("app:1");
    let descriptor = json!({
        "mediaType": end_to_end::images::OCI_MANIFEST, "digest": sha256(manifest.as_bytes()), "size": manifest.len(),
    });
    (registry, descriptor)
}

fn digest(descriptor: &Value) -> &str {
    descriptor["digest"].as_str().expect("a digest")
}

/// Looks for the referrers of what is shown, and waits until all signatures are checked or have a reason.
pub async fn look(browser: &Browser) -> Vec<Part> {
    browser.click("find-referrers-button").await;
    browser
        .wait_parts("referrers-total", |total| {
            total.iter().any(|one| {
                one.text.starts_with("none found")
                    || one.text.ends_with("referrer")
                    || one.text.ends_with("referrers")
            })
        })
        .await;
    settle(browser).await;
    browser.parts("referrer").await
}

async fn settle(browser: &Browser) {
    browser
        .wait_for("every referrer and signature", async || {
            let referrers = browser.parts("referrer").await;
            let signatures = browser.parts("signature").await;
            let is_read = referrers
                .iter()
                .all(|one| one.attribute("data-state") != "reading");
            let is_checked = signatures
                .iter()
                .all(|one| !one.text.contains("Not checked yet"));
            (is_read && is_checked).then_some(())
        })
        .await;
}

async fn states(browser: &Browser) -> Vec<String> {
    let signatures = browser.parts("signature").await;
    let state = |one: &Part| one.attribute("data-state").to_owned();
    signatures.iter().map(state).collect()
}

/// Waits until the signatures are in these states.
async fn wait_states(browser: &Browser, want: &[&str]) {
    browser
        .wait_for(&format!("{want:?}"), async || {
            (states(browser).await == want).then_some(())
        })
        .await;
}

/// An image of the name `app:1` that is signed in every form, and who signed it: with a certificate for one signature, and that of a company.
pub async fn signed() -> (Registry, Signer, Signer) {
    let (registry, image) = registry().await;
    let (keyless, company) = (
        Signer::make(KeyKind::Keyless),
        Signer::make(KeyKind::Company),
    );
    let statement = provenance(digest(&image), SOURCE);
    keyless.bundle(&registry, "app", digest(&image), &statement, true);
    keyless.bundle(&registry, "app", digest(&image), &statement, false);
    keyless.cosign(&registry, "app", digest(&image)).await;
    let envelope = company.notation(digest(&image), registry.raw("app:1").len());
    let listed = push_referrer(
        &registry,
        "app",
        &image,
        "application/vnd.cncf.notary.signature",
        "application/jose+json",
        &envelope,
    )
    .await;
    // The tag of the specification, which Sigstore's packages wrote, lists this one too.
    let schema_tag = tag(digest(&image));
    let mut index: Value =
        serde_json::from_str(&registry.raw(&format!("app:{schema_tag}"))).expect("an index");
    let list = index["manifests"].as_array_mut().expect("a list");
    assert_eq!(list.len(), 2, "{list:?}");
    list.push(listed);
    registry
        .put_manifest("app", &schema_tag, INDEX, &index.to_string())
        .await;
    (registry, keyless, company)
}

#[tokio::test]
async fn signatures_of_every_form_are_found_and_checked() {
    let (registry, keyless, company) = signed().await;
    let browser = Browser::inspect(&registry.reference("app:1")).await;
    let referrers = look(&browser).await;
    let titles: Vec<&str> = referrers
        .iter()
        .map(|one| one.text.lines().next().expect("a title"))
        .collect();
    let starts = [
        "Attestation SLSA provenance",
        "Attestation SLSA provenance",
        "Signature Notary Project",
        "Signature cosign",
    ];
    for (title, start) in titles.iter().zip(starts) {
        assert!(title.starts_with(start), "{titles:?}");
    }
    assert_eq!(titles.len(), starts.len());
    assert!(referrers[0].text.contains(SOURCE), "{}", referrers[0].text);
    let found: Vec<&str> = referrers
        .iter()
        .map(|one| one.attribute("data-found"))
        .collect();
    assert_eq!(found, ["tag"; 4]);
    let text = browser.text("referrers").await;
    for words in [
        "Signed by maker@example.com, as vouched for by https://accounts.example.com",
        "Signed by C=US, O=Notary, CN=wabbit, 6 Apr 2026",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    // Two come without their key.
    let without = ["valid", "unchecked", "valid", "unchecked", "valid"];
    assert_eq!(states(&browser).await, without);

    browser
        .paste("public-key-input", &company.public_key())
        .await;
    browser.click("check-key-button").await;
    wait_states(&browser, &["valid", "invalid", "valid", "invalid", "valid"]).await;
    browser
        .paste("public-key-input", &keyless.public_key())
        .await;
    browser.click("check-key-button").await;
    wait_states(&browser, &["valid"; 5]).await;
    browser
        .paste("public-key-input", &keyless.private_key())
        .await;
    browser.click("check-key-button").await;
    wait_states(&browser, &without).await;
    let form = browser.text("public-key-form").await;
    assert!(form.contains("This is a private key"), "{form}");
}

#[tokio::test]
async fn a_signature_of_another_image_is_not_valid_for_this_one() {
    let (registry, image) = registry().await;
    let signer = Signer::make(KeyKind::Keyless);
    let other = sha256(b"another image");
    signer.bundle(
        &registry,
        "app",
        digest(&image),
        &provenance(&other, SOURCE),
        true,
    );
    let browser = Browser::inspect(&registry.reference("app:1")).await;
    let referrers = look(&browser).await;
    assert_eq!(states(&browser).await, ["invalid"]);
    let text = &referrers[0].text;
    assert!(
        text.contains(&format!("It is a signature of something else: {other}.")),
        "{text}"
    );
    assert!(
        text.contains(&format!("It speaks of something else: {other}.")),
        "{text}"
    );
}

#[tokio::test]
async fn one_changed_byte_of_what_is_signed_is_found() {
    let (registry, image) = registry().await;
    let signer = Signer::make(KeyKind::Keyless);
    let payload = signer.cosign(&registry, "app", digest(&image)).await;
    registry.flip_byte(&payload, 10);
    let browser = Browser::inspect(&registry.reference("app:1")).await;
    let referrers = look(&browser).await;
    let text = &referrers[0].text;
    assert!(
        text.contains("its bytes are not those that the manifest names"),
        "{text}"
    );
    assert_eq!(states(&browser).await, [] as [&str; 0]);
}

#[tokio::test]
async fn the_referrers_of_an_index_and_of_the_chosen_platform_are_told_apart() {
    let registry = Registry::start();
    images().push_list(&registry, "list:1", "oci");
    let raw = registry.raw("list:1");
    let index: Value = serde_json::from_str(&raw).expect("an index");
    let signer = Signer::make(KeyKind::Keyless);
    signer
        .cosign(&registry, "list", &sha256(raw.as_bytes()))
        .await;
    let arm64 = digest(&index["manifests"][1]);
    signer.cosign(&registry, "list", arm64).await;

    let browser = Browser::inspect(&registry.reference("list:1")).await;
    assert_eq!(look(&browser).await.len(), 1);
    let of = |parts: Vec<Part>| -> Vec<(String, usize)> {
        let one = |part: &Part| {
            let digest = part.attribute("data-digest").to_owned();
            (digest, part.text.matches("Signature cosign").count())
        };
        parts.iter().map(one).collect()
    };
    let root = (sha256(raw.as_bytes()), 1);
    let amd64 = (digest(&index["manifests"][0]).to_owned(), 0);
    assert_eq!(
        of(browser.parts("referrers-of").await),
        [root.clone(), amd64]
    );
    // Chosen now, another platform is asked for without a click.
    browser
        .click_inside("platform", "data-platform", "linux/arm64/v8")
        .await;
    let want = [root, (arm64.to_owned(), 1)];
    browser
        .wait_for("the referrers of arm64", async || {
            (of(browser.parts("referrers-of").await) == want).then_some(())
        })
        .await;
}

#[tokio::test]
async fn a_registry_with_the_api_is_read_by_it() {
    let (registry, image) = registry().await;
    let sbom = r#"{"spdxVersion":"SPDX-2.3"}"#;
    let kind = "application/spdx+json";
    let listed = push_referrer(&registry, "app", &image, kind, kind, sbom).await;
    let later = push_referrer(&registry, "app", &image, kind, kind, "{}").await;
    let path = format!("/v2/app/referrers/{}", digest(&image));
    let list = |descriptor: &Value| {
        let index = json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": [descriptor]});
        Answer::ok(INDEX, index.to_string())
    };
    let server = FaultServer::before(registry.address());
    let next = format!("<{path}?page=2>; rel=\"next\"");
    server
        .serve(&format!("{path}?page=2"), list(&later))
        .serve(&path, list(&listed).header("link", &next));
    let browser = Browser::inspect(&server.reference("app:1")).await;
    let referrers = look(&browser).await;
    assert_eq!(referrers.len(), 2);
    for (referrer, listed) in referrers.iter().zip([&listed, &later]) {
        assert_eq!(referrer.attribute("data-digest"), digest(listed));
        assert_eq!(referrer.attribute("data-found"), "api");
        assert_eq!(referrer.attribute("data-artifact-type"), kind);
        assert!(
            referrer.text.starts_with("Bill of materials SPDX"),
            "{}",
            referrer.text
        );
    }
    // What it is leads to it.
    browser
        .click_inside("referrer", "data-digest", digest(&listed))
        .await;
    browser.wait_kind("artifact").await;
    assert_eq!(
        browser.parts("manifest-digest").await[0].attribute("data-digest"),
        digest(&listed)
    );
}

#[tokio::test]
async fn nothing_is_asked_for_before_somebody_wants_it_and_nothing_found_is_said() {
    let server = FaultServer::before(shared_registry().address());
    let browser = Browser::inspect(&server.reference("formats/oci")).await;
    let asked = |server: &FaultServer| {
        let seen = server.seen();
        let paths = seen.into_iter().map(|one| one.path);
        paths
            .filter(|path| path.contains("referrers") || path.contains("/sha256-"))
            .count()
    };
    browser
        .wait_parts("find-referrers-button", |parts| !parts.is_empty())
        .await;
    assert_eq!(asked(&server), 0);
    assert_eq!(look(&browser).await.len(), 0);
    // The API once, although its answer is closed to browsers, and four tags.
    assert_eq!(asked(&server), 5);
    let text = browser.text("referrers").await;
    assert!(text.contains("Nothing refers to it"), "{text}");
    browser.click("find-referrers-button").await;
    browser
        .wait_for("the same questions again", async || {
            (asked(&server) == 10).then_some(())
        })
        .await;
}

#[tokio::test]
async fn a_registry_that_went_away_is_said_and_can_be_asked_again() {
    let (mut registry, _) = registry().await;
    let browser = Browser::inspect(&registry.reference("app:1")).await;
    browser
        .wait_parts("find-referrers-button", |parts| !parts.is_empty())
        .await;
    registry.stop();
    browser.click("find-referrers-button").await;
    let fault = "What refers to it could not be found out";
    browser
        .wait_for(fault, async || {
            browser
                .text("referrers")
                .await
                .contains(fault)
                .then_some(())
        })
        .await;
    registry.serve();
    assert_eq!(look(&browser).await.len(), 0);
}

#[tokio::test]
async fn the_sample_comes_with_a_release_and_a_signature() {
    let browser = Browser::at(&site::home()).await;
    browser.wait_state("ready").await;
    let referrers = look(&browser).await;
    let kinds: Vec<&str> = referrers
        .iter()
        .map(|one| one.attribute("data-artifact-type"))
        .collect();
    assert_eq!(
        kinds,
        [
            "application/vnd.example.release.v1+json",
            "application/vnd.dev.cosign.artifact.sig.v1+json"
        ]
    );
    assert_eq!(states(&browser).await, ["valid"]);
    assert!(referrers[1].text.contains("Signed by sample@example.com"));
}

#[tokio::test]
async fn the_report_keeps_what_was_found_and_follows_it() {
    let (registry, image) = registry().await;
    let signer = Signer::make(KeyKind::Keyless);
    signer.cosign(&registry, "app", digest(&image)).await;
    let browser = Browser::inspect(&registry.reference("app:1")).await;
    browser.click("report-button").await;
    let short = digest(&image)
        .split_once(':')
        .expect("a digest")
        .1
        .get(..12)
        .expect("a long one");
    let with_certificate = format!("a signature of {short} by \"maker@example.com\"");
    let without = format!("a signature of {short} by a key without a name");
    let says = async |holds: &[&str], open: &[&str]| {
        browser
            .wait_for(
                &format!("{holds:?} to hold, {open:?} to be open"),
                async || {
                    let text = browser.text("report").await;
                    let (known, unknown) = text.split_once("Not checked")?;
                    let is_said = holds.iter().all(|one| known.contains(one))
                        && open.iter().all(|one| unknown.contains(one));
                    is_said.then_some(())
                },
            )
            .await;
    };
    browser
        .wait_parts("report", |parts| {
            parts.iter().any(|one| one.text.contains("Holds"))
        })
        .await;
    let before = browser.text("report").await;
    assert!(!before.contains("a signature of"), "{before}");
    look(&browser).await;
    says(&[&with_certificate], &[&without]).await;
    browser
        .paste("public-key-input", &signer.public_key())
        .await;
    browser.click("check-key-button").await;
    says(&[&with_certificate, &without], &[]).await;
}

#[tokio::test]
async fn a_page_without_its_third_module_says_so_and_goes_on() {
    let server = FaultServer::of_folder(&site::folder(), "/page/");
    let missing = Answer::error(404, "UNKNOWN", "there is no such file");
    server.serve("/page/split_asked.wasm", missing);
    let browser = Browser::at(&format!("http://{}/page/", server.address())).await;
    browser.wait_state("ready").await;
    browser.click("find-referrers-button").await;
    browser
        .wait_notice("A part of Porthole could not be loaded")
        .await;
    browser.click("verify-button").await;
    let layers = browser.wait_layers().await;
    assert!(layers.iter().all(|state| state == "verified"), "{layers:?}");
}
