//! The element on somebody else's page: its attributes, its methods, what it loads and when, and what it leaves alone.

use end_to_end::{
    answer::Answer,
    browser::Browser,
    docs::{self, address},
    fault_server::FaultServer,
    images::shared_registry,
};
use serde_json::{Value, json};

const SAMPLE: &str = "oci:../sample:latest";
const INDEX: &str = "sha256:800328a3d253b0b7c0ec8a651b3ba632f468315d79850314a4517b8fa914929a";

async fn open(body: &str) -> (FaultServer, Browser) {
    let server = docs::host(body);
    let browser = Browser::at(&address(&server)).await;
    (server, browser)
}

async fn open_ready(body: &str) -> (FaultServer, Browser) {
    let (server, browser) = open(body).await;
    browser.wait_state("ready").await;
    (server, browser)
}

/// The parts of the sections that are shown, in their order.
async fn sections(browser: &Browser) -> Vec<String> {
    browser
        .run(
            "const root = document.querySelector('porthole-image').shadowRoot;
             return [...root.querySelectorAll('section')].map((section) => section.getAttribute('part'))",
            vec![],
        )
        .await
}

/// Gives the element another image.
async fn set_image(browser: &Browser, image: &str) {
    let script = "document.querySelector('porthole-image').image = arguments[0]; return null";
    browser.run::<Value>(script, vec![image.into()]).await;
}

async fn wait_all_ready(browser: &Browser) {
    browser
        .wait_for("all elements to be ready", async || {
            let left: usize = browser
                .run(
                    "return document.querySelectorAll('porthole-image:not([data-state=ready])').length",
                    vec![],
                )
                .await;
            (left == 0).then_some(())
        })
        .await;
}

#[tokio::test]
async fn the_views_that_are_named_are_shown_in_their_order_and_change_in_place() {
    let body =
        format!(r#"<porthole-image image="{SAMPLE}" view="layers summary"></porthole-image>"#);
    let (server, browser) = open_ready(&body).await;
    assert_eq!(sections(&browser).await, ["layers", "summary"]);
    assert_eq!(browser.parts("reference-input").await, []);
    assert_eq!(browser.parts("breadcrumb").await, []);
    let asked = server.seen().len();
    browser
        .run::<Value>(
            "document.querySelector('porthole-image').view = 'config'; return null",
            vec![],
        )
        .await;
    browser
        .wait_for("the config alone", async || {
            (sections(&browser).await == ["config", "annotations"]).then_some(())
        })
        .await;
    assert_eq!(server.seen().len(), asked, "nothing is asked again");
    browser.assert_quiet().await;
}

#[tokio::test]
async fn who_hears_that_a_badge_is_ready_finds_it_there() {
    let body = format!(r#"<porthole-image image="{SAMPLE}" view="badge"></porthole-image>"#);
    let server = docs::host(&body);
    let counts = Browser::counts_when_ready(&server, &address(&server), &["badge"]).await;
    assert_eq!(counts, [1]);
}

#[tokio::test]
async fn a_badge_is_one_line_with_kind_size_layers_platforms_and_verdict() {
    let body = format!(
        r#"<p style="font: 16px/1.5 serif">Take <porthole-image image="{SAMPLE}" view="badge"></porthole-image> today.</p>"#
    );
    let (_server, browser) = open_ready(&body).await;
    let badge = &browser.parts("badge").await[0];
    assert_eq!(
        badge.attribute("aria-label"),
        "Container image sample:latest"
    );
    let facts: Vec<String> = browser
        .parts("badge-fact")
        .await
        .iter()
        .map(|fact| fact.attribute("data-fact").to_owned())
        .collect();
    assert_eq!(facts, ["kind", "size", "layers", "platforms"]);
    let verdict = &browser.parts("badge-verdict").await[0];
    assert_eq!(verdict.attribute("data-verdict"), "match");
    let lines: f64 = browser
        .run(
            "return document.querySelector('p').getBoundingClientRect().height",
            vec![],
        )
        .await;
    assert!(lines < 40.0, "the line became {lines} pixels high");
    browser.assert_quiet().await;
}

#[tokio::test]
async fn wrong_values_are_said_in_the_element_and_once_on_the_console() {
    let element = format!(
        r#"<porthole-image image="{SAMPLE}" view="summary foo" theme="blue" verify="some" loading="soon" digest="sha256:12" timeout="-1" platform="/x y"></porthole-image>"#
    );
    let (_server, browser) = open(&format!("{element}{element}")).await;
    wait_all_ready(&browser).await;
    let wrong: Vec<String> = browser
        .parts("attribute-problem")
        .await
        .iter()
        .map(|part| part.attribute("data-attribute").to_owned())
        .collect();
    assert_eq!(
        wrong,
        [
            "view", "verify", "loading", "theme", "timeout", "platform", "digest"
        ]
    );
    assert_eq!(sections(&browser).await, ["summary"]);
    let console: Vec<String> = browser.run("return witness.console", vec![]).await;
    assert_eq!(console.len(), 7, "{console:?}");
    assert_eq!(
        console[0],
        r#"<porthole-image>: view="foo" is no view; there are badge, full, summary, platforms, layers, files, referrers, history, config, raw, problems."#
    );
}

#[tokio::test]
async fn another_digest_than_the_pinned_one_is_a_loud_mismatch() {
    let registry = shared_registry().reference("formats/oci:latest");
    let other = format!("sha256:{}", "0".repeat(64));
    for (image, pin, verdict, notices) in [
        (SAMPLE, INDEX, "match", vec![]),
        (SAMPLE, other.as_str(), "mismatch", vec!["mismatch"]),
        (
            registry.as_str(),
            other.as_str(),
            "mismatch",
            vec!["mismatch"],
        ),
    ] {
        let body = format!(r#"<porthole-image image="{image}" digest="{pin}"></porthole-image>"#);
        let (_server, browser) = open_ready(&body).await;
        let shown = &browser.parts("manifest-digest").await[0];
        assert_eq!(shown.attribute("data-verdict"), verdict, "{image} {pin}");
        assert_eq!(browser.notices().await, notices, "{image} {pin}");
        let told = &browser.events("porthole-verdict").await[0];
        assert_eq!(told["verdict"], verdict);
    }
}

#[tokio::test]
async fn a_pin_holds_when_a_reader_tries_again() {
    let server = FaultServer::before(shared_registry().address());
    server.change("/manifests/", 1, |_| {
        Answer::error(500, "UNKNOWN", "unknown error")
    });
    let image = server.reference("formats/oci:latest");
    let pin = format!("sha256:{}", "0".repeat(64));
    let body = format!(r#"<porthole-image image="{image}" digest="{pin}"></porthole-image>"#);
    let (_page, browser) = open(&body).await;
    browser.wait_state("failed").await;
    // A failure serves whoever asks for the same within a moment.
    browser
        .wait_for("the image", async || {
            if !browser.parts("again").await.is_empty() {
                browser.click_inside("again", "", "").await;
            }
            (!browser.parts("manifest-digest").await.is_empty()).then_some(())
        })
        .await;
    browser
        .wait_parts("notice", |found| !found.is_empty())
        .await;
    assert_eq!(browser.notices().await, ["mismatch"]);
    assert_eq!(browser.parts("return-button").await, []);
}

#[tokio::test]
async fn what_is_verified_follows_the_attribute() {
    let body = format!(
        r#"<porthole-image image="{SAMPLE}" view="summary layers" verify="none"></porthole-image>"#
    );
    let (_server, browser) = open_ready(&body).await;
    for shown in browser.parts("manifest-digest").await {
        assert_eq!(shown.attribute("data-verdict"), "unchecked");
    }
    assert!(
        browser
            .parts("verify-button")
            .await
            .iter()
            .all(|button| !button.visible)
    );
    let script = "document.querySelector('porthole-image').verify = 'all'; return null";
    browser.run::<Value>(script, vec![]).await;
    let layers = browser.wait_layers().await;
    assert!(layers.iter().all(|state| state == "verified"), "{layers:?}");
    for shown in browser.parts("manifest-digest").await {
        assert_eq!(shown.attribute("data-verdict"), "match");
    }
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_change_that_asks_for_nothing_leaves_nothing_waiting() {
    let body = format!(r#"<porthole-image image="{SAMPLE}" view="layers"></porthole-image>"#);
    let (server, browser) = open_ready(&body).await;
    let asked = server.seen().len();
    let script = "
        const element = document.querySelector('porthole-image');
        const kinds = [];
        for (const [name, value] of [['verify', 'documents'], ['digest', 'sha256:abc'], ['verify', null]]) {
          if (value === null) element.removeAttribute(name);
          else element.setAttribute(name, value);
          kinds.push((await element.ready).kind);
        }
        const all = await element.verify();
        return { kinds, verified: all.verified };";
    let found: Value = browser.run_async(script, vec![]).await;
    assert_eq!(
        found,
        json!({ "kinds": ["index", "index", "index"], "verified": 6 })
    );
    let documents = server.seen();
    let documents = documents[asked..]
        .iter()
        .filter(|seen| seen.path.ends_with("index.json"));
    assert_eq!(documents.count(), 0, "nothing is asked again");
}

#[tokio::test]
async fn a_listener_that_changes_what_asks_for_nothing_leaves_nothing_waiting() {
    let (_server, browser) = open("<p>Nothing yet</p>").await;
    let script = "
        await customElements.whenDefined('porthole-image');
        const found = [];
        for (const [name, target, change] of [
          ['porthole-verdict', 'element', (element) => (element.theme = element.theme === 'dark' ? 'light' : 'dark')],
          ['porthole-ready', 'document', (element) => (element.view = 'summary')],
        ]) {
          const element = document.createElement('porthole-image');
          element.append('The image');
          const listener = (event) => event.target === element && change(element);
          (target === 'element' ? element : document).addEventListener(name, listener, true);
          let isReady = false;
          element.image = arguments[0];
          element.ready.then(() => (isReady = true));
          const told = new Promise((resolve) => element.addEventListener('porthole-ready', resolve));
          document.querySelector('main').append(element);
          await told;
          // Whatever waits for it has had its turn by the next task.
          await new Promise((resolve) => setTimeout(resolve));
          found.push([isReady, element.shadowRoot.querySelector('slot') !== null]);
        }
        return found;";
    let found: Value = browser.run_async(script, vec![SAMPLE.into()]).await;
    assert_eq!(found, json!([[true, false], [true, false]]));
    browser.assert_quiet().await;
}

#[tokio::test]
async fn an_image_that_is_taken_away_and_back_at_once_is_asked_for_anew() {
    let body = format!(
        r#"<porthole-image image="{SAMPLE}" platform="windows/amd64" digest="{INDEX}" view="layers"></porthole-image>"#
    );
    let (_server, browser) = open_ready(&body).await;
    let script = "
        const element = document.querySelector('porthole-image');
        let asked = 0;
        element.addEventListener('porthole-asked', () => (asked += 1));
        element.image = '';
        element.image = arguments[0];
        const { kind } = await element.ready;
        const { verdict } = await element.verify();
        return { kind, verdict, asked };";
    let found: Value = browser.run_async(script, vec![SAMPLE.into()]).await;
    assert_eq!(
        found,
        json!({ "kind": "index", "verdict": "match", "asked": 1 })
    );
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_ready_element_verifies_when_it_is_told_to() {
    let body = format!(r#"<porthole-image image="{SAMPLE}" view="layers"></porthole-image>"#);
    let (_server, browser) = open_ready(&body).await;
    let script = "document.querySelector('porthole-image').verify = 'all'; return null";
    browser.run::<Value>(script, vec![]).await;
    let layers = browser.wait_layers().await;
    assert!(layers.iter().all(|state| state == "verified"), "{layers:?}");
    browser.assert_quiet().await;
}

#[tokio::test]
async fn in_a_site_from_right_to_left_commands_and_paths_stay_what_they_are() {
    let body = format!(
        r#"<div dir="rtl"><porthole-image image="{SAMPLE}" view="summary config raw"></porthole-image></div>"#
    );
    let (_server, browser) = open_ready(&body).await;
    let directions: Vec<String> = browser
        .run(
            "const root = document.querySelector('porthole-image').shadowRoot;
             const all = [...root.querySelectorAll('code, pre, td')];
             return [...new Set(all.map((one) => getComputedStyle(one).direction))]",
            vec![],
        )
        .await;
    assert_eq!(directions, ["ltr"]);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn methods_work_before_and_after_the_module_is_there() {
    let (_server, browser) = open("<p>Nothing yet</p>").await;
    let script = "
        await customElements.whenDefined('porthole-image');
        const element = document.createElement('porthole-image');
        document.querySelector('main').append(element);
        const first = await element.inspect(arguments[0]);
        const all = await element.verify();
        const refused = await element.inspect('UPPER').catch((error) => error.code);
        const outdated = element.inspect(arguments[0]);
        element.image = arguments[0].replace('latest', 'artifact');
        const [late, kept] = [await outdated.catch((error) => error.code), await element.ready];
        const lost = element.inspect(arguments[0]);
        element.cancel();
        const cancelled = await lost.catch((error) => error.code);
        return { first, all, refused, late, kept, cancelled, image: element.image, method: typeof element.verify };";
    let found: Value = browser.run_async(script, vec![SAMPLE.into()]).await;
    assert_eq!(
        found["first"],
        json!({ "reference": SAMPLE, "digest": INDEX, "kind": "index" })
    );
    assert_eq!(
        found["all"],
        json!({ "verdict": "match", "layers": 6, "verified": 6 })
    );
    assert_eq!(found["refused"], "bad-reference");
    assert_eq!(found["late"], "cancelled");
    assert_eq!(found["kept"]["kind"], "artifact");
    assert_eq!(found["cancelled"], "cancelled");
    assert_eq!(found["image"], "oci:../sample:artifact");
    assert_eq!(found["method"], "function");
    browser.assert_quiet().await;
}

#[tokio::test]
async fn an_element_whose_image_is_taken_away_shows_none() {
    let (_server, browser) = open_ready(&format!(
        r#"<porthole-image image="{SAMPLE}"></porthole-image>"#
    ))
    .await;
    browser
        .run::<Value>(
            "document.querySelector('porthole-image').removeAttribute('image'); return null",
            vec![],
        )
        .await;
    browser.wait_state("idle").await;
    assert_eq!(browser.data("kind").await, None);
    assert_eq!(browser.parts("layer").await, []);
    set_image(&browser, SAMPLE).await;
    browser.wait_state("ready").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_verification_that_was_left_is_rejected_and_told_by_nobody() {
    let registry = shared_registry();
    let server = FaultServer::before(registry.address());
    server.change("/blobs/", usize::MAX, |answer| {
        if answer.body_length() > 1024 * 1024 {
            answer.stall_after(1024)
        } else {
            answer
        }
    });
    let (_server, browser) = open("<p>Nothing yet</p>").await;
    let script = "
        await customElements.whenDefined('porthole-image');
        const element = document.createElement('porthole-image');
        let told = 0;
        element.addEventListener('porthole-verified', () => (told += 1));
        element.image = arguments[0];
        document.querySelector('main').append(element);
        await element.ready;
        const left = element.verify().catch((error) => error.code);
        await new Promise((resolve) => element.addEventListener('porthole-verdict', resolve, { once: true }));
        element.image = arguments[1];
        const first = await left;
        await element.ready;
        const gone = element.verify().catch((error) => error.code);
        element.remove();
        return { first, second: await gone, told };";
    let images = ["large:latest", "formats/oci:latest"];
    let images = images.map(|name| Value::from(server.reference(name)));
    let found: Value = browser.run_async(script, images.to_vec()).await;
    assert_eq!(
        found,
        json!({ "first": "cancelled", "second": "cancelled", "told": 0 })
    );
}

#[tokio::test]
async fn a_verification_that_a_reader_left_for_another_platform_is_rejected() {
    let registry = shared_registry();
    let server = FaultServer::before(registry.address());
    let amd64 = registry.inspect_with("multi/index:latest", &["--override-arch", "amd64"]);
    let layer = amd64["Layers"][0].as_str().expect("a layer");
    server.change(&format!("/blobs/{layer}"), usize::MAX, |answer| {
        answer.stall_after(1)
    });
    let (_server, browser) = open("<p>Nothing yet</p>").await;
    let script = "
        await customElements.whenDefined('porthole-image');
        const element = document.createElement('porthole-image');
        const told = [];
        for (const name of ['porthole-verified', 'porthole-left']) {
            element.addEventListener(name, ({ type }) => told.push(type));
        }
        element.image = arguments[0];
        document.querySelector('main').append(element);
        await element.ready;
        const row = (platform) => element.shadowRoot.querySelector(`[data-platform='${platform}'] :is(a, button)`);
        const settled = (digest) => new Promise((resolve) => {
            const look = () => {
                const chosen = element.shadowRoot.querySelector('[part~=platform][aria-selected=true]');
                const layers = element.shadowRoot.querySelectorAll('[part~=layer]').length;
                const isDone = chosen?.dataset.platform === digest && layers && element.dataset.state === 'ready';
                isDone ? resolve() : requestAnimationFrame(look);
            };
            look();
        });
        // Both were read before: nothing is waited for.
        row('linux/arm64/v8').click();
        await settled('linux/arm64/v8');
        row('linux/amd64').click();
        await settled('linux/amd64');
        const left = element.verify().catch((error) => error);
        await new Promise((resolve) => {
            const look = () => element.shadowRoot.querySelector('[part~=layer]:is([data-state=queued], [data-state=reading])')
                ? resolve() : requestAnimationFrame(look);
            look();
        });
        row('linux/arm64/v8').click();
        return [await left, told];";
    let image = server.reference("multi/index:latest");
    let found: Value = browser.run_async(script, vec![image.into()]).await;
    assert_eq!(
        found,
        json!([{ "code": "cancelled", "message": "another image was asked for" }, ["porthole-left"]])
    );
}

#[tokio::test]
async fn without_a_reference_bar_one_can_wait_no_longer_and_ask_again_too() {
    let registry = FaultServer::before(shared_registry().address());
    registry.change("/manifests/latest", 1, |answer| answer.stall_after(1));
    registry.change("/blobs/", 1, |_| {
        Answer::error(429, "TOOMANYREQUESTS", "slower").header("retry-after", "30")
    });
    let image = registry.reference("multi/index:latest");
    let element = format!(
        r#"<porthole-image image="{image}" platform="linux/arm64" view="summary layers"></porthole-image>"#
    );
    let (_server, browser) = open(&element).await;
    browser
        .wait_parts("loading", |found| !found.is_empty())
        .await;
    let cancel_and_ask_again = async || {
        browser.click("cancel-button").await;
        browser.wait_state("idle").await;
        assert_eq!(browser.parts("cancel-button").await, []);
        let focus =
            "return document.querySelector('porthole-image').shadowRoot.activeElement?.className";
        let focus: Option<String> = browser.run(focus, vec![]).await;
        assert_eq!(focus.as_deref(), Some("wrap"));
        browser.click_inside("again", "", "").await;
    };
    cancel_and_ask_again().await;
    // What is there is shown while its config has to be waited for; all of it goes.
    browser.wait_parts("retry", |found| !found.is_empty()).await;
    cancel_and_ask_again().await;
    browser.wait_state("ready").await;
    assert!(browser.text("summary").await.contains("linux/arm64/v8"));
    assert_eq!(browser.parts("cancel-button").await, []);
    assert_eq!(browser.parts("return-button").await, []);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn what_was_cancelled_before_it_could_be_read_is_not_asked_for() {
    let server = docs::host("<p>Nothing yet</p>");
    server.change("/split_later.wasm", 1, |answer| answer.stall_after(1_000));
    let browser = Browser::at(&address(&server)).await;
    let text = format!("docker pull {SAMPLE}");
    let cancelled: String = browser
        .run_async(
            "await customElements.whenDefined('porthole-image');
            const element = document.createElement('porthole-image');
            window.asked = 0;
            element.addEventListener('porthole-asked', () => (window.asked += 1));
            document.querySelector('main').append(element);
            const lost = element.inspect(arguments[0]);
            // The view is there, and waits for what can read it.
            await new Promise((resolve) => new MutationObserver(resolve).observe(element, { attributes: true }));
            element.cancel();
            return lost.catch((error) => error.code);",
            vec![text.clone().into()],
        )
        .await;
    assert_eq!(cancelled, "cancelled");
    server.go_on();
    let found: Value = browser
        .run_async(
            "const { kind } = await document.querySelector('porthole-image').inspect(arguments[0]);
            return [kind, window.asked];",
            vec![text.into()],
        )
        .await;
    assert_eq!(found, json!(["index", 1]));
}

#[tokio::test]
async fn what_is_asked_for_once_more_is_answered_once_more() {
    let (_server, browser) = open("<p>Nothing yet</p>").await;
    let script = "
        await customElements.whenDefined('porthole-image');
        const element = document.createElement('porthole-image');
        document.querySelector('main').append(element);
        let asked = 0;
        element.addEventListener('porthole-asked', () => (asked += 1));
        const found = [];
        for (const text of [arguments[0], arguments[1], arguments[1]]) {
            found.push((await element.inspect(text)).kind);
        }
        return [found, asked];";
    let with_platform = format!("https://page.example/?image={SAMPLE}&platform=linux/amd64");
    let found: Value = browser
        .run_async(script, vec![SAMPLE.into(), with_platform.into()])
        .await;
    assert_eq!(found, json!([["index", "index", "index"], 3]));
    browser.assert_quiet().await;
}

#[tokio::test]
async fn nothing_but_its_class_is_loaded_before_a_lazy_element_comes_near() {
    let body = format!(
        r#"<div style="height: 5000px"></div><porthole-image image="{SAMPLE}" view="summary" loading="lazy"><p>An image</p></porthole-image><p id="after">After</p>"#
    );
    let (server, browser) = open(&body).await;
    browser
        .wait_for("the class", async || {
            let script = "return document.querySelector('porthole-image').shadowRoot !== null";
            browser.run::<bool>(script, vec![]).await.then_some(())
        })
        .await;
    let top = "return document.querySelector('#after').offsetTop";
    let before: f64 = browser.run(top, vec![]).await;
    let asked: Vec<String> = server.seen().into_iter().map(|seen| seen.path).collect();
    assert_eq!(asked, [docs::PATH, "/porthole.js"]);
    assert_eq!(browser.data("state").await, None);
    browser
        .run::<Value>(
            "document.querySelector('porthole-image').scrollIntoView(); return null",
            vec![],
        )
        .await;
    browser.wait_state("ready").await;
    let after: f64 = browser.run(top, vec![]).await;
    assert_eq!(before, after, "what follows has moved");
    browser.assert_quiet().await;
}

#[tokio::test]
async fn fifty_equal_elements_read_everything_once() {
    let registry = FaultServer::before(shared_registry().address());
    let image = registry.reference("multi/index:latest");
    let element = format!(r#"<porthole-image image="{image}" view="badge"></porthole-image> "#);
    let (server, browser) = open(&element.repeat(50)).await;
    wait_all_ready(&browser).await;
    let seen = registry.seen();
    assert_eq!(seen.len(), 3, "{seen:?}");
    assert_eq!(server.seen_of("app_bg.wasm").len(), 1);
    // One that comes later is answered from what the others hold.
    let script = "document.querySelector('main').append(document.querySelector('porthole-image').cloneNode()); return null";
    browser.run::<Value>(script, vec![]).await;
    wait_all_ready(&browser).await;
    assert_eq!(registry.seen().len(), 3);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_moved_element_keeps_its_state_and_a_removed_one_gives_it_up() {
    let body = format!(
        r#"<div id="other"></div><porthole-image image="{SAMPLE}"><p>An image</p></porthole-image>"#
    );
    let (server, browser) = open_ready(&body).await;
    let asked = server.seen().len();
    let script = "
        const element = document.querySelector('porthole-image');
        const summary = element.shadowRoot.querySelector('[part=summary]');
        document.querySelector('#other').append(element);
        await new Promise((then) => setTimeout(then));
        const kept = summary.isConnected && element.dataset.state === 'ready';
        element.remove();
        await new Promise((then) => setTimeout(then));
        const gone = !summary.isConnected && element.dataset.state === undefined;
        document.querySelector('#other').append(element);
        await element.ready;
        return [kept, gone, element.querySelector('p').assignedSlot === null];";
    let found: Vec<bool> = browser.run_async(script, vec![]).await;
    assert_eq!(found, [true, true, true]);
    assert!(server.seen().len() > asked, "it begins anew");
    browser.assert_quiet().await;
}

#[tokio::test]
async fn what_changes_while_an_element_is_moved_is_shown() {
    let body = format!(
        r#"<div id="other"></div><porthole-image image="{SAMPLE}" view="summary"></porthole-image>"#
    );
    let (_server, browser) = open_ready(&body).await;
    let script = "
        const element = document.querySelector('porthole-image');
        element.remove();
        element.image = arguments[0];
        document.querySelector('#other').append(element);
        const { kind } = await element.ready;
        return [kind, element.dataset.kind];";
    let artifact = vec!["oci:../sample:artifact".into()];
    let found: Vec<String> = browser.run_async(script, artifact).await;
    assert_eq!(found, ["artifact", "artifact"]);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn an_element_that_stands_nowhere_verifies_once_it_stands_somewhere() {
    let (server, browser) = open_ready(&format!(
        r#"<porthole-image image="{SAMPLE}" view="summary"></porthole-image>"#
    ))
    .await;
    let asked = server.seen().len();
    let script = "
        const element = document.createElement('porthole-image');
        element.image = arguments[0];
        const verified = element.verify();
        await new Promise((then) => setTimeout(then));
        const waits = element.dataset.state === undefined;
        document.body.append(element);
        element.view = 'layers';
        await element.ready;
        return [waits, (await verified).verdict === 'match'];";
    let found: Vec<bool> = browser.run_async(script, vec![SAMPLE.into()]).await;
    assert_eq!(found, [true, true]);
    assert!(server.seen().len() > asked, "its layers are read");
    browser.assert_quiet().await;
}

/// Whether the children of the element are seen.
async fn shows_children(browser: &Browser) -> bool {
    let script = "return document.querySelector('porthole-image p').checkVisibility()";
    browser.run(script, vec![]).await
}

#[tokio::test]
async fn the_children_are_shown_without_scripts_and_without_the_module() {
    let body =
        format!(r#"<porthole-image image="{SAMPLE}"><p>The image app:1.4</p></porthole-image>"#);
    let server = docs::host("");
    let head = r#"<meta http-equiv="content-security-policy" content="script-src 'none'">"#;
    server.serve(docs::PATH, docs::page("../porthole.js", head, &body));
    let browser = Browser::at(&address(&server)).await;
    assert!(shows_children(&browser).await);
    assert_eq!(browser.data("state").await, None);
    // There are only so many browsers.
    drop(browser);

    let (_server, browser) = open_ready(&body).await;
    assert!(!shows_children(&browser).await, "once it is ready");
    drop(browser);

    let server = docs::host(&body);
    server.serve("/app_bg.wasm", Answer::new(404, "text/plain", "not found"));
    let browser = Browser::at(&address(&server)).await;
    browser.wait_state("failed").await;
    assert!(shows_children(&browser).await);
    assert_eq!(browser.notices().await, ["defect"]);
    let script =
        "return document.querySelector('porthole-image').ready.catch((error) => error.code)";
    assert_eq!(browser.run_async::<String>(script, vec![]).await, "defect");
}

#[tokio::test]
async fn the_children_go_when_a_list_comes_too() {
    let registry = FaultServer::start();
    for (query, tags) in [("n=1000", json!(["1"])), ("n=1000&last=1", json!(null))] {
        registry.serve(
            &format!("/v2/listed/tags/list?{query}"),
            Answer::ok("application/json", json!({ "tags": tags }).to_string()),
        );
    }
    let (_server, browser) = open("<porthole-image><p>Instead</p></porthole-image>").await;
    let inspect = "document.querySelector('porthole-image').inspect(arguments[0])";
    let place = registry.reference("listed:");
    browser.run::<()>(inspect, vec![place.into()]).await;
    browser.wait_kind("repository").await;
    browser.wait_state("ready").await;
    assert!(!shows_children(&browser).await);
}

/// Colour and background of the view.
async fn colours(browser: &Browser) -> (String, String) {
    browser
        .run(
            "const style = getComputedStyle(document.querySelector('porthole-image').shadowRoot.querySelector('.root'));
             return [style.color, style.backgroundColor]",
            vec![],
        )
        .await
}

#[tokio::test]
async fn it_takes_the_site_s_font_and_colour_or_the_theme_that_is_named() {
    let own = ("rgb(22, 33, 42)", "rgb(246, 248, 249)");
    let dark = ("rgb(228, 236, 240)", "rgb(13, 19, 23)");
    let site = ("rgb(200, 100, 50)", "rgba(0, 0, 0, 0)");
    for (theme, want) in [("", site), ("auto", site), ("light", own), ("dark", dark)] {
        let body = format!(
            r#"<div style="color: rgb(200, 100, 50); font-family: fantasy"><porthole-image image="{SAMPLE}" theme="{theme}"></porthole-image></div>"#
        );
        let body = body.replace(r#" theme="""#, "");
        let (_server, browser) = open_ready(&body).await;
        let (colour, background) = colours(&browser).await;
        assert_eq!((colour.as_str(), background.as_str()), want, "{theme}");
        let font: String = browser
            .run(
                "return getComputedStyle(document.querySelector('porthole-image').shadowRoot.querySelector('h1')).fontFamily",
                vec![],
            )
            .await;
        assert_eq!(font, "fantasy");
    }
}

/// What a site does to its own elements, and must not do to those of others.
const HOSTILE: &str = "
    <style>
      * { all: unset; --line: red; --fg: red; --muted: red; }
      div, section, p, span { display: none !important; }
      main, body, html { display: block !important; text-align: right; text-transform: uppercase; letter-spacing: 9px; white-space: pre; cursor: wait; visibility: visible; }
      porthole-image { display: block }
      h1, code, button { color: red !important; font-size: 99px !important; }
    </style>";

#[tokio::test]
async fn styles_leak_in_neither_direction() {
    let body = format!(r#"<p id="own">Own</p><porthole-image image="{SAMPLE}"></porthole-image>"#);
    let look = "
        const root = document.querySelector('porthole-image').shadowRoot;
        return ['.root', 'section', 'h1', 'code', 'button', 'table', '.muted'].map((name) => {
            const style = getComputedStyle(root.querySelector(name));
            return [name, style.display, style.textAlign, style.textTransform, style.letterSpacing, style.whiteSpace, style.cursor, style.fontSize,
                style.color, style.borderTopColor].join(' ');
        })";
    let (_server, calm) = open_ready(&body).await;
    let want: Vec<String> = calm.run(look, vec![]).await;
    let own = "const style = getComputedStyle(document.querySelector('#own')); return [...style].map((name) => name + style.getPropertyValue(name)).join()";
    let with: String = calm.run(own, vec![]).await;
    calm.run::<Value>(
        "document.querySelector('porthole-image').remove(); return null",
        vec![],
    )
    .await;
    assert_eq!(calm.run::<String>(own, vec![]).await, with);
    drop(calm);

    let (_server, browser) = open_ready(&format!("{HOSTILE}{body}")).await;
    assert_eq!(browser.run::<Vec<String>>(look, vec![]).await, want);
}

#[tokio::test]
async fn fields_lead_to_their_bytes_only_where_the_raw_view_is() {
    for (view, want) in [("summary layers", false), ("summary layers raw", true)] {
        let (_server, browser) = open_ready(&format!(
            r#"<porthole-image image="{SAMPLE}" view="{view}"></porthole-image>"#
        ))
        .await;
        let script = "
            const root = document.querySelector('porthole-image').shadowRoot;
            const places = [...root.querySelectorAll('[part=place]')];
            return places.map((place) => place.checkVisibility())";
        // They come with the second module, a moment after the image is there.
        let places = browser.wait_for("the places as they stay", async || {
            let shown = browser.run::<Vec<bool>>(script, vec![]).await;
            shown.iter().all(|shown| *shown == want).then_some(shown)
        });
        assert!(!places.await.is_empty(), "{view}");
    }
}

#[tokio::test]
async fn its_texts_are_english_in_a_german_document() {
    let (_server, browser) = open_ready(&format!(
        r#"<div lang="de"><porthole-image image="{SAMPLE}" view="summary"></porthole-image></div>"#
    ))
    .await;
    let script =
        "return document.querySelector('porthole-image').shadowRoot.querySelector('.root').lang";
    assert_eq!(browser.run::<String>(script, vec![]).await, "en");
}

#[tokio::test]
async fn the_way_back_to_a_long_name_fits_a_narrow_place() {
    let pinned = format!("oci:../sample@{INDEX}");
    let (_server, browser) = open_ready(&format!(
        r#"<div style="width: 320px"><porthole-image image="{pinned}" view="summary"></porthole-image></div>"#
    ))
    .await;
    let script = "
        const element = document.querySelector('porthole-image');
        await element.inspect(arguments[0]);
        const root = element.shadowRoot.querySelector('.root');
        await new Promise((resolve) => {
            const look = () => root.querySelector('[part~=return-button]') ? resolve() : requestAnimationFrame(look);
            look();
        });
        return [root.scrollWidth, root.clientWidth]";
    let (whole, seen): (u32, u32) = browser.run_async(script, vec![SAMPLE.into()]).await;
    assert!(whole <= seen, "{whole} of {seen}");
}

#[tokio::test]
async fn on_paper_everything_is_there_and_nothing_to_press() {
    let body = format!(
        r#"<porthole-image image="{SAMPLE}" theme="dark" style="--porthole-color: #eee; --porthole-background: #111; --porthole-surface: #222"></porthole-image>"#
    );
    let (_server, browser) = open_ready(&body).await;
    browser
        .command("Emulation.setEmulatedMedia", json!({ "media": "print" }))
        .await;
    let found: (String, String, String, String, String, bool) = browser
        .run(
            "const root = document.querySelector('porthole-image').shadowRoot;
             const style = (name) => getComputedStyle(root.querySelector(name));
             return [style('.raw').maxHeight, style('.root').colorScheme, style('tr').breakInside, style('h1').color, style('section').backgroundColor, root.querySelector('[part=verify-button]').checkVisibility()]",
            vec![],
        )
        .await;
    assert_eq!(
        found,
        (
            "none".into(),
            "light".into(),
            "avoid".into(),
            "rgb(0, 0, 0)".into(),
            "rgba(0, 0, 0, 0)".into(),
            false
        )
    );
    let left: Vec<String> = browser
        .run(
            "const root = document.querySelector('porthole-image').shadowRoot;
             const pressed = [...root.querySelectorAll('button:not(.link, .id), input, select, textarea, [part=report]')];
             return pressed.filter((one) => one.checkVisibility()).map((one) => one.outerHTML.slice(0, 80))",
            vec![],
        )
        .await;
    assert_eq!(left, Vec::<String>::new());
    let printed = browser.command("Page.printToPDF", json!({})).await;
    assert!(
        printed["data"]
            .as_str()
            .is_some_and(|data| data.len() > 1000)
    );
}

#[tokio::test]
async fn mounted_and_removed_again_and_again_it_takes_no_more_memory() {
    let (_server, browser) = open_ready(&format!(
        r#"<porthole-image image="{SAMPLE}" view="summary"></porthole-image>"#
    ))
    .await;
    let rounds = "
        const module = await import(new URL('../app.js', document.baseURI));
        const { memory } = await module.default();
        for (let round = 0; round < arguments[0]; round += 1) {
            const element = document.createElement('porthole-image');
            element.image = arguments[1];
            element.view = 'summary';
            document.querySelector('main').append(element);
            await element.ready;
            element.remove();
            await new Promise((then) => setTimeout(then));
        }
        return memory.buffer.byteLength";
    let after = async |count: u32| {
        let arguments = vec![count.into(), SAMPLE.into()];
        browser.run_async::<u64>(rounds, arguments).await
    };
    let before = after(40).await;
    assert_eq!(after(120).await, before);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_question_that_a_reader_gave_up_is_rejected_whatever_came_in_its_place() {
    let registry = shared_registry();
    let slow = FaultServer::before(registry.address());
    slow.change("/manifests/", usize::MAX, |answer| answer.stall_after(1));
    let (_server, browser) = open("<p>Nothing yet</p>").await;
    let script = "
        await customElements.whenDefined('porthole-image');
        const element = document.createElement('porthole-image');
        element.image = arguments[0];
        document.querySelector('main').append(element);
        await element.ready;
        const code = (error) => error.code;
        const given = (promise) => promise.then(({ reference }) => reference, code);
        const shadow = element.shadowRoot;
        // By the reference bar, while another image is on its way.
        const lost = given(element.inspect(arguments[1]));
        await new Promise((resolve) => new MutationObserver(resolve).observe(element, { attributes: true }));
        const input = shadow.querySelector('[part~=reference-input]');
        input.value = arguments[2];
        input.dispatchEvent(new InputEvent('input', { bubbles: true }));
        input.form.requestSubmit();
        const first = await lost;
        const typed = await given(element.ready);
        // By the button that leads back, which is answered at once.
        element.view = 'summary';
        await element.inspect(arguments[2]);
        const asked = new Promise((resolve) => element.addEventListener('porthole-asked', resolve, { once: true }));
        const back = await new Promise((resolve) => {
            const look = () => {
                const button = shadow.querySelector('[part~=return-button]');
                button ? resolve(button) : requestAnimationFrame(look);
            };
            look();
        });
        back.click();
        await asked;
        const returned = await given(element.ready);
        return { first, typed, returned };";
    let images = [
        Value::from(SAMPLE),
        slow.reference("formats/oci:latest").into(),
        SAMPLE.replace("latest", "artifact").into(),
    ];
    let found: Value = browser.run_async(script, images.to_vec()).await;
    assert_eq!(
        found,
        json!({ "first": "cancelled", "typed": SAMPLE.replace("latest", "artifact"), "returned": SAMPLE })
    );
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_copy_of_an_element_has_nothing_of_what_that_shows() {
    let body = format!(
        r#"<porthole-image image="{SAMPLE}" view="badge"></porthole-image><div style="height: 300vh"></div><section></section>"#
    );
    let (_server, browser) = open_ready(&body).await;
    let script = "
        const element = document.querySelector('porthole-image');
        const copy = element.cloneNode(true);
        copy.loading = 'lazy';
        document.querySelector('section').append(copy);
        const before = { ...copy.dataset };
        copy.scrollIntoView();
        await copy.ready;
        return { before, after: { ...copy.dataset } };";
    let found: Value = browser.run_async(script, vec![]).await;
    assert_eq!(
        found,
        json!({ "before": {}, "after": { "state": "ready", "kind": "index" } })
    );
}

#[tokio::test]
async fn a_lazy_element_that_was_cancelled_loads_what_it_is_given_then() {
    let body = format!(
        r#"<div style="height: 300vh"></div><porthole-image image="{SAMPLE}" view="summary" loading="lazy"></porthole-image>"#
    );
    let (_server, browser) = open(&body).await;
    let script = "
        await customElements.whenDefined('porthole-image');
        const element = document.querySelector('porthole-image');
        element.cancel();
        element.image = arguments[0];
        element.scrollIntoView();
        return (await element.ready).kind;";
    let other = SAMPLE.replace("latest", "artifact");
    let kind: String = browser.run_async(script, vec![other.into()]).await;
    assert_eq!(kind, "artifact");
}

#[tokio::test]
async fn the_children_come_back_when_a_later_question_fails() {
    let body = format!(
        r#"<porthole-image image="{SAMPLE}" view="summary"><p>Instead</p></porthole-image>"#
    );
    let (_server, browser) = open_ready(&body).await;
    assert!(!shows_children(&browser).await);
    set_image(&browser, "oci:../gone").await;
    browser.wait_state("failed").await;
    assert!(shows_children(&browser).await);
    assert_eq!(browser.notices().await.len(), 1);
    set_image(&browser, SAMPLE).await;
    browser.wait_state("ready").await;
    assert!(!shows_children(&browser).await);
}

#[tokio::test]
async fn an_image_in_a_command_line_is_asked_for_once_and_on_its_platform() {
    let server = docs::host("<p>Nothing yet</p>");
    let browser = Browser::at(&address(&server)).await;
    let index = shared_registry().reference("multi/index:latest");
    let script = "
        await customElements.whenDefined('porthole-image');
        const element = document.createElement('porthole-image');
        let asked = 0;
        element.addEventListener('porthole-asked', () => (asked += 1));
        element.image = arguments[0];
        document.querySelector('main').append(element);
        const { kind } = await element.ready;
        const chosen = element.shadowRoot.querySelector('[part~=platform][aria-selected=true]');
        return [kind, asked, chosen.dataset.platform, location.search];";
    let line = format!("docker run --platform linux/arm64/v8 {index} sh");
    let found: Value = browser.run_async(script, vec![line.into()]).await;
    assert_eq!(found, json!(["index", 1, "linux/arm64/v8", ""]));
}

/// A page without an element, on a server whose layout at [`SLOW`] never answers.
async fn beside_slow_layout() -> (FaultServer, Browser) {
    let server = docs::host("<p>Nothing yet</p>");
    for file in ["oci-layout", "index.json"] {
        let slow = Answer::ok("application/json", "{}").stall_after(1);
        server.serve(&format!("/slow/{file}"), slow);
    }
    let browser = Browser::at(&address(&server)).await;
    (server, browser)
}

/// An image that never comes.
const SLOW: &str = "oci:../slow:1";

#[tokio::test]
async fn a_view_that_waits_is_seen_after_a_moment_and_then_for_good() {
    let (_server, browser) = beside_slow_layout().await;
    let script = "
        await customElements.whenDefined('porthole-image');
        const element = document.createElement('porthole-image');
        window.isSeen = () => [...element.shadowRoot.querySelectorAll('.view > :not(.bar)')].some((part) => part.checkVisibility());
        window.seen = [];
        const watch = new MutationObserver(() => element.dataset.state === 'loading' && seen.push(isSeen()));
        watch.observe(element, { attributes: true, attributeFilter: ['data-state'] });
        element.image = arguments[0];
        document.querySelector('main').append(element);
        return null";
    browser.run_async::<Value>(script, vec![SLOW.into()]).await;
    browser
        .wait_for("a view of what is waited for", async || {
            let is_seen = "return window.seen.length > 0 && isSeen()";
            browser.run::<bool>(is_seen, vec![]).await.then_some(())
        })
        .await;
    assert_eq!(browser.data("state").await.as_deref(), Some("loading"));
    set_image(&browser, "Bad//name").await;
    browser.wait_state("failed").await;
    set_image(&browser, SLOW).await;
    browser.wait_state("loading").await;
    let seen: Vec<bool> = browser.run("return window.seen", vec![]).await;
    assert_eq!(seen, [false, true]);
}

#[tokio::test]
async fn the_bar_of_a_view_that_waits_takes_another_image_at_once() {
    let (_server, browser) = beside_slow_layout().await;
    let script = "
        await customElements.whenDefined('porthole-image');
        const element = document.createElement('porthole-image');
        const view = () => [...element.shadowRoot.querySelectorAll('.view > *')];
        const seen = new Promise((resolve) => {
            const look = () => element.dataset.state === 'loading' && resolve(view().filter((part) => part.checkVisibility()).map((part) => part.localName));
            new MutationObserver(look).observe(element, { attributes: true, attributeFilter: ['data-state'] });
        });
        element.view = 'full';
        element.image = arguments[0];
        document.querySelector('main').append(element);
        return await seen";
    let seen: Vec<String> = browser.run_async(script, vec![SLOW.into()]).await;
    assert_eq!(seen, ["header"]);
    browser.ask_for(SAMPLE).await;
    browser.wait_state("ready").await;
    assert_eq!(browser.data("kind").await.as_deref(), Some("index"));
}

#[tokio::test]
async fn elements_give_a_site_no_landmarks_of_their_own() {
    let registry = FaultServer::start();
    registry.serve(
        "/v2/listed/tags/list?n=1000",
        Answer::ok("application/json", json!({ "tags": ["1"] }).to_string()),
    );
    registry.serve(
        "/v2/listed/tags/list?n=1000&last=1",
        Answer::ok("application/json", json!({ "tags": null }).to_string()),
    );
    let element = format!(r#"<porthole-image image="{SAMPLE}"></porthole-image>"#);
    let (_server, browser) = open(&format!("{element}{element}{element}")).await;
    wait_all_ready(&browser).await;
    let browse = "document.querySelectorAll('porthole-image')[2].inspect(arguments[0])";
    let place = registry.reference("listed:");
    browser.run::<()>(browse, vec![place.into()]).await;
    let is_listed = "return document.querySelector('porthole-image[data-kind=repository][data-state=ready]') ? true : null";
    browser
        .wait_for("the list", async || {
            browser.run::<Option<bool>>(is_listed, vec![]).await
        })
        .await;
    let script = "
        const elements = [...document.querySelectorAll('porthole-image')];
        const found = elements.flatMap((element) => [...element.shadowRoot.querySelectorAll('main, section, header, nav, form[role=search]')]);
        return found.filter((landmark) => !/^(group|presentation)$/.test(landmark.getAttribute('role') ?? '')).map((landmark) => landmark.outerHTML.slice(0, 80))";
    assert_eq!(
        browser.run::<Vec<String>>(script, vec![]).await,
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn a_size_that_is_relative_is_relative_to_the_site_once() {
    let sizes_of = async |size: &str| {
        let body = format!(
            r#"<div style="font-size: 18px"><porthole-image image="{SAMPLE}" view="layers" style="--porthole-font-size: {size}"></porthole-image></div>"#
        );
        let (_server, browser) = open_ready(&body).await;
        let script = "
            const root = document.querySelector('porthole-image').shadowRoot;
            const size = (selector) => parseFloat(getComputedStyle(root.querySelector(selector)).fontSize);
            return [size('h2'), size('table'), size('td code')]";
        browser.run::<Vec<f64>>(script, vec![]).await
    };
    let (small, code) = (18.0 * 13.0 / 15.0, 18.0 * 12.5 / 15.0);
    for size in ["1em", "18px"] {
        let sizes = sizes_of(size).await;
        let near = |size: &f64, want: f64| (size - want).abs() < 0.1;
        assert!(
            near(&sizes[0], 18.0) && near(&sizes[1], small) && near(&sizes[2], code),
            "{size}: {sizes:?}"
        );
    }
}

#[tokio::test]
async fn a_badge_says_that_the_image_is_not_for_the_platform_that_was_asked_for() {
    let body = format!(
        "<porthole-image image=\"{SAMPLE}\" view=\" badge\n\" platform=\"linux/s390x\"></porthole-image>"
    );
    let (_server, browser) = open_ready(&body).await;
    let facts = browser.parts("badge-fact").await;
    let fact = facts
        .iter()
        .find(|fact| fact.attribute("data-fact") == "missing-platform");
    assert_eq!(
        fact.map(|fact| fact.text.as_str()),
        Some("not for linux/s390x")
    );
    let display: String = browser
        .run(
            "return getComputedStyle(document.querySelector('porthole-image')).display",
            vec![],
        )
        .await;
    assert_eq!(display, "inline-block");
}
