//! Short names for what a program's module imports from its script. wasm-bindgen gives each function a name of some thirty characters, half
//! of them random, which stands in both files and compresses badly.

use anyhow::{Context as _, Result, bail};
use wasm_encoder::reencode::{Reencode as _, RoundtripReencoder};
use wasm_encoder::{ImportSection, Module};
use wasmparser::{Parser, Payload};

use crate::sections;

/// What was renamed: before, and after.
pub type Renamed = Vec<(String, String)>;

/// Renames all that `module` imports from `from`; everything else stays byte for byte.
///
/// # Errors
/// When it is no module.
pub fn shorten(module: &[u8], from: &str) -> Result<(Vec<u8>, Renamed)> {
    let mut short = Module::new();
    let mut renamed = Renamed::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.context("the module cannot be read")?;
        if let Payload::ImportSection(imports) = &payload {
            let mut section = ImportSection::new();
            for import in imports.clone().into_imports() {
                let import = import?;
                let kind = RoundtripReencoder.entity_type(import.ty)?;
                if import.module == from {
                    let name = format!("i{}", renamed.len());
                    section.import(import.module, &name, kind);
                    renamed.push((import.name.to_owned(), name));
                } else {
                    section.import(import.module, import.name, kind);
                }
            }
            short.section(&section);
        } else {
            sections::copy(module, &payload, &mut short)?;
        }
    }
    Ok((short.finish(), renamed))
}

/// Renames the same in the script that defines what is imported.
///
/// # Errors
/// When the script does not define each of them once, in the way that wasm-bindgen does.
pub fn rename(script: &str, renamed: &Renamed) -> Result<String> {
    let mut script = script.to_owned();
    for (before, after) in renamed {
        let definition = format!(" {before}: function(");
        if script.matches(&definition).count() != 1 {
            bail!("the script does not define {before} once");
        }
        script = script.replace(&definition, &format!(" {after}: function("));
    }
    Ok(script)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{CustomSection, EntityType, TypeSection};

    fn module(imports: &[(&str, &str)]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut section = ImportSection::new();
        for (module, name) in imports {
            section.import(module, name, EntityType::Function(0));
        }
        let mut module = Module::new();
        module
            .section(&types)
            .section(&section)
            .section(&CustomSection {
                name: "kept".into(),
                data: (&[1, 2, 3]).into(),
            });
        module.finish()
    }

    #[test]
    fn what_comes_from_the_script_is_renamed_and_nothing_else() {
        let long = module(&[
            ("./app_bg.js", "__wbg_fetch_1"),
            ("./split.js", "load"),
            ("./app_bg.js", "__wbg_now_2"),
        ]);
        let (short, renamed) = shorten(&long, "./app_bg.js").expect("it is a module");
        let want = module(&[
            ("./app_bg.js", "i0"),
            ("./split.js", "load"),
            ("./app_bg.js", "i1"),
        ]);
        assert_eq!(short, want);
        let script = "const import0 = {\n    __wbg_fetch_1: function(a) { return wasm.__wbg_fetch_1_free(a); },\n    __wbg_now_2: function() {},\n};";
        assert_eq!(
            rename(script, &renamed).expect("it defines both"),
            "const import0 = {\n    i0: function(a) { return wasm.__wbg_fetch_1_free(a); },\n    i1: function() {},\n};"
        );
    }

    #[test]
    fn a_script_that_defines_something_otherwise_is_refused() {
        let renamed = vec![("__wbg_now_2".to_owned(), "i0".to_owned())];
        for script in [
            "",
            " __wbg_now_2: () => {}",
            " __wbg_now_2: function(), __wbg_now_2: function()",
        ] {
            let error = rename(script, &renamed).expect_err("it is refused");
            assert_eq!(
                error.to_string(),
                "the script does not define __wbg_now_2 once"
            );
        }
    }

    #[test]
    fn what_is_no_module_is_refused() {
        let error = shorten(b"no module", "./app_bg.js").expect_err("it is refused");
        assert_eq!(error.to_string(), "the module cannot be read");
    }
}
