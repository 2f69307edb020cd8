//! Asks the linker to keep what splitting the page's module takes.

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let is_wasm = env::var("CARGO_CFG_TARGET_ARCH").as_deref() == Ok("wasm32");
    if is_wasm && env::var_os("CARGO_FEATURE_SPLIT").is_some() {
        // Which function needs which is only known as long as the linker's relocations are there.
        println!("cargo:rustc-link-arg-bin=app=--emit-relocs");
    }
}
