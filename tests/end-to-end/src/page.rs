//! What a person sees on the page, by the DOM contract: the element's state, and the parts in its open shadow root.

use crate::{browser::Browser, fault_server::FaultServer, site};
use serde::Deserialize;
use std::collections::BTreeMap;

/// One element of the contract.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Part {
    /// Its text, as it is in the document.
    pub text: String,
    /// Its attributes.
    pub attributes: BTreeMap<String, String>,
    /// Whether it takes any room on the page.
    pub visible: bool,
}

impl Part {
    /// The value of an attribute; empty if it is missing.
    pub fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

const PARTS: &str = "
    const root = document.querySelector('porthole-image')?.shadowRoot;
    return [...(root?.querySelectorAll(`[part~=\"${arguments[0]}\"]`) ?? [])].map((element) => ({
        text: ['input', 'textarea'].includes(element.localName) ? element.value : element.textContent,
        visible: element.checkVisibility(),
        attributes: Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value])),
    }))";

/// Finds an element of a part, by an attribute if one is named.
const FIND: &str = "
    const root = document.querySelector('porthole-image')?.shadowRoot;
    const part = [...(root?.querySelectorAll(`[part~=\"${arguments[0]}\"]`) ?? [])]
        .find((element) => !arguments[1] || element.getAttribute(arguments[1]) === arguments[2]) ?? null;";

impl Browser {
    /// Opens the page with an image and waits until it is there.
    pub async fn inspect(image: &str) -> Self {
        let browser = Self::at(&site::address(image)).await;
        browser.wait_state("ready").await;
        browser
    }

    /// Opens the page with an image and waits until it has failed. Gives the code of the notice.
    pub async fn inspect_in_vain(image: &str) -> (Self, String) {
        let browser = Self::at(&site::address(image)).await;
        browser.wait_state("failed").await;
        let notices = browser.parts("notice").await;
        let code = notices
            .first()
            .map(|notice| notice.attribute("data-code").to_owned());
        (browser, code.unwrap_or_default())
    }

    /// An attribute `data-…` of the element itself.
    pub async fn data(&self, name: &str) -> Option<String> {
        self.run(
            "return document.querySelector('porthole-image')?.dataset[arguments[0]] ?? null",
            vec![name.into()],
        )
        .await
    }

    /// Waits for `data-state`.
    pub async fn wait_state(&self, state: &str) {
        self.wait_for(&format!("data-state={state}"), async || {
            let now = self.data("state").await;
            assert!(
                !(state == "ready" && now.as_deref() == Some("failed")),
                "it failed instead: {}",
                self.text_of_page().await
            );
            (now.as_deref() == Some(state)).then_some(())
        })
        .await;
    }

    /// Holds up the second module, lets it come once it was asked for, and gives how many elements of each part there are when the element says that it is
    /// ready. `server` has the files of the page at `address`.
    pub async fn counts_when_ready(
        server: &FaultServer,
        address: &str,
        parts: &[&str],
    ) -> Vec<usize> {
        let module = "/split_later.wasm";
        server.change(module, 1, |answer| answer.stall_after(1_000));
        let browser = Self::at(address).await;
        let asked = async || (!server.seen_of(module).is_empty()).then_some(());
        browser.wait_for("the second module", asked).await;
        let script = "
            const element = document.querySelector('porthole-image');
            const counts = () => arguments[0].map((part) => element.shadowRoot.querySelectorAll(`[part~=${part}]`).length);
            element.addEventListener('porthole-ready', () => (window.counts = counts()));
            return element.dataset.state";
        let state: String = browser.run(script, vec![parts.into()]).await;
        assert_eq!(state, "loading");
        server.go_on();
        browser.wait_state("ready").await;
        browser.run("return window.counts", vec![]).await
    }

    /// Waits for `data-kind`.
    pub async fn wait_kind(&self, kind: &str) {
        self.wait_for(&format!("data-kind={kind}"), async || {
            (self.data("kind").await.as_deref() == Some(kind)).then_some(())
        })
        .await;
    }

    /// The title of the page.
    pub async fn title(&self) -> String {
        self.run("return document.title", vec![]).await
    }

    /// Clicks the link of the breadcrumb that has this text.
    pub async fn click_crumb(&self, text: &str) {
        let script = "
            const crumbs = document.querySelector('porthole-image')?.shadowRoot?.querySelectorAll('[part=breadcrumb] a') ?? [];
            return [...crumbs].find((crumb) => crumb.textContent === arguments[0]) ?? null";
        self.wait_for(&format!("the crumb {text}"), async || {
            let crumb = self.element(script, vec![text.into()]).await?;
            crumb.click().await.ok()
        })
        .await;
    }

    /// All elements of one part, in the order of the document.
    pub async fn parts(&self, name: &str) -> Vec<Part> {
        self.run(PARTS, vec![name.into()]).await
    }

    /// Waits until there are elements of a part which satisfy `wanted`.
    pub async fn wait_parts(&self, name: &str, wanted: impl Fn(&[Part]) -> bool) -> Vec<Part> {
        self.wait_for(&format!("a certain state of the part {name}"), async || {
            Some(self.parts(name).await).filter(|parts| wanted(parts))
        })
        .await
    }

    /// The text of the first element of a part, as soon as there is one: what people click may have to be loaded.
    pub async fn text(&self, name: &str) -> String {
        let mut parts = self.wait_parts(name, |parts| !parts.is_empty()).await;
        parts.swap_remove(0).text
    }

    /// The config entries: key and value.
    pub async fn config(&self) -> BTreeMap<String, String> {
        let entries = self.parts("config-entry").await;
        entries
            .into_iter()
            .map(|entry| (entry.attribute("data-key").to_owned(), entry.text))
            .collect()
    }

    /// Clicks the first element of a part, as soon as it is there.
    pub async fn click(&self, name: &str) {
        self.click_where(name, "", "").await;
    }

    /// Clicks the element of a part that has this value in this attribute, as soon as it is there and nothing covers it.
    pub async fn click_where(&self, name: &str, attribute: &str, value: &str) {
        self.click_found("return part", name, attribute, value)
            .await;
    }

    /// Clicks the first link or button inside such an element, or itself if there is none.
    pub async fn click_inside(&self, name: &str, attribute: &str, value: &str) {
        self.click_found(
            "return part?.querySelector('a, button, input') ?? part",
            name,
            attribute,
            value,
        )
        .await;
    }

    /// Clicks the button of one layer.
    pub async fn verify_layer(&self, digest: &str) {
        self.click_found(
            "return part?.querySelector('[part~=\"verify-layer-button\"]')",
            "layer",
            "data-digest",
            digest,
        )
        .await;
    }

    async fn click_found(&self, script: &str, name: &str, attribute: &str, value: &str) {
        let script = format!("{FIND} {script}");
        self.wait_for(&format!("a click on {name} {value}"), async || {
            let element = self
                .element(&script, vec![name.into(), attribute.into(), value.into()])
                .await?;
            element.scroll_into_view().await.ok()?;
            element.click().await.ok()
        })
        .await;
    }

    /// Types a reference into the bar, in place of what is there, and inspects it.
    pub async fn ask_for(&self, image: &str) {
        self.type_reference(image).await;
        self.click("inspect-button").await;
    }

    /// Types a reference into the bar, in place of what is there.
    pub async fn type_reference(&self, image: &str) {
        let input = self
            .wait_for("the reference bar", async || {
                let script = format!("{FIND} return part");
                self.element(
                    &script,
                    vec!["reference-input".into(), "".into(), "".into()],
                )
                .await
            })
            .await;
        input.clear().await.expect("an empty bar");
        input.send_keys(image).await.expect("a text in the bar");
    }

    /// Types into an input, in place of what is there.
    pub async fn type_into(&self, part: &str, text: &str) {
        let input = self
            .wait_for(part, async || {
                let script = format!("{FIND} return part");
                self.element(&script, vec![part.into(), "".into(), "".into()])
                    .await
            })
            .await;
        input.clear().await.expect("an empty input");
        input.send_keys(text).await.expect("a text in the input");
    }

    /// Opens the form if it is closed, and signs in.
    pub async fn sign_in(&self, user: &str, password: &str) {
        if self.parts("sign-in-form").await.is_empty() {
            self.click("sign-in-button").await;
        }
        self.type_into("user-input", user).await;
        self.type_into("password-input", password).await;
        self.press("Enter").await;
    }

    /// Waits for the notice with this title.
    pub async fn wait_notice(&self, title: &str) -> Part {
        let notices = self
            .wait_parts("notice", |notices| {
                notices.iter().any(|notice| notice.text.starts_with(title))
            })
            .await;
        notices.into_iter().next().expect("a notice")
    }

    /// Pastes a text into a field, in place of what is there.
    pub async fn paste(&self, name: &str, text: &str) {
        let script = format!(
            "{FIND} if (!part) return false;
             part.value = arguments[3];
             part.dispatchEvent(new InputEvent('input', {{ bubbles: true, composed: true }}));
             return true"
        );
        self.wait_for(&format!("the field {name}"), async || {
            let arguments = vec![name.into(), "".into(), "".into(), text.into()];
            self.run::<bool>(&script, arguments).await.then_some(())
        })
        .await;
    }

    /// Waits for what the doctor says, once it is done, of the first failure.
    pub async fn diagnosis(&self) -> Part {
        let is_done = |part: &Part| part.attribute("data-state") == "done";
        let doctors = self
            .wait_parts("doctor", |parts| parts.first().is_some_and(is_done))
            .await;
        doctors
            .into_iter()
            .next()
            .unwrap_or_else(|| unreachable!("it was there"))
    }

    /// The verdict on a document that the page shows: `match`, `mismatch`, `unchecked`. Empty if it shows no such digest.
    pub async fn verdict(&self, digest: &str) -> String {
        let parts = self.parts("manifest-digest").await;
        let part = parts
            .iter()
            .find(|part| part.attribute("data-digest") == digest);
        part.map(|part| part.attribute("data-verdict").to_owned())
            .unwrap_or_default()
    }

    /// Waits until each layer has come to an end: verified, mismatch or failed. Gives the states in order.
    pub async fn wait_layers(&self) -> Vec<String> {
        let settled = |part: &Part| {
            ["verified", "mismatch", "failed"].contains(&part.attribute("data-state"))
        };
        let layers = self
            .wait_parts("layer", |layers| {
                !layers.is_empty() && layers.iter().all(settled)
            })
            .await;
        layers
            .iter()
            .map(|layer| layer.attribute("data-state").to_owned())
            .collect()
    }

    /// Waits until one layer is in one of these states.
    pub async fn wait_layer(&self, digest: &str, states: &[&str]) -> Part {
        let is_it = |layer: &Part| {
            layer.attribute("data-digest") == digest
                && states.contains(&layer.attribute("data-state"))
        };
        let layers = self
            .wait_parts("layer", |layers| layers.iter().any(is_it))
            .await;
        layers
            .into_iter()
            .find(is_it)
            .unwrap_or_else(|| unreachable!("it was there"))
    }

    /// Waits until the rules were checked that come with the second module.
    pub async fn wait_rules(&self) {
        let is_done = |part: &Part| part.attribute("data-lint") == "done";
        self.wait_parts("problems", |sections| sections.first().is_some_and(is_done))
            .await;
    }

    /// The codes of the notices on the page.
    pub async fn notices(&self) -> Vec<String> {
        self.parts("notice")
            .await
            .iter()
            .map(|notice| notice.attribute("data-code").to_owned())
            .collect()
    }

    /// Asserts that nothing went wrong behind the scenes.
    pub async fn assert_quiet(&self) {
        assert_eq!(
            self.errors().await,
            Vec::<String>::new(),
            "errors in the page"
        );
        assert_eq!(
            self.violations().await,
            Vec::<String>::new(),
            "refused by the page's policy"
        );
    }

    /// All the text on the page, for messages.
    pub async fn text_of_page(&self) -> String {
        let script = "
            const host = document.querySelector('porthole-image');
            const shown = [...(host?.shadowRoot?.children ?? [])].filter((element) => element.tagName !== 'STYLE');
            const { state, kind } = host?.dataset ?? {};
            return [JSON.stringify({ state, kind }), ...shown.map((element) => element.innerText.slice(0, 10000)), JSON.stringify(window.witness)]";
        let lines: Vec<String> = self.run(script, vec![]).await;
        lines.join("\n")
    }
}
