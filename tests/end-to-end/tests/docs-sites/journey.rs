//! What a reader does on a documentation site, in either browser, and what is looked at on the way.

use crate::generator::{Generator, Site, registry};
use end_to_end::browser::{Browser, Kind};
use serde::Deserialize;

/// An element on the page.
#[derive(Clone, Debug, Deserialize)]
pub struct Shown {
    /// `data-state`.
    pub state: String,
    /// Digests in its summary.
    pub digests: Vec<String>,
    /// State and text of each layer.
    pub layers: Vec<(String, String)>,
}

/// All elements; the first that is not ready is scrolled to, for it may wait for that.
const SHOWN: &str = "
    const all = [...document.querySelectorAll('porthole-image')];
    all.find((element) => element.dataset.state !== 'ready')?.scrollIntoView({ behavior: 'instant' });
    const parts = (element, name) => [...(element.shadowRoot?.querySelectorAll(`[part~=${name}]`) ?? [])];
    return all.map((element) => ({
        state: element.dataset.state ?? '',
        digests: parts(element, 'manifest-digest').map((part) => part.dataset.digest ?? ''),
        layers: parts(element, 'layer').map((part) => [part.dataset.state, part.textContent]),
    }))";

/// What the site looks like beside the elements: of each element of the page what a stylesheet gives it, whatever room it takes. Nothing
/// while something moves, as from one theme to the other.
const STYLES: &str = "
    const names = ['color', 'background-color', 'background-image', 'font-family', 'font-size', 'font-weight', 'font-style', 'line-height',
        'letter-spacing', 'text-align', 'text-decoration', 'text-transform', 'display', 'visibility', 'opacity', 'position', 'float', 'clear',
        'padding', 'border', 'border-radius', 'box-shadow', 'box-sizing', 'list-style', 'cursor', 'overflow-wrap', 'white-space', 'z-index',
        'outline', 'color-scheme'];
    // A site's own script may follow the scrolling, whose event comes with the next frame, and may remember it: mdBook's menu bar sticks
    // after a way up in several steps, and only then. A small step down and back lets it forget the way that came before.
    for (const top of [0, 1, 0]) {
        scrollTo({ top, behavior: 'instant' });
        for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
    }
    if (document.getAnimations().some((animation) => animation.playState === 'running')) return [];
    return [...document.body.querySelectorAll('*')].concat(document.documentElement, document.body)
        .filter((element) => !element.closest('porthole-image, script, style, template, svg'))
        .map((element) => {
            const style = getComputedStyle(element);
            return [`${element.localName}.${element.className}`, ...names.map((name) => `${name}: ${style.getPropertyValue(name)}`)];
        })";

/// The colours of each element's text, and of the text that it stands in.
const COLOURS: &str = "
    return [...document.querySelectorAll('porthole-image')].map((element) =>
        [element.shadowRoot.querySelector('[part~=summary]'), element.parentElement].map((of) => getComputedStyle(of).color))";

/// Two elements on a page have regions of the same names. A matter of taste to axe-core, not of WCAG: whoever goes from region to region hears
/// the reference of the image first.
const TASTE: &str = "landmark-unique: porthole-image";

/// A reader's browser.
pub struct Reader {
    pub browser: Browser,
}

impl Reader {
    pub async fn open(kind: Kind) -> Self {
        let browser = match kind {
            Kind::Chromium => Browser::open().await,
            Kind::Firefox => Browser::open_firefox().await,
        };
        Self { browser }
    }

    pub async fn go(&self, server: &end_to_end::fault_server::FaultServer, path: &str) {
        self.browser
            .go(&format!("http://{}{path}", server.address()))
            .await;
    }

    /// Waits until there are so many elements, all ready.
    pub async fn shown(&self, count: usize) -> Vec<Shown> {
        self.browser
            .wait_for(&format!("{count} elements that are ready"), async || {
                let shown: Vec<Shown> = self.browser.run(SHOWN, vec![]).await;
                let ready = shown.iter().all(|element| element.state == "ready");
                (ready && shown.len() == count).then_some(shown)
            })
            .await
    }

    /// Clicks what a selector finds, as soon as it can be clicked.
    pub async fn click(&self, selector: &str) {
        self.browser
            .wait_for(&format!("{selector} to be clicked"), async || {
                let script = "return document.querySelector(arguments[0])";
                let element = self.browser.element(script, vec![selector.into()]).await?;
                element.click().await.ok()
            })
            .await;
    }

    /// The same without a pointer, which would stay above it and change its look.
    async fn press(&self, selector: &str) {
        self.browser
            .wait_for(&format!("{selector} to be pressed"), async || {
                let script = "
                    const element = document.querySelector(arguments[0]);
                    element?.click();
                    return element !== null";
                let is_there: bool = self.browser.run(script, vec![selector.into()]).await;
                is_there.then_some(())
            })
            .await;
    }

    /// Follows the link in the text that leads to a page.
    pub async fn follow(&self, to: &str) {
        let selector = format!("main a[href*='{to}'], article a[href*='{to}']");
        self.click(&selector).await;
    }

    async fn styles(&self) -> Styles {
        self.browser.run_async(STYLES, vec![]).await
    }

    /// What the page looks like, as soon as that is the same twice in a row.
    async fn look(&self) -> Look {
        let mut before = Styles::new();
        let styles = self
            .browser
            .wait_for("a page that does not change any more", async || {
                let now = self.styles().await;
                let is_same = now == before && now.len() > 20;
                before.clone_from(&now);
                is_same.then_some(now)
            })
            .await;
        Look {
            styles,
            violations: self.browser.accessibility_violations().await,
        }
    }

    /// Asserts that this page, which is without Porthole, comes to look like the one with it, and that axe-core finds all that it found there.
    async fn compare(&self, with: &Look, view: &str) {
        let start = std::time::Instant::now();
        while let Some(difference) = difference(&with.styles, &self.styles().await) {
            let is_late = start.elapsed() > end_to_end::DEADLINE;
            assert!(!is_late, "{view} is another with Porthole: {difference}");
            tokio::time::sleep(end_to_end::INTERVAL).await;
        }
        let rule = |violation: &String| {
            let words: Vec<&str> = violation.splitn(3, ": ").take(2).collect();
            words.join(": ")
        };
        let known = self.browser.accessibility_violations().await;
        let is_known =
            |violation: &&String| known.iter().any(|other| rule(other) == rule(violation));
        let found: Vec<&String> = with
            .violations
            .iter()
            .filter(|violation| !is_known(violation) && !violation.starts_with(TASTE))
            .collect();
        assert!(found.is_empty(), "{view}: {found:#?}");
    }
}

/// An element's name, and its properties.
type Styles = Vec<Vec<String>>;

/// What a page looks like.
struct Look {
    styles: Styles,
    violations: Vec<String>,
}

fn difference(with: &Styles, without: &Styles) -> Option<String> {
    for (with, without) in with.iter().zip(without) {
        if let Some((got, want)) = with.iter().zip(without).find(|(got, want)| got != want) {
            return Some(format!("{}: {got}, instead of {want}", with[0]));
        }
    }
    let (with, without) = (with.len(), without.len());
    (with != without).then(|| format!("{with} elements, instead of {without}"))
}

/// Path of the page with both elements.
fn image_page(generator: &Generator) -> &'static str {
    match generator.name {
        "mkdocs" => "/guide/image/",
        _ => "/guide/image.html",
    }
}

/// From the first page to the image, back and forth.
pub async fn reads(generator: &Generator, site: &Site, kind: Kind) {
    let reader = Reader::open(kind).await;
    let digest = registry().inspect_digest("app:1.4");
    reader.go(&site.server, "/").await;
    reader.shown(1).await;
    let mark = "window.mark = true; return null";
    reader.browser.run::<Option<()>>(mark, vec![]).await;
    for turn in 0..2 {
        if turn == 0 {
            reader.follow("image").await;
        } else {
            reader.browser.forward().await;
        }
        let both = reader.shown(2).await;
        for (element, whence) in both.iter().zip(["the copy", "the registry"]) {
            assert!(element.digests.contains(&digest), "{whence}: {element:?}");
            assert_eq!(element.layers.len(), 2, "{whence}: {element:?}");
        }
        reader.browser.back().await;
        reader.shown(1).await;
        let is_marked: bool = reader
            .browser
            .run("return window.mark === true", vec![])
            .await;
        if generator.is_client_side {
            assert!(is_marked, "the page is still the one that was loaded");
        }
    }
    reader.browser.assert_quiet().await;
}

/// Both elements verify their layers: those of the light copy are not there.
pub async fn verifies(generator: &Generator, site: &Site, kind: Kind) {
    let reader = Reader::open(kind).await;
    reader.go(&site.server, image_page(generator)).await;
    reader.shown(2).await;
    let click = "
        for (const element of document.querySelectorAll('porthole-image'))
            element.shadowRoot.querySelector('[part~=verify-button]').click();
        return null";
    reader.browser.run::<Option<()>>(click, vec![]).await;
    let both = reader
        .browser
        .wait_for("all layers to come to an end", async || {
            let shown: Vec<Shown> = reader.browser.run(SHOWN, vec![]).await;
            let mut layers = shown.iter().flat_map(|element| &element.layers);
            layers
                .all(|(state, _)| ["verified", "failed", "mismatch"].contains(&state.as_str()))
                .then_some(shown)
        })
        .await;
    for (element, (want, words)) in both.iter().zip([
        ("failed", "Its bytes are not in this copy."),
        ("verified", "verified"),
    ]) {
        for (state, text) in &element.layers {
            assert_eq!(state, want);
            assert!(text.contains(words), "{text}");
        }
    }
    reader.browser.assert_quiet().await;
}

/// The site looks as it does without the element, light and dark, and so does what axe-core says of it.
pub async fn stays_as_it_is(generator: &Generator, site: &Site, kind: Kind) {
    let reader = Reader::open(kind).await;
    let (path, name) = (image_page(generator), generator.name);
    let mut looks = Vec::new();
    for server in [&site.server, &site.plain] {
        reader.go(server, path).await;
        for (position, theme) in ["light", "dark"].into_iter().enumerate() {
            let view = format!("{name}-{theme}");
            if theme == "dark" {
                for selector in generator.to_dark {
                    reader.press(selector).await;
                }
            }
            if std::ptr::eq(server, &site.plain) {
                reader.compare(&looks[position], &view).await;
                continue;
            }
            reader.shown(2).await;
            looks.push(reader.look().await);
            let colours: Vec<(String, String)> = reader.browser.run(COLOURS, vec![]).await;
            for (of_element, of_site) in colours {
                assert_eq!(of_element, of_site, "{view}");
            }
            reader
                .browser
                .screenshot(&format!("docs-{view}-{kind:?}"))
                .await;
            reader.browser.assert_quiet().await;
        }
    }
}

/// The site's own search finds what is on another page, and leads there.
pub async fn searches(generator: &Generator, site: &Site, kind: Kind) {
    let reader = Reader::open(kind).await;
    reader.go(&site.server, image_page(generator)).await;
    reader.shown(2).await;
    if let Some(selector) = generator.open_search {
        reader.click(selector).await;
    }
    reader.click(generator.search).await;
    let script = "return document.querySelector(arguments[0])";
    let field = reader
        .browser
        .element(script, vec![generator.search.into()])
        .await;
    let field = field.expect("a field to type into");
    field.send_keys("capybara").await.expect("keys");
    reader.click(generator.found).await;
    reader
        .browser
        .wait_for("the page that was found", async || {
            let url = reader.browser.url().await;
            url.contains("configuration").then_some(())
        })
        .await;
    reader.browser.assert_quiet().await;
}
