//! The modules depend on each other in one direction only, and only the browser's layer names the browser's crates.

#![cfg(not(target_arch = "wasm32"))]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Module, and the modules of this crate that it may name beside itself.
const ARROWS: [(&str, &[&str]); 10] = [
    ("retry", &[]),
    ("tar", &[]),
    ("oci", &[]),
    ("layer", &["oci", "tar"]),
    ("verify", &["layer", "oci", "retry", "tar"]),
    ("source", &["oci", "retry", "tar"]),
    ("report", &["oci"]),
    ("inspection", &["source", "verify", "layer", "oci"]),
    (
        "browser",
        &["inspection", "source", "verify", "layer", "oci"],
    ),
    (
        "ui",
        &[
            "browser",
            "inspection",
            "report",
            "source",
            "verify",
            "layer",
            "oci",
            "tar",
        ],
    ),
];

/// Crates of the browser. `ui` may name `web_sys` (events and elements handed to callbacks) and `yew`.
const BROWSER_CRATES: [&str; 6] = [
    "web_sys",
    "js_sys",
    "wasm_bindgen",
    "wasm_bindgen_futures",
    "serde_wasm_bindgen",
    "gloo",
];

/// One breach: file and what it names.
type Breach = (PathBuf, String);

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("src can be read") {
        let path = entry.expect("src can be read").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The source without comments and string literals: what is left is code, paths with their blanks taken out.
fn code(source: &str) -> String {
    let mut code = String::new();
    let mut rest = source.chars().peekable();
    while let Some(next) = rest.next() {
        match next {
            '/' if rest.peek() == Some(&'/') => {
                while rest.next_if(|next| *next != '\n').is_some() {}
            }
            '/' if rest.peek() == Some(&'*') => {
                let mut last = ' ';
                for next in rest.by_ref() {
                    if last == '*' && next == '/' {
                        break;
                    }
                    last = next;
                }
            }
            '"' => {
                while let Some(next) = rest.next() {
                    match next {
                        '\\' => drop(rest.next()),
                        '"' => break,
                        _ => {}
                    }
                }
            }
            // A quote as a character must not open a string.
            '\'' if rest.peek() == Some(&'"') => drop(rest.next()),
            '\'' if rest.peek() == Some(&'\\') => {
                rest.next();
                rest.next();
            }
            _ => code.push(next),
        }
    }
    let words: Vec<&str> = code.split_whitespace().collect();
    words.join(" ").replace(" ::", "::").replace(":: ", "::")
}

/// The first segments of the paths that follow `prefix`: `crate::{oci::Digest, source}` has oci and source.
fn named_behind(code: &str, prefix: &str) -> Vec<String> {
    let mut named = Vec::new();
    for (at, _) in code.match_indices(prefix) {
        let is_whole = !code[..at]
            .ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == ':');
        if !is_whole {
            continue;
        }
        let rest = &code[at + prefix.len()..];
        let Some(group) = rest.strip_prefix('{') else {
            named.push(first_segment(rest));
            continue;
        };
        let (mut depth, mut start) = (0, 0);
        for (offset, found) in group.char_indices() {
            match found {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                ',' | '}' if depth == 0 => {
                    named.push(first_segment(group[start..offset].trim()));
                    start = offset + 1;
                    if found == '}' {
                        break;
                    }
                }
                _ => {}
            }
        }
    }
    named.retain(|name| !name.is_empty());
    named
}

fn first_segment(path: &str) -> String {
    path.chars()
        .take_while(|next| next.is_alphanumeric() || *next == '_')
        .collect()
}

/// The modules of this crate that a file `depth` folders below `src` names: by `crate::`, and by a chain of `super::` that leads out.
/// (`depth` counts the file's own module: `src/oci.rs` and `src/oci/mod.rs` have 1, `src/oci/digest.rs` has 2.)
fn modules_named(code: &str, depth: usize) -> Vec<String> {
    let mut named = named_behind(code, "crate::");
    named.extend(named_behind(code, "porthole::"));
    let out = "super::".repeat(depth);
    for (at, _) in code.match_indices(&out) {
        let is_chain_start = !code[..at].ends_with("super::");
        if is_chain_start {
            named.extend(named_behind(&code[at..], &out).into_iter().take(1));
        }
    }
    named
}

fn breaches(relative: &Path, source: &str) -> Vec<Breach> {
    let mut parts: Vec<String> = relative
        .with_extension("")
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    if parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    let module = parts[0].as_str();
    if matches!(module, "lib" | "bin") {
        return Vec::new();
    }
    let code = code(source);
    let mut breaches = Vec::new();
    let (_, allowed) = ARROWS
        .iter()
        .find(|(name, _)| *name == module)
        .unwrap_or_else(|| panic!("{module} has no place in the layers: give it one"));
    for named in modules_named(&code, parts.len()) {
        let is_module = ARROWS.iter().any(|(name, _)| *name == named);
        if is_module && named != module && !allowed.contains(&named.as_str()) {
            breaches.push((relative.to_path_buf(), format!("names the module {named}")));
        }
    }
    let words: Vec<&str> = code
        .split(|next: char| !next.is_alphanumeric() && next != '_')
        .collect();
    for crate_name in BROWSER_CRATES {
        let names = |word: &&str| {
            **word == *crate_name || (crate_name == "gloo" && word.starts_with("gloo_"))
        };
        let may = module == "browser" || (module == "ui" && crate_name == "web_sys");
        if !may && words.iter().any(names) {
            breaches.push((
                relative.to_path_buf(),
                format!("names the crate {crate_name}"),
            ));
        }
    }
    if !matches!(module, "ui") && words.contains(&"yew") {
        breaches.push((relative.to_path_buf(), "names the crate yew".to_owned()));
    }
    breaches
}

#[test]
fn no_module_names_one_above_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 20, "only {} sources were found", files.len());
    let mut found = Vec::new();
    for file in files {
        let source = fs::read_to_string(&file).expect("sources are UTF-8");
        let relative = file.strip_prefix(&root).expect("it was found there");
        found.extend(breaches(relative, &source));
    }
    assert_eq!(found, [], "imports against the arrows");
}

#[test]
fn imports_against_the_arrows_are_found() {
    for (file, source, want) in [
        (
            "oci/a.rs",
            "use crate::source::Source;",
            "names the module source",
        ),
        (
            "oci/a.rs",
            "use crate::{oci::Digest, verify::job};",
            "names the module verify",
        ),
        (
            "oci/a.rs",
            "use crate::{\n  oci::{A, B},\n  ui,\n};",
            "names the module ui",
        ),
        (
            "oci/a.rs",
            "use super::super::verify;",
            "names the module verify",
        ),
        (
            "oci/mod.rs",
            "use super::source;",
            "names the module source",
        ),
        (
            "oci/a/b.rs",
            "use super::super::super::source::X;",
            "names the module source",
        ),
        (
            "source/a.rs",
            "fn f() -> crate :: inspection :: Root {}",
            "names the module inspection",
        ),
        (
            "verify/a.rs",
            "use crate::source::S;",
            "names the module source",
        ),
        (
            "layer/a.rs",
            "use crate::verify::S;",
            "names the module verify",
        ),
        ("browser/a.rs", "use crate::ui::App;", "names the module ui"),
        ("oci/a.rs", "use web_sys::Event;", "names the crate web_sys"),
        (
            "source/a.rs",
            "use gloo_timers::future;",
            "names the crate gloo",
        ),
        (
            "inspection.rs",
            "let x = js_sys::Date::now();",
            "names the crate js_sys",
        ),
        (
            "ui/a.rs",
            "use wasm_bindgen::prelude::*;",
            "names the crate wasm_bindgen",
        ),
        ("browser/a.rs", "use yew::Html;", "names the crate yew"),
    ] {
        let found = breaches(Path::new(file), source);
        let want = (PathBuf::from(file), want.to_owned());
        assert_eq!(found, [want], "{source}");
    }
}

#[test]
fn imports_along_the_arrows_are_no_breach() {
    for (file, source) in [
        ("oci/a/b.rs", "use super::super::c; use crate::oci::Digest;"),
        (
            "oci/a.rs",
            "use super::Digest; // crate::ui\n/* web_sys */ const A: &str = \"crate::ui \\\" web_sys\";",
        ),
        (
            "oci/a.rs",
            "const QUOTE: char = '\"'; const B: char = '\\''; use super::Digest;",
        ),
        ("source/a.rs", "use crate::{oci::{source::X}};"),
        (
            "inspection.rs",
            "use crate::{oci::A, source::B, verify::C};",
        ),
        ("browser/a.rs", "use web_sys::X; use crate::inspection::Y;"),
        (
            "ui/a.rs",
            "use yew::prelude::*; use web_sys::InputEvent; use crate::browser;",
        ),
        (
            "bin/app.rs",
            "use porthole::ui; use wasm_bindgen::prelude::*;",
        ),
    ] {
        assert_eq!(breaches(Path::new(file), source), [], "{source}");
    }
}
