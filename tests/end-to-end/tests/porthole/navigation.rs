//! The address names what is shown, the tab's history works, and the keyboard is enough.

use end_to_end::{
    answer::Answer,
    browser::Browser,
    fault_server::FaultServer,
    images::{OCI_MANIFEST, shared_registry},
    page::Part,
    site,
};
use serde_json::{Value, json};

async fn chosen(browser: &Browser) -> String {
    let rows = browser.parts("platform").await;
    let row = rows
        .into_iter()
        .find(|row| row.attribute("aria-selected") == "true");
    row.map(|row| row.attribute("data-platform").to_owned())
        .unwrap_or_default()
}

async fn wait_chosen(browser: &Browser, platform: &str) {
    browser
        .wait_for(&format!("the platform {platform}"), async || {
            (chosen(browser).await == platform).then_some(())
        })
        .await;
    browser.wait_state("ready").await;
}

/// Its digest, once it is verified.
async fn verify_first_layer(browser: &Browser) -> String {
    let first = browser.parts("layer").await[0]
        .attribute("data-digest")
        .to_owned();
    browser.verify_layer(&first).await;
    browser.wait_layer(&first, &["verified"]).await;
    first
}

#[tokio::test]
async fn the_choice_of_a_platform_is_part_of_the_address_and_back_and_forward_follow_it() {
    let image = shared_registry().reference("multi/index:latest");
    let browser = Browser::inspect(&image).await;
    wait_chosen(&browser, "linux/amd64").await;
    verify_first_layer(&browser).await;
    // What is proven stays so, wherever one looks meanwhile.
    let amd64 = browser.parts("layer").await;

    browser
        .click_inside("platform", "data-platform", "linux/arm64/v8")
        .await;
    wait_chosen(&browser, "linux/arm64/v8").await;
    assert_eq!(
        browser.query("image").await.as_deref(),
        Some(image.as_str())
    );
    assert_eq!(
        browser.query("platform").await.as_deref(),
        Some("linux/arm64/v8")
    );
    let arm64 = browser.parts("layer").await;
    assert_ne!(arm64, amd64);

    browser.back().await;
    wait_chosen(&browser, "linux/amd64").await;
    assert_eq!(browser.parts("layer").await, amd64);
    browser.forward().await;
    wait_chosen(&browser, "linux/arm64/v8").await;
    assert_eq!(browser.parts("layer").await, arm64);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_platform_that_did_not_come_is_asked_for_again_and_the_others_stay_proven() {
    let server = FaultServer::before(shared_registry().address());
    let browser = Browser::inspect(&server.reference("multi/index:latest")).await;
    wait_chosen(&browser, "linux/amd64").await;
    let first = verify_first_layer(&browser).await;
    server.change("/manifests/sha256:", 2, |_| {
        Answer::error(500, "UNKNOWN", "unknown error")
    });
    browser
        .click_inside("platform", "data-platform", "linux/arm64/v8")
        .await;
    browser.wait_parts("again", |links| !links.is_empty()).await;
    assert_eq!(browser.notices().await, ["server-error"]);
    let asked = server.seen().len();
    // By its row, in vain once more, and then by the link.
    browser
        .click_inside("platform", "data-platform", "linux/arm64/v8")
        .await;
    browser
        .wait_for("another request", async || {
            (server.seen().len() > asked).then_some(())
        })
        .await;
    browser.wait_parts("again", |links| !links.is_empty()).await;
    browser.click_inside("again", "", "").await;
    browser
        .wait_parts("layer", |layers| !layers.is_empty())
        .await;
    assert_eq!(browser.notices().await, Vec::<String>::new());
    browser
        .click_inside("platform", "data-platform", "linux/amd64")
        .await;
    wait_chosen(&browser, "linux/amd64").await;
    browser.wait_layer(&first, &["verified"]).await;
}

/// What waits for a moment waits for ever.
const NO_MOMENT_ENDS: &str = "
    const real = setTimeout;
    window.setTimeout = (work, ms, ...rest) => (ms > 0 && ms < 1000 ? 0 : real(work, ms, ...rest));";

#[tokio::test]
async fn what_a_person_chose_is_chosen_at_once_even_if_its_image_does_not_come() {
    let server = FaultServer::before(shared_registry().address());
    let browser = Browser::inspect(&server.reference("multi/index:latest")).await;
    server.change("/manifests/sha256:", usize::MAX, |answer| {
        answer.stall_after(10)
    });
    browser.run::<()>(NO_MOMENT_ENDS, vec![]).await;
    browser
        .click_inside("platform", "data-platform", "linux/arm64/v8")
        .await;
    browser.wait_state("loading").await;
    assert_eq!(chosen(&browser).await, "linux/arm64/v8");
}

#[tokio::test]
async fn a_permalink_shows_the_same_in_another_tab() {
    let image = shared_registry().reference("multi/list:latest");
    let browser = Browser::at(&site::platform_address(&image, "linux/arm64/v8")).await;
    wait_chosen(&browser, "linux/arm64/v8").await;
    assert_eq!(browser.config().await["architecture"], "arm64");
}

#[tokio::test]
async fn the_lines_to_copy_get_the_platform_that_was_chosen() {
    let registry = shared_registry();
    let image = registry.reference("multi/index:latest");
    let index = registry.inspect_digest("multi/index:latest");
    let browser = Browser::inspect(&image).await;
    let command = browser.text("command").await;
    assert!(command.ends_with(&format!("@{index}")), "{command}");
    browser
        .click_inside("platform", "data-platform", "linux/arm64/v8")
        .await;
    wait_chosen(&browser, "linux/arm64/v8").await;
    let rows = browser.parts("platform").await;
    let row = rows
        .iter()
        .find(|row| row.attribute("data-platform") == "linux/arm64/v8");
    let digest = row.expect("its row").attribute("data-digest");
    let command = browser.text("command").await;
    assert!(command.ends_with(&format!("@{digest}")), "{command}");
}

#[tokio::test]
async fn a_platform_that_the_index_does_not_have_is_said_and_the_others_are_offered() {
    let image = shared_registry().reference("multi/index:latest");
    let browser = Browser::at(&site::platform_address(&image, "linux/s390x")).await;
    browser.wait_state("ready").await;
    assert_eq!(browser.notices().await, ["not-found"]);
    browser
        .click_inside("platform", "data-platform", "linux/amd64")
        .await;
    wait_chosen(&browser, "linux/amd64").await;
    assert_eq!(browser.notices().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_typed_is_inspected_and_named_by_the_address_and_back_leads_to_what_was_there() {
    let registry = shared_registry();
    let (first, second) = (
        registry.reference("formats/oci:latest"),
        registry.reference("artifact:latest"),
    );
    let browser = Browser::inspect(&first).await;
    browser.ask_for(&second).await;
    browser
        .wait_for("the artifact", async || {
            (browser.data("kind").await.as_deref() == Some("artifact")).then_some(())
        })
        .await;
    assert_eq!(
        browser.query("image").await.as_deref(),
        Some(second.as_str())
    );
    browser.back().await;
    browser
        .wait_for("the image", async || {
            (browser.data("kind").await.as_deref() == Some("image")).then_some(())
        })
        .await;
    assert_eq!(browser.text("reference-input").await, first);
}

#[tokio::test]
async fn of_a_command_line_the_image_and_its_platform_are_taken() {
    let name = shared_registry().reference("multi/index:latest");
    let browser = Browser::at(&site::home()).await;
    browser.wait_state("ready").await;
    browser
        .ask_for(&format!("$ docker pull --platform=linux/arm64/v8 {name}"))
        .await;
    wait_chosen(&browser, "linux/arm64/v8").await;
    assert_eq!(browser.config().await["architecture"], "arm64");
    assert_eq!(browser.text("reference-input").await, name);
    assert_eq!(browser.query("image").await, Some(name));
    assert_eq!(
        browser.query("platform").await.as_deref(),
        Some("linux/arm64/v8")
    );
}

#[tokio::test]
async fn a_link_that_was_written_by_hand_leads_where_typing_it_leads() {
    let registry = shared_registry();
    let browser = Browser::inspect(&registry.reference("formats/oci:latest")).await;
    let index = registry.reference("multi/index");
    browser.go(&site::address(&format!("{index}:"))).await;
    browser.wait_kind("repository").await;
    browser.wait_state("ready").await;
    assert_eq!(browser.query("repository").await, Some(index.clone()));
    assert_eq!(browser.query("image").await, None);
    browser.back().await;
    browser.wait_kind("image").await;

    let line = format!("docker run --platform linux/arm64/v8 {index}:latest sh");
    browser.go(&site::address(&line)).await;
    wait_chosen(&browser, "linux/arm64/v8").await;
    assert_eq!(
        browser.query("image").await,
        Some(format!("{index}:latest"))
    );
    let platform = browser.query("platform").await;
    assert_eq!(platform.as_deref(), Some("linux/arm64/v8"));
    browser.assert_quiet().await;
}

#[tokio::test]
async fn images_that_only_their_os_version_tells_apart_are_chosen_within_the_index() {
    let (registry, server) = (shared_registry(), FaultServer::start());
    let media_type = "application/vnd.oci.image.index.v1+json";
    let raw = registry.raw("formats/oci:latest");
    let other = raw.replacen('{', "{\n", 1);
    let entry = |body: &str, version: &str| {
        let digest = server.manifest("windows", "unused", OCI_MANIFEST, body.to_owned());
        server.manifest("windows", &digest, OCI_MANIFEST, body.to_owned());
        json!({
            "mediaType": OCI_MANIFEST, "digest": digest, "size": body.len(),
            "platform": { "os": "windows", "architecture": "amd64", "os.version": version }
        })
    };
    let index = json!({
        "schemaVersion": 2, "mediaType": media_type,
        "manifests": [entry(&raw, "10.0.17763.1"), entry(&other, "10.0.20348.1")]
    });
    server.manifest("windows", "latest", media_type, index.to_string());
    server.pass_on_to(registry.address());
    let browser = Browser::inspect(&server.reference("windows:latest")).await;
    let rows = browser.parts("platform").await;
    assert_eq!(rows[0].attribute("aria-selected"), "true");
    let second = rows[1].attribute("data-digest").to_owned();
    browser
        .click_inside("platform", "data-digest", &second)
        .await;
    browser
        .wait_parts("platform", |rows| {
            rows.get(1)
                .is_some_and(|row| row.attribute("aria-selected") == "true")
        })
        .await;
    browser.wait_state("ready").await;
    assert_eq!(browser.data("kind").await.as_deref(), Some("index"));
    assert_eq!(
        browser.query("platform").await.as_deref(),
        Some("windows(10.0.20348.1)/amd64")
    );
}

#[tokio::test]
async fn images_without_a_platform_are_chosen_within_the_index_by_their_digest() {
    let (registry, server) = (shared_registry(), FaultServer::start());
    let media_type = "application/vnd.oci.image.index.v1+json";
    let raw = registry.raw("formats/oci:latest");
    let other = raw.replacen('{', "{\n", 1);
    let entry = |body: &str| {
        let digest = server.manifest("formats/oci", "unused", OCI_MANIFEST, body.to_owned());
        server.manifest("formats/oci", &digest, OCI_MANIFEST, body.to_owned());
        json!({ "mediaType": OCI_MANIFEST, "digest": digest, "size": body.len() })
    };
    let entries = [entry(&raw), entry(&other)];
    let second = entries[1]["digest"].as_str().expect("a digest").to_owned();
    let index = json!({ "schemaVersion": 2, "mediaType": media_type, "manifests": entries });
    server.manifest("formats/oci", "plain", media_type, index.to_string());
    server.pass_on_to(registry.address());
    let image = server.reference("formats/oci:plain");
    let wait_second = async |browser: &Browser| {
        browser
            .wait_parts("platform", |rows| {
                rows.iter().any(|row| {
                    row.attribute("data-digest") == second
                        && row.attribute("aria-selected") == "true"
                })
            })
            .await;
        browser.wait_state("ready").await;
        assert_eq!(browser.data("kind").await.as_deref(), Some("index"));
    };
    let browser = Browser::inspect(&image).await;
    browser
        .click_inside("platform", "data-digest", &second)
        .await;
    wait_second(&browser).await;
    assert_eq!(browser.query("image").await, Some(image.clone()));
    assert_eq!(browser.query("platform").await, Some(second.clone()));
    let command = browser.text("command").await;
    assert!(command.ends_with(&format!("@{second}")), "{command}");
    verify_first_layer(&browser).await;
    drop(browser);

    let browser = Browser::at(&site::platform_address(&image, &second)).await;
    wait_second(&browser).await;
    assert_eq!(browser.notices().await, Vec::<String>::new());
    drop(browser);
    let absent = format!("sha256:{}", "0".repeat(64));
    for name in [image, registry.reference("formats/oci:latest")] {
        let browser = Browser::at(&site::platform_address(&name, &absent)).await;
        browser.wait_state("ready").await;
        assert_eq!(browser.notices().await, ["not-found"], "{name}");
        let text = browser.text("notice").await;
        assert!(text.contains(&absent), "{text}");
    }
}

#[tokio::test]
async fn a_platform_that_only_a_listed_index_has_is_found_there() {
    let (registry, server) = (shared_registry(), FaultServer::start());
    let media_type = "application/vnd.oci.image.index.v1+json";
    let name = "formats/oci";
    let raw = registry.raw("formats/oci:latest");
    let put = |media_type: &str, body: String, architecture: Option<&str>| {
        let digest = server.manifest(name, "unused", media_type, body.clone());
        server.manifest(name, &digest, media_type, body.clone());
        let mut entry = json!({ "mediaType": media_type, "digest": digest, "size": body.len() });
        if let Some(architecture) = architecture {
            entry["platform"] = json!({ "os": "linux", "architecture": architecture });
        }
        entry
    };
    let index = |manifests: Value| {
        json!({ "schemaVersion": 2, "mediaType": media_type, "manifests": manifests }).to_string()
    };
    let image = put(OCI_MANIFEST, raw.clone(), Some("s390x"));
    let inner = put(media_type, index(json!([image])), None);
    let inner_digest = inner["digest"].as_str().expect("a digest").to_owned();
    let amd64 = put(OCI_MANIFEST, raw.replacen('{', "{\n", 1), Some("amd64"));
    server.manifest(name, "nested", media_type, index(json!([amd64, inner])));
    server.pass_on_to(registry.address());
    let outer = server.reference("formats/oci:nested");

    let browser = Browser::at(&site::platform_address(&outer, "linux/s390x")).await;
    browser.wait_state("ready").await;
    assert_eq!(browser.notices().await, ["not-found"]);
    browser
        .wait_parts("nested", |parts| {
            parts.iter().any(|part| part.text.ends_with("look into it"))
        })
        .await;
    browser.click_inside("nested", "", "").await;
    wait_chosen(&browser, "linux/s390x").await;
    let named = browser.query("image").await.unwrap_or_default();
    assert!(named.ends_with(&format!("@{inner_digest}")), "{named}");
    assert_eq!(
        browser.query("platform").await.as_deref(),
        Some("linux/s390x")
    );
    assert_eq!(browser.notices().await, Vec::<String>::new());
    verify_first_layer(&browser).await;
    browser.assert_quiet().await;
    drop(browser);

    let browser = Browser::at(&site::platform_address(&outer, "linux/riscv64")).await;
    browser.wait_state("ready").await;
    browser
        .wait_parts("nested", |parts| {
            let text = parts.first().map(|part| part.text.as_str());
            text == Some("No index within it has one either.")
        })
        .await;
}

#[tokio::test]
async fn what_names_no_image_has_no_address_and_back_leads_to_what_was_there() {
    let name = shared_registry().reference("formats/oci:latest");
    let browser = Browser::inspect(&name).await;
    assert_eq!(browser.title().await, format!("{name} · Porthole"));
    browser.ask_for("docker login -p hunter2 host").await;
    browser.wait_state("failed").await;
    assert_eq!(browser.query("image").await, None);
    assert!(!browser.url().await.contains("hunter2"));
    browser
        .wait_for("the title of the page alone", async || {
            (browser.title().await == "Porthole").then_some(())
        })
        .await;
    browser.back().await;
    browser.wait_state("ready").await;
    assert_eq!(browser.query("image").await, Some(name));
}

#[tokio::test]
async fn what_people_paste_is_understood() {
    let name = shared_registry().reference("formats/oci:latest");
    let browser = Browser::at(&site::home()).await;
    for pasted in [
        format!("docker pull {name}"),
        format!("docker://{name}"),
        format!("  {name} "),
        format!("http://{name}"),
    ] {
        browser.ask_for(&pasted).await;
        browser
            .wait_for(&pasted, async || {
                (browser.data("kind").await.as_deref() == Some("image")).then_some(())
            })
            .await;
        browser.wait_state("ready").await;
        browser.ask_for("not a reference").await;
        browser
            .wait_for("a failure", async || {
                (browser.data("state").await.as_deref() == Some("failed")).then_some(())
            })
            .await;
    }
}

#[tokio::test]
async fn what_was_pasted_is_given_up_when_somebody_goes_on_before_it_could_be_read() {
    let page = FaultServer::of_folder(&site::folder(), "/");
    page.change("/split_later.wasm", 1, |answer| answer.stall_after(1_000));
    let registry = shared_registry();
    let browser = Browser::at(&format!("http://{}/", page.address())).await;
    browser.wait_kind("index").await;
    browser
        .ask_for(&registry.reference("formats/oci:latest"))
        .await;
    browser.wait_kind("image").await;
    let count =
        "window.asked = 0; document.addEventListener('porthole-asked', () => (window.asked += 1))";
    browser.run::<()>(count, vec![]).await;
    let pasted = format!("docker pull {}", registry.reference("multi/index:latest"));
    browser.ask_for(&pasted).await;
    browser.back().await;
    browser.wait_kind("index").await;
    page.go_on();
    // Only the module shows files: by then it has read what it was to read.
    browser.wait_parts("files", |found| !found.is_empty()).await;
    let asked: u32 = browser.run("return window.asked", vec![]).await;
    assert_eq!((asked, browser.query("image").await), (1, None));
    assert_eq!(browser.parts("platform").await.len(), 3);
}

/// What has the focus: its part, or its element's name.
async fn focused(browser: &Browser) -> String {
    browser
        .run(
            "let element = document.activeElement;
             while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
             return element?.getAttribute('part') ?? element?.localName ?? ''",
            vec![],
        )
        .await
}

#[tokio::test]
async fn the_whole_way_from_the_first_key_to_the_verdict_needs_no_mouse() {
    let browser = Browser::at(&site::home()).await;
    browser.wait_state("ready").await;
    browser.press("/").await;
    browser
        .wait_for("the focus on the bar", async || {
            (focused(&browser).await == "reference-input").then_some(())
        })
        .await;
    browser
        .type_text(&shared_registry().reference("formats/oci:latest"))
        .await;
    browser.press("Enter").await;
    browser
        .wait_for("the image", async || {
            (browser.data("kind").await.as_deref() == Some("image")).then_some(())
        })
        .await;
    browser.wait_state("ready").await;
    let mut way = Vec::new();
    while focused(&browser).await != "verify-button" {
        browser.press("Tab").await;
        way.push(focused(&browser).await);
        assert!(
            way.len() < 100,
            "the verify button cannot be reached: {way:?}"
        );
    }
    browser.press("Enter").await;
    assert_eq!(browser.wait_layers().await, ["verified", "verified"]);
}

#[tokio::test]
async fn the_focus_stays_in_the_row_of_a_layer_that_is_verified() {
    let browser = Browser::inspect(&shared_registry().reference("formats/oci:latest")).await;
    let mut steps = 0;
    while focused(&browser).await != "verify-layer-button" {
        browser.press("Tab").await;
        steps += 1;
        assert!(steps < 150, "no layer can be reached");
    }
    browser.press("Enter").await;
    browser
        .wait_parts("layer", |layers| {
            layers
                .iter()
                .any(|layer| layer.attribute("data-state") == "verified")
        })
        .await;
    assert_eq!(focused(&browser).await, "td");
    browser.press("Tab").await;
    assert_ne!(focused(&browser).await, "body");
}

#[tokio::test]
async fn digests_in_the_raw_view_lead_to_the_documents_that_they_name() {
    let registry = shared_registry();
    let browser = Browser::inspect(&registry.reference("multi/index:latest")).await;
    let digest = browser.parts("platform").await[1]
        .attribute("data-digest")
        .to_owned();
    let script = "
        const raw = document.querySelector('porthole-image').shadowRoot.querySelector('[part~=raw]');
        return [...raw.querySelectorAll('a')].find((link) => link.textContent.includes(arguments[0])) ?? null";
    let link = browser
        .wait_for("a link", async || {
            browser.element(script, vec![digest.clone().into()]).await
        })
        .await;
    link.scroll_into_view().await.expect("a link");
    link.click().await.expect("a link");
    browser
        .wait_for("the image", async || {
            (browser.data("kind").await.as_deref() == Some("image")).then_some(())
        })
        .await;
    browser.wait_state("ready").await;
    assert_eq!(browser.verdict(&digest).await, "match");
}

#[tokio::test]
async fn the_focus_stays_where_a_button_goes_that_was_pressed() {
    let browser = Browser::at(&site::home()).await;
    browser.wait_state("ready").await;
    for (button, section) in [
        ("find-referrers-button", "referrers"),
        ("list-files-button", "files"),
        ("report-button", "report"),
    ] {
        browser.wait_parts(button, |found| found.len() == 1).await;
        let focus = format!(
            "document.querySelector('porthole-image').shadowRoot.querySelector('[part~={button}]').focus(); return null"
        );
        browser.run::<Value>(&focus, vec![]).await;
        browser.press("Enter").await;
        browser
            .wait_for("the focus on the section", async || {
                (focused(&browser).await == section).then_some(())
            })
            .await;
    }
}

#[tokio::test]
async fn the_focus_stays_on_the_page_when_the_recent_images_are_erased() {
    let image = shared_registry().reference("formats/oci:latest");
    let browser = Browser::inspect(&image).await;
    browser.ask_for("oci:sample").await;
    browser.wait_kind("index").await;
    press(&browser, &part("erase-recent-button")).await;
    browser.wait_parts("recent", <[Part]>::is_empty).await;
    wait_focused(&browser, "div").await;
    browser.press("Tab").await;
    wait_focused(&browser, "reference-input").await;
}

/// Waits until this has the focus, by [`focused`].
async fn wait_focused(browser: &Browser, wanted: &str) {
    browser
        .wait_for(&format!("the focus on {wanted}"), async || {
            (focused(browser).await == wanted).then_some(())
        })
        .await;
}

/// Presses the button that `expression` finds in the element, by the keyboard.
async fn press(browser: &Browser, expression: &str) {
    let script = format!(
        "const root = document.querySelector('porthole-image').shadowRoot;
         const button = {expression}; button?.focus(); return !!button"
    );
    browser
        .wait_for(expression, async || {
            browser.run::<bool>(&script, vec![]).await.then_some(())
        })
        .await;
    browser.press("Enter").await;
}

fn part(name: &str) -> String {
    format!("root.querySelector('[part={name}]')")
}

#[tokio::test]
async fn who_goes_to_a_list_by_the_breadcrumb_goes_on_from_its_title() {
    let browser = Browser::inspect(&shared_registry().reference("formats/oci:latest")).await;
    press(
        &browser,
        "[...root.querySelectorAll('nav a')].find((link) => link.textContent.trim() === 'formats/oci')",
    )
    .await;
    browser.wait_kind("repository").await;
    browser.wait_state("ready").await;
    wait_focused(&browser, "h1").await;
    // From the address nobody came.
    let place = site::place_address("repository", &shared_registry().reference("formats/oci"));
    drop(browser);
    let browser = Browser::at(&place).await;
    browser.wait_state("ready").await;
    assert_eq!(focused(&browser).await, "body");
}

#[tokio::test]
async fn cancel_leads_to_the_input_of_the_bar_and_to_the_button_that_opened_the_form() {
    let server = FaultServer::before(shared_registry().address());
    let browser = Browser::inspect(&server.reference("formats/oci:latest")).await;
    press(&browser, &part("sign-in-button")).await;
    wait_focused(&browser, "user-input").await;
    press(
        &browser,
        "root.querySelector('form.sign-in-form button[type=button]')",
    )
    .await;
    wait_focused(&browser, "sign-in-button").await;
    assert!(browser.parts("sign-in-form").await.is_empty());

    server.change("/manifests/", usize::MAX, |answer| answer.stall_after(1));
    browser
        .go(&site::address(&server.reference("formats/oci:latest")))
        .await;
    browser
        .wait_for("the button in sight", async || {
            let is_seen = "return document.querySelector('porthole-image')?.shadowRoot.querySelector('[part=cancel-button]')?.checkVisibility() ?? false";
            browser.run::<bool>(is_seen, vec![]).await.then_some(())
        })
        .await;
    press(&browser, &part("cancel-button")).await;
    browser.wait_state("idle").await;
    wait_focused(&browser, "reference-input").await;
}

/// What shows all layers of a long list.
const SHOW_ALL: &str = "[...root.querySelectorAll('[part=layers] .rest button')].find((button) => button.textContent === 'Show all')";

/// A server with a manifest of 400 layers, and its reference.
fn four_hundred_layers() -> (FaultServer, String) {
    let server = FaultServer::start();
    let config = server.blob("many", "{}");
    let layers: Vec<_> = (0..400)
        .map(|number| {
            json!({
                "mediaType": "application/vnd.oci.image.layer.v1.tar",
                "digest": format!("sha256:{number:064x}"),
                "size": 1,
            })
        })
        .collect();
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": OCI_MANIFEST,
        "config": {
            "mediaType": "application/vnd.oci.image.config.v1+json",
            "digest": config,
            "size": 2,
        },
        "layers": layers,
    });
    server.manifest("many", "latest", OCI_MANIFEST, manifest.to_string());
    let image = server.reference("many:latest");
    (server, image)
}

#[tokio::test]
async fn all_rows_that_were_asked_for_are_shown_although_their_end_came_into_view_as_well() {
    let (_server, image) = four_hundred_layers();
    let browser = Browser::at(&site::home()).await;
    browser.wait_state("ready").await;
    let script = "
        window.ends = [];
        window.IntersectionObserver = class extends IntersectionObserver {
            constructor(callback) { super(callback); window.ends.push(callback); }
        };
        return null";
    browser.run::<Value>(script, vec![]).await;
    browser.ask_for(&image).await;
    browser.wait_kind("image").await;
    browser.wait_state("ready").await;
    let script = format!(
        "const root = document.querySelector('porthole-image').shadowRoot;
         {SHOW_ALL}.click();
         // In the same moment, before anything is rendered.
         window.ends.forEach((end) => end([{{ isIntersecting: true }}]));
         return null"
    );
    browser.run::<Value>(&script, vec![]).await;
    browser
        .wait_parts("layer", |layers| layers.len() == 400)
        .await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn the_focus_stays_in_the_list_when_the_rest_of_it_is_asked_for() {
    let (server, image) = four_hundred_layers();
    let browser = Browser::inspect(&image).await;
    press(&browser, SHOW_ALL).await;
    browser
        .wait_parts("layer", |layers| layers.len() == 400)
        .await;
    assert_eq!(focused(&browser).await, "layers");

    let first = Answer::ok("application/json", r#"{"tags":["a"]}"#);
    server.serve(
        "/v2/many/tags/list?n=1000",
        first.header("link", "<?x=1>; rel=next"),
    );
    server.serve_each(
        "/v2/many/tags/list?x=1",
        [
            Answer::error(500, "UNKNOWN", "oops"),
            Answer::ok("application/json", r#"{"tags":["b"]}"#),
        ],
    );
    browser
        .go(&site::place_address(
            "repository",
            &server.reference("many"),
        ))
        .await;
    press(&browser, &part("load-more-button")).await;
    browser.wait_parts("tag", |tags| tags.len() == 2).await;
    assert_eq!(focused(&browser).await, "list");
}
