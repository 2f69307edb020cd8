//! The report, from a real registry to a file and back: what it says is compared with what skopeo and SHA-256 say.

use crate::schema1::{settled, show};
use crate::signing::{self, By, Key, START};
use end_to_end::{
    answer::Answer,
    browser::Browser,
    fault_server::FaultServer,
    images::{images, shared_registry},
    page::Part,
    registry::{Format, Registry},
    sha256, site,
};
use serde_json::{Value, json};

/// Keeps what the page saves and copies.
const KEEP: &str = "
    window.kept = [];
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => { kept.push(blob); return make(blob); };
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function () {
        if (this.download) { window.named = this.download; } else { click.call(this); }
    };
    Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => { window.copied = text; } } });
    return null";

/// Opens the report's section.
async fn open(browser: &Browser) {
    browser.click("report-button").await;
    browser
        .wait_parts("report-file", |parts| !parts.is_empty())
        .await;
    keep(browser).await;
}

/// Keeps from now on what the page saves and copies.
pub async fn keep(browser: &Browser) {
    browser.run::<Value>(KEEP, vec![]).await;
}

/// Saves the report with this button; gives its name and text.
pub async fn save(browser: &Browser, button: &str) -> (String, String) {
    browser
        .run::<Value>("kept.length = 0; return null", vec![])
        .await;
    browser.click(button).await;
    let text: String = browser
        .wait_for("a file", async || {
            let script = "return kept.length ? await kept[0].text() : null";
            browser.run_async::<Option<String>>(script, vec![]).await
        })
        .await;
    (browser.run("return named", vec![]).await, text)
}

async fn saved(browser: &Browser) -> Value {
    let (_, text) = save(browser, "report-save-json").await;
    let report: Value = serde_json::from_str(&text).expect("JSON");
    assert_valid(&report);
    report
}

/// Checks a report against the schema that is published.
fn assert_valid(report: &Value) {
    let schema = include_str!("../../../../docs/report.schema.json");
    let schema: Value = serde_json::from_str(schema).expect("a schema");
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler
        .add_resource("report.schema.json", schema)
        .expect("a schema");
    let index = compiler
        .compile("report.schema.json", &mut schemas)
        .expect("a schema");
    if let Err(error) = schemas.validate(report, index) {
        panic!("{error:#}\n{report:#}");
    }
}

/// Hands a file to the section.
pub async fn choose(browser: &Browser, text: &str) {
    let script = "
        const input = document.querySelector('porthole-image').shadowRoot.querySelector('[part~=report-file]');
        const files = new DataTransfer();
        files.items.add(new File([arguments[0]], 'report.json'));
        input.files = files.files;
        input.dispatchEvent(new Event('change', { bubbles: true }));
        return null";
    browser.run::<Value>(script, vec![text.into()]).await;
}

/// Drops a file somewhere on the page.
async fn drop_file(browser: &Browser, text: &str) {
    let script = "
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([arguments[0]], 'report.json'));
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
        return null";
    browser.run::<Value>(script, vec![text.into()]).await;
}

/// The rows, once the page was asked again.
pub async fn changes(browser: &Browser) -> Vec<Part> {
    browser
        .wait_parts("report-change", |parts| !parts.is_empty())
        .await
}

fn change<'a>(changes: &'a [Part], field: &str) -> &'a Part {
    let mut found = changes
        .iter()
        .filter(|change| change.attribute("data-field") == field);
    found
        .next()
        .unwrap_or_else(|| panic!("no change of {field}: {changes:#?}"))
}

fn different(changes: &[Part]) -> Vec<String> {
    let different = changes
        .iter()
        .filter(|change| change.attribute("data-change") != "same");
    different
        .map(|change| {
            format!(
                "{} {}",
                change.attribute("data-change"),
                change.attribute("data-field")
            )
        })
        .collect()
}

#[tokio::test]
async fn a_report_says_of_a_real_image_what_skopeo_says_and_opened_again_that_nothing_changed() {
    let registry = shared_registry();
    let browser = Browser::inspect(&registry.reference("formats/oci:latest")).await;
    open(&browser).await;
    let text = browser.text("report").await;
    assert!(text.contains("The layers were not verified"), "{text}");
    assert_eq!(saved(&browser).await["layers"][0]["verdict"], "not checked");
    browser.click("verify-button").await;
    assert_eq!(browser.wait_layers().await, ["verified", "verified"]);
    let (name, text) = save(&browser, "report-save-json").await;
    let report: Value = serde_json::from_str(&text).expect("JSON");
    assert_valid(&report);

    let raw = registry.raw("formats/oci:latest");
    let digest = sha256(raw.as_bytes());
    assert_eq!(digest, registry.inspect_digest("formats/oci:latest"));
    let manifest: Value = serde_json::from_str(&raw).expect("JSON");
    let root = &report["documents"][0];
    assert_eq!(root["document"], "manifest");
    assert_eq!(root["digest"]["computed"], *digest);
    assert_eq!(root["digest"]["header"], *digest);
    assert_eq!(root["verdict"], "computed");
    assert_eq!(root["size"]["actual"], raw.len());
    assert_eq!(
        root["url"],
        format!(
            "http://{}/v2/formats/oci/manifests/latest",
            registry.address()
        )
    );
    assert_eq!(root["status"], 200);
    let config = &report["documents"][1];
    assert_eq!(config["digest"]["expected"], manifest["config"]["digest"]);
    assert_eq!(config["digest"]["computed"], manifest["config"]["digest"]);
    assert_eq!(config["verdict"], "verified");
    let expected = registry.config("formats/oci:latest");
    for (position, layer) in report["layers"]
        .as_array()
        .expect("layers")
        .iter()
        .enumerate()
    {
        let descriptor = &manifest["layers"][position];
        let digest = descriptor["digest"].as_str().expect("a digest");
        let bytes = std::fs::read(registry.blob_path(digest)).expect("a blob");
        assert_eq!(layer["digest"]["computed"], sha256(&bytes));
        assert_eq!(layer["digest"]["expected"], descriptor["digest"]);
        assert_eq!(layer["size"]["actual"], bytes.len());
        assert_eq!(layer["verdict"], "verified");
        let diff_id = &expected["rootfs"]["diff_ids"][position];
        assert_eq!(layer["diffId"]["computed"], *diff_id);
        assert_eq!(layer["diffId"]["verdict"], "verified");
        assert_eq!(layer["chainId"]["verdict"], "verified");
    }
    assert_eq!(name, format!("porthole-oci-latest-{}.json", &digest[7..19]));
    assert_eq!(
        report["page"],
        *browser
            .run::<String>("return location.origin", vec![])
            .await
    );

    let (name, markdown) = save(&browser, "report-save-markdown").await;
    assert!(name.ends_with(".md"), "{name}");
    assert!(markdown.contains(&format!("`{digest}`")), "{markdown}");
    browser.click("report-copy").await;
    browser
        .wait_for("a copy", async || {
            let copied: Option<String> = browser.run("return window.copied ?? null", vec![]).await;
            copied.filter(|copied| copied.contains(&digest))
        })
        .await;

    choose(&browser, &text).await;
    let rows = changes(&browser).await;
    let unchecked = [
        "unchecked layer 1 verdict",
        "unchecked layer 1 diff ID verdict",
        "unchecked layer 2 verdict",
        "unchecked layer 2 diff ID verdict",
    ];
    assert_eq!(different(&rows), unchecked);
    assert_eq!(
        change(&rows, "manifest digest").attribute("data-change"),
        "same"
    );
    browser.click("report-verify-button").await;
    let rows = browser
        .wait_parts("report-change", |rows| {
            !rows.is_empty() && different(rows).is_empty()
        })
        .await;
    assert_eq!(
        change(&rows, "layer verdicts").attribute("data-change"),
        "same"
    );
    let text = browser.text("report-changes").await;
    assert!(text.contains("Nothing changed."), "{text}");
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_tag_that_was_moved_is_named_with_both_digests() {
    let registry = Registry::start();
    registry.push(&images().oci("amd64"), "moving:latest", Format::Oci);
    let browser = Browser::inspect(&registry.reference("moving:latest")).await;
    open(&browser).await;
    let (_, text) = save(&browser, "report-save-json").await;
    let old = registry.inspect_digest("moving:latest");
    registry.push(&images().oci("large"), "moving:latest", Format::Oci);
    let new = registry.inspect_digest("moving:latest");
    assert_ne!(old, new);
    // On the start page, where nothing of it is known.
    let browser = Browser::at(&site::home()).await;
    browser.wait_state("ready").await;
    open(&browser).await;
    drop_file(&browser, &text).await;
    let rows = changes(&browser).await;
    let digest = change(&rows, "manifest digest");
    assert_eq!(digest.attribute("data-change"), "changed");
    assert!(
        digest.text.contains(&old) && digest.text.contains(&new),
        "{digest:?}"
    );
    let told = different(&rows);
    assert!(
        told.iter()
            .any(|row| row.starts_with("gone layers: sha256:")),
        "{told:?}"
    );
    assert!(
        told.iter()
            .any(|row| row.starts_with("new layers: sha256:")),
        "{told:?}"
    );
    assert!(
        told.contains(&"changed config digest".to_owned()),
        "{told:?}"
    );
    assert_eq!(
        browser.query("image").await,
        Some(registry.reference("moving:latest"))
    );
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_platform_of_an_index_is_asked_for_again_as_the_report_did() {
    let reference = shared_registry().reference("multi/index:latest");
    let browser = Browser::at(&site::platform_address(&reference, "linux/arm64/v8")).await;
    browser.wait_state("ready").await;
    open(&browser).await;
    let (_, text) = save(&browser, "report-save-json").await;
    let report: Value = serde_json::from_str(&text).expect("JSON");
    assert_valid(&report);
    assert_eq!(report["asked"]["platform"], "linux/arm64/v8");
    assert_eq!(report["kind"], "index");
    assert_eq!(report["platforms"].as_array().map(Vec::len), Some(2));
    browser
        .click_inside("platform", "data-platform", "linux/amd64")
        .await;
    browser.wait_state("ready").await;
    choose(&browser, &text).await;
    let rows = changes(&browser).await;
    assert_eq!(different(&rows), [""; 0]);
    assert_eq!(
        browser.query("platform").await.as_deref(),
        Some("linux/arm64/v8")
    );
}

#[tokio::test]
async fn signatures_problems_and_failed_layers_are_in_the_report() {
    let signature = signing::signature(START, "}", Key::Es256, By::Jwk);
    let text = signing::document(&format!("{START},\"tag\":\"evil\""), &[signature]);
    let (browser, _server) = show(&text).await;
    settled(&browser, 1).await;
    open(&browser).await;
    let report = saved(&browser).await;
    assert_eq!(report["signatures"][0]["verdict"], "valid");
    assert_eq!(report["unsigned"][0], "tag");
    let shown = browser.parts("problem").await;
    let told = report["problems"].as_array().expect("problems");
    let rules: Vec<&str> = told.iter().filter_map(|one| one["rule"].as_str()).collect();
    let of_page: Vec<&str> = shown.iter().map(|one| one.attribute("data-rule")).collect();
    assert_eq!(rules, of_page);

    let server = FaultServer::before(shared_registry().address());
    let browser = Browser::inspect(&server.reference("formats/oci:latest")).await;
    let digest = browser.parts("layer").await[0]
        .attribute("data-digest")
        .to_owned();
    server.change(&digest, usize::MAX, |_| {
        Answer::error(404, "BLOB_UNKNOWN", "blob unknown to registry")
    });
    browser.click("verify-button").await;
    assert_eq!(browser.wait_layers().await, ["failed", "verified"]);
    open(&browser).await;
    let report = saved(&browser).await;
    let layer = &report["layers"][0];
    assert_eq!(layer["verdict"], "failed");
    assert_eq!(layer["reason"], "The server answered 404.");
    assert_eq!(layer["digest"]["computed"], Value::Null);
}

#[tokio::test]
async fn what_is_no_report_is_refused_and_the_page_stays_as_it_is() {
    let browser = Browser::inspect(&shared_registry().reference("formats/oci:latest")).await;
    open(&browser).await;
    let whole = saved(&browser).await;
    let mut newer = whole.clone();
    newer["report"] = 7.into();
    let mut wrong = whole.clone();
    wrong["layers"][0]["size"]["expected"] = "x".into();
    let hostile = "\u{202e}<img src=x onerror=alert(1)>".repeat(1000);
    let mut evil = whole;
    evil[&hostile] = 1.into();
    for (text, want) in [
        (String::new(), "it is not JSON"),
        ("{}".to_owned(), "no report of Porthole"),
        (newer.to_string(), "a report of version 7"),
        (
            wrong.to_string(),
            "/layers/0/size/expected is a string, not a whole number",
        ),
        (evil.to_string(), "<img src=x"),
        ("[".repeat(1 << 20), "it is not JSON"),
    ] {
        choose(&browser, &text).await;
        browser
            .wait_for(want, async || {
                let errors = browser.parts("report-error").await;
                errors.first()?.text.contains(want).then_some(())
            })
            .await;
    }
    // Longer than a report may be.
    let script = "
        const input = document.querySelector('porthole-image').shadowRoot.querySelector('[part~=report-file]');
        const files = new DataTransfer();
        files.items.add(new File([new Uint8Array(16 * 1024 * 1024 + 1)], 'report.json'));
        input.files = files.files;
        input.dispatchEvent(new Event('change', { bubbles: true }));
        return null";
    browser.run::<Value>(script, vec![]).await;
    browser
        .wait_for("a limit", async || {
            let errors = browser.parts("report-error").await;
            errors.first()?.text.contains("16 MiB").then_some(())
        })
        .await;
    assert!(browser.parts("report-changes").await.is_empty());
    assert_eq!(browser.data("state").await.as_deref(), Some("ready"));
    browser.assert_quiet().await;
}

#[tokio::test]
async fn an_image_that_is_not_there_any_more_is_unchecked_and_not_gone() {
    let mut registry = Registry::start();
    registry.push(&images().oci("amd64"), "gone:latest", Format::Oci);
    let browser = Browser::inspect(&registry.reference("gone:latest")).await;
    open(&browser).await;
    let (_, text) = save(&browser, "report-save-json").await;
    registry.stop();
    choose(&browser, &text).await;
    let rows = changes(&browser).await;
    assert_eq!(
        change(&rows, "manifest digest").attribute("data-change"),
        "unchecked"
    );
    let told = different(&rows);
    assert!(
        told.iter().any(|row| row.starts_with("new read: ")),
        "{told:?}"
    );
    assert_eq!(browser.data("state").await.as_deref(), Some("failed"));
}

#[tokio::test]
async fn the_file_of_a_report_can_be_chosen_again() {
    let registry = shared_registry();
    let browser = Browser::inspect(&registry.reference("formats/oci:latest")).await;
    open(&browser).await;
    let is_empty = async |part: &str| {
        let script = format!(
            "return document.querySelector('porthole-image').shadowRoot.querySelector('[part~={part}]').value === ''"
        );
        browser
            .wait_for("an input without a file", async || {
                browser.run::<bool>(&script, vec![]).await.then_some(())
            })
            .await;
    };
    choose(&browser, "{}").await;
    browser
        .wait_parts("report-error", |errors| !errors.is_empty())
        .await;
    is_empty("report-file").await;
}

#[tokio::test]
async fn the_button_that_takes_a_report_looks_like_the_others_in_both_themes() {
    let browser = Browser::inspect(&shared_registry().reference("formats/oci:latest")).await;
    open(&browser).await;
    let script = "
        const root = document.querySelector('porthole-image').shadowRoot;
        const input = root.querySelector('[part~=report-file]'), other = root.querySelector('[part~=report-copy]');
        const looks = (style) => ['backgroundColor', 'borderTopColor', 'borderTopLeftRadius', 'color', 'fontFamily', 'fontSize', 'paddingLeft']
            .map((name) => style[name]).join('; ');
        return [looks(getComputedStyle(input, '::file-selector-button')), looks(getComputedStyle(other))]";
    // What opened the report was clicked: the pointer may stand on one of them, which looks different then.
    let away = json!({ "type": "mouseMoved", "x": 1, "y": 1 });
    browser.command("Input.dispatchMouseEvent", away).await;
    let is_away =
        "return !document.querySelector('porthole-image').shadowRoot.querySelector('button:hover')";
    browser
        .wait_for("a pointer that is on no button", async || {
            browser.run::<bool>(is_away, vec![]).await.then_some(())
        })
        .await;
    let mut seen = Vec::new();
    for theme in ["light", "dark"] {
        browser.prefer(theme).await;
        let [own, other]: [String; 2] = browser.run(script, vec![]).await;
        assert_eq!(own, other, "{theme}");
        seen.push(own);
    }
    assert_ne!(seen[0], seen[1]);
}
