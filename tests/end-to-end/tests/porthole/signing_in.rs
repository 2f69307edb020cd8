//! Signing in: real registries with a file of passwords and with tokens, and servers that would like to have a password.

use end_to_end::{
    answer::Answer,
    browser::Browser,
    fault_server::{FaultServer, Seen},
    images::{images, shared_registry},
    registry::{Format, Registry},
    site,
    token_server::TokenServer,
};

const USER: &str = "alice";
const PASSWORD: &str = "Tr0ub4dor+3";
/// `alice:Tr0ub4dor+3`, as a header carries it.
const ENCODED: &str = "YWxpY2U6VHIwdWI0ZG9yKzM=";
const WRONG: &str = "hunter2-is-wrong";

const NO_ONE: &str = "The registry requires you to sign in";
const NOT_ACCEPTED: &str = "User and password are not accepted";

/// A registry behind a password, and before it a server that answers OPTIONS.
fn behind_a_password() -> (Registry, FaultServer) {
    let registry = Registry::with_password(USER, PASSWORD);
    registry.push(&images().oci("amd64"), "private/image:latest", Format::Oci);
    let front = FaultServer::before(registry.address());
    (registry, front)
}

/// A registry behind tokens, its token service, and before the registry a server that answers OPTIONS. `is_own`: the front is the token
/// service as well.
fn behind_tokens(is_own: bool) -> (Registry, TokenServer, FaultServer) {
    let tokens = TokenServer::start(&[(USER, PASSWORD, "private/"), ("filler", "filler", "")]);
    let front = FaultServer::start();
    tokens.answer_on(&front);
    let realm = if is_own {
        format!("http://{}/token", front.address())
    } else {
        tokens.realm()
    };
    let registry = Registry::with_tokens(&tokens, &realm, "filler", "filler");
    front.pass_on_to(registry.address());
    registry.copy_all(
        shared_registry(),
        "multi/index:latest",
        "public/index:latest",
    );
    registry.push(&images().oci("amd64"), "private/image:latest", Format::Oci);
    registry.push(&images().oci("amd64"), "hidden/image:latest", Format::Oci);
    (registry, tokens, front)
}

async fn open(image: &str) -> Browser {
    let browser = Browser::watched().await;
    browser.go(&site::address(image)).await;
    browser
}

/// What the page asked of a server, without what filled it.
fn by_page(server: &FaultServer) -> Vec<Seen> {
    let mut seen = server.seen();
    seen.retain(|request| request.header("origin").is_some());
    seen
}

/// The requests that carried anything.
fn authorized(seen: &[Seen]) -> Vec<&str> {
    seen.iter()
        .filter_map(|request| request.header("authorization"))
        .collect()
}

/// Asserts that a secret is nowhere but in memory: not in an address, a storage, the console, an event or the page.
async fn assert_nowhere(browser: &Browser, secrets: &[&str]) {
    let script = "
        const host = document.querySelector('porthole-image');
        const inputs = [...host.shadowRoot.querySelectorAll('input')];
        return [
            location.href, document.title, JSON.stringify(history.state), document.cookie,
            JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }),
            JSON.stringify(witness), witness.console.join(),
            document.documentElement.outerHTML, host.shadowRoot.innerHTML, host.shadowRoot.textContent,
            ...inputs.map((input) => input.value), ...inputs.map((input) => input.name),
            ...[...host.shadowRoot.querySelectorAll('*')].flatMap((element) => [...element.attributes].map(({ value }) => value)),
        ].join('\\n')";
    let mut everything: String = browser.run(script, vec![]).await;
    everything += &browser.requests().await.join("\n");
    everything += &browser
        .run_async::<String>(
            "const names = (await indexedDB.databases()).map(({ name }) => name).concat(await caches.keys()); return names.join()",
            vec![],
        )
        .await;
    for secret in secrets {
        assert!(
            !everything.contains(secret),
            "{secret} is in:\n{everything}"
        );
    }
}

#[tokio::test]
async fn a_registry_behind_a_password_is_read_by_who_has_it_and_by_nobody_else() {
    let (_registry, front) = behind_a_password();
    let image = front.reference("private/image:latest");
    let browser = open(&image).await;
    let notice = browser.wait_notice(NO_ONE).await;
    assert_eq!(notice.attribute("data-code"), "unauthorized");
    assert_eq!(authorized(&front.seen()), Vec::<&str>::new());
    let address = browser.url().await;

    browser.sign_in(USER, PASSWORD).await;
    browser.wait_state("ready").await;
    browser.click("verify-button").await;
    assert_eq!(browser.wait_layers().await, ["verified", "verified"]);
    let basic = format!("Basic {ENCODED}");
    let blobs = front.seen_of("/blobs/");
    assert_eq!(blobs.len(), 3, "{blobs:?}");
    assert!(
        blobs
            .iter()
            .all(|request| request.header("authorization") == Some(&basic)),
        "{blobs:?}"
    );
    let signed_in = browser.text("sign-out-button").await;
    assert_eq!(signed_in, "Sign out");
    assert!(browser.text_of_page().await.contains("as alice"));
    assert_eq!(browser.url().await, address);
    assert_nowhere(&browser, &[PASSWORD, ENCODED]).await;

    browser.click("sign-out-button").await;
    browser.wait_notice(NO_ONE).await;
    let before = front.seen().len();
    browser.click("inspect-button").await;
    browser
        .wait_for("another answer", async || {
            (front.seen().len() > before).then_some(())
        })
        .await;
    assert_eq!(authorized(&front.seen()[before..]), Vec::<&str>::new());
    assert_nowhere(&browser, &[PASSWORD, ENCODED]).await;
}

#[tokio::test]
async fn a_wrong_password_is_said_and_not_kept_and_the_right_one_works_after_it() {
    let (_registry, front) = behind_a_password();
    let (_other, tokens, own) = behind_tokens(true);
    for front in [&front, &own] {
        let browser = open(&front.reference("private/image:latest")).await;
        browser.wait_state("failed").await;
        browser.sign_in(USER, WRONG).await;
        let notice = browser.wait_notice(NOT_ACCEPTED).await;
        assert_eq!(notice.attribute("data-code"), "unauthorized");
        // The form stays open with the name, without the password, and the next key goes to the password.
        let user = browser.text("user-input").await;
        assert_eq!(
            (user.as_str(), browser.text("password-input").await.as_str()),
            (USER, "")
        );
        let focused: Option<String> = browser
            .run(
                "return document.querySelector('porthole-image').shadowRoot.activeElement?.getAttribute('part')",
                vec![],
            )
            .await;
        assert_eq!(focused.as_deref(), Some("password-input"));
        assert_nowhere(&browser, &[WRONG]).await;

        browser.type_into("password-input", PASSWORD).await;
        browser.click("sign-in-button").await;
        browser.wait_state("ready").await;
        assert_nowhere(&browser, &[WRONG, PASSWORD, ENCODED]).await;
        browser.assert_quiet().await;
    }
    assert_eq!(tokens.server().seen().len(), 0);
}

#[tokio::test]
async fn signed_out_a_public_image_costs_one_token_one_index_one_manifest_and_one_config() {
    let (_registry, _tokens, front) = behind_tokens(true);
    let browser = Browser::inspect(&front.reference("public/index:latest")).await;
    let seen = by_page(&front);
    let asked = |part: &str| {
        seen.iter()
            .filter(|request| request.method == "GET" && request.path.contains(part))
            .count()
    };
    assert_eq!(asked("/token"), 1, "{seen:?}");
    assert_eq!(asked("/manifests/sha256:"), 1, "{seen:?}");
    assert_eq!(asked("/blobs/sha256:"), 1, "{seen:?}");
    // The first question for the index is answered by the challenge, and only its second by the index.
    assert_eq!(asked("/manifests/latest"), 2, "{seen:?}");
    assert_eq!(
        seen.iter()
            .filter(|request| request.method == "GET")
            .count(),
        5,
        "{seen:?}"
    );
    assert!(
        authorized(&seen)
            .iter()
            .all(|header| header.starts_with("Bearer "))
    );

    // What is known of the repository is not asked for again: neither challenge nor token.
    let before = seen.len();
    browser.click("inspect-button").await;
    browser
        .wait_for("the same again", async || {
            (browser.events("porthole-ready").await.len() == 2).then_some(())
        })
        .await;
    let again: Vec<String> = by_page(&front)[before..]
        .iter()
        .filter(|request| request.method == "GET")
        .map(|request| request.path.clone())
        .collect();
    // What a digest names may come out of the browser's cache.
    assert_eq!(again[0], "/v2/public/index/manifests/latest");
    assert!(
        again[1..]
            .iter()
            .all(|path| path.contains("sha256:") && !path.contains("/token")),
        "{again:?}"
    );
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_token_service_on_another_host_gets_the_password_after_the_person_agreed() {
    let (_registry, tokens, front) = behind_tokens(false);
    let browser = open(&front.reference("private/image:latest")).await;
    browser.wait_state("failed").await;
    assert_eq!(by_page(tokens.server()).len(), 1);
    browser.sign_in(USER, PASSWORD).await;
    let question = browser
        .wait_notice(&format!("Send your password to {}?", tokens.address()))
        .await;
    assert_eq!(question.attribute("data-code"), "unauthorized");
    assert_eq!(authorized(&by_page(tokens.server())), Vec::<&str>::new());

    browser.click("keep-password-button").await;
    browser
        .wait_notice("The registry does not show this image to everyone")
        .await;
    assert_eq!(authorized(&by_page(tokens.server())), Vec::<&str>::new());

    browser.sign_in(USER, PASSWORD).await;
    browser.wait_notice("Send your password").await;
    browser.click("send-password-button").await;
    browser.wait_state("ready").await;
    let basic = format!("Basic {ENCODED}");
    assert_eq!(
        authorized(&by_page(tokens.server())).last(),
        Some(&basic.as_str())
    );
    // The registry gets a token, and never the password.
    assert!(
        authorized(&by_page(&front))
            .iter()
            .all(|header| header.starts_with("Bearer "))
    );
    // The answer is kept: another image of the registry asks nothing.
    browser
        .ask_for(&front.reference("hidden/image:latest"))
        .await;
    let notice = browser.wait_notice("alice may not read this image").await;
    assert_eq!(notice.attribute("data-code"), "unauthorized");
    assert_nowhere(&browser, &[PASSWORD, ENCODED]).await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_registry_that_wants_to_have_a_password_sent_elsewhere_does_not_get_it_sent() {
    let thief = FaultServer::start();
    let token = r#"{"token":"worthless"}"#;
    thief.serve("/token", Answer::ok("application/json", token));
    thief.serve(
        "/v2/o/n/manifests/latest",
        Answer::ok("application/json", "{}"),
    );
    let bait = FaultServer::start();
    let challenges = [
        format!(
            r#"Bearer realm="http://{}/token",service="s""#,
            thief.address()
        ),
        format!(
            r#"Basic realm="x", Bearer realm="http://{}/token""#,
            thief.address()
        ),
        format!(
            r#"Bearer realm="http://{}@{}/token""#,
            bait.address(),
            thief.address()
        ),
        format!(
            r#"Bearer realm="http://{}\\@{}/token""#,
            thief.address(),
            bait.address()
        ),
    ];
    for challenge in challenges {
        let unauthorized =
            Answer::error(401, "UNAUTHORIZED", "who?").header("www-authenticate", &challenge);
        bait.serve("/v2/o/n/manifests/latest", unauthorized);
        let browser = open(&bait.reference("o/n:latest")).await;
        browser.wait_state("failed").await;
        browser.sign_in(USER, PASSWORD).await;
        browser
            .wait_parts("sign-out-button", |buttons| !buttons.is_empty())
            .await;
        browser.wait_state("failed").await;
        let notice = browser.text("notice").await;
        if !challenge.contains('@') {
            assert!(notice.contains(thief.address()), "{challenge}: {notice}");
            browser.click("keep-password-button").await;
            browser.wait_notice("The registry does not show").await;
        }
        assert_nowhere(&browser, &[PASSWORD, ENCODED]).await;
    }
    // Redirected by the registry itself, the browser takes nothing along either.
    let basic = Answer::error(401, "UNAUTHORIZED", "who?").header("www-authenticate", "Basic");
    let away = Answer::redirect(&format!(
        "http://{}/v2/o/n/manifests/latest",
        thief.address()
    ));
    bait.serve_each("/v2/o/n/manifests/latest", [basic.clone(), basic, away]);
    let browser = open(&bait.reference("o/n:latest")).await;
    browser.wait_state("failed").await;
    browser.sign_in(USER, PASSWORD).await;
    browser
        .wait_for("the redirected request", async || {
            (!thief.seen_of("/manifests/").is_empty()).then_some(())
        })
        .await;

    assert!(!thief.seen().is_empty());
    assert_eq!(
        authorized(&thief.seen()),
        Vec::<&str>::new(),
        "{:?}",
        thief.seen()
    );
    let told: Vec<String> = thief
        .seen()
        .iter()
        .map(|request| format!("{request:?}"))
        .collect();
    assert!(!told.join("\n").contains(PASSWORD));
}

#[tokio::test]
async fn a_token_service_that_redirects_takes_no_password_with_it() {
    let (_registry, _tokens, front) = behind_tokens(true);
    let elsewhere = FaultServer::start();
    elsewhere.serve("/token", Answer::ok("application/json", r#"{"token":"x"}"#));
    front.serve(
        "/token",
        Answer::redirect(&format!("http://{}/token", elsewhere.address())),
    );
    let browser = open(&front.reference("private/image:latest")).await;
    browser.wait_state("failed").await;
    let before = elsewhere.seen().len();
    browser.sign_in(USER, PASSWORD).await;
    browser.wait_notice("alice may not read this image").await;
    let basic = format!("Basic {ENCODED}");
    assert!(
        authorized(&by_page(&front)).contains(&basic.as_str()),
        "the registry's own host got it"
    );
    assert!(elsewhere.seen().len() > before);
    assert_eq!(authorized(&elsewhere.seen()), Vec::<&str>::new());
}

#[tokio::test]
async fn neither_password_nor_token_follows_a_blob_to_another_host() {
    let (password_registry, password_front) = behind_a_password();
    let (token_registry, _tokens, token_front) = behind_tokens(true);
    for (registry, front) in [
        (password_registry, password_front),
        (token_registry, token_front),
    ] {
        let storage = FaultServer::start();
        let address = storage.address().to_owned();
        // What a registry does whose blobs lie in a bucket, once it knows who asks.
        let bytes = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        let kept = std::sync::Arc::clone(&bytes);
        front.change("/blobs/", usize::MAX, move |answer| {
            if answer.body_length() == 0 || answer.is_error() {
                return answer;
            }
            let mut kept = kept.lock().expect("blobs");
            kept.push(answer);
            Answer::redirect(&format!("http://{address}/bucket/{}", kept.len() - 1))
        });
        storage.serve_with("/bucket/", move |request| {
            let position = request
                .path
                .rsplit('/')
                .next()
                .and_then(|number| number.parse::<usize>().ok());
            let kept = bytes.lock().expect("blobs");
            position
                .and_then(|position| kept.get(position).cloned())
                .expect("a blob")
        });
        let browser = open(&front.reference("private/image:latest")).await;
        browser.wait_state("failed").await;
        browser.sign_in(USER, PASSWORD).await;
        browser.wait_state("ready").await;
        browser.click("verify-button").await;
        assert_eq!(browser.wait_layers().await, ["verified", "verified"]);
        let seen = storage.seen();
        assert_eq!(seen.len(), 3, "{seen:?}");
        assert_eq!(authorized(&seen), Vec::<&str>::new(), "{seen:?}");
        drop(registry);
    }
}

#[tokio::test]
async fn what_was_entered_for_one_registry_is_not_sent_to_another() {
    let (_registry, front) = behind_a_password();
    let (_second, other) = behind_a_password();
    let browser = open(&front.reference("private/image:latest")).await;
    browser.wait_state("failed").await;
    browser.sign_in(USER, PASSWORD).await;
    browser.wait_state("ready").await;
    browser
        .ask_for(&other.reference("private/image:latest"))
        .await;
    browser.wait_notice(NO_ONE).await;
    assert!(browser.parts("sign-out-button").await.is_empty());
    assert_eq!(authorized(&other.seen()), Vec::<&str>::new());
    // Back at the first, nothing has to be entered again.
    browser
        .ask_for(&front.reference("private/image:latest"))
        .await;
    browser.wait_state("ready").await;
}

#[tokio::test]
async fn a_registry_that_answers_the_preflight_with_401_cannot_be_signed_in_to_from_another_origin()
{
    let (registry, _front) = behind_a_password();
    let browser = open(&registry.reference("private/image:latest")).await;
    browser.wait_notice(NO_ONE).await;
    browser.sign_in(USER, PASSWORD).await;
    browser
        .wait_for("the refusal of the preflight", async || {
            (browser.notices().await == ["cors"]).then_some(())
        })
        .await;
    assert_nowhere(&browser, &[PASSWORD, ENCODED]).await;
}

#[tokio::test]
async fn the_browsers_own_login_is_neither_opened_nor_used() {
    let (_registry, front) = behind_a_password();
    for (file, page) in site::answers() {
        // The page itself stands behind a login, which the browser remembers for the whole origin.
        let login = Answer::error(401, "UNAUTHORIZED", "log in")
            .header("www-authenticate", "Basic realm=\"page\"");
        front.serve_with(&format!("/ui/{file}"), move |request| {
            match request.header("authorization") {
                Some(_) => page.clone(),
                None => login.clone(),
            }
        });
    }
    let image = front.reference("private/image:latest");
    let address = front.address();
    let browser = Browser::at(&format!("http://browser:login@{address}/ui/page.css")).await;
    browser
        .go(&format!("http://{address}/ui/?image={image}"))
        .await;
    browser.wait_notice(NO_ONE).await;
    assert!(
        !authorized(&front.seen()).is_empty(),
        "the browser logged in to the page"
    );
    assert_eq!(authorized(&front.seen_of("/v2/")), Vec::<&str>::new());

    browser.sign_in(USER, PASSWORD).await;
    browser.wait_state("ready").await;
    browser.click("verify-button").await;
    assert_eq!(browser.wait_layers().await, ["verified", "verified"]);
    browser.click("sign-out-button").await;
    browser.wait_notice(NO_ONE).await;
    let last = front.seen_of("/manifests/").pop().expect("a request");
    assert_eq!(last.header("authorization"), None);
}

#[tokio::test]
async fn an_embedded_view_has_the_form_too() {
    let (_registry, front) = behind_a_password();
    let image = front.reference("private/image:latest");
    let page = FaultServer::start();
    for file in site::files() {
        let bytes = std::fs::read(site::folder().join(file)).expect("a file of the page");
        let content_type = if file.ends_with("wasm") {
            "application/wasm"
        } else {
            "text/javascript"
        };
        page.serve(&format!("/docs/{file}"), Answer::ok(content_type, bytes));
    }
    let html = format!(
        r#"<!doctype html><html lang="en"><title>Documentation</title><script type="module" src="porthole.js"></script>
           <porthole-image image="{image}"></porthole-image>"#
    );
    page.serve("/docs/", Answer::ok("text/html", html));
    let browser = Browser::watched().await;
    browser
        .go(&format!("http://{}/docs/", page.address()))
        .await;
    browser.wait_notice(NO_ONE).await;
    browser.sign_in(USER, PASSWORD).await;
    browser.wait_state("ready").await;
    assert_eq!(
        browser.url().await,
        format!("http://{}/docs/", page.address())
    );
    assert_nowhere(&browser, &[PASSWORD, ENCODED]).await;
}
