//! A real browser as a test sees it: headless Chromium, see `chromium`, or Firefox, see `firefox`.

mod chromium;
mod devtools;
mod firefox;
pub mod places;
mod requests;

use crate::{DEADLINE, INTERVAL, SERVERS};
use chromium::Chromium;
use firefox::Firefox;
use places::{Place, Places};
use requests::Requests;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
    thread,
    time::Instant,
};
use thirtyfour::{Key, WebDriver, WebElement};

/// As many tests with browsers at once as there are processors, and two at least.
static PLACES: LazyLock<Places> = LazyLock::new(|| {
    Places::new(thread::available_parallelism().map_or(2, |count| count.get().max(2)))
});

/// Runs in each page before its own scripts: keeps what went wrong, the element's events, and the workers.
pub(crate) const WITNESS: &str = r#"
    window.witness = { errors: [], violations: [], events: [], longTasks: [], workers: [], console: [] };
    addEventListener("error", (event) => witness.errors.push(`error: ${event.message}`));
    addEventListener("unhandledrejection", (event) => witness.errors.push(`unhandled rejection: ${event.reason}`));
    addEventListener("securitypolicyviolation", (event) => witness.violations.push(`${event.violatedDirective}: ${event.blockedURI}`));
    for (const name of ["porthole-ready", "porthole-verdict", "porthole-verified", "porthole-error"])
        addEventListener(name, (event) => witness.events.push({ name, detail: event.detail }));
    window.Worker = class extends Worker {
        constructor(...options) { super(...options); witness.workers.push(this); }
    };
    const consoleError = console.error;
    console.error = (...words) => { witness.errors.push(`console: ${words.join(" ")}`); consoleError(...words); };
    for (const level of ["debug", "info", "log", "warn", "error"]) {
        const write = console[level];
        console[level] = (...words) => { witness.console.push(words.join(" ")); write(...words); };
    }
    new PerformanceObserver((list) => witness.longTasks.push(...list.getEntries().map((entry) => entry.duration)))
        .observe({ entryTypes: ["longtask"] });
"#;

/// An event of the element.
#[derive(Clone, Debug, Deserialize)]
pub struct Event {
    /// `porthole-ready`, `porthole-verdict`, `porthole-verified`, `porthole-error`.
    pub name: String,
    /// Its detail.
    pub detail: Value,
}

/// A tab that shares nothing with those of other tests. Closed when dropped.
pub struct Browser {
    /// There until it is dropped.
    program: Option<Program>,
    place: Option<Place>,
    /// If it is watched.
    requests: Option<Requests>,
}

enum Program {
    Chromium(Chromium),
    Firefox(Firefox),
}

/// Which browser it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Its own protocol does what WebDriver cannot.
    Chromium,
    /// By WebDriver, whose two protocols are the same for all browsers: [`Browser::command`] and what stands on it is not to be called.
    Firefox,
}

pub(crate) fn setting(name: &str, default: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| default.to_owned())
}

/// No connection is kept: the driver is told to quit from another runtime than the test's, which then stands still.
fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .pool_max_idle_per_host(0)
        .timeout(2 * DEADLINE)
        .build()
        .expect("an HTTP client")
}

impl Browser {
    /// Opens an empty tab of 1280 × 900, in a browser that tests before this one may have used: with nothing that is left of them. Of Firefox, if
    /// `$BROWSER` says so.
    pub async fn open() -> Self {
        if setting("BROWSER", "chromium") == "firefox" {
            return Self::open_firefox().await;
        }
        let place = PLACES.take().await;
        Self::of_chromium(Chromium::with_context().await, place).await
    }

    /// The same in a browser of its own that has just started, with more flags.
    pub async fn launch(more: &[&str]) -> Self {
        let place = PLACES.take().await;
        Self::of_chromium(Chromium::launch(more).await, place).await
    }

    async fn of_chromium(chromium: Chromium, place: Place) -> Self {
        let browser = Self {
            program: Some(Program::Chromium(chromium)),
            place: Some(place),
            requests: None,
        };
        browser
            .command(
                "Page.addScriptToEvaluateOnNewDocument",
                json!({ "source": WITNESS }),
            )
            .await;
        // As on a telephone: they take no room, so that a width is the same with and without them.
        browser
            .command("Emulation.setScrollbarsHidden", json!({ "hidden": true }))
            .await;
        browser.resize(1280, 900).await;
        browser
    }

    /// Opens an empty window of Firefox, as wide as the tabs of Chromium.
    pub async fn open_firefox() -> Self {
        let place = PLACES.take().await;
        let browser = Self {
            program: Some(Program::Firefox(Firefox::launch().await)),
            place: Some(place),
            requests: None,
        };
        browser.resize(1280, 900).await;
        browser
    }

    fn program(&self) -> &Program {
        let program = self.program.as_ref();
        program.unwrap_or_else(|| unreachable!("it is dropped last"))
    }

    fn driver(&self) -> &WebDriver {
        match self.program() {
            Program::Chromium(chromium) => &chromium.driver,
            Program::Firefox(firefox) => &firefox.driver,
        }
    }

    /// Which browser it is.
    pub fn kind(&self) -> Kind {
        match self.program() {
            Program::Chromium(_) => Kind::Chromium,
            Program::Firefox(_) => Kind::Firefox,
        }
    }

    /// Opens a tab at this address.
    pub async fn at(url: &str) -> Self {
        let browser = Self::open().await;
        browser.go(url).await;
        browser
    }

    /// The same as [`Self::open`], and what is asked for is kept for [`Self::requests`].
    pub async fn watched() -> Self {
        let mut browser = Self::open().await;
        if let Program::Chromium(chromium) = browser.program() {
            browser.requests = Some(chromium.requests().await);
        }
        browser
    }

    /// Goes to an address.
    pub async fn go(&self, url: &str) {
        self.driver().goto(url).await.expect("a page");
    }

    /// The button *Back*.
    pub async fn back(&self) {
        self.driver().back().await.expect("back");
    }

    /// The button *Forward*.
    pub async fn forward(&self) {
        self.driver().forward().await.expect("forward");
    }

    /// The address that is shown.
    pub async fn url(&self) -> String {
        self.driver()
            .current_url()
            .await
            .expect("an address")
            .to_string()
    }

    /// The value of a query parameter of the address that is shown.
    pub async fn query(&self, name: &str) -> Option<String> {
        let url = self.driver().current_url().await.expect("an address");
        url.query_pairs()
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.into_owned())
    }

    /// Runs a script, the body of a function, and gives what it returns.
    pub async fn run<T: DeserializeOwned>(&self, script: &str, arguments: Vec<Value>) -> T {
        let answer = self.driver().execute(script, arguments).await;
        let answer = answer.unwrap_or_else(|error| panic!("{script}: {error}"));
        answer
            .convert()
            .unwrap_or_else(|error| panic!("{script}: {error}: {}", answer.json()))
    }

    /// Runs an asynchronous script, the body of an async function, and gives what it resolves to.
    pub async fn run_async<T: DeserializeOwned>(&self, script: &str, arguments: Vec<Value>) -> T {
        let script = format!(
            "const done = arguments[arguments.length - 1]; (async (...arguments) => {{ {script} }})(...arguments).then(done)"
        );
        let answer = self
            .driver()
            .execute_async(script.as_str(), arguments)
            .await;
        let answer = answer.unwrap_or_else(|error| panic!("{script}: {error}"));
        answer
            .convert()
            .unwrap_or_else(|error| panic!("{script}: {error}: {}", answer.json()))
    }

    /// The element that a script returns, if it returns one.
    pub async fn element(&self, script: &str, arguments: Vec<Value>) -> Option<WebElement> {
        self.driver()
            .execute(script, arguments)
            .await
            .ok()?
            .element()
            .ok()
    }

    /// What the element that `expression` stands for is to assistive technology.
    pub async fn role(&self, expression: &str) -> String {
        self.accessible(expression, "role").await
    }

    /// What assistive technology calls the element that a JavaScript expression names.
    pub async fn accessible_name(&self, expression: &str) -> String {
        self.accessible(expression, "name").await
    }

    async fn accessible(&self, expression: &str, property: &str) -> String {
        let found = self
            .command("Runtime.evaluate", json!({ "expression": expression }))
            .await;
        let object = &found["result"]["objectId"];
        let tree = json!({ "objectId": object, "fetchRelatives": false });
        let found = self.command("Accessibility.getPartialAXTree", tree).await;
        found["nodes"][0][property]["value"]
            .as_str()
            .unwrap_or_else(|| panic!("{expression}: no {property} in {found}"))
            .to_owned()
    }

    /// A command of the browser's own protocol.
    pub async fn command(&self, name: &str, parameters: Value) -> Value {
        let answer = self.driver().cdp().send_raw(name, parameters).await;
        answer.unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The same, for what not every version of the browser knows.
    pub async fn try_command(&self, name: &str, parameters: Value) {
        // Whether it worked is seen by what follows.
        let _ = self.driver().cdp().send_raw(name, parameters).await;
    }

    /// Gives the page another size, in CSS pixels.
    pub async fn resize(&self, width: u32, height: u32) {
        if self.kind() == Kind::Firefox {
            // Of the window, which has a frame even without a screen.
            self.driver()
                .set_window_rect(0, 0, width, height + 85)
                .await
                .expect("a window");
            return;
        }
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.command("Emulation.setDeviceMetricsOverride", size)
            .await;
    }

    /// Lets the page believe that the person prefers `light` or `dark`.
    pub async fn prefer(&self, scheme: &str) {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.command("Emulation.setEmulatedMedia", features).await;
    }

    /// Takes the tab off the network, or brings it back.
    pub async fn offline(&self, offline: bool) {
        self.command("Network.enable", json!({})).await;
        let conditions = json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.command("Network.emulateNetworkConditions", conditions)
            .await;
    }

    /// Types into what has the focus, or presses a key (`/`, `Enter`, `Tab`).
    pub async fn press(&self, key: &str) {
        let named = match key {
            "Enter" => Some(Key::Enter),
            "Escape" => Some(Key::Escape),
            "Tab" => Some(Key::Tab),
            _ => None,
        };
        match named {
            Some(named) => self.type_text(&char::from(named).to_string()).await,
            None => self.type_text(key).await,
        }
    }

    /// Types a text into what has the focus.
    pub async fn type_text(&self, text: &str) {
        let keys = self.driver().action_chain().send_keys(text);
        keys.perform().await.expect("keys");
    }

    /// Saves a picture of the whole page as `target/end-to-end/screenshots/<name>.png`.
    pub async fn screenshot(&self, name: &str) -> PathBuf {
        let folder = crate::output().join("screenshots");
        fs::create_dir_all(&folder).expect("a folder for screenshots");
        let path = folder.join(format!("{name}.png"));
        let size: (u32, u32) = self
            .run(
                "return [innerWidth, document.documentElement.scrollHeight]",
                vec![],
            )
            .await;
        if self.kind() == Kind::Firefox {
            let picture = self.driver().screenshot_as_png().await.expect("a picture");
            fs::write(&path, picture).expect("a file");
            return path;
        }
        // The browser refuses pictures of more than 16,384 pixels.
        self.resize(size.0, size.1.clamp(600, 16_000)).await;
        let picture = self.driver().screenshot_as_png().await.expect("a picture");
        self.resize(size.0, 900).await;
        fs::write(&path, picture).expect("a file");
        path
    }

    /// Lets all workers of the page break, as far as the page can see: the event of an error that nobody caught in them.
    pub async fn break_workers(&self) {
        let script = "
            const error = () => new ErrorEvent('error', { message: 'RuntimeError: unreachable', cancelable: true });
            witness.workers.splice(0).forEach((worker) => worker.dispatchEvent(error()));
            return null";
        self.run::<Value>(script, vec![]).await;
    }

    /// What went wrong in the page: errors that nobody caught, and what was written as an error to the console.
    pub async fn errors(&self) -> Vec<String> {
        self.run("return witness.errors", vec![]).await
    }

    /// What the page's content security policy refused.
    pub async fn violations(&self) -> Vec<String> {
        self.run("return witness.violations", vec![]).await
    }

    /// The element's events so far.
    pub async fn events(&self, name: &str) -> Vec<Value> {
        let events: Vec<Event> = self.run("return witness.events", vec![]).await;
        events
            .into_iter()
            .filter(|event| event.name == name)
            .map(|event| event.detail)
            .collect()
    }

    /// The addresses that were asked for since the tab was opened: by its pages and by their workers, with redirects and questions for
    /// permission. Of a browser that is [`Self::watched`].
    pub async fn requests(&self) -> Vec<String> {
        let requests = self.requests.as_ref();
        requests.expect("a watched browser").so_far().await
    }

    /// The rules of axe-core that the page breaks, with the elements that break them.
    pub async fn accessibility_violations(&self) -> Vec<String> {
        static AXE: LazyLock<String> = LazyLock::new(|| {
            let path = setting("AXE_CORE", "node_modules/axe-core/axe.min.js");
            let path = crate::repository().join(Path::new(&path));
            fs::read_to_string(&path)
                .unwrap_or_else(|error| panic!("{}: {error} (set AXE_CORE)", path.display()))
        });
        self.run::<Value>(&format!("if (!window.axe) {{ {} }}", *AXE), vec![])
            .await;
        self.run_async(
            "const { violations } = await axe.run(document, { resultTypes: ['violations'] });
             return violations.flatMap(({ id, nodes }) => nodes.map(({ html, target, failureSummary }) =>
                 `${id}: ${target.flat().join(' ')}: ${html.slice(0, 200)}: ${failureSummary}`))",
            vec![],
        )
        .await
    }

    /// Asks again and again until there is an answer. Panics after the deadline, and says what the page shows then.
    pub async fn wait_for<T>(&self, what: &str, mut probe: impl AsyncFnMut() -> Option<T>) -> T {
        let start = Instant::now();
        loop {
            if let Some(found) = probe().await {
                return found;
            }
            if start.elapsed() > DEADLINE {
                let thread = thread::current();
                let name = thread.name().unwrap_or("test").replace("::", "-");
                let picture = self.screenshot(&format!("failed-{name}")).await;
                let text = self.text_of_page().await;
                panic!(
                    "waited in vain for {what}; picture: {}\n{text}",
                    picture.display()
                );
            }
            tokio::time::sleep(INTERVAL).await;
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let (program, place) = (self.program.take(), self.place.take());
        match program {
            // What made a test fail may be the browser: then it ends, as one does that was started for a test.
            Some(Program::Chromium(chromium)) if chromium.has_context() && !thread::panicking() => {
                SERVERS.spawn(async move {
                    chromium.give_back().await;
                    drop(place);
                });
            }
            program => drop(program),
        }
    }
}
