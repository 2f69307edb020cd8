//! Headless Chromium by one chromedriver for all tests.
//!
//! A browser keeps a processor busy for seconds when it starts. Those that a test is done with are used again: each test has a browser
//! context of its own there, as a private window has, with storage, cookies and a cache that are empty when it comes and gone when it goes.

use super::{client, devtools::DevTools, requests::Requests, setting};
use crate::{DEADLINE, INTERVAL, child::Child};
use serde_json::{Value, json};
use std::{
    fs,
    sync::{LazyLock, Mutex, PoisonError},
    time::Instant,
};
use tempfile::TempDir;
use thirtyfour::{ChromeCapabilities, ChromiumLikeCapabilities, WebDriver, WindowHandle};

/// Browsers that no test uses now.
static IDLE: Mutex<Vec<Chromium>> = Mutex::new(Vec::new());

/// A browser, with a window of its own that stays empty. It ends when this is dropped.
pub(super) struct Chromium {
    pub driver: WebDriver,
    devtools: DevTools,
    /// The context of the test that uses it.
    context: Option<Value>,
    // Dropped after the driver.
    _profile: TempDir,
}

impl Chromium {
    /// Starts a browser, with more flags than all have.
    pub async fn launch(more: &[&str]) -> Self {
        let profile = tempfile::tempdir_in(crate::output()).expect("a folder for a profile");
        let mut capabilities = ChromeCapabilities::new();
        let flags = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--window-size=1280,900",
            // A name of this machine that is no loopback to the browser: pages from there are no secure contexts.
            "--host-resolver-rules=MAP insecure.example 127.0.0.1",
        ];
        for flag in flags.iter().chain(more) {
            capabilities.add_arg(flag).expect("a flag");
        }
        capabilities
            .add_arg(&format!("--user-data-dir={}", profile.path().display()))
            .expect("a flag");
        if let Ok(chromium) = std::env::var("CHROMIUM") {
            capabilities.set_binary(&chromium).expect("a binary");
        }
        let driver = WebDriver::builder(driver_address(), capabilities)
            .client(client())
            .await
            .expect("a browser");
        driver
            .set_script_timeout(DEADLINE)
            .await
            .expect("a timeout");
        let devtools = DevTools::of_profile(profile.path()).await;
        Self {
            driver,
            devtools,
            context: None,
            _profile: profile,
        }
    }

    /// A browser with an empty tab in a context of its own: one that was used before, or a new one.
    pub async fn with_context() -> Self {
        loop {
            let idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let (mut browser, is_new) = match idle {
                Some(browser) => (browser, false),
                None => (Self::launch(&[]).await, true),
            };
            match browser.open_context().await {
                Ok(()) => return browser,
                // A test before may have left a browser that answers no more.
                Err(_) if !is_new => {}
                Err(error) => panic!("no context in a new browser: {error}"),
            }
        }
    }

    async fn open_context(&mut self) -> Result<(), String> {
        let context = self
            .devtools
            .command("Target.createBrowserContext", json!({}))
            .await?;
        self.context = Some(context["browserContextId"].clone());
        let target = json!({ "url": "about:blank", "browserContextId": self.context, "width": 1280, "height": 900 });
        let target = self.devtools.command("Target.createTarget", target).await?;
        let handle = target["targetId"].as_str().unwrap_or_default().to_owned();
        let switched = self
            .driver
            .switch_to_window(WindowHandle::from(handle))
            .await;
        switched.map_err(|error| error.to_string())
    }

    /// What its tab asks for from now on.
    pub async fn requests(&self) -> Requests {
        let handle = self.driver.window().await.expect("a tab");
        Requests::of_tab(&self.devtools, &handle.to_string()).await
    }

    /// Whether it has a context for one test, or was started for that test.
    pub fn has_context(&self) -> bool {
        self.context.is_some()
    }

    /// Ends the context, and keeps the browser for another test.
    pub async fn give_back(mut self) {
        let context = json!({ "browserContextId": self.context.take() });
        let ended = self
            .devtools
            .command("Target.disposeBrowserContext", context)
            .await;
        if ended.is_ok() {
            IDLE.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(self);
        }
    }
}

/// The driver's address; the first call starts it.
fn driver_address() -> &'static str {
    static DRIVER: LazyLock<(Child, String)> = LazyLock::new(|| {
        let log = crate::output().join("chromedriver.log");
        let child = Child::start(
            &setting("CHROMEDRIVER", "chromedriver"),
            &["--port=0"],
            &log,
        );
        let start = Instant::now();
        loop {
            let text = fs::read_to_string(&log).unwrap_or_default();
            let port = text
                .split("successfully on port ")
                .nth(1)
                .and_then(|rest| rest.split('.').next());
            if let Some(port) = port {
                return (child, format!("http://127.0.0.1:{port}"));
            }
            assert!(
                start.elapsed() < DEADLINE,
                "chromedriver does not start:\n{text}"
            );
            std::thread::sleep(INTERVAL);
        }
    });
    &DRIVER.1
}
