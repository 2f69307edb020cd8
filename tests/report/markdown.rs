//! The report as Markdown: a golden file, and that nothing of others is Markdown or HTML.

use crate::{layers, referrers, render::Shown, report, report_with, signing, support};
use porthole::{
    report::{
        Report,
        model::{AttachedSignature, Document, Platform, Problem, Referrer, Statement},
    },
    verify::signature::SignatureState,
};
use signing::{By, Key, START};
use std::{env, fs, path::Path};
use support::inspecting::{Repository, inspect, sample};

async fn all() -> String {
    let index = inspect("oci:sample:latest", None, &sample()).await;
    let signatures = [
        signing::signature(START, "}", Key::Es256, By::Jwk),
        signing::signature(START, "}", Key::Es384, By::Jwk),
    ];
    let text = signing::document(&format!("{START},\"tag\":\"evil\""), &signatures);
    let prettyjws = "application/vnd.docker.distribution.manifest.v1+prettyjws";
    let world = Repository::default().serve("manifests/1", prettyjws, &text);
    let signed = Shown {
        signatures: vec![SignatureState::Valid, SignatureState::Invalid],
        ..Shown::of(&inspect("registry.example/o/n:1", None, &world.world()).await)
    };
    let shown = [
        Shown::of(&index),
        layers::in_every_state().await,
        layers::unpacked().await,
        signed,
    ];
    let written = shown.iter().map(|shown| report(shown).to_markdown());
    let mut written: Vec<String> = written.collect();
    let (shown, known) = referrers::looked(SignatureState::Valid).await;
    written.push(report_with(&shown, Some(&known)).to_markdown());
    written.join("\n")
}

#[tokio::test]
async fn the_markdown_is_as_somebody_last_looked_at_it() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/report.md");
    // The version changes with each release.
    let markdown = all().await.replace(env!("CARGO_PKG_VERSION"), "VERSION");
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, markdown).unwrap();
        return;
    }
    let golden = fs::read_to_string(&path).unwrap();
    for (number, (golden, line)) in golden.lines().zip(markdown.lines()).enumerate() {
        assert_eq!(
            line,
            golden,
            "line {}; UPDATE_GOLDEN=1 cargo test --test report writes it",
            number + 1
        );
    }
    assert_eq!(markdown, golden);
}

/// What is left of a line of Markdown without its code spans; `None` if one is not closed.
fn outside(line: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = line;
    while let Some(start) = rest.find('`') {
        out.push_str(&rest[..start]);
        let length = rest[start..].len() - rest[start..].trim_start_matches('`').len();
        let inside = &rest[start + length..];
        let mut at = 0;
        loop {
            let next = at + inside[at..].find('`')?;
            let run = inside[next..].len() - inside[next..].trim_start_matches('`').len();
            at = next + run;
            if run == length {
                break;
            }
        }
        rest = &inside[at..];
    }
    out.push_str(rest);
    Some(out)
}

#[test]
fn hostile_text_is_neither_markdown_nor_html() {
    for evil in [
        "`",
        "``",
        "a`b``c```",
        "`code` <b>bold</b>",
        "|",
        "\\|",
        "\\\\|`",
        "a\nb\r\n# Heading\n- item",
        "<script>alert(1)</script>",
        "[x](javascript:alert)",
        "@everyone #1 https://evil.example www.evil.example",
        "\u{202e}gnp.exe\u{0}\u{2028}",
        " ",
        "",
        "    code",
    ] {
        let text = || evil.to_owned();
        let report = Report {
            version: 1,
            porthole: text(),
            made: text(),
            page: text(),
            documents: vec![Document {
                url: Some(text()),
                reason: text(),
                media_type: text(),
                gateway: Some(text()),
                ..Document::default()
            }],
            platforms: vec![Platform {
                platform: Some(text()),
                media_type: text(),
                digest: text(),
                size: None,
            }],
            referrers: Some(vec![Referrer {
                of: text(),
                digest: text(),
                artifact_type: text(),
                purpose: text(),
                faults: vec![text()],
                statements: vec![Statement {
                    predicate_type: Some(text()),
                    subjects: vec![text()],
                    signatures: vec![AttachedSignature {
                        reason: text(),
                        signer: Some(text()),
                        vouched_by: Some(text()),
                        key_id: Some(text()),
                        time: Some(text()),
                        ..AttachedSignature::default()
                    }],
                }],
                ..Referrer::default()
            }]),
            unsigned: vec![text()],
            problems: vec![Problem {
                rule: text(),
                message: text(),
                pointer: text(),
                document: text(),
                specification: Some(text()),
                ..Problem::default()
            }],
            summary: porthole::report::model::Summary {
                holds: vec![text()],
                ..Default::default()
            },
            ..Report::default()
        };
        let markdown = report.to_markdown();
        assert!(
            !markdown.contains(['\u{202e}', '\0', '\r', '\u{2028}']),
            "{markdown}"
        );
        for line in markdown.lines() {
            let outside = outside(line).unwrap_or_else(|| panic!("{evil:?}: {line}"));
            for mark in ["<", "@", "](", "://", "www.", "\\"] {
                assert!(!outside.contains(mark), "{evil:?}: {mark} in {line}");
            }
            // GitHub splits the cells of a table at every bar that no backslash escapes, code span or not.
            if line.starts_with('|') {
                let mut bars = 0;
                let mut characters = line.chars();
                while let Some(character) = characters.next() {
                    match character {
                        '\\' => drop(characters.next()),
                        '|' => bars += 1,
                        _ => {}
                    }
                }
                assert!(
                    [3, 4, 5, 6].contains(&bars),
                    "{evil:?}: {bars} bars in {line}"
                );
            }
        }
        let headings = markdown.lines().filter(|line| line.starts_with('#'));
        assert_eq!(headings.count(), 6, "{markdown}");
    }
}
