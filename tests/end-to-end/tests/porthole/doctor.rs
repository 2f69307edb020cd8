//! The doctor: real servers, each misconfigured in one way, and the sentence that a person gets.

use end_to_end::{
    answer::Answer,
    browser::Browser,
    fault_server::FaultServer,
    images::{images, shared_registry},
    page::Part,
    ports::free_address,
    site,
    standin::{StandIn, certificate},
    tool,
};
use tempfile::TempDir;

/// The headers that let every page read, without what a test spoils.
const OPEN: &str = "    Access-Control-Allow-Origin: ['*']
    Access-Control-Allow-Methods: ['GET, HEAD, OPTIONS']
    Access-Control-Allow-Headers: ['Authorization, Accept, Range']
    Access-Control-Expose-Headers: ['Docker-Content-Digest, WWW-Authenticate, Link']
";

/// distribution with these headers.
fn registry_with(headers: &str) -> StandIn {
    StandIn::registry(&format!("  headers:\n{headers}"))
}

/// nginx before the registry with all images: `headers` at every answer.
fn nginx_with(headers: &str) -> StandIn {
    StandIn::nginx(&format!(
        "location / {{
  proxy_hide_header Access-Control-Allow-Origin; proxy_hide_header Access-Control-Allow-Headers;
  proxy_hide_header Access-Control-Allow-Methods; proxy_hide_header Access-Control-Expose-Headers;
  {headers}
  proxy_set_header Host $http_host;
  proxy_pass http://{};
}}",
        shared_registry().address()
    ))
}

/// The origin of the page in these tests.
fn origin() -> String {
    format!("http://{}", site::server().address())
}

/// Asserts what the doctor says of the first failure.
fn assert_says(doctor: &Part, want: [&str; 3], sentence: &str) {
    let names = ["data-cause", "data-hop", "data-confidence"];
    let found = names.map(|name| doctor.attribute(name));
    assert_eq!(found, want, "{}", doctor.text);
    assert!(
        doctor.text.contains(sentence),
        "{sentence}\n{}",
        doctor.text
    );
}

/// Asserts that `image` cannot be shown, with this code and this diagnosis.
async fn assert_diagnosed(image: &str, code: &str, want: [&str; 3], sentence: &str) -> Browser {
    let (browser, found) = Browser::inspect_in_vain(image).await;
    assert_eq!(found, code);
    assert_says(&browser.diagnosis().await, want, sentence);
    browser
}

/// The text of the first cure for a server.
async fn cure(browser: &Browser, server: &str) -> String {
    let script = "
        const root = document.querySelector('porthole-image').shadowRoot;
        return root.querySelector(`[part=cure][data-server=${arguments[0]}] [data-copy]`)?.dataset.copy ?? ''";
    browser.run(script, vec![server.into()]).await
}

/// Runs the line that the page gives for curl, and pastes what it prints. Gives the sentence that the page says then.
async fn looked_at(browser: &Browser) -> (String, String) {
    let script = "
        const root = document.querySelector('porthole-image').shadowRoot;
        const check = root.querySelector('[part=check]');
        check.open = true;
        return check.querySelector('[data-copy]').dataset.copy";
    let line: String = browser.run(script, vec![]).await;
    let printed = tool::run("sh", &["-c", &line]);
    browser.paste("headers-input", &printed).await;
    let parts = browser
        .wait_parts("header-fault", |parts| !parts.is_empty())
        .await;
    (
        parts[0].attribute("data-fault").to_owned(),
        parts[0].text.clone(),
    )
}

// --- headers -----------------------------------------------------------------------------------------------------------------------

#[tokio::test]
async fn a_registry_without_headers_is_told_to_send_them() {
    let registry = StandIn::registry("");
    let browser = assert_diagnosed(
        &registry.reference("name:1"),
        "cors",
        ["no-permission", "registry", "high"],
        "answers, but does not let this page read it: Access-Control-Allow-Origin is missing from its answers, or is neither * nor exactly",
    )
    .await;
    let config = cure(&browser, "distribution").await;
    let header = format!("Access-Control-Allow-Origin: ['{}']", origin());
    assert!(config.contains(&header), "{config}");
    let (fault, sentence) = looked_at(&browser).await;
    assert_eq!(fault, "missing", "{sentence}");
    assert_eq!(browser.errors().await, Vec::<String>::new());
}

#[tokio::test]
async fn headers_on_the_server_of_the_page_are_found_where_they_do_nothing() {
    let registry = StandIn::registry("");
    let page = StandIn::nginx(&format!(
        "root {}; add_header Access-Control-Allow-Origin '*' always;",
        site::folder().display()
    ));
    let browser = Browser::at(&format!(
        "http://{}/?image={}",
        page.address(),
        registry.reference("name:1")
    ))
    .await;
    browser.wait_state("failed").await;
    assert_says(
        &browser.diagnosis().await,
        ["wrong-server", "registry", "high"],
        &format!(
            "The server of this page, http://{}, sends Access-Control-Allow-Origin, which has no effect there: the header belongs into the \
             answers of {}.",
            page.address(),
            registry.address()
        ),
    );
}

#[tokio::test]
async fn an_origin_without_its_scheme_is_named_once_the_headers_were_looked_at() {
    let host = site::server().address();
    let registry = registry_with(&format!("    Access-Control-Allow-Origin: ['{host}']\n"));
    let browser = assert_diagnosed(
        &registry.reference("name:1"),
        "cors",
        ["no-permission", "registry", "high"],
        &format!("nor exactly {} (one origin, with its scheme,", origin()),
    )
    .await;
    let (fault, sentence) = looked_at(&browser).await;
    assert_eq!(fault, "no-scheme");
    assert_eq!(
        sentence,
        format!(
            "Access-Control-Allow-Origin names {host} without its scheme: it must be exactly {}.",
            origin()
        )
    );
}

#[tokio::test]
async fn two_origins_in_one_header_are_named_once_the_headers_were_looked_at() {
    let both = format!("{}, https://other.example", origin());
    let registry = registry_with(&format!("    Access-Control-Allow-Origin: ['{both}']\n"));
    let browser = assert_diagnosed(
        &registry.reference("name:1"),
        "cors",
        ["no-permission", "registry", "high"],
        "does not let this page read it",
    )
    .await;
    let (fault, sentence) = looked_at(&browser).await;
    assert_eq!(fault, "several-origins");
    assert!(
        sentence.contains(&format!("names several origins ({both})")),
        "{sentence}"
    );
}

#[tokio::test]
async fn a_header_that_stands_there_twice_is_named_once_the_headers_were_looked_at() {
    // A proxy that adds its own to those of the registry behind it.
    let proxy = StandIn::nginx(&format!(
        "location / {{ add_header Access-Control-Allow-Origin '*' always; proxy_pass http://{}; }}",
        shared_registry().address()
    ));
    let browser = assert_diagnosed(
        &proxy.reference("formats/oci:latest"),
        "cors",
        ["no-permission", "registry", "high"],
        "does not let this page read it",
    )
    .await;
    let (fault, sentence) = looked_at(&browser).await;
    assert_eq!(fault, "twice", "{sentence}");
}

#[tokio::test]
async fn a_registry_that_does_not_allow_accept_is_read_all_the_same() {
    let proxy = nginx_with(
        "add_header Access-Control-Allow-Origin '*' always; add_header Access-Control-Allow-Headers 'Authorization' always;
         if ($request_method = OPTIONS) { return 204; }",
    );
    for name in [
        "formats/oci:latest",
        "formats/schema2:latest",
        "multi/index:latest",
    ] {
        let browser = Browser::inspect(&proxy.reference(name)).await;
        assert_eq!(browser.notices().await, Vec::<String>::new(), "{name}");
    }
}

#[tokio::test]
async fn errors_without_headers_are_suspected_where_only_errors_lack_them() {
    // add_header without `always`, as most people write it.
    let proxy = nginx_with("add_header Access-Control-Allow-Origin '*';");
    let browser = assert_diagnosed(
        &proxy.reference("formats/oci:missing"),
        "cors",
        ["address", "manifest", "high"],
        "this one answer came without Access-Control-Allow-Origin. It may be an error whose text is hidden",
    )
    .await;
    assert!(cure(&browser, "nginx").await.contains("' always;"));
}

// --- tokens ------------------------------------------------------------------------------------------------------------------------

/// distribution that wants tokens of a service, with these headers; and the service, which gives one that is worth nothing.
fn registry_with_tokens(headers: &str) -> (StandIn, FaultServer, TempDir) {
    let folder = TempDir::new_in(end_to_end::output()).expect("a folder for a certificate");
    let (certificate, _) = certificate(folder.path());
    let service = FaultServer::start();
    service.serve(
        "/token",
        Answer::ok("application/json", r#"{"token":"worthless"}"#),
    );
    let yaml = format!(
        "---
  headers:
{headers}auth:
  token:
    realm: http://{}/token
    service: stand-in
    issuer: stand-in
    rootcertbundle: {certificate}
",
        service.address()
    );
    (StandIn::registry(&yaml), service, folder)
}

#[tokio::test]
async fn a_preflight_that_is_answered_with_401_is_told_from_missing_headers() {
    let (registry, service, _folder) = registry_with_tokens(OPEN);
    let browser = assert_diagnosed(
        &registry.reference("name:1"),
        "cors",
        ["preflight", "preflight", "high"],
        "refuses what the browser asks before it sends a token or password: OPTIONS is not answered with success",
    )
    .await;
    assert!(!service.seen_of("/token").is_empty());
    let (fault, sentence) = looked_at(&browser).await;
    assert_eq!(fault, "preflight-status");
    assert_eq!(
        sentence,
        "OPTIONS is answered with 401; it must be answered with 204 or 200, without credentials."
    );
    let page = browser.text_of_page().await;
    assert!(
        !page.contains("worthless"),
        "the token is not shown: {page}"
    );
}

#[tokio::test]
async fn a_challenge_that_is_not_exposed_is_missed() {
    let (registry, service, _folder) =
        registry_with_tokens("    Access-Control-Allow-Origin: ['*']\n");
    let browser = assert_diagnosed(
        &registry.reference("name:1"),
        "unauthorized",
        ["hidden-challenge", "registry", "certain"],
        "hides how: WWW-Authenticate is not listed in its Access-Control-Expose-Headers.",
    )
    .await;
    assert!(service.seen_of("/token").is_empty());
    let (fault, _) = looked_at(&browser).await;
    assert_eq!(fault, "not-exposed");
}

#[tokio::test]
async fn a_token_service_without_headers_is_named() {
    let (registry, service, _folder) = registry_with_tokens(OPEN);
    service.change("/token", usize::MAX, Answer::closed_to_browsers);
    assert_diagnosed(
        &registry.reference("name:1"),
        "cors",
        ["token-service", "token", "high"],
        &format!(
            "{} gives out the tokens for this registry",
            service.address()
        ),
    )
    .await;
}

// --- blobs -------------------------------------------------------------------------------------------------------------------------

/// distribution that redirects blobs to a static server of its storage, which sends this header line.
fn redirecting_registry(target_header: &str) -> (StandIn, StandIn) {
    let target = StandIn::nginx(&format!(
        "location / {{ root FOLDER/files; {target_header} }}"
    ));
    // The path of a blob in the storage is the path of the redirect.
    let yaml = format!(
        "middleware:
  storage:
    - name: redirect
      options: {{ baseurl: http://{}/ }}
---
  headers:
{OPEN}",
        target.address()
    );
    let registry = StandIn::registry(&yaml);
    let files = target.folder().join("files");
    std::os::unix::fs::symlink(registry.folder().join("storage"), files).expect("a link");
    let destination = format!("docker://{}", registry.reference("name:1"));
    let arguments = [
        "copy",
        "--quiet",
        "--dest-tls-verify=false",
        "--preserve-digests",
        &images().oci("amd64"),
        &destination,
    ];
    tool::run("skopeo", &arguments);
    (registry, target)
}

#[tokio::test]
async fn a_bucket_without_headers_behind_a_redirect_is_named() {
    let (registry, _target) = redirecting_registry("");
    let browser = Browser::inspect(&registry.reference("name:1")).await;
    assert_eq!(browser.notices().await, ["cors"]);
    assert_says(
        &browser.diagnosis().await,
        ["redirect", "redirect", "high"],
        "redirects to another server, and that one does not. Browsers follow such a redirect with Origin: null, so the other server must \
         allow every origin (*)",
    );
    assert!(
        cure(&browser, "bucket")
            .await
            .contains(r#""AllowedOrigins": ["*"]"#)
    );
}

#[tokio::test]
async fn a_bucket_that_names_the_page_fails_as_well_and_one_for_all_origins_does_not() {
    let named = format!(
        "add_header Access-Control-Allow-Origin '{}' always;",
        origin()
    );
    let (registry, _target) = redirecting_registry(&named);
    let browser = Browser::inspect(&registry.reference("name:1")).await;
    let doctor = browser.diagnosis().await;
    assert_says(
        &doctor,
        ["redirect", "redirect", "high"],
        &format!("a rule that names {} fails", origin()),
    );
    let (fault, _) = looked_at(&browser).await;
    assert_eq!(fault, "redirect-needs-any");
    drop(browser);

    let (registry, _target) =
        redirecting_registry("add_header Access-Control-Allow-Origin '*' always;");
    let browser = Browser::inspect(&registry.reference("name:1")).await;
    assert_eq!(browser.notices().await, Vec::<String>::new());
    assert_eq!(browser.config().await["architecture"], "amd64");
}

/// nginx before the registry that treats answers as zot does: headers at manifests, none at blobs and errors.
fn like_zot() -> StandIn {
    StandIn::nginx(&format!(
        "location = /v2/ {{ return 401; }}
location ~ /manifests/ {{ proxy_set_header Host $http_host; proxy_pass http://{address}; }}
location / {{
  proxy_hide_header Access-Control-Allow-Origin;
  proxy_set_header Host $http_host;
  proxy_pass http://{address};
}}",
        address = shared_registry().address()
    ))
}

#[tokio::test]
async fn a_registry_that_lets_manifests_be_read_but_no_blobs_is_known_as_zot_is() {
    let zot = like_zot();
    let browser = Browser::inspect(&zot.reference("formats/oci:latest")).await;
    assert_eq!(browser.notices().await, ["cors"]);
    assert_says(
        &browser.diagnosis().await,
        ["blobs", "blob", "high"],
        "lets this page read manifests, but not blobs: they, and its errors, come without Access-Control-Allow-Origin, as zot's do.",
    );
    assert!(
        browser.parts("layer").await.len() == 2,
        "the manifest is shown"
    );
}

#[tokio::test]
async fn a_layer_that_a_worker_is_refused_gets_the_same_diagnosis() {
    let server = FaultServer::before(shared_registry().address());
    let browser = Browser::inspect(&server.reference("formats/oci:latest")).await;
    assert_eq!(browser.parts("doctor").await, Vec::new());
    let layers = browser.parts("layer").await;
    let digest = layers[0].attribute("data-digest").to_owned();
    server.change(&digest, usize::MAX, Answer::closed_to_browsers);
    browser.verify_layer(&digest).await;
    browser.wait_layer(&digest, &["failed"]).await;
    assert_says(
        &browser.diagnosis().await,
        ["address", "blob", "high"],
        "lets this page read, but not its blobs",
    );
    assert_eq!(browser.notices().await, ["unreachable"]);
}

// --- what never leaves the browser, or never comes back ----------------------------------------------------------------------------

#[tokio::test]
async fn a_port_where_nothing_listens_is_unreachable_and_no_cure_is_offered() {
    let browser = assert_diagnosed(
        &format!("{}/name:1", free_address()),
        "unreachable",
        ["unreachable", "registry", "probable"],
        "Nothing answers at 127.0.0.1:",
    )
    .await;
    assert_eq!(browser.parts("cure").await, Vec::new());
}

#[tokio::test]
async fn a_policy_that_forbids_the_registry_is_read_out_of_the_browser() {
    let page = StandIn::nginx(&format!(
        "root {}; add_header Content-Security-Policy \"connect-src 'self'\" always;",
        site::folder().display()
    ));
    let registry = shared_registry().address();
    let browser = Browser::at(&format!(
        "http://{}/?image={registry}/formats/oci:latest",
        page.address()
    ))
    .await;
    browser.wait_state("failed").await;
    assert_eq!(browser.notices().await, ["unreachable"]);
    assert_says(
        &browser.diagnosis().await,
        ["policy", "page", "certain"],
        &format!(
            "The Content Security Policy of this page does not list {registry} in connect-src"
        ),
    );
    assert_eq!(
        cure(&browser, "policy").await,
        format!("connect-src 'self' http://{registry}")
    );
}

/// The page over https, by a certificate that the browser is told to accept.
fn page_over_https(folder: &TempDir) -> StandIn {
    let (certificate, key) = certificate(folder.path());
    StandIn::nginx(&format!(
        "ssl_certificate {certificate}; ssl_certificate_key {key}; root {};",
        site::folder().display()
    ))
}

#[tokio::test]
async fn plain_http_is_not_asked_from_a_page_that_came_by_https() {
    let folder = TempDir::new_in(end_to_end::output()).expect("a folder for a certificate");
    let page = page_over_https(&folder);
    let browser = Browser::launch(&["--ignore-certificate-errors"]).await;
    browser
        .go(&format!(
            "https://{}/?image=http://registry.example:5000/name:1",
            page.address()
        ))
        .await;
    browser.wait_state("failed").await;
    assert_eq!(browser.notices().await, ["mixed-content"]);
    assert_says(
        &browser.diagnosis().await,
        ["mixed-content", "page", "certain"],
        "This page came by https and registry.example:5000 is asked by plain http: the browser sends nothing.",
    );
}

#[tokio::test]
async fn a_browser_that_denies_this_machine_is_known_by_its_permission() {
    let folder = TempDir::new_in(end_to_end::output()).expect("a folder for a certificate");
    let page = page_over_https(&folder);
    // A page of the internet, as far as the browser can see.
    let space = format!("--ip-address-space-overrides={}=public", page.address());
    let rule = format!("--host-resolver-rules=MAP porthole.test {}", page.address());
    let browser = Browser::launch(&["--ignore-certificate-errors", &space, &rule]).await;
    let registry = shared_registry().address();
    for name in ["loopback-network", "local-network", "local-network-access"] {
        let denied = serde_json::json!({
            "permission": { "name": name }, "setting": "denied", "origin": "https://porthole.test",
        });
        browser.try_command("Browser.setPermission", denied).await;
    }
    browser
        .go(&format!(
            "https://porthole.test/?image={registry}/formats/oci:latest"
        ))
        .await;
    browser.wait_state("failed").await;
    assert_eq!(browser.notices().await, ["unreachable"]);
    assert_says(
        &browser.diagnosis().await,
        ["local-network", "page", "high"],
        &format!("The browser denies this page access to this machine, where {registry} is."),
    );
}

#[tokio::test]
async fn a_rate_limit_is_told_with_what_is_left_where_that_can_be_read() {
    let server = FaultServer::start();
    let answer = Answer::error(
        429,
        "TOOMANYREQUESTS",
        "You have reached your pull rate limit.",
    )
    .header("ratelimit-limit", "100;w=21600")
    .header("ratelimit-remaining", "0;w=21600")
    .header(
        "access-control-expose-headers",
        "RateLimit-Limit, RateLimit-Remaining",
    );
    server.serve("/v2/library/alpine/manifests/latest", answer);
    let (browser, code) =
        Browser::inspect_in_vain(&server.reference("library/alpine:latest")).await;
    assert_eq!(code, "rate-limited");
    let notice = browser.text("notice").await;
    assert!(
        notice.contains("It allows 100 requests in 6 h; 0 are left."),
        "{notice}"
    );
    assert_eq!(browser.parts("doctor").await, Vec::new());
}

/// A browser that asked for `alpine` and takes a server without headers for Docker Hub; and that server.
pub async fn docker_hub() -> (Browser, (StandIn, TempDir)) {
    let folder = TempDir::new_in(end_to_end::output()).expect("a folder for a certificate");
    let (certificate, key) = certificate(folder.path());
    let hub = StandIn::nginx(&format!(
        "ssl_certificate {certificate}; ssl_certificate_key {key}; location /v2/ {{ return 401; }}"
    ));
    let rule = format!(
        "--host-resolver-rules=MAP registry-1.docker.io {}",
        hub.address()
    );
    let browser = Browser::launch(&["--ignore-certificate-errors", &rule]).await;
    browser.go(&site::address("alpine")).await;
    browser.wait_state("failed").await;
    browser.diagnosis().await;
    (browser, (hub, folder))
}

#[tokio::test]
async fn a_public_registry_is_led_to_a_gateway_and_not_to_configurations() {
    let (browser, _hub) = docker_hub().await;
    assert_eq!(browser.notices().await, ["cors"]);
    assert_says(
        &browser.diagnosis().await,
        ["no-permission", "registry", "high"],
        "registry-1.docker.io answers, but does not let this page, or any other, read it. This is almost certain: it was tried out just now.\
         docker.io is known for that, and nobody else can change it. A gateway is the way: a path of the page's own origin that forwards to \
         docker.io.",
    );
    assert_eq!(browser.parts("cure").await, Vec::new());
    let gateway = browser.parts("gateway").await;
    assert!(gateway[0].attributes.contains_key("open"), "{gateway:?}");
    assert!(gateway[0].text.contains("cargo xtask serve"), "{gateway:?}");
    let line = bridge_line(&browser, "curl").await;
    assert!(
        line.contains("https://auth.docker.io/token?service="),
        "{line}"
    );
}

#[tokio::test]
async fn a_static_host_without_headers_is_told_how_to_open_the_folder_of_a_layout() {
    let host = StandIn::nginx(&format!("root {};", site::folder().display()));
    let image = format!("oci:http://{}/sample:latest", host.address());
    let browser = assert_diagnosed(
        &image,
        "cors",
        ["no-permission", "file", "high"],
        "The static host must send the header with every file:",
    )
    .await;
    let config = cure(&browser, "nginx").await;
    drop(browser);
    let config = config.replace("/images/", "/sample/");
    let host = StandIn::nginx(&format!("root {};\n{config}", site::folder().display()));
    let browser = Browser::inspect(&format!("oci:http://{}/sample:latest", host.address())).await;
    assert_eq!(browser.notices().await, Vec::<String>::new());
}

// --- cures -------------------------------------------------------------------------------------------------------------------------

/// A registry with an image and without headers: ill, until it is cured.
fn ill() -> FaultServer {
    let server = FaultServer::before(shared_registry().address());
    server.change("", usize::MAX, Answer::closed_to_browsers);
    server
}

#[tokio::test]
async fn the_cure_for_nginx_cures_as_it_was_copied() {
    let ill = ill();
    let (browser, _) = Browser::inspect_in_vain(&ill.reference("formats/oci:latest")).await;
    browser.diagnosis().await;
    let config = cure(&browser, "nginx").await;
    // There are few places for browsers.
    drop(browser);
    let nginx = StandIn::nginx(&config.replace("127.0.0.1:5000", ill.address()));
    let browser = Browser::inspect(&nginx.reference("formats/oci:latest")).await;
    assert_eq!(browser.notices().await, Vec::<String>::new());
    assert_eq!(browser.config().await["architecture"], "amd64");
    drop(browser);
    let (browser, code) = Browser::inspect_in_vain(&nginx.reference("formats/oci:missing")).await;
    assert_eq!(code, "not-found", "errors can be read, too");
    drop(browser);
}

#[tokio::test]
async fn the_cure_for_caddy_cures_as_it_was_copied() {
    let ill = ill();
    let (browser, _) = Browser::inspect_in_vain(&ill.reference("multi/index:latest")).await;
    browser.diagnosis().await;
    let config = cure(&browser, "caddy").await;
    drop(browser);
    let site = format!("http://{} {{", ill.address());
    assert!(config.starts_with(&site), "{config}");
    let config = config
        .replace("127.0.0.1:5000", ill.address())
        .replace(&site, "http://ADDRESS {");
    let caddy = StandIn::caddy(&config);
    let browser = Browser::inspect(&caddy.reference("multi/index:latest")).await;
    assert_eq!(browser.notices().await, Vec::<String>::new());
    assert_eq!(browser.config().await["architecture"], "amd64");
}

#[tokio::test]
async fn the_cure_for_distribution_cures_as_it_was_copied() {
    let ill = StandIn::registry("");
    let (browser, _) = Browser::inspect_in_vain(&ill.reference("name:1")).await;
    browser.diagnosis().await;
    let config = cure(&browser, "distribution").await;
    drop(browser);
    let (storage, http) = config.split_once("http:\n").expect("two sections");
    let storage = storage.strip_prefix("storage:\n").expect("a section");
    let cured = StandIn::registry(&format!("{storage}---\n{http}"));
    let destination = format!("docker://{}", cured.reference("name:1"));
    let image = images().oci("amd64");
    tool::run(
        "skopeo",
        &[
            "copy",
            "--quiet",
            "--dest-tls-verify=false",
            &image,
            &destination,
        ],
    );
    let browser = Browser::inspect(&cured.reference("name:1")).await;
    assert_eq!(browser.notices().await, Vec::<String>::new());
    assert_eq!(browser.config().await["architecture"], "amd64");
}

// --- the bridge --------------------------------------------------------------------------------------------------------------------

/// The line of the bridge for a tool, as it stands on the page.
async fn bridge_line(browser: &Browser, tool: &str) -> String {
    let script = "
        const root = document.querySelector('porthole-image').shadowRoot;
        const bridge = root.querySelector('[part=bridge]');
        if (!bridge) return null;
        bridge.open = true;
        const tab = [...bridge.querySelectorAll('.tab')].find((tab) => tab.textContent === arguments[0]);
        if (tab.getAttribute('aria-pressed') !== 'true') { tab.click(); return null; }
        return bridge.querySelector('[part=command]').textContent";
    browser
        .wait_for("a line of the bridge", async || {
            browser
                .run::<Option<String>>(script, vec![tool.into()])
                .await
        })
        .await
}

#[tokio::test]
async fn a_person_walks_through_index_manifest_and_config_by_hand() {
    let ill = ill();
    let (browser, _) = Browser::inspect_in_vain(&ill.reference("multi/index:latest")).await;
    browser.diagnosis().await;
    let line = bridge_line(&browser, "curl").await;
    let index = tool::run("sh", &["-c", &line]);
    assert_eq!(index, shared_registry().raw("multi/index:latest"));
    // Something else is not taken.
    browser
        .paste(
            "bridge-input",
            "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"no\"}]}",
        )
        .await;
    let said = browser
        .wait_parts("given-error", |parts| !parts.is_empty())
        .await;
    assert!(
        said[0].text.contains("the registry's refusal: DENIED no"),
        "{}",
        said[0].text
    );
    browser.paste("bridge-input", &index).await;

    // The index is shown; its manifest is missing, and asked for.
    let input = "The manifest, pasted";
    browser
        .wait_parts("bridge-input", |parts| {
            parts
                .iter()
                .any(|part| part.attribute("aria-label") == input)
        })
        .await;
    assert_eq!(browser.data("kind").await.as_deref(), Some("index"));
    let shown = browser.parts("manifest-digest").await;
    assert_eq!(shown[0].attribute("data-verdict"), "unchecked", "by tag");
    let line = bridge_line(&browser, "skopeo").await;
    let manifest = tool::run("sh", &["-c", &line]);
    let digest = end_to_end::sha256(manifest.as_bytes());
    // The index in its place is refused, with both digests.
    browser.paste("bridge-input", &index).await;
    let said = browser
        .wait_parts("given-error", |parts| !parts.is_empty())
        .await;
    assert!(said[0].text.contains(&digest), "{}", said[0].text);
    // A terminal's line break at the end is forgiven, and said.
    browser
        .paste("bridge-input", &format!("{manifest}\n"))
        .await;
    let input = "The config, pasted";
    browser
        .wait_parts("bridge-input", |parts| {
            parts
                .iter()
                .any(|part| part.attribute("aria-label") == input)
        })
        .await;
    assert_eq!(browser.verdict(&digest).await, "match");
    let notes = browser.parts("problem").await;
    assert!(
        notes
            .iter()
            .any(|note| note.attribute("data-rule") == "given-by-hand"
                && note.text.contains("one line break at its end was left out")),
        "{notes:?}"
    );

    let line = bridge_line(&browser, "curl").await;
    browser
        .paste("bridge-input", &tool::run("sh", &["-c", &line]))
        .await;
    browser
        .wait_parts("config-digest", |parts| !parts.is_empty())
        .await;
    assert_eq!(
        browser.parts("config-digest").await[0].attribute("data-verdict"),
        "match"
    );
    assert_eq!(browser.config().await["architecture"], "amd64");
    assert_eq!(browser.data("state").await.as_deref(), Some("ready"));
    assert_eq!(browser.notices().await, Vec::<String>::new());
    let states = browser.parts("layer").await;
    assert!(!states.is_empty());
    assert!(
        states
            .iter()
            .all(|layer| layer.attribute("data-state") == "unverified")
    );
}

#[tokio::test]
async fn a_file_is_taken_as_it_is_and_verified_by_the_digest_of_the_reference() {
    let ill = ill();
    let raw = shared_registry().raw("formats/oci:latest");
    let digest = end_to_end::sha256(raw.as_bytes());
    let name = format!("formats/oci@{digest}");
    let (browser, _) = Browser::inspect_in_vain(&ill.reference(&name)).await;
    browser.diagnosis().await;
    bridge_line(&browser, "crane").await;
    let script = "
        const root = document.querySelector('porthole-image').shadowRoot;
        const transfer = new DataTransfer();
        transfer.items.add(new File([arguments[0]], 'manifest.json'));
        const options = { bubbles: true, composed: true, cancelable: true };
        if (arguments[1]) {
            const field = root.querySelector('[part=bridge-input]');
            field.dispatchEvent(new DragEvent('drop', { ...options, dataTransfer: transfer }));
        } else {
            const input = root.querySelector('[part=bridge-file]');
            input.files = transfer.files;
            input.dispatchEvent(new Event('change', options));
        }
        return null";
    // Dropped: another manifest.
    let other = shared_registry().raw("formats/schema2:latest");
    browser
        .run::<Option<()>>(script, vec![other.clone().into(), true.into()])
        .await;
    let said = browser
        .wait_parts("given-error", |parts| !parts.is_empty())
        .await;
    let actual = end_to_end::sha256(other.as_bytes());
    assert_eq!(
        said[0].text,
        format!("This is not taken: its digest is {actual}, expected is {digest}.")
    );
    // Opened: the right one.
    browser
        .run::<Option<()>>(script, vec![raw.clone().into(), false.into()])
        .await;
    browser
        .wait_parts("manifest-digest", |parts| !parts.is_empty())
        .await;
    assert_eq!(browser.verdict(&digest).await, "match");
    assert_eq!(browser.text("raw").await, raw);
}
