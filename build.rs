//! Asks the linker to keep what splitting modules takes, and shortens the stylesheet that is built into it.

use std::{env, fs, path::PathBuf};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let is_wasm = env::var("CARGO_CFG_TARGET_ARCH").as_deref() == Ok("wasm32");
    if is_wasm && env::var_os("CARGO_FEATURE_SPLIT").is_some() {
        // Which function needs which is only known as long as the linker's relocations are there.
        println!("cargo:rustc-link-arg-bins=--emit-relocs");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names a folder"));
    for name in ["style.css", "later.css"] {
        let source = format!("src/ui/{name}");
        println!("cargo:rerun-if-changed={source}");
        let style = fs::read_to_string(&source).expect("the stylesheet is there");
        fs::write(out.join(name), shorten(&style)).expect("cargo's folder can be written");
    }
}

/// Drops comments, indentation, and blanks that say nothing.
fn shorten(style: &str) -> String {
    let mut rest = style;
    let mut bare = String::new();
    while let Some((before, after)) = rest.split_once("/*") {
        bare.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    bare.push_str(rest);
    let lines = bare.lines().map(str::trim);
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    let mut short = lines.join("\n");
    // No selector, and no text in `content`, has any of these.
    for (long, bare) in [
        (" {", "{"),
        (": ", ":"),
        (";\n", ";"),
        ("{\n", "{"),
        (";}", "}"),
        (" }", "}"),
        ("; ", ";"),
        ("{ ", "{"),
    ] {
        short = short.replace(long, bare);
    }
    short
}
