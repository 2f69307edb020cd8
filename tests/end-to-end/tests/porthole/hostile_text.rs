//! Texts in documents are hostile: they are shown as text, lead nowhere, and do not mislead.

use end_to_end::{browser::Browser, fault_server::FaultServer, images::OCI_MANIFEST, site};
use serde_json::json;

const MARKUP: &str =
    "<img src=x onerror=\"window.harmed = 1\"><script>window.harmed = 1</script><b>bold</b>";
const SCRIPT_URL: &str = "javascript:window.harmed=1";
const BACKWARDS: &str = "txt.\u{202e}gpj.exe";
const NUL: &str = "before\0after";

fn hostile_image(server: &FaultServer) -> String {
    let texts = [MARKUP, SCRIPT_URL, BACKWARDS, NUL];
    let history: Vec<_> = texts.iter().map(|text| json!({"created": text, "created_by": text, "author": text, "comment": text, "empty_layer": true})).collect();
    let config = json!({
        "architecture": MARKUP, "os": BACKWARDS, "created": SCRIPT_URL, "author": NUL, "rootfs": {"type": "layers", "diff_ids": []}, "history": history,
        "config": {
            "User": MARKUP, "Env": texts, "Entrypoint": texts, "Cmd": texts, "WorkingDir": SCRIPT_URL, "StopSignal": BACKWARDS,
            "Labels": {MARKUP: MARKUP, SCRIPT_URL: SCRIPT_URL, BACKWARDS: BACKWARDS, NUL: NUL, "org.opencontainers.image.url": SCRIPT_URL},
            MARKUP: {SCRIPT_URL: BACKWARDS},
        },
    })
    .to_string();
    let digest = server.blob("hostile", config.clone());
    let manifest = json!({
        "schemaVersion": 2, "mediaType": OCI_MANIFEST, "artifactType": MARKUP,
        "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": digest, "size": config.len()},
        "layers": [{"mediaType": MARKUP, "digest": MARKUP, "size": 3, "urls": [SCRIPT_URL], "annotations": {"org.opencontainers.image.title": MARKUP}}],
        "annotations": {
            "org.opencontainers.image.url": SCRIPT_URL, "org.opencontainers.image.source": SCRIPT_URL.to_uppercase(),
            "org.opencontainers.image.documentation": " \tjava\nscript:window.harmed=1", "org.opencontainers.image.title": MARKUP,
            "org.opencontainers.image.vendor": BACKWARDS, "org.opencontainers.image.description": NUL, MARKUP: MARKUP,
        },
    });
    server.manifest("hostile", "latest", OCI_MANIFEST, manifest.to_string());
    server.reference("hostile:latest")
}

/// Asserts that no text became an element or an address, and nothing of it ran.
async fn assert_harmless(browser: &Browser) {
    let script = "
        const root = document.querySelector('porthole-image').shadowRoot;
        return {
            harmed: window.harmed ?? null,
            elements: [...root.querySelectorAll('script, img, iframe, object, embed, base, meta, b')].map((element) => element.outerHTML)
                .filter((html) => html !== '<b>Porthole</b>'),
            handlers: [...root.querySelectorAll('*')].flatMap((element) => element.getAttributeNames()).filter((name) => name.startsWith('on')),
            addresses: [...root.querySelectorAll('[href], [src], [action]')]
                .map((element) => element.href ?? element.src ?? element.action).map((url) => new URL(url, location).protocol)
                .filter((protocol) => !['http:', 'https:'].includes(protocol)),
        }";
    let found: serde_json::Value = browser.run(script, vec![]).await;
    assert_eq!(
        found,
        json!({"harmed": null, "elements": [], "handlers": [], "addresses": []})
    );
    browser.assert_quiet().await;
}

#[tokio::test]
async fn texts_of_an_image_are_shown_as_text_and_lead_nowhere() {
    let server = FaultServer::start();
    let browser = Browser::inspect(&hostile_image(&server)).await;
    assert_harmless(&browser).await;
    let config = browser.config().await;
    assert_eq!(config["User"], MARKUP);
    assert_eq!(config["os"], BACKWARDS);
    assert_eq!(config["Env"].lines().nth(1), Some(SCRIPT_URL));
    let history = browser.parts("history-entry").await;
    assert_eq!(history.len(), 4);
    assert!(history[0].text.contains(MARKUP), "{}", history[0].text);
    // The rest of the page works.
    browser.click("verify-button").await;
    assert_harmless(&browser).await;
}

#[tokio::test]
async fn what_descriptors_say_besides_takes_no_place_until_it_is_unfolded() {
    let server = FaultServer::start();
    let config =
        r#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#;
    let said = json!({MARKUP: BACKWARDS, "link": SCRIPT_URL, "web": "https://example.com/"});
    let layer = |number: u8, members: serde_json::Value| {
        let mut layer = json!({"mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": format!("sha256:{}", format!("{number:02x}").repeat(32)), "size": 3});
        if let (Some(layer), Some(members)) = (layer.as_object_mut(), members.as_object()) {
            layer.extend(members.clone());
        }
        layer
    };
    let manifest = json!({
        "schemaVersion": 2, "mediaType": OCI_MANIFEST,
        "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": server.blob("folded", config), "size": config.len(), "annotations": said},
        "layers": [layer(1, json!({})), layer(2, json!({"annotations": said, MARKUP: SCRIPT_URL}))],
    });
    let manifest = manifest.to_string();
    let digest = end_to_end::sha256(manifest.as_bytes());
    server.manifest("folded", &digest, OCI_MANIFEST, manifest.clone());
    let index = json!({
        "schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json",
        "manifests": [
            {"mediaType": OCI_MANIFEST, "digest": digest, "size": manifest.len(), "platform": {"os": "linux", "architecture": "amd64", "features": [BACKWARDS]}},
            {"mediaType": OCI_MANIFEST, "digest": format!("sha256:{}", "0e".repeat(32)), "size": 3, "platform": {"os": "linux", "architecture": "arm64"}},
        ],
    });
    server.manifest(
        "folded",
        "latest",
        "application/vnd.oci.image.index.v1+json",
        index.to_string(),
    );
    let browser = Browser::inspect(&server.reference("folded:latest")).await;
    let folded = browser
        .wait_parts("descriptor", |parts| parts.len() == 3)
        .await;
    let summaries = ["1 more", "4 more", "3 more"];
    for (part, summary) in folded.iter().zip(summaries) {
        assert!(part.text.starts_with(summary), "{}", part.text);
    }
    // Rows are as high with it as without.
    let heights = "
        const root = document.querySelector('porthole-image').shadowRoot;
        const folded = [...root.querySelectorAll('tr [part=descriptor]')];
        const heights = () => [...root.querySelectorAll('[part=layer], [part=platform]')].map((row) => row.getBoundingClientRect().height);
        const before = heights();
        folded.forEach((one) => { one.style.display = 'none'; });
        const without = heights();
        folded.forEach((one) => { one.style.display = ''; });
        return [before, without]";
    let (with, without): (Vec<f64>, Vec<f64>) = browser.run(heights, vec![]).await;
    assert_eq!((with.len(), &with), (4, &without));
    let unfold = "
        const root = document.querySelector('porthole-image').shadowRoot;
        const summaries = [...root.querySelectorAll('[part=descriptor] > summary')];
        summaries.forEach((summary) => summary.click());
        return [...root.querySelectorAll('[part=descriptor-entry]')].filter((entry) => entry.checkVisibility()).length";
    assert_eq!(browser.run::<u32>(unfold, vec![]).await, 8);
    let entries: Vec<(String, String)> = browser
        .parts("descriptor-entry")
        .await
        .iter()
        .map(|entry| (entry.attribute("data-key").to_owned(), entry.text.clone()))
        .collect();
    for (key, text) in [
        ("platform.features".to_owned(), BACKWARDS),
        (format!("annotations.{MARKUP}"), BACKWARDS),
        ("annotations.link".to_owned(), SCRIPT_URL),
        ("annotations.web".to_owned(), "https://example.com/"),
        (MARKUP.to_owned(), &format!("\"{SCRIPT_URL}\"")),
    ] {
        let wanted = (key, text.to_owned());
        assert!(entries.contains(&wanted), "{wanted:?}: {entries:?}");
    }
    assert_harmless(&browser).await;
}

#[tokio::test]
async fn characters_that_mislead_are_made_visible() {
    let server = FaultServer::start();
    let browser = Browser::inspect(&hostile_image(&server)).await;
    // Each is alone in an element that shows its code and keeps the direction of the text around it.
    let script = "
        const root = document.querySelector('porthole-image').shadowRoot;
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        const bare = [];
        while (walker.nextNode()) {
            const { data, parentElement } = walker.currentNode;
            const shown = parentElement.tagName !== 'STYLE';
            const isolated = data.length === 1 && ['isolate', 'isolate-override', 'bidi-override'].includes(getComputedStyle(parentElement).unicodeBidi);
            if (shown && !isolated && /[\\u0000\\u202e]/.test(data)) bare.push(`${parentElement.tagName}: ${data}`);
        }
        return bare";
    assert_eq!(
        browser.run::<Vec<String>>(script, vec![]).await,
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn the_title_of_the_page_names_what_misleads() {
    let browser = Browser::at(&site::address("oci:/no-such-sample\u{202e}:latest")).await;
    browser.wait_state("failed").await;
    assert_eq!(
        browser.title().await,
        "oci:/no-such-sample‹U+202E›:latest · Porthole"
    );
}

#[tokio::test]
async fn words_of_a_registry_in_an_error_are_shown_as_text() {
    let server = FaultServer::start();
    for answer in [
        end_to_end::answer::Answer::error(403, MARKUP, &format!("{MARKUP}{BACKWARDS}{SCRIPT_URL}")),
        end_to_end::answer::Answer::new(403, "text/html", MARKUP),
    ] {
        server.serve("/v2/hostile/manifests/latest", answer);
        let (browser, code) = Browser::inspect_in_vain(&server.reference("hostile:latest")).await;
        // It is the status that decides, not what the body looks like.
        assert_eq!(code, "denied");
        assert!(
            browser.text("notice").await.contains("<b>bold</b>"),
            "{}",
            browser.text("notice").await
        );
        assert_harmless(&browser).await;
    }
}

#[tokio::test]
async fn a_reference_with_markup_is_shown_as_text() {
    let (browser, code) = Browser::inspect_in_vain(&format!("localhost/{MARKUP}")).await;
    assert_eq!(code, "bad-reference");
    assert_eq!(
        browser.text("reference-input").await,
        format!("localhost/{MARKUP}")
    );
    assert_harmless(&browser).await;
}

#[tokio::test]
async fn documents_made_to_hold_up_the_page_do_not() {
    const MOST_ELEMENTS: usize = 20_000;
    // Outside of the raw view, which lays out what is in view.
    const MOST_CHARACTERS: usize = 400_000;
    let server = FaultServer::start();
    let manifest = |more: &str| {
        format!(
            r#"{{"schemaVersion":2,"mediaType":"{OCI_MANIFEST}","config":{{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:{}","size":2}},"layers":[]{more}}}"#,
            "0".repeat(64)
        )
    };
    let members = |count: usize, member: &dyn Fn(usize) -> String| {
        let members: Vec<String> = (0..count).map(member).collect();
        members.join(",")
    };
    let annotations = |members: &str| manifest(&format!(r#","annotations":{{{members}}}"#));
    // A config with as many variables and labels.
    let config = format!(
        r#"{{"architecture":"amd64","os":"linux","rootfs":{{"type":"layers","diff_ids":[]}},"config":{{"Env":[{}],"Labels":{{{}}}}}}}"#,
        members(50_000, &|position| format!(r#""V{position}=v""#)),
        members(50_000, &|position| format!(r#""k{position}":"v""#)),
    );
    let digest = server.blob("config", config.clone());
    let with_config = format!(
        r#"{{"schemaVersion":2,"mediaType":"{OCI_MANIFEST}","config":{{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{digest}","size":{}}},"layers":[]}}"#,
        config.len()
    );
    let long_step = format!(
        r#"{{"architecture":"amd64","os":"linux","rootfs":{{"type":"layers","diff_ids":[]}},"history":[{{"created_by":"/bin/sh -c {}","empty_layer":true}}]}}"#,
        "a && b; ".repeat(900_000)
    );
    let digest = server.blob("step", long_step.clone());
    let with_step = format!(
        r#"{{"schemaVersion":2,"mediaType":"{OCI_MANIFEST}","config":{{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{digest}","size":{}}},"layers":[]}}"#,
        long_step.len()
    );
    let mut invalid = annotations(r#""x":"INVALID""#).into_bytes();
    let at = invalid.windows(7).position(|bytes| bytes == b"INVALID");
    let at = at.expect("the place");
    invalid.splice(at..at + 7, vec![0xff; 300_000]);
    // What is seen of each: its state, a part, how many of that are shown at first, and words in the first one.
    for (name, document, (state, part, count, words)) in [
        (
            "one-key",
            manifest(&r#","a":1"#.repeat(40_000)).into_bytes(),
            (
                "ready",
                "problem",
                200,
                "The key \"a\" stands here more than once",
            ),
        ),
        (
            "keys",
            manifest(&format!(
                ",{}",
                members(10_000, &|position| format!(
                    r#""a{0}":1,"a{0}":1"#,
                    position
                ))
            ))
            .into_bytes(),
            (
                "ready",
                "problem",
                200,
                "The key \"a0\" stands here more than once",
            ),
        ),
        (
            "annotations",
            annotations(&members(20_000, &|position| {
                format!(r#""k{position}":"v""#)
            }))
            .into_bytes(),
            ("ready", "annotation", 500, "v"),
        ),
        (
            "overrides",
            annotations(&format!(r#""x":"{}""#, "\u{202e}".repeat(100_000))).into_bytes(),
            ("ready", "annotation", 1, "\u{202e}\u{202e}"),
        ),
        (
            "isolates",
            annotations(&format!(r#""x":"{}""#, "\u{2066}\u{2069}".repeat(50_000))).into_bytes(),
            ("ready", "annotation", 1, "\u{2066}\u{2069}"),
        ),
        (
            "aleph",
            annotations(&format!(r#""x":"{}""#, "a\u{5d0}".repeat(1_200_000))).into_bytes(),
            ("ready", "annotation", 1, "a\u{5d0}a\u{5d0}"),
        ),
        (
            "combining",
            annotations(&format!(r#""x":"a{}""#, "\u{301}".repeat(1_900_000))).into_bytes(),
            ("ready", "annotation", 1, "a\u{301}\u{301}"),
        ),
        (
            "thai",
            annotations(&format!(r#""x":"{}""#, "\u{e01}a".repeat(900_000))).into_bytes(),
            ("ready", "annotation", 1, "\u{e01}a\u{e01}a"),
        ),
        (
            "step",
            with_step.into_bytes(),
            ("ready", "history-entry", 1, "RUN a && b; a && b;"),
        ),
        (
            "layers",
            {
                let layers = format!(r#""layers":[{}]"#, members(30_000, &|_| "{}".to_owned()));
                manifest("").replace(r#""layers":[]"#, &layers).into_bytes()
            },
            ("ready", "layer", 100, "no size"),
        ),
        (
            "invalid",
            invalid,
            ("failed", "notice", 1, "invalid UTF-8 at line 1, column 267"),
        ),
        (
            "config",
            with_config.into_bytes(),
            ("ready", "config-entry", 5, "V0=v\nV1=v"),
        ),
    ] {
        server.manifest(name, "latest", OCI_MANIFEST, document);
        let browser = Browser::at(&site::address(&server.reference(name))).await;
        browser.wait_state(state).await;
        if state == "ready" {
            browser.wait_rules().await;
        }
        let parts = browser.parts(part).await;
        assert_eq!(parts.len(), count, "{name}: {part}");
        let text = &parts[0].text;
        let shown: String = text.chars().take(200).collect();
        assert!(text.contains(words), "{name}: {words} is not in {shown}");
        let (elements, characters): (usize, usize) = browser
            .run(
                "const root = document.querySelector('porthole-image').shadowRoot;
                const raw = root.querySelector('[part=raw]');
                return [
                    root.querySelectorAll('*').length,
                    root.querySelector('.root').textContent.length - (raw ? raw.textContent.length : 0),
                ]",
                vec![],
            )
            .await;
        assert!(elements < MOST_ELEMENTS, "{name}: {elements} elements");
        assert!(
            characters < MOST_CHARACTERS,
            "{name}: {characters} characters"
        );
    }
}
