//! Firefox with its driver, and which of the tests are for it.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::packages;
use crate::tools;

const GECKODRIVER: &str = "0.37.1";

/// What the end-to-end tests that Firefox runs too begin with: the page as most people meet it.
pub const TESTS: [&str; 5] = [
    "formats::",
    "rare::",
    "sample::",
    "schema1::",
    "verification::",
];

/// Those among them that take what only Chromium's own protocol has: a list of all that the browser asks for, and a name of this machine that is no secure
/// context.
pub const NOT_HERE: [&str; 2] = [
    "sample::the_sample_needs_no_other_server_than_its_own",
    "schema1::on_a_page_without_a_secure_context_nothing_is_checked",
];

/// Where both are.
pub struct Firefox {
    browser: PathBuf,
    driver: PathBuf,
}

impl Firefox {
    /// Finds them, or installs what is missing.
    ///
    /// # Errors
    /// When one of them cannot be had.
    pub fn find_or_install() -> Result<Self> {
        Ok(Self {
            browser: packages::firefox()?,
            driver: match env::var_os("GECKODRIVER") {
                Some(chosen) => chosen.into(),
                None => tools::from_crate("geckodriver", GECKODRIVER, GECKODRIVER, &[])?,
            },
        })
    }

    /// Tells the tests where they are.
    pub fn name(&self, command: &mut Command) {
        command
            .env("FIREFOX", &self.browser)
            .env("GECKODRIVER", &self.driver);
    }
}
