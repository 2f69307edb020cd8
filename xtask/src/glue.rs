//! The script of a program's module: wasm-bindgen's, with the loader of the other modules in it, without comments and indentation.

use anyhow::{Result, bail};

/// Puts the loader of `modules` into the script that imports it, the file `name`.
///
/// One file, because the page may load the script a second time, under another address (after a panic): a loader that imports the script by
/// its name would then work on the module that panicked.
///
/// # Errors
/// When one of them does not look as it is expected to: its generator has changed.
pub fn join(
    script: &str,
    name: &str,
    loader: &str,
    loader_name: &str,
    modules: &[impl AsRef<str>],
) -> Result<String> {
    let script = without_imports(script, loader_name)?;
    let Some((import, loader)) = loader.split_once('\n') else {
        bail!("the loader is empty");
    };
    if import != format!("import {{ initSync }} from \"./{name}\";") {
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
    let mut addresses = Vec::new();
    let mut given = loader.to_owned();
    for name in modules.iter().map(AsRef::as_ref) {
        let (key, address) = address_of(name, loader)?;
        given = given.replace(&address, &format!("files.{key}"));
        addresses.push(format!("{key}: {address}"));
    }
    if given.contains("new URL(") {
        bail!("the loader loads other modules than expected");
    }
    let mut exports = Vec::new();
    for line in loader.lines() {
        if let Some(declaration) = line.strip_prefix("export const ") {
            exports.extend(declaration.split_whitespace().next());
        }
    }
    let loader = given
        .replace(by_browser, by_script)
        .replace("export const ", "const ");
    let (exports, addresses) = (exports.join(", "), addresses.join(", "));
    let joined = format!(
        "{script}\nexport const files = {{ {addresses} }};\n{loader}\nconst import1 = {{ {exports} }};\n"
    );
    Ok(shorten(&joined))
}

/// Adds what loads the module of what is rare (see `rare`) to a script that [`join`] made: before any other module, when the page asks for it, and at once when the
/// first module needs it. Others wait for it: it matters more how soon it comes. Reading it at once holds up everything; browsers hand over text only, of which each character is a byte.
///
/// # Errors
/// When the script does not look as it is expected to.
pub fn with_rare(script: &str, name: &str) -> Result<String> {
    let (key, address) = address_of(name, &format!("new URL(\"./{name}\", import.meta.url)"))?;
    let mut script = script.to_owned();
    for (before, after) in [
        (
            "export const files = { ",
            format!("export const files = {{ {key}: {address}, "),
        ),
        (
            "const parallelStuff = deps.map(d => d());",
            "await loadRare();\nconst parallelStuff = deps.map(d => d());".to_owned(),
        ),
        (
            FETCH,
            format!(
                "const ret = answered({});",
                &FETCH["const ret = ".len()..FETCH.len() - 1]
            ),
        ),
        (
            "const import1 = { ",
            format!("{RARE}\nconst import1 = {{ rare, "),
        ),
    ] {
        if script.matches(before).count() != 1 {
            bail!("the script has no {before:?}, or more than one");
        }
        script = script.replace(before, &after);
    }
    Ok(shorten(&script))
}

/// How wasm-bindgen's script asks a server.
const FETCH: &str = "const ret = fetch(getStringFromWasm0(arg0, arg1), arg2);";

/// What to do with an answer that is none, or says no, is rare, too: it is loaded before anybody is told.
const RARE: &str = r#"
async function answered(answer) {
    const isGood = await answer.then(({ ok }) => ok, () => false);
    if (!isGood) await loadRare().catch(() => {});
    return answer;
}
let rareIsLoading;
let tellLost = () => {};
export const onLost = (then) => (tellLost = then);
export function loadRare() {
    // Not a second time when it was needed before: compiling it anew holds up who scrolls.
    rareIsLoading ??= (async () => initSync().isRareLoaded.value || __wbg_load(await fetch(files.rare), { page: initSync() }))();
    rareIsLoading.catch(() => (rareIsLoading = undefined));
    return rareIsLoading;
}
let whyLost;
function rare() {
    if (whyLost) throw whyLost;
    try {
        const request = new XMLHttpRequest();
        request.open("GET", files.rare, false);
        request.overrideMimeType("text/plain; charset=x-user-defined");
        request.send();
        if (request.status >= 400) throw new Error(`${files.rare}: ${request.status}`);
        const bytes = Uint8Array.from(request.responseText, (character) => character.charCodeAt(0));
        new WebAssembly.Instance(new WebAssembly.Module(bytes), { page: initSync() });
    } catch (error) {
        whyLost = error;
        tellLost(error);
        throw error;
    }
}
"#;

/// The script without its imports of the loader: wasm-bindgen writes one, and hands it on, for each module that is loaded. One does.
fn without_imports(script: &str, loader_name: &str) -> Result<String> {
    let mut rest = script;
    let mut imports = 0;
    while let Some((line, behind)) = rest.split_once('\n') {
        let next = format!("import * as import{} from \"./{loader_name}\"", imports + 1);
        if line.trim_end_matches(';') != next {
            break;
        }
        (rest, imports) = (behind, imports + 1);
    }
    if imports == 0 {
        let first = script.lines().next().unwrap_or_default();
        bail!(
            "wasm-bindgen's script does not begin with the import of the loader, but with {first:?}"
        );
    }
    let mut script = rest.to_owned();
    for number in 2..=imports {
        let again = format!("\"./{loader_name}\": import{number},");
        if !script.contains(&again) {
            bail!("wasm-bindgen's script does not hand on its import number {number}");
        }
        script = script.replace(&again, "");
    }
    Ok(script)
}

/// What a module is called among `files`, and the expression by which the loader finds it. porthole.js may give another address: bundlers and releases rename files.
fn address_of<'a>(name: &'a str, loader: &str) -> Result<(&'a str, String)> {
    let key = name
        .strip_prefix("split_")
        .and_then(|rest| rest.strip_suffix(".wasm"));
    let address = format!("new URL(\"./{name}\", import.meta.url)");
    match key {
        Some(key) if loader.matches(&address).count() == 1 => Ok((key, address)),
        _ => bail!("the loader finds {name} in another way than expected"),
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
        let joined = join(SCRIPT, "app.js", LOADER, "split.js", &["split_later.wasm"])
            .expect("both are as expected");
        assert_eq!(joined, want);
    }

    #[test]
    fn what_is_rare_is_loaded_first_and_when_it_is_needed() {
        let script = "export const files = { later: new URL(\"./split_later.wasm\", import.meta.url) };\nconst parallelStuff = deps.map(d => d());\nconst ret = fetch(getStringFromWasm0(arg0, arg1), arg2);\nconst import1 = { __wasm_split_load_later };\n";
        let with = with_rare(script, "split_rare.wasm").expect("it is as expected");
        let (before, after) = with
            .split_once("async function answered")
            .expect("it loads");
        assert_eq!(
            before,
            "export const files = { rare: new URL(\"./split_rare.wasm\", import.meta.url), later: new URL(\"./split_later.wasm\", import.meta.url) };\nawait loadRare();\nconst parallelStuff = deps.map(d => d());\nconst ret = answered(fetch(getStringFromWasm0(arg0, arg1), arg2));\n"
        );
        assert!(
            after.ends_with("const import1 = { rare, __wasm_split_load_later };\n"),
            "{after}"
        );
        for part in [
            "const import1 = { ",
            "const parallelStuff = deps",
            "export const files = { ",
            "const ret = fetch(",
        ] {
            let other = script.replace(part, "");
            let error = with_rare(&other, "split_rare.wasm").expect_err("it is refused");
            assert!(
                error.to_string().starts_with("the script has no "),
                "{error}"
            );
        }
    }

    #[test]
    fn the_loader_is_handed_on_once() {
        let script = SCRIPT.replacen(
            "\n",
            "\nimport * as import2 from \"./split.js\"\nconst imports = {\n\"./split.js\": import1,\n    \"./split.js\": import2,\n};\n",
            1,
        );
        let joined = join(&script, "app.js", LOADER, "split.js", &["split_later.wasm"]);
        let joined = joined.expect("both are as expected");
        assert!(
            joined.starts_with("const imports = {\n\"./split.js\": import1,\n};\n"),
            "{joined}"
        );
    }

    #[test]
    fn another_form_of_either_is_refused_by_what_is_different() {
        let nameless = LOADER.replace("split_later", "other");
        let more = LOADER.replacen(
            "/* kept */",
            "new URL(\"./other.wasm\", import.meta.url)",
            1,
        );
        for (script, loader, want) in [
            (
                SCRIPT,
                nameless.as_str(),
                "the loader finds split_later.wasm in another way than expected",
            ),
            (
                SCRIPT,
                more.as_str(),
                "the loader loads other modules than expected",
            ),
            (
                "",
                LOADER,
                "wasm-bindgen's script does not begin with the import of the loader, but with \"\"",
            ),
            (
                "import * as import1 from \"./split.js\"\nimport * as import2 from \"./split.js\"\n",
                LOADER,
                "wasm-bindgen's script does not hand on its import number 2",
            ),
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
            let error = join(script, "app.js", loader, "split.js", &["split_later.wasm"])
                .expect_err("it is refused");
            assert_eq!(error.to_string(), want);
        }
    }
}
