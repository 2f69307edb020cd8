//! Every view, wide and narrow, light and dark: no rule of axe-core is broken, nothing sticks out, rows take the room that there is, and there
//! is a picture to look at.

use crate::{
    contents,
    files::{Unpacked, choose, look},
    referrers, report, schema1,
    signing::{self, By, Key, START},
};
use end_to_end::{
    answer::Answer,
    browser::Browser,
    docs,
    fault_server::FaultServer,
    gateway::{Gateway, Kind, Surroundings},
    images::shared_registry,
    page::Part,
    site,
};

/// The first row of each table that leaves a part of its section empty.
const NARROW_ROWS: &str = "
    const root = document.querySelector('porthole-image').shadowRoot;
    const rows = ['history-entry', 'layer', 'file', 'platform'].map((part) => root.querySelector(`tr[part~=${part}]`));
    return rows.filter(Boolean).flatMap((row) => {
        const [width, whole] = [row.getBoundingClientRect().width, row.closest('section').clientWidth];
        return width < whole - 1 ? [`${row.part} takes ${width} pixels of ${whole}`] : [];
    });";

/// Checks what the browser shows now in both widths and both themes, and saves the pictures.
async fn assert_accessible(browser: &Browser, view: &str) {
    let mut broken = Vec::new();
    for scheme in ["light", "dark"] {
        browser.prefer(scheme).await;
        for width in [1280, 360] {
            browser.resize(width, 900).await;
            browser
                .screenshot(&format!("{view}-{width}-{scheme}"))
                .await;
            let violations = browser.accessibility_violations().await;
            broken.extend(
                violations
                    .into_iter()
                    .map(|rule| format!("{width} {scheme}: {rule}")),
            );
        }
    }
    for width in [1280, 360, 320] {
        browser.resize(width, 900).await;
        let narrow: Vec<String> = browser.run(NARROW_ROWS, vec![]).await;
        broken.extend(
            narrow
                .into_iter()
                .map(|row| format!("on a screen of {width}: {row}")),
        );
        let script =
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
        let overflow: i64 = browser.run(script, vec![]).await;
        if overflow > 0 {
            broken.push(format!("{overflow} pixels wider than a screen of {width}"));
        }
    }
    assert!(broken.is_empty(), "{view}:\n{}", broken.join("\n"));
}

async fn assert_image_accessible(view: &str, name: &str) {
    let browser = Browser::inspect(&shared_registry().reference(name)).await;
    assert_accessible(&browser, view).await;
}

#[tokio::test]
async fn the_first_page() {
    let browser = Browser::at(&site::home()).await;
    browser.wait_state("ready").await;
    assert_accessible(&browser, "sample").await;
}

#[tokio::test]
async fn the_first_page_with_everything_verified() {
    let browser = Browser::at(&site::home()).await;
    browser.wait_state("ready").await;
    browser.click("verify-button").await;
    browser.wait_layers().await;
    assert_accessible(&browser, "sample-verified").await;
}

#[tokio::test]
async fn the_files_of_an_image_and_of_a_layer() {
    let unpacked = Unpacked::make();
    let browser = Browser::inspect(&unpacked.registry.reference(Unpacked::NAME)).await;
    browser.click("list-files-button").await;
    browser.wait_parts("file", |files| !files.is_empty()).await;
    look(&browser, "etc/os-release").await;
    browser
        .wait_parts("file-content", |parts| !parts.is_empty())
        .await;
    assert_accessible(&browser, "files").await;
    choose(&browser, "1").await;
    browser
        .wait_parts("file", |files| {
            let is_removed = |file: &Part| file.attribute("data-type") == "removed";
            files.iter().any(is_removed)
        })
        .await;
    assert_accessible(&browser, "files-of-a-layer").await;
    browser.type_into("file-filter", "etc conf").await;
    browser.wait_parts("file", |files| files.len() == 2).await;
    assert_accessible(&browser, "files-found").await;
}

#[tokio::test]
async fn an_image() {
    assert_image_accessible("image", "formats/oci:latest").await;
}

#[tokio::test]
async fn an_index() {
    assert_image_accessible("index", "multi/index:latest").await;
}

#[tokio::test]
async fn a_row_of_the_config_is_called_as_its_key() {
    let browser = Browser::inspect(&shared_registry().reference("formats/oci:latest")).await;
    browser
        .wait_parts("config-entry", |parts| !parts.is_empty())
        .await;
    let header = "document.querySelector('porthole-image').shadowRoot.querySelector('[part=config-entry][data-key=Cmd]').parentElement.cells[0]";
    assert_eq!(browser.role(header).await, "rowheader");
    assert_eq!(browser.accessible_name(header).await, "Cmd");
    let button = format!("{header}.querySelector('button')");
    assert_eq!(
        browser.accessible_name(&button).await,
        "Show config /config/Cmd in the raw view"
    );
}

/// Rows of a long index are no table to the browser's layout; to assistive technology they must be one all the same.
const ROLES: [(&str, &str); 6] = [
    ("table.platforms", "table"),
    ("table.platforms thead th", "columnheader"),
    ("table.layers thead th", "columnheader"),
    ("tr[part~=platform]", "row"),
    ("tr[part~=platform] th", "rowheader"),
    ("tr[part~=platform] td", "cell"),
];

#[tokio::test]
async fn an_index_of_many_platforms() {
    let registry = shared_registry();
    let server = FaultServer::before(registry.address());
    let raw = registry.raw("multi/index:latest");
    let mut index: serde_json::Value = serde_json::from_str(&raw).expect("JSON");
    let image = index["manifests"][0].clone();
    let platforms = (0..120).map(|number| {
        let mut image = image.clone();
        image["platform"] = serde_json::json!({
            "os": "linux", "architecture": "riscv64", "variant": format!("variant-{number}"),
        });
        image
    });
    index["manifests"] = platforms.collect();
    let media_type = "application/vnd.oci.image.index.v1+json";
    server.manifest("multi/index", "many", media_type, index.to_string());
    let browser = Browser::inspect(&server.reference("multi/index:many")).await;
    assert_eq!(browser.parts("platform").await.len(), 120);
    for width in [1280, 360] {
        browser.resize(width, 900).await;
        for (selector, role) in ROLES {
            let element = format!(
                "document.querySelector('porthole-image').shadowRoot.querySelector('{selector}')"
            );
            assert_eq!(browser.role(&element).await, role, "{selector} at {width}");
        }
    }
    assert_accessible(&browser, "index-long").await;
    // What was never near the window has its place and its height as soon as somebody goes there.
    browser
        .click_inside("platform", "data-platform", "linux/riscv64/variant-119")
        .await;
    browser
        .wait_for("the last of the platforms", async || {
            let url = browser.url().await;
            url.ends_with("platform=linux/riscv64/variant-119")
                .then_some(())
        })
        .await;
    browser.wait_state("ready").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_schema_1_image() {
    let browser = Browser::inspect(&site::sample("schema1")).await;
    browser
        .wait_parts("signature", |parts| {
            parts
                .iter()
                .any(|part| part.attribute("data-state") == "valid")
        })
        .await;
    assert_accessible(&browser, "schema1").await;
}

#[tokio::test]
async fn a_schema_1_image_with_certificates_and_unsigned_content() {
    let mut wrong_id = signing::signature(START, "}", Key::Es384, By::Jwk);
    wrong_id["header"]["jwk"]["kid"] = "AAAA:BBBB".into();
    let signatures = [
        signing::signature(START, "}", Key::Rs256, By::X5c),
        wrong_id,
        signing::signature(START, "\n}", Key::Es512, By::Jwk),
    ];
    let text = signing::document(&format!("{START},\"tag\":\"evil\""), &signatures);
    let (browser, _server) = schema1::show(&text).await;
    schema1::settled(&browser, 3).await;
    assert_accessible(&browser, "signatures").await;
}

#[tokio::test]
async fn an_artifact() {
    let browser = Browser::inspect(&site::sample("artifact")).await;
    assert_accessible(&browser, "artifact").await;
}

#[tokio::test]
async fn a_windows_image() {
    let browser = Browser::at(&site::platform_address(
        &site::sample("latest"),
        "windows/amd64",
    ))
    .await;
    browser.wait_state("ready").await;
    assert_accessible(&browser, "windows").await;
}

#[tokio::test]
async fn a_repository_with_its_tags() {
    let server = FaultServer::before(super::browsing::registry().address());
    server.change("/manifests/1.9", usize::MAX, |_| {
        Answer::error(404, "MANIFEST_UNKNOWN", "it is gone")
    });
    server.change("/manifests/v0.1", usize::MAX, |answer| {
        answer.stall_after(1)
    });
    // With recent images above.
    let browser = Browser::inspect(&server.reference("many/tags:edge")).await;
    browser
        .go(&site::address(&server.reference("a/one-more/deep:1")))
        .await;
    browser.wait_state("ready").await;
    browser
        .go(&site::place_address(
            "repository",
            &server.reference("many/tags"),
        ))
        .await;
    browser.wait_state("ready").await;
    browser
        .wait_parts("tag", |tags| {
            let open = tags
                .iter()
                .filter(|tag| !["read", "failed"].contains(&tag.attribute("data-state")));
            !tags.is_empty() && open.count() == 1
        })
        .await;
    assert_accessible(&browser, "repository").await;
}

#[tokio::test]
async fn a_long_list_of_tags_with_more_to_come() {
    let server = FaultServer::start();
    let tags: Vec<String> = (0..3_000)
        .map(|number| format!("2026.{number}-a-rather-long-variant-of-it-{number}"))
        .collect();
    let answer = Answer::ok(
        "application/json",
        serde_json::json!({ "tags": tags }).to_string(),
    );
    server.serve(
        "/v2/long/tags/list?n=1000",
        answer.header("link", "<?x=1>; rel=next"),
    );
    server.serve(
        "/v2/long/tags/list?x=1",
        Answer::error(500, "UNKNOWN", "oops"),
    );
    let browser = Browser::at(&site::place_address(
        "repository",
        &server.reference("long"),
    ))
    .await;
    browser.wait_state("ready").await;
    browser.click("filter-input").await;
    browser.type_text("2026.29").await;
    browser
        .wait_parts("list-status", |parts| {
            parts.iter().any(|part| part.text.contains("111 of 3,000"))
        })
        .await;
    assert_accessible(&browser, "tags-filtered").await;
}

#[tokio::test]
async fn a_registry_with_its_catalog() {
    let browser = Browser::at(&site::place_address(
        "registry",
        super::browsing::registry().address(),
    ))
    .await;
    browser.wait_state("ready").await;
    assert_accessible(&browser, "registry").await;
}

#[tokio::test]
async fn a_registry_without_a_catalog() {
    let server = FaultServer::start();
    server.serve(
        "/v2/_catalog",
        Answer::error(401, "UNAUTHORIZED", "authentication required"),
    );
    let browser = Browser::at(&site::place_address("registry", server.address())).await;
    browser.wait_state("ready").await;
    browser.click("repository-input").await;
    browser.type_text("Owner/name").await;
    browser.press("Enter").await;
    browser
        .wait_parts("notice", |parts| !parts.is_empty())
        .await;
    assert_accessible(&browser, "no-catalog").await;
}

#[tokio::test]
async fn a_failure() {
    let (browser, _) =
        Browser::inspect_in_vain(&shared_registry().reference("formats/oci:missing")).await;
    assert_accessible(&browser, "not-found").await;
}

/// Unfolds everything.
const UNFOLD: &str = "
    const root = document.querySelector('porthole-image').shadowRoot;
    root.querySelectorAll('details').forEach((details) => { details.open = true; });
    return null";

#[tokio::test]
async fn a_registry_that_does_not_let_pages_read_it() {
    let server = FaultServer::before(shared_registry().address());
    server.change("", usize::MAX, Answer::closed_to_browsers);
    let (browser, _) = Browser::inspect_in_vain(&server.reference("multi/index:latest")).await;
    browser.diagnosis().await;
    assert_accessible(&browser, "doctor").await;
    browser.run::<Option<()>>(UNFOLD, vec![]).await;
    browser.paste("headers-input", "HTTP/1.1 200 OK\n").await;
    browser.paste("bridge-input", "{}").await;
    assert_accessible(&browser, "doctor-unfolded").await;
    let index = shared_registry().raw("multi/index:latest");
    browser.paste("bridge-input", &index).await;
    browser
        .wait_parts("bridge", |parts| !parts.is_empty())
        .await;
    browser.diagnosis().await;
    assert_accessible(&browser, "bridge").await;
}

#[tokio::test]
async fn a_public_registry_without_a_gateway() {
    let (browser, _hub) = crate::doctor::docker_hub().await;
    assert_accessible(&browser, "public").await;
}

#[tokio::test]
async fn an_image_through_a_gateway_and_a_gateway_that_fails() {
    let inside = shared_registry().address();
    let server = FaultServer::before(inside);
    // Not Docker Hub, which is asked with a token at once.
    let surroundings = Surroundings::default().with("quay.io", server.address());
    let gateway = Gateway::start(Kind::Nginx, &surroundings);
    let browser = Browser::at(&gateway.page("quay.io/formats/oci:latest")).await;
    browser.wait_state("ready").await;
    assert_accessible(&browser, "gateway").await;
    server.serve(
        "/v2/formats/oci/manifests/latest",
        Answer::new(405, "text/html", "<h1>no</h1>"),
    );
    browser.click("inspect-button").await;
    browser.wait_state("failed").await;
    assert_accessible(&browser, "gateway-failed").await;
}

#[tokio::test]
async fn an_image_beside_a_wrong_list_of_gateways() {
    let server = FaultServer::of_folder(&site::folder(), "/");
    let list = r#"{"https://ghcr.io": "_gateway/ghcr.io"}"#;
    server.serve("/gateways.json", Answer::ok("application/json", list));
    let image = shared_registry().reference("formats/oci:latest");
    let url = format!("http://{}/?image={image}", server.address());
    let browser = Browser::at(&url).await;
    browser.wait_state("ready").await;
    assert_accessible(&browser, "gateways-wrong").await;
}

#[tokio::test]
async fn a_report_and_what_changed_since() {
    let registry = shared_registry();
    let server = FaultServer::before(registry.address());
    let browser = Browser::inspect(&server.reference("formats/oci:latest")).await;
    browser.click("report-button").await;
    browser
        .wait_parts("report-save-json", |parts| !parts.is_empty())
        .await;
    assert_accessible(&browser, "report").await;
    report::choose(&browser, "{}").await;
    browser
        .wait_parts("report-error", |parts| !parts.is_empty())
        .await;
    assert_accessible(&browser, "report-refused").await;
    browser.click("verify-button").await;
    browser.wait_layers().await;
    report::keep(&browser).await;
    let (_, text) = report::save(&browser, "report-save-json").await;
    let other = registry.raw("large:latest");
    server.change("/manifests/latest", usize::MAX, move |_| {
        Answer::ok(end_to_end::images::OCI_MANIFEST, other.clone())
    });
    report::choose(&browser, &text).await;
    report::changes(&browser).await;
    assert_accessible(&browser, "report-changes").await;
}

#[tokio::test]
async fn a_wrong_reference() {
    let (browser, _) = Browser::inspect_in_vain("localhost:5000/good/Bad:tag").await;
    assert_accessible(&browser, "bad-reference").await;
}

#[tokio::test]
async fn a_document_and_a_layer_that_are_not_what_was_asked_for() {
    let registry = shared_registry();
    let server = FaultServer::before(registry.address());
    server.change("/manifests/", usize::MAX, |answer| answer.followed_by(b" "));
    let digest = registry.inspect_digest("formats/oci:latest");
    let browser = Browser::inspect(&server.reference(&format!("formats/oci@{digest}"))).await;
    server.change("/blobs/", 1, |answer| answer.altered_at(30));
    server.change("/blobs/", usize::MAX, |answer| answer.cut_after(0));
    browser.click("verify-button").await;
    browser.wait_layers().await;
    assert_accessible(&browser, "mismatch").await;
}

#[tokio::test]
async fn layers_while_they_are_read() {
    let server = FaultServer::before(shared_registry().address());
    let browser = Browser::inspect(&server.reference("large:latest")).await;
    server.change("/blobs/", usize::MAX, |answer| {
        let half = answer.body_length() / 2;
        answer.stall_after(half)
    });
    browser.click("verify-button").await;
    browser
        .wait_parts("layer", |layers| {
            layers
                .iter()
                .any(|layer| layer.attribute("data-state") == "reading")
        })
        .await;
    assert_accessible(&browser, "reading").await;
}

#[tokio::test]
async fn an_image_that_is_being_loaded() {
    let server = FaultServer::before(shared_registry().address());
    server.change("/manifests/", usize::MAX, |answer| answer.stall_after(1));
    let browser = Browser::at(&site::address(&server.reference("formats/oci:latest"))).await;
    browser.wait_state("loading").await;
    assert_accessible(&browser, "loading").await;
    browser.click("cancel-button").await;
    browser.wait_state("idle").await;
    assert_accessible(&browser, "cancelled").await;
}

#[tokio::test]
async fn a_list_that_is_being_loaded() {
    let server = FaultServer::before(shared_registry().address());
    server.change("/tags/list", usize::MAX, |answer| answer.stall_after(1));
    let place = site::place_address("repository", &server.reference("formats/oci"));
    let browser = Browser::at(&place).await;
    browser
        .wait_parts("cancel-button", |found| !found.is_empty())
        .await;
    assert_accessible(&browser, "listing").await;
    browser.click("cancel-button").await;
    browser.wait_state("idle").await;
    assert_accessible(&browser, "list-cancelled").await;
}

#[tokio::test]
async fn a_registry_that_asks_to_wait() {
    let server = FaultServer::before(shared_registry().address());
    server.change("/manifests/", usize::MAX, |_| {
        Answer::error(429, "TOOMANYREQUESTS", "slower").header("retry-after", "30")
    });
    let browser = Browser::at(&site::address(&server.reference("formats/oci:latest"))).await;
    browser.wait_parts("retry", |found| !found.is_empty()).await;
    assert_accessible(&browser, "retrying").await;
}

#[tokio::test]
async fn a_defect() {
    let browser = Browser::at(&site::home()).await;
    browser.wait_state("ready").await;
    let fail = "const module = await import(new URL('app.js', document.baseURI));
        try { module.fail(); } catch { }
        return null";
    browser.run_async::<Option<()>>(fail, vec![]).await;
    browser.wait_state("failed").await;
    assert_accessible(&browser, "defect").await;
}

#[tokio::test]
async fn an_index_without_the_platform_that_was_asked_for() {
    let browser = Browser::at(&site::platform_address(
        &shared_registry().reference("multi/index:latest"),
        "plan9/mips",
    ))
    .await;
    browser.wait_state("ready").await;
    assert_accessible(&browser, "missing-platform").await;
}

#[tokio::test]
async fn a_manifest_with_many_problems_and_long_words() {
    let server = FaultServer::start();
    let long = "x".repeat(500);
    let body = format!(
        r#"{{"schemaVersion":3,"mediaType":"{long}","config":{{"size":-1}},"layers":[{{"digest":"{long}","mediaType":"{long}"}},7],"annotations":{{"{long}":"{long}"}},"{long}":1}}"#
    );
    server.serve(
        "/v2/long/manifests/latest",
        Answer::ok("application/json", body),
    );
    let browser = Browser::inspect(&server.reference("long:latest")).await;
    assert_accessible(&browser, "problems").await;
}

#[tokio::test]
async fn a_place_in_text_and_in_hexadecimal() {
    let browser = Browser::inspect(&site::sample("latest")).await;
    browser
        .click_where("place", "data-pointer", "/config/Env")
        .await;
    browser
        .wait_parts("raw-mark", |marks| !marks.is_empty())
        .await;
    assert_accessible(&browser, "raw-place").await;
    browser.resize(1280, 900).await;
    browser.click_where("raw-mode", "data-mode", "hex").await;
    browser.wait_parts("hex-row", |rows| !rows.is_empty()).await;
    assert_accessible(&browser, "raw-hex").await;
}

#[tokio::test]
async fn an_answer_that_is_no_document() {
    let server = FaultServer::start();
    server.serve(
        "/v2/bytes/manifests/latest",
        Answer::ok("application/json", b"{\"a\": \xff\xfe\0 1}\n".to_vec()),
    );
    let (browser, _) = Browser::inspect_in_vain(&server.reference("bytes:latest")).await;
    browser.wait_parts("raw", |parts| !parts.is_empty()).await;
    assert_accessible(&browser, "raw-unreadable").await;
}

#[tokio::test]
async fn the_form_to_sign_in() {
    let server = refusing_server(r#"Basic realm="x""#);
    let (browser, _) = Browser::inspect_in_vain(&server.reference("o/n:latest")).await;
    assert_accessible(&browser, "unauthorized").await;
    browser.click("sign-in-button").await;
    browser
        .wait_parts("sign-in-form", |forms| !forms.is_empty())
        .await;
    assert_accessible(&browser, "sign-in").await;
    browser.sign_in("al:ice", "secret").await;
    browser
        .wait_for("what is wrong with the name", async || {
            let text = browser.text("sign-in-form").await;
            text.contains("colon").then_some(())
        })
        .await;
    assert_accessible(&browser, "sign-in-fault").await;
    browser.sign_in("alice", "wrong").await;
    browser
        .wait_notice("User and password are not accepted")
        .await;
    assert_accessible(&browser, "sign-in-refused").await;
}

#[tokio::test]
async fn the_form_to_sign_in_above_an_image() {
    let browser = Browser::inspect(&shared_registry().reference("formats/oci:latest")).await;
    browser.click("sign-in-button").await;
    browser
        .wait_parts("sign-in-form", |forms| !forms.is_empty())
        .await;
    assert_accessible(&browser, "sign-in-above").await;
    browser.sign_in("alice", "secret").await;
    browser
        .wait_parts("sign-out-button", |buttons| !buttons.is_empty())
        .await;
    browser.wait_state("ready").await;
    assert_accessible(&browser, "signed-in").await;
}

#[tokio::test]
async fn the_question_whether_a_password_may_go_elsewhere() {
    let server = refusing_server(r#"Bearer realm="http://127.0.0.1:9/token""#);
    let (browser, _) = Browser::inspect_in_vain(&server.reference("o/n:latest")).await;
    browser.sign_in("alice", "secret").await;
    browser
        .wait_notice("Send your password to 127.0.0.1:9?")
        .await;
    assert_accessible(&browser, "realm-unknown").await;
}

#[tokio::test]
async fn elements_in_somebody_elses_page() {
    let element = |attributes: &str| {
        format!(r#"<porthole-image image="oci:../sample:latest" {attributes}></porthole-image>"#)
    };
    let body = [
        format!("<p>Take {} today.</p>", element(r#"view="badge""#)),
        element(r#"view="summary platforms layers foo""#),
        element(r#"view="history config raw problems" theme="dark""#),
        element(
            r#"digest="sha256:0000000000000000000000000000000000000000000000000000000000000000""#,
        ),
    ];
    let scheme = "<style>body { color-scheme: light dark; background: light-dark(#fff, #14141a); color: light-dark(#222, #ddd); font-family: serif }</style>";
    let server = docs::host(&format!("{scheme}{}", body.join("\n")));
    let browser = Browser::at(&docs::address(&server)).await;
    browser
        .wait_for("all elements to be ready", async || {
            let script =
                "return document.querySelectorAll('porthole-image[data-state=ready]').length";
            (browser.run::<usize>(script, vec![]).await == 4).then_some(())
        })
        .await;
    assert_accessible(&browser, "embedded").await;
}

#[tokio::test]
async fn an_element_without_a_bar_whose_image_is_being_loaded() {
    let registry = FaultServer::before(shared_registry().address());
    registry.change("/manifests/", usize::MAX, |answer| answer.stall_after(1));
    let image = registry.reference("formats/oci:latest");
    let element = format!(r#"<porthole-image image="{image}" view="layers"></porthole-image>"#);
    let server = docs::host(&element);
    let browser = Browser::at(&docs::address(&server)).await;
    browser.wait_state("loading").await;
    assert_accessible(&browser, "embedded-loading").await;
    browser.click("cancel-button").await;
    browser.wait_state("idle").await;
    assert_accessible(&browser, "embedded-cancelled").await;
}

/// Answers every manifest with 401 and this challenge.
fn refusing_server(challenge: &str) -> FaultServer {
    let server = FaultServer::start();
    let answer = Answer::error(401, "UNAUTHORIZED", "authentication required");
    server.serve(
        "/v2/o/n/manifests/latest",
        answer.header("www-authenticate", challenge),
    );
    server
}

#[tokio::test]
async fn what_refers_to_an_image() {
    let (registry, keyless, _) = referrers::signed().await;
    let browser = Browser::inspect(&registry.reference("app:1")).await;
    referrers::look(&browser).await;
    assert_accessible(&browser, "referrers").await;
    browser
        .paste("public-key-input", &keyless.private_key())
        .await;
    browser.click("check-key-button").await;
    browser
        .wait_parts("public-key-form", |forms| {
            forms.iter().any(|form| form.text.contains("private key"))
        })
        .await;
    assert_accessible(&browser, "referrers-key").await;
}

#[tokio::test]
async fn the_contents_of_an_artifact() {
    let browser = Browser::inspect(&shared_registry().reference("artifact")).await;
    contents::open(&browser, "README.md").await;
    contents::shown(&browser).await;
    assert_accessible(&browser, "contents").await;
}
