//! The script of the page's module: wasm-bindgen's, with the loader of the second module in it, without comments and indentation.

use anyhow::{Result, bail};

/// Puts the loader into the script that imports it.
///
/// One file, because the page may load the script a second time, under another address (after a panic): a loader that imports the script by
/// its name would then work on the module that panicked.
///
/// # Errors
/// When one of them does not look as it is expected to: its generator has changed.
pub fn join(script: &str, loader: &str, loader_name: &str) -> Result<String> {
    let Some((import, script)) = script.split_once('\n') else {
        bail!("wasm-bindgen wrote an empty script");
    };
    if import.trim_end_matches(';') != format!("import * as import1 from \"./{loader_name}\"") {
        bail!(
            "wasm-bindgen's script does not begin with the import of the loader, but with {import:?}"
        );
    }
    let Some((import, loader)) = loader.split_once('\n') else {
        bail!("the loader is empty");
    };
    if import != "import { initSync } from \"./app.js\";" {
        bail!("the loader does not begin with the import of the script, but with {import:?}");
    }
    // wasm-bindgen's own way to load, which also copes with a host that sends the wrong content type.
    let (by_browser, by_script) = (
        "WebAssembly.instantiateStreaming(src, imports)",
        "__wbg_load(await src, imports)",
    );
    if !loader.contains(by_browser) || !script.contains("async function __wbg_load(") {
        bail!("the loader or the script loads a module in another way than expected");
    }
    let (address, given) = (split_address(loader)?, "files.later");
    let mut exports = Vec::new();
    for line in loader.lines() {
        if let Some(declaration) = line.strip_prefix("export const ") {
            exports.extend(declaration.split_whitespace().next());
        }
    }
    let loader = loader
        .replace(by_browser, by_script)
        .replace(&address, given)
        .replace("export const ", "const ");
    let exports = exports.join(", ");
    let joined = format!(
        "{script}\nexport const files = {{ later: {address} }};\n{loader}\nconst import1 = {{ {exports} }};\n"
    );
    Ok(shorten(&joined))
}

/// The expression by which the loader finds the second module. porthole.js may give another address: bundlers and releases rename files.
fn split_address(loader: &str) -> Result<String> {
    let start = "new URL(\"./split_";
    let end = "\", import.meta.url)";
    let found = loader.split_once(start).and_then(|(_, rest)| {
        let (name, _) = rest.split_once(end)?;
        Some(format!("{start}{name}{end}"))
    });
    match found {
        Some(address) if loader.matches(start).count() == 1 => Ok(address),
        _ => bail!("the loader finds the second module in another way than expected"),
    }
}

/// Drops comments that have lines of their own, indentation and empty lines. Neither generator writes texts of several lines.
fn shorten(script: &str) -> String {
    let mut short = String::with_capacity(script.len());
    let mut in_comment = false;
    for line in script.lines().map(str::trim) {
        if in_comment || line.starts_with("/*") {
            in_comment = !line.ends_with("*/");
            continue;
        }
        if line.is_empty() || line.starts_with("//") {
            continue;
        }
        short.push_str(line);
        short.push('\n');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "import * as import1 from \"./split.js\"\n\n/**\n * A view.\n */\nexport class View {\n    // why\n    free() { return 1; }\n}\nasync function __wbg_load(module, imports) {}\n";
    const LOADER: &str = "import { initSync } from \"./app.js\";\n\nconst src = fetch(new URL(\"./split_later.wasm\", import.meta.url)); /* kept */\nexport const __wasm_split_load_later = f(() => (WebAssembly.instantiateStreaming(src, imports)), []);\n";

    #[test]
    fn script_and_loader_become_one_file_without_comments() {
        let want = "export class View {\nfree() { return 1; }\n}\nasync function __wbg_load(module, imports) {}\nexport const files = { later: new URL(\"./split_later.wasm\", import.meta.url) };\nconst src = fetch(files.later); /* kept */\nconst __wasm_split_load_later = f(() => (__wbg_load(await src, imports)), []);\nconst import1 = { __wasm_split_load_later };\n";
        let joined = join(SCRIPT, LOADER, "split.js").expect("both are as expected");
        assert_eq!(joined, want);
    }

    #[test]
    fn another_form_of_either_is_refused_by_what_is_different() {
        let nameless = LOADER.replace("split_later", "other");
        for (script, loader, want) in [
            (
                SCRIPT,
                nameless.as_str(),
                "the loader finds the second module in another way than expected",
            ),
            ("", LOADER, "wasm-bindgen wrote an empty script"),
            (
                "let wasm;\n",
                LOADER,
                "wasm-bindgen's script does not begin with the import of the loader, but with \"let wasm;\"",
            ),
            (SCRIPT, "", "the loader is empty"),
            (
                SCRIPT,
                "let x;\n",
                "the loader does not begin with the import of the script, but with \"let x;\"",
            ),
            (
                SCRIPT,
                "import { initSync } from \"./app.js\";\nlet x;\n",
                "the loader or the script loads a module in another way than expected",
            ),
        ] {
            let error = join(script, loader, "split.js").expect_err("it is refused");
            assert_eq!(error.to_string(), want);
        }
    }
}
