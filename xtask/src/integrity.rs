//! What embedders need for Subresource Integrity: the SHA-384 of each script of the site.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha384};

use crate::process;

/// The file that holds them, beside the scripts.
const FILE: &str = "integrity.json";

/// What embedders load by themselves, and what that loads. An import map may name `app.js`; none reaches the worker.
const SCRIPTS: [&str; 3] = ["porthole.js", "app.js", "worker.js"];

/// Writes `integrity.json`: for each script its `sha384-…`.
///
/// # Errors
/// When a script is missing.
pub fn write(site: &Path) -> Result<()> {
    let mut lines = Vec::new();
    for name in SCRIPTS {
        lines.push(format!("  \"{name}\": \"{}\"", of(site, name)?));
    }
    fs::write(site.join(FILE), format!("{{\n{}\n}}\n", lines.join(",\n")))?;
    Ok(())
}

/// Says that of the script which embedders name.
///
/// # Errors
/// When it is missing.
pub fn print(site: &Path) -> Result<()> {
    let [name, ..] = SCRIPTS;
    process::say(format!("{name}: integrity=\"{}\"", of(site, name)?));
    Ok(())
}

fn of(site: &Path, name: &str) -> Result<String> {
    let bytes = fs::read(site.join(name)).with_context(|| format!("the site has no {name}"))?;
    Ok(value(&bytes))
}

fn value(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_is_that_of_the_specification() {
        // The example of https://www.w3.org/TR/SRI/#integrity-metadata-description.
        let want = "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO";
        assert_eq!(value(b"alert('Hello, world.');"), want);
    }
}
