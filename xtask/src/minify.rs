//! The scripts and the stylesheet of the site, made short by esbuild: a third of what they weigh by gzip; and its page without comments.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::npm;
use crate::packages;
use crate::process;

/// Drops the comments, the indentation and the empty lines of a page, in its place: it has no text for which they mean anything.
///
/// # Errors
/// When it cannot be read or written.
pub fn shorten_page(page: &Path) -> Result<()> {
    let html =
        fs::read_to_string(page).with_context(|| format!("cannot read {}", page.display()))?;
    fs::write(page, short(&html)).with_context(|| format!("cannot write {}", page.display()))
}

fn short(html: &str) -> String {
    let mut rest = html;
    let mut bare = String::new();
    while let Some((before, after)) = rest.split_once("<!--") {
        bare.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, after)| after);
    }
    bare.push_str(rest);
    let lines = bare.lines().map(str::trim);
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    lines.join("\n") + "\n"
}

/// Makes a module or a stylesheet shorter in its place. What it exports and what it names of other objects stays.
///
/// # Errors
/// When esbuild cannot be had, or fails.
pub fn minify(script: &Path) -> Result<()> {
    packages::npm()?;
    let program = npm::ESBUILD.install()?.join("bin/esbuild");
    process::run(
        Command::new("node")
            .arg(program)
            .arg(script)
            .args([
                "--minify",
                "--format=esm",
                "--charset=utf8",
                "--allow-overwrite",
                "--log-level=warning",
            ])
            .arg(format!("--outfile={}", script.display())),
    )
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn a_page_without_comments_says_the_same() {
        for (html, want) in [
            ("<p>a</p>\n", "<p>a</p>\n"),
            ("  <p>a\n  b</p>\n\n", "<p>a\nb</p>\n"),
            (
                "<!doctype html>\n<!-- a\n b --><p>c</p>",
                "<!doctype html>\n<p>c</p>\n",
            ),
            ("<p>a</p><!-- <b> --><i>-></i>", "<p>a</p><i>-></i>\n"),
        ] {
            assert_eq!(short(html), want, "{html:?}");
        }
    }
}
