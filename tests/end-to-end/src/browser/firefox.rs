//! Firefox by geckodriver, which drives one window only: each test starts a driver of its own.

use super::{WITNESS, client, devtools::DevTools, setting};
use crate::{DEADLINE, INTERVAL, child::Child};
use serde_json::json;
use std::{fs, path::Path, time::Instant};
use tempfile::TempDir;
use thirtyfour::{
    CapabilitiesHelper as _, FirefoxCapabilities, WebDriver,
    common::capabilities::firefox::FirefoxPreferences,
};

/// A browser and its driver. Both end when this is dropped.
pub(super) struct Firefox {
    pub driver: WebDriver,
    // Dropped after it, in this order.
    _geckodriver: Child,
    _profile: TempDir,
}

impl Firefox {
    pub async fn launch() -> Self {
        let profile = tempfile::tempdir_in(crate::output()).expect("a folder for a profile");
        let (geckodriver, address) = start_driver(profile.path());
        let driver = WebDriver::builder(address, capabilities())
            .client(client())
            .await
            .expect("Firefox");
        let address = driver.handle().capabilities().get("webSocketUrl");
        let address = address.and_then(|address| address.as_str());
        let protocol = DevTools::at(address.expect("an address of its protocol"));
        let witness = json!({ "functionDeclaration": format!("() => {{ {WITNESS} }}") });
        let added = protocol.command("script.addPreloadScript", witness).await;
        added.expect("a witness");
        driver
            .set_script_timeout(DEADLINE)
            .await
            .expect("a timeout");
        Self {
            driver,
            _geckodriver: geckodriver,
            _profile: profile,
        }
    }
}

/// Starts a driver, whose profiles and log are in `folder`, and gives its address.
fn start_driver(folder: &Path) -> (Child, String) {
    let log = folder.join("geckodriver.log");
    let folder = folder.to_str().expect("a path that is text");
    let child = Child::start(
        &setting("GECKODRIVER", "geckodriver"),
        // By itself each Firefox would listen at the same port.
        &[
            "--port",
            "0",
            "--websocket-port",
            "0",
            "--profile-root",
            folder,
        ],
        &log,
    );
    let start = Instant::now();
    loop {
        let text = fs::read_to_string(&log).unwrap_or_default();
        let address = text.split("Listening on ").nth(1);
        if let Some((address, _)) = address.and_then(|rest| rest.split_once('\n')) {
            return (child, format!("http://{}", address.trim()));
        }
        assert!(
            start.elapsed() < DEADLINE,
            "geckodriver does not start:\n{text}"
        );
        std::thread::sleep(INTERVAL);
    }
}

/// Without a screen, and without anything that asks the network by itself.
fn capabilities() -> FirefoxCapabilities {
    let mut capabilities = FirefoxCapabilities::new();
    capabilities.set_headless().expect("a flag");
    capabilities.enable_bidi().expect("a flag");
    let firefox = setting("FIREFOX", "firefox-esr");
    capabilities.set_firefox_binary(&firefox).expect("a binary");
    let mut preferences = FirefoxPreferences::new();
    for name in [
        "app.update.enabled",
        "browser.safebrowsing.downloads.enabled",
        "browser.safebrowsing.malware.enabled",
        "browser.safebrowsing.phishing.enabled",
        "network.captive-portal-service.enabled",
        "network.connectivity-service.enabled",
    ] {
        preferences.set(name, false).expect("a preference");
    }
    // Light, whatever the machine prefers.
    preferences
        .set("layout.css.prefers-color-scheme.content-override", 1)
        .expect("a preference");
    capabilities
        .set_preferences(preferences)
        .expect("preferences");
    capabilities
}
